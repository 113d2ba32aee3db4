"""Endorsements that the records here show: derived from them. What is over, or was revoked, is left out as it is read.

They are shown, and counted into nothing: no level, no facet, no order of the directory rests on them (law 9).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import orjson

from node.store import meta, organizations, records
from node.store.connection import Db
from vocab.credential import Credential

_FIELDS: Final = tuple(
    "record credential issuer subject practice level matter reference method valid_from valid_until".split()
)
_COLUMNS: Final = f"records.id, {', '.join(f'endorsements.{name}' for name in _FIELDS[1:])}, endorsements.evidence"
_UP_TO: Final = "attestations that ended are known up to"
_FROM: Final = "FROM endorsements JOIN records ON records.num = endorsements.num"
# What a recognised network attests of one organisation: more than a few would be strange.
MAX_ATTESTING: Final = 500
# Where a page of them ends: when the last one begins, and its credential.
Place = tuple[str, str]


# An issuer that is gone, or that not everybody may read: its word binds both (DESIGN 6).
_CLOSED: Final = "(who.deleted = 1 OR who.audience <> 'public' OR who.policy IN ('network-only', 'private'))"


def _holds(record: str, said: str = "endorsements") -> str:
    """What holds now; nothing that its issuer withdrew since, whoever still shows it. A neighbour's Delete says nothing
    of it.
    """
    return (
        f"{record}.deleted = 0 AND {said}.valid_from <= :now AND {said}.valid_until > :now"
        f" AND NOT EXISTS (SELECT 1 FROM records who WHERE who.id = {said}.issuer AND {_CLOSED})"
        f" AND NOT EXISTS (SELECT 1 FROM records gone WHERE gone.id = {said}.credential AND gone.deleted = 1"
        f" AND gone.owner = {said}.issuer)"
    )


# Of two alike by one issuer the newer is shown; of two records that show the same, the later one.
_NEWER: Final = (
    "EXISTS (SELECT 1 FROM endorsements newer JOIN records held ON held.num = newer.num"
    " WHERE newer.issuer = endorsements.issuer AND newer.subject = endorsements.subject"
    " AND newer.practice IS endorsements.practice AND newer.matter IS endorsements.matter"
    " AND newer.reference = endorsements.reference"
    " AND (newer.valid_from, newer.credential, newer.num)"
    " > (endorsements.valid_from, endorsements.credential, endorsements.num)"
    f" AND {_holds('held', 'newer')})"
)


@dataclass(frozen=True, slots=True)
class Endorsement:
    """One statement that is shown: `practice` and `level`, or `matter` and `reference`."""

    record: str
    credential: str
    issuer: str
    subject: str
    practice: str | None
    level: int | None
    matter: str | None
    reference: str
    method: str
    valid_from: str
    valid_until: str
    evidence: tuple[str, ...]


def put(db: Db, num: int, said: Credential) -> None:
    """What a record shows."""
    evidence = orjson.dumps(said.evidence).decode()
    values = (num, said.id, said.issuer, said.subject, said.practice, said.level, said.matter, said.reference)
    db.execute(
        "INSERT OR REPLACE INTO endorsements (num, credential, issuer, subject, practice, level, matter, reference,"
        " method, evidence, valid_from, valid_until) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        (*values, said.method, evidence, said.valid_from, said.valid_until),
    )
    _unsettle(db, said.subject)


def remove(db: Db, num: int) -> None:
    """A record shows nothing any more."""
    row = db.execute("DELETE FROM endorsements WHERE num = ? RETURNING subject", (num,)).fetchone()
    if row is not None:
        _unsettle(db, str(row[0]))


def clear(db: Db) -> None:
    """Empty all of it, before it is written anew."""
    db.execute("DELETE FROM endorsements")


def issuer_of(db: Db, credential: str) -> str | None:
    """Whose a credential is that some record here shows."""
    row = db.execute("SELECT issuer FROM endorsements WHERE credential = ? LIMIT 1", (credential,)).fetchone()
    return str(row[0]) if row else None


def issuers_elsewhere(db: Db, origin: str, now: str, limit: int, after: int = -1) -> list[str]:
    """Who on other nodes states something that is shown here and not over, in records after number `after`."""
    sql = (
        f"SELECT DISTINCT issuer {_FROM} WHERE substr(issuer, 1, :length) <> :origin"
        f" AND endorsements.num > :after AND {_holds('records')} ORDER BY issuer LIMIT :limit"
    )
    values = {"length": len(origin) + 1, "origin": f"{origin}/", "now": now, "limit": limit, "after": after}
    return [str(row[0]) for row in db.execute(sql, values)]


def newest(db: Db) -> int:
    """A number that grows when a further record shows a statement."""
    return int(db.execute("SELECT coalesce(max(num), 0) FROM endorsements").fetchone()[0])


def records_of_issuer(db: Db, issuer: str, now: str) -> list[int]:
    """The records here that show what an issuer states, as long as it holds."""
    sql = f"SELECT endorsements.num {_FROM} WHERE issuer = :issuer AND {_holds('records')} ORDER BY endorsements.num"
    return [int(row[0]) for row in db.execute(sql, {"issuer": issuer, "now": now})]


def revoked(db: Db, credential: str) -> None:
    """A credential was revoked: how those stand whom it is about may have changed."""
    for (subject,) in db.execute("SELECT DISTINCT subject FROM endorsements WHERE credential = ?", (credential,)):
        _unsettle(db, str(subject))


def out_of_step(db: Db, issuer: str, now: str, *, hidden: bool) -> list[int]:
    """The records that show what an issuer states and may have to be found otherwise since its profile changed.

    `hidden`: it does not wish to be found.
    """
    sql = (
        "SELECT endorsements.num FROM endorsements JOIN records ON records.num = endorsements.num"
        " LEFT JOIN entries ON entries.num = endorsements.num LEFT JOIN records who ON who.id = :issuer"
        " WHERE endorsements.issuer = :issuer AND endorsements.valid_until > :now AND (entries.num IS NULL OR :hidden"
        f" OR {_CLOSED} OR (who.policy = 'reciprocal-ess') <> (entries.policy = 'reciprocal-ess'))"
        " ORDER BY endorsements.num"
    )
    return [int(row[0]) for row in db.execute(sql, {"issuer": issuer, "now": now, "hidden": hidden})]


def is_withdrawn(db: Db, credential: str, issuer: str) -> bool:
    """Whether an issuer withdrew a credential, or itself."""
    sql = "SELECT 1 FROM records WHERE id IN (?1, ?2) AND deleted = 1 AND owner = ?2 LIMIT 1"
    return db.execute(sql, (credential, issuer)).fetchone() is not None


def showing(db: Db, credential: str, issuer: str) -> list[int]:
    """The records that show a credential of an issuer."""
    sql = "SELECT num FROM endorsements WHERE credential = ? AND issuer = ?"
    return [int(row[0]) for row in db.execute(sql, (credential, issuer))]


def pass_on_lapsed(db: Db, now: str) -> list[int]:
    """The records that show what ended since the last look; whose attestations did is looked at again, once."""
    since = meta.get(db, _UP_TO)
    if since is not None and since >= now:
        return []
    sql = (
        "SELECT num, CASE WHEN matter IS NOT NULL THEN subject END FROM endorsements"
        " WHERE valid_until > coalesce(?, '') AND valid_until <= ?"
    )
    found = db.execute(sql, (since, now)).fetchall()
    for subject in sorted({str(subject) for _, subject in found if subject is not None}):
        _unsettle(db, subject)
    meta.put(db, _UP_TO, now)
    return [int(num) for num, _ in found]


def any_lapsed(db: Db, now: str) -> bool:
    """Whether something ended since the last look."""
    sql = "SELECT 1 FROM endorsements WHERE valid_until > coalesce(?, '') AND valid_until <= ? LIMIT 1"
    return db.execute(sql, (meta.get(db, _UP_TO), now)).fetchone() is not None


def of_subject(db: Db, subject: str, now: str, limit: int, after: Place | None = None) -> list[Endorsement]:
    """What others state of an organisation, the newest first, after a place; of two alike by one issuer the newer."""
    return _read(db, "endorsements.subject = :value", subject, now, limit, after)


def of_practice(db: Db, practice: str, now: str, limit: int) -> list[Endorsement]:
    """Who stated a practice of whom, the newest first."""
    return _read(db, "endorsements.practice = :value", practice, now, limit)


def attesting(db: Db, subject: str, issuers: Iterable[str], now: str) -> list[Endorsement]:
    """What any of these attests of an organisation's identity and status, as long as it holds."""
    among = orjson.dumps(sorted(issuers)).decode()
    where = (
        "endorsements.subject = :value AND endorsements.matter IS NOT NULL"
        " AND endorsements.issuer IN (SELECT value FROM json_each(:among))"
    )
    return _read(db, where, subject, now, MAX_ATTESTING, among=among)


def count_of_subject(db: Db, subject: str, now: str) -> int:
    """How many statements of others are shown of an organisation."""
    sql = f"SELECT count(*) {_FROM} WHERE endorsements.subject = :value AND {_holds('records')} AND NOT {_NEWER}"
    return int(db.execute(sql, {"value": subject, "now": now}).fetchone()[0])


def states(db: Db, issuer: str, subject: str, practice: str, now: str) -> bool:
    """Whether an organisation states that it saw a practice at another."""
    sql = (
        f"SELECT 1 {_FROM} WHERE endorsements.issuer = :issuer AND endorsements.subject = :subject"
        f" AND endorsements.practice = :practice AND {_holds('records')} LIMIT 1"
    )
    values = {"issuer": issuer, "subject": subject, "practice": practice, "now": now}
    return db.execute(sql, values).fetchone() is not None


def seen_at(db: Db, issuer: str, practice: str, now: str, limit: int) -> list[str]:
    """At whom an organisation states that it saw a practice."""
    return _others(db, "subject", "issuer", issuer, practice, now, limit)


def seen_by(db: Db, subject: str, practice: str, now: str, limit: int) -> list[str]:
    """Who states that it saw a practice at an organisation."""
    return _others(db, "issuer", "subject", subject, practice, now, limit)


def _others(db: Db, wanted: str, known: str, id: str, practice: str, now: str, limit: int) -> list[str]:
    sql = (
        f"SELECT DISTINCT endorsements.{wanted} {_FROM} WHERE endorsements.{known} = :value"
        f" AND endorsements.practice = :practice AND {_holds('records')} ORDER BY 1 LIMIT :limit"
    )
    values = {"value": id, "practice": practice, "now": now, "limit": limit}
    return [str(row[0]) for row in db.execute(sql, values)]


def _read(
    db: Db, where: str, value: str, now: str, limit: int, after: Place | None = None, among: str = "[]"
) -> list[Endorsement]:
    onward = "" if after is None else " AND (endorsements.valid_from, endorsements.credential) < (:began, :last)"
    sql = (
        f"SELECT {_COLUMNS} {_FROM} WHERE {where}{onward} AND {_holds('records')} AND NOT {_NEWER}"
        " ORDER BY endorsements.valid_from DESC, endorsements.credential DESC LIMIT :limit"
    )
    began, last = after or ("", "")
    values = {"value": value, "now": now, "limit": limit, "began": began, "last": last, "among": among}
    found = []
    for *said, evidence in db.execute(sql, values):
        fields = dict(zip(_FIELDS, said, strict=True))
        found.append(Endorsement(**fields, evidence=tuple(orjson.loads(evidence))))
    return found


def _unsettle(db: Db, subject: str) -> None:
    record = records.find(db, subject)
    if record is not None and not record.deleted:
        organizations.unsettle(db, [record.num])
