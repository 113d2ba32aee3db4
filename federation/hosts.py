"""Hosts: the name by which people and rows know a server."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

_DEFAULT_PORTS: Final = {"http": ":80", "https": ":443"}


def host_of(url: str) -> str:
    """host[:port] of an address, lower case, without the port that goes without saying; empty for what is no address.

    >>> host_of("https://Pedales.example:443/actors/x")
    'pedales.example'
    >>> host_of("http://127.0.0.1:8401/inbox")
    '127.0.0.1:8401'
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host = parts.netloc.rpartition("@")[2].lower()
    return host.removesuffix(_DEFAULT_PORTS.get(parts.scheme, ""))
