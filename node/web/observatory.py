"""The observatory over HTTP: /observatory, a month by its address, the same as CSV. One month, one group, at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import orjson
from aiohttp import web

from node import parameters
from node.errors import Missing
from node.observatory.counting import PARTITIONS, SCOPES, UNKNOWN, WHOLE
from node.observatory.suppressing import LEAST
from node.store import observatory
from node.store.observatory import Month
from node.web.answers import ready
from node.web.charts import Chart, Row, bars, columns
from node.web.directory import DIRECTORY, JSON, site_of
from node.web.figures import ENOUGH, MAX_MONTHS, month_name, short_month, written
from node.web.most_wanted import ASKED, asked, asked_lines, most_wanted
from node.web.negotiation import HTML, choose
from node.web.pages import PAGES, Pages, language_of, page
from vocab.language import Language, Text

CSV: Final = "text/csv"
LOOKS: Final = ("l0", "l1", "l2", "l3", "l4")
WANTED: Final = "wanted"
TABLES: Final = ("answers", WANTED)
COLUMNS: Final = ("scope", "group", "practice", "month", "answered", *LOOKS, "does_not_apply")
# Nothing was counted yet: the same keys, with nothing in them.
EMPTY: Final[Mapping[str, object]] = {
    "month": None,
    "least": LEAST,
    "organizations": None,
    "rows": [],
    "together": [],
    "wanted": [],
}
ABSENT: Final = Text("L'observatoire n'a rien compté ce mois-là.", "The observatory counted nothing in that month.")
_NO_GROUP: Final = Text("aucun groupe assez nombreux ne porte ce nom", "no group that is large enough has this name")


@dataclass(frozen=True, slots=True)
class Line:
    """A practice in a group: its counts, None where they may not be shown; `as_of`: the month they were counted in."""

    notation: str
    label: str
    answered: int | None
    levels: tuple[int | None, ...]
    does_not_apply: int | None
    as_of: str

    @property
    def unsaid(self) -> int:
        """How many of the answers are in no count that is shown."""
        shown = sum(n or 0 for n in (*self.levels, self.does_not_apply))
        return max(0, (self.answered or 0) - shown)


@dataclass(frozen=True, slots=True)
class Themed:
    """The lines of a theme, and their picture."""

    notation: str
    label: str
    lines: tuple[Line, ...]
    silent: tuple[tuple[str, str], ...]
    chart: Chart


@dataclass(frozen=True, slots=True)
class Evolution:
    """Organisations that have each practice in place, by month; None where that may not be shown."""

    months: tuple[str, ...]
    lines: tuple[tuple[str, tuple[int | None, ...]], ...]
    chart: Chart


async def get_observatory(request: web.Request) -> web.StreamResponse:
    """The newest month, as a page or as JSON by `Accept`."""
    by = parameters.one_of("by", request.query.get("by"), SCOPES) or WHOLE
    found = await request.app[DIRECTORY].store.reading(observatory.find)
    if choose(request.headers.get("Accept"), (JSON, HTML)) == JSON:
        return _document(request, found)
    return await _page(request, _read(found), by)


async def get_newest(request: web.Request) -> web.StreamResponse:
    """The newest month for programs."""
    found = await request.app[DIRECTORY].store.reading(observatory.find)
    return _document(request, found) if request.match_info["ext"] == "json" else _table(request, found)


async def get_month(request: web.Request) -> web.StreamResponse:
    """A month that was counted: it never changes."""
    found = await request.app[DIRECTORY].store.reading(observatory.find, request.match_info["month"])
    if found is None:
        raise Missing(ABSENT)
    return _document(request, found) if request.match_info["ext"] == "json" else _table(request, found)


def _document(request: web.Request, found: Month | None) -> web.Response:
    return ready(request, found.document if found else orjson.dumps(EMPTY), JSON)


def _table(request: web.Request, found: Month | None) -> web.Response:
    """All lines of a month, of what is answered or of the help that is wanted; an empty cell may not be shown."""
    table = parameters.one_of("table", request.query.get("table"), TABLES)
    columns, lines = (ASKED, asked_lines(_read(found))) if table == WANTED else (COLUMNS, _answers(found))
    answer = ready(request, written(columns, lines), f"{CSV}; charset=utf-8")
    name = "-".join(filter(None, ("observatory", table if table == WANTED else "", found.month if found else "")))
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _answers(found: Month | None) -> list[tuple[object, ...]]:
    return [
        (
            row["scope"],
            row["group"],
            row["practice"],
            row["month"],
            _cell(row["answered"]),
            *map(_cell, _list(row["levels"])),
            _cell(row["does_not_apply"]),
        )
        for row in _rows(_read(found))
    ]


async def _page(request: web.Request, read: Mapping[str, object], by: str) -> web.StreamResponse:
    directory, pages = request.app[DIRECTORY], request.app[PAGES]
    language = language_of(request, directory.language)
    groups = _groups(pages, [*_rows(read), *asked(read)], by, language)
    group = request.query.get("group", "") if by != WHOLE else ""
    if group and group not in dict(groups):
        raise parameters.BadQuery("group", _NO_GROUP, value=group)
    shown = by == WHOLE or bool(group)
    rows = [row for row in _rows(read) if (row["scope"], row["group"]) == (by, group)] if shown else []
    months = await directory.store.reading(observatory.all, MAX_MONTHS)
    newest = months[-1] if months else None
    html = pages.render(
        "observatory.html",
        language,
        site_of(directory),
        pages.t(language, "observatory.title"),
        request.path,
        month=month_name(pages, newest.month, language) if newest else None,
        citation=f"/observatory/{newest.month}.json" if newest else None,
        sheet=f"/observatory/{newest.month}.csv" if newest else None,
        sha256=newest.sha256 if newest else None,
        organizations=read["organizations"],
        least=LEAST,
        scopes=[(scope, "/observatory" + ("" if scope == WHOLE else f"?by={scope}"), scope == by) for scope in SCOPES],
        by=by,
        partition=by in PARTITIONS,
        groups=[
            (label, f"/observatory?{urlencode({'by': by, 'group': name})}", name == group) for name, label in groups
        ],
        group=dict(groups).get(group),
        shown=shown,
        themes=_themes(pages, rows, language) if shown else [],
        together=_together(pages, read, language) if by == WHOLE else [],
        evolution=_evolution(pages, months, language) if by == WHOLE else None,
        wanted=most_wanted(pages, read, by, group, language) if shown else None,
        enough=ENOUGH,
        looks=LOOKS,
    )
    return page(request, html, language)


def _themes(pages: Pages, rows: Sequence[Mapping[str, object]], language: Language) -> list[Themed]:
    """Every theme with its practices, those that may be shown and those that may not."""
    charter = pages.vocabulary.charter
    told = {str(row["practice"]): row for row in rows}
    themes = []
    for theme in charter.themes:
        practices = charter.of_theme(theme.notation)
        lines = tuple(
            _line(told[each.notation], each.label.in_(language), pages, language)
            for each in practices
            if each.notation in told
        )
        silent = tuple((each.notation, each.label.in_(language)) for each in practices if each.notation not in told)
        name = theme.label.in_(language)
        said = pages.t(language, "observatory.chart.said", n=len(lines), all=len(practices))
        drawn = [Row(each.label, (*(n or 0 for n in each.levels), each.unsaid), each.answered or 0) for each in lines]
        title = pages.t(language, "observatory.chart.title")
        themes.append(
            Themed(
                theme.notation,
                name,
                lines,
                silent,
                bars(f"chart-{theme.notation}", title, said, drawn, (*LOOKS, "unsaid")),
            )
        )
    return themes


def _line(row: Mapping[str, object], label: str, pages: Pages, language: Language) -> Line:
    return Line(
        str(row["practice"]),
        label,
        _count(row["answered"]),
        tuple(_count(each) for each in _list(row["levels"])),
        _count(row["does_not_apply"]),
        month_name(pages, str(row["month"]), language),
    )


def _together(pages: Pages, read: Mapping[str, object], language: Language) -> list[tuple[str, str, int, int, int]]:
    """Pairs of practices by their names, with how many organisations have both, and each alone."""
    label = pages.vocabulary.charter.get
    found = []
    pairs = read["together"]
    for each in pairs if isinstance(pairs, list) else []:
        first, second = (label(notation) for notation in each["practices"])
        if first and second:
            found.append((first.label.in_(language), second.label.in_(language), each["both"], *each["alone"]))
    return found


def _evolution(pages: Pages, months: Sequence[Month], language: Language) -> Evolution | None:
    """Who has each practice in place (level 3 or 4), counted month by month; None before there are months enough."""
    if len(months) < ENOUGH:
        return None
    read = [{str(row["practice"]): row for row in _rows(_read(each)) if row["scope"] == WHOLE} for each in months]
    lines = []
    for practice in pages.vocabulary.charter.practices:
        values = [_in_place(each.get(practice.notation)) for each in read]
        if any(value is not None for value in values):
            lines.append((practice.label.in_(language), tuple(values)))
    return Evolution(
        tuple(short_month(each.month) for each in months), tuple(lines), _answered(pages, months, read, language)
    )


def _answered(
    pages: Pages, months: Sequence[Month], read: Sequence[Mapping[str, Mapping[str, object]]], language: Language
) -> Chart:
    sums = [sum(_count(row["answered"]) or 0 for row in each.values()) for each in read]
    title = pages.t(language, "observatory.evolution.title")
    said = pages.t(language, "observatory.evolution.said", before=sums[0], after=sums[-1])
    values = [(short_month(month.month), each) for month, each in zip(months, sums, strict=True)]
    return columns("evolution", title, said, values)


def _in_place(row: Mapping[str, object] | None) -> int | None:
    levels = row["levels"] if row else None
    well = [_count(each) for each in levels[3:]] if isinstance(levels, list) else [None]
    return None if None in well else sum(each or 0 for each in well)


def _of_group(by: str, name: str) -> str:
    return f"/observatory?{urlencode({'by': by, 'group': name})}"


def _groups(pages: Pages, rows: Iterable[Mapping[str, object]], by: str, language: Language) -> list[tuple[str, str]]:
    """The groups that something is shown of, by their names."""
    names = {str(row["group"]) for row in rows if row["scope"] == by and by != WHOLE}
    return sorted(((name, _named(pages, by, name, language)) for name in names), key=lambda pair: pair[1])


def _named(pages: Pages, by: str, name: str, language: Language) -> str:
    if name == UNKNOWN:
        return pages.t(language, "observatory.unknown")
    if by == "size":
        return pages.t(language, "observatory.size", n=name)
    return pages.label(language, "territory" if by == "department" else by, name) or name


def _read(found: Month | None) -> Mapping[str, object]:
    document: Mapping[str, object] = orjson.loads(found.document) if found else EMPTY
    return document


def _rows(read: Mapping[str, object]) -> list[dict[str, object]]:
    rows = read["rows"]
    return rows if isinstance(rows, list) else []


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _count(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _cell(value: object) -> object:
    return "" if value is None else value
