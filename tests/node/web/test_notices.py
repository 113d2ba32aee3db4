"""The pages on which a node says what it is."""

from __future__ import annotations

import re

import pytest

from node.store import memberships
from tests.node.web.served import BROWSER, Served, served
from vocab.vocabulary import Vocabulary

PAGES = ("/about", "/accessibilite", "/mentions-legales", "/donnees-personnelles")
FRENCH = BROWSER | {"Accept-Language": "fr"}
ENGLISH = BROWSER | {"Accept-Language": "en"}


@pytest.mark.parametrize("page", PAGES)
async def test_page__in_both_languages_and_linked_from_every_page(node: Served, page: str) -> None:
    home = await node.get("/", FRENCH)
    french, english = await node.get(page, FRENCH), await node.get(page, ENGLISH)

    assert f'href="{page}"' in home.text
    assert (french.status, english.status) == (200, 200)
    assert french.headers["Content-Language"] == "fr" and english.headers["Content-Language"] == "en"
    assert re.findall("<h1>.*</h1>", french.text) != re.findall("<h1>.*</h1>", english.text)


async def test_legal__says_what_is_missing_and_invents_nothing(node: Served) -> None:
    answer = await node.get("/mentions-legales", FRENCH)

    assert answer.text.count("pas encore indiqué") == 5
    assert "Camille" not in answer.text


async def test_legal__says_what_is_set_harmlessly(words: Vocabulary) -> None:
    async with served(words, publisher="<b>Les Pédales</b>", publication_director="Camille Dupont") as node:
        text = (await node.get("/mentions-legales", FRENCH)).text

    assert "&lt;b&gt;Les Pédales&lt;/b&gt;" in text and "Camille Dupont" in text
    assert text.count("pas encore indiqué") == 3


async def test_about__names_who_publishes_here_and_the_networks(node: Served) -> None:
    await node.say(name="Une offre")
    network = await node.add("reseau", "network")
    await node.write(memberships.put, network, node.me, "https://x.example/1", "accepted", "2026-01-01T00:00:00.000Z")

    text = (await node.get("/about", ENGLISH)).text

    assert f'href="{node.me}"' in text
    assert "2 organisations publish from this site" in text
    assert "release 1.2.3" in text and "GNU AGPL" in text
    assert "have joined no other network" in text  # the only one is at home here


async def test_home__says_whose_site_it_is(node: Served) -> None:
    alone = (await node.get("/", FRENCH)).text
    assert re.search(rf'Ce site est celui de\s+<a href="{node.me}">Les Pédales</a>\.', alone)

    other = await node.add("reseau", "network")

    both = (await node.get("/", FRENCH)).text
    assert "2 organisations" in both and f'href="{other}"' in both


async def test_accessibility__not_compliant_without_an_audit(node: Served) -> None:
    text = (await node.get("/accessibilite", FRENCH)).text

    assert "Ce site est non conforme" in text
    assert "Accessibilité : non conforme" in text
    assert "ce n'est pas un audit" in text.replace("&#39;", "'")


async def test_accessibility__as_the_audit_found_it(words: Vocabulary) -> None:
    audit = {"audit_date": "2026-02-28", "audit_by": "Un cabinet", "audit_rate": 72, "audit_exceptions": "la carte"}
    async with served(words, **audit) as node:
        text = (await node.get("/accessibilite", FRENCH)).text

    assert "Ce site est partiellement conforme" in text
    assert "Audit du 28 février 2026 par Un cabinet, selon RGAA 4.1 : 72 %" in text
    assert "<li>la carte</li>" in text
    assert "Accessibilité : partiellement conforme" in text


async def test_accessibility__an_old_audit_counts_no_more(words: Vocabulary) -> None:
    async with served(words, audit_date="2020-02-28", audit_by="Un cabinet", audit_rate=100) as node:
        text = (await node.get("/accessibilite", FRENCH)).text

    assert "Ce site est non conforme" in text
    assert "plus de trois ans" in text
