"""HTTP signatures of draft-cavage-12, as the fediverse speaks them (PROTOCOL 1.3).

What must be signed is decided here, not by the sender: for a POST the target, the host, a date and the digest; for a
GET the target, the host and a date. `read` makes every check that costs nothing; the claim it returns makes the
one that needs the key. Headers are read in linear time, whatever they hold (R13).
"""

from __future__ import annotations

import binascii
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from federation.digest import digest_of, require_digest
from federation.errors import Unauthorized
from federation.httpdate import http_date, parse_http_date
from federation.incoming import Incoming
from federation.keys import PublicKey, Signer
from federation.owner import parse_url
from federation.pairs import MAX_LENGTH, Unreadable, read_pairs
from federation.window import Window, require_unexpired, require_within
from vocab.language import Text

_POST: Final[tuple[str, ...]] = ("(request-target)", "host", "date", "digest", "content-type")
_GET: Final[tuple[str, ...]] = ("(request-target)", "host", "date")
_ALGORITHMS: Final = {"rsa-sha256": ("rsa-sha256",), "ed25519": ("ed25519",), "hs2019": ("rsa-sha256", "ed25519")}
_MAX_SIGNED: Final = 32


@dataclass(frozen=True, slots=True)
class Cavage:
    """The parameters of one Signature header."""

    key_id: str
    algorithm: str | None
    headers: tuple[str, ...]
    signature: bytes
    created: int | None = None
    expires: int | None = None


def sign(
    signer: Signer,
    method: str,
    url: str,
    body: bytes | None,
    now: float,
    content_type: str | None = None,
    more: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The headers that sign a request: Host, Date, Signature, with a body Digest and Content-Type, and `more`."""
    address = parse_url(url)
    headers = {"Host": address.authority, "Date": http_date(now)}
    names = _GET
    if body is not None:
        headers |= {"Digest": digest_of(body), "Content-Type": content_type or "application/activity+json"}
        names = _POST
    headers |= more or {}
    names += tuple(name.lower() for name in more or {})
    values = {name.lower(): value for name, value in headers.items()}
    values["(request-target)"] = f"{method.lower()} {address.target}"
    signature = b64encode(signer.sign(_signing_string(names, values))).decode()
    algorithm = "rsa-sha256" if signer.algorithm == "rsa-sha256" else "hs2019"
    headers["Signature"] = (
        f'keyId="{signer.key_id}",algorithm="{algorithm}",headers="{" ".join(names)}",signature="{signature}"'
    )
    return headers


def parse(header: str) -> Cavage:
    """The parameters of a Signature header, in linear time; raises Unauthorized.

    >>> parse('keyId="https://a.example/k",headers="(request-target) date",signature="AA=="').headers
    ('(request-target)', 'date')
    """
    parameters = _parameters(header)
    key_id, signature = parameters.get("keyId"), parameters.get("signature")
    if not key_id or not signature or not (key_id.isascii() and key_id.isprintable()):
        raise _refused(
            "l'en-tête Signature doit avoir keyId et signature", "the Signature header needs keyId and signature"
        )
    algorithm = parameters.get("algorithm")
    # Without `headers` the draft signs next to nothing; the strength check then says what is missing.
    names = tuple(parameters.get("headers", "(created)" if algorithm == "hs2019" else "date").lower().split())
    if not names or len(names) > _MAX_SIGNED or len(set(names)) != len(names):
        raise _refused(
            f"la liste headers doit nommer 1 à {_MAX_SIGNED} en-têtes, une fois chacun",
            f"the headers list must name 1 to {_MAX_SIGNED} headers, once each",
        )
    return Cavage(
        key_id, algorithm, names, _decoded(signature), _seconds(parameters, "created"), _seconds(parameters, "expires")
    )


@dataclass(frozen=True, slots=True)
class Claim:
    """A request that says `key_id` signed it: everything holds but the signature itself, which `check` tries."""

    parsed: Cavage
    request: Incoming
    fields: dict[str, str]
    now: float

    @property
    def key_id(self) -> str:
        """The key to check with."""
        return self.parsed.key_id

    @property
    def nonce(self) -> str | None:
        """The draft has none."""
        return None

    @property
    def covered(self) -> frozenset[str]:
        """What the signature is over, by name."""
        return frozenset(self.parsed.headers)

    def check(self, key: PublicKey) -> None:
        """Returns when `key` made the signature; else raises Unauthorized."""
        _require_usable(key, self.parsed, self.now)
        values = {**self.fields, "(created)": str(self.parsed.created), "(expires)": str(self.parsed.expires)}
        for target in _targets(self.request.target):
            values["(request-target)"] = f"{self.request.method.lower()} {target}"
            if key.verify(self.parsed.signature, _signing_string(self.parsed.headers, values)):
                return
        raise Unauthorized(
            f"the signature does not match key {key.id}; signed: {' '.join(self.parsed.headers)}; "
            f"expected host {self.fields.get('host')!r}, request had {self.request.values('host')[:2]}"
        )


def read(request: Incoming, now: float, window: Window, origin: str | None = None) -> Claim:
    """The claim of a cavage-signed request, all checks done that need no key; raises Unauthorized.

    `origin` is our own public address: its host[:port] stands for whatever Host says, so that a proxy may rewrite Host
    and a message signed for another server cannot be replayed here. None takes Host as it came.
    """
    headers = request.values("signature")
    if len(headers) != 1:
        raise _refused(
            f"un en-tête Signature est attendu, {len(headers)} reçus",
            f"one Signature header expected, {len(headers)} received",
        )
    return _claim(request, parse(headers[0]), now, window, origin.partition("://")[2] if origin else None)


def verify(request: Incoming, parsed: Cavage, key: PublicKey, now: float, window: Window) -> None:
    """Returns when `request` is signed as `parsed` says, strongly and in time, by `key`; else raises Unauthorized."""
    _claim(request, parsed, now, window, None).check(key)


def _claim(request: Incoming, parsed: Cavage, now: float, window: Window, authority: str | None) -> Claim:
    fields = request.fields()
    if authority is not None:
        fields["host"] = authority
    _require_strength(request.method, parsed)
    _require_present(parsed, fields)
    _require_timely(parsed, fields, now, window)
    if "digest" in parsed.headers:
        require_digest(fields["digest"], request.body)
    return Claim(parsed, request, fields, now)


def _require_strength(method: str, parsed: Cavage) -> None:
    signed = set(parsed.headers)
    wanted = ["(request-target)", "host"] if method in ("GET", "HEAD") else ["(request-target)", "host", "digest"]
    missing = [name for name in wanted if name not in signed]
    if not signed & {"date", "(created)"}:
        missing.append("date")
    if missing:
        names = " ".join(missing)
        raise _refused(f"la signature doit aussi couvrir : {names}", f"the signature must also cover: {names}")
    # The draft keeps (created) and (expires) for algorithms that do not begin with rsa, hmac or ecdsa.
    if signed & {"(created)", "(expires)"} and (parsed.algorithm or "").startswith(("rsa", "hmac", "ecdsa")):
        raise _refused(
            f"(created) et (expires) ne vont pas avec l'algorithme {parsed.algorithm}",
            f"(created) and (expires) do not go with algorithm {parsed.algorithm}",
        )


def _require_present(parsed: Cavage, fields: Mapping[str, str]) -> None:
    given = {"(request-target)": True, "(created)": parsed.created is not None, "(expires)": parsed.expires is not None}
    absent = [name for name in parsed.headers if name not in fields and not given.get(name, False)]
    if absent:
        raise _refused(
            f"des en-têtes signés sont absents : {' '.join(absent)[:200]}",
            f"signed headers are absent: {' '.join(absent)[:200]}",
        )


def _require_timely(parsed: Cavage, fields: Mapping[str, str], now: float, window: Window) -> None:
    if "date" in parsed.headers:
        date = parse_http_date(fields["date"])
        if date is None:
            raise _refused(
                "l'en-tête Date doit ressembler à « Tue, 24 Nov 2026 10:00:00 GMT »",
                'the Date header must look like "Tue, 24 Nov 2026 10:00:00 GMT"',
            )
        require_within("date", date, now, window)
    if "(created)" in parsed.headers and parsed.created is not None:
        require_within("(created)", parsed.created, now, window)
    require_unexpired(parsed.expires, now, window)


def _require_usable(key: PublicKey, parsed: Cavage, now: float) -> None:
    if key.algorithm not in _ALGORITHMS.get("hs2019" if parsed.algorithm is None else parsed.algorithm, ()):
        raise _refused(
            f"l'algorithme {parsed.algorithm} ne convient pas à une clé {key.algorithm}",
            f"algorithm {parsed.algorithm} does not fit a key of type {key.algorithm}",
        )
    if not key.counts_at(now):
        raise _refused("cette clé a expiré ou a été révoquée", "this key has expired or was revoked")


def _targets(target: str) -> tuple[str, ...]:
    """What senders put in (request-target): the target, the path alone, and for the root nothing at all."""
    path, mark, _ = target.partition("?")
    if mark:
        return (target, path)  # microblog.pub leaves the query out
    return (target, "") if target == "/" else (target,)  # GoToSocial signs an empty path


def _signing_string(names: tuple[str, ...], values: Mapping[str, str]) -> bytes:
    return "\n".join([f"{name}: {values[name]}" for name in names]).encode("utf-8", "surrogateescape")


def _parameters(header: str) -> dict[str, str]:
    try:
        return read_pairs(header)
    except Unreadable as error:
        at = error.position
        raise _refused(
            f"l'en-tête Signature est illisible au caractère {at} ({MAX_LENGTH} au plus, chaque nom une fois)",
            f"the Signature header cannot be read at character {at} (at most {MAX_LENGTH}, each name once)",
        ) from error


def _decoded(signature: str) -> bytes:
    try:
        return binascii.a2b_base64(signature, strict_mode=True)
    except ValueError as error:
        raise _refused("la signature n'est pas du base64", "the signature is not base64") from error


def _seconds(parameters: Mapping[str, str], name: str) -> int | None:
    text = parameters.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise _refused(f"{name} doit être un nombre de secondes", f"{name} must be a number of seconds")
    return int(text)


def _refused(fr: str, en: str) -> Unauthorized:
    return Unauthorized(en, Text(fr[0].upper() + fr[1:] + ".", en[0].upper() + en[1:] + "."))
