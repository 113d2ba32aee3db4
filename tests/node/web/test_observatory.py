"""The observatory as people and programs read it."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import AsyncIterator

import pytest

from node import publishing
from node.month_worker import MonthWorker
from node.store import observatory
from tests.node.web.served import BROWSER, Served, served
from vocab.canonical import jcs
from vocab.vocabulary import Vocabulary

FRENCH = BROWSER | {"Accept-Language": "fr"}
HTTP = {"Accept": "application/json"}


@pytest.fixture
async def node(words: Vocabulary) -> AsyncIterator[Served]:
    async with served(words) as node:
        yield node


async def answer(node: Served, number: int, level: int, **more: object) -> None:
    """An organisation that says how far it is on D03 (and has its statutes, G01)."""
    actor = await node.add(f"coop{number}")
    said = {"kind": "practice", "name": "Portabilité", "evidence": [{"kind": "URL", "url": "https://coop.example/"}]}
    for practice in ("D03", "G01"):
        draft = said | {"practice": practice, "level": level} | more
        await node.write(publishing.publish, node.ground.home, actor, draft)
    profile = {"kind": "profile", "name": f"Coop {number}", "sector": ["AM160"], "workers": 4}
    profile |= {"location": {"name": "Lille", "territory": "fr-commune-59350"}}
    await node.write(publishing.publish, node.ground.home, actor, profile)


async def observe(node: Served) -> bool:
    return await MonthWorker(node.ground.home, node.ground.store).observe()


async def test_too_few__nothing_is_kept_and_the_page_says_why(node: Served) -> None:
    for number in range(4):
        await answer(node, number, 3)

    assert await observe(node) is False
    page = await node.get("/observatory", FRENCH)
    empty = await node.get("/observatory.json", HTTP)

    assert "il faut que 5 organisations au moins aient répondu" in page.text
    assert (empty.json["month"], empty.json["rows"]) == (None, [])
    assert (await node.get("/observatory/2026-11.json", HTTP)).status == 404


async def test_month__is_counted_once_shown_in_every_form_and_keeps_its_hash(node: Served) -> None:
    for number, level in enumerate((3, 3, 3, 3, 3, 1)):
        await answer(node, number, level)

    assert await observe(node) is True
    await answer(node, 9, 2)
    assert await observe(node) is False
    newest, month = await node.get("/observatory.json", HTTP), await node.get("/observatory/2026-11.json", HTTP)
    page, of_size = await node.get("/observatory", FRENCH), await node.get("/observatory?by=size&group=1-9", FRENCH)
    table = list(csv.DictReader(io.StringIO((await node.get("/observatory.csv", HTTP)).text)))

    assert newest.body == month.body
    whole = next(row for row in newest.json["rows"] if row["scope"] == "network" and row["practice"] == "D03")
    assert whole["answered"] == 6
    assert whole["levels"][1] is None  # one of six, and a neighbour with it
    assert hashlib.sha256(jcs(newest.json)).hexdigest() in page.text
    assert "Portabilité" in page.text and "Niveau 4" in page.text and "n. m." in page.text
    assert "Éthique des données" in of_size.text
    assert {row["scope"] for row in table} == {"network", "sector", "department", "size"}
    assert table[0]["l1"] == ""


async def test_taken_back__struck_at_once_and_its_practice_not_shown_until_five_have_changed(node: Served) -> None:
    for number in range(6):
        await answer(node, number, 3)
    assert await observe(node) is True
    records = (await node.get("/directory.json?kind=practice&practice=D03")).json["items"]
    taken = records[0]
    await node.write(publishing.withdraw, node.ground.home, taken["attributedTo"], taken["id"])

    rows = await node.inside.store.reading(observatory.rows)
    whole = {row.practice: row for row in rows if row.scope == "network"}
    assert (len(whole["G01"].answers), whole["G01"].gone) == (6, 0)
    assert (len(whole["D03"].answers), whole["D03"].gone) == (5, 1)
    assert not [row for row in rows if row.practice == "D03" and taken["attributedTo"] in row.answers]
    node.ground.clock.at += 31 * 86_400
    assert await observe(node) is True
    month = (await node.get("/observatory.json", HTTP)).json
    assert {row["practice"] for row in month["rows"]} == {"G01"}
    assert "ou une réponse reprise depuis" in (await node.get("/observatory", FRENCH)).text
    # What a node stops to hold in another way goes with the next count, even where nothing is left to show.
    for record in records[1:]:
        await node.write(publishing.withdraw, node.ground.home, record["attributedTo"], record["id"])
    await node.write(lambda db: db.execute("DELETE FROM statements"))
    node.ground.clock.at += 31 * 86_400
    assert await observe(node) is False
    assert [row.answers for row in await node.inside.store.reading(observatory.rows)] == [{}] * len(rows)


async def test_wanted__open_public_requests_by_the_rules_of_all_counts(node: Served) -> None:
    for number in range(10):
        await answer(node, number, 3)

    async def asks(number: int, practice: str, **more: object) -> None:
        draft = {"kind": "request", "name": "Aide", "practice": practice} | more
        await node.write(publishing.publish, node.ground.home, node.ground.home.actor_id(f"coop{number}"), draft)

    for number in (0, 0, 1, 2, 3, 4):  # who asks twice counts once
        await asks(number, "D03")
    await asks(5, "D03", policy="network-only")
    await asks(6, "D03", visibility="followers")
    await asks(7, "D03", deadline="2026-11-22")
    for number in range(10):
        await asks(number, "V01")
    await asks(1, "G01")

    assert await observe(node) is True
    month = (await node.get("/observatory.json", HTTP)).json
    whole = {each["practice"]: each["organizations"] for each in month["wanted"] if each["scope"] == "network"}
    of_size = {
        (each["practice"], each["group"]): each["organizations"] for each in month["wanted"] if each["scope"] == "size"
    }
    page = await node.get("/observatory", FRENCH)
    sheet = (await node.get("/observatory.csv?table=wanted", HTTP)).text

    assert whole == {"D03": 5, "G01": None, "V01": 10} and of_size["V01", "1-9"] == 10
    assert "Les aides les plus cherchées" in page.text and 'href="/practices/D03#help-request"' in page.text
    assert "Demandées, sans qu&#39;un nombre puisse être montré" in page.text
    assert sheet.splitlines()[:2] == ["scope,group,practice,month,organizations", "network,,D03,2026-11,5"]
    assert "coop" not in str(month["wanted"])
    assert "Les aides les plus cherchées" in (await node.get("/observatory?by=size&group=1-9", FRENCH)).text
    assert (await node.get("/observatory.csv?table=colour", HTTP)).status == 400


async def test_private_and_other_organisations_words__count_for_nothing(node: Served) -> None:
    for number in range(6):
        await answer(node, number, 3, visibility="private" if number > 3 else "public")

    assert await observe(node) is False


@pytest.mark.parametrize(("query", "named"), [("by=colour", "by"), ("by=size&group=9000", "group")])
async def test_unknown__is_refused_by_name(node: Served, query: str, named: str) -> None:
    answer = await node.get(f"/observatory?{query}", FRENCH)

    assert answer.status == 400 and named in answer.text
