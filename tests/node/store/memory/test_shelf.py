"""The open shelf in step with the index says what one read anew says, after any history; else the tables answer."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from node.clock import iso
from node.reader import Reader
from node.store import entries, records
from node.store.connection import Db
from node.store.memory import bitmaps, own_stands, shelf, stands, texts
from node.store.memory.held import Held
from node.store.memory.shelf import OpenShelf
from node.store.memory.view import seen_by
from node.store.visible import visible
from tests.node.directory_world import NOW, World
from tests.vocabulary import VOCABULARY

HOSTS = ("a.example", "b.example")
PRACTICES = ("D03", "G01")
TAGS = ("kind=offer", "kind=practice", "kind=organization", "origin=a.example", "practice=D03", "said=G01/2", "level=4")
FACETS = ("kind", "origin", "said", "level", "policy")
MATCHES = ('"velo"*', '"atelier"', 'name : ("velo"*)')
NETWORK = "https://net.example/actors/net"
OWNER = "https://a.example/actors/a"
FRIEND = "https://friend.example/actors/f"
READERS = (
    Reader("member", actors=("https://m.example/actors/m",), networks=(NETWORK,)),
    Reader("member", actors=(FRIEND,)),
    Reader("member", actors=(OWNER,), signed_in=True),
    Reader("admin"),
)
# What is not for everybody: the audience and the policy of a record, and whom it is addressed to.
NARROW = {
    "hide": ("private", "commons-open", ()),
    "network": ("network", "commons-open", (f"{NETWORK}/members",)),
    "followers": ("followers", "commons-open", (f"{OWNER}/followers",)),
    "members": ("public", "network-only", ()),
}
THEN = iso(NOW)
MUCH_LATER = iso(NOW + 86_400 * 60)

# What happens to the record of a name: it comes or changes, is seen by fewer, is taken out, or forgotten altogether.
acts = st.tuples(
    st.sampled_from(("offer", "practice", "report", "profile", *NARROW, "remove", "forget", "ask", "ask")),
    st.sampled_from(("vélo", "atelier", "vélo atelier", "x")),
    st.sampled_from(HOSTS),
    st.sampled_from(PRACTICES),
    st.sampled_from((None, 0, 2, 4)),
    st.sampled_from(("2026-01-01", "2026-06-01", "2026-11-23")),
)


def act(world: World, what: str, name: str, host: str, practice: str, level: int | None, day: str) -> None:
    updated = f"{day}T10:00:00.000Z"
    if what == "profile":
        world.profile(name, host=host, updated=updated)
    elif what == "offer":
        world.put(name, host=host, updated=updated)
    elif what in NARROW:
        audience, policy, to = NARROW[what]
        more: dict[str, Any] = {"to": list(to)} if to else {}
        if level is not None:
            more |= {"kind": "Practice", "purpose": None, "practice": f"charter:{practice}", "level": level}
        world.put(name, host=host, updated=updated, audience=audience, policy=policy, **more)
    elif what == "practice":
        more = {"kind": "Practice", "purpose": None, "practice": f"charter:{practice}", "level": level}
        world.put("p" + name, host=host, updated=updated, validUntil="2026-12-24", **more)
    elif what == "report":
        answers = [{"type": "Answer", "practice": f"charter:{each}", "level": level} for each in PRACTICES]
        world.put("r" + name, host=host, updated=updated, kind="PracticeReport", purpose=None, answers=answers)
    else:
        rows = world.db.execute("SELECT num FROM entries WHERE owner LIKE ? ORDER BY num DESC LIMIT 1", (f"%{host}%",))
        for (num,) in rows.fetchall():
            entries.remove(world.db, num)
            if what == "forget":  # its number is given again
                records.forget(world.db, num)


def told(db: Db, held: Held, now: str) -> dict[str, object]:
    """All that is known, as plain sets."""
    with held.at(db) as memory:
        assert memory is not None
        every, stood = memory.every, memory.stands
        found: dict[str, object] = {tag: set(memory.having(db, [tag])) for tag in TAGS}
        found |= {match: set(memory.texts.matching(db, match, every)) for match in MATCHES}
        for facet in FACETS:
            found[facet] = {value: set(nums) for value, nums in memory.of_facet(db, facet).items() if nums}
        for practice in (*PRACTICES, None):
            wanted = None if practice is None else (practice,)
            found[f"stands {practice}"] = [set(stood.standing(db, wanted, least, now)) for least in range(5)]
        moments = [shelf.moment(day) for day in ("2026-01-02", "2026-06-02", "2026-12-25")]
        found["between"] = [set(memory.updated_between(db, one, end)) for one, end in pairwise(moments)]
        found["dates"] = dict(zip(every, memory.dates(db).of(every), strict=True))
        found["updated"] = [set(memory.updated(db).below(each, every)) for each in moments]
        found["expiring"] = [set(memory.expiring(db).below(each, every)) for each in moments]
        for reader in READERS:
            mine = seen_by(db, memory, reader, bulk=False)
            allowed, params = visible(reader)
            assert set(mine.every) == {
                num for (num,) in db.execute(f"SELECT num FROM entries e WHERE {allowed}", params)
            }
            found[f"{reader} counts"] = {facet: mine.counts(db, facet, mine.every) for facet in FACETS}
            found[f"{reader} has"] = {tag: set(mine.having(db, [tag])) for tag in TAGS}
            taken = seen_by(db, memory, reader, bulk=True)
            for seen in (mine, taken):
                found[f"{reader} {seen is mine} stands"] = [
                    set(seen.stands.standing(db, None, least, now)) for least in range(5)
                ]
        return found | {"every": set(every)}


@pytest.mark.parametrize("small", [False, True])
@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    phases=(Phase.explicit, Phase.generate),
)
@given(st.lists(acts, min_size=4, max_size=30))
async def test_shelf__in_step_is_as_read_anew(
    small: bool, history: list[tuple[str, str, str, str, int | None, str]]
) -> None:
    world, held, followed = await World.open(VOCABULARY), Held(), 0
    world.db.execute(
        "INSERT INTO follows (follower, followed, activity, state, since) VALUES (?, ?, 'x', 'accepted', 'x')",
        (FRIEND, OWNER),
    )
    with pytest.MonkeyPatch.context() as patch:
        if small:  # every bound is met
            patch.setattr(own_stands, "MAX_READERS", 2)
            patch.setattr(bitmaps, "MAX_SETS", 3)
            patch.setattr(bitmaps, "MAX_BATCHES", 1)
            patch.setattr(shelf, "MAX_CHANGES", 2)
            patch.setattr(stands, "MAX_CHANGED", 1)
            patch.setattr(texts, "MAX_TEXTS", 1)
            patch.setattr(texts, "_ONE_BY_ONE", 0)
        for n, each in enumerate([*history, ("ask", "", "", "", None, "")]):
            if each[0] != "ask":
                act(world, *each)
                continue
            # Time goes on, and sometimes a clock is put back.
            now = MUCH_LATER if n % 3 == 0 else THEN
            with held.at(world.db) as there:
                followed += there is not None
            if held.missing:
                held.read(world.db, now)
            anew = Held()
            anew.read(world.db, now)
            assert told(world.db, held, now) == told(world.db, anew, now)
    event(f"followed {min(followed, 3)} times")


def test_held__an_older_snapshot__has_no_shelf(tmp_path: Path) -> None:
    path = tmp_path / "d.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        shelf_tables(writer)
        with closing(sqlite3.connect(path, isolation_level=None)) as old:
            old.execute("BEGIN")
            old.execute("SELECT * FROM entries").fetchall()
            writer.execute("INSERT INTO entries (num, open) VALUES (2, 1)")
            held = Held(OpenShelf.begun(writer))

            with held.at(writer) as there:
                assert there is not None
                assert set(there.every) == {1, 2}
            with held.at(old) as there:
                assert there is None
            assert not held.missing
            old.execute("ROLLBACK")
            with held.at(old) as there:
                assert there is not None


def test_held__too_much_changed__is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        shelf_tables(db)
        held = Held(OpenShelf.begun(db))
        monkeypatch.setattr(shelf, "MAX_CHANGES", 2)
        for num in (2, 3, 4):
            db.execute("INSERT INTO entries (num, open) VALUES (?, 1)", (num,))

        with held.at(db) as there:
            assert there is None
        assert held.missing


def test_held__what_fails_half_way__is_missing() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        shelf_tables(db)
        held = Held(OpenShelf.begun(db))
        with pytest.raises(sqlite3.OperationalError), held.at(db) as there:
            assert there is not None
            there.having(db, ["kind=offer"])  # there is no such table
        assert held.missing
        with held.at(db) as there:
            assert there is None


def shelf_tables(db: Db) -> None:
    """Just what the shelf follows, with one entry."""
    columns = "owner TEXT, audience TEXT, policy TEXT, facets TEXT"
    db.execute(f"CREATE TABLE entries (num INTEGER PRIMARY KEY, open INTEGER, {columns})")
    db.execute("CREATE TABLE entry_readers (num INTEGER, collection TEXT)")
    db.execute("CREATE TABLE changes (position INTEGER PRIMARY KEY AUTOINCREMENT, num INTEGER NOT NULL UNIQUE)")
    db.execute("CREATE TRIGGER t AFTER INSERT ON entries BEGIN INSERT INTO changes (num) VALUES (NEW.num); END")
    db.execute("INSERT INTO entries (num, open) VALUES (1, 1)")
