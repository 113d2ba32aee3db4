"""Sighting: the few practices of which a node can see something by itself, as facts: never a level, in nobody's report.

Only what everybody may read is looked at, so that the answer is the same for all and tells nothing of the rest. What
concerns a platform's own service (D03, D04, D10) cannot be seen from here and is never marked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from node.reporting import months_after
from node.store import sighted
from node.store.connection import Db
from node.store.looked import Looked, code_of
from node.store.sighted import Sighted
from node.store.sites import Page

FRESH_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Sighting:
    """What was seen of a practice: `seen` "yes", "no", or a word of its own; `n` of `total` things, the newest at
    `newest`; `also`: how many of them have what goes with it; `names` of what was found.
    """

    practice: str
    seen: str
    newest: str | None = None
    n: int = 0
    total: int = 0
    also: int = 0
    names: tuple[str, ...] = ()


def sightings(db: Db, organization: str, now: str) -> tuple[Sighting, ...]:
    """What this node sees of an organisation's practices at this moment; nothing of one it may not speak of."""
    found = sighted.of_organization(db, organization, now)
    return () if found is None else judged(found, now)


def judged(found: Sighted, now: str) -> tuple[Sighting, ...]:
    """The same from the facts alone."""
    return (
        Sighting("K01", _fresh(found.profile, now[:10]), found.profile),
        Sighting("K03", _yes(found.notices > 0), found.newest_notice, found.notices),
        Sighting("K05", _yes(found.given > 0), found.newest_given, found.given),
        Sighting(
            "D07",
            _yes(found.with_policy == found.looked_at),
            n=found.with_policy,
            total=found.looked_at,
            also=found.with_licence,
        ),
        *_at_the_repository(found.code),
        *_on_the_website(found.page),
    )


def _at_the_repository(code: Looked | None) -> tuple[Sighting, ...]:
    """Nothing of a repository that was never looked at; "unnamed": a licence file whose text is not recognised."""
    if code is None:
        return ()
    at, licence, asked = code_of(code)
    seen = "no" if code.outcome == "none" else code.outcome
    if code.outcome == "found":
        seen = "yes" if licence else "unnamed"
    return (Sighting("C01", seen, code.tried, asked, names=tuple(each for each in (licence, at) if each)),)


def _on_the_website(page: Page | None) -> tuple[Sighting, ...]:
    """Nothing of a website that was never read."""
    if page is None:
        return ()
    return (
        Sighting("D05", _yes(not page.hosts), page.on, len(page.hosts), names=page.hosts),
        Sighting("T02", _yes(page.statement is not None), page.on, names=(page.statement,) if page.statement else ()),
    )


def _fresh(profile: str | None, today: str) -> str:
    return "undated" if profile is None else _yes(months_after(profile[:10], FRESH_MONTHS) >= today)


def _yes(seen: bool) -> str:
    return "yes" if seen else "no"
