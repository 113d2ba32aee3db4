"""Figures: what the charts and tables of a territory's page show, and the same numbers as CSV.

CSV as schema.data.gouv.fr likes it: UTF-8, commas, names in snake_case, months as ISO 8601 writes them, a label beside
each code.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from node.formats.csv import defused
from node.store.months import Month
from node.web.charts import Chart, Row, bars, columns
from node.web.lacking import Comparison
from node.web.overviews import Met, NeedCount, Overview
from node.web.pages import Pages
from vocab.language import Language
from vocab.territories import Territory

# With fewer months there is no evolution to show.
ENOUGH: Final = 3
MAX_MONTHS: Final = 24
FIGURES: Final = ("needs", "months", "similar")
LOOKS: Final = ("here", "serving", "wider")
_DRAWN: Final = ("existing", "offers", "requests")
_COUNTED: Final = ("existing", "here", "serving", "offers", "requests", "events", "practices")


@dataclass(frozen=True, slots=True)
class Usage:
    """A usage: who answers it, and what is offered and looked for."""

    notation: str
    label: str
    count: NeedCount


@dataclass(frozen=True, slots=True)
class Evolution:
    """What was counted each month. No chart before there are months enough; `since`: the first one."""

    months: tuple[Month, ...]
    named: tuple[str, ...]
    charts: tuple[Chart, ...]
    since: str | None

    @property
    def enough(self) -> int:
        """How many months it takes."""
        return ENOUGH


def usages(pages: Pages, overview: Overview, language: Language) -> list[Usage]:
    """Every usage, also those that nobody answers here: what is missing is worth knowing."""
    concepts = pages.vocabulary.schemes.need.concepts
    empty = NeedCount()
    return [
        Usage(each.notation, each.label.in_(language), overview.needs.get(each.notation, empty)) for each in concepts
    ]


def needs_chart(pages: Pages, found: Sequence[Usage], language: Language) -> Chart:
    """The organisations of each usage, by where they stand."""
    rows = [
        Row(each.label, (each.count.here, each.count.serving, each.count.wider), each.count.existing) for each in found
    ]
    answered = sum(1 for each in found if each.count.existing)
    title = pages.t(language, "figures.needs.title")
    return bars("needs-chart", title, pages.t(language, "figures.needs.said", n=answered, all=len(found)), rows, LOOKS)


def evolution(pages: Pages, months: Sequence[Month], language: Language) -> Evolution:
    """The months counted, at most MAX_MONTHS, and a chart for each of the main figures."""
    shown = tuple(months[-MAX_MONTHS:])
    named = tuple(month_name(pages, each.month, language) for each in shown)
    charts: list[Chart] = []
    if len(shown) >= ENOUGH:
        for name in _DRAWN:
            values = [(short_month(each.month), int(getattr(each, name))) for each in shown]
            title = pages.t(language, f"figures.months.{name}")
            words = pages.t(
                language,
                "figures.months.said",
                first=named[0],
                last=named[-1],
                before=str(values[0][1]),
                after=str(values[-1][1]),
            )
            charts.append(columns(f"months-{name}", title, words, values))
    return Evolution(shown, named, tuple(charts), named[0] if named else None)


def month_name(pages: Pages, month: str, language: Language) -> str:
    """A month as people write it: novembre 2026."""
    return f"{pages.t(language, 'months').split()[int(month[5:7]) - 1]} {month[:4]}"


def short_month(month: str) -> str:
    """A month where there is little room: 11/26."""
    return f"{month[5:7]}/{month[2:4]}"


def needs_csv(found: Sequence[Usage]) -> bytes:
    """A line for each usage."""
    names = ("need", "label", "organizations_existing", "here", "serving", "wider", "offers", "requests")
    lines = (
        (
            each.notation,
            each.label,
            each.count.existing,
            each.count.here,
            each.count.serving,
            each.count.wider,
            each.count.offers,
            each.count.requests,
        )
        for each in found
    )
    return written(names, lines)


def months_csv(months: Sequence[Month]) -> bytes:
    """A line for each month counted."""
    lines = ((each.month, *(getattr(each, name) for name in _COUNTED)) for each in months)
    return written(("month", "organizations_existing", *_COUNTED[1:]), lines)


def similar_csv(territory: Territory, comparison: Comparison, met: Met, pages: Pages, language: Language) -> bytes:
    """A line for this territory and for each of its like: how many organisations answer each usage."""
    needs = [concept.notation for concept in pages.vocabulary.schemes.need.concepts]
    names = ("territory", "label", "population", *(need.replace("-", "_") for need in needs))
    lines = (
        (
            each.slug,
            each.label(language),
            each.population or "",
            *(met.get(each.slug, {}).get(need, 0) for need in needs),
        )
        for each in (territory, *comparison.similar)
    )
    return written(names, lines)


def written(names: Iterable[str], lines: Iterable[Iterable[object]]) -> bytes:
    """A table as CSV, its names first."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([defused(str(cell)) for cell in line] for line in lines)
    return out.getvalue().encode()
