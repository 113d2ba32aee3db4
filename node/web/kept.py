"""What the busiest pages keep in memory: ready answers, each as old as the number that counts what could change it.

The store counts the commits that wrote to our actors, and all units of work. Both grow before a writer hears that its
work is done, so who reads after that never gets the older answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from aiohttp import web

from node.endorsements.giving import Listed
from node.errors import Missing
from node.store import actors
from node.store.actors import LocalActor
from node.store.store import Store
from node.web.negotiation import ACTIVITY, HTML, NQUADS, TURTLE, Preferences
from node.web.prepared import Dates, Prepared, Sent
from vocab.language import Text

MAX_ACTORS: Final = 256
MAX_RECORDS: Final = 128
MAX_HANDLES: Final = 256
MAX_LISTS: Final = 256
# A longer body is read from the disk each time: what is kept stays under ten megabytes.
MAX_BODY: Final = 65_536
NOBODY: Final = Text("Personne ici ne porte ce nom.", "Nobody here has this name.")

T = TypeVar("T")


@dataclass(slots=True)
class Shelf(Generic[T]):
    """At most `limit` things, good for one version of the store."""

    limit: int
    _version: int = -1
    _found: dict[str, T] = field(default_factory=dict)

    def get(self, key: str, version: int) -> T | None:
        """What is kept of this version."""
        if version != self._version:
            self._version = version
            self._found.clear()
        return self._found.get(key)

    def put(self, key: str, found: T, version: int) -> None:
        """Keep what was read when the store was at `version`, unless somebody has asked for a later one since."""
        if version == self._version:
            if len(self._found) >= self.limit:
                self._found.clear()
            self._found[key] = found


@dataclass(frozen=True, slots=True)
class ActorPage:
    """One of our actors with its answer."""

    actor: LocalActor
    answer: Prepared


@dataclass(slots=True)
class Kept:
    """Answers kept ready by one running node."""

    store: Store
    actors: Shelf[ActorPage] = field(default_factory=lambda: Shelf(MAX_ACTORS))
    records: Shelf[Prepared] = field(default_factory=lambda: Shelf(MAX_RECORDS))
    handles: Shelf[Prepared] = field(default_factory=lambda: Shelf(MAX_HANDLES))
    lists: dict[str, Listed] = field(default_factory=dict)
    dates: Dates = field(default_factory=Dates)
    preferences: Preferences = field(default_factory=lambda: Preferences((ACTIVITY, HTML, TURTLE, NQUADS)))

    async def page(self, name: str) -> ActorPage:
        """The actor with this name, ready; raises `Missing`."""
        version = self.store.actors_version
        found = self.actors.get(name, version)
        if found is not None:
            return found
        actor = await self.store.reading(actors.named, name)
        if actor is None:
            raise Missing(NOBODY)
        page = ActorPage(actor, Prepared.of(actor.document, ACTIVITY))
        self.actors.put(name, page, version)
        return page

    async def named(self, name: str) -> LocalActor:
        """The actor with this name; raises `Missing`."""
        return (await self.page(name)).actor

    def keep_list(self, issuer: str, listed: Listed) -> None:
        """Keep the list of what an actor revoked; whoever serves it asks each time whether it still says all."""
        if issuer not in self.lists and len(self.lists) >= MAX_LISTS:
            self.lists.clear()
        self.lists[issuer] = listed

    def send(self, request: web.Request, answer: Prepared, now: float) -> web.Response:
        """A prepared answer, or 304 to a reader that has it."""
        unchanged = answer.held_by(request.headers.get("If-None-Match"))
        return Sent(answer, self.dates.line(now), unchanged=unchanged)


KEPT: web.AppKey[Kept] = web.AppKey("kept", Kept)
