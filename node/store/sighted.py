"""Sighted: what the store holds, open to everybody, that this node's own checks of practices look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from node.store import looked, organizations, records, sites
from node.store.connection import Db
from node.store.looked import REPOSITORY, Looked
from node.store.sites import Page
from vocab.entry import instant
from vocab.looseness import web_address

# Of one organisation; who lists thousands of others is looked at as far as that.
MOST: Final = 1_000
_LISTED: Final = "SELECT updated, policy, facets FROM entries WHERE owner = :owner AND open = 1"
_POLICIES: Final = (
    "SELECT count(*), count(nullif(policy, '')), coalesce(sum(instr(facets, ' license=') > 0), 0)"
    f" FROM ({_LISTED} LIMIT :most)"
)
_NOTICES: Final = (
    f"SELECT count(*), max(updated) FROM ({_LISTED} AND kind IN ('offer', 'request')"
    " AND (expires IS NULL OR expires >= :now) LIMIT :most)"
)
# Of ours it is known what became of it; of others by the record in which the one it is about shows it. Credentials of
# ours say whole seconds.
_GIVEN: Final = (
    "SELECT count(DISTINCT id), max(began) FROM (SELECT credential AS id, valid_from AS began FROM endorsements"
    " JOIN records ON records.num = endorsements.num WHERE issuer = :owner AND practice IS NOT NULL"
    " AND subject <> issuer AND records.deleted = 0 AND records.audience = 'public'"
    " AND valid_from <= :now AND valid_until > :now"
    " AND NOT EXISTS (SELECT 1 FROM records gone WHERE gone.id = endorsements.credential AND gone.deleted = 1"
    " AND gone.owner = endorsements.issuer)"
    " UNION SELECT id, json_extract(document, '$.validFrom') FROM credentials"
    " WHERE issuer = :owner AND state = 'accepted' AND subject <> issuer"
    " AND json_extract(document, '$.credentialSubject.practice') IS NOT NULL"
    " AND substr(json_extract(document, '$.validFrom'), 1, 19) <= substr(:now, 1, 19)"
    " AND substr(json_extract(document, '$.validUntil'), 1, 19) > substr(:now, 1, 19))"
)


@dataclass(frozen=True, slots=True)
class Sighted:
    """The facts about one organisation; of what is counted also the newest moment, None where there is nothing.

    `profile`: the moment that its profile carries. Of `looked_at` records `with_policy` say how they may be used.
    """

    profile: str | None
    looked_at: int
    with_policy: int
    with_licence: int
    notices: int
    newest_notice: str | None
    given: int
    newest_given: str | None
    page: Page | None = None
    code: Looked | None = None


def of_organization(db: Db, organization: str, now: str) -> Sighted | None:
    """What is held of an organisation that speaks for itself; None where its profile is not for everybody."""
    record = records.find(db, organization)
    if record is None or not _is_open(db, record.num):
        return None
    document = records.document(db, record.num)
    values = {"owner": organization, "now": now, "most": MOST}
    found = Sighted(
        instant(document.get("updated")) or instant(document.get("published")),
        *db.execute(_POLICIES, values).fetchone(),
        *db.execute(_NOTICES, values).fetchone(),
        *db.execute(_GIVEN, values).fetchone(),
    )
    # Where others say that their code is, their own node looks.
    code = _code(db, document) if record.local else None
    return replace(found, page=_page(db, record.num), code=code)


def _page(db: Db, num: int) -> Page | None:
    """What the website that the profile declares was seen to do."""
    known = organizations.find(db, num)
    site = sites.find(db, known.traits.site) if known is not None and known.traits.site else None
    return site.page if site is not None else None


def _code(db: Db, document: Mapping[str, object]) -> Looked | None:
    """What was found where the profile says that the code is."""
    repository = web_address(document.get("sourceRepository"))
    seen = looked.find(db, REPOSITORY, repository) if repository else None
    return seen if seen is not None and seen.tried else None


def _is_open(db: Db, num: int) -> bool:
    sql = "SELECT 1 FROM entries WHERE num = ? AND open = 1 AND claimed = 1"
    return db.execute(sql, (num,)).fetchone() is not None
