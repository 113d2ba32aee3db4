"""Endorsements that the records here show: derived from them. What is over, or was revoked, is left out as it is read.

They are shown, and counted into nothing: no level, no facet, no order of the directory rests on them (law 9).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import orjson

from node.store import meta, organizations, records
from node.store.connection import Db
from vocab.credential import Credential

_FIELDS: Final = tuple(
    "record credential issuer subject practice level matter reference method valid_from valid_until".split()
)
_COLUMNS: Final = f"records.id, {', '.join(_FIELDS[1:])}, evidence"
_UP_TO: Final = "attestations that ended are known up to"
# Nothing that its issuer withdrew since, whoever still shows it; a neighbour's Delete says nothing of it.
_HOLDS: Final = (
    "records.deleted = 0 AND valid_from <= :now AND valid_until > :now AND NOT EXISTS (SELECT 1 FROM records gone"
    " WHERE gone.id = endorsements.credential AND gone.deleted = 1 AND gone.owner = endorsements.issuer)"
)
_FROM: Final = "FROM endorsements JOIN records ON records.num = endorsements.num"


@dataclass(frozen=True, slots=True)
class Endorsement:
    """One statement that is shown. `practice` and `level`, or `matter` and `reference`; `mutual`: the one it is about
    says the same practice of the one who says it.
    """

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
    mutual: bool


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


def issuers_elsewhere(db: Db, origin: str, now: str, limit: int) -> list[str]:
    """Who on other nodes states something that is shown here and not over."""
    sql = (
        f"SELECT DISTINCT issuer {_FROM} WHERE substr(issuer, 1, :length) <> :origin AND {_HOLDS} ORDER BY issuer"
        " LIMIT :limit"
    )
    values = {"length": len(origin) + 1, "origin": f"{origin}/", "now": now, "limit": limit}
    return [str(row[0]) for row in db.execute(sql, values)]


def records_of_issuer(db: Db, issuer: str, now: str) -> list[int]:
    """The records here that show what an issuer states, as long as it holds."""
    sql = f"SELECT endorsements.num {_FROM} WHERE issuer = :issuer AND {_HOLDS} ORDER BY endorsements.num"
    return [int(row[0]) for row in db.execute(sql, {"issuer": issuer, "now": now})]


def revoked(db: Db, credential: str) -> None:
    """A credential was revoked: how those stand whom it is about may have changed."""
    for (subject,) in db.execute("SELECT DISTINCT subject FROM endorsements WHERE credential = ?", (credential,)):
        _unsettle(db, str(subject))


def pass_on_lapsed(db: Db, now: str) -> int:
    """Have looked at again, once, whose attestations ended since the last look; how many those are."""
    since = meta.get(db, _UP_TO)
    if since is not None and since >= now:
        return 0
    sql = (
        "SELECT DISTINCT subject FROM endorsements WHERE matter IS NOT NULL"
        " AND valid_until > coalesce(?, '') AND valid_until <= ?"
    )
    found = [str(row[0]) for row in db.execute(sql, (since, now)).fetchall()]
    for subject in found:
        _unsettle(db, subject)
    meta.put(db, _UP_TO, now)
    return len(found)


def any_lapsed(db: Db, now: str) -> bool:
    """Whether an attestation ended since the last look."""
    sql = (
        "SELECT 1 FROM endorsements WHERE matter IS NOT NULL AND valid_until > coalesce(?, '') AND valid_until <= ?"
        " LIMIT 1"
    )
    return db.execute(sql, (meta.get(db, _UP_TO), now)).fetchone() is not None


def of_subject(db: Db, subject: str, now: str, limit: int) -> list[Endorsement]:
    """What others state of an organisation, the newest first; of two alike by one issuer the newer."""
    return _newest(_read(db, "subject = :value", subject, now), limit)


def of_practice(db: Db, practice: str, now: str, limit: int) -> list[Endorsement]:
    """Who stated a practice of whom, the newest first."""
    return _newest(_read(db, "practice = :value", practice, now), limit)


def attesting(db: Db, subject: str, now: str) -> list[Endorsement]:
    """The attestations of an organisation's identity and status that hold."""
    return _read(db, "subject = :value AND matter IS NOT NULL", subject, now)


def _read(db: Db, where: str, value: str, now: str) -> list[Endorsement]:
    mutual = (
        "practice IS NOT NULL AND EXISTS (SELECT 1 FROM endorsements other WHERE other.issuer = endorsements.subject"
        " AND other.subject = endorsements.issuer AND other.practice = endorsements.practice"
        " AND other.valid_until > :now)"
    )
    sql = f"SELECT {_COLUMNS}, {mutual} {_FROM} WHERE {where} AND {_HOLDS} ORDER BY valid_from DESC, credential"
    found = []
    for *said, evidence, is_mutual in db.execute(sql, {"value": value, "now": now}):
        fields = dict(zip(_FIELDS, said, strict=True))
        found.append(Endorsement(**fields, evidence=tuple(orjson.loads(evidence)), mutual=bool(is_mutual)))
    return found


def _newest(found: list[Endorsement], limit: int) -> list[Endorsement]:
    kept: dict[tuple[object, ...], Endorsement] = {}
    for each in found:
        kept.setdefault((each.issuer, each.subject, each.practice, each.matter, each.reference), each)
    return list(kept.values())[:limit]


def _unsettle(db: Db, subject: str) -> None:
    record = records.find(db, subject)
    if record is not None and not record.deleted:
        organizations.unsettle(db, [record.num])
