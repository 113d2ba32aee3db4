"""What waits: tried again, accepted, refused."""

from __future__ import annotations

import pytest

from federation import proofs
from federation.errors import FederationError
from federation.keys import Signer, generate_ed25519, load_ed25519, multibase
from node import publishing
from node.app import opened
from node.clock import seconds_of
from node.commands.table import perform
from node.errors import Missing, NodeError
from node.founding import found
from node.home import Home
from node.node import Node
from node.profiles import KeyPair, NewActor
from node.settings import Settings
from node.store import deliveries, log, moderation, peers, reasons, records, servers
from node.store.connection import Db
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


# -- queue drop, peers


async def queued(node: Node) -> None:
    """Two activities for two servers, the second a withdrawal; one of them stuck."""

    def fill(db: Db) -> None:
        for number, type in ((1, "Create"), (2, "Delete")):
            entry = Entry(0, f"https://a.example/{number}", OWNER, type, ID, "live", f"2026-11-2{number}", "public", ())
            position = log.append(db, entry, {"id": entry.id})
            hosts = [("https://b.example/inbox", "b.example"), ("https://c.example/i", "c.example")]
            deliveries.enqueue(db, position, hosts, 100.0 * number)
        peers.failed(db, "b.example", "https://b.example/inbox answered 503: ''", 9e9)
        peers.answered(db, "c.example", 50.0)
        servers.says(db, [("c.example", "mastodon", "4.3.1")], 60.0)

    await node.store.writing("fill", fill)


async def states(node: Node) -> list[tuple[str, str | None]]:
    rows = await node.store.reading(deliveries.waiting)
    return sorted((row.origin, row.answer) for row in rows if row.state == "expired")


async def test_queue_drop__says_what_would_not_be_delivered_and_drops_nothing(node):
    await queued(node)

    found = await perform(node, "queue_drop", {"origin": "https://B.example/"}, quiet)

    assert [(row["type"], row["inbox"], row["subject"]) for row in found["deliveries"]] == [
        ("Create", "https://b.example/inbox", ID),
        ("Delete", "https://b.example/inbox", ID),
    ]
    assert (found["count"], found["withdrawals"], "dropped" in found) == (2, 1, False)
    assert await states(node) == []


async def test_queue_drop__all_of_a_host_but_not_what_was_queued_since(node):
    await queued(node)
    up_to = (await perform(node, "queue_drop", {"origin": "b.example"}, quiet))["up_to"]
    await queued_one_more(node)

    done = await perform(node, "queue_drop", {"origin": "b.example", "up_to": up_to, "sure": True}, quiet)

    assert done["dropped"] == 2
    assert await states(node) == [("b.example", "dropped by the operator")] * 2
    assert (await perform(node, "queue_drop", {"origin": "b.example"}, quiet))["count"] == 1


async def queued_one_more(node: Node) -> None:
    entry = Entry(0, "https://a.example/3", OWNER, "Update", ID, "live", "2026-11-23", "public", ())

    def one(db: Db) -> None:
        deliveries.enqueue(db, log.append(db, entry, {"id": entry.id}), [("https://b.example/inbox", "b.example")], 1.0)

    await node.store.writing("one", one)


async def test_queue_drop__one_delivery(node):
    await queued(node)
    one = (await perform(node, "queue_drop", {"origin": "c.example"}, quiet))["deliveries"][0]["delivery"]

    assert (await perform(node, "queue_drop", {"delivery": one, "sure": True}, quiet))["dropped"] == 1

    assert await states(node) == [("c.example", "dropped by the operator")]
    with pytest.raises(Missing):
        await perform(node, "queue_drop", {"delivery": one, "sure": True}, quiet)


async def test_queue_drop__names_records_of_ours(node):
    await node.store.writing("publish", publish, node.home)
    await node.store.writing(
        "one", lambda db: deliveries.enqueue(db, log.end(db), [("https://b.example/i", "b.example")], 1.0)
    )

    found = await perform(node, "queue_drop", {"origin": "b.example"}, quiet)

    assert [row["name"] for row in found["deliveries"]] == ["Une offre"]


def publish(db: Db, home: Home) -> str:
    return publishing.publish(db, home, home.actor_id("pedales"), {"kind": "offer", "name": "Une offre"}).id


@pytest.mark.parametrize("arguments", [{"origin": "nobody.example"}, {"delivery": 9_999}, {"origin": "no name"}])
async def test_queue_drop__nothing_there(arguments, node):
    await queued(node)

    with pytest.raises(NodeError):
        await perform(node, "queue_drop", {**arguments, "sure": True}, quiet)


async def test_postpone__a_delivery_given_up_meanwhile_does_not_come_back(node):
    await queued(node)
    found = (await perform(node, "queue_drop", {"origin": "b.example", "sure": True}, quiet))["deliveries"]

    await node.store.writing("later", deliveries.postpone, found[0]["delivery"], 9e9, "no answer", 1.0)

    assert await states(node) == [("b.example", "dropped by the operator")] * 2


async def test_next_time__what_stands_behind_the_head_of_its_inbox_waits(node):
    await queued(node)

    def head(db: Db) -> int:
        return deliveries.head(db, "https://b.example/inbox", 9e9, 1)[0].id

    for inbox_head in (await node.store.reading(head), await node.store.reading(head) + 1):
        await node.store.writing("later", deliveries.postpone, inbox_head, 5_000.0, "no answer", 1.0)

    assert await node.store.reading(deliveries.next_time) == 5_000.0


async def test_peers__what_waits_first_with_all_that_is_known(node):
    await queued(node)

    first, second = await perform(node, "peers", {}, quiet)

    assert (first["origin"], first["waiting"], first["oldest"], first["failures"]) == ("b.example", 2, "2026-11-21", 1)
    assert first["delay_s"] == round(node.home.now() - seconds_of("2026-11-21"))
    assert (first["last_contact"], first["software"], first["next_try"]) == (None, None, "1970-01-01T00:01:40.000Z")
    assert (second["origin"], second["software"], second["version"]) == ("c.example", "mastodon", "4.3.1")
    assert second["last_contact"] == second["last_ok"] == "1970-01-01T00:00:50.000Z"


async def test_peers__what_it_runs_is_asked_meanwhile_and_not_now(node):
    await queued(node)
    assert not node.software.awake.is_set()

    await perform(node, "peers", {}, quiet)

    assert node.software.awake.is_set()
