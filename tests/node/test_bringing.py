"""Bringing in, and taking back: what the one way in promises, whoever calls it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from node import bringing
from node.app import assemble
from node.bringing import Hands, Load
from node.bulk.maker import Brief
from node.importing.reading import read_file
from node.importing.row import Line
from node.importing.terms import Terms
from node.node import Node
from node.retracting import retract
from node.store import imports, records
from node.store.connection import Db
from node.store.imports import Run
from tests.node.ground import Ground
from vocab.vocabulary import Vocabulary

SIZE = 10
TERMS = Terms("Liste", "etalab-2.0", "intérêt légitime", "contact@reseau.example")


@pytest.fixture
async def node(words: Vocabulary) -> AsyncIterator[Node]:
    ground = await Ground.lay(words, import_pause_records=SIZE)
    yield await assemble(ground.home, ground.store, ground.preparer.client)
    await ground.store.close()


def load_of(tmp_path: Path, text: str, run: int | None = None, actor: str = "") -> Load:
    path = tmp_path / "liste.csv"
    path.write_text(text, "utf-8")
    source = read_file(path)
    return Load(source, Brief(actor, source.headings, TERMS, None, run is None), run)


def hands(node: Node) -> Hands:
    return Hands(node.home, node.store, None, lambda: None)


def silent(done: int, total: int) -> None:
    """Nobody looks."""


async def test_bring__ten_thousand_lines_are_never_held_together(node: Node, tmp_path: Path) -> None:
    """Lines are read as they are written: no more than two commits' worth lie in between."""
    lines = "".join(f"Coop {n},Lille,59000\n" for n in range(10_000))
    load = load_of(tmp_path, f"name,city,postcode\n{lines}", actor=me(node))
    read, most = 0, 0

    def counted() -> Iterator[Line]:
        nonlocal read
        for line in load.source.lines():
            read += 1
            yield line

    def watch(done: int, total: int) -> None:
        nonlocal most
        most = max(most, read - done)

    result = await bringing.bring(hands(node), replace(load, source=replace(load.source, lines=counted)), watch)

    assert (result.total, result.counts["accepted"]) == (10_000, 10_000)
    assert most <= 2 * SIZE


async def test_bring__leaves_out_those_known_here_and_not_its_own(node: Node, tmp_path: Path) -> None:
    await begun(node, tmp_path, "key,name,city,website\n1,Coop,Lille,https://coop.example\n")
    table = "key,name,city,website\n7,La coop,Lille,https://www.coop.example/\n8,Autre,Lille,\n"
    load = load_of(tmp_path, table, actor=me(node))
    terms = replace(TERMS, source="Une autre liste")
    brief = replace(load.brief, terms=terms, dry_run=False, looks=True)

    result = await bringing.bring(hands(node), replace(load, brief=brief, leaves_known=True), silent)

    assert dict(result.counts) == {"known": 1, "accepted": 1}
    assert await names(node) == ["Autre", "Coop"]


async def test_retract__two_imports_of_one_record_in_either_order(node: Node, tmp_path: Path) -> None:
    one = await begun(node, tmp_path, "key,name,city\n1,Coop,Lille\n2,Autre coop,Lille\n")
    two = await begun(node, tmp_path, "key,name,city\n1,Coop nouvelle,Lille\n")

    # The first cannot be taken back below the second: what it made was changed since.
    assert await retracted(node, one) == {"created edited": 1, "created done": 1}
    assert await names(node) == ["Coop nouvelle"]
    assert await retracted(node, two) == {"changed done": 1}
    assert await names(node) == ["Coop"]


async def test_retract__the_second_then_the_first_leaves_nothing(node: Node, tmp_path: Path) -> None:
    one = await begun(node, tmp_path, "key,name,city\n1,Coop,Lille\n")
    two = await begun(node, tmp_path, "key,name,city\n1,Coop nouvelle,Lille\n")

    assert await retracted(node, two) == {"changed done": 1}
    assert await retracted(node, one) == {"created done": 1}

    assert await names(node) == []


async def test_retract__stopped_half_way_goes_on(node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = await begun(node, tmp_path, "name,city\n" + "".join(f"Coop {n},Lille\n" for n in range(5)))
    monkeypatch.setattr("node.retracting.AT_ONCE", 2)

    def stop(done: int, total: int) -> None:
        raise ConnectionError("whoever asked is gone")

    with pytest.raises(ConnectionError):
        await retract(hands(node), run, "Liste", stop)
    assert len(await names(node)) == 3

    assert await retracted(node, run) == {"created done": 5}
    assert await names(node) == []


def me(node: Node) -> str:
    return f"{node.home.origin}/actors/pedales"


async def begun(node: Node, tmp_path: Path, text: str) -> Run:
    """An import that was brought in."""
    at = node.home.now_iso()
    said = Run(0, me(node), "", "listing", "applied", "", "liste.csv", {}, {}, 0, 0, at, node.home.now())
    num = await node.store.writing("import", imports.begin, said)
    await bringing.bring(hands(node), load_of(tmp_path, text, num, me(node)), silent)
    found = await node.store.reading(imports.find, num)
    assert found is not None
    return found


async def retracted(node: Node, run: Run) -> dict[str, int]:
    return await retract(hands(node), run, "Liste", silent)


async def names(node: Node) -> list[str]:
    def found(db: Db) -> list[str]:
        every = [each for each in records.each(db) if each.kind == "Listing" and not each.deleted]
        return sorted(str(records.document(db, each.num)["name"]) for each in every)

    return await node.store.reading(found)
