"""Endorsed: what one organisation states of another, in people's words: who says it, how it was seen, until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from federation.hosts import host_of
from node.directory import Directory
from node.endorsements.answering import name_of
from node.endorsements.circles import Told
from node.store.connection import Db
from node.web.appkeys import NODE
from node.web.doing import Evidence
from node.web.pages import Pages
from vocab.credential import MATTERS, METHODS
from vocab.language import Language

SHOWN: Final = 50
# A circle of two: each says it of the other.
MUTUAL: Final = 2


@dataclass(frozen=True, slots=True)
class Seen:
    """One statement; `notation` leads to the practice's page, of an attestation it is None. `circle`: the names of who
    says it of whom, round to the first again; `alike`: what both declare that makes them one organisation.
    """

    what: str
    notation: str | None
    level: str
    who: str
    who_href: str
    whom: str
    whom_href: str
    how: str
    since: str
    since_when: str
    until: str
    until_when: str
    circle: tuple[str, ...]
    alike: str
    evidence: tuple[Evidence, ...]


async def seen(directory: Directory, pages: Pages, found: Sequence[Told], language: Language) -> list[Seen]:
    """What is stated, for a page; a practice without words in this release is left out (law 12)."""
    ids = {id for each in found for id in (each.said.issuer, each.said.subject, *each.circle)}
    names = await directory.store.reading(_names, ids)
    lines = [_line(pages, each, names, language) for each in found]
    return [line for line in lines if line is not None]


def look_again(request: web.Request, found: Sequence[Told]) -> None:
    """Have looked whether those who state it revoked it, in the background; this answer waits for nothing."""
    node = request.app.get(NODE)
    if node is not None:
        node.statuses.shown({each.said.issuer for each in found})


def for_programs(found: Sequence[Told]) -> list[dict[str, object]]:
    """The same for programs, of one practice."""
    return [
        {
            "organization": each.said.subject,
            "by": each.said.issuer,
            "level": each.said.level,
            "method": each.said.method,
            "from": each.said.valid_from,
            "until": each.said.valid_until,
            "mutual": len(each.circle) == MUTUAL,
            "circle": list(each.circle),
            "alike": each.alike or None,
            "evidence": list(each.said.evidence),
            "credential": each.said.credential,
            "record": each.said.record,
        }
        for each in found
    ]


def what_of(pages: Pages, practice: str | None, matter: str | None, reference: str, language: Language) -> str | None:
    """A practice by its name, or what is attested with its number or name; None for what has no words here."""
    if practice is not None:
        return pages.label(language, "practice", practice)
    words = MATTERS.get(matter or "")
    if words is None:
        return None
    text = words.in_(language)
    said = text[0].upper() + text[1:]
    return pages.t(language, "endorsed.matter", what=said, reference=reference) if reference else said


def _line(pages: Pages, one: Told, names: dict[str, str], language: Language) -> Seen | None:
    each = one.said
    what = what_of(pages, each.practice, each.matter, each.reference, language)
    if what is None:
        return None
    return Seen(
        what=what,
        notation=each.practice,
        level=pages.label(language, "level", str(each.level)) or "" if each.practice is not None else "",
        who=names[each.issuer],
        who_href=each.issuer,
        whom=names[each.subject],
        whom_href=each.subject,
        how=METHODS[each.method].in_(language),
        since=each.valid_from,
        since_when=pages.date(language, each.valid_from) or "",
        until=each.valid_until,
        until_when=pages.date(language, each.valid_until) or "",
        circle=tuple(names[id] for id in (*one.circle, *one.circle[:1])),
        alike=one.alike,
        evidence=tuple(Evidence(host_of(address), address) for address in each.evidence),
    )


def _names(db: Db, ids: set[str]) -> dict[str, str]:
    named = {id: name_of(db, id) for id in ids}
    return {id: host_of(id) or id[:100] if name == id else name for id, name in named.items()}
