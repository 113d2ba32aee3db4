"""Circles: what stands beside a statement: that it comes round to whoever makes it, or that both may be one.

Facts and no verdict: who visits is often visited in return, and a node knows a part of what is said only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from federation.errors import Refused
from node.store import endorsements, organizations
from node.store.connection import Db
from node.store.endorsements import Endorsement
from vocab.credential import Credential
from vocab.language import Text

# Circles of more than four are not looked for; of each organisation so many are followed, and so often is asked in all.
FAN: Final = 50
MOST_ASKED: Final = 400
Alike = Literal["", "number", "website"]
SAME: Final[dict[Alike, Text]] = {
    "number": Text(
        "Les deux comptes déclarent le même numéro de registre : une organisation ne témoigne pas d'elle-même.",
        "Both accounts declare the same register number: an organisation does not vouch for itself.",
    ),
    "website": Text(
        "Les deux comptes déclarent le même site web : une organisation ne témoigne pas d'elle-même.",
        "Both accounts declare the same website: an organisation does not vouch for itself.",
    ),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A statement with what stands beside it; `circle`: who makes it, whom it is about, and so on until it closes."""

    said: Endorsement
    circle: tuple[str, ...]
    alike: Alike


def told(db: Db, found: list[Endorsement], now: str, most: int = MOST_ASKED) -> list[Told]:
    """What is shown, each with what this node sees beside it, by what it holds and may show."""
    search = _Search(db, now, most)
    return [Told(each, search.circle(each), alike(db, each.issuer, each.subject)) for each in found]


def of_subject(db: Db, subject: str, now: str, limit: int) -> list[Told]:
    """What others state of an organisation, with what stands beside it."""
    return told(db, endorsements.of_subject(db, subject, now, limit), now)


def of_practice(db: Db, practice: str, now: str, limit: int) -> list[Told]:
    """Who stated a practice of whom, with what stands beside it."""
    return told(db, endorsements.of_practice(db, practice, now, limit), now)


def alike(db: Db, one: str, other: str) -> Alike:
    """Whether two accounts are one organisation by what both declare, as far as their profiles are held here."""
    first, second = organizations.named(db, one), organizations.named(db, other)
    if first is None or second is None:
        return ""
    if set(first.traits.numbers) & set(second.traits.numbers):
        return "number"
    return "website" if first.traits.site is not None and first.traits.site == second.traits.site else ""


def require_two(db: Db, said: Credential) -> None:
    """Raises `Refused` where who states it and whom it is about declare that they are one."""
    same = alike(db, said.issuer, said.subject)
    if same:
        raise Refused(f"{said.issuer} and {said.subject} declare the same {same}", SAME[same])


@dataclass(slots=True)
class _Search:
    """Looks for the shortest way back, and asks the store no more than so often."""

    db: Db
    now: str
    left: int
    _known: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)

    def circle(self, said: Endorsement) -> tuple[str, ...]:
        if said.practice is None:
            return ()
        first, then, practice = said.issuer, said.subject, said.practice
        if endorsements.states(self.db, then, first, practice, self.now):
            return first, then
        onward = self._ask("at", then, practice)
        back = set(self._ask("by", first, practice)) if onward else set()
        if not back:
            return ()
        for third in onward:
            if third in back:
                return first, then, third
        for third in onward:
            for fourth in self._ask("at", third, practice):
                if fourth in back:
                    return first, then, third, fourth
        return ()

    def _ask(self, way: str, id: str, practice: str) -> list[str]:
        asked = (way, id, practice)
        if asked not in self._known and self.left > 0:
            self.left -= 1
            look = endorsements.seen_at if way == "at" else endorsements.seen_by
            self._known[asked] = look(self.db, id, practice, self.now, FAN)
        return self._known.get(asked, [])
