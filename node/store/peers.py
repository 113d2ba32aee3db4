"""Actors and servers elsewhere: what their origins last served, their keys, and how they answer."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from federation.hosts import host_of
from node.store.connection import Db, Row


@dataclass(frozen=True, slots=True)
class PeerActor:
    """An actor elsewhere. `fetched`: Unix time of its last fetch from its origin."""

    id: str
    document: dict[str, object]
    inbox: str
    shared_inbox: str | None
    username: str | None
    implements: bool
    fetched: float


@dataclass(frozen=True, slots=True)
class PeerKey:
    """A public key seen. `source`: origin when its owner's server gave it, else elsewhere."""

    id: str
    owner: str
    algorithm: str
    public: str
    source: str
    seen: float
    expires: str | None = None
    revoked: str | None = None
    retired: float | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """What we know of a server, by host[:port]."""

    origin: str
    failures: int
    not_before: float
    last_ok: float | None
    last_seen: float | None
    last_error: str | None


_ACTOR = "id, document, inbox, shared_inbox, username, implements, fetched"
# Most actors say nothing of it: two searches for a word cost less than reading a document.
_WISHES = (
    "SELECT implements, CASE WHEN instr(document, CAST('\"searchableBy\"' AS BLOB))"
    " OR instr(document, CAST('\"indexable\"' AS BLOB)) THEN document END FROM peers_actors WHERE id = ?"
)
_KEY = "id, owner, algorithm, public, source, seen, expires, revoked, retired"


def keep_actor(db: Db, actor: PeerActor) -> bool:
    """Write what an actor's origin served; True when it was not known."""
    new = db.execute("SELECT 1 FROM peers_actors WHERE id = ?", (actor.id,)).fetchone() is None
    db.execute(
        f"INSERT INTO peers_actors ({_ACTOR}) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET document = excluded.document, inbox = excluded.inbox,"
        " shared_inbox = excluded.shared_inbox, username = excluded.username, implements = excluded.implements,"
        " fetched = excluded.fetched",
        (
            actor.id,
            orjson.dumps(actor.document),
            actor.inbox,
            actor.shared_inbox,
            actor.username,
            actor.implements,
            actor.fetched,
        ),
    )
    return new


def find_actor(db: Db, id: str) -> PeerActor | None:
    """The actor elsewhere with this id."""
    return _actor(db.execute(f"SELECT {_ACTOR} FROM peers_actors WHERE id = ?", (id,)).fetchone())


def wishes(db: Db, id: str) -> tuple[bool, dict[str, object]] | None:
    """(speaks our namespace, its document if that says anything of being found, else {}); None for one not met."""
    row = db.execute(_WISHES, (id,)).fetchone()
    return (bool(row[0]), orjson.loads(row[1]) if row[1] else {}) if row else None


def named(db: Db, username: str, host: str) -> str | None:
    """The id of the actor elsewhere known as username@host."""
    rows = db.execute("SELECT id FROM peers_actors WHERE username = ?", (username,))
    return next((str(row[0]) for row in rows if host_of(str(row[0])) == host), None)


def speaks(db: Db, id: str) -> bool:
    """Whether this actor's server says that it speaks our namespace."""
    row = db.execute("SELECT implements FROM peers_actors WHERE id = ?", (id,)).fetchone()
    return bool(row and row[0])


def forget_actor(db: Db, id: str) -> None:
    """Forget an actor that is gone."""
    db.execute("DELETE FROM peers_actors WHERE id = ?", (id,))


def keep_key(db: Db, key: PeerKey) -> None:
    """Write a key. What its owner's origin said is not overwritten by what somebody else says."""
    db.execute(
        f"INSERT INTO peers_keys ({_KEY}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, algorithm = excluded.algorithm,"
        " public = excluded.public, source = excluded.source, seen = excluded.seen, expires = excluded.expires,"
        " revoked = coalesce(excluded.revoked, revoked), retired = excluded.retired"
        " WHERE excluded.source = 'origin' OR peers_keys.source = 'elsewhere'",
        (
            key.id,
            key.owner,
            key.algorithm,
            key.public,
            key.source,
            key.seen,
            key.expires,
            key.revoked,
            key.retired,
        ),
    )


def retire_keys(db: Db, owner: str, listed: tuple[str, ...], now: float) -> None:
    """Note the moment at which an owner stopped listing a key."""
    marks = ",".join("?" * len(listed))
    db.execute(
        f"UPDATE peers_keys SET retired = ? WHERE owner = ? AND retired IS NULL AND id NOT IN ({marks})",
        (now, owner, *listed),
    )


def find_key(db: Db, id: str) -> PeerKey | None:
    """The key with this id."""
    row = db.execute(f"SELECT {_KEY} FROM peers_keys WHERE id = ?", (id,)).fetchone()
    return PeerKey(*row) if row else None


def keys_of(db: Db, owner: str) -> list[PeerKey]:
    """Every key seen of an actor."""
    return [PeerKey(*row) for row in db.execute(f"SELECT {_KEY} FROM peers_keys WHERE owner = ? ORDER BY id", (owner,))]


def origins(db: Db, limit: int = 1000) -> list[Origin]:
    """Servers we deal with, by name."""
    sql = "SELECT origin, failures, not_before, last_ok, last_seen, last_error FROM origins ORDER BY origin LIMIT ?"
    return [Origin(*row) for row in db.execute(sql, (limit,))]


def origin(db: Db, name: str) -> Origin | None:
    """What we know of one server."""
    sql = "SELECT origin, failures, not_before, last_ok, last_seen, last_error FROM origins WHERE origin = ?"
    row = db.execute(sql, (name,)).fetchone()
    return Origin(*row) if row else None


def answered(db: Db, name: str, now: float) -> None:
    """The server answered a delivery: its failures are forgotten."""
    db.execute(
        "INSERT INTO origins (origin, last_ok) VALUES (?, ?) ON CONFLICT (origin) DO UPDATE SET"
        " failures = 0, not_before = 0, last_ok = excluded.last_ok, last_error = NULL",
        (name, now),
    )


def failed(db: Db, name: str, error: str, not_before: float) -> None:
    """The server did not answer: leave it alone until `not_before`."""
    db.execute(
        "INSERT INTO origins (origin, failures, not_before, last_error) VALUES (?, 1, ?, ?)"
        " ON CONFLICT (origin) DO UPDATE SET failures = failures + 1, not_before = excluded.not_before,"
        " last_error = excluded.last_error",
        (name, not_before, error),
    )


def seen(db: Db, name: str, now: float) -> bool:
    """A signed request came from this server: its backoff ends. True when it had been failing."""
    row = db.execute("SELECT failures FROM origins WHERE origin = ?", (name,)).fetchone()
    db.execute(
        "INSERT INTO origins (origin, last_seen) VALUES (?, ?) ON CONFLICT (origin) DO UPDATE SET"
        " failures = 0, not_before = 0, last_seen = excluded.last_seen",
        (name, now),
    )
    return bool(row and row[0])


def _actor(row: Row | None) -> PeerActor | None:
    if row is None:
        return None
    id, document, inbox, shared_inbox, username, implements, fetched = row
    return PeerActor(id, orjson.loads(document), inbox, shared_inbox, username, bool(implements), fetched)
