"""Rough questions all at once: each is refused with its reason and what to do, and everybody else is served as ever."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from node.serve import running
from tests.network.village import House, settled
from tests.shipped import STOCK
from tests.vocabulary import VOCABULARY
from vocab.vocabulary import Vocabulary

NAMES = "SELECT ?name { ?offer a vf:Proposal ; as:name ?name FILTER(LANG(?name) = '') }"
QUERY = "application/sparql-query"
JSON = {"Accept": "application/sparql-results+json"}


@dataclass(frozen=True, slots=True)
class Rough:
    """A question that asks too much, and what is said of it."""

    body: bytes
    status: int
    said: str
    type: str = QUERY


ROUGH = {
    "for ever": Rough(b"SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", 422, "after 8 seconds"),
    "the world": Rough(b"SELECT * { GRAPH ?g { ?s ?p ?o } }", 422, "more than 50 rows"),
    "the world in triples": Rough(b"CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", 422, "more than 50 rows"),
    "one row of a gigabyte": Rough(
        b"SELECT ?x27 { BIND('aaaaaaaa' AS ?x0) "
        + b" ".join(b"BIND(CONCAT(?x%d, ?x%d) AS ?x%d)" % (n, n, n + 1) for n in range(27))
        + b" }",
        422,
        "more than 1 MB|too much memory|after 8 seconds",
    ),
    "another server": Rough(b"SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", 400, "SERVICE is not allowed"),
    "another server, silently": Rough(b"ASK { SERVICE SILENT ?s { ?s ?p ?o } }", 400, "SERVICE is not allowed"),
    "a graph from elsewhere": Rough(b"SELECT * FROM <http://127.0.0.1/g> { ?s ?p ?o }", 400, "fetches nothing"),
    "load": Rough(b"LOAD <http://127.0.0.1/g>", 400, "Here one reads"),
    "insert": Rough(b"INSERT DATA { <http://a/> <http://b/> 1 }", 400, "Here one reads"),
    "an update": Rough(b"CLEAR ALL", 400, "Here one reads", "application/sparql-update"),
    "a form with an update": Rough(b"update=DROP+ALL", 400, "Here one reads", "application/x-www-form-urlencoded"),
    "no SPARQL": Rough(b"\x00\xff{{{{", 400, "UTF-8|not correct"),
    "brackets without end": Rough(b"SELECT * " + b"{" * 90_000, 400, "brackets"),
    "a long list": Rough(b"ASK { VALUES ?s { " + b"<http://a.example/> " * 6_000 + b"} }", 413, "100000 bytes"),
    "50 MB": Rough(b"x" * 50_000_000, 413, "1000000 bytes: send it in several requests"),
}


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return VOCABULARY


@pytest.fixture
async def place(tmp_path: Path, words: Vocabulary) -> AsyncIterator[House]:
    """A node with an offer, whose limits are low."""
    settings = replace(
        await settled(tmp_path / "node", "pedales", words),
        sparql=True,
        sparql_time_s=8,
        # One for each that holds on to its place, and more: whoever asks little waits for the short ones alone.
        sparql_workers=4,
        sparql_rows=50,
        sparql_answer_mb=1,
    )
    async with running(tmp_path / "node", settings, vocabulary=words, stock=STOCK) as (node, _):
        house = House(node, "pedales", tmp_path / "node")
        await house.publish(kind="offer", name="Vélos cargos", content="À prêter.", need=["livrer"])
        assert node.sparql is not None
        await node.sparql.indexer.ask("sync")
        yield house


async def test_rough_questions__are_refused_by_name_and_others_are_served(place: House) -> None:
    async with ClientSession(place.origin) as session:
        rough = {
            name: asyncio.get_running_loop().create_task(ask(session, each, number))
            for number, (name, each) in enumerate(ROUGH.items())
        }
        served = []
        while not all(task.done() for task in rough.values()) or not served:
            served.append([await page(session), await names(session)])

    assert all(each == [200, ["Vélos cargos"]] for each in served)
    for name, task in rough.items():
        status, type, problem = task.result()
        assert (status, type) == (ROUGH[name].status, "application/problem+json"), name
        assert any(part in problem["title"] for part in ROUGH[name].said.split("|")), (name, problem)
        # What does not fit is refused before it is a question, in one sentence with what to do.
        assert name == "50 MB" or problem["findings"][0]["fix"], name


async def ask(session: ClientSession, rough: Rough, number: int) -> tuple[int, str, dict[str, Any]]:
    """What a rough question is answered; each comes from an address of its own."""
    headers = {"Content-Type": rough.type, "Accept-Language": "en", "X-Forwarded-For": f"203.0.113.{number}"}
    async with session.post("/sparql", data=io.BytesIO(rough.body), headers=headers) as answer:
        return answer.status, answer.content_type, await answer.json(content_type=None)


async def page(session: ClientSession) -> int:
    """A page of somebody who asks nothing rough."""
    async with session.get("/directory", headers={"Accept": "text/html"}) as answer:
        return answer.status


async def names(session: ClientSession) -> list[str]:
    """A small question of theirs."""
    async with session.get("/sparql", params={"query": NAMES}, headers=JSON) as answer:
        return [row["name"]["value"] for row in (await answer.json(content_type=None))["results"]["bindings"]]
