"""`bocage sparql`: the same answer whether the node runs or not; and its stores made anew alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from tests.node.cli_world import OFFER, Desk, free_port, set_up

NAMES = "SELECT ?name { ?offer a vf:Proposal ; as:name ?name FILTER(LANG(?name) = '') } ORDER BY ?name"
PRIVATE = "kind: offer\nname: Pour nous\nvisibility: private\n"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A node with two offers, one of them for nobody else."""
    folder: Path = tmp_path_factory.mktemp("sparql")
    made = replace(set_up(folder / "data", port=free_port()), sparql=True)
    made.did("publish", "-", input=OFFER + "---\n" + PRIVATE)
    yield made


def test_sparql__a_table_for_people_of_all_that_is_here(desk: Desk) -> None:
    done = desk.type("sparql", NAMES)

    assert done.exit_code == 0, done.stderr
    assert done.stdout.splitlines() == ["name", "Livraison à vélo jusqu'à 300 kg", "Pour nous"]
    assert done.stderr == "2 lignes\n"


def test_sparql__formats_and_standard_input(desk: Desk) -> None:
    json = orjson.loads(desk.did("sparql", NAMES, "--json"))
    table = list(csv.reader(io.StringIO(desk.did("sparql", "-", "--format", "csv", input=NAMES))))
    triples = desk.did("sparql", input="CONSTRUCT { ?s as:name ?n } WHERE { ?s a vf:Proposal ; as:name ?n }")
    jsonld = orjson.loads(desk.did("sparql", "DESCRIBE ?s { ?s a vf:Proposal }", "--json"))

    assert [row["name"]["value"] for row in json["results"]["bindings"]] == [row[0] for row in table[1:]]
    assert "@prefix as: <https://www.w3.org/ns/activitystreams#>" in triples
    assert isinstance(jsonld, list) and len(jsonld) >= 2
    assert desk.did("sparql", "ASK { ?s a vf:Proposal }") == "oui\n"
    assert desk.did("sparql", "ASK { FILTER(false) }") == "non\n"


def test_sparql__what_is_wrong_in_a_sentence(desk: Desk) -> None:
    for query, said in (
        ("SELECT * { ?s", "SPARQL correct"),
        ("SELECT * { SERVICE <http://x.example/> {} }", "SERVICE n'est pas admis"),
        ("DROP ALL", "Ici on lit"),
    ):
        done = desk.type("sparql", query)
        assert done.exit_code == 1
        assert said in done.stderr and len(done.stderr.splitlines()) == 1
    assert desk.type("sparql", NAMES, "--json", "--format", "csv").exit_code == 2
    assert desk.type("sparql", NAMES, "--format", "turtle").exit_code == 1
    off = replace(desk, sparql=False).type("sparql", NAMES)
    assert off.exit_code == 1 and "sparql = true" in off.stderr


def test_reindex__this_part_only(desk: Desk) -> None:
    assert desk.json("reindex", "--only", "sparql") == {"sparql": 3}
    assert desk.json("reindex", "--only", "directory") == {"records": 3}
    assert desk.json("reindex") == {"records": 3, "sparql": 3}
    assert desk.type("reindex", "--only", "weather").exit_code == 2


def test_running__what_was_just_published_is_in_the_answer(desk: Desk) -> None:
    with desk.running():
        desk.did("publish", "-", input="kind: offer\nname: Aussitôt\n")
        names = [
            row["name"]["value"] for row in orjson.loads(desk.did("sparql", NAMES, "--json"))["results"]["bindings"]
        ]
        made = desk.json("reindex", "--only", "sparql")

    assert names == ["Aussitôt", "Livraison à vélo jusqu'à 300 kg", "Pour nous"]
    assert made == {"sparql": 4}
