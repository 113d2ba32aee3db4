"""What waits: tried again, accepted, refused."""

from __future__ import annotations

import pytest

from federation import proofs
from federation.errors import FederationError
from federation.keys import Signer, generate_ed25519, load_ed25519, multibase
from node.app import opened
from node.commands.table import perform
from node.errors import Missing, NodeError
from node.founding import found
from node.node import Node
from node.profiles import KeyPair, NewActor
from node.settings import Settings
from node.store import deliveries, log, moderation, peers, reasons, records
from node.store.log import Entry
from node.store.peers import PeerKey
from vocab.context import PUBLIC, RECORD
from vocab.vocabulary import Vocabulary

OWNER = "https://panier.example/actors/panier"
ID = "https://panier.example/objects/01m8000000000000000000000a"


def offer(**changes: object) -> dict[str, object]:
    """An offer of somebody we do not know."""
    return {
        "@context": RECORD,
        "id": ID,
        "type": "Note",
        "kind": "Proposal",
        "purpose": "offer",
        "attributedTo": OWNER,
        "name": "Paniers de saison",
        "content": "<p>Chaque semaine.</p>",
        "to": [PUBLIC],
        "published": "2025-11-20T10:00:00.000Z",
        "updated": "2025-11-20T10:00:00.000Z",
        **changes,
    }


def quiet(progress: dict[str, object]) -> None:
    """Nobody listens to the progress."""


@pytest.fixture
async def node(tmp_path):
    settings = Settings(origin="http://127.0.0.1:8401", title="Les Pédales", allow_private_networks=True)
    vocabulary = Vocabulary.load()
    data = tmp_path / "data"
    await found(
        data,
        settings,
        NewActor("pedales", "Les Pédales", "platform"),
        (KeyPair.generate(), KeyPair.generate()),
        vocabulary,
    )
    async with opened(data, settings, vocabulary=vocabulary) as node:
        yield node


async def waits(node: Node, document: dict[str, object], *, proved: bool = True) -> dict[str, object]:
    """Put a record aside, with a proof whose key we have seen at its origin."""
    if proved:
        seed = load_ed25519(generate_ed25519())
        key = f"{OWNER}#ed25519-key"
        row = PeerKey(key, OWNER, "ed25519", multibase(seed), "origin", node.home.now())
        await node.store.writing("key", peers.keep_key, row)
        document = proofs.add(document, Signer(key, "ed25519", seed), "2025-11-20T10:00:00Z")
    await node.store.writing(
        "wait", moderation.wait, moderation.Waiting(str(document["id"]), OWNER, document, "2026"), "unknown actor"
    )
    return document


async def test_queue_list__says_what_waits(node):
    await waits(node, offer())

    found = await perform(node, "queue_list", {}, quiet)

    assert [row["id"] for row in found["waiting"]] == [ID]
    assert found["deliveries"] == [] and found["errands"] == 0


async def test_queue_accept__record_enters_the_directory(node):
    await waits(node, offer())

    done = await perform(node, "queue_accept", {"id": ID}, quiet)

    assert done == {"id": ID, "state": "accepted"}
    record = await node.store.reading(records.find, ID)
    assert (record.owner, record.kind, record.audience, record.verified) == (OWNER, "Proposal", "public", "proof")
    assert await node.store.reading(reasons.remaining, record.num) == [("accepted", "http://127.0.0.1:8401/actor")]
    assert await node.store.reading(moderation.waiting) == []


async def test_queue_accept__a_person_is_never_a_record(node):
    await waits(node, offer(type=["Note", "Person"]))

    with pytest.raises(NodeError):
        await perform(node, "queue_accept", {"id": ID}, quiet)


async def test_queue_accept__of_somebody_elses_address(node):
    document = offer(attributedTo="https://other.example/actors/other")
    await waits(node, document)

    with pytest.raises((NodeError, FederationError)):
        await perform(node, "queue_accept", {"id": ID}, quiet)
    assert await node.store.reading(records.find, ID) is None


async def test_queue_accept__dated_in_the_future(node):
    await waits(node, offer(updated="2999-01-01T00:00:00.000Z"))

    with pytest.raises(NodeError):
        await perform(node, "queue_accept", {"id": ID}, quiet)
    assert len(await node.store.reading(moderation.waiting)) == 1


async def test_queue_accept__without_proof_its_origin_is_asked(node):
    # Nobody answers at its origin here, so it goes on waiting.
    await waits(node, offer(id="http://127.0.0.1:9/objects/1", attributedTo="http://127.0.0.1:9/a"), proved=False)

    with pytest.raises(FederationError):
        await perform(node, "queue_accept", {"id": "http://127.0.0.1:9/objects/1"}, quiet)
    assert len(await node.store.reading(moderation.waiting)) == 1


async def test_queue_refuse__drops_it(node):
    await waits(node, offer())

    assert await perform(node, "queue_refuse", {"id": ID}, quiet) == {"id": ID, "state": "refused"}

    assert await node.store.reading(moderation.waiting) == []
    with pytest.raises(Missing):
        await perform(node, "queue_refuse", {"id": ID}, quiet)


async def test_queue_refuse__a_listing_does_not_come_back(node):
    organization = {"id": f"{ID}#o", "type": "Organization", "name": "La Clef", "website": "https://laclef.example"}
    await waits(node, offer(kind="Listing", organization=organization, name="La Clef"))

    await perform(node, "queue_refuse", {"id": ID}, quiet)

    assert await node.store.reading(moderation.all_suppressed)


async def test_queue_retry__hurries_all_or_one(node):
    entry = Entry(0, "https://a.example/1", OWNER, "Create", ID, "live", "2026", "public", ())

    def late(db):
        position = log.append(db, entry, {"id": "https://a.example/1"})
        deliveries.enqueue(
            db, position, [("https://b.example/inbox", "b.example"), ("https://c.example/i", "c.example")], 9e9
        )

    await node.store.writing("late", late)

    assert await perform(node, "queue_retry", {"origin": "b.example"}, quiet) == {"hurried": 1}
    assert await perform(node, "queue_retry", {}, quiet) == {"hurried": 1}


async def test_perform__a_newer_command_line(node):
    with pytest.raises(Missing, match="restart"):
        await perform(node, "fly", {}, quiet)


async def test_explain__nothing_is_known(node):
    with pytest.raises(Missing):
        await perform(node, "explain", {"id": "https://nowhere.example/1"}, quiet)
