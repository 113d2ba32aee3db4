"""Suffixes: the domain that somebody registered in order to have a host, by the Public Suffix List.

The list comes with a package and nothing is fetched: it is as old as the package. A name under a suffix that it does
not know counts by its last two labels.
"""

from __future__ import annotations

from ipaddress import IPv6Network, ip_address

from publicsuffixlist import PublicSuffixList


class Suffixes:
    """The list, read when it is first needed: most nodes never ask."""

    def __init__(self) -> None:
        self._read: tuple[PublicSuffixList, PublicSuffixList] | None = None

    @property
    def ready(self) -> bool:
        """Whether the list is in memory; reading it takes a tenth of a second."""
        return self._read is not None

    def domains_of(self, host: str) -> tuple[str, ...]:
        """The registered domain of host[:port]; then, where anybody is given one below another, all below that other.

        Addresses stand for themselves, IPv6 by the network that one customer is given.

        >>> suffixes = Suffixes()
        >>> suffixes.domains_of("a1.market.coop.example:8443"), suffixes.domains_of("shop.co.uk")
        (('coop.example',), ('shop.co.uk',))
        >>> suffixes.domains_of("www.panier.noho.st")
        ('panier.noho.st', '*.noho.st')
        >>> suffixes.domains_of("[2001:db8::7]:8443"), suffixes.domains_of("192.0.2.7:8443")
        (('2001:db8::/64',), ('192.0.2.7',))
        """
        name = _without_port(host).strip("[]")
        try:
            address = ip_address(name)
        except ValueError:
            return self._registered(name)
        return (str(IPv6Network((int(address), 64), strict=False)) if address.version == 6 else name,)

    def _registered(self, name: str) -> tuple[str, ...]:
        if self._read is None:
            self._read = PublicSuffixList(), PublicSuffixList(only_icann=True)
        every, sold = self._read
        own = every.privatesuffix(name) or name
        giver = sold.privatesuffix(name) or name
        return (own,) if own == giver else (own, f"*.{giver}")


def _without_port(host: str) -> str:
    name, _, port = host.rpartition(":")
    return name if name and port.isdigit() and not (":" in name and not name.endswith("]")) else host
