"""Adherence: an organisation's word, decided by its own people, that it follows a version of the charter.

It stands in the signed profile. Its end is written nowhere: whoever reads it works it out. It ends when the profile no
longer says so, or a year after a newer version came out without being adhered to in its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from vocab.charter import Charter
from vocab.looseness import first_text, id_of, one_or_many

MONTHS: Final = 12
# Asks for whoever adheres to any version that still counts.
ANY: Final = "any"
_MAX_TEXT: Final = 500
_WEB: Final = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Adherence:
    """What a profile says: the version, who decided, the day, the address of the minutes. `ends`: the first day on
    which it counts no more, None while no newer version is out; `newer` is that version."""

    version: str
    decided_by: str
    date: str
    minutes: str | None
    ends: str | None
    newer: str | None

    def counts(self, today: str) -> bool:
        """Whether it is in force on a day."""
        return self.date[:10] <= today[:10] and (self.ends is None or today[:10] < self.ends)


def adherence_of(document: Mapping[str, object], charter: Charter) -> Adherence | None:
    """The adherence that a profile states, whole: a version we know, who decided and when; else None."""
    for said in one_or_many(document.get("adheresTo"))[:10]:
        if isinstance(said, Mapping):
            version = charter.version_named(id_of(said.get("charterVersion")) or "")
            decided_by, day = first_text(said.get("decidedBy")), _day(first_text(said.get("date")))
            if version and decided_by and day:
                minutes = id_of(said.get("minutes"))
                newer, ends = end_of(version, charter)
                kept = minutes[:2_000] if minutes and minutes.startswith(_WEB) else None
                return Adherence(version, " ".join(decided_by.split())[:_MAX_TEXT], day, kept, ends, newer)
    return None


def version_in(document: Mapping[str, object], charter: Charter) -> str | None:
    """The version that a profile says it adheres to, whether or not that still counts."""
    adherence = adherence_of(document, charter) if "adheresTo" in document else None
    return adherence.version if adherence else None


def end_of(version: str, charter: Charter) -> tuple[str | None, str | None]:
    """The version that came after this one, and the first day on which adhering to this one counts no more."""
    issues = charter.issues(version)
    later = [(day, each) for each, day in issues.items() if day > issues[version]]
    if not later:
        return None, None
    day, newer = min(later)
    return newer, _months_after(day, MONTHS)


def in_force(charter: Charter, today: str) -> tuple[str, ...]:
    """The versions that one may be counted as adhering to on a day, the newest first."""
    ends = ((version, end_of(version, charter)[1]) for version in charter.every_version)
    return tuple(version for version, end in ends if end is None or today[:10] < end)


def _day(written: str | None) -> str | None:
    try:
        return date.fromisoformat((written or "")[:10]).isoformat()
    except ValueError:
        return None


def _months_after(day: str, months: int) -> str:
    """The same day so many months later; the 29th of February becomes the 28th where there is none.

    >>> _months_after("2026-11-27", 12), _months_after("2028-02-29", 12)
    ('2027-11-27', '2029-02-28')
    """
    begun = date.fromisoformat(day)
    month = begun.month - 1 + months
    year, month = begun.year + month // 12, month % 12 + 1
    for last in range(begun.day, 0, -1):
        try:
            return date(year, month, last).isoformat()
        except ValueError:
            continue
    raise AssertionError
