"""Looked: addresses that this node looks at for its own organisations, what it found there, and when it looks again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import orjson

from node.store.connection import Db

LINK: Final = "link"
REPOSITORY: Final = "repository"


@dataclass(frozen=True, slots=True)
class Looked:
    """An address as it was found the last time: `outcome`, and what more is `said`; so it has been `since`.

    `tried`: when it was looked at last; None: not yet.
    """

    kind: str
    url: str
    tried: str | None = None
    since: str | None = None
    outcome: str = ""
    said: str = ""
    next_check: float = 0.0
    failures: int = 0


_COLUMNS: Final = "kind, url, tried, since, outcome, said, next_check, failures"
_OWN: Final = "SELECT id FROM actors WHERE kind NOT IN ('application', 'territory', 'theme') AND moved_to IS NULL"
# What everybody may read, and what counts: a report that was replaced is not among the entries.
_STANDING: Final = (
    f"SELECT num FROM entries WHERE owner IN ({_OWN}) AND kind = 'report' AND open = 1"
    " AND (expires IS NULL OR expires >= ?) ORDER BY num"
)
_PROFILES: Final = (
    f"SELECT num FROM entries WHERE owner IN ({_OWN}) AND kind = 'organization' AND claimed = 1 AND open = 1"
)


def said_of_code(at: str, licence: str, asked: int) -> str:
    """What is said of a repository: where its licence file is, which it is, how many requests were made."""
    return orjson.dumps([at, licence, asked]).decode()


def code_of(looked: Looked) -> tuple[str, str, int]:
    """The same, read."""
    at, licence, asked = orjson.loads(looked.said) if looked.said else ("", "", 0)
    return str(at), str(licence), int(asked)


def standing_reports(db: Db, today: str) -> list[int]:
    """The reports of our own organisations that everybody may read and that count on a day."""
    return [int(num) for (num,) in db.execute(_STANDING, (today,))]


def profiles(db: Db) -> list[int]:
    """The profiles of our own organisations that everybody may read."""
    return [int(num) for (num,) in db.execute(_PROFILES)]


def is_open_profile(db: Db, num: int) -> bool:
    """Whether everybody may read this profile."""
    sql = "SELECT 1 FROM entries WHERE num = ? AND kind = 'organization' AND claimed = 1 AND open = 1"
    return db.execute(sql, (num,)).fetchone() is not None


def find(db: Db, kind: str, url: str) -> Looked | None:
    """An address as it was found."""
    row = db.execute(f"SELECT {_COLUMNS} FROM looked WHERE kind = ? AND url = ?", (kind, url)).fetchone()
    return Looked(*row) if row else None


def links(db: Db, urls: Iterable[str]) -> dict[str, Looked]:
    """Those of these links that were looked at."""
    sql = (
        f"SELECT {_COLUMNS} FROM looked WHERE kind = '{LINK}' AND tried IS NOT NULL"
        " AND url IN (SELECT value FROM json_each(?))"
    )
    return {str(row[1]): Looked(*row) for row in db.execute(sql, (orjson.dumps(list(urls)).decode(),))}


def keep(db: Db, looked: Looked) -> None:
    """Write down how an address was found, if it is still to be looked at."""
    db.execute(
        "UPDATE looked SET tried = ?, since = ?, outcome = ?, said = ?, next_check = ?, failures = ?"
        " WHERE kind = ? AND url = ?",
        (
            looked.tried,
            looked.since,
            looked.outcome,
            looked.said,
            looked.next_check,
            looked.failures,
            looked.kind,
            looked.url,
        ),
    )


def want(db: Db, wanted: Iterable[tuple[str, str]], now: float) -> None:
    """Look at exactly these, from now on: the new ones at once, the others when their time comes."""
    pairs = orjson.dumps(sorted(set(wanted))).decode()
    some = "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)"
    db.execute(f"DELETE FROM looked WHERE (kind, url) NOT IN ({some})", (pairs,))
    db.execute(f"DELETE FROM looks_asked WHERE actor NOT IN ({_OWN})")
    db.execute(f"INSERT OR IGNORE INTO looked (kind, url, next_check) SELECT *, ? FROM ({some})", (now, pairs))


def due(db: Db, now: float, limit: int) -> list[Looked]:
    """The addresses whose time has come, the longest due first."""
    sql = f"SELECT {_COLUMNS} FROM looked WHERE next_check <= ? ORDER BY next_check, url LIMIT ?"
    return [Looked(*row) for row in db.execute(sql, (now, limit))]


def next_time(db: Db) -> float | None:
    """When the next address is looked at, if any is."""
    found = db.execute("SELECT min(next_check) FROM looked").fetchone()[0]
    return None if found is None else float(found)


def hurry(db: Db, kind: str, url: str, now: float) -> None:
    """Somebody waits for what is there: look at once."""
    sql = "UPDATE looked SET next_check = ?, failures = 0 WHERE kind = ? AND url = ? AND next_check > ?"
    db.execute(sql, (now, kind, url, now))


def asked(db: Db, actor: str) -> str | None:
    """When an organisation last asked for a look."""
    row = db.execute("SELECT asked FROM looks_asked WHERE actor = ?", (actor,)).fetchone()
    return str(row[0]) if row else None


def ask(db: Db, actor: str, now: str) -> None:
    """It asks now."""
    db.execute("INSERT OR REPLACE INTO looks_asked (actor, asked) VALUES (?, ?)", (actor, now))
