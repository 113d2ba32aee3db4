"""Practices on an organisation's page: how much is answered and shown by theme, and what changed between reports."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest

from tests.node.web.served import BROWSER, Served, served
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


async def test_page__an_organisation_that_says_nothing_has_no_empty_picture(node: Served) -> None:
    assert "Pratiques par thème" not in (await node.get(node.me, FRENCH)).text
