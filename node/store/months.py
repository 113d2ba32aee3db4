"""Months: what the directory held of each territory in each month, counted once; never changed afterwards.

Only what everybody may see counts, and of that what was not over: these are figures for everybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from node.store.connection import Db
from node.store.entries import PLACED
from node.store.existing import ENDED

FIGURES: Final = ("here", "serving", "offers", "requests", "events", "practices")
_OF_KIND: Final = {"offer": "offers", "request": "requests", "event": "events", "practice": "practices"}

Counted = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Month:
    """The figures of one territory in one month (2026-11)."""

    month: str
    here: int = 0
    serving: int = 0
    offers: int = 0
    requests: int = 0
    events: int = 0
    practices: int = 0

    @property
    def existing(self) -> int:
        """Organisations that count as existing there."""
        return self.here + self.serving


def is_counted(db: Db, month: str) -> bool:
    """Whether a month was counted already."""
    return db.execute("SELECT 1 FROM months_counted WHERE month = ?", (month,)).fetchone() is not None


def count(db: Db, now: str) -> Counted:
    """The figures of every territory of which something is known now."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(FIGURES, 0))
    sql = (
        "SELECT e.kind, e.places FROM entries e WHERE e.open + 0 = 1 AND e.places <> ''"
        f" AND (e.expires IS NULL OR e.expires >= ?) AND instr(e.facets, ' stage={ENDED} ') = 0"
        f" AND e.kind IN ('organization', {', '.join(repr(kind) for kind in _OF_KIND)})"
    )
    for kind, places in db.execute(sql, (now,)):
        standing: set[str] = set()
        close: set[str] = set()
        for each in str(places).split():
            how, _, slug = each.partition("=")
            (standing if how == PLACED else close).add(slug)
        if kind == "organization":
            for slug in standing:
                found[slug]["here"] += 1
            for slug in close - standing:
                found[slug]["serving"] += 1
        else:
            for slug in standing | close:
                found[slug][_OF_KIND[kind]] += 1
    return dict(found)


def keep(db: Db, month: str, counted: Mapping[str, Mapping[str, int]], now: str, *, months: int) -> bool:
    """Keep the figures of a month, unless it was counted before, and let go of all but the newest `months`."""
    first = db.execute("INSERT OR IGNORE INTO months_counted (month, counted) VALUES (?,?)", (month, now)).rowcount
    if not first:
        return False
    rows = [(slug, month, *(figures[name] for name in FIGURES)) for slug, figures in counted.items()]
    db.executemany(
        f"INSERT INTO territory_months (territory, month, {', '.join(FIGURES)}) VALUES (?,?,?,?,?,?,?,?)", rows
    )
    kept = "SELECT month FROM months_counted ORDER BY month DESC LIMIT ?"
    db.execute(f"DELETE FROM territory_months WHERE month NOT IN ({kept})", (months,))
    db.execute(f"DELETE FROM months_counted WHERE month NOT IN ({kept})", (months,))
    return True


def of(db: Db, slug: str) -> list[Month]:
    """The months counted, oldest first, with the figures of one territory."""
    sql = (
        f"SELECT c.month, {', '.join(f'coalesce(t.{name}, 0)' for name in FIGURES)} FROM months_counted c"
        " LEFT JOIN territory_months t ON t.month = c.month AND t.territory = ? ORDER BY c.month"
    )
    return [Month(*row) for row in db.execute(sql, (slug,))]
