"""Sources: which address a request comes from, and which addresses are not counted (PROTOCOL 4.3, R15).

`X-Forwarded-For` is believed only from the proxies that the operator named, and read from its end: what stands before
the first address that is not a proxy was written by whoever asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from aiohttp import web

from node.errors import NodeError
from vocab.language import Text

FORWARDED: Final = "X-Forwarded-For"
HOPS: Final = 20
LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})
LOCAL: Final = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))
# One household or one rented server has a whole /64.
PREFIX: Final = 64


@dataclass(frozen=True, slots=True)
class Sources:
    """The proxies we believe; loopback is always among them."""

    proxies: tuple[IPv4Network | IPv6Network, ...] = LOCAL

    @classmethod
    def of(cls, written: str) -> Sources:
        """From a setting: addresses or networks, with spaces or commas between. Raises `NodeError`.

        >>> Sources.of("172.16.0.0/12, fd00::1").limited("172.18.0.2") is None
        True
        """
        words = written.replace(",", " ").split()
        try:
            return cls((*LOCAL, *(ip_network(word, strict=False) for word in words)))
        except ValueError as error:
            raise NodeError(
                Text(
                    f"trusted_proxies : des adresses ou des réseaux, comme 172.16.0.0/12 ({error})",
                    f"trusted_proxies: addresses or networks, such as 172.16.0.0/12 ({error})",
                )
            ) from error

    def limited(self, address: str) -> str | None:
        """The name under which an address is counted; None for loopback and proxies, which are not.

        >>> Sources().limited("2a01:e0a:1:2:3::4"), Sources().limited("::ffff:9.9.9.9"), Sources().limited("127.0.0.1")
        ('2a01:e0a:1:2::/64', '9.9.9.9', None)
        """
        if not address or address in LOOPBACK:
            return None
        try:
            found = ip_address(address.partition("%")[0])
        except ValueError:
            return "unreadable"
        if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        if any(found.version == network.version and found in network for network in self.proxies):
            return None
        return str(IPv6Network((found, PREFIX), strict=False)) if isinstance(found, IPv6Address) else str(found)

    def of_request(self, request: web.Request) -> str | None:
        """The same of whoever made a request, behind as many of our proxies as there are."""
        direct = self.limited(request.remote or "")
        if direct is not None:
            return direct
        forwarded = request.headers.getall(FORWARDED, None)
        if not forwarded:
            return None
        for hop in reversed(",".join(forwarded).split(",")[-HOPS:]):
            found = self.limited(_bare(hop.strip()))
            if found is not None:
                return found
        return None


def _bare(hop: str) -> str:
    """An address as some proxies write it, without its port.

    >>> _bare("[2a01::1]:443"), _bare("9.9.9.9:1234"), _bare("2a01::1")
    ('2a01::1', '9.9.9.9', '2a01::1')
    """
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop
