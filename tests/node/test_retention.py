"""What a node forgets by itself, and what it must not."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from node import following, outgoing, retention
from node.retention import DAY_S, forget
from node.store import deliveries, inbox, tokens
from node.store.connection import Db
from tests.node.ground import Ground, Peer
from vocab.vocabulary import Vocabulary

FAR = Peer("https://panier.example/actors/panier")
MONTH_S = 31 * DAY_S


@pytest.fixture
async def ground(words: Vocabulary) -> AsyncIterator[Ground]:
    ground = await Ground.lay(words)
    ground.followed_by(FAR)
    yield ground
    await ground.store.close()


def _all_done(db: Db, at: float) -> None:
    deliveries.finish(db, [row.id for row in deliveries.waiting(db)], "done", None, at)


def _rows(ground: Ground) -> int:
    return sum(deliveries.counts(ground.db).values())


async def test_forget__who_has_a_record_is_known_until_it_is_withdrawn(ground: Ground) -> None:
    record = ground.say().id
    _all_done(ground.db, ground.clock.at)
    ground.clock.at += MONTH_S
    forget(ground.db, ground.home)
    assert deliveries.inboxes_of_subject(ground.db, ground.me, record) == [FAR.inbox]

    ground.withdraw(record)
    _all_done(ground.db, ground.clock.at)
    forget(ground.db, ground.home)
    kept = _rows(ground)
    assert kept == 1  # the withdrawal itself is young
    ground.clock.at += MONTH_S
    forget(ground.db, ground.home)
    assert _rows(ground) == 0
    assert ground.record(record) is not None  # the tombstone stays for ever


async def test_forget__questions_and_answers_go_by_age(ground: Ground) -> None:
    ground.meet(FAR)
    following.follow(ground.db, ground.home, ground.me, FAR.id)
    assert _rows(ground) == 1
    ground.clock.at += MONTH_S
    forget(ground.db, ground.home)
    assert _rows(ground) == 1  # what still waits is never forgotten
    _all_done(ground.db, ground.clock.at)
    ground.clock.at += MONTH_S
    forget(ground.db, ground.home)
    assert _rows(ground) == 0


async def test_forget__received_ids_outlive_every_signature(ground: Ground) -> None:
    ground.follow(FAR)
    activity = FAR.says("Create", FAR.record())
    await ground.hear(activity)
    ground.clock.at += 29 * DAY_S
    forget(ground.db, ground.home)
    assert await ground.hear(activity) == "known already"
    ground.clock.at += 2 * DAY_S
    assert forget(ground.db, ground.home) == 1
    assert ground.record(str(FAR.record()["id"])) is not None


async def test_forget__tokens_long_over(ground: Ground) -> None:
    tokens.keep(ground.db, "forever", ground.me, "read", "2026-11-24T10:00:00.000Z")
    tokens.keep(ground.db, "ended", ground.me, "read", "2026-11-24T10:00:00.000Z")
    ground.db.execute("UPDATE tokens SET expires = ? WHERE hash = 'ended'", (ground.clock.at,))
    forget(ground.db, ground.home)
    assert {row[0] for row in ground.db.execute("SELECT hash FROM tokens")} == {"forever", "ended"}
    ground.clock.at += MONTH_S
    forget(ground.db, ground.home)
    assert {row[0] for row in ground.db.execute("SELECT hash FROM tokens")} == {"forever"}


async def test_forget__a_little_at_a_time_until_all_is_gone(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    for number in range(5):
        inbox.keep(ground.db, f"{FAR.origin}/{number}", FAR.id, FAR.id, "pushed", b"{}", ground.home.now_iso())
    ground.db.execute("UPDATE inbox SET state = 'done'")
    ground.clock.at += MONTH_S

    assert [forget(ground.db, ground.home) for _ in range(4)] == [2, 2, 1, 0]


async def test_prune__looks_at_no_delivery_of_what_still_stands(ground: Ground) -> None:
    for number in range(3):
        ground.say(name=f"Offre {number}")
    _all_done(ground.db, ground.clock.at)
    plan = deliveries_plan(ground.db)

    # From the log by position, never through all deliveries.
    assert any("deliveries_position" in step for step in plan)
    assert not any(step.startswith(("SCAN d", "SEARCH d USING INDEX deliveries_due")) for step in plan)


def deliveries_plan(db: Db) -> list[str]:
    """How SQLite goes about it."""
    seen: list[str] = []
    db.set_trace_callback(seen.append)
    deliveries.prune(db, 0.0, 10)
    db.set_trace_callback(None)
    return [str(row[3]) for row in db.execute(f"EXPLAIN QUERY PLAN {seen[0]}")]


async def test_forget__who_got_an_address_is_known_until_it_is_taken_back(ground: Ground) -> None:
    offer = ground.say().id
    outgoing.point_at(ground.db, ground.home, ground.me, offer, [FAR.inbox])
    _all_done(ground.db, ground.clock.at)
    ground.clock.at += MONTH_S
    forget(ground.db, ground.home)

    assert outgoing.point_no_more_at(ground.db, ground.home, ground.me, offer) == [FAR.inbox]
    _all_done(ground.db, ground.clock.at)
    before = _rows(ground)
    ground.clock.at += MONTH_S
    forget(ground.db, ground.home)
    assert _rows(ground) == before - 2
