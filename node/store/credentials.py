"""Credentials that organisations of this node gave, or were offered, with what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import orjson

from node.store.connection import Db

Document = dict[str, object]
# So many wait for an answer, and so many of one server: nobody keeps the others out.
MAX_ASKED: Final = 1_000
MAX_OF_ONE_SERVER: Final = 50
# Of what was never accepted or is so no more: offering and taking back again and again fills no disk.
MAX_KEPT_OF_ONE_SERVER: Final = 1_000
MAX_LISTED: Final = 1_000
_COLUMNS: Final = "id, issuer, subject, state, offer, place, record, since, document"


@dataclass(frozen=True, slots=True)
class Held:
    """A credential; `state`: asked, accepted, refused or revoked. `offer`: the activity that offered it; `place`: of
    one given here, in its issuer's list; `record`: under which id the one who accepted it here shows it.
    """

    id: str
    issuer: str
    subject: str
    state: str
    offer: str
    place: int | None
    record: str | None
    since: str
    document: Document


def keep(db: Db, held: Held) -> None:
    """Write a credential down, in place of what was known of it."""
    body = orjson.dumps(held.document).decode()
    values = (held.id, held.issuer, held.subject, held.state, held.offer, held.place, held.record, held.since, body)
    db.execute(f"INSERT OR REPLACE INTO credentials ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?)", values)


def find(db: Db, id: str) -> Held | None:
    """The credential of this id."""
    return _one(db, "id = ?", id)


def offered_by(db: Db, activity: str) -> Held | None:
    """The credential that an Offer offered."""
    return _one(db, "offer = ?", activity)


def given(db: Db, issuer: str) -> list[Held]:
    """What one of ours stated of others, the newest first."""
    return _listed(db, "issuer", issuer)


def received(db: Db, subject: str) -> list[Held]:
    """What was stated of one of ours, the newest first."""
    return _listed(db, "subject", subject)


def count_waiting(db: Db, subject: str) -> int:
    """How much of what was stated of one of ours waits for its answer."""
    sql = "SELECT count(*) FROM credentials WHERE subject = ? AND state = 'asked'"
    return int(db.execute(sql, (subject,)).fetchone()[0])


def has_room(db: Db, issuer: str) -> bool:
    """Whether one more of this issuer's may wait for an answer; what was refused or taken back counts too."""
    scheme, _, rest = issuer.partition("://")
    server = f"{scheme}://{rest.partition('/')[0]}/"
    sql = (
        "SELECT coalesce(sum(state = 'asked'), 0), coalesce(sum(state = 'asked' AND substr(issuer, 1, ?1) = ?2), 0),"
        " coalesce(sum(substr(issuer, 1, ?1) = ?2), 0) FROM credentials WHERE state <> 'accepted'"
    )
    waiting, of_it, kept = db.execute(sql, (len(server), server)).fetchone()
    return int(waiting) < MAX_ASKED and int(of_it) < MAX_OF_ONE_SERVER and int(kept) < MAX_KEPT_OF_ONE_SERVER


def is_taken(db: Db, issuer: str, place: int) -> bool:
    """Whether a place in an issuer's list is that of a credential already."""
    sql = "SELECT 1 FROM credentials WHERE issuer = ? AND place = ?"
    return db.execute(sql, (issuer, place)).fetchone() is not None


def revoked_places(db: Db, issuer: str) -> list[int]:
    """The places of what one of ours revoked."""
    sql = "SELECT place FROM credentials WHERE issuer = ? AND state = 'revoked' AND place IS NOT NULL ORDER BY place"
    return [int(row[0]) for row in db.execute(sql, (issuer,))]


def _one(db: Db, where: str, value: str) -> Held | None:
    row = db.execute(f"SELECT {_COLUMNS} FROM credentials WHERE {where}", (value,)).fetchone()
    return _held(row) if row else None


def _listed(db: Db, column: str, actor: str) -> list[Held]:
    sql = f"SELECT {_COLUMNS} FROM credentials WHERE {column} = ? ORDER BY since DESC, id LIMIT ?"
    return [_held(row) for row in db.execute(sql, (actor, MAX_LISTED))]


def _held(row: tuple[str, str, str, str, str, int | None, str | None, str, str]) -> Held:
    return Held(*row[:8], document=orjson.loads(row[8]))
