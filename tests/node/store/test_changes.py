"""Whatever writes to what the directory shows is in the list of changes."""

from __future__ import annotations

from node import barring
from node.store import changes, records
from node.store.visible import ALL, MEMBERS, OPEN
from tests.node.ground import Ground, Peer


def since(ground: Ground, position: int) -> dict[str, int | None]:
    """What changed after a position: level by id; None for what is out."""
    found = changes.after(ground.db, position, 100)
    assert [each.position for each in found] == sorted(each.position for each in found)
    ids = {int(num): str(id) for num, id in ground.db.execute("SELECT num, id FROM records")}
    return {ids.get(each.num, "gone"): each.now.level if each.now else None for each in found}


async def test_after__published_changed_narrowed_withdrawn(ground: Ground) -> None:
    start = changes.newest(ground.db)
    one, two = ground.say().id, ground.say(policy="reciprocal-ess").id
    assert since(ground, start) == {one: OPEN, two: MEMBERS}

    middle = changes.newest(ground.db)
    ground.say(id=one, name="Autre")
    assert since(ground, middle) == {one: OPEN}
    assert changes.behind(ground.db, start) == 2

    ground.say(id=one, visibility="private")
    assert since(ground, middle) == {one: ALL}
    ground.withdraw(two)
    assert since(ground, middle) == {one: ALL, two: None}


async def test_after__a_proof_confirmed_later(ground: Ground) -> None:
    id = ground.say().id
    record = records.find(ground.db, id)
    assert record is not None
    start = changes.newest(ground.db)
    records.mark_verified(ground.db, record.num, "proof", None)

    (change,) = changes.after(ground.db, start, 10)

    assert change.now is not None and change.now.record.verified == "proof"


async def test_after__a_domain_refused_and_admitted_again(ground: Ground) -> None:
    peer = Peer("https://clef.example/actors/clef", seed=2)
    ground.follow(peer)
    record = peer.record("a")
    await ground.hear(peer.says("Create", record, "c1"))
    start = changes.newest(ground.db)

    ground.home.domains = barring.decide(
        ground.db, ground.home, [barring.verdict_on("clef.example", "refused", "", "2026-11-23")]
    )
    assert since(ground, start) == {str(record["id"]): None}
    ground.home.domains = barring.forget(ground.db, ground.home, "clef.example")
    assert since(ground, start) == {str(record["id"]): OPEN}


async def test_shelved__by_number_in_pages(ground: Ground) -> None:
    said = [ground.say().id for _ in range(3)]

    first = changes.shelved(ground.db, limit=2)
    rest = changes.shelved(ground.db, after=first[-1].record.num)

    assert [each.record.id for each in (*first, *rest)] == [ground.me, *said]
    assert [each.record.id for each in changes.each(ground.db)] == [ground.me, *said]
    assert first[1].document["id"] == said[0]
    assert changes.count_shelved(ground.db) == 4


async def test_newest__never_goes_back(ground: Ground) -> None:
    ground.say()
    before = changes.newest(ground.db)
    ground.db.execute("DELETE FROM changes")

    assert changes.newest(ground.db) == before
