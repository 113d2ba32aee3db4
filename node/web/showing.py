"""Showing: an organisation's practices at a glance, by theme, with how much is answered and shown; and their history.

No total and no rank: a theme says how many of its practices are answered and how many of those come with something that
shows it, and the past reports stand side by side, practice by practice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import orjson

from node.clock import iso
from node.directory import Directory
from node.reader import Reader
from node.store import observatory, reports, stating
from node.store.observatory import Month
from node.store.search import Row as Held
from node.web.charts import Chart, Row, bars, columns
from node.web.doing import Doing
from node.web.pages import Pages
from vocab.answers import Part, answers_of, evidence_of, level_of
from vocab.charter import Practice
from vocab.language import Language
from vocab.looseness import first_text

# As many reports side by side as a page has room for: a year and a half each, they are many years.
MOST_REPORTS: Final = 6
LOOKS: Final = ("here", "serving", "wider", "unsaid")


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: of its practices, how many are answered with something that shows it, without, as not applying, not."""

    label: str
    shown: int
    plain: int
    does_not_apply: int
    unanswered: int

    @property
    def parts(self) -> tuple[int, ...]:
        """As they stand in a picture."""
        return self.shown, self.plain, self.does_not_apply, self.unanswered

    @property
    def answered(self) -> int:
        """All but those that are not."""
        return self.shown + self.plain + self.does_not_apply


@dataclass(frozen=True, slots=True)
class Past:
    """A report: when it was made and where it is read; how many answers it has, and how many come with evidence."""

    when: str
    made: str
    href: str
    answered: int
    shown: int


@dataclass(frozen=True, slots=True)
class History:
    """The reports of an organisation, oldest first; the level of each practice in each, a dash where it has none."""

    reports: tuple[Past, ...]
    lines: tuple[tuple[str, str, tuple[str, ...]], ...]
    charts: tuple[Chart, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """The practices of an organisation beside those of the platforms of its sector, as the observatory counted them in
    fives: for each its own level, how many answered, how many stand at each level, None where that may not be told.
    """

    sector: str
    href: str
    lines: tuple[tuple[str, str, int, int | None, tuple[int | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class Showing:
    """What the page of an organisation shows of its practices."""

    coverage: str
    themes: tuple[Theme, ...]
    chart: Chart
    history: History | None
    alike: Alike | None


async def showing_of(
    directory: Directory,
    pages: Pages,
    id: str,
    reader: Reader,
    doing: Sequence[Doing],
    sectors: Sequence[str],
    language: Language,
) -> Showing | None:
    """The practices of an organisation as `reader` may see them; None where it says nothing of any."""
    now = iso(directory.clock.now())
    levels = await directory.store.reading(stating.levels_of, id, reader, now=now)
    charter = pages.vocabulary.charter
    evidenced = {each.notation for each in doing if each.evidence}
    themes = tuple(
        _theme(theme.label.in_(language), charter.of_theme(theme.notation), levels, evidenced)
        for theme in charter.themes
    )
    answered = sum(theme.answered for theme in themes)
    if not answered:
        return None
    coverage = pages.t(
        language,
        "showing.coverage",
        n=answered,
        total=len(charter.practices),
        shown=pages.t(language, "assess.evidenced", n=sum(theme.shown for theme in themes)),
    )
    rows = [
        Row(each.label, (each.shown, each.plain, each.does_not_apply, each.unanswered), each.answered)
        for each in themes
    ]
    chart = bars("themes-chart", pages.t(language, "showing.title"), coverage, rows, LOOKS)
    held = await directory.store.reading(reports.standing_and_past, id, reader, now=now, limit=MOST_REPORTS)
    counted = await directory.store.reading(observatory.find)
    alike = _alike(pages, counted, sectors, levels, language)
    return Showing(coverage, themes, chart, _history(pages, held, language), alike)


def _theme(label: str, asked: Sequence[Practice], levels: Mapping[str, int | None], evidenced: set[str]) -> Theme:
    practices = [each.notation for each in asked]
    stated = [each for each in practices if levels.get(each) is not None]
    shown = sum(each in evidenced for each in stated)
    silent = sum(each in levels and levels[each] is None for each in practices)
    return Theme(label, shown, len(stated) - shown, silent, len(practices) - len(stated) - silent)


def _alike(
    pages: Pages,
    counted: Month | None,
    sectors: Sequence[str],
    levels: Mapping[str, int | None],
    language: Language,
) -> Alike | None:
    """None where fewer than five platforms of the sector have answered anything that this organisation does."""
    rows = orjson.loads(counted.document)["rows"] if counted else []
    for sector in sectors:
        lines = []
        for row in rows:
            practice = pages.vocabulary.charter.get(row["practice"])
            own = levels.get(row["practice"])
            if (row["scope"], row["group"]) == ("sector", sector) and practice is not None and own is not None:
                counts = tuple(row["levels"])
                lines.append((practice.notation, practice.label.in_(language), own, row["answered"], counts))
        if lines:
            label = pages.label(language, "sector", sector) or sector
            return Alike(label, f"/observatory?{urlencode({'by': 'sector', 'group': sector})}", tuple(lines))
    return None


def _history(pages: Pages, held: Iterable[Held], language: Language) -> History | None:
    """None before there are two reports to compare."""
    documents = [(row.id, orjson.loads(row.document)) for row in held]
    if len(documents) < 2:
        return None
    charter = pages.vocabulary.charter
    said = [answers_of(document, charter) for _, document in documents]
    past = []
    for (id, document), answers in zip(documents, said, strict=True):
        made = first_text(document.get("published")) or ""
        shown = sum(bool(evidence_of(answer)) for answer in answers.values())
        past.append(Past(pages.date(language, made) or made, made, id, len(answers), shown))
    lines = [
        (each.notation, each.label.in_(language), tuple(_cell(answers.get(each.notation, {})) for answers in said))
        for each in charter.practices
        if any(each.notation in answers for answers in said)
    ]
    charts = tuple(
        columns(
            f"past-{name}",
            pages.t(language, f"showing.past.{name}"),
            pages.t(language, "showing.past.said", before=values[0], after=values[-1]),
            [(each.made[:7], value) for each, value in zip(past, values, strict=True)],
        )
        for name, values in (
            ("answered", [each.answered for each in past]),
            ("shown", [each.shown for each in past]),
        )
    )
    return History(tuple(past), tuple(lines), charts)


def _cell(answer: Part) -> str:
    level = level_of(answer)
    return "–" if level is None else str(level)
