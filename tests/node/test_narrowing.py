"""Narrowing: who loses sight of a record is told to forget it, by its author and by networks that announced it."""

from __future__ import annotations

import pytest

from node import profiles, publishing
from node.clock import iso
from node.store import log, memberships
from tests.node.ground import NOW, PAIR, Ground
from tests.node.test_publishing import CLEF, PANIER, PLAIN, RESEAU
from vocab.vocabulary import Vocabulary


def narrow(ground: Ground, **now: object) -> str:
    ground.followed_by(PANIER)
    ground.belong(RESEAU, CLEF)
    made = ground.say(name="Pour tous")
    ground.say(id=made.id, name="Restreinte", **now)
    return made.id


def test_narrowing__to_the_network__deletes_it_where_it_is_lost(ground: Ground) -> None:
    id = narrow(ground, visibility="network")

    assert sorted(ground.sent()) == sorted(
        [
            ("Create", id, PANIER.inbox),
            ("Delete", id, PANIER.inbox),
            ("Update", id, CLEF.inbox),
            ("Update", id, RESEAU.inbox),
        ]
    )


def test_narrowing__to_nobody__deletes_it_everywhere_and_leaves_nothing_live(ground: Ground) -> None:
    id = narrow(ground, visibility="private")

    assert ground.sent() == [("Create", id, PANIER.inbox), ("Delete", id, PANIER.inbox)]
    assert log.last_of(ground.db, ground.me, id) is None
    page = log.public_page(ground.db, ground.me, before=None, limit=50)
    assert id not in [entry.subject for entry in page]


def test_widening__deletes_nothing(ground: Ground) -> None:
    ground.followed_by(PANIER)
    ground.belong(RESEAU, CLEF)
    for first in ("private", "network", "followers"):
        made = ground.say(visibility=first)
        ground.say(id=made.id, visibility="public")

    assert "Delete" not in [type for type, _, _ in ground.sent()]


def test_widening__from_private_to_the_network__deletes_nothing(ground: Ground) -> None:
    ground.belong(RESEAU, CLEF)
    made = ground.say(visibility="private")

    ground.say(id=made.id, visibility="network")

    assert ground.sent() == [("Create", made.id, CLEF.inbox), ("Create", made.id, RESEAU.inbox)]
    assert [entry.type for entry in ground.entries()].count("Delete") == 0


async def test_network_here__announces_its_members_of_this_node(words: Vocabulary) -> None:
    ground = await Ground.lay(words, kind="network")
    member = profiles.add_actor(ground.db, ground.home, profiles.NewActor("panier", "Panier", "platform"), PAIR)
    ground.followed_by(CLEF, PLAIN)
    memberships.put(ground.db, ground.me, member, "x", "accepted", iso(NOW))

    made = publishing.publish(ground.db, ground.home, member, {"kind": "offer", "name": "Paniers"})
    closed = publishing.publish(
        ground.db, ground.home, member, {"kind": "offer", "name": "Entre nous", "visibility": "network"}
    )

    announces = [entry for entry in ground.entries() if entry.type == "Announce" and entry.subject == made.id]
    assert [entry.state for entry in announces] == ["live", "act"]
    first = log.document(ground.db, announces[0].position)
    assert first["object"] == ground.activity(str(made.activity))
    assert [sent[::2] for sent in ground.sent()] == [("Announce", CLEF.inbox), ("Announce", PLAIN.inbox)]
    assert closed.id not in [entry.subject for entry in ground.entries() if entry.type == "Announce"]


async def test_network_here__retracts_what_its_member_narrows(words: Vocabulary) -> None:
    ground = await Ground.lay(words, kind="network")
    member = profiles.add_actor(ground.db, ground.home, profiles.NewActor("panier", "Panier", "platform"), PAIR)
    ground.followed_by(CLEF)
    memberships.put(ground.db, ground.me, member, "x", "accepted", iso(NOW))
    made = publishing.publish(ground.db, ground.home, member, {"kind": "offer", "name": "Paniers"})

    publishing.publish(
        ground.db, ground.home, member, {"kind": "offer", "name": "Paniers", "id": made.id, "visibility": "private"}
    )

    assert [sent[::2] for sent in ground.sent()] == [("Announce", CLEF.inbox), ("Undo", CLEF.inbox)]
    assert log.last_of(ground.db, ground.me, made.id) is None


@pytest.mark.parametrize("how", ["withdrawn", "narrowed"])
async def test_network_here__takes_the_address_back_where_it_gave_only_that(words: Vocabulary, how: str) -> None:
    ground = await Ground.lay(words, kind="network")
    member = profiles.add_actor(ground.db, ground.home, profiles.NewActor("panier", "Panier", "platform"), PAIR)
    ground.followed_by(CLEF, PLAIN)
    memberships.put(ground.db, ground.me, member, "x", "accepted", iso(NOW))
    draft = {"kind": "offer", "name": "Paniers"}
    made = publishing.publish(ground.db, ground.home, member, draft)
    pointed = next(e for e in ground.entries() if e.type == "Announce" and e.state == "act")

    if how == "withdrawn":
        publishing.withdraw(ground.db, ground.home, member, made.id)
    else:
        publishing.publish(ground.db, ground.home, member, draft | {"id": made.id, "visibility": "private"})

    told = [sent[::2] for sent in ground.sent()]
    assert told.count(("Undo", PLAIN.inbox)) == 1
    assert ("Announce" if how == "withdrawn" else "Undo", CLEF.inbox) in told
    undo = next(e for e in ground.entries() if e.type == "Undo" and e.state == "act")
    undone = log.document(ground.db, undo.position)["object"]
    assert undone == {"id": pointed.id, "type": "Announce", "actor": ground.me, "object": made.id}
