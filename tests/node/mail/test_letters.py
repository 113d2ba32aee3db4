"""What a letter looks like on the wire, and what can never be one."""

from __future__ import annotations

import email
from email.policy import default

import pytest

from node.mail.letters import Letter, Stationery, Written, is_address
from node.mail.sealing import Sealer
from tests.node.ground import NOW


def letter(**said: object) -> Letter:
    values: dict[str, object] = {
        "kind": "claim",
        "to": "ada@panier.example",
        "language": "fr",
        "subject": "Le Panier d'Artois est-il à vous ?",
        "paragraphs": ("Quelqu'un dit que <b>cette</b> fiche est la sienne.",),
        "button": ("Ouvrir la page", "https://pedales.example/claim/x?a=1&b=2"),
        "why": "Vous recevez ce courriel une fois.",
    }
    return Letter(**(values | said))  # type: ignore[arg-type]


def on_the_wire(said: Letter, site: str = "Les Pédales"):
    written = Stationery().write(said, site, "https://pedales.example", "<01@pedales.example>")
    again = Written.from_json(written.to_json())
    assert again == written
    return email.message_from_bytes(again.message("bocage@pedales.example", site, NOW), policy=default)


def test_message__text_and_html_in_the_language_of_its_reader():
    message = on_the_wire(letter(stop="https://pedales.example/mail/stop/x"))

    assert message["Subject"] == "Le Panier d'Artois est-il à vous ?"
    assert message["From"] == "Les Pédales <bocage@pedales.example>"
    assert message["Date"] == "Mon, 23 Nov 2026 10:00:00 +0000"
    assert message["List-Unsubscribe"] == "<https://pedales.example/mail/stop/x>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text, html = (part.get_content().replace("\r\n", "\n") for part in message.iter_parts())
    assert text == (
        "Quelqu'un dit que <b>cette</b> fiche est la sienne.\n\nOuvrir la page :\n"
        "https://pedales.example/claim/x?a=1&b=2\n\n--\nLes Pédales - https://pedales.example\n"
        "Vous recevez ce courriel une fois.\nNe plus recevoir ces courriels : https://pedales.example/mail/stop/x\n"
    )
    assert '<html lang="fr">' in html and "&lt;b&gt;cette" in html and "a=1&amp;b=2" in html
    assert "<script" not in html and "<img" not in html


def test_message__in_english():
    text = (
        next(on_the_wire(letter(language="en", button=("Open the page", "https://x"))).iter_parts())
        .get_content()
        .replace("\r\n", "\n")
    )

    assert "Open the page:\n" in text


def test_message__nothing_typed_becomes_a_header():
    message = on_the_wire(letter(subject="A\r\nBcc: eve@evil.example\n\nB"), "Site\r\nBcc: eve@evil.example")

    assert message["Bcc"] is None
    assert message["Subject"] == "A Bcc: eve@evil.example B"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ada",
        "a@b",
        "a@b.example, c@d.example",
        "a@b.example\n",
        "<a@b.example>",
        "é@b.example",
        "a@-",
        "a b@c.example",
    ],
)
def test_is_address__not(text: str):
    assert not is_address(text)


def test_sealer__opens_its_own_alone():
    mine, other = Sealer(bytes(32)), Sealer(bytes([1] * 32))
    sealed = mine.seal("ada@panier.example", NOW)

    assert b"ada" not in sealed
    assert (mine.open(sealed), other.open(sealed)) == ("ada@panier.example", None)
    assert mine.mark(" Ada@Panier.example") == mine.mark("ada@panier.example") != other.mark("ada@panier.example")
