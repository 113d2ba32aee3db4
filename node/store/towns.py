"""Towns: territories and themes that have an actor here, what those told, how far they read the list of changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import orjson

from node.store import changes, meta
from node.store.connection import Db, Row
from node.store.entries import PLACED, SERVING, SERVING_PART, tag
from node.store.existing import ENDED
from node.store.records import decoded, intern

POSITION = "towns follow changes to"
EVERYWHERE = "towns wherever there is something"
# No organisation that has ended.
_GOES_ON = f"instr(e.facets, ' stage={ENDED} ') = 0"
# The policies under which a record may be announced (DESIGN 6, second column).
_PASSED_ON = "'commons-open', 'commons-share-alike', 'reciprocal-ess'"


@dataclass(frozen=True, slots=True)
class Town:
    """A territory or a theme with an actor here. `actor`: its id once somebody asked for it."""

    slug: str
    state: str
    since: str
    actor: str | None


@dataclass(frozen=True, slots=True)
class Sought:
    """Which entries one of these actors tells of: of any of these tags, and of these kinds, if not all."""

    tags: tuple[str, ...]
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What one of these actors said last of a record."""

    actor: str
    record: str
    version: str


@dataclass(frozen=True, slots=True)
class Hour:
    """What followers without our namespace were told since `began`, and what is to be summed up for them."""

    began: float
    told: int
    held: int
    named: tuple[tuple[str, str], ...]


_COLUMNS = "slug, state, since, actor"


def put(db: Db, slugs: Iterable[str], state: str, since: str) -> int:
    """Serve these territories, or stop; return for how many that is new."""
    rows = [(slug, state, since) for slug in slugs]
    sql = (
        "INSERT INTO towns (slug, state, since) VALUES (?, ?, ?) ON CONFLICT (slug) DO UPDATE SET"
        " state = excluded.state, since = excluded.since WHERE state <> excluded.state"
    )
    return db.executemany(sql, rows).rowcount


def find(db: Db, slug: str) -> Town | None:
    """What was decided of this territory."""
    return _one(db.execute(f"SELECT {_COLUMNS} FROM towns WHERE slug = ?", (slug,)).fetchone())


def of_actor(db: Db, actor: str) -> Town | None:
    """The territory whose actor this is."""
    return _one(db.execute(f"SELECT {_COLUMNS} FROM towns WHERE actor = ?", (actor,)).fetchone())


def every(db: Db, state: str = "served") -> list[Town]:
    """All of them in this state, by slug."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM towns WHERE state = ? ORDER BY slug", (state,))
    return [Town(*row) for row in rows]


def is_served(db: Db, slug: str) -> bool:
    """Whether this territory has an actor here: it was chosen, or there is something and all such are."""
    town = find(db, slug)
    if town is not None:
        return town.state == "served"
    return meta.get(db, EVERYWHERE) == "yes" and has_content(db, slug)


def has_content(db: Db, slug: str) -> bool:
    """Whether something that everybody may see stands there, or serves it or something in it."""
    sql = (
        "SELECT 1 FROM tags JOIN entry_tags t ON t.tag = tags.num JOIN entries e ON e.num = t.num"
        " WHERE tags.tag IN (?, ?, ?) AND e.open = 1 LIMIT 1"
    )
    return db.execute(sql, _tags(slug)).fetchone() is not None


def with_content(db: Db) -> list[str]:
    """Every territory of which `has_content` is true, by slug."""
    sql = (
        "SELECT DISTINCT substr(tags.tag, instr(tags.tag, '=') + 1) FROM tags WHERE"
        " (tags.tag LIKE 'placed=%' OR tags.tag LIKE 'serving=%' OR tags.tag LIKE 'serves=%') AND EXISTS"
        " (SELECT 1 FROM entry_tags t JOIN entries e ON e.num = t.num WHERE t.tag = tags.num AND e.open = 1)"
        " ORDER BY 1"
    )
    return [str(slug) for (slug,) in db.execute(sql)]


def serve_everywhere(db: Db, wanted: bool) -> None:
    """Serve every territory where there is something, now and later; or only those that were chosen."""
    meta.put(db, EVERYWHERE, "yes" if wanted else "no")


def everywhere(db: Db) -> bool:
    """Whether every territory where there is something is served."""
    return meta.get(db, EVERYWHERE) == "yes"


def counts(db: Db, sought: Sought, now: str) -> dict[str, int]:
    """How many entries that everybody may see, and that are not over, there are of what an actor tells of, by kind."""
    goes_on = f"{_GOES_ON} AND (e.expires IS NULL OR e.expires >= ?)"
    sql = f"SELECT e.kind, count(DISTINCT e.num) {_SOUGHT} AND {goes_on} GROUP BY e.kind"
    return {str(kind): int(count) for kind, count in db.execute(sql, (*_bound(sought), now))}


def newest(db: Db, sought: Sought, kind: str, limit: int) -> list[str]:
    """The newest here of one kind that may be passed on."""
    passed = f"e.kind = ? AND e.policy IN ({_PASSED_ON}) AND {_GOES_ON}"
    sql = f"SELECT DISTINCT e.id, e.num {_SOUGHT} AND {passed} ORDER BY e.num DESC LIMIT ?"
    return [str(id) for id, _ in db.execute(sql, (*_bound(sought), kind, limit))]


def untold(db: Db, sought: Sought, actor: str, position: int, limit: int) -> list[int]:
    """The records that may be passed on and of which the actor told nothing, the oldest first.

    Without those that changed after `position`.
    """
    sql = (
        f"SELECT DISTINCT e.num {_SOUGHT} AND e.policy IN ({_PASSED_ON})"
        " AND NOT EXISTS (SELECT 1 FROM town_news n WHERE n.num = e.num AND n.actor = ?)"
        " AND NOT EXISTS (SELECT 1 FROM changes c WHERE c.num = e.num AND c.position > ?) ORDER BY e.num LIMIT ?"
    )
    return [int(num) for (num,) in db.execute(sql, (*_bound(sought), actor, position, limit))]


def wake(db: Db, slug: str, actor: str, since: str) -> None:
    """A territory's actor has keys from now on; what changes from now on is what it tells."""
    if not any_awake(db):
        move_to(db, changes.newest(db))
    db.execute(
        "INSERT INTO towns (slug, state, since, actor) VALUES (?, 'served', ?, ?)"
        " ON CONFLICT (slug) DO UPDATE SET actor = excluded.actor",
        (slug, since, actor),
    )


def speaks(db: Db, actor: str) -> bool:
    """Whether this actor's territory is still served."""
    town = of_actor(db, actor)
    return town is not None and town.state == "served"


def any_awake(db: Db) -> bool:
    """Whether any of these actors may have followers."""
    sql = "SELECT 1 FROM towns WHERE actor IS NOT NULL AND state = 'served' LIMIT 1"
    return db.execute(sql).fetchone() is not None


def awake(db: Db, slugs: Iterable[str]) -> dict[str, str]:
    """Of these territories those whose actor has keys and is served: actor -> slug."""
    sql = (
        "SELECT actor, slug FROM towns WHERE slug IN (SELECT value FROM json_each(?))"
        " AND actor IS NOT NULL AND state = 'served' ORDER BY slug"
    )
    return {str(actor): str(slug) for actor, slug in db.execute(sql, (orjson.dumps(list(slugs)).decode(),))}


def woken_since(db: Db, moment: str) -> int:
    """How many of these actors were given keys since then."""
    sql = "SELECT count(*) FROM actors WHERE kind IN ('territory', 'theme') AND created > ?"
    return int(db.execute(sql, (moment,)).fetchone()[0])


def position(db: Db) -> int:
    """Up to where the list of changes was read."""
    return int(meta.get(db, POSITION) or 0)


def move_to(db: Db, position: int) -> None:
    """Write down that the list of changes was read up to there."""
    meta.put(db, POSITION, str(position))


def has_changes(db: Db) -> bool:
    """Whether the list of changes goes on after what was read of it."""
    return changes.newest(db) > position(db)


def told(db: Db, num: int) -> list[Told]:
    """Who told what of the record with this number."""
    sql = "SELECT actor, record, version FROM town_news WHERE num = ? ORDER BY actor"
    return [Told(*row) for row in db.execute(sql, (num,))]


def tell(db: Db, num: int, actor: str, record: str, version: str) -> None:
    """Write down that an actor told of this version."""
    db.execute(
        "INSERT INTO town_news (num, actor, record, version) VALUES (?, ?, ?, ?) ON CONFLICT (num, actor)"
        " DO UPDATE SET record = excluded.record, version = excluded.version",
        (num, actor, record, version),
    )


def untell(db: Db, num: int, actor: str) -> None:
    """Write down that an actor took back what it told."""
    db.execute("DELETE FROM town_news WHERE num = ? AND actor = ?", (num, actor))


def untell_all(db: Db, actor: str) -> None:
    """An actor says nothing any more."""
    db.execute("DELETE FROM town_news WHERE actor = ?", (actor,))
    db.execute("DELETE FROM town_hours WHERE actor = ?", (actor,))


def keep_activity(db: Db, record: str, activity: dict[str, object]) -> None:
    """Keep the activity that brought a record, to be passed on as it is."""
    sql = (
        "INSERT INTO town_activities (record, body) VALUES (?, ?) ON CONFLICT (record) DO UPDATE SET body=excluded.body"
    )
    db.execute(sql, (record, intern(db, activity)))


def activity(db: Db, record: str) -> dict[str, object] | None:
    """The activity that brought a record, while it is kept."""
    row = db.execute("SELECT body FROM town_activities WHERE record = ?", (record,)).fetchone()
    return decoded(db, row[0]) if row else None


def drop_activities(db: Db) -> None:
    """All that changed was looked at: none is needed any more."""
    db.execute("DELETE FROM town_activities")


def hour(db: Db, actor: str) -> Hour | None:
    """What this actor told those without our namespace, lately."""
    row = db.execute("SELECT began, told, held, named FROM town_hours WHERE actor = ?", (actor,)).fetchone()
    return (
        Hour(float(row[0]), int(row[1]), int(row[2]), tuple((n, a) for n, a in orjson.loads(row[3]))) if row else None
    )


def put_hour(db: Db, actor: str, hour: Hour) -> None:
    """Write it down."""
    db.execute(
        "INSERT INTO town_hours (actor, began, told, held, named) VALUES (?, ?, ?, ?, ?) ON CONFLICT (actor) DO"
        " UPDATE SET began = excluded.began, told = excluded.told, held = excluded.held, named = excluded.named",
        (actor, hour.began, hour.told, hour.held, orjson.dumps(hour.named)),
    )


def to_sum_up(db: Db, before: float, limit: int) -> list[str]:
    """The actors that owe their followers a sum of an hour that began before this."""
    sql = "SELECT actor FROM town_hours WHERE held > 0 AND began <= ? ORDER BY began LIMIT ?"
    return [str(actor) for (actor,) in db.execute(sql, (before, limit))]


def next_sum(db: Db) -> float | None:
    """When the first hour began of which a sum is owed."""
    row = db.execute("SELECT min(began) FROM town_hours WHERE held > 0").fetchone()
    return float(row[0]) if row and row[0] is not None else None


# What everybody may see of what is sought: its tags, its kinds.
_SOUGHT = (
    "FROM tags JOIN entry_tags t ON t.tag = tags.num JOIN entries e ON e.num = t.num"
    " WHERE tags.tag IN (SELECT value FROM json_each(?)) AND e.open = 1"
    " AND (? = '[]' OR e.kind IN (SELECT value FROM json_each(?)))"
)


def _bound(sought: Sought) -> tuple[str, str, str]:
    kinds = orjson.dumps(sought.kinds).decode()
    return orjson.dumps(sought.tags).decode(), kinds, kinds


def _tags(slug: str) -> tuple[str, str, str]:
    return tag(PLACED, slug), tag(SERVING_PART, slug), tag(SERVING, slug)


def _one(row: Row | None) -> Town | None:
    return Town(*row) if row else None
