"""What this node saw by itself, on an organisation's page and beside the question at the desk, and nowhere else."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator

import pytest

from node.store import assessments, sites
from tests.node.web.desk.browser import signed_in
from tests.node.web.served import BROWSER, Served, served
from vocab.vocabulary import Vocabulary

DESK = "/desk/of/pedales/practices"
TITLES = {"fr": "Ce que ce nœud a vu lui-même", "en": "What this node saw by itself"}


@pytest.fixture
async def node(words: Vocabulary) -> AsyncIterator[Served]:
    async with served(words) as node:
        await node.say(kind="profile", name="Les Pédales")
        yield node


async def read(node: Served, language: str) -> str:
    text = (await node.get(node.me, {**BROWSER, "Accept-Language": language})).text
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


async def test_page__says_nothing_of_one_that_states_no_practice(node: Served) -> None:
    assert TITLES["fr"] not in await read(node, "fr")


async def test_page__under_the_practices_with_where_and_what_it_does_not_prove(node: Served) -> None:
    await node.say(kind="practice", name="Nos données", practice="D07", level=1)
    await node.say(name="Une remorque")

    french, english = await read(node, "fr"), await read(node, "en")

    assert french.index("Conditions d'usage lisibles") < french.index(TITLES["fr"])
    assert TITLES["en"] in english
    assert "1 offre ou demande se lit aujourd'hui ; la plus récente est du 23 novembre 2026." in french
    assert "1 offer or request can be read today; the newest is of 23 November 2026." in english
    assert "Les 3 fiches regardées portent toutes des conditions d'usage" in french
    assert "No endorsement given to another organisation" in english
    assert french.count("Ne prouve pas :") == 4 and english.count("Looked at:") == 4
    for never in ("D03", "D04", "D10"):
        assert f"/practices/{never}" not in (await node.get(node.me, BROWSER)).text


async def test_page__what_its_website_was_seen_to_do__with_the_day(node: Served) -> None:
    await node.say(kind="profile", name="Les Pédales", website="https://velo.example/")
    await node.say(kind="practice", name="Nos données", practice="D05", level=1)
    seen = sites.Page("2026-11-20T08:00:00.000Z", ("stats.example", "<b>.example"), None)
    await node.write(sites.keep, sites.Site("velo.example", "https://velo.example/", page=seen))

    french, english = await read(node, "fr"), await read(node, "en")

    assert "lue le 20 novembre 2026 : elle charge de 2 serveurs d'autres : stats.example, <b>.example." in french
    assert "The home page was read on 20 November 2026: no link about accessibility" in english
    assert "<b>.example" not in (await node.get(node.me, BROWSER)).text


async def test_desk__beside_the_question_and_never_in_the_answer(node: Served) -> None:
    ada = await signed_in(node, "ada@pedales.example", roles={node.me: "editor"})

    await ada.open(f"{DESK}/K01")

    assert TITLES["fr"] in ada.text and "dans les douze derniers mois" in ada.text
    assert not re.search(r'name="level"[^>]*checked', ada.text)
    assert await node.inside.store.reading(lambda db: assessments.each(db, node.me)) == {}
    assert TITLES["fr"] not in (await ada.open(f"{DESK}/D03")).text
