"""How a page says whom to write to, what is asked in return, and when."""

from __future__ import annotations

import re

import pytest

from tests.node.web.served import BROWSER, Served

FRENCH = BROWSER | {"Accept-Language": "fr"}
ENGLISH = BROWSER | {"Accept-Language": "en"}


def fact(html: str, name: str) -> str | None:
    found = re.search(rf"<dt>{name}</dt><dd>(.*?)</dd>", html)
    return re.sub("<[^>]*>", "", found[1]) if found else None


async def test_offer__price_end_and_whom_to_answer(node: Served) -> None:
    await node.say(kind="profile", name="Les Pédales", contact="bonjour@pedales.example", id=node.me)
    said = await node.say(name="Livraison", price={"amount": "12.50", "unit": "EUR"}, valid_until="2099-06-30")

    french, english = (await node.get(said.id, FRENCH)).text, (await node.get(said.id, ENGLISH)).text

    assert fact(french, "En échange de") == "12,50 euros"
    assert fact(english, "In exchange for") == "12.50 euros"
    assert fact(french, "Valable jusqu&#39;au") == "30 juin 2099"
    assert fact(french, "De qui") == "Les Pédales"
    assert 'href="mailto:bonjour@pedales.example"' in french
    assert f'src="{said.id.partition("example")[2]}/qr.svg"' in french


async def test_request__by_when(node: Served) -> None:
    said = await node.say(kind="request", name="Appel", deadline="2099-06-30")

    assert fact((await node.get(said.id, FRENCH)).text, "Répondre avant le") == "30 juin 2099"


async def test_event__its_hours_where_it_is_held_and_where_to_sign_up(node: Served) -> None:
    said = await node.say(
        kind="event",
        name="Rencontre",
        starts="2099-03-21T09:30",
        ends="2099-03-21T17:00",
        timezone="Europe/Paris",
        join_url="https://pedales.example/inscription",
    )

    text = (await node.get(said.id, FRENCH)).text

    assert fact(text, "Début") == "21 mars 2099 à 9 h 30 (Europe/Paris)"
    assert fact(text, "Fin") == "21 mars 2099 à 17 h 00 (Europe/Paris)"
    assert 'href="https://pedales.example/inscription"' in text


async def test_organisation__practices_with_level_and_evidence(node: Served) -> None:
    await node.say(
        kind="practice",
        name="Données",
        practice="D03",
        level=3,
        evidence=[{"kind": "URL", "url": "https://p.example/x"}],
    )
    await node.say(kind="practice", name="Secret", practice="G05", level=1, visibility="followers")

    text = (await node.get(node.me, FRENCH)).text

    assert '<a href="/practices/D03">' in text and "<td>En place</td>" in text and "https://p.example/x" in text
    assert "/practices/G05" not in text


@pytest.mark.parametrize("contact", ["javascript:alert(1)", "<b>accueil</b>", "@accueil", "accueil, tous les matins"])
async def test_contact__what_leads_nowhere_is_no_link(node: Served, contact: str) -> None:
    await node.say(kind="profile", name="Les Pédales", contact=contact, id=node.me)

    text = (await node.get(node.me, FRENCH)).text

    assert "javascript:" not in re.findall('href="([^"]*)"', text)
    assert "<b>accueil" not in text
    assert not [each for each in re.findall('href="([^"]*)"', text) if each.startswith("mailto:") and "?" not in each]


async def test_facts__lead_to_the_territory_and_to_the_practice(node: Served) -> None:
    said = await node.say(kind="practice", name="Données", practice="D03", level=3, territory=["fr-commune-59350"])

    text = (await node.get(said.id, FRENCH)).text

    assert 'href="/practices/D03"' in text and 'href="/territories/fr-commune-59350"' in text
