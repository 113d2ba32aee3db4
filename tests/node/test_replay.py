"""Replay: a proof proves who wrote a document, for ever; carried again, by whom and in whatever, it changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from federation.errors import Refused
from node.store import follows, memberships, peers
from tests.node.ground import NOW, Document, Ground, Peer
from vocab.context import PUBLIC

CLEF = Peer("https://clef.example/actors/clef", seed=2)
VOISIN = Peer("https://clef.example/actors/voisin", seed=9)
RESEAU = Peer("https://reseau.example/actors/reseau", kind="network", seed=4)
RAFLE = Peer("https://rafle.example/actors/rafle", seed=6)
ID = f"{CLEF.origin}/objects/a"
OLD = CLEF.record(name="Ancienne", version=1)
NEW = CLEF.record(name="Nouvelle", version=5)
DELETE = CLEF.says("Delete", ID, "delete")

# Each way in which somebody else can bring again what CLEF once signed: (activity, who signs the request).
WAYS: dict[str, Callable[[Document], tuple[Document, Peer]]] = {
    "as it was, by another": lambda document: (CLEF.says("Create", document, "1"), RAFLE),
    "as it was, by a neighbour": lambda document: (CLEF.says("Create", document, "1"), VOISIN),
    "as an Update": lambda document: (CLEF.says("Update", document, "2"), RAFLE),
    "announced by a network we follow": lambda document: (
        RESEAU.says("Announce", CLEF.says("Create", document, "1"), "a1"),
        RESEAU,
    ),
    "announced alone": lambda document: (RESEAU.says("Announce", document, "a2"), RESEAU),
}


async def bring(ground: Ground, activity: Document, signer: Peer) -> str:
    try:
        return await ground.hear(activity, signer=signer.id)
    except Refused:
        return "refused"


def laid(ground: Ground) -> Ground:
    ground.follow(CLEF, RESEAU)
    ground.meet(RAFLE, VOISIN)
    return ground


@pytest.mark.parametrize("way", sorted(WAYS))
async def test_old_version__brought_again__changes_nothing(ground: Ground, way: str) -> None:
    laid(ground)
    await ground.hear(CLEF.says("Update", NEW, "first"))

    assert await bring(ground, *WAYS[way](OLD)) == "known"

    assert ground.document(ID) == NEW


@pytest.mark.parametrize("way", sorted(WAYS))
async def test_any_version__brought_again_after_the_delete__stays_withdrawn(ground: Ground, way: str) -> None:
    laid(ground)
    await ground.hear(CLEF.says("Update", OLD, "first"))
    await ground.hear(DELETE)

    assert await bring(ground, *WAYS[way](NEW)) == "withdrawn before"

    assert ground.document(ID) == DELETE
    assert ID not in ground.shelved()


@pytest.mark.parametrize("way", sorted(WAYS))
async def test_public_version__brought_again_after_it_was_narrowed__does_not_open_it(ground: Ground, way: str) -> None:
    laid(ground)
    ground.belong(RESEAU, CLEF)
    narrow = CLEF.record(version=5, to=[f"{RESEAU.id}/members"], cc=None)
    await ground.hear(CLEF.says("Update", narrow, "first"))

    await bring(ground, *WAYS[way](OLD))

    record = ground.record(ID)
    assert record is not None
    assert record.audience == "network"
    assert ground.document(ID) == narrow


async def test_delete__signed_for_those_who_lost_sight__brought_to_those_who_see__does_nothing(ground: Ground) -> None:
    # Given a record that its owner narrowed, telling those outside to forget it
    laid(ground)
    ground.belong(RESEAU, CLEF)
    narrow = CLEF.record(version=5, to=[f"{RESEAU.id}/members"], cc=None)
    await ground.hear(CLEF.says("Update", narrow, "first"))

    # When one of those brings that Delete to a member
    assert await bring(ground, DELETE, RAFLE) == "refused"

    # Then the member keeps its record
    assert ground.document(ID) == narrow


@pytest.mark.parametrize("by", [RAFLE, VOISIN], ids=["another host", "a neighbour"])
@pytest.mark.parametrize("verb", ["Create", "Update", "Delete", "Add", "Remove", "Undo", "Move"])
async def test_object__under_an_activity_of_another_actor__is_refused(ground: Ground, by: Peer, verb: str) -> None:
    laid(ground)
    ground.follow(by)
    await ground.hear(CLEF.says("Create", OLD, "first"))

    thing = ID if verb in ("Delete", "Move") else NEW
    assert await bring(ground, by.says(verb, thing, "x", target=f"{CLEF.id}/members"), by) in ("refused", "nobody here")

    assert ground.document(ID) == OLD


@pytest.mark.parametrize("by", [RAFLE, VOISIN], ids=["another host", "a neighbour"])
async def test_object__taken_over_under_another_name__proves_nothing(ground: Ground, by: Peer) -> None:
    laid(ground)
    ground.follow(by)
    stolen = {**OLD, "id": f"{by.origin}/objects/b", "attributedTo": by.id}

    assert await bring(ground, by.says("Create", stolen, "x"), by) == "kept"

    # It is the thief's word, on the thief's request: CLEF's proof says nothing for it.
    record = ground.record(f"{by.origin}/objects/b")
    assert record is not None
    assert (record.owner, record.verified, record.proof) == (by.id, "transport", None)


async def test_activity__made_up_around_a_signed_object__is_refused(ground: Ground) -> None:
    laid(ground)
    made_up = {"id": f"{CLEF.origin}/activities/new", "type": "Update", "actor": CLEF.id, "object": NEW}

    assert await bring(ground, made_up, RAFLE) == "refused"
    assert await bring(ground, made_up | {"id": f"{made_up['id']}-2", "proof": NEW["proof"]}, RAFLE) == "refused"
    assert await bring(ground, RAFLE.sign(made_up | {"id": f"{made_up['id']}-3"}), RAFLE) == "refused"

    assert ground.record(ID) is None


async def test_signed_record__posted_as_if_it_were_an_activity__has_no_effect(ground: Ground) -> None:
    laid(ground)

    assert await bring(ground, NEW | {"actor": CLEF.id}, RAFLE) == "refused"

    assert ground.record(ID) is None


@pytest.mark.parametrize(
    "verb", ["Follow", "Undo", "Join", "Leave", "Block", "Accept", "Reject", "Add", "Remove", "Move"]
)
async def test_other_verbs__with_a_valid_proof__need_their_actors_own_request(ground: Ground, verb: str) -> None:
    laid(ground)
    ground.followed_by(CLEF)
    ground.belong(RESEAU, CLEF)
    before = (follows.followers(ground.db, ground.me), memberships.members(ground.db, RESEAU.id))
    said = {"Undo": {"type": "Follow", "id": f"{CLEF.id}#follow", "actor": CLEF.id, "object": ground.me}}

    activity = CLEF.says(verb, said.get(verb, ground.me), "x", target=f"{CLEF.id}/members")
    assert await bring(ground, activity, RAFLE) == "refused"

    assert (follows.followers(ground.db, ground.me), memberships.members(ground.db, RESEAU.id)) == before


async def test_announce__by_somebody_nobody_follows__brings_nothing(ground: Ground) -> None:
    laid(ground)

    await bring(ground, RAFLE.says("Announce", CLEF.says("Create", NEW, "1"), "a"), RAFLE)

    assert ground.record(ID) is None


async def test_replay__of_the_very_same_request__is_known(ground: Ground) -> None:
    laid(ground)
    create = CLEF.says("Create", OLD, "first")
    await ground.hear(create)

    assert await ground.hear(create) == "known already"


# -- its origin offline


async def test_copy__with_its_origin_offline__is_verified_by_the_key_its_origin_gave(ground: Ground) -> None:
    # Given an organisation whose key was learned when its server was there, two years ago
    laid(ground)
    await ground.hear(CLEF.says("Create", CLEF.record("first"), "first"))
    ground.web.down.add("clef.example")
    ground.clock.at = NOW + 2 * 365 * 86_400

    # When a network passes on a copy of another record
    await ground.hear(RESEAU.says("Announce", CLEF.says("Create", OLD, "1"), "a"))

    # Then its proof holds, without anything from its owner
    record = ground.record(ID)
    assert record is not None
    assert (record.verified, record.via) == ("proof", RESEAU.id)
    assert "http" in str(record.proof)


async def test_copy__with_its_origin_offline__a_forged_one_is_not_kept(ground: Ground) -> None:
    laid(ground)
    await ground.hear(CLEF.says("Create", CLEF.record("first"), "first"))
    ground.web.down.add("clef.example")
    forged = OLD | {"name": "Autre chose", "to": [PUBLIC]}

    with pytest.raises(Exception, match="does not answer"):
        await ground.hear(RESEAU.says("Announce", CLEF.says("Create", forged, "1"), "a"))

    assert ground.record(ID) is None


@pytest.mark.parametrize("fate", ["revoked", "retired"])
async def test_copy__with_its_origin_offline__a_key_it_gave_up_counts_no_more(ground: Ground, fate: str) -> None:
    laid(ground)
    await ground.hear(CLEF.says("Create", CLEF.record("first"), "first"))
    value: object = NOW if fate == "retired" else "2026-11-23T10:00:00+00:00"
    ground.db.execute(f"UPDATE peers_keys SET {fate} = ? WHERE owner = ?", (value, CLEF.id))
    ground.preparer.keys.forget_owner(CLEF.id)
    ground.web.down.add("clef.example")

    with pytest.raises(Exception, match="does not answer"):
        await ground.hear(RESEAU.says("Announce", CLEF.says("Create", OLD, "1"), "a"))

    assert [key.source for key in peers.keys_of(ground.db, CLEF.id)] == ["origin"]
    assert ground.record(ID) is None
