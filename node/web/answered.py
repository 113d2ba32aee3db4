"""Answered: a practice report as its page shows it: by theme, the sentence of each level, what shows it, until when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from markupsafe import Markup

from federation.hosts import host_of
from node.formats.item import Item
from node.store.looked import Looked
from node.web.doing import Evidence
from node.web.evidence_link import UNSEEN, shown_link
from node.web.pages import Pages
from vocab.answers import Part, answers_of, evidence_of, level_of
from vocab.charter import Practice
from vocab.language import Language
from vocab.looseness import first_text, id_of

MAX_ANSWERS: Final = 200
MAX_LINE: Final = 500
MAX_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one practice. `level` is empty where it does not concern the organisation."""

    notation: str
    practice: str
    level: str
    sentence: str
    reason: str
    indicator: str
    measured: str | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """A report: its answers by theme, how much of the catalogue they cover, when it was made, until when it counts.

    `charter`: the network's that it answers, and where that is read; `unknown`: the version, and whose server says it,
    when this node does not know it: then nothing is counted, and the report is read as its author's server wrote it.
    """

    themes: tuple[tuple[str, tuple[Answer, ...]], ...]
    coverage: str
    charter: tuple[str, str] | None
    unknown: tuple[str, str] | None
    made: str | None
    until: str | None
    over: bool
    introduction: Markup


def answered(
    pages: Pages, item: Item, content: Markup, language: Language, looked: Mapping[str, Looked] = UNSEEN
) -> Answered | None:
    """The answers of a report; None for any other record. `content`: its text, which says the same in words; `looked`:
    its links that this node looked at.
    """
    if item.entry.kind != "report":
        return None
    charter = pages.vocabulary.charter
    version = id_of(item.document.get("charterVersion"))
    if version and charter.version_named(version) is None:
        return _unread(pages, item, version, content, language)
    said = dict(_answers(pages, item, version, language, looked))
    asked = charter.answered_by(version or "")
    # In the order of the catalogue, then what another version of it asks.
    order = dict.fromkeys((*(each.notation for each in asked), *said))
    themes = []
    for theme in charter.themes:
        # A notation begins with the letter of its theme.
        rows = tuple(said[each] for each in order if each in said and each.startswith(theme.notation))
        if rows:
            themes.append((theme.label.in_(language), rows))
    shown = sum(bool(each.evidence) for each in said.values())
    coverage = pages.t(
        language,
        "answered.coverage",
        n=len(said),
        total=len(asked),
        shown=pages.t(language, "assess.evidenced", n=shown),
    )
    return Answered(
        themes=tuple(themes),
        coverage=coverage,
        charter=_charter(pages, version, language),
        unknown=None,
        made=pages.date(language, item.entry.published),
        until=pages.date(language, item.entry.expires),
        over=item.row.expired,
        introduction=_introduction(content, pages),
    )


def _unread(pages: Pages, item: Item, version: str, content: Markup, language: Language) -> Answered:
    named = version.rpartition("/")[2][:MAX_NAME].replace("#", "/")
    return Answered(
        themes=(),
        coverage="",
        charter=None,
        unknown=(named, host_of(version) or host_of(item.entry.owner)),
        made=pages.date(language, item.entry.published),
        until=None,
        over=item.row.expired,
        introduction=content,
    )


def _charter(pages: Pages, version: str | None, language: Language) -> tuple[str, str] | None:
    fork = pages.vocabulary.charter.forks.version(version or "")
    label = pages.label(language, "charter", fork.reference) if fork else None
    return (label, f"/ns/charter/{fork.slug}") if fork and label else None


def _answers(
    pages: Pages, item: Item, version: str | None, language: Language, looked: Mapping[str, Looked]
) -> Iterator[tuple[str, Answer]]:
    charter = pages.vocabulary.charter
    for notation, said in islice(answers_of(item.document, charter).items(), MAX_ANSWERS):
        practice = charter.worded(version, notation)
        if practice is not None:
            yield notation, _answer(pages, said, practice, language, looked)


def _answer(pages: Pages, said: Part, practice: Practice, language: Language, looked: Mapping[str, Looked]) -> Answer:
    level = level_of(said)
    return Answer(
        notation=practice.notation,
        practice=practice.label.in_(language),
        level="" if level is None else pages.label(language, "level", str(level)) or "",
        sentence="" if level is None else practice.anchors[level].in_(language),
        reason=_line(said.get("reason")),
        indicator=_line(said.get("indicator")),
        measured=pages.date(language, first_text(said.get("date"))),
        evidence=tuple(_evidence(pages, said, language, looked)),
    )


def _evidence(pages: Pages, said: Part, language: Language, looked: Mapping[str, Looked]) -> Iterator[Evidence]:
    for each in evidence_of(said):
        web, note = shown_link(pages, each.get("url"), language, looked)
        kind = pages.label(language, "evidence", first_text(each.get("evidenceType")))
        parts = [kind, _line(each.get("name")), None if web is None else host_of(web)]
        label = ", ".join(part for part in parts if part)
        if each.get("digestMultibase"):
            label = f"{label} ({pages.t(language, 'answered.digest')})"
        if label:
            yield Evidence(label, web, note)


def _line(value: object) -> str:
    return (first_text(value) or "").strip()[:MAX_LINE]


def _introduction(content: Markup, pages: Pages) -> Markup:
    """What its author wrote before the answers, which the page shows in its own way (`vocab/telling.py`)."""
    labels = {word for theme in pages.vocabulary.charter.themes for word in (theme.label.fr, theme.label.en)}
    found = [at for label in labels if (at := content.find(Markup("<p><strong>%s</strong></p>") % label)) >= 0]
    return Markup(content[: min(found)]) if found else content
