"""Showing: an organisation's practices at a glance, by theme, with how much is answered and shown; and their history.

No total and no rank: a theme says how many of its practices are answered and how many of those come with something that
shows it, and the past reports stand side by side, practice by practice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import orjson

from node.clock import iso
from node.directory import Directory
from node.reader import Reader
from node.store import observatory, reports, stating
from node.store.observatory import Month
from node.web.charts import Chart, Row, bars
from node.web.doing import Doing
from node.web.pages import Pages
from node.web.past import History, Report, by_charter, history_of
from vocab.charter import Practice
from vocab.edition import Edition, edition
from vocab.language import Language

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
class Alike:
    """The practices of an organisation beside those of the platforms of its sector, as the observatory counted them in
    fives: for each its own level, how many answered, how many stand at each level, None where that may not be told.
    """

    sector: str
    href: str
    lines: tuple[tuple[str, str, int, int | None, tuple[int | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class OfCharter:
    """The practices of one charter. `label` and `href`: which, and where it is read; None for the common one alone.
    `key`: what its parts are called on the page."""

    key: str
    label: str | None
    href: str
    coverage: str
    themes: tuple[Theme, ...]
    chart: Chart
    history: History | None


@dataclass(frozen=True, slots=True)
class Showing:
    """What the page of an organisation shows of its practices, each charter apart."""

    charters: tuple[OfCharter, ...]
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
    evidenced = {each.notation for each in doing if each.evidence}
    held = await directory.store.reading(reports.standing_and_past, id, reader, now=now, limit=2 * MOST_REPORTS)
    made = by_charter(pages, held)
    # What is said in no report is shown by the themes of the common charter.
    asked = [edition(pages.vocabulary.charter, past[-1].version) for past in made.values()]
    asked = sorted(asked, key=lambda each: each.version) or [edition(pages.vocabulary.charter, None)]
    shown = [
        _of_charter(pages, each, levels, evidenced, made.get(each.address, ()), language, alone=len(asked) == 1)
        for each in asked
    ]
    found = tuple(each for each in shown if each is not None)
    if not found:
        return None
    counted = await directory.store.reading(observatory.find)
    return Showing(found, _alike(pages, counted, sectors, levels, language))


def _of_charter(
    pages: Pages,
    asked: Edition,
    levels: Mapping[str, int | None],
    evidenced: set[str],
    past: Sequence[Report],
    language: Language,
    *,
    alone: bool,
) -> OfCharter | None:
    """None where nothing of this charter is answered."""
    themes = tuple(
        _theme(theme.label.in_(language), practices, levels, evidenced)
        for theme in pages.vocabulary.charter.themes
        if (practices := asked.of_theme(theme.notation))
    )
    answered = sum(theme.answered for theme in themes)
    if not answered:
        return None
    coverage = pages.t(
        language,
        "showing.coverage",
        n=answered,
        total=len(asked.practices),
        shown=pages.t(language, "assess.evidenced", n=sum(theme.shown for theme in themes)),
    )
    rows = [
        Row(each.label, (each.shown, each.plain, each.does_not_apply, each.unanswered), each.answered)
        for each in themes
    ]
    fork = asked.fork
    label = pages.label(language, "charter", asked.version) if fork else None
    common = None if alone else pages.t(language, "choose.common", version=asked.version)
    key = fork.slug if fork else "themes"
    return OfCharter(
        key=key,
        label=label if fork else common,
        href=f"/ns/charter/{fork.slug}" if fork else "/practices",
        coverage=coverage,
        themes=themes,
        chart=bars(f"{key}-chart", pages.t(language, "showing.title"), coverage, rows, LOOKS),
        history=history_of(pages, asked, past[-MOST_REPORTS:], language),
    )


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
