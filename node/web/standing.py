"""Standing: where members stand with what their network asks, one practice at a time, with what they show for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from node.clock import iso
from node.directory import Directory
from node.reader import Reader
from node.store import stating
from node.store.stating import Said
from node.web.evidence_link import shown_link
from node.web.pages import Pages
from vocab.commitments import Asked, Commitment, Shown, shown_in, standing
from vocab.language import Language


@dataclass(frozen=True, slots=True)
class Line:
    """A commitment in words, and where one member stands with it: kept, not_yet, not_shown."""

    notation: str
    practice: str
    asked: str
    evidence_asked: str | None
    since: str | None
    why: str
    state: str
    level: str | None
    when: str | None
    record: str | None
    evidence: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A commitment in words, for everybody."""

    notation: str
    practice: str
    level: str
    evidence: str | None
    since: str | None
    why: str


def asked_lines(pages: Pages, asked: Asked | None, language: Language) -> list[AskedLine]:
    """What a network asks of its members, in its own order."""
    return [
        AskedLine(
            each.practice,
            pages.label(language, "practice", each.practice) or each.practice,
            pages.label(language, "level", str(each.level)) or "",
            pages.label(language, "evidence", each.evidence) if each.evidence else None,
            pages.date(language, each.since),
            each.why,
        )
        for each in (asked.commitments if asked else ())
    ]


def version_of(pages: Pages, asked: Asked | None, language: Language) -> str | None:
    """Which list it is, and of which day."""
    if asked is None:
        return None
    return pages.t(language, "commit.version", n=asked.version, date=pages.date(language, asked.date) or "")


async def standings(
    directory: Directory, pages: Pages, members: Sequence[str], asked: Asked, reader: Reader, language: Language
) -> dict[str, list[Line]]:
    """The lines of each member, as far as `reader` may see what the member says."""
    practices = [each.practice for each in asked.commitments]
    now = iso(directory.clock.now())
    found = await directory.store.reading(stating.of_organizations, members, practices, reader, now=now)
    rows = await directory.some(tuple(dict.fromkeys(each.record for each in found.values())), reader)
    documents = {row.id: orjson.loads(row.document) for row in rows}
    lines: dict[str, list[Line]] = {member: [] for member in members}
    for member in members:
        for commitment in asked.commitments:
            said = found.get((member, commitment.practice))
            document = documents.get(said.record) if said else None
            # Withdrawn between the two questions: nothing is shown.
            said = said if document is not None else None
            shown = shown_in(document or {}, commitment.practice, pages.vocabulary)
            lines[member].append(_line(pages, commitment, said, shown, language))
    return lines


def _line(
    pages: Pages, commitment: Commitment, said: Said | None, shown: tuple[Shown, ...], language: Language
) -> Line:
    kind = commitment.evidence
    return Line(
        notation=commitment.practice,
        practice=pages.label(language, "practice", commitment.practice) or commitment.practice,
        asked=pages.label(language, "level", str(commitment.level)) or "",
        evidence_asked=pages.label(language, "evidence", kind) if kind else None,
        since=pages.date(language, commitment.since),
        why=commitment.why,
        state=standing(commitment, said.level if said else None, shown),
        level=_level(pages, said, language),
        when=pages.date(language, said.on) if said else None,
        record=said.record if said and said.record.startswith(("https://", "http://")) else None,
        evidence=tuple(
            (
                pages.label(language, "evidence", each.kind or "") or pages.t(language, "commit.evidence.other"),
                shown_link(pages, each.url, language)[0],
            )
            for each in shown
        )
        if said
        else (),
    )


def _level(pages: Pages, said: Said | None, language: Language) -> str | None:
    if said is None:
        return None
    if said.level is None:
        return pages.t(language, "standing.concerns_not")
    return pages.label(language, "level", str(said.level))
