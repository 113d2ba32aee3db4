"""Whom a node deals with."""

from __future__ import annotations

import pytest

from federation.domains import Domains, domain_of

LIST = Domains(
    {"bad.example": "refused", "good.bad.example": "allowed", "10.0.0.1": "refused", "p.example:8443": "refused"}
)


@pytest.mark.parametrize(
    ("host", "refused"),
    [
        ("bad.example", True),
        ("deep.under.bad.example", True),
        ("bad.example:8443", True),
        ("good.bad.example", False),
        ("x.good.bad.example", False),
        ("notbad.example", False),
        ("example", False),
        ("10.0.0.1", True),
        ("10.0.0.1:80", True),
        ("0.0.1", False),
        ("p.example:8443", True),
        ("p.example", False),
        ("[2001:db8::1]:8443", False),
    ],
)
def test_refuses__the_longest_name_decides(host: str, refused: bool) -> None:
    assert LIST.refuses(host) is refused


def test_refuses__closed_is_only_for_the_allowed_and_oneself() -> None:
    closed = Domains({"friend.example": "allowed"}, closed=True, own="me.example")
    assert [closed.refuses(host) for host in ("me.example", "a.friend.example", "friends.example")] == [
        False,
        False,
        True,
    ]


def test_refuses__never_oneself() -> None:
    assert not Domains({"example": "refused"}, own="me.example").refuses("me.example")


@pytest.mark.parametrize("written", ["", "a b", "http://", "a/b", "-" * 64, "é" * 200, "a..b", "user@host", "x:y"])
def test_domain_of__refuses_what_is_none(written: str) -> None:
    with pytest.raises(ValueError, match="not a domain"):
        domain_of(written)


def test_domain_of__spells_it_one_way() -> None:
    assert [domain_of(w) for w in (" HTTPS://Coop.Example/ ", "*.coop.example", "coop.example.", "127.0.0.1:8401")] == [
        "coop.example",
        "coop.example",
        "coop.example",
        "127.0.0.1:8401",
    ]
