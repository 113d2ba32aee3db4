"""Imports that end half-way, that come twice at once, and what a moderator reads of the lines put aside."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from node.app import assemble
from node.commands.importing import import_file
from node.node import Node
from node.store import imported
from tests.node.ground import Ground
from vocab.vocabulary import Vocabulary

COUNT = 30


@pytest.fixture
async def node(words: Vocabulary) -> AsyncIterator[Node]:
    """A node that commits ten lines at a time."""
    ground = await Ground.lay(words, import_pause_records=10)
    yield await assemble(ground.home, ground.store, ground.preparer.client)
    await ground.store.close()


@pytest.fixture
def table(tmp_path: Path) -> dict[str, object]:
    path = tmp_path / "annuaire.csv"
    lines = [f"Coop {number},Lille,59000,https://coop{number}.example" for number in range(COUNT)]
    path.write_text("\n".join(["name,city,postcode,website", *lines, "Marie Dupont,Lille,59000,"]), "utf-8")
    return {"file": str(path)}


def silent(done: dict[str, object]) -> None:
    """Nobody looks."""


async def listed(node: Node) -> int:
    return await node.store.reading(
        lambda db: db.execute("SELECT count(*) FROM records WHERE kind = 'Listing' AND deleted = 0").fetchone()[0]
    )


async def test_import__that_ends_half_way__goes_on_where_it_was(node: Node, table: dict[str, object]) -> None:
    def gone(done: dict[str, object]) -> None:
        raise ConnectionError("whoever asked is gone")

    with pytest.raises(ConnectionError):
        await import_file(node, table, gone)
    assert await listed(node) == 10

    made = await import_file(node, table, silent)

    assert isinstance(made, dict)
    assert (made["unchanged"], made["accepted"], made["held"]) == (10, COUNT - 10, 1)
    assert await listed(node) == COUNT


async def test_import__of_one_file_twice_at_once__makes_each_listing_once(node: Node, table: dict[str, object]) -> None:
    one, other = await asyncio.gather(import_file(node, table, silent), import_file(node, table, silent))

    assert isinstance(one, dict) and isinstance(other, dict)
    assert one["accepted"] + other["accepted"] == one["unchanged"] + other["unchanged"] == COUNT
    assert await listed(node) == COUNT


async def test_held__a_moderator_reads_why_in_both_languages(node: Node, table: dict[str, object]) -> None:
    await import_file(node, table, silent)

    (held,) = await node.store.reading(imported.held)

    assert "peut-être une personne" in held.why.fr and "perhaps a person" in held.why.en
