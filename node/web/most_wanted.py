"""Most wanted: which practices most organisations look for help with, as a month of the observatory counted them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from node.web.charts import Chart, Row, bars
from node.web.pages import Pages
from vocab.language import Language

ASKED: Final = ("scope", "group", "practice", "month", "organizations")
# As many bars as are read at a glance; the table has them all.
MOST_BARS: Final = 10


@dataclass(frozen=True, slots=True)
class Wanting:
    """A practice, and how many organisations look for help with it; None where that may not be shown."""

    notation: str
    label: str
    organizations: int | None


@dataclass(frozen=True, slots=True)
class MostWanted:
    """The practices of a group, the most wanted first; `hidden` are asked for, by how many may not be shown."""

    lines: tuple[Wanting, ...]
    hidden: tuple[Wanting, ...]
    chart: Chart | None


def most_wanted(pages: Pages, read: Mapping[str, object], by: str, group: str, language: Language) -> MostWanted | None:
    """Those of one group of a month; None for a month in which they were not counted yet."""
    if "wanted" not in read:
        return None
    found = []
    for each in asked(read):
        practice = pages.vocabulary.charter.get(str(each["practice"]))
        if (each["scope"], each["group"]) == (by, group) and practice is not None:
            n = each["organizations"]
            found.append(Wanting(practice.notation, practice.label.in_(language), n if isinstance(n, int) else None))
    # By the numbers that are shown, then as the catalogue has them: of no organisation is anything said.
    lines = sorted(
        (each for each in found if each.organizations is not None), key=lambda each: -(each.organizations or 0)
    )
    rows = [Row(each.label, (each.organizations or 0,), each.organizations or 0) for each in lines[:MOST_BARS]]
    said = pages.t(language, "observatory.wanted.said", n=len(lines))
    title = pages.t(language, "observatory.wanted.title")
    return MostWanted(
        tuple(lines),
        tuple(each for each in found if each.organizations is None),
        bars("most-wanted", title, said, rows, ("l3",)) if rows else None,
    )


def asked(read: Mapping[str, object]) -> list[dict[str, object]]:
    """The lines of a month; those from before there were any have none."""
    lines = read.get("wanted")
    return lines if isinstance(lines, list) else []


def asked_lines(read: Mapping[str, object]) -> list[tuple[object, ...]]:
    """All of them, for a table."""
    return [
        (
            each["scope"],
            each["group"],
            each["practice"],
            read["month"],
            "" if each["organizations"] is None else each["organizations"],
        )
        for each in asked(read)
    ]
