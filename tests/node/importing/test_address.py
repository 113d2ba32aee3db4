from __future__ import annotations

import pytest

from node.importing.address import website
from node.importing.row import Note


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://panier.example/a?b=1", "https://panier.example/a?b=1"),
        ("http://panier.example", "http://panier.example"),
        ("www.panier.example", "https://www.panier.example"),
        ("WWW.PANIER.EXAMPLE", "https://www.panier.example"),
        ("panier.example/nous", "https://panier.example/nous"),
        ("www.http://panier.example/", "http://panier.example/"),
        ("http://www.gemeinschaftsgärten.tirol/g", "http://www.gemeinschaftsgärten.tirol/g"),
        ("www.facebook.com/Panier.", "https://www.facebook.com/Panier."),
        ("https://facebook.com/panier @panier", "https://facebook.com/panier"),
        ("http://a.example; http://b.example", "http://a.example"),
        ("http://a.example/ ; www.b.example", "http://a.example/"),
    ],
)
def test_website__address(written: str, address: str) -> None:
    assert website(written, []) == address


@pytest.mark.parametrize(
    "written",
    [
        "update6",
        "-",
        "(e-mail removed)",
        "info@panier.example",
        "mailto:info@panier.example",
        "https://user:pass@panier.example",
        "www.theartofco eeuk.co.uk/x",
        "https://www.sozialmarkt.kufstein.a",
        "Place2Be, 13/14 Angel Gate, 326 City Road, London",
        "Essbare Stadt Wels",
        "javascript:alert(1)",
        "http://",
        "http://[::1",
        "ftp://panier.example",
    ],
)
def test_website__no_address_is_left_out_and_noted(written: str) -> None:
    notes: list[Note] = []

    assert website(written, notes) is None
    assert [note.field for note in notes] == ["website"]


def test_website__empty_says_nothing() -> None:
    notes: list[Note] = []

    assert website("  ", notes) is None and notes == []
