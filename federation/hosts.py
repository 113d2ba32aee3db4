"""Hosts: the name by which people and rows know a server."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

# A lower-case name with no port or one of its own, and what follows it: most addresses, read at a glance.
_PLAIN: Final = re.compile(r"https?://([a-z0-9.-]+(?::(?!(?:80|443)(?![0-9]))[0-9]+)?)(?=/[!-~]*\Z)", re.ASCII)
_DEFAULT_PORTS: Final = {"http": ":80", "https": ":443"}


def host_of(url: str) -> str:
    """host[:port] of an address, lower case, without the port that goes without saying; empty for what is no address.

    >>> host_of("https://Pedales.example:443/actors/x")
    'pedales.example'
    >>> host_of("http://127.0.0.1:8401/inbox")
    '127.0.0.1:8401'
    """
    plain = _PLAIN.match(url)
    if plain is not None:
        return plain[1]
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host = parts.netloc.rpartition("@")[2].lower()
    return host.removesuffix(_DEFAULT_PORTS.get(parts.scheme, ""))
