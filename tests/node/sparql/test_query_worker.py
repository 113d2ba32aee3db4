"""A query worker answers from snapshots, says why when it does not, and reaches nothing else."""

from __future__ import annotations

import csv
import io
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import orjson
import pytest
import rdflib

from node.sparql.keeper import Keeper
from node.sparql.query_worker import Reading, serve
from node.store.visible import MEMBERS
from tests.node.ground import ORIGIN, Ground
from tests.node.sparql.conftest import Stores

NAMES = "SELECT ?name { ?offer a vf:Proposal ; as:name ?name FILTER(LANG(?name) = '') } ORDER BY ?name"
ROOT = Path(__file__).parents[3]


def asked(query: str, **more: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "query": query,
        "level": "open",
        "format": "json",
        "dataset": "FROM" in query,
        "graphs": [],
        "default_graphs": [],
        "named_graphs": [],
        "rows": 1000,
        "bytes": 1_000_000,
        "time_s": 10,
        "base": f"{ORIGIN}/",
    }
    return plain | more


def ask(reading: Reading, *questions: dict[str, object]) -> list[tuple[dict[str, Any], bytes]]:
    out = io.BytesIO()
    serve(reading, io.BytesIO(b"".join(orjson.dumps(each) + b"\n" for each in questions)), out, lambda seconds: None)
    out.seek(0)
    replies = []
    while line := out.readline():
        said = orjson.loads(line)
        replies.append((said, out.read(said.get("size", 0))))
    return replies


def bindings(body: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = orjson.loads(body)["results"]["bindings"]
    return found


@pytest.fixture
async def keeper(ground: Ground, stores: Stores) -> Keeper:
    """A store with two offers, one of them for members."""
    made = stores.keeper(ground.db)
    ground.say(name='Un "vélo", déjà prêt', content="<b>x</b> & y", territory=["fr-epci-200093201"])
    ground.say(name="Réciproque", policy="reciprocal-ess")
    made.catch_up()
    made.reach(MEMBERS)
    made.snapshot()
    return made


@pytest.fixture
def reading(keeper: Keeper) -> Iterator[Reading]:
    made = Reading(keeper.folder)
    yield made
    for _, held, _ in made.open.values():
        os.close(held)


def test_answer__each_level_has_its_store(reading: Reading) -> None:
    replies = ask(reading, *(asked(NAMES, level=level) for level in ("open", "members", "open")))

    names = [[row["name"]["value"] for row in bindings(body)] for _, body in replies]
    assert names == [['Un "vélo", déjà prêt'], ["Réciproque", 'Un "vélo", déjà prêt'], ['Un "vélo", déjà prêt']]


def test_answer__the_four_formats_say_the_same(reading: Reading) -> None:
    found = "?s a vf:Proposal ; as:name ?name FILTER(LANG(?name) = 'fr')"
    question = f"SELECT ?name ?nothing ?tab ?s {{ BIND('a\\tb' AS ?tab) {found} }}"

    (_, json), (_, xml), (_, table), (_, tabs) = ask(
        reading, *(asked(question, format=format) for format in ("json", "xml", "csv", "tsv"))
    )

    (row,) = bindings(json)
    name, id = 'Un "vélo", déjà prêt', row["s"]["value"]
    assert row == {
        "name": {"type": "literal", "value": name, "xml:lang": "fr"},
        "tab": {"type": "literal", "value": "a\tb"},
        "s": {"type": "uri", "value": id},
    }
    space = "{http://www.w3.org/2005/sparql-results#}"
    root = ElementTree.fromstring(xml)
    assert [each.get("name") for each in root.iter(f"{space}variable")] == ["name", "nothing", "tab", "s"]
    assert [
        (each.get("name"), each[0].tag.removeprefix(space), each[0].text) for each in root.iter(f"{space}binding")
    ] == [
        ("name", "literal", name),
        ("tab", "literal", "a\tb"),
        ("s", "uri", id),
    ]
    assert list(csv.reader(io.StringIO(table.decode()))) == [["name", "nothing", "tab", "s"], [name, "", "a\tb", id]]
    assert tabs.decode().splitlines() == [
        "?name\t?nothing\t?tab\t?s",
        f'"Un \\"vélo\\", déjà prêt"@fr\t\t"a\\tb"\t<{id}>',
    ]


@pytest.mark.parametrize(
    ("format", "parser"), [("turtle", "turtle"), ("ntriples", "nt"), ("jsonld", "json-ld"), ("rdfxml", "xml")]
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib 7 uses inside what it deprecates
def test_answer__triples_in_four_formats(reading: Reading, format: str, parser: str) -> None:
    question = "CONSTRUCT { ?s as:name ?name } WHERE { ?s a vf:Proposal ; as:name ?name }"

    ((said, body),) = ask(reading, asked(question, format=format))

    graph = rdflib.Graph().parse(data=body, format=parser)
    assert said["rows"] == len(graph) == 2


def test_answer__ask_in_four_formats(reading: Reading) -> None:
    yes, no = "ASK { ?s a vf:Proposal }", "ASK { ?s a <http://nothing/> }"

    bodies = [
        body
        for _, body in ask(
            reading, *(asked(each, format=f) for f in ("json", "xml", "csv", "tsv") for each in (yes, no))
        )
    ]

    assert [orjson.loads(body)["boolean"] for body in bodies[:2]] == [True, False]
    assert b"<boolean>true</boolean>" in bodies[2] and b"<boolean>false</boolean>" in bodies[3]
    assert [body.strip() for body in bodies[4:]] == [b"true", b"false"] * 2


def test_answer__graphs_by_protocol_by_query_and_none(reading: Reading) -> None:
    me, provenance = f"{ORIGIN}/actors/pedales", f"{ORIGIN}/sparql#provenance"
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    of_graph = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"

    def number(**more: object) -> int:
        query = str(more.pop("query", count))
        ((said, body),) = ask(reading, asked(query, **more))
        assert said["ok"], said
        return int(bindings(body)[0]["n"]["value"])

    mine = number(default_graphs=[me])
    assert 0 < mine < number()
    assert number(query=f"SELECT (COUNT(*) AS ?n) FROM <{me}> {{ ?s ?p ?o }}") == mine
    assert number(query=of_graph, named_graphs=[me]) == mine
    assert number(named_graphs=[me]) == 0
    assert number(query=of_graph, default_graphs=[me]) == 0
    assert number(default_graphs=[me, provenance]) == mine + number(default_graphs=[provenance])
    # Which graphs the protocol names goes before those the question does (protocol section 2.1.4).
    assert number(query=f"SELECT (COUNT(*) AS ?n) FROM <{provenance}> {{ ?s ?p ?o }}", default_graphs=[me]) == mine


def test_answer__the_union_is_a_set(reading: Reading) -> None:
    ((_, plain), (_, distinct)) = ask(
        reading,
        asked("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
        asked("SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }"),
    )

    assert bindings(plain) == bindings(distinct)


@pytest.mark.parametrize(
    ("question", "why"),
    [
        (asked("SELECT * { ?s"), "syntax"),
        (asked("SELECT * { ?s ?p ?o }", rows=10), "rows"),
        (asked("SELECT * { ?s ?p ?o } LIMIT 500", bytes=1000), "bytes"),
        (asked("CONSTRUCT WHERE { ?s ?p ?o }", rows=10, format="turtle"), "rows"),
        (asked("CONSTRUCT WHERE { ?s ?p ?o }", bytes=1000, rows=100_000, format="ntriples"), "bytes"),
        (asked("SELECT * { ?s ?p ?o } LIMIT 1", default_graphs=["http://nowhere.example/"]), "graph"),
        (asked("SELECT * { ?s ?p ?o } LIMIT 1", graphs=["http://nowhere.example/"]), "graph"),
        (asked("SELECT * { ?s ?p ?o } LIMIT 1", named_graphs=["no iri"]), "graph"),
        (asked("SELECT * { ?s ?p ?o } LIMIT 1", format="turtle"), "format"),
        (asked("SELECT * { ?s ?p ?o } LIMIT 1", level="all"), "building"),
    ],
)
def test_serve__says_why_and_goes_on(
    reading: Reading, keeper: Keeper, ground: Ground, question: dict[str, object], why: str
) -> None:
    ground.say(visibility="private")
    keeper.catch_up()
    keeper.snapshot()

    (refused, _), (answered, _) = ask(reading, question, asked("ASK {}"))

    assert (refused["ok"], refused["why"]) == (False, why)
    assert answered["ok"]


def test_serve__takes_the_newest_snapshot(reading: Reading, keeper: Keeper, ground: Ground) -> None:
    ((_, before),) = ask(reading, asked(NAMES))
    ground.say(name="Aussi")
    keeper.catch_up()
    keeper.snapshot()
    ((_, after),) = ask(reading, asked(NAMES))
    keeper.rebuild(lambda done: None)
    ((_, anew),) = ask(reading, asked(NAMES))

    assert len(bindings(after)) == len(bindings(before)) + 1
    assert bindings(anew) == bindings(after)


def test_serve__a_damaged_snapshot(reading: Reading, keeper: Keeper) -> None:
    for file in keeper.folder.glob("snapshots/*/*.sst"):
        file.write_bytes(b"\x00" * 10)

    ((said, _),) = ask(reading, asked(NAMES))

    assert said["why"] == "broken"


def run(folder: Path, *questions: dict[str, object], memory_mb: int = 500) -> subprocess.CompletedProcess[bytes]:
    lines = b"".join(orjson.dumps(each) + b"\n" for each in questions)
    command = [sys.executable, "-m", "node.sparql.query_worker", str(folder), str(memory_mb)]
    return subprocess.run(command, input=lines, capture_output=True, cwd=ROOT, timeout=60)


def test_process__ends_with_its_input(keeper: Keeper) -> None:
    done = run(keeper.folder, asked("ASK {}"))

    assert done.returncode == 0
    assert orjson.loads(done.stdout.splitlines()[0])["ok"]


def test_process__ends_when_it_takes_more_memory_than_it_may(keeper: Keeper) -> None:
    greedy = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g LIMIT 1"

    done = run(keeper.folder, asked(greedy), memory_mb=150)

    assert done.returncode < 0
    assert done.stdout == b""


def test_process__ends_by_its_own_alarm(keeper: Keeper) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

    done = run(keeper.folder, asked(endless, time_s=-4))

    assert done.returncode == -14  # SIGALRM


def test_process__asks_no_other_server_even_when_told_to(keeper: Keeper) -> None:
    # The question passes by `read_question` here: the second wall stands alone.
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        met = threading.Event()
        ended = threading.Event()

        def watch() -> None:
            while not ended.is_set():
                try:
                    server.accept()[0].close()
                    met.set()
                except TimeoutError:
                    continue

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            if not namespaces_granted():
                pytest.skip("this system lets no process give up its network: `read_question` stands alone")
            done = run(keeper.folder, asked(f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"))
        finally:
            ended.set()
            watcher.join()

    assert not orjson.loads(done.stdout.splitlines()[0])["ok"]
    assert not met.is_set()


def namespaces_granted() -> bool:
    code = "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(0x50000000) != 0)"
    return subprocess.run([sys.executable, "-c", code], timeout=30).returncode == 0
