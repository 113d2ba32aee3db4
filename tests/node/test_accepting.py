"""What is signed by its actor, and whose keys are known, has its effect before the sender hears 202."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.node.ground import Document, Peer
from tests.node.web.served import Served, served
from vocab.vocabulary import Vocabulary

PEER = Peer("https://voisin.example/actors/voisin")
OTHER = Peer("https://autre.example/actors/autre", seed=2)
Row = tuple[str, bytes | None, str | None]


@pytest.fixture
async def node(words: Vocabulary) -> AsyncIterator[Served]:
    """A node that follows both, and whose inbox worker does not run."""
    async with served(words) as node:
        node.ground.follow(PEER, OTHER)
        # Their keys come to memory with the first they say.
        for peer in (PEER, OTHER):
            await node.push(peer, peer.says("Create", peer.record("first"), "first"))
        yield node


def rows(node: Served, activity: Document) -> list[Row]:
    found = node.ground.db.execute("SELECT state, body, answer FROM inbox WHERE id = ?", (activity["id"],))
    return [(state, body, answer) for state, body, answer in found]


async def test_create__is_in_the_directory_when_its_sender_hears_202(node: Served) -> None:
    record = PEER.record()
    create = PEER.says("Create", record)

    answer = await node.push(PEER, create)

    assert answer.status == 202
    assert node.ground.document(str(record["id"])) == record
    assert str(record["id"]) in node.ground.shelved()
    # Nothing reads the body again: it is not written.
    assert rows(node, create) == [("done", None, "kept")]


async def test_create__again__changes_nothing(node: Served) -> None:
    create = PEER.says("Create", PEER.record())
    await node.push(PEER, create)
    before = node.ground.db.total_changes

    answer = await node.push(PEER, create)

    assert answer.status == 202
    assert rows(node, create) == [("done", None, "kept")]
    assert node.ground.db.total_changes == before


async def test_update_then_delete__one_after_the_other(node: Served) -> None:
    record = PEER.record()
    for activity in (
        PEER.says("Create", record),
        PEER.says("Update", PEER.record(version=1.0, name="Autre nom")),
        PEER.says("Delete", {"type": "Tombstone", "id": record["id"]}),
    ):
        assert (await node.push(PEER, activity)).status == 202

    held = node.ground.record(str(record["id"]))
    assert held is not None and held.deleted
    assert str(record["id"]) not in node.ground.shelved()


@pytest.mark.parametrize(
    ("activity", "why"),
    [
        (PEER.says("Follow", "https://pedales.example/actors/pedales"), "who follows is looked up"),
        (PEER.says("Update", PEER.document), "new keys are asked of their origin"),
        (PEER.says("Create", "https://voisin.example/objects/far"), "the record is somewhere else"),
        (PEER.says("Announce", OTHER.record()), "what others wrote is verified"),
        (OTHER.says("Create", OTHER.record("passed"), "passed"), "its actor did not sign it"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_has_to_be_awaited__waits_on_disk(node: Served, activity: Document, why: str) -> None:
    answer = await node.push(PEER, activity)

    assert answer.status == 202, why
    ((state, body, _),) = rows(node, activity)
    assert state == "new" and body


async def test_key_of_a_proof_that_is_not_in_memory__waits_on_disk(node: Served) -> None:
    elsewhere = Peer(PEER.id, seed=3)
    record = elsewhere.record() | {}
    proof = dict(record["proof"])  # type: ignore[call-overload]
    record["proof"] = proof | {"verificationMethod": f"{PEER.id}#another-key"}
    create = PEER.says("Create", record)

    await node.push(PEER, create)

    assert [state for state, _, _ in rows(node, create)] == ["new"]


async def test_refused__is_kept_for_the_worker_to_close__and_its_neighbours_are_applied(node: Served) -> None:
    stolen = PEER.says("Create", OTHER.record("first", version=9.0, name="Volé"), "stolen")
    good = [PEER.says("Create", PEER.record(f"n{number}"), f"n{number}") for number in range(6)]

    answers = await asyncio.gather(*(node.push(PEER, each) for each in (*good[:3], stolen, *good[3:])))

    assert [answer.status for answer in answers] == [202] * 7
    assert [state for each in good for state, _, _ in rows(node, each)] == ["done"] * 6
    assert [state for state, _, _ in rows(node, stolen)] == ["new"]
    assert node.ground.document(f"{OTHER.origin}/objects/first")["name"] == "Offre first"


async def test_reserved_mark__is_kept_for_the_worker_to_close(node: Served) -> None:
    create = PEER.says("Create", PEER.record(name="\x00ctx:" + "0" * 64))

    answer = await node.push(PEER, create)

    # The body holds the store's own mark: it cannot be kept at all, and its sender is told.
    assert answer.status == 400
    assert rows(node, create) == []


async def test_blocked__is_refused_and_leaves_nothing(node: Served) -> None:
    node.ground.db.execute("INSERT INTO blocks VALUES (?, 'flood', '2026-11-23T10:00:00.000Z')", (PEER.id,))
    create = PEER.says("Create", PEER.record())

    answer = await node.push(PEER, create)

    assert answer.status == 403
    assert rows(node, create) == []
