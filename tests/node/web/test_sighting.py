"""What this node saw by itself, on an organisation's page and beside the question at the desk, and nowhere else."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator

import pytest

from node.store import assessments, looked, sites
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


CODE = (
    (
        "found",
        looked.said_of_code("https://forge.example/v/raw/HEAD/LICENSE", "AGPL-3.0", 2),
        "lu au dépôt déclaré : AGPL-3.0, https://forge.example/v/raw/HEAD/LICENSE.",
        "On 20 November 2026 a licence file was read at the declared repository: AGPL-3.0, https://forge",
    ),
    (
        "found",
        looked.said_of_code("https://forge.example/<b>", "", 2),
        "ce nœud ne reconnaît pas son texte.",
        "this node does not recognise its text",
    ),
    ("none", looked.said_of_code("", "", 7), "aucun fichier de licence n'a été trouvé", "no licence file was found"),
    ("silent", "", "le dépôt déclaré n'a pas répondu", "the declared repository did not answer"),
    ("barred", "", "Ce nœud ne regarde pas au dépôt déclaré", "This node does not look at the declared repository"),
)


async def test_page__the_licence_of_its_code(node: Served) -> None:
    repository = "https://forge.example/v"
    await node.say(kind="profile", name="Les Pédales", repository=repository)
    await node.say(kind="practice", name="Notre code", practice="C01", level=1)
    await node.write(looked.want, [(looked.REPOSITORY, repository)], 0.0)
    day = "2026-11-20T08:00:00.000Z"
    for outcome, said, french, english in CODE:
        await node.write(looked.keep, looked.Looked(looked.REPOSITORY, repository, day, day, outcome, said))

        assert french in (page := await read(node, "fr")) and "Code source forge.example/v" in page
        assert english in (page := await read(node, "en")) and "that the platform runs this code" in page
        assert "<b>" not in (await node.get(node.me, BROWSER)).text


async def test_desk__beside_the_question_and_never_in_the_answer(node: Served) -> None:
    ada = await signed_in(node, "ada@pedales.example", roles={node.me: "editor"})

    await ada.open(f"{DESK}/K01")

    assert TITLES["fr"] in ada.text and "dans les douze derniers mois" in ada.text
    assert not re.search(r'name="level"[^>]*checked', ada.text)
    assert await node.inside.store.reading(lambda db: assessments.each(db, node.me)) == {}
    assert TITLES["fr"] not in (await ada.open(f"{DESK}/D03")).text
