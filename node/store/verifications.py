"""Verifications: in which ways an organisation is verified here, with the facts of each. Derived; see `recognizing`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import orjson

from node.store.connection import Db
from node.store.visible import marks

Facts = dict[str, object]
CLAIMED: Final = "claimed"


def put(db: Db, num: int, ways: Mapping[str, Facts], *, fresh: bool = False) -> bool:
    """Write in which ways an organisation is verified; whether that changes what is shown with all it says."""
    before = {} if fresh else of(db, (num,)).get(num, {})
    if before != ways:
        if before:
            db.execute("DELETE FROM verifications WHERE num = ?", (num,))
        add(db, [(num, ways)])
    return set(before).symmetric_difference(ways) - {CLAIMED} != set()


def add(db: Db, made: Iterable[tuple[int, Mapping[str, Facts]]]) -> None:
    """Write in which ways organisations are verified of which nothing is written yet."""
    rows = [(num, way, orjson.dumps(facts).decode()) for num, ways in made for way, facts in ways.items()]
    db.executemany("INSERT INTO verifications (num, way, facts) VALUES (?,?,?)", rows)


def of_speaker(db: Db, owner: str) -> tuple[str, ...]:
    """The ways in which somebody is verified, beyond that they speak for themselves: shown with all they say."""
    sql = (
        "SELECT way FROM records JOIN verifications ON verifications.num = records.num"
        f" WHERE records.id = ? AND way <> '{CLAIMED}' ORDER BY way"
    )
    return tuple(str(row[0]) for row in db.execute(sql, (owner,)))


def of(db: Db, nums: tuple[int, ...]) -> dict[int, dict[str, Facts]]:
    """The ways of each of these organisations that has any, in the order of their names."""
    found: dict[int, dict[str, Facts]] = {}
    sql = f"SELECT num, way, facts FROM verifications WHERE num IN ({marks(nums)}) ORDER BY num, way"
    for num, way, facts in db.execute(sql, nums):
        found.setdefault(num, {})[way] = orjson.loads(facts)
    return found
