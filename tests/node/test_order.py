"""Order: whatever the order in which activities come, and however often, the node ends in the same state."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from random import Random

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from federation.errors import Refused
from node.clock import iso
from node.receiving import receive
from node.store import follows, inbox, memberships
from node.store import words as last_words
from node.store.inbox import Received
from tests.deep import examples
from tests.node.ground import NOW, ORIGIN, Document, Ground, Peer
from vocab.vocabulary import Vocabulary

ME = f"{ORIGIN}/actors/pedales"
CLEF = Peer("https://clef.example/actors/clef", seed=2)
RESEAU = Peer("https://reseau.example/actors/reseau", kind="network", seed=4)
RAFLE = Peer("https://rafle.example/actors/rafle", seed=6)
MOBIL = Peer("https://mobil.example/actors/mobil", seed=7)
ANCIEN = Peer("https://ancien.example/actors/ancien", seed=8)
LOIN = Peer("https://loin.example/actors/loin", seed=9)
PARTI = Peer("https://parti.example/actors/parti", seed=10)
State = dict[str, list[tuple[object, ...]]]


def at(minute: int) -> dict[str, str]:
    """When an activity was, in minutes after the node's follows began."""
    return {"published": iso(NOW + 60 * minute)}


def record(by: Peer, slug: str, minute: int = 0) -> Document:
    """A record's version of this minute."""
    return by.record(slug, version=60.0 * minute, name=f"Offre {slug} {minute}")


def life_of_a_record() -> list[Document]:
    first, second, third = (record(CLEF, "a", minute) for minute in (1, 2, 3))
    return [
        CLEF.says("Create", first, "create-a", **at(1)),
        CLEF.says("Update", second, "update-a2", **at(2)),
        CLEF.says("Update", third, "update-a3", **at(3)),
        CLEF.says("Delete", f"{CLEF.origin}/objects/a", "delete-a", **at(4)),
        CLEF.says("Create", record(CLEF, "b", 1), "create-b", **at(1)),
        CLEF.says("Update", record(CLEF, "b", 5), "update-b", **at(5)),
        RESEAU.says("Announce", CLEF.says("Create", first, "create-a", **at(1)), "announce-a", **at(2)),
    ]


def announces() -> list[Document]:
    first = RAFLE.says("Create", record(RAFLE, "c", 1), "create-c", **at(1))
    second = RAFLE.says("Update", record(RAFLE, "c", 3), "update-c", **at(3))
    announced = [
        RESEAU.says("Announce", first, "announce-c1", **at(2)),
        RESEAU.says("Announce", second, "announce-c2", **at(4)),
        RESEAU.says("Announce", RAFLE.says("Create", record(RAFLE, "d", 1), "create-d"), "announce-d", **at(2)),
        RESEAU.says("Announce", RAFLE.says("Create", record(RAFLE, "e", 1), "create-e"), "announce-e", **at(2)),
    ]
    taken_back = {
        "id": announced[1]["id"],
        "type": "Announce",
        "actor": RESEAU.id,
        "object": f"{RAFLE.origin}/objects/c",
    }
    return [
        *announced,
        RESEAU.says("Undo", taken_back, "undo-c", **at(5)),
        RESEAU.says("Undo", announced[2]["id"], "undo-d", **at(5)),
    ]


def relations() -> list[Document]:
    first = CLEF.says("Follow", ME, "follow-1", **at(1))
    only = RAFLE.says("Follow", ME, "follow-1", **at(1))
    joined = LOIN.says("Join", ME, "join-1", **at(1))
    block = MOBIL.says("Block", ME, "block-1", **at(3))
    return [
        first,
        CLEF.says("Undo", first, "undo-1", **at(2)),
        CLEF.says("Follow", ME, "follow-2", **at(3)),
        only,
        RAFLE.says("Undo", only["id"], "undo-1", **at(2)),
        joined,
        LOIN.says("Leave", ME, "leave-1", **at(2)),
        ANCIEN.says("Join", ME, "join-1", **at(3)),
        ANCIEN.says("Leave", ME, "leave-0", **at(1)),
        MOBIL.says("Follow", ME, "follow-1", **at(1)),
        block,
        PARTI.says("Follow", ME, "follow-1", **at(1)),
        PARTI.says("Block", ME, "block-1", **at(2)),
        PARTI.says("Undo", PARTI.says("Block", ME, "block-1", **at(2)), "undo-1", **at(3)),
    ]


def members() -> list[Document]:
    collection = f"{RESEAU.id}/members"
    create = RAFLE.says("Create", record(RAFLE, "m", 1), "create-m", **at(1))
    return [
        RESEAU.says("Add", RAFLE.id, "add-rafle", target=collection, **at(1)),
        RESEAU.says("Announce", create, "announce-m", **at(2)),
        RESEAU.says("Remove", RAFLE.id, "remove-rafle", target=collection, **at(3)),
        RESEAU.says("Add", LOIN.id, "add-loin-1", target=collection, **at(1)),
        RESEAU.says("Remove", LOIN.id, "remove-loin", target=collection, **at(2)),
        RESEAU.says("Add", LOIN.id, "add-loin-2", target=collection, **at(3)),
    ]


def departure() -> list[Document]:
    create = MOBIL.says("Create", record(MOBIL, "x", 1), "create-x", **at(1))
    return [
        create,
        MOBIL.says("Update", MOBIL.document, "update-profile", **at(1)),
        MOBIL.says("Follow", ME, "follow-1", **at(1)),
        RESEAU.says("Announce", create, "announce-x", **at(2)),
        MOBIL.says("Delete", MOBIL.id, "delete-me", **at(3)),
    ]


STORIES = {
    "a record": life_of_a_record(),
    "announces": announces(),
    "relations": relations(),
    "members": members(),
    "a departure": departure(),
}


def again(activity: Document, by: dict[str, Peer]) -> Document:
    """The same activity under another id, signed anew: what a careless server repeats."""
    sender = by[str(activity["actor"])]
    return sender.sign(
        {key: value for key, value in activity.items() if key != "proof"} | {"id": f"{activity['id']}-again"}
    )


PEERS = {peer.id: peer for peer in (CLEF, RESEAU, RAFLE, MOBIL, ANCIEN, LOIN, PARTI)}


async def end_state(words: Vocabulary, heard: Iterable[Document]) -> State:
    """What a network's node holds after hearing these."""
    ground = await Ground.lay(words, kind="network")
    ground.meet(RAFLE, ANCIEN, LOIN, PARTI)
    ground.follow(CLEF, RESEAU, MOBIL)
    ground.belong(RESEAU)
    ground.clock.at = NOW + 3600
    for activity in heard:
        await ground.hear(activity)
    state = state_of(ground)
    await ground.store.close()
    return state


def state_of(ground: Ground) -> State:
    """All that others can change here, without the order and the time in which it came."""
    asked = {
        "records": "SELECT id, owner, version, audience, body FROM records WHERE local = 0 AND deleted = 0",
        # Of what is withdrawn the tombstone counts, by whichever of its Deletes it was told.
        # An owner's own tombstone stands for all that was theirs, held here by then or not.
        "tombstones": "SELECT id, owner, version FROM records AS r WHERE local = 0 AND deleted = 1 AND (id = owner OR"
        " NOT EXISTS (SELECT 1 FROM records WHERE id = r.owner AND deleted = 1))",
        "reasons": "SELECT records.id, reason, by FROM reasons JOIN records ON records.num = record WHERE deleted = 0",
        "directory": "SELECT id, updated, name, facets, places FROM entries",
        "follows": "SELECT follower, followed, state FROM follows",
        "memberships": "SELECT network, member, state FROM memberships",
        "blocked": "SELECT blocker, blocked FROM blocked_by",
        "news": "SELECT id FROM news",
        "waiting": "SELECT id, version FROM waiting",
        "credentials": "SELECT id, state, record IS NULL FROM credentials",
        "endorsements": "SELECT credential FROM endorsements",
    }
    return {name: sorted(map(tuple, ground.db.execute(sql).fetchall()), key=repr) for name, sql in asked.items()}


def said(activity: Document) -> str:
    """When an activity was."""
    return str(activity["published"])


@pytest.fixture(scope="module")
def ends(words: Vocabulary) -> dict[str, State]:
    """How each story ends when everything comes once, in the order it was said."""
    return {name: asyncio.run(end_state(words, sorted(story, key=said))) for name, story in STORIES.items()}


def shuffled(story: list[Document], seed: int) -> list[Document]:
    """A story in some order, some of it repeated, some of it under other ids."""
    dice = Random(seed)
    # An Undo that names an address alone speaks of that address: the same act under another stands.
    named = {
        activity["object"] for activity in story if activity["type"] == "Undo" and isinstance(activity["object"], str)
    }
    others = [activity for activity in story if activity["id"] not in named]
    heard = [*story, *dice.choices(story, k=3), *(again(activity, PEERS) for activity in dice.choices(others, k=3))]
    dice.shuffle(heard)
    return heard


@pytest.mark.parametrize("name", sorted(STORIES))
def test_order__any_with_repetitions__ends_the_same(words: Vocabulary, ends: dict[str, State], name: str) -> None:
    # The fixtures stay outside: hypothesis would write out the whole vocabulary for a counterexample.
    @given(seed=st.integers(0, 2**32))
    @settings(max_examples=examples(10), deadline=None)
    def holds(seed: int) -> None:
        heard = shuffled(STORIES[name], seed)
        assert asyncio.run(end_state(words, heard)) == ends[name], [activity["id"] for activity in heard]

    holds()


def test_order__of_several_stories_at_once__ends_the_same(words: Vocabulary) -> None:
    told = [activity for name in ("a record", "announces", "relations") for activity in STORIES[name]]
    in_order = asyncio.run(end_state(words, sorted(told, key=said)))

    @given(seed=st.integers(0, 2**32))
    @settings(max_examples=examples(5), deadline=None)
    def holds(seed: int) -> None:
        assert asyncio.run(end_state(words, shuffled(told, seed))) == in_order

    holds()


def test_order__the_stories_end_as_told(ends: dict[str, State]) -> None:
    def ids(name: str, table: str) -> list[object]:
        return [row[0] for row in ends[name][table]]

    assert ends["a record"]["tombstones"] == [(f"{CLEF.origin}/objects/a", CLEF.id, iso(NOW + 240))]
    assert [row[:3] for row in ends["a record"]["records"]] == [(f"{CLEF.origin}/objects/b", CLEF.id, iso(NOW + 300))]
    assert ids("announces", "records") == [f"{RAFLE.origin}/objects/e"]
    assert [row for row in ends["relations"]["follows"] if row[1] == ME] == [(CLEF.id, ME, "accepted")]
    assert [row for row in ends["relations"]["memberships"] if row[0] == ME] == [(ME, ANCIEN.id, "accepted")]
    assert ends["relations"]["blocked"] == [(MOBIL.id, ME)]
    assert (ME, MOBIL.id) not in {row[:2] for row in ends["relations"]["follows"]}
    assert [row[1] for row in ends["members"]["memberships"] if row[0] == RESEAU.id] == [LOIN.id, ME]
    assert ends["members"]["records"] == []
    assert ids("a departure", "tombstones") == [MOBIL.id]
    assert ends["a departure"]["records"] == []


# -- each by name


async def test_order__delete_before_create(ground: Ground) -> None:
    ground.follow(CLEF)
    ground.clock.at = NOW + 3600

    await ground.hear(CLEF.says("Delete", f"{CLEF.origin}/objects/a", **at(4)))

    assert await ground.hear(CLEF.says("Create", record(CLEF, "a", 1), **at(1))) == "withdrawn before"


async def test_order__old_update_after_new(ground: Ground) -> None:
    ground.follow(CLEF)
    ground.clock.at = NOW + 3600
    await ground.hear(CLEF.says("Update", record(CLEF, "a", 3), "3"))

    assert await ground.hear(CLEF.says("Update", record(CLEF, "a", 2), "2")) == "known"

    assert ground.version(f"{CLEF.origin}/objects/a") == iso(NOW + 180)


@pytest.mark.parametrize("shape", ["whole", "id", "undated"])
async def test_order__undo_before_its_follow(ground: Ground, shape: str) -> None:
    ground.meet(CLEF)
    follow = CLEF.says("Follow", ground.me, **at(1))
    if shape == "undated":  # as Mastodon writes them
        follow = CLEF.sign({key: value for key, value in follow.items() if key not in ("proof", "published")})
    undo = CLEF.says("Undo", follow["id"] if shape == "id" else follow)

    assert await ground.hear(undo) == "remembered"
    assert await ground.hear(follow) == "known already"

    assert follows.followers(ground.db, ground.me) == []


async def test_order__undo_of_an_earlier_follow__leaves_the_later(ground: Ground) -> None:
    ground.meet(CLEF)
    undated = [
        {"id": f"{CLEF.origin}/activities/{n}", "type": "Follow", "actor": CLEF.id, "object": ME} for n in (1, 2)
    ]
    for follow in undated:
        await ground.hear(follow)
    undo = {"id": f"{CLEF.origin}/activities/3", "type": "Undo", "actor": CLEF.id, "object": undated[0]}

    assert await ground.hear(undo) == "another follow stands"

    assert follows.followers(ground.db, ground.me) == [CLEF.id]


async def test_order__undo_while_what_it_undoes_is_on_its_way(ground: Ground) -> None:
    # Given an Announce that was accepted and waits for another server
    ground.follow(RESEAU)
    ground.meet(CLEF)
    announce = RESEAU.says("Announce", CLEF.says("Create", record(CLEF, "a")))
    body = orjson.dumps(announce)
    num = inbox.keep(ground.db, str(announce["id"]), RESEAU.id, RESEAU.id, "pushed", body, iso(NOW))
    assert num is not None
    row = Received(num, str(announce["id"]), RESEAU.id, RESEAU.id, "pushed", body, iso(NOW))
    prepared = await ground.preparer.prepare(row, announce)

    # When its actor takes it back meanwhile
    await ground.hear(RESEAU.says("Undo", announce["id"]))

    # Then it has no effect, not even the half of one
    with pytest.raises(Refused, match="undone before"):
        await ground.store.writing("receive", receive, ground.home, prepared)
    assert ground.record(f"{CLEF.origin}/objects/a") is None
    assert inbox.due(ground.db, NOW + 1, 10) == []


async def test_order__leave_before_join(words: Vocabulary) -> None:
    ground = await Ground.lay(words, kind="network")
    ground.meet(LOIN)
    ground.clock.at = NOW + 3600

    await ground.hear(LOIN.says("Leave", ME, **at(2)))
    assert await ground.hear(LOIN.says("Join", ME, **at(1))) == "left since"

    assert memberships.members(ground.db, ME) == []


async def test_order__reject_before_the_accept_it_followed(ground: Ground) -> None:
    ground.meet(CLEF)
    ground.clock.at = NOW + 3600
    follows.put(ground.db, ME, CLEF.id, f"{ORIGIN}/activities/f", "asked", iso(NOW))

    await ground.hear(CLEF.says("Reject", f"{ORIGIN}/activities/f", **at(2)))
    assert await ground.hear(CLEF.says("Accept", f"{ORIGIN}/activities/f", **at(1))) == "answered otherwise since"

    assert follows.state(ground.db, ME, CLEF.id) == "rejected"


async def test_order__words_are_forgotten_when_nothing_older_can_come(ground: Ground) -> None:
    ground.meet(CLEF)
    await ground.hear(CLEF.says("Undo", CLEF.says("Follow", ME)))
    kept = ground.db.execute("SELECT count(*) FROM last_words").fetchone()

    assert (kept, last_words.prune(ground.db, iso(NOW), 9), last_words.prune(ground.db, iso(NOW + 1), 9)) == (
        (1,),
        0,
        1,
    )
