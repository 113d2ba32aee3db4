"""Hosts: the name by which people and rows know a server."""

from __future__ import annotations

from urllib.parse import urlsplit


def host_of(url: str) -> str:
    """host[:port] of an address, lower case; empty for what is no address.

    >>> host_of("https://Pedales.example/actors/x")
    'pedales.example'
    >>> host_of("http://127.0.0.1:8401/inbox")
    '127.0.0.1:8401'
    """
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""
