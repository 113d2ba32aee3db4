"""Sets: what a dump holds, apart by the conditions under which it may be used (DESIGN 6), and for whom each is."""

from __future__ import annotations

from typing import Final

from node.store.visible import MEMBERS, OPEN
from vocab.language import Text

PUBLIC: Final = ("commons-open", "commons-share-alike")
FOR_MEMBERS: Final = ("reciprocal-ess",)
SETS: Final = (*PUBLIC, *FOR_MEMBERS)

TITLES: Final = {
    "commons-open": Text("Ce que chacun peut réutiliser librement", "What anybody may reuse freely"),
    "commons-share-alike": Text(
        "Ce qui se réutilise à condition de partager à l'identique", "What may be reused if it is shared alike"
    ),
    "reciprocal-ess": Text(
        "Ce qui est réservé à la réciprocité, entre membres", "What is kept for reciprocity, among members"
    ),
}


def set_of(level: int, policy: str) -> str | None:
    """The set of a record that leaves for those of a level; None for one that stays.

    >>> set_of(0, "commons-share-alike"), set_of(1, "reciprocal-ess"), set_of(2, "commons-open")
    ('commons-share-alike', 'reciprocal-ess', None)
    """
    allowed = {OPEN: PUBLIC, MEMBERS: FOR_MEMBERS}.get(level, ())
    return policy if policy in allowed else None


def is_public(file: str) -> bool:
    """Whether a file of a dump is for everybody, by its name."""
    return not file.startswith(FOR_MEMBERS)
