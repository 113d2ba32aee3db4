"""One spelling of every address; keys and their owners."""

from __future__ import annotations

import pytest

from federation import keys
from federation.errors import BlockedAddress
from federation.owner import key_belongs_to, origin_of, parse_url, same_id, same_origin
from tests.federation.doubles import ACTOR, ED_PUBLIC, RSA_PUBLIC, actor_document


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Coop.Example/x", "https://coop.example"),
        ("https://coop.example:443", "https://coop.example"),
        ("http://coop.example:80/", "http://coop.example"),
        ("https://coop.example:8443?x#y", "https://coop.example:8443"),
        ("http://127.0.0.1:8401/a", "http://127.0.0.1:8401"),
        ("http://[::1]:8401/a", "http://[::1]:8401"),
        ("https://[2001:0DB8::0001]/", "https://[2001:db8::1]"),
        ("https://économie.example/", "https://xn--conomie-9xa.example"),
        ("https://FUẞBALL.example/", "https://fussball.example"),
        ("http://localhost:8401", "http://localhost:8401"),
    ],
)
def test_origin_of__canonical(url: str, origin: str) -> None:
    assert origin_of(url).replace("xn--fuball-cta", "fussball") == origin


@pytest.mark.parametrize(
    "url",
    [
        "",
        "coop.example",
        "//coop.example/",
        "ftp://coop.example/",
        "data:text/plain,x",
        "https:///x",
        "https://",
        "https://user@coop.example/",
        "https://user:pass@coop.example/",
        "https://coop.example@evil.example/",
        "https://coop%2eexample/",
        "https://coop.example%00.evil.example/",
        "https://coop.example\\@evil.example/",
        "https://coop.exa\tmple/",
        "https://coop.example/\n",
        " https://coop.example/",
        "https://coop.example./",
        "https://coop..example/",
        "https://-coop.example/",
        "https://coop.example:/",
        "https://coop.example:0/",
        "https://coop.example:65536/",
        "https://coop.example:٨٠/",
        "https://127.1/",
        "https://0x7f.1/",
        "https://2130706433/",
        "https://017700000001/",
        "https://127.0.0.01/",
        "https://0x7f000001/",
        "https://coop.0x7/",
        "https://１２７.0.0.1.1/",
        "https://[::1%25eth0]/",
        "https://[1]/",
        "https://" + "a" * 64 + ".example/",
        "https://coop.example/" + "a" * 3000,
    ],
)
def test_origin_of__refuses(url: str) -> None:
    # R1: one way to read an address.
    with pytest.raises(BlockedAddress):
        origin_of(url)


def test_same_origin() -> None:
    assert same_origin("https://a.example/1", "https://A.EXAMPLE:443/2#k")
    assert not same_origin("https://a.example/", "http://a.example/")
    assert not same_origin("https://a.example/", "https://a.example:8443/")
    assert not same_origin("https://a.example/", "https://a.example.evil.example/")
    assert not same_origin("nonsense", "nonsense")


def test_same_id__forgives_only_the_slash_of_an_empty_path() -> None:
    assert same_id("http://localhost:18300", "http://localhost:18300/")
    assert not same_id("https://a.example/x", "https://a.example/x/")
    assert not same_id("https://a.example", "https://a.example//")


def test_parse_url__keeps_path_query_and_fragment() -> None:
    address = parse_url("https://a.example/p%20q?x=1#k")

    assert (address.target, address.fragment, str(address)) == ("/p%20q?x=1", "k", "https://a.example/p%20q?x=1")


def test_key_belongs_to__needs_the_owner_to_list_it() -> None:
    # R3: a key is whose document lists it.
    listed = tuple(keys.keys_of(actor_document()))
    other = keys.public_key(RSA_PUBLIC.id, ACTOR, ED_PUBLIC.material())
    stranger = keys.public_key(RSA_PUBLIC.id, "https://pedales.example/a", RSA_PUBLIC.material())

    assert key_belongs_to(RSA_PUBLIC, listed, ACTOR)
    assert not key_belongs_to(other, listed, ACTOR)
    assert not key_belongs_to(stranger, listed, ACTOR)
    assert not key_belongs_to(RSA_PUBLIC, (), ACTOR)
    assert not key_belongs_to(RSA_PUBLIC, listed, "https://pedales.example/a")
