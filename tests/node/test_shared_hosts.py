"""Shared hosts: what lies below one is shared too, and only that."""

from __future__ import annotations

import pytest

from node.shared_hosts import SHIPPED, SharedHosts


@pytest.mark.parametrize("host", ["facebook.com", "fr-fr.facebook.com", "asso.wixsite.com", "pedales.github.io:8443"])
def test_covers__what_many_share(host: str) -> None:
    assert SharedHosts().covers(host)


@pytest.mark.parametrize(
    "host", ["pedales.example", "notfacebook.com", "facebook.com.pedales.example", "com", "127.0.0.1:84"]
)
def test_covers__nothing_else(host: str) -> None:
    assert not SharedHosts().covers(host)


def test_of__adds_and_takes() -> None:
    hosts = SharedHosts.of(" Reseau.example,127.0.0.1:8401  -github.io ")

    assert hosts.covers("membre.reseau.example") and hosts.covers("127.0.0.1:8401")
    assert not hosts.covers("127.0.0.1:8402") and not hosts.covers("pedales.github.io")
    assert hosts.names == (SHIPPED | {"reseau.example", "127.0.0.1:8401"}) - {"github.io"}
    assert SharedHosts.of("").names == SHIPPED
