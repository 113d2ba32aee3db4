"""The directory: one question, one answer, whatever the form it is given in (DESIGN 7).

The web, the feeds and the command line all ask here. What the answer holds depends on who asks (`node/reader.py`) and
on whether it is read or taken away whole; how it is found is `store/search.py`'s matter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, Protocol, TypeVar
from urllib.parse import urlencode

from federation.ports import Clock
from node.clock import iso
from node.cursor import OTHER, After, seal, unseal
from node.query import BadQuery, Query
from node.reader import Reader
from node.shelf_keeper import ShelfKeeper
from node.store import records, search, suggestions
from node.store.clauses import Clause
from node.store.connection import Db
from node.store.search import Found, Row
from node.store.suggestions import Suggestion
from vocab.vocabulary import Vocabulary

P = ParamSpec("P")
T = TypeVar("T")


class ReadingStore(Protocol):
    """What the directory asks of the store."""

    async def reading(self, unit: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a synchronous function of a connection inside one snapshot."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, with the cursor of the next page (None on the last) and the address of this one."""

    query: Query
    found: Found
    next: str | None
    address: str
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def next_address(self) -> str | None:
        """Where the next page is."""
        if self.next is None:
            return None
        pairs = [*self.query.pairs(), ("cursor", self.next)]
        return f"{self.address}?{urlencode(pairs)}"


@dataclass(frozen=True, slots=True)
class Directory:
    """The directory of one node. `secret` seals cursors; `language` is the node's own; `keeper`: of what is
    in memory; with none the tables answer alone."""

    store: ReadingStore
    vocabulary: Vocabulary
    clock: Clock
    title: str
    origin: str
    language: str
    secret: bytes
    keeper: ShelfKeeper | None = None

    async def ask(
        self,
        query: Query,
        reader: Reader,
        *,
        bulk: bool = False,
        suffix: str = "",
        also: Mapping[str, Clause] | None = None,
    ) -> Answer:
        """Answer a question; `bulk` for what leaves whole, `also`: what else must hold, of programs that need no
        suggestions when nothing does.

        Raises `BadQuery` for a cursor of another question.
        """
        query, after = self._turned(query)
        if after is None and query.literal is not None and query.words.wanted:
            # The name of an organisation that has a place in it: "Ville de Saint-Aubert".
            if await self.store.reading(search.called, query.literal.words.wanted[0], reader):
                query = query.literal
        found = await self._found(query, reader, after, bulk, also)
        if after is None and not found.total and query.literal is not None:
            words = await self._found(query.literal, reader, None, bulk, also)
            if words.total:  # no place: "La Halte de Moulins" is in Lille
                query, found = query.literal, words
        close: tuple[Suggestion, ...] = ()
        if after is None and not found.total and not bulk and also is None:
            now = iso(self.clock.now())
            close = await self.store.reading(
                suggestions.suggestions, query, reader, self.vocabulary, records.body, now=now
            )
        next = seal(self.secret, query.about(), found.next) if found.next else None
        return Answer(query, found, next, f"{self.origin}/directory{suffix}", close)

    def _turned(self, query: Query) -> tuple[Query, After | None]:
        """The question that a cursor belongs to, and where its page begins."""
        if query.cursor is None:
            return query, None
        for asked in filter(None, (query, query.literal)):
            after = unseal(self.secret, asked.about(), query.cursor)
            if after is not None:
                return asked, after
        raise BadQuery("cursor", OTHER)

    async def _found(
        self,
        query: Query,
        reader: Reader,
        after: After | None,
        bulk: bool,
        also: Mapping[str, Clause] | None,
    ) -> Found:
        now, keeper = iso(self.clock.now()), self.keeper
        found = await self.store.reading(
            search.find,
            query,
            reader,
            self.vocabulary,
            records.body,
            now=now,
            after=after,
            bulk=bulk,
            also=also,
            held=keeper.held if keeper else None,
        )
        if keeper is not None:
            keeper.see()
        return found

    async def one(self, id: str, reader: Reader) -> Row | None:
        """One entry, if `reader` may see it."""
        return await self.store.reading(search.one, id, reader, records.body, now=iso(self.clock.now()))

    async def some(self, ids: tuple[str, ...], reader: Reader) -> tuple[Row, ...]:
        """Several entries, as far as `reader` may see them."""
        return await self.store.reading(search.some, ids, reader, records.body, now=iso(self.clock.now()))

    async def of_owner(self, owner: str, kinds: tuple[str, ...], reader: Reader, *, limit: int = 50) -> tuple[Row, ...]:
        """The newest entries of one actor."""
        now = iso(self.clock.now())
        return await self.store.reading(search.of_owner, owner, kinds, reader, records.body, now=now, limit=limit)

    async def names(self, owners: tuple[str, ...], reader: Reader) -> dict[str, bytes]:
        """The documents of those of `owners` who have a profile here that `reader` may see."""
        return await self.store.reading(search.profiles, owners, reader, records.body)
