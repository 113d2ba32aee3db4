"""Imports under way and done: whose, of which file, how far. What becomes of each line is in `import_lines`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import orjson

from node.store.connection import Db, Row

# Somebody waits while an import is in one of these.
WORKING: Final = ("reading", "trying", "applying", "undoing")
MAX_MAPPINGS: Final = 200  # of one organisation
_COLUMNS: Final = "num, actor, email, kind, state, folder, name, plan, outcome, done, total, created, changed"


@dataclass(frozen=True, slots=True)
class Run:
    """One import."""

    num: int
    actor: str
    email: str
    kind: str
    state: str
    folder: str
    name: str
    plan: dict[str, object]
    outcome: dict[str, object]
    done: int
    total: int
    created: str
    changed: float

    @property
    def working(self) -> bool:
        """Whether the node has something to do for it."""
        return self.state in WORKING


def begin(db: Db, run: Run) -> int:
    """Write a new import; its number."""
    made = db.execute(
        "INSERT INTO imports (actor, email, kind, state, folder, name, plan, outcome, created, changed)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            run.actor, run.email, run.kind, run.state, run.folder, run.name, orjson.dumps(run.plan),
            orjson.dumps(run.outcome), run.created, run.changed,
        ),
    )  # fmt: skip
    return int(made.lastrowid or 0)


def find(db: Db, num: int) -> Run | None:
    """The import with this number."""
    row = db.execute(f"SELECT {_COLUMNS} FROM imports WHERE num = ?", (num,)).fetchone()
    return _run(row) if row else None


def of(db: Db, actor: str, limit: int) -> list[Run]:
    """The imports of an organisation, the newest first."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM imports WHERE actor = ? ORDER BY num DESC LIMIT ?", (actor, limit))
    return [_run(row) for row in rows]


def of_kind(db: Db, kind: str, limit: int) -> list[Run]:
    """The imports of one kind, whosesoever, the newest first."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM imports WHERE kind = ? ORDER BY num DESC LIMIT ?", (kind, limit))
    return [_run(row) for row in rows]


def next_to_work(db: Db) -> Run | None:
    """The import that has waited longest for the node to do something."""
    marks = ", ".join("?" * len(WORKING))
    sql = f"SELECT {_COLUMNS} FROM imports WHERE state IN ({marks}) AND folder <> '' ORDER BY changed, num LIMIT 1"
    row = db.execute(sql, WORKING).fetchone()
    return _run(row) if row else None


def count_working(db: Db) -> int:
    """How many imports wait for the node."""
    marks = ", ".join("?" * len(WORKING))
    return int(db.execute(f"SELECT count(*) FROM imports WHERE state IN ({marks})", WORKING).fetchone()[0])


def move(db: Db, /, num: int, before: tuple[str, ...], state: str, now: float, **said: object) -> bool:
    """An import goes on from one of these states to another; False when it is in none of them.

    `plan`, `outcome`, `folder` and `actor` may be said anew.
    """
    values = {name: orjson.dumps(value) if name in ("plan", "outcome") else value for name, value in said.items()}
    more = "".join(f", {name} = :{name}" for name in values)
    marks = ", ".join(f":before{place}" for place in range(len(before)))
    named = {f"before{place}": each for place, each in enumerate(before)}
    sql = f"UPDATE imports SET state = :state, changed = :now{more} WHERE num = :num AND state IN ({marks})"
    return db.execute(sql, {"num": num, "state": state, "now": now} | values | named).rowcount > 0


def advance(db: Db, num: int, done: int, total: int) -> None:
    """How far it is."""
    db.execute("UPDATE imports SET done = ?, total = ? WHERE num = ?", (done, total, num))


def forget(db: Db, num: int) -> None:
    """The import, what became of its lines and how to take it back are forgotten; what it made stays."""
    for table in ("import_lines", "import_changes"):
        db.execute(f"DELETE FROM {table} WHERE run = ?", (num,))
    db.execute("DELETE FROM imports WHERE num = ?", (num,))


def older(db: Db, before: float, limit: int) -> list[Run]:
    """Imports whose state has not changed since."""
    sql = f"SELECT {_COLUMNS} FROM imports WHERE changed < ? ORDER BY changed, num LIMIT ?"
    return [_run(row) for row in db.execute(sql, (before, limit))]


def folders(db: Db) -> set[str]:
    """The folders in which the files of imports lie."""
    return {str(row[0]) for row in db.execute("SELECT folder FROM imports WHERE folder <> ''")}


def remember(db: Db, actor: str, kind: str, fingerprint: str, plan: Mapping[str, object], now: float) -> None:
    """Write what the columns of files with these headings mean; of an organisation the newest are kept."""
    db.execute(
        "INSERT INTO import_mappings (actor, kind, fingerprint, plan, used) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (actor, kind, fingerprint) DO UPDATE SET plan = excluded.plan, used = excluded.used",
        (actor, kind, fingerprint, orjson.dumps(plan), now),
    )
    db.execute(
        "DELETE FROM import_mappings WHERE actor = ? AND used < (SELECT min(used) FROM (SELECT used FROM"
        " import_mappings WHERE actor = ? ORDER BY used DESC LIMIT ?))",
        (actor, actor, MAX_MAPPINGS),
    )


def remembered(db: Db, actor: str, kind: str, fingerprint: str) -> dict[str, object] | None:
    """What the columns meant the last time."""
    sql = "SELECT plan FROM import_mappings WHERE actor = ? AND kind = ? AND fingerprint = ?"
    row = db.execute(sql, (actor, kind, fingerprint)).fetchone()
    found: dict[str, object] | None = orjson.loads(row[0]) if row else None
    return found


def _run(row: Row) -> Run:
    num, actor, email, kind, state, folder, name, plan, outcome, done, total, created, changed = row
    return Run(
        num, actor, email, kind, state, folder, name, orjson.loads(plan), orjson.loads(outcome), done, total, created,
        changed,
    )  # fmt: skip
