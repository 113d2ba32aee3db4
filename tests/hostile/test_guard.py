"""Addresses this node never talks to, in every spelling we know of (PROTOCOL 4.2 and the trap of section 0)."""

from __future__ import annotations

import pytest

from federation.errors import BlockedAddress
from federation.guard import Guard

PRODUCTION = Guard()
DEVELOPMENT = Guard(allow_private=True)

FORBIDDEN_V4 = """
    0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.169.254
    172.16.0.1 172.31.255.255 192.0.0.1 192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.1 192.168.0.1 192.175.48.1
    198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
""".split()
FORBIDDEN_V6 = """
    :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:a9fe:a9fe ::ffff:0:127.0.0.1 64:ff9b::7f00:1
    64:ff9b:1::1 100::1 2001::1 2001:10::1 2001:1ff::1 2001:db8::1 2002:7f00:1::1 2620:4f:8000::1 3fff::1 3fff:fff::1
    4000::1 5f00::1 fc00::1 fd12:3456::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1
""".split()
PUBLIC = "1.1.1.1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 172.15.0.1 172.32.0.1 193.0.0.1 223.255.255.255 "
PUBLIC += "2606:4700::1111 2a01:e0a::1 2001:200::1 2003::1 3ffe:ffff::1 ::ffff:1.1.1.1"


@pytest.mark.parametrize("ip", FORBIDDEN_V4 + FORBIDDEN_V6 + ["", "localhost", "127.1", "1.1.1.1/32"])
def test_check_ip__forbidden(ip: str) -> None:
    with pytest.raises(BlockedAddress):
        PRODUCTION.check_ip(ip)


@pytest.mark.parametrize("ip", PUBLIC.split())
def test_check_ip__public(ip: str) -> None:
    PRODUCTION.check_ip(ip)


@pytest.mark.parametrize("ip", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_check_ip__development_opens_loopback(ip: str) -> None:
    DEVELOPMENT.check_ip(ip)


@pytest.mark.parametrize(
    "ip",
    [ip for ip in FORBIDDEN_V4 + FORBIDDEN_V6 if not ip.startswith("127.") and ip not in ("::1", "::ffff:127.0.0.1")],
)
def test_check_ip__development_opens_nothing_else(ip: str) -> None:
    with pytest.raises(BlockedAddress):
        DEVELOPMENT.check_ip(ip)


@pytest.mark.parametrize(
    "url",
    [
        "http://coop.example/",
        "https://coop.example:22/",
        "https://coop.example:8080/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://127.1/",
        "https://0x7f.1/",
        "https://0x7f000001/",
        "https://2130706433/",
        "https://017700000001/",
        "https://0/",
        "https://①②⑦.0.0.1/",
        "https://127。0。0。1/",
        "https://user@coop.example/",
        "https://127.0.0.1%2f@coop.example/",
        "https://coop.example\\@127.0.0.1/",
        "https://coop.example\r\nHost: evil/",
        "file:///etc/passwd",
        "data:text/plain,x",
        "gopher://coop.example/",
        "unix:///run/x.sock",
    ],
)
def test_check_url__forbidden(url: str) -> None:
    with pytest.raises(BlockedAddress):
        PRODUCTION.check_url(url)


def test_check_url__allowed() -> None:
    assert str(PRODUCTION.check_url("https://Coop.Example/a?b#c")) == "https://coop.example/a?b"
    assert PRODUCTION.check_url("https://[2a01:e0a::1]/").authority == "[2a01:e0a::1]"
    assert Guard(ports=frozenset({8443})).check_url("https://coop.example:8443/").port == 8443
    assert DEVELOPMENT.check_url("http://127.0.0.1:8401/").port == 8401
    assert DEVELOPMENT.check_url("http://localhost:8401/").host == "localhost"


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "http://169.254.169.254/", "http://2130706433/", "http://0x7f.1/"])
def test_check_url__development_still_refuses(url: str) -> None:
    with pytest.raises(BlockedAddress):
        DEVELOPMENT.check_url(url)


def test_check_url__says_which_setting_lifts_it() -> None:
    with pytest.raises(BlockedAddress, match="allow_private_networks = true"):
        PRODUCTION.check_url("http://coop.example/")
