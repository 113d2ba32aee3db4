"""Moderating: what is let in is what waited, not what its author made of it meanwhile."""

from __future__ import annotations

import pytest

from node import moderating
from node.clock import iso
from node.errors import NotAllowed
from node.moderating import Verified
from node.shelving import shelve
from node.store import endorsements, moderation, records
from node.store.moderation import Waiting
from tests.node.credentials import shown_by, sign, stated
from tests.node.ground import NOW, Ground, Peer
from vocab.context import PUBLIC
from vocab.vocabulary import Vocabulary

CLEF = Peer("https://clef.example/actors/clef", seed=2)
PANIER = Peer("https://panier.example/actors/panier", seed=3)
RAFLE = Peer("https://rafle.example/actors/rafle", seed=4)


async def test_accept__of_what_became_a_statement_that_nobody_signed() -> None:
    ground = await Ground.lay(Vocabulary.load())
    record = RAFLE.record("e")
    id = str(record["id"])
    moderation.wait(ground.db, Waiting(id, RAFLE.id, record, iso(NOW), iso(NOW), {}), "unknown actor")
    forged = shown_by(RAFLE, sign(RAFLE, stated(CLEF, RAFLE.id)))

    with pytest.raises(NotAllowed):
        moderating.accept(ground.db, ground.home, id, Verified(forged, "origin", None))

    assert endorsements.of_subject(ground.db, RAFLE.id, iso(NOW), 5) == []
    await ground.store.close()


async def test_shelved__of_what_is_about_another_shows_nothing() -> None:
    ground = await Ground.lay(Vocabulary.load())
    ground.follow(PANIER)
    ground.meet(CLEF)
    document = shown_by(PANIER, stated(CLEF, PANIER.id))
    await ground.hear(PANIER.says("Create", document, to=[PUBLIC]))
    record = records.find(ground.db, str(document["id"]))
    assert record is not None and endorsements.of_subject(ground.db, PANIER.id, iso(NOW), 5)

    shelve(ground.db, ground.home, record, shown_by(PANIER, stated(CLEF, RAFLE.id)))

    for subject in (PANIER.id, RAFLE.id):
        assert endorsements.of_subject(ground.db, subject, iso(NOW), 5) == []
    await ground.store.close()
