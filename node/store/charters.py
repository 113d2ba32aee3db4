"""Charters: the catalogues of networks that were installed, each version as its file says."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from node.store.connection import Db


@dataclass(frozen=True, slots=True)
class Installed:
    """A version of a network's catalogue; `document` is what its file says."""

    slug: str
    version: str
    document: object
    installed: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A version of which not all earlier records were looked at; `after`: the number of the last one that was."""

    slug: str
    version: str
    after: int


def put(db: Db, charter: Installed) -> None:
    """Keep one more version, or the same once more. What came before it is read again from then on."""
    db.execute(
        "INSERT INTO charters (slug, version, document, installed, read_to) VALUES (?, ?, ?, ?, 0)"
        " ON CONFLICT DO NOTHING",
        (charter.slug, charter.version, orjson.dumps(charter.document).decode(), charter.installed),
    )


def all_of(db: Db) -> tuple[Installed, ...]:
    """Every version of each, by name."""
    rows = db.execute("SELECT slug, version, document, installed FROM charters ORDER BY slug, installed, version")
    return tuple(Installed(slug, version, orjson.loads(document), since) for slug, version, document, since in rows)


def unread(db: Db) -> tuple[Unread, ...]:
    """Those with records still to look at, the first installed first."""
    rows = db.execute("SELECT slug, version, read_to FROM charters WHERE read_to IS NOT NULL ORDER BY installed, slug")
    return tuple(Unread(*row) for row in rows)


def read_to(db: Db, each: Unread, num: int | None) -> None:
    """The number of the last record that was looked at; None once all were."""
    sql = "UPDATE charters SET read_to = ? WHERE slug = ? AND version = ?"
    db.execute(sql, (num, each.slug, each.version))


def speaking_of(db: Db, slug: str, after: int, limit: int) -> tuple[list[int], int | None]:
    """Of the `limit` records after a number, those that name something of this charter; the number of the last one."""
    # Whichever way a server writes a slash, the name stands between one and the mark before a code.
    sql = "SELECT num, instr(body, ?) FROM records WHERE num > ? AND deleted = 0 ORDER BY num LIMIT ?"
    rows = db.execute(sql, (f"/{slug}#".encode(), after, limit)).fetchall()
    return [int(num) for num, at in rows if at], int(rows[-1][0]) if rows else None
