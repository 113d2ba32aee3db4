"""Giving: what one of ours states of another is offered, refused with the field that will not do, and revoked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from federation.errors import Refused
from node.endorsements import giving
from node.endorsements.giving import Said
from node.errors import Missing, NodeError
from node.store import credentials
from tests.node.credentials import CLEF, PANIER, RAFLE, me, offer, stated
from tests.node.ground import Ground
from vocab import credential

SEEN = Said("visit", ("https://clef.example/visite",), practice="D03", level="3")


async def test_give__is_offered__and_revoked_for_ever(ground: Ground) -> None:
    ground.meet(CLEF)
    ground.followed_by(PANIER)

    held = giving.give(ground.db, ground.home, me(ground), CLEF.id, SEEN)

    said = credential.read(held.document, ground.home.vocabulary.charter)
    assert (said.practice, said.level, said.subject, said.method) == ("D03", 3, CLEF.id, "visit")
    assert said.valid_until == credential.latest_end(said.valid_from)
    assert ground.sent() == [("Offer", held.id, f"{CLEF.id}/inbox")]
    answer = {"id": held.offer, "type": "Offer", "actor": ground.me, "object": held.id}
    assert await ground.hear(CLEF.says("Accept", answer)) == "endorsement accepted"

    giving.revoke(ground.db, ground.home, me(ground), held.id)

    assert ground.sent()[1:] == [("Delete", held.id, f"{CLEF.id}/inbox"), ("Delete", held.id, PANIER.inbox)]
    assert credentials.revoked_places(ground.db, ground.me) == [held.place]
    assert ground.record(held.id).deleted  # type: ignore[union-attr]
    assert await ground.hear(CLEF.says("Accept", answer, "late")) == "nothing was asked"


async def test_give__is_refused__and_only_the_one_asked_answers(ground: Ground) -> None:
    ground.meet(CLEF, RAFLE)
    held = giving.give(ground.db, ground.home, me(ground), CLEF.id, SEEN)
    answer = {"id": held.offer, "type": "Offer", "actor": ground.me, "object": held.id}

    with pytest.raises(Refused):
        await ground.hear(RAFLE.says("Accept", answer))
    assert await ground.hear(CLEF.says("Reject", answer)) == "endorsement refused"

    assert [each.state for each in credentials.given(ground.db, ground.me)] == ["refused"]


UNFIT: tuple[tuple[Said, str], ...] = (
    (replace(SEEN, practice="Z99"), "practice"),
    (replace(SEEN, practice=None), "practice"),
    (replace(SEEN, level="0"), "level"),
    (replace(SEEN, level="5"), "level"),
    (replace(SEEN, level="trois"), "level"),
    (replace(SEEN, level=None), "level"),
    (replace(SEEN, method="rumour"), "method"),
    (replace(SEEN, evidence=()), "evidence"),
    (replace(SEEN, evidence=("https://192.168.1.1/x",)), "evidence"),
    (replace(SEEN, evidence=("visite",)), "evidence"),
    (replace(SEEN, until="2030-01-01"), "validUntil"),
    (replace(SEEN, until="2020-01-01"), "validUntil"),
    (replace(SEEN, until="demain"), "until"),
    (replace(SEEN, practice=None, level=None, matter="beauty"), "attests"),
    (replace(SEEN, practice=None, level=None, matter="register", reference="a\nb"), "reference"),
)


async def test_give__names_the_field_that_will_not_do(ground: Ground) -> None:
    ground.meet(CLEF)

    for said, field in UNFIT:
        with pytest.raises(NodeError) as caught:
            giving.give(ground.db, ground.home, me(ground), CLEF.id, said)
        assert caught.value.public.en.startswith(f"{field}:") and caught.value.public.fr.startswith(f"{field} :")

    assert ground.sent() == [] == credentials.given(ground.db, ground.me)


async def test_give__to_oneself(ground: Ground) -> None:
    with pytest.raises(NodeError) as caught:
        giving.give(ground.db, ground.home, me(ground), ground.me, SEEN)
    assert "ne témoigne pas d'elle-même" in caught.value.public.fr


async def test_revoke__what_another_gave(ground: Ground) -> None:
    ground.meet(CLEF)
    await ground.hear(offer(CLEF, stated(CLEF, ground.me), ground.me))

    with pytest.raises(Missing):
        giving.revoke(ground.db, ground.home, me(ground), "https://clef.example/objects/c")
