"""Withdrawals: a Delete wins whenever it comes, and counts only from whom it may come."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from federation.errors import Refused
from node.store import follows
from tests.node.ground import ORIGIN, Ground, Peer
from tests.node.test_taking import CLEF, ID, RAFLE
from vocab.vocabulary import Vocabulary


async def test_delete__before_its_create__wins(ground: Ground) -> None:
    ground.follow(CLEF)
    delete = CLEF.says("Delete", ID)

    assert await ground.hear(delete) == "remembered"
    assert await ground.hear(CLEF.says("Create", CLEF.record(version=60))) == "withdrawn before"

    assert ground.document(ID) == delete
    assert ground.shelved() == {ground.me}


async def test_delete__is_kept_whole_and_for_ever(ground: Ground) -> None:
    ground.follow(CLEF)
    await ground.hear(CLEF.says("Create", CLEF.record()))
    delete = CLEF.says("Delete", ID)

    assert await ground.hear(delete) == "withdrawn"
    assert await ground.hear(CLEF.says("Update", CLEF.record(version=3000), "9")) == "withdrawn before"
    assert await ground.hear(CLEF.says("Delete", ID, "again")) == "withdrawn before"

    assert ground.document(ID) == delete


async def test_delete__of_somebody_elses__does_nothing(ground: Ground) -> None:
    ground.follow(CLEF, RAFLE)
    await ground.hear(CLEF.says("Create", CLEF.record()))

    with pytest.raises(Refused, match="not theirs"):
        await ground.hear(RAFLE.says("Delete", ID))

    assert ID in ground.shelved()


async def test_delete__of_an_unknown_id_elsewhere__poisons_nothing(ground: Ground) -> None:
    ground.follow(CLEF, RAFLE)

    with pytest.raises(Refused):
        await ground.hear(RAFLE.says("Delete", ID))
    outcome = await ground.hear(CLEF.says("Create", CLEF.record()))

    assert outcome == "kept"


async def test_delete__by_a_neighbour_on_the_same_host__poisons_nothing(ground: Ground) -> None:
    neighbour = Peer("https://clef.example/actors/voisin", seed=9)
    ground.follow(CLEF, neighbour)

    await ground.hear(neighbour.says("Delete", ID))
    outcome = await ground.hear(CLEF.says("Create", CLEF.record()))

    assert outcome == "kept"
    assert ID in ground.shelved()


async def test_delete__of_strangers__leaves_no_trace(ground: Ground) -> None:
    ground.meet(RAFLE)

    outcome = await ground.hear(RAFLE.says("Delete", f"{RAFLE.origin}/objects/x"))

    assert outcome == "not held"
    assert ground.record(f"{RAFLE.origin}/objects/x") is None


async def test_delete__of_ours__is_refused(ground: Ground) -> None:
    ground.follow(RAFLE)
    made = ground.say()

    with pytest.raises(Refused):
        await ground.hear(RAFLE.says("Delete", made.id))
    with pytest.raises(Refused):
        await ground.hear(RAFLE.says("Delete", ground.me, "2"))

    assert made.id in ground.shelved()


async def test_delete__of_an_actor__takes_all_it_had_here(ground: Ground) -> None:
    ground.follow(CLEF)
    ground.followed_by(CLEF)
    await ground.hear(CLEF.says("Create", CLEF.record()))
    await ground.hear(CLEF.says("Update", CLEF.document, "p"))

    assert await ground.hear(CLEF.says("Delete", CLEF.id)) == "actor gone"

    assert ground.shelved() == {ground.me}
    assert follows.state(ground.db, ground.me, CLEF.id) is None
    assert follows.state(ground.db, CLEF.id, ground.me) is None


async def permuted(words: Vocabulary, order: tuple[int, ...], *, deleted: bool) -> tuple[object, ...]:
    """What a node holds after hearing, in this order, twice over, three versions (and a withdrawal)."""
    ground = await Ground.lay(words)
    ground.follow(CLEF)
    heard = [
        CLEF.says("Create", CLEF.record(name="Une"), "1"),
        CLEF.says("Update", CLEF.record(name="Deux", version=1), "2"),
        CLEF.says("Update", CLEF.record(name="Trois", version=1), "3"),
        *([CLEF.says("Delete", ID, "4")] if deleted else []),
    ]
    for index in order:
        await ground.hear(heard[index])
    again = [{**activity, "id": f"{activity['id']}-again"} for activity in heard]
    for index in reversed(order):
        await ground.hear(CLEF.sign({key: value for key, value in again[index].items() if key != "proof"}))
    record = ground.record(ID)
    assert record is not None
    body: Any = ground.document(ID)
    return record.deleted, sorted(ground.shelved()), body.get("name") or body["object"]


async def test_take__any_order_twice_over__ends_withdrawn(words: Vocabulary) -> None:
    for order in permutations((0, 1, 2, 3)):
        assert await permuted(words, order, deleted=True) == (True, [f"{ORIGIN}/actors/pedales"], ID), order


async def test_take__any_order_twice_over__ends_with_one_version(words: Vocabulary) -> None:
    ends = {str(await permuted(words, order, deleted=False)) for order in permutations((0, 1, 2))}

    assert len(ends) == 1
