"""Past: an organisation's reports on one charter side by side, practice by practice, and where its version changed.

Those of different charters are never compared: they ask different things.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import orjson

from node.store.search import Row as Held
from node.web.charts import Chart, columns
from node.web.pages import Pages
from vocab.answers import Part, answers_of, evidence_of, level_of
from vocab.edition import Edition
from vocab.language import Language
from vocab.looseness import first_text, id_of
from vocab.reports import charter_of


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it came, and the version that it answers."""

    id: str
    document: Mapping[str, object]
    version: str


@dataclass(frozen=True, slots=True)
class Past:
    """A report in people's words: when it was made, where it is read, how many answers it has and how many come with
    evidence. `version`: which it answers, where those side by side answer several."""

    when: str
    made: str
    href: str
    answered: int
    shown: int
    version: str | None = None


@dataclass(frozen=True, slots=True)
class History:
    """The reports of an organisation, oldest first; the level of each practice in each, a dash where it has none."""

    reports: tuple[Past, ...]
    lines: tuple[tuple[str, str, tuple[str, ...]], ...]
    charts: tuple[Chart, ...]


def by_charter(pages: Pages, held: Iterable[Held]) -> dict[str, list[Report]]:
    """The reports by the address of the charter that they answer, oldest first.

    What answers a charter that this node does not know is compared with nothing.
    """
    charter = pages.vocabulary.charter
    found: dict[str, list[Report]] = {}
    for row in held:
        document = orjson.loads(row.document)
        written = id_of(document.get("charterVersion"))
        version = charter.version_named(written) if written else charter.version
        if version is not None:
            found.setdefault(charter_of(written), []).append(Report(row.id, document, version))
    return found


def history_of(pages: Pages, asked: Edition, reports: Sequence[Report], language: Language) -> History | None:
    """The reports of one charter side by side; None before there are two to compare."""
    if len(reports) < 2:
        return None
    charter = pages.vocabulary.charter
    said = [answers_of(report.document, charter) for report in reports]
    several = len({report.version for report in reports}) > 1
    past = []
    for report, answers in zip(reports, said, strict=True):
        made = first_text(report.document.get("published")) or ""
        shown = sum(bool(evidence_of(answer)) for answer in answers.values())
        version = report.version.rpartition("/")[2] if several else None
        past.append(Past(pages.date(language, made) or made, made, report.id, len(answers), shown, version))
    # In the order of the charter, then what only an earlier version of it asked.
    order = dict.fromkeys((*(each.notation for each in asked.practices), *(code for one in said for code in one)))
    lines = [
        (each.notation, each.label.in_(language), tuple(_cell(answers.get(each.notation, {})) for answers in said))
        for each in map(charter.get, order)
        if each is not None and any(each.notation in answers for answers in said)
    ]
    charts = tuple(
        columns(
            f"past-{asked.fork.slug}-{name}" if asked.fork else f"past-{name}",
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
