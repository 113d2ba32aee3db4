"""Whatever happened, in whatever order: all that is derived is what `reindex` would make of what is there now."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from federation.domains import ALLOWED, REFUSED
from federation.errors import FederationError
from node import barring, following, mending, shelving
from node.bulk.ready import basis_of, ready
from node.bulk.writing import write
from node.clock import iso
from node.errors import NodeError
from node.store import actors, memberships, soundness
from node.store.errors import StoreError
from tests.deep import examples
from tests.node.ground import NOW, Document, Ground, Peer
from tests.node.store.dump import dumped
from tests.node.test_friendly_files import FILES
from tests.vocabulary import VOCABULARY
from vocab.context import PUBLIC

NETWORK = Peer("https://reseau.example/actors/reseau", "network", seed=2)
PEERS = tuple(
    Peer(f"https://{name}.example/actors/{name}", seed=number)
    for number, name in enumerate(("clef", "panier", "rafle"), 3)
)
KINDS = tuple(sorted(FILES.keys() - {"profile"}))
# A day later at each step: versions grow, statements and offers expire.
DAY_S = 86_400

slots = st.integers(0, 3)
peers = st.sampled_from(PEERS)
# What is whole by itself, whoever it is for.
said = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["Pain", "Réparation de vélos", "Jardin partagé"]),
        "visibility": st.sampled_from(["public", "network", "followers", "private"]),
        "policy": st.sampled_from(["commons-open", "network-only", "reciprocal-ess"]),
        "sector": st.sampled_from([["AM160"], ["AM10", "AM160"], []]),
        "need": st.sampled_from([["livrer"], ["manger"], []]),
        "territory": st.sampled_from([["fr-commune-59350"], ["fr-departement-62"], []]),
    },
)
heard = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["Proposal", "Listing", "Practice", "PracticeStory", "Event"]),
        "to": st.sampled_from([[PUBLIC], [f"{NETWORK.id}/members"], ["https://pedales.example/actors/pedales"]]),
    },
    optional={
        "name": st.sampled_from(["Pain", "Ateliers"]),
        "areaServed": st.just(["territory:fr/commune/62041"]),
        "usagePolicy": st.sampled_from(["coop:policy-private", "coop:policy-network-only"]),
        "searchableBy": st.just([]),
        "indexable": st.booleans(),
        "location": st.just({"type": "Place", "name": "Lille", "latitude": 50.63, "longitude": 3.05}),
        "validUntil": st.just(iso(NOW + 3 * DAY_S)),
    },
)
steps = st.one_of(
    st.tuples(st.just("say"), slots, st.sampled_from(KINDS), said),
    st.tuples(st.just("say"), slots, st.sampled_from(KINDS), said),
    st.tuples(st.just("withdraw"), slots),
    st.tuples(st.just("bring_in"), st.integers(1, 3), said),
    st.tuples(st.just("hear"), peers, slots, heard),
    st.tuples(st.just("hear"), peers, slots, heard),
    st.tuples(st.just("delete"), peers, slots),
    st.tuples(st.just("profile"), peers, st.sampled_from(["Pain", "La Clef"]), st.booleans()),
    st.tuples(st.just("end"), peers),
    st.tuples(st.just("move"), peers, peers),
    st.tuples(st.just("block"), peers, st.booleans()),
    st.tuples(st.just("member"), peers, st.booleans()),
    st.tuples(st.just("unfollow"), peers),
)


@pytest.mark.timeout(600)
@settings(max_examples=examples(10), deadline=None)
@given(st.lists(steps, max_size=25))
def test_incremental__equals_rebuilt(history: list[tuple[Any, ...]]) -> None:
    asyncio.run(_equal(history))


async def _equal(history: list[tuple[Any, ...]]) -> None:
    life = await Life.begin()
    for what, *about in history:
        life.ground.clock.at += DAY_S
        await getattr(life, what)(*about)
    ground = life.ground
    while shelving.settle(ground.db, ground.home):
        pass
    incremental = derived(ground)
    assert mending.look(ground.db, ground.home) == []

    for part in mending.PARTS.values():
        part(ground.db, ground.home)
        assert derived(ground) == incremental
    mending.rebuild(ground.db, ground.home)

    assert derived(ground) == incremental
    assert mending.look(ground.db, ground.home) == []


def derived(ground: Ground) -> list[str]:
    """Every derived table; in which order things changed and tags were met is nobody's answer."""
    told = tuple(
        f"INSERT INTO {table} " for table in soundness.DERIVED if table not in ("changes", "tags", "entry_tags")
    )
    tagged = ground.db.execute("SELECT tags.tag, entry_tags.num FROM entry_tags JOIN tags ON tags.num = entry_tags.tag")
    return sorted([*map(str, tagged), *(line for line in dumped(ground.db) if line.startswith(told))])


class Life:
    """What may happen to a node."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.ours: dict[int, tuple[str, str]] = {}
        self.count = 0

    @classmethod
    async def begin(cls) -> Life:
        ground = await Ground.lay(VOCABULARY, recognised_networks=NETWORK.id)
        ground.belong(NETWORK)
        ground.follow(*PEERS)
        return cls(ground)

    def next(self) -> str:
        self.count += 1
        return f"n{self.count}"

    async def listen(self, activity: Document) -> None:
        # Of what is refused nothing may stay behind either.
        with suppress(FederationError, NodeError, StoreError):
            await self.ground.hear(activity)

    async def say(self, slot: int, kind: str, more: dict[str, object]) -> None:
        id, before = self.ours.get(slot, ("", kind))
        draft = FILES[before] | more | ({"id": id} if id else {})
        with suppress(NodeError):  # what a kind does not take
            self.ours[slot] = self.ground.say(**draft).id, before

    async def withdraw(self, slot: int) -> None:
        if slot in self.ours:
            self.ground.withdraw(self.ours.pop(slot)[0])

    async def bring_in(self, count: int, more: dict[str, object]) -> None:
        ground = self.ground
        actor = actors.find(ground.db, ground.me)
        assert actor is not None
        basis = basis_of(ground.db, ground.home, ground.me)
        drafts = [FILES["listing"] | more | {"name": f"Coop {number}"} for number in range(count)]
        made = ready(ground.db, ground.home, actor, basis, drafts)
        write(ground.db, ground.home, ground.me, [each for each in made if each is not None])

    async def hear(self, peer: Peer, slot: int, more: dict[str, object]) -> None:
        organization = {"type": "Organization", "name": "Pain"} if more["kind"] == "Listing" else None
        version = self.ground.clock.at - NOW
        document = peer.record(str(slot), version=version, purpose=None, organization=organization, **more)
        await self.listen(peer.says("Update", document, self.next(), published=iso(self.ground.clock.at)))

    async def delete(self, peer: Peer, slot: int) -> None:
        await self.listen(peer.says("Delete", f"{peer.origin}/objects/{slot}", self.next()))

    async def profile(self, peer: Peer, name: str, website: bool) -> None:
        said: dict[str, object] = {"name": name, "updated": iso(self.ground.clock.at)}
        document = {key: value for key, value in peer.document.items() if key != "proof"} | said
        document |= {"website": peer.origin} if website else {}
        await self.listen(peer.says("Update", peer.sign(document), self.next()))

    async def end(self, peer: Peer) -> None:
        self.ground.web.withdraw(peer.id)
        await self.listen(peer.says("Delete", peer.id, self.next()))

    async def move(self, peer: Peer, target: Peer) -> None:
        away = {key: value for key, value in peer.document.items() if key != "proof"} | {"movedTo": target.id}
        there = {key: value for key, value in target.document.items() if key != "proof"} | {"alsoKnownAs": [peer.id]}
        self.ground.web.serve(peer.sign(away), target.sign(there))
        await self.listen(peer.says("Move", peer.id, self.next(), target=target.id))

    async def block(self, peer: Peer, refused: bool) -> None:
        verdict = REFUSED if refused else ALLOWED
        host = peer.origin.removeprefix("https://")
        ground = self.ground
        ground.home.domains = barring.decide(
            ground.db, ground.home, [barring.verdict_on(host, verdict, "", iso(ground.clock.at))]
        )

    async def member(self, peer: Peer, belongs: bool) -> None:
        if belongs:
            memberships.put(self.ground.db, NETWORK.id, peer.id, "", "accepted", iso(NOW))
        else:
            memberships.drop(self.ground.db, NETWORK.id, peer.id)

    async def unfollow(self, peer: Peer) -> None:
        following.drop_reasons(self.ground.db, self.ground.home, peer.id)


async def test_life__reaches_every_derived_table_with_every_kind() -> None:
    life = await Life.begin()
    for number, kind in enumerate(KINDS):
        await life.say(number, kind, {"visibility": "network"} if kind == "story" else {})
    await life.profile(PEERS[0], "La Clef", True)
    await life.bring_in(2, {})
    await life.hear(PEERS[0], 0, {"kind": "Proposal", "to": [PUBLIC]})

    db = life.ground.db
    empty = {table for table in soundness.DERIVED if not db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone()}
    kinds = {kind for (kind,) in db.execute("SELECT DISTINCT kind FROM entries")}

    assert empty <= {"unsettled"}
    assert kinds == {"organization", "practice", "offer", "request", "event", "report", "story"}
