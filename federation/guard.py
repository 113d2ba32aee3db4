"""Where this node may connect to: the list of addresses it never talks to (PROTOCOL 4.2).

An address is checked twice: as a URL before anything is asked of it, and as the socket address really dialled, so
that a name which changes its mind in between gains nothing. IPv6 is judged by what is allowed (2000::/3 less a few),
because the list of dangerous forms has grown every year.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

from federation.domains import REFUSED_HERE
from federation.errors import BlockedAddress
from federation.owner import Address, parse_url
from vocab.language import Text

_V4_BLOCKED: Final = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
        "192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 "
        "203.0.113.0/24 224.0.0.0/4 240.0.0.0/4"
    ).split()
)
_V6_ALLOWED: Final = IPv6Network("2000::/3")
_V6_BLOCKED: Final = tuple(
    IPv6Network(network) for network in "2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20".split()
)
_V4_LOOPBACK: Final = IPv4Network("127.0.0.0/8")
_V6_LOOPBACK: Final = IPv6Address("::1")


def nobody(host: str) -> bool:
    """Refuses nobody."""
    return False


@dataclass(frozen=True, slots=True)
class Guard:
    """The rules for going out (R5, R23); `allow_private` (development) also permits http, any port, loopback peers."""

    allow_private: bool = False
    ports: frozenset[int] = frozenset({80, 443})
    max_redirects: int = 3
    # Whether the operator wants nothing to do with a host[:port].
    refuses: Callable[[str], bool] = nobody

    def check_url(self, url: str) -> Address:
        """The parsed URL when this node may ask for it; else raises BlockedAddress."""
        address = parse_url(url)
        if address.scheme != "https" and not self.allow_private:
            raise BlockedAddress(
                f"http where https is required: {url[:200]}; set allow_private_networks = true for development only",
                Text("L'adresse doit commencer par https.", "The address must begin with https."),
            )
        if address.port not in self.ports and not self.allow_private:
            raise BlockedAddress(f"port {address.port} is not one of {sorted(self.ports)}: {url[:200]}")
        if self.refuses(address.authority):
            raise BlockedAddress(f"{address.authority} is refused by the operator", REFUSED_HERE)
        if ":" in address.host or address.host.rpartition(".")[2].isdigit():
            self.check_ip(address.host)
        return address

    def check_ip(self, ip: str) -> None:
        """Returns when this node may connect to the address; else raises BlockedAddress."""
        try:
            address = ip_address(ip.partition("%")[0])
        except ValueError as error:
            raise BlockedAddress(f"not an IP address: {ip[:80]!r}") from error
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        if self.allow_private and _is_loopback(address):
            return
        if not _is_public(address):
            raise BlockedAddress(
                f"{ip} is not a public address; set allow_private_networks = true for development only"
            )


def is_this_machine(host: str) -> bool:
    """Whether a host[:port] is this machine by its own address, whatever the DNS says.

    >>> [is_this_machine(host) for host in ("127.0.0.1:8401", "[::1]", "localhost:80", "localhost.example")]
    [True, True, True, False]
    """
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    try:
        return name == "localhost" or _is_loopback(ip_address(name.strip("[]")))
    except ValueError:
        return False


def _is_loopback(address: IPv4Address | IPv6Address) -> bool:
    return address in _V4_LOOPBACK if isinstance(address, IPv4Address) else address == _V6_LOOPBACK


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _V4_BLOCKED)
    return address in _V6_ALLOWED and not any(address in network for network in _V6_BLOCKED)
