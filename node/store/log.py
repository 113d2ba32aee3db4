"""The log: everything our actors did, in order, append-only. Outboxes, catch-up and deliveries read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from node.store.connection import Db, Row
from node.store.records import Packed, extern, intern, put


@dataclass(frozen=True, slots=True)
class Entry:
    """One activity of one of our actors."""

    position: int
    id: str
    actor: str
    type: str
    subject: str
    state: str
    published: str
    audience: str
    recipients: tuple[str, ...]


_NOTE = "#note"
_COLUMNS = "position, id, actor, type, subject, state, published, audience, recipients"
_APPEND = (
    "INSERT INTO log (position, id, actor, type, subject, state, body, published, audience, recipients)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def append(db: Db, entry: Entry, activity: dict[str, object]) -> int:
    """Write an activity at the end and return its position. `entry.position` is not read.

    A live, gone or lost entry makes the actor's earlier entries about the same subject past.
    """
    if entry.state in ("live", "gone", "lost"):
        db.execute(
            "UPDATE log SET state = 'past' WHERE actor = ? AND subject = ? AND state IN ('live', 'gone')",
            (entry.actor, entry.subject),
        )
    cursor = db.execute(_APPEND, (None, *_values(entry, intern(db, activity))))
    return int(cursor.lastrowid or 0)


def append_new(db: Db, made: Sequence[tuple[Entry, Packed]]) -> list[int]:
    """Write activities about subjects of which nobody said anything yet, and return their positions, in order."""
    last = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'log'").fetchone()
    first = int(last[0]) + 1 if last else 1
    positions = list(range(first, first + len(made)))
    rows = zip(positions, made, strict=True)
    db.executemany(_APPEND, [(position, *_values(entry, put(db, packed))) for position, (entry, packed) in rows])
    return positions


def _values(entry: Entry, stored: bytes) -> tuple[object, ...]:
    return (
        entry.id,
        entry.actor,
        entry.type,
        entry.subject,
        entry.state,
        stored,
        entry.published,
        entry.audience,
        orjson.dumps(entry.recipients).decode(),
    )


def find(db: Db, id: str) -> Entry | None:
    """The entry of the activity with this id."""
    row = db.execute(f"SELECT {_COLUMNS} FROM log WHERE id = ?", (id,)).fetchone()
    return _entry(row) if row else None


def at(db: Db, position: int) -> Entry | None:
    """The entry at this position."""
    row = db.execute(f"SELECT {_COLUMNS} FROM log WHERE position = ?", (position,)).fetchone()
    return _entry(row) if row else None


def body(db: Db, position: int) -> bytes:
    """The activity at this position, byte for byte as it was written."""
    row = db.execute("SELECT body FROM log WHERE position = ?", (position,)).fetchone()
    return extern(db, row[0]) if row else b""


def end(db: Db) -> int:
    """The last position, 0 in an empty log."""
    row = db.execute("SELECT max(position) FROM log").fetchone()
    return int(row[0] or 0)


def first_after(db: Db, position: int, actor: str, type: str) -> str | None:
    """The id of the first activity of this type that `actor` did after `position`."""
    sql = "SELECT id FROM log WHERE position > ? AND actor = ? AND type = ? ORDER BY position LIMIT 1"
    row = db.execute(sql, (position, actor, type)).fetchone()
    return str(row[0]) if row else None


def last_of(db: Db, actor: str, subject: str) -> Entry | None:
    """The newest live entry of `actor` about `subject`."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM log WHERE actor = ? AND subject = ? AND state = 'live' ORDER BY position DESC LIMIT 1",
        (actor, subject),
    ).fetchone()
    return _entry(row) if row else None


def was_lost(db: Db, actor: str, subject: str) -> bool:
    """Whether some were told to forget `subject`, which lived on for others."""
    row = db.execute("SELECT 1 FROM log WHERE actor = ? AND subject = ? AND state = 'lost' LIMIT 1", (actor, subject))
    return row.fetchone() is not None


def last_act(db: Db, actor: str, subject: str, types: tuple[str, ...]) -> Entry | None:
    """The newest act of these types that `actor` did about `subject`, beside its states."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM log WHERE actor = ? AND subject = ? AND state = 'act'"
        f" AND type IN ({','.join('?' * len(types))}) ORDER BY position DESC LIMIT 1",
        (actor, subject, *types),
    ).fetchone()
    return _entry(row) if row else None


def note_about(record: str) -> str:
    """The subject of a note that one of ours wrote about a record: of the record itself others speak."""
    return f"{record}{_NOTE}"


def noted(subject: str) -> str | None:
    """The record that a subject is a note about, None for any other subject."""
    return subject.removesuffix(_NOTE) if subject.endswith(_NOTE) else None


def notes_of(db: Db, actor: str, record: str) -> list[Entry]:
    """The Creates of the notes that stand of what `actor` wrote about a record, oldest first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM log l WHERE actor = ? AND subject = ? AND state = 'act' AND type = 'Create'"
        " AND NOT EXISTS (SELECT 1 FROM log d WHERE d.actor = l.actor AND d.subject = l.subject AND d.state = 'act'"
        " AND d.type = 'Delete' AND d.position > l.position) ORDER BY position",
        (actor, note_about(record)),
    )
    return [_entry(row) for row in rows]


def deleted_note(db: Db, entry: Entry) -> Entry | None:
    """The Delete of the note that a Create carries, if it was taken away."""
    if entry.type != "Create" or noted(entry.subject) is None:
        return None
    last = last_act(db, entry.actor, entry.subject, ("Delete",))
    return last if last is not None and last.position > entry.position else None


def about(db: Db, subject: str) -> Entry | None:
    """The newest word of any of ours about `subject`; its author's goes before that of who passed it on."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM log WHERE subject = ? ORDER BY type = 'Announce', position DESC LIMIT 1", (subject,)
    ).fetchone()
    return _entry(row) if row else None


def newest_of(db: Db, actor: str, subject: str) -> Entry | None:
    """What `actor` says now about `subject`: its newest state, or that it is gone."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM log WHERE actor = ? AND subject = ? AND state IN ('live', 'gone')"
        " ORDER BY position DESC LIMIT 1",
        (actor, subject),
    ).fetchone()
    return _entry(row) if row else None


def live_public(db: Db, actor: str) -> list[Entry]:
    """The newest public entry of each live record of an actor, oldest first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM log WHERE actor = ? AND state = 'live' AND audience = 'public' ORDER BY position",
        (actor,),
    )
    return [entry for row in rows if (entry := _entry(row)).type in ("Create", "Update")]


def live_for_network(db: Db, actor: str, members: str, limit: int) -> list[int]:
    """Where the newest live entries stand that an actor addressed to a collection of members, oldest first."""
    rows = db.execute(
        "SELECT log.position FROM records JOIN log"
        " ON log.actor = records.owner AND log.subject = records.id AND log.state = 'live'"
        " WHERE records.owner = ? AND records.audience = 'network' AND NOT records.deleted"
        " AND EXISTS (SELECT 1 FROM json_each(log.recipients) WHERE value = ?)"
        " ORDER BY log.position DESC LIMIT ?",
        (actor, members, limit),
    )
    return sorted(int(row[0]) for row in rows)


def supersede_owner(db: Db, network: str, owner: str) -> None:
    """What a network announced of a former member is past: nobody who reads the log anew meets it."""
    db.execute(
        "UPDATE log SET state = 'past' WHERE actor = ? AND state = 'live' AND (subject = ? OR subject IN"
        " (SELECT id FROM records WHERE owner = ?))",
        (network, owner, owner),
    )


def supersede(db: Db, actor: str, subject: str) -> None:
    """What an actor said of `subject` is past, and nothing takes its place."""
    db.execute("UPDATE log SET state = 'past' WHERE actor = ? AND subject = ? AND state = 'live'", (actor, subject))


def supersede_all(db: Db, actor: str) -> None:
    """What an actor said is past, and nothing takes its place."""
    db.execute("UPDATE log SET state = 'past' WHERE actor = ? AND state = 'live'", (actor,))


def document(db: Db, position: int) -> dict[str, object]:
    """The activity at this position, decoded."""
    found: dict[str, object] = orjson.loads(body(db, position))
    return found


def after(db: Db, actor: str | None, position: int, *, until: int, limit: int) -> list[Entry]:
    """Entries after `position` up to `until`, oldest first, of one actor or of all.

    What a later entry replaced is left out: whoever reads on meets that one, and what was withdrawn is told no more.
    """
    who = "AND actor = ?" if actor else ""
    state = "AND state IN ('live', 'gone', 'lost')"
    values: list[object] = [position, until]
    if actor:
        values.append(actor)
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM log WHERE position > ? AND position <= ? {who} {state} ORDER BY position LIMIT ?",
        (*values, limit),
    )
    return [_entry(row) for row in rows]


def public_page(db: Db, actor: str, *, before: int | None, limit: int) -> list[Entry]:
    """Public entries of an actor, newest first, for its outbox."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM log WHERE actor = ? AND audience = 'public' AND state IN ('live', 'gone')"
        " AND (? IS NULL OR position < ?) ORDER BY position DESC LIMIT ?",
        (actor, before, before, limit),
    )
    return [_entry(row) for row in rows]


def public_count(db: Db, actor: str) -> int:
    """How many entries `public_page` would give in all."""
    sql = "SELECT count(*) FROM log WHERE actor = ? AND audience = 'public' AND state IN ('live', 'gone')"
    return int(db.execute(sql, (actor,)).fetchone()[0])


def _entry(row: Row) -> Entry:
    position, id, actor, type, subject, state, published, audience, recipients = row
    return Entry(int(position), id, actor, type, subject, state, published, audience, tuple(orjson.loads(recipients)))
