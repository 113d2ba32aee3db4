"""Practices on an organisation's page: how much is answered and shown by theme, and what changed between reports."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest

from node import charters, publishing
from node.month_worker import MonthWorker
from tests.node.web.served import BROWSER, Served, served
from tests.vocab.charter_files import charter_file
from vocab.vocabulary import Vocabulary

FRENCH = BROWSER | {"Accept-Language": "fr"}
URL = {"kind": "URL", "url": "https://pedales.example/statuts"}


@pytest.fixture
async def node(words: Vocabulary) -> AsyncIterator[Served]:
    async with served(words) as node:
        yield node


def answer(practice: str, level: int | None, **more: object) -> dict[str, object]:
    return {"practice": practice, "level": level, "visibility": "public"} | more


async def report(node: Served, *answers: dict[str, object]) -> str:
    node.ground.clock.at += 86_400
    made = await node.say(kind="report", name="Bilan", charter="2.0", period="2026", answers=list(answers))
    return made.id


async def test_page__says_what_is_answered_and_shown_with_its_table_and_no_mark(node: Served) -> None:
    await report(
        node,
        answer("G01", 3, evidence=[URL]),
        answer("G03", 1),
        answer("V04", None, reason="Nous sommes tous bénévoles."),
        answer("W01", 4, visibility="private", evidence=[URL | {"kind": "REG"}]),
    )

    text = (await node.get(node.me, FRENCH)).text

    assert "3 pratiques sur 58 ont une réponse, 1 avec une preuve." in text
    assert "ni une note ni un classement" in text
    row = re.search(r'<th scope="row">Gouvernance inclusive</th>(.*?)</tr>', text)
    assert row and re.findall(r"<td>(\d+)</td>", row[1]) == ["1", "1", "0", "11"]
    work = re.search(r'<th scope="row">Travail digne</th>(.*?)</tr>', text)
    assert work and re.findall(r"<td>(\d+)</td>", work[1]) == ["0", "0", "0", "6"]  # the private answer is nowhere
    assert "De bilan en bilan" not in text


async def test_page__reports_side_by_side_the_oldest_first(node: Served) -> None:
    first = await report(node, answer("G01", 1), answer("G03", 2))
    second = await report(node, answer("G01", 3, evidence=[URL]))

    text = (await node.get(node.me, FRENCH)).text

    history = text[text.index("De bilan en bilan") :]
    assert history.index(first) < history.index(second)
    assert re.search(r"Statut démocratique</a></th><td>1</td><td>3</td>", history)
    assert re.search(r"Adhésion ouverte</a></th><td>2</td><td>–</td>", history)
    assert "1 pratique sur 58 a une réponse, 1 avec une preuve." in text


async def test_page__beside_the_platforms_of_the_sector_once_five_have_answered(node: Served) -> None:
    await node.say(kind="profile", name="Les Pédales", sector=["AM160"])
    await report(node, answer("G01", 3, evidence=[URL]), answer("G03", 1))
    worker = MonthWorker(node.ground.home, node.ground.store)
    for number in range(4):
        actor = await node.add(f"coop{number}")
        profile = {"kind": "profile", "name": f"Coop {number}", "sector": ["AM160"]}
        practice = {"kind": "practice", "name": "Statuts", "practice": "G01", "level": 3, "evidence": [URL]}
        await node.write(publishing.publish, node.ground.home, actor, profile)
        if number == 3:
            assert await worker.observe() is False  # four have answered
        await node.write(publishing.publish, node.ground.home, actor, practice)

    assert await worker.observe() is True
    text = (await node.get(node.me, FRENCH)).text

    beside = text[text.index("À côté des plateformes du même secteur") :]
    cells = re.search(r"Statut démocratique</a></th>(.*?)</tr>", beside)
    assert cells and re.findall(r"<td>(.*?)</td>", cells[1]) == ["3", "5", "n. m.", "n. m.", "n. m.", "5", "n. m."]
    assert "Adhésion ouverte" not in beside.partition("</section>")[0]


async def test_page__an_organisation_that_says_nothing_has_no_empty_picture(node: Served) -> None:
    assert "Pratiques par thème" not in (await node.get(node.me, FRENCH)).text


async def test_page__each_charter_apart_and_none_compared_with_another(node: Served) -> None:
    node.ground.home.vocabulary.charter.forks.put(charters.read(charter_file(), node.ground.home.vocabulary))
    await report(node, answer("G01", 1), answer("T05", 2))
    node.ground.clock.at += 86_400
    own = [answer("G01", 2), answer("G50-reseau-nord", 1)]
    await node.say(kind="report", name="Bilan", charter="reseau-nord/2.0", answers=own)

    text = (await node.get(node.me, FRENCH)).text

    assert '<h3><a href="/practices">Catalogue commun, version 2.0</a></h3>' in text
    assert '<h3><a href="/ns/charter/reseau-nord">Charte du Réseau Nord, version 2.0</a></h3>' in text
    assert text.count("<p>2 pratiques sur 58 ont une réponse") == 2 and text.count("ni une note ni un classement") == 1
    assert "De bilan en bilan" not in text
    await report(node, answer("G01", 2))
    text = (await node.get(node.me, FRENCH)).text
    assert "De bilan en bilan · Catalogue commun, version 2.0" in text and "De bilan en bilan · Charte" not in text
