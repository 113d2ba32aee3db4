"""Hearing: what others offer and take back is kept within bounds."""

from __future__ import annotations

from node.clock import iso
from node.store import credentials
from node.store.credentials import Held
from tests.node.credentials import CLEF, PANIER, offer, stated
from tests.node.ground import NOW, Ground


async def test_offer__taken_back_again_and_again_fills_no_disk(ground: Ground) -> None:
    ground.meet(CLEF, PANIER)
    for number in range(credentials.MAX_KEPT_OF_ONE_SERVER):
        gone = Held(f"{CLEF.origin}/o/{number}", CLEF.id, ground.me, "revoked", "", None, None, iso(NOW), {})
        credentials.keep(ground.db, gone)

    assert await ground.hear(offer(CLEF, stated(CLEF, ground.me), ground.me)) == "too many wait for an answer"
    assert await ground.hear(offer(PANIER, stated(PANIER, ground.me), ground.me)) == "waits for an answer"
