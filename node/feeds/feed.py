"""A feed: what was asked, where it is, what answers, what was withdrawn of late, ready to be written in any form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from node.feeds.told import Told
from node.formats.item import Item, Labels
from node.store.tombstones import Tombstone


@dataclass(frozen=True, slots=True)
class Feed:
    """One page of a feed. `address` is that of its first page, `here` of this one; `page` is the same for people."""

    title: str
    about: str
    publisher: str
    origin: str
    page: str
    address: str
    here: str
    next: str | None
    language: str
    labels: Labels
    # The records, and what the forms that people read say of each; a table and a map layer need the first alone.
    items: Sequence[Item]
    names: Mapping[str, str]
    told: Sequence[Told] = ()
    gone: Sequence[Tombstone] = ()
    french_csv: bool = False

    @property
    def updated(self) -> str | None:
        """When the newest of what is here was said, or withdrawn; None where there is nothing."""
        return max([each.updated for each in self.told] + [each.when for each in self.gone], default=None)
