"""What ends because its date passed is a change: once, whenever the node looks."""

from __future__ import annotations

import asyncio

import pytest

from node.ending_worker import EndingWorker
from node.store import changes, ending
from tests.node.ground import Ground

DAY_S = 86_400
# The ground's clock begins on 23 November 2026.
CALL = {"kind": "request", "name": "Un local", "deadline": "2026-11-24"}
FAIR = {"kind": "event", "name": "Foire", "starts": "2026-11-24T09:00:00Z", "ends": "2026-11-24T18:00:00Z"}
OFFER = {"name": "Un mois", "valid_until": "2026-12-23"}


@pytest.fixture
def endings(ground: Ground) -> EndingWorker:
    return EndingWorker(ground.home, ground.store, asyncio.Event())


def changed(ground: Ground, since: int) -> list[str]:
    return [each.now.record.id for each in changes.after(ground.db, since, 100) if each.now is not None]


async def test_look__what_ended_since_the_last_one_is_a_change_once(ground: Ground, endings: EndingWorker) -> None:
    await endings.look()
    call, fair, offer = (ground.say(**draft).id for draft in (CALL, FAIR, OFFER))
    ground.say(name="Sans fin")
    position = changes.newest(ground.db)

    assert await endings.look() == 0 and not endings.effect.is_set()
    ground.clock.at += 2 * DAY_S
    assert await endings.look() == 2 and endings.effect.is_set()
    assert set(changed(ground, position)) == {call, fair}
    position = changes.newest(ground.db)
    assert await endings.look() == 0
    ground.clock.at += 40 * DAY_S
    assert await endings.look() == 1
    assert changed(ground, position) == [offer]


async def test_look__the_instant_itself_is_not_past(ground: Ground, endings: EndingWorker) -> None:
    await endings.look()
    ground.say(**FAIR)
    ends = 1795428000.0 + DAY_S + 8 * 3600  # 18:00 the next day

    ground.clock.at = ends
    assert await endings.look() == 0
    ground.clock.at = ends + 0.001
    assert await endings.look() == 1
    ground.clock.at = ends  # a clock set right again
    assert await endings.look() == 0
    ground.clock.at = ends + 60
    assert await endings.look() == 0


async def test_look__at_the_first_what_had_ended_is_no_news(ground: Ground, endings: EndingWorker) -> None:
    ground.say(**CALL)
    ground.clock.at += 2 * DAY_S

    assert await endings.look() == 0
    assert await endings.look() == 0


async def test_due__asks_the_index_of_what_ends(ground: Ground, endings: EndingWorker) -> None:
    await endings.look()
    seen: list[str] = []
    ground.db.set_trace_callback(seen.append)
    ending.due(ground.db, "2027-01-01T00:00:00.000Z")
    ground.db.set_trace_callback(None)

    plan = [str(row[3]) for row in ground.db.execute(f"EXPLAIN QUERY PLAN {seen[-1]}")]
    assert plan == ["SEARCH entries USING COVERING INDEX entries_ending (kind=? AND expires>? AND expires<?)"]
