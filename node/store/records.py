"""Records: the signed documents, kept whole. Everything else a node shows is derived from these rows.

A document carries its JSON-LD context twice (its own, and a copy in its proof): stored once, by hash. Reading gives
back the same bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from node.store.connection import Db
from node.store.errors import Unstorable
from vocab.context import ACTOR, RECORD
from vocab.language import Text

_MARK = "\x00ctx:"
_OPENING: Final = b'"\\u0000ctx:'  # the mark as JSON writes it
_RECORD: Final = orjson.dumps(RECORD)
_ACTOR: Final = orjson.dumps(ACTOR)
_CONTEXT_KEY: Final = b'"@context":'
_RECORD_MARK: Final = _OPENING + hashlib.sha256(_RECORD).hexdigest().encode() + b'"'
_ACTOR_MARK: Final = _OPENING + hashlib.sha256(_ACTOR).hexdigest().encode() + b'"'
_RECORD_TEXT: Final = _MARK + hashlib.sha256(_RECORD).hexdigest()
_ACTOR_TEXT: Final = _MARK + hashlib.sha256(_ACTOR).hexdigest()
_MARKED: Final = re.compile(rb'"\\u0000ctx:([0-9a-f]{64})"')


@dataclass(frozen=True, slots=True)
class Record:
    """A row of `records`, without its body."""

    num: int
    id: str
    owner: str
    kind: str
    version: str
    audience: str
    policy: str
    local: bool
    deleted: bool
    origin: str
    received: str
    verified: str
    proof: str | None
    via: str | None


COLUMNS: Final = tuple(
    "num id owner kind version audience policy local deleted origin received verified proof via".split()
)
_COLUMNS = ", ".join(COLUMNS)
_WRITTEN = "owner, kind, body, version, audience, policy, local, deleted, origin, received, verified, proof, via"
_INSERT = f"INSERT INTO records ({_WRITTEN}, id) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO NOTHING"
_ADD = f"INSERT INTO records ({_WRITTEN}, id, num) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
_REPLACE = f"UPDATE records SET ({_WRITTEN}) = (?,?,?,?,?,?,?,?,?,?,?,?,?) WHERE id = ?"


def find(db: Db, id: str) -> Record | None:
    """The record with this id, withdrawn or not."""
    row = db.execute(f"SELECT {_COLUMNS} FROM records WHERE id = ?", (id,)).fetchone()
    return of_row(row) if row else None


def numbered(db: Db, num: int) -> Record | None:
    """The record with this number."""
    row = db.execute(f"SELECT {_COLUMNS} FROM records WHERE num = ?", (num,)).fetchone()
    return of_row(row) if row else None


@dataclass(frozen=True, slots=True)
class Packed:
    """A document as it is stored, and the contexts, by hash, that it refers to and the store may not have yet."""

    stored: bytes
    contexts: tuple[tuple[str, bytes], ...] = ()


def keep(db: Db, record: Record, document: dict[str, object], packed: Packed | None = None) -> int:
    """Insert the record or replace the version held, and return its number. `record.num` is not read.

    `packed`: the document as it is stored, when that is known already.
    """
    values = _values(record, put(db, packed or pack(document)))
    # Most are new. Asking SQLite to return the number of a row costs more than the row's second look-up.
    inserted = db.execute(_INSERT, values)
    if inserted.rowcount == 1:
        return int(inserted.lastrowid or 0)
    db.execute(_REPLACE, values)
    return int(db.execute("SELECT num FROM records WHERE id = ?", (record.id,)).fetchone()[0])


def add(db: Db, made: Sequence[tuple[Record, Packed]]) -> list[int]:
    """Insert records that nobody has yet, and return their numbers, in order."""
    first = int(db.execute("SELECT coalesce(max(num), 0) + 1 FROM records").fetchone()[0])
    nums = list(range(first, first + len(made)))
    db.executemany(
        _ADD, [(*_values(record, put(db, packed)), num) for num, (record, packed) in zip(nums, made, strict=True)]
    )
    return nums


def _values(record: Record, stored: bytes) -> tuple[object, ...]:
    return (
        record.owner,
        record.kind,
        stored,
        record.version,
        record.audience,
        record.policy,
        record.local,
        record.deleted,
        record.origin,
        record.received,
        record.verified,
        record.proof,
        record.via,
        record.id,
    )


def mark_verified(db: Db, num: int, verified: str, proof: str | None) -> None:
    """Write down that a record's proof has since been confirmed."""
    db.execute("UPDATE records SET verified = ?, proof = ? WHERE num = ?", (verified, proof, num))


def forget(db: Db, num: int) -> None:
    """Remove a record nobody here has a reason to keep."""
    db.execute("DELETE FROM records WHERE num = ?", (num,))


def body(db: Db, num: int) -> bytes:
    """The document, as JSON, byte for byte what was kept."""
    row = db.execute("SELECT body FROM records WHERE num = ?", (num,)).fetchone()
    return extern(db, row[0]) if row else b""


def fields(db: Db, num: int) -> bytes:
    """The document as JSON with a mark instead of each context: for who reads what it says, not what it means.

    Contexts are two thirds of most documents.
    """
    row = db.execute("SELECT body FROM records WHERE num = ?", (num,)).fetchone()
    return bytes(row[0]) if row else b""


def document(db: Db, num: int) -> dict[str, object]:
    """The document, decoded."""
    found: dict[str, object] = orjson.loads(body(db, num))
    return found


def each(db: Db, *, owner: str | None = None) -> Iterator[Record]:
    """Every live record, in the order of their ids."""
    where, values = ("AND owner = ?", (owner,)) if owner else ("", ())
    sql = f"SELECT {_COLUMNS} FROM records WHERE deleted = 0 {where} ORDER BY id"
    for row in db.execute(sql, values):
        yield of_row(row)


def companions(db: Db, owner: str, report: str) -> list[Record]:
    """Live reports that carry the narrower answers of `report`."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM records WHERE owner = ? AND kind = 'PracticeReport' AND deleted = 0"
        " AND json_extract(CAST(body AS TEXT), '$.companionOf') = ? ORDER BY num",
        (owner, report),
    )
    return [of_row(row) for row in rows]


def of_owner(
    db: Db, owner: str, kinds: tuple[str, ...], *, purpose: str | None = None, after: int = 0, limit: int = 50
) -> list[Record]:
    """Live public records of one owner, newest first, before row number `after` when it is given."""
    where, values = _of_owner(owner, kinds, purpose)
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM records WHERE {where} AND (? = 0 OR num < ?) ORDER BY num DESC LIMIT ?",
        (*values, after, after, limit),
    )
    return [of_row(row) for row in rows]


def count_of_owner(db: Db, owner: str, kinds: tuple[str, ...], *, purpose: str | None = None) -> int:
    """How many live public records of these kinds an owner has."""
    where, values = _of_owner(owner, kinds, purpose)
    return int(db.execute(f"SELECT count(*) FROM records WHERE {where}", values).fetchone()[0])


def count(db: Db) -> int:
    """How many live records there are."""
    return int(db.execute("SELECT count(*) FROM records WHERE deleted = 0").fetchone()[0])


def count_local(db: Db) -> int:
    """How many live public records our organisations have."""
    sql = "SELECT count(*) FROM records WHERE local = 1 AND deleted = 0 AND audience = 'public'"
    return int(db.execute(sql).fetchone()[0])


def _of_owner(owner: str, kinds: tuple[str, ...], purpose: str | None) -> tuple[str, tuple[object, ...]]:
    where = f"owner = ? AND kind IN ({','.join('?' * len(kinds))}) AND deleted = 0 AND audience = 'public'"
    if purpose is None:
        return where, (owner, *kinds)
    return where + " AND json_extract(CAST(body AS TEXT), '$.purpose') = ?", (owner, *kinds, purpose)


def intern(db: Db, document: dict[str, object]) -> bytes:
    """The bytes to store for `document`, its contexts put away. Raises `Unstorable` as `pack` does."""
    return put(db, pack(document))


def put(db: Db, packed: Packed) -> bytes:
    """The bytes to store, their contexts put away in `contexts`."""
    for hash, text in packed.contexts:
        db.execute("INSERT OR IGNORE INTO contexts (hash, body) VALUES (?, ?)", (hash, text))
    return packed.stored


def pack(document: dict[str, object]) -> Packed:
    """A document without its contexts and those of what it embeds, each replaced by a mark.

    Raises `Unstorable` for a document that holds our mark in a text of its own.
    """
    marked = _marked(document)
    # Contexts that are ours by identity are not even written; others of the same bytes are found in what is written.
    raw = orjson.dumps(marked.document)
    if raw.count(_OPENING) != marked.count:
        raise _reserved()
    stored = _without_contexts(raw)
    if marked.count or len(stored) != len(raw):
        return Packed(stored)
    contexts: dict[str, bytes] = {}
    short = orjson.dumps(_shorten(document, contexts))
    return Packed(short, tuple(contexts.items()))


@dataclass(frozen=True, slots=True)
class _Marked:
    """A document whose contexts that are ours have become marks, and how many did."""

    document: dict[str, object]
    count: int


def _marked(document: dict[str, object]) -> _Marked:
    """Looks where a document of ours carries its context: at the top, in its proof, and in what it embeds."""
    changed: dict[str, object] = {}
    count = 0
    context = document.get("@context")
    if context is RECORD or context is ACTOR:
        changed["@context"] = _RECORD_TEXT if context is RECORD else _ACTOR_TEXT
        count = 1
    for key in ("proof", "object"):
        inner = document.get(key)
        if type(inner) is dict:
            inside = _marked(inner)
            if inside.count:
                changed[key] = inside.document
                count += inside.count
    return _Marked({**document, **changed} if changed else document, count)


def seed(db: Db) -> None:
    """Keep the contexts of this release: documents written by it refer to them, whatever later releases emit."""
    for text in (_RECORD, _ACTOR):
        hash = hashlib.sha256(text).hexdigest()
        db.execute("INSERT OR IGNORE INTO contexts (hash, body) VALUES (?, ?)", (hash, text))


def shorten_body(body: bytes) -> bytes:
    """A received body without the copies of our context it carries; `extern` gives it back byte for byte."""
    if _OPENING in body:
        raise _reserved()
    return _without_contexts(body)


def _reserved() -> Unstorable:
    return Unstorable(
        "a text begins with the store's own mark",
        Text("Ce document contient un texte réservé.", "This document contains a reserved text."),
    )


def _without_contexts(raw: bytes) -> bytes:
    # A search for a short key and a comparison in place: ten times faster than replacing four kilobytes.
    pieces: list[bytes] = []
    done, at = 0, raw.find(_CONTEXT_KEY)
    while at >= 0:
        at += len(_CONTEXT_KEY)
        for text, mark in ((_RECORD, _RECORD_MARK), (_ACTOR, _ACTOR_MARK)):
            if raw.startswith(text, at):
                pieces += [raw[done:at], mark]
                done = at = at + len(text)
                break
        at = raw.find(_CONTEXT_KEY, at)
    return b"".join((*pieces, raw[done:])) if pieces else raw


def extern(db: Db, stored: bytes) -> bytes:
    """The document's bytes, from what `intern` made of it."""
    if _OPENING not in stored:
        return stored
    for mark, text in ((_RECORD_MARK, _RECORD), (_ACTOR_MARK, _ACTOR)):
        stored = stored.replace(mark, text)
    if _OPENING not in stored:
        return stored
    bodies = {hash: _context(db, hash.decode()) for hash in set(_MARKED.findall(stored))}
    return _MARKED.sub(lambda match: bodies[match.group(1)], stored)


def _shorten(document: dict[str, object], put: dict[str, bytes]) -> dict[str, object]:
    short = dict(document)
    for key, value in document.items():
        if key == "@context" and isinstance(value, list | dict):
            text = orjson.dumps(value)
            hash = hashlib.sha256(text).hexdigest()
            put[hash] = text
            short[key] = _MARK + hash
        elif key in ("proof", "object") and isinstance(value, dict):
            short[key] = _shorten(value, put)
    return short


def decoded(db: Db, stored: bytes) -> dict[str, object]:
    """The document, from what `intern` made of it. Contexts of ours are the constants themselves: not to be changed."""
    found: dict[str, object] = orjson.loads(stored)
    if _unmark(found) == stored.count(_OPENING):
        return found
    whole: dict[str, object] = orjson.loads(extern(db, stored))
    return whole


def _unmark(document: dict[str, object]) -> int:
    """Put the contexts that are ours where `_marked` looks for them; how many those were."""
    context = document.get("@context")
    count = 0
    if context == _RECORD_TEXT or context == _ACTOR_TEXT:
        document["@context"] = RECORD if context == _RECORD_TEXT else ACTOR
        count = 1
    for key in ("proof", "object"):
        inner = document.get(key)
        if type(inner) is dict:
            count += _unmark(inner)
    return count


def _context(db: Db, hash: str) -> bytes:
    row = db.execute("SELECT body FROM contexts WHERE hash = ?", (hash,)).fetchone()
    if row is None:
        raise LookupError(f"context {hash} is missing from the store")
    return bytes(row[0])


def of_row(row: Sequence[Any]) -> Record:
    """The record whose COLUMNS these are."""
    num, id, owner, kind, version, audience, policy, local, deleted, *rest = row
    origin, received, verified, proof, via = rest
    return Record(
        int(num),
        id,
        owner,
        kind,
        version,
        audience,
        policy,
        bool(local),
        bool(deleted),
        origin,
        received,
        verified,
        proof,
        via,
    )
