"""Actors that live here, and their private keys."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from node.store.connection import Db, Row
from node.store.drafts import written


@dataclass(frozen=True, slots=True)
class LocalActor:
    """One of our actors. `kind`: platform, network, authority, supporter; application for the node; GROUPS.

    `also_known_as`: what it was elsewhere. `moved_to`: where it lives now, if it moved; `moved_at`: its last move, also
    one that it took back.
    """

    id: str
    name: str
    kind: str
    draft: dict[str, object]
    document: bytes
    created: str
    also_known_as: tuple[str, ...] = ()
    moved_to: str | None = None
    moved_at: str | None = None

    @property
    def approves_followers(self) -> bool:
        """Whether it lets in by hand those who ask to follow it."""
        return self.draft.get("approves_followers") is True


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A key of one of our actors."""

    id: str
    actor: str
    algorithm: str
    private: bytes
    created: str
    expires: str | None = None
    revoked: str | None = None


# Actors that speak for nobody: they announce what concerns a territory or a theme (node/announcers).
GROUPS = ("territory", "theme")
_COLUMNS = "id, name, kind, draft, document, created, also_known_as, moved_to, moved_at"


def keep(db: Db, actor: LocalActor) -> None:
    """Insert an actor or replace what it says of itself."""
    db.execute(
        f"INSERT INTO actors ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET draft = excluded.draft, document = excluded.document, kind = excluded.kind,"
        " also_known_as = excluded.also_known_as, moved_to = excluded.moved_to, moved_at = excluded.moved_at",
        (
            actor.id,
            actor.name,
            actor.kind,
            written(actor.draft),
            actor.document,
            actor.created,
            orjson.dumps(actor.also_known_as).decode(),
            actor.moved_to,
            actor.moved_at,
        ),
    )


def find(db: Db, id: str) -> LocalActor | None:
    """Our actor with this id."""
    return _one(db.execute(f"SELECT {_COLUMNS} FROM actors WHERE id = ?", (id,)).fetchone())


def named(db: Db, name: str) -> LocalActor | None:
    """Our actor with this user name."""
    return _one(db.execute(f"SELECT {_COLUMNS} FROM actors WHERE name = ?", (name,)).fetchone())


def every(db: Db) -> list[LocalActor]:
    """Our organisations, the oldest first; neither the node's own actor nor those of territories are any."""
    sql = (
        f"SELECT {_COLUMNS} FROM actors WHERE kind NOT IN ('application', 'territory', 'theme') ORDER BY created, name"
    )
    rows = db.execute(sql)
    return [actor for row in rows if (actor := _one(row))]


def application(db: Db) -> str | None:
    """The node's own actor."""
    row = db.execute("SELECT id FROM actors WHERE kind = 'application'").fetchone()
    return str(row[0]) if row else None


def is_local(db: Db, id: str) -> bool:
    """Whether this actor lives here."""
    return db.execute("SELECT 1 FROM actors WHERE id = ?", (id,)).fetchone() is not None


def moved_to(db: Db, id: str) -> str | None:
    """Where our actor lives now, if it moved."""
    row = db.execute("SELECT moved_to FROM actors WHERE id = ?", (id,)).fetchone()
    return str(row[0]) if row and row[0] is not None else None


def keep_key(db: Db, key: PrivateKey) -> None:
    """Write a new key, or a change of its dates."""
    db.execute(
        "INSERT INTO keys (id, actor, algorithm, private, created, expires, revoked) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET expires = excluded.expires, revoked = excluded.revoked",
        (key.id, key.actor, key.algorithm, key.private, key.created, key.expires, key.revoked),
    )


def keys_of(db: Db, actor: str) -> list[PrivateKey]:
    """Every key of an actor, the newest first."""
    sql = (
        "SELECT id, actor, algorithm, private, created, expires, revoked FROM keys WHERE actor = ?"
        " ORDER BY created DESC, id DESC"
    )
    return [PrivateKey(*row) for row in db.execute(sql, (actor,))]


def _one(row: Row | None) -> LocalActor | None:
    if row is None:
        return None
    id, name, kind, draft, document, created, also_known_as, moved_to, moved_at = row
    known_as = tuple(orjson.loads(also_known_as))
    return LocalActor(id, name, kind, orjson.loads(draft), bytes(document), created, known_as, moved_to, moved_at)
