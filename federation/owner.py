"""Who owns an address: URLs parsed once, origins compared, keys tied to their actor (FEP-fe34, PROTOCOL 4.3 R1, R3).

An origin is (scheme, host, port). Hosts are compared in one spelling only; every spelling that two parsers could read
differently (user names, backslashes, percent signs, numbers that resolvers take for addresses) is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Final

import idna

from federation.errors import BlockedAddress
from vocab.language import Text

if TYPE_CHECKING:
    from federation.keys import PublicKey

_MAX_URL: Final = 2048
_URL: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?", re.ASCII)
_FORBIDDEN: Final = re.compile(r"[\x00-\x20\x7f\\<>\"^`{|}\u0080-\u00a0\u2028\u2029\ufeff]")
_NAME: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))*", re.ASCII)
_NUMERIC_LABEL: Final = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_ODD: Final = Text("Cette adresse est mal écrite.", "This address is not written correctly.")


# A lower-case name or a dotted quad without leading zeros, an optional port, then the path; no control or white space.
_PLAIN: Final = re.compile(
    r"(https?://(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:[a-z]{2,}|[1-9][0-9]{0,2}|0)(?::[1-9][0-9]{0,4})?)(?=/)[!-~]*\Z"
)


@dataclass(frozen=True, slots=True)
class Address:
    """A URL in its one canonical spelling: lower-case scheme and host (IDNA, no brackets), port always known."""

    scheme: str
    host: str
    port: int
    path: str
    query: str
    fragment: str

    @property
    def authority(self) -> str:
        """Host with its port unless default, as the Host header writes it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme and authority."""
        return f"{self.scheme}://{self.authority}"

    @property
    def target(self) -> str:
        """Path and query, as a request line writes them."""
        return (self.path or "/") + self.query

    def __str__(self) -> str:
        return self.origin + self.target


def parse_url(url: str) -> Address:
    """The parts of an http(s) URL in canonical spelling; raises BlockedAddress for anything ambiguous.

    >>> parse_url("HTTPS://Coop.Example:443/A?b#c").origin
    'https://coop.example'
    >>> str(parse_url("https://économie.example"))
    'https://xn--conomie-9xa.example/'
    """
    if len(url) > _MAX_URL:
        raise BlockedAddress(f"URL of {len(url)} characters, at most {_MAX_URL}", _ODD)
    if _FORBIDDEN.search(url):
        raise BlockedAddress(f"URL with control or forbidden characters: {url[:80]!r}", _ODD)
    match = _URL.fullmatch(url)
    if match is None:
        raise BlockedAddress(f"not an absolute URL: {url[:80]!r}", _ODD)
    scheme = match[1].lower()
    if scheme not in _DEFAULT_PORTS:
        raise BlockedAddress(f"scheme {scheme[:20]!r} where http or https was expected: {url[:80]!r}", _ODD)
    host, port = _host_and_port(match[2], _DEFAULT_PORTS[scheme])
    return Address(scheme, host, port, match[3], match[4] or "", (match[5] or "")[1:])


def origin_of(url: str) -> str:
    """The origin of an http(s) URL: scheme, host, and port unless default; raises BlockedAddress.

    >>> origin_of("http://127.0.0.1:8401/actors/pedales#main-key")
    'http://127.0.0.1:8401'
    """
    return parse_url(url).origin


def _beginning(url: str) -> str:
    """scheme://host[:port] of an address written plainly; empty for one that must be looked at."""
    found = _PLAIN.match(url)
    return found.group(1) if found else ""


def same_origin(first: str, second: str) -> bool:
    """True when both are http(s) URLs of one origin.

    >>> same_origin("https://a.example/x", "https://A.example:443/y")
    True
    >>> same_origin("https://a.example/x", "urn:x")
    False
    """
    # Most addresses are written plainly, and equal beginnings are one origin: no need to parse twice.
    beginning = _beginning(first)
    if beginning and beginning == _beginning(second):
        return True
    try:
        return origin_of(first) == origin_of(second)
    except BlockedAddress:
        return False


def same_id(first: str, second: str) -> bool:
    """True when both are one id; an id without a path equals itself with the slash a peer may add (LIMITS, fact 6).

    >>> same_id("http://localhost:18300", "http://localhost:18300/")
    True
    """
    if first == second:
        return True
    longer, shorter = (first, second) if len(first) > len(second) else (second, first)
    return longer == shorter + "/" and longer.count("/") == 3


def without_fragment(url: str) -> str:
    """The URL up to its `#`."""
    return url.partition("#")[0]


def key_belongs_to(key: PublicKey, listed: tuple[PublicKey, ...], actor_id: str) -> bool:
    """True when the key names the actor as its owner, the actor lists that very key, and both have one origin."""
    return (
        same_id(key.owner, actor_id)
        and same_origin(key.id, actor_id)
        and any(other.id == key.id and other.same_material(key) for other in listed)
    )


def _host_and_port(authority: str, default_port: int) -> tuple[str, int]:
    if "@" in authority or "%" in authority:
        raise BlockedAddress(f"user name or percent sign before the path: {authority[:80]!r}", _ODD)
    host, colon, port = authority.rpartition(":") if not authority.endswith("]") else (authority, "", "")
    if not colon:
        host = authority
    if colon and not (port.isascii() and port.isdigit() and len(port) <= 5 and 0 < int(port) < 65536):
        raise BlockedAddress(f"no such port: {authority[:80]!r}", _ODD)
    return _canonical_host(host), int(port) if colon else default_port


def _canonical_host(host: str) -> str:
    if host.startswith("[") and host.endswith("]"):
        return _canonical_v6(host[1:-1])
    name = _to_ascii(host)
    if len(name) > 253 or not _NAME.fullmatch(name):
        raise BlockedAddress(f"not a host name: {host[:80]!r}", _ODD)
    if _NUMERIC_LABEL.fullmatch(name.rpartition(".")[2]):
        return _canonical_v4(name)
    return name


def _to_ascii(host: str) -> str:
    if host.isascii():
        return host.lower()
    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError as error:
        raise BlockedAddress(f"not a host name: {host[:80]!r} ({error})", _ODD) from error


def _canonical_v4(text: str) -> str:
    # Resolvers take 127.1, 0x7f.1 and 2130706433 for addresses: only the plain four numbers pass.
    try:
        return str(IPv4Address(text))
    except AddressValueError as error:
        raise BlockedAddress(f"a number that is not a plain IPv4 address: {text[:80]!r}", _ODD) from error


def _canonical_v6(text: str) -> str:
    try:
        address = IPv6Address(text)
    except AddressValueError as error:
        raise BlockedAddress(f"not an IPv6 address: {text[:80]!r}", _ODD) from error
    return address.compressed
