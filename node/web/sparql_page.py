"""The page of questions: an editor, worked questions, and what an answer looks like to people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import orjson
from aiohttp import web

from node.sparql.formats import formats_of
from node.sparql.names import provenance_graph
from node.sparql.question import Form
from node.sparql.questions import Questions
from node.sparql.refusals import Unanswered
from node.sparql.service import Answer, Sparql
from node.web.numbers import grouped
from node.web.pages import Pages, Site
from vocab import skos
from vocab.language import Language
from vocab.vocabulary import Vocabulary

QUESTIONS: web.AppKey[Questions] = web.AppKey("questions", Questions)
# A page shows so many rows; the files have all.
MAX_ROWS: Final = 200
MAX_CELL: Final = 500


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer to be shown: a table as JSON, or triples as Turtle."""

    form: Form
    answer: Answer


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as people read it; `href` where it leads, `abroad` when that is another site."""

    text: str
    href: str | None = None
    abroad: bool = False
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows."""

    names: list[str]
    rows: list[list[Cell]]


def render_sparql(
    pages: Pages,
    questions: Questions,
    service: Sparql,
    language: Language,
    site: Site,
    text: str,
    *,
    shown: Shown | None,
    refusal: Unanswered | None,
) -> str:
    """The page, with a question, its answer or why there is none."""
    form = shown.form if shown is not None else None
    settings = service.settings
    return pages.render(
        "sparql.html",
        language,
        site,
        pages.t(language, "sparql.title"),
        _address(text),
        text=text or questions.worked[0].text(language, site.origin),
        state=_state(pages, service, language),
        limits=pages.t(
            language, "sparql.limits", seconds=settings.sparql_time_s, rows=grouped(settings.sparql_rows, language)
        ),
        shown=shown,
        table=_table(pages.vocabulary, shown, language, site) if form == "SELECT" and shown else None,
        graph=shown.answer.body.decode() if shown is not None and form in ("CONSTRUCT", "DESCRIBE") else None,
        yes=b"true" in shown.answer.body if shown is not None and form == "ASK" else None,
        most=MAX_ROWS,
        downloads=[(name, _address(text, name)) for name in formats_of(form)] if form is not None else [],
        refusal=None if refusal is None else _said(refusal, language),
        worked=[(each.title.in_(language), _address(each.text(language, site.origin))) for each in questions.worked],
        graphs={"provenance": provenance_graph(site.origin), "vocabulary": skos.GRAPH},
    )


def _address(text: str, format: str | None = None) -> str:
    pairs = [("query", text)] if text else []
    pairs += [("format", format)] if format else []
    return "/sparql?" + urlencode(pairs) if pairs else "/sparql"


def _state(pages: Pages, service: Sparql, language: Language) -> str:
    status = service.indexer.status
    if not status.ready:
        done, of = status.building or (0, 0)
        return pages.t(language, "sparql.building", done=done, of=of)
    if status.behind:
        # How many is not said: it would count what not everybody may see.
        return pages.t(language, "sparql.behind", seconds=round(service.lag_s))
    return pages.t(language, "sparql.current", n=status.records)


def _said(refusal: Unanswered, language: Language) -> tuple[str, str, str]:
    return refusal.public.in_(language), refusal.fix.in_(language), refusal.detail


def _table(vocabulary: Vocabulary, shown: Shown, language: Language, site: Site) -> Table:
    found: dict[str, Any] = orjson.loads(shown.answer.body)
    names = [str(name) for name in found["head"]["vars"]]
    rows = found["results"]["bindings"][:MAX_ROWS]
    return Table(names, [list(_cells(vocabulary, names, row, language, site)) for row in rows])


def _cells(
    vocabulary: Vocabulary, names: list[str], row: dict[str, Any], language: Language, site: Site
) -> Iterator[Cell]:
    for name in names:
        term = row.get(name)
        if not isinstance(term, dict):
            yield Cell("")
        elif term["type"] == "uri":
            yield _link(vocabulary, str(term["value"]), language, site)
        elif term["type"] == "triple":
            yield Cell(orjson.dumps(term["value"]).decode()[:MAX_CELL])
        else:
            yield Cell(str(term["value"])[:MAX_CELL], language=term.get("xml:lang"))


def _link(vocabulary: Vocabulary, iri: str, language: Language, site: Site) -> Cell:
    """What an IRI stands for in people's words where we have some; else the IRI, without what all have."""
    label = _label(vocabulary, iri, language)
    text = label or iri.partition("://")[2][:MAX_CELL] or iri[:MAX_CELL]
    if not iri.startswith(("https://", "http://")):
        return Cell(text)
    return Cell(text, iri, abroad=not iri.startswith(f"{site.origin}/"))


def _label(vocabulary: Vocabulary, iri: str, language: Language) -> str | None:
    concept = vocabulary.schemes.find(iri)
    if concept is not None:
        return concept.label.in_(language)
    practice = vocabulary.charter.get(iri)
    if practice is not None:
        return practice.label.in_(language)
    territory = vocabulary.territories.get(iri)
    return territory.label(language) if territory is not None else None
