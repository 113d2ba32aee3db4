"""Feeds of one node: asked of the directory as nobody in particular, written in a form, and kept while nothing changes.

Whoever asks, a feed holds what everybody may see and what its author lets leave so (DESIGN 6): it is never asked with
credentials, so that one answer serves all. A kept answer is as old as the directory's position; what depends on the
clock as well (dates that pass) is written anew after a few minutes.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from node.clock import iso
from node.directory import Directory
from node.feeds import atom, calendar, json, rss, tables
from node.feeds.feed import Feed
from node.feeds.named import Named
from node.feeds.question import POLICIES, fed
from node.feeds.told import Told, told
from node.formats.conditions import NAMES, conditions
from node.formats.item import Item, Labels, items_of
from node.formats.names import names_of
from node.parameters import Choice
from node.query import DEFAULT_LIMIT, Query
from node.reader import Reader
from node.store import changes, tombstones
from node.store.clauses import Clause
from node.store.tombstones import Tombstone
from vocab.language import Language, Text


@dataclass(frozen=True, slots=True)
class Form:
    """A form a feed comes in: its media type, how it is written, how many records it has unless asked otherwise.

    `tells`: it says each record to people, not only its fields.
    """

    media_type: str
    write: Callable[[Feed], bytes]
    limit: int = DEFAULT_LIMIT
    tells: bool = True


FORMS: Final[dict[str, Form]] = {
    "atom": Form(f"{atom.MEDIA_TYPE}; charset=utf-8", atom.write),
    "rss": Form(f"{rss.MEDIA_TYPE}; charset=utf-8", rss.write),
    "json": Form(json.MEDIA_TYPE, json.write),
    "ics": Form(calendar.MEDIA_TYPE, calendar.write, limit=100),
    "geojson": Form(tables.GEOJSON, tables.write_geojson, limit=100, tells=False),
    "csv": Form(tables.CSV, tables.write_csv, limit=100, tells=False),
}
DIRECTORY: Final = "directory"
# Parameters that say how the answer is cut, or which the address of a feed says in its own way.
_APART: Final = frozenset({"sort", "limit", "lang", "cursor", "facets", "view", "shade"})
# Records told before others have their turn: a few milliseconds.
STEP: Final = 10
# What a kept answer may be late by in what the clock alone changes.
FRESH_S: Final = 300.0
# Of what is past, how much a calendar still shows.
PAST_DAYS: Final = 30
MAX_TOMBSTONES: Final = 100
_EVERYTHING: Final = Text("Tout l'annuaire", "The whole directory")
_ABOUT: Final = Text(
    "Ce que les organisations publient, le plus récent d'abord. Chaque fiche dit son auteur et sa licence : citez-les.",
    "What organisations publish, the newest first. Each record says its author and its licence: name them.",
)
# How the kinds people ask for are called where withdrawn records are counted (`records.kind`).
_RECORDS: Final = {
    "organization": ("Profile", "Listing"),
    "practice": ("Practice",),
    "offer": ("Proposal",),
    "request": ("Proposal",),
    "event": ("Event",),
    "report": ("PracticeReport",),
    "story": ("PracticeStory",),
    "endorsement": ("Endorsement",),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A feed that somebody asks for: of a territory (its slug), of a practice or theme, or of the directory.

    `pairs`: the question as it was typed, which is its address; `sort`: the order, where one was asked; `spoken`:
    whether the language was.
    """

    query: Query
    pairs: tuple[tuple[str, str], ...]
    form: str
    language: Language
    slug: str | None = None
    named: Named | None = None
    sort: str | None = None
    limit: int | None = None
    spoken: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A feed as it is sent; `modified` is when this node first saw it so."""

    body: bytes
    etag: str
    modified: float
    next: str | None


@dataclass(slots=True)
class _Kept:
    written: Written
    position: int
    units: int
    at: float


@dataclass(slots=True)
class Feeds:
    """The feeds of one node. `units` grows with everything written; at most `most_bytes` of them are kept."""

    directory: Directory
    units: Callable[[], int]
    most_bytes: int
    tombstone_days: int
    _kept: dict[str, _Kept] = field(default_factory=dict)
    _bytes: int = 0

    async def of(self, asked: Asked) -> Written:
        """The feed, kept or written now. Raises `BadQuery` for a cursor of another question."""
        address, now = self._address(asked), self.directory.clock.now()
        key = f"{asked.language} {self._address(asked, asked.query.cursor)}"
        units = self.units()
        kept = self._kept.get(key)
        if kept is not None and now - kept.at < FRESH_S and kept.units == units:
            return kept.written
        # Before it is asked, so that nothing newer is taken for as old as this.
        position = await self.directory.store.reading(changes.newest)
        if kept is not None and now - kept.at < FRESH_S and kept.position == position:
            kept.units = units
            return kept.written
        feed = await self._ask(asked, address)
        body = FORMS[asked.form].write(feed)
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        modified = kept.written.modified if kept is not None and kept.written.etag == etag else now
        written = Written(body, etag, modified, feed.next)
        self._keep(key, _Kept(written, position, units, now))
        return written

    async def _ask(self, asked: Asked, address: str) -> Feed:
        directory, form, nobody = self.directory, FORMS[asked.form], Reader()
        query = fed(asked.query, limit=asked.limit or form.limit, sort=asked.sort)
        also = self._coming() if asked.form == "ics" else {}
        if asked.form == "ics":
            query = _of_kinds(query, calendar.KINDS)
        answer = await directory.ask(query, nobody, also=also)
        items = items_of(answer.found.rows, directory.vocabulary)
        owners = tuple(dict.fromkeys(item.entry.owner for item in items))
        names = names_of(await directory.names(owners, nobody), asked.language)
        labels = Labels(directory.vocabulary, asked.language)
        return Feed(
            title=self._title(asked, labels),
            about=_ABOUT.in_(asked.language),
            publisher=directory.title,
            origin=f"{directory.origin}/",
            page=f"{directory.origin}{_page(asked)}",
            address=address,
            here=self._address(asked, asked.query.cursor),
            next=self._address(asked, answer.next) if answer.next else None,
            language=asked.language,
            labels=labels,
            items=items,
            names=names,
            told=await _told(items, labels, names) if form.tells else (),
            gone=await self._gone(asked.query) if asked.form == "atom" and asked.query.cursor is None else (),
            french_csv=asked.query.excel == "fr",
        )

    def _title(self, asked: Asked, labels: Labels) -> str:
        if asked.named is not None and not any(name == "kind" for name, _ in asked.pairs):
            return f"{asked.named.title(asked.language)} – {self.directory.title}"
        said = [value for name, value in conditions(asked.query, labels) if name != NAMES["sort"].in_(asked.language)]
        what = ", ".join(said) or _EVERYTHING.in_(asked.language)
        return f"{what} – {self.directory.title}"

    def _address(self, asked: Asked, cursor: str | None = None) -> str:
        """Where a page of it is: the same address for the same question, however it was typed."""
        pairs = [*_pairs(asked), *([("cursor", cursor)] if cursor else [])]
        path = (
            f"{self.directory.origin}/feeds/{asked.named.name if asked.named else asked.slug or DIRECTORY}.{asked.form}"
        )
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def _coming(self) -> dict[str, Clause]:
        """For calendars: what has a last day that is not long past."""
        since = iso(self.directory.clock.now() - timedelta(days=PAST_DAYS).total_seconds())[:10]
        return {"coming": Clause("e.expires >= ?", (since,))}

    async def _gone(self, query: Query) -> Sequence[Tombstone]:
        """What was withdrawn of late. Nothing is left of it to know if it answered: its address alone is said."""
        if not self.tombstone_days:
            return ()
        since = iso(self.directory.clock.now() - timedelta(days=self.tombstone_days).total_seconds())[:10]
        kinds = tuple(dict.fromkeys(kind for each in query.kinds or _RECORDS for kind in _RECORDS.get(each, ())))
        return await self.directory.store.reading(
            tombstones.withdrawn, since=since, kinds=kinds, policies=POLICIES, limit=MAX_TOMBSTONES
        )

    def _keep(self, key: str, made: _Kept) -> None:
        """Keep it, and let go of what was written longest ago."""
        self._forget(key)
        if len(made.written.body) > self.most_bytes // 4:
            return
        self._kept[key] = made
        self._bytes += len(made.written.body)
        while self._bytes > self.most_bytes:
            self._forget(next(iter(self._kept)))

    def _forget(self, key: str) -> None:
        before = self._kept.pop(key, None)
        if before is not None:
            self._bytes -= len(before.written.body)


def _pairs(asked: Asked) -> list[tuple[str, str]]:
    """The parameters that a feed's address carries."""
    found = [pair for pair in dict.fromkeys(asked.pairs) if pair[0] not in _APART]
    found += [("sort", asked.sort)] if asked.sort else []
    found += [("limit", str(asked.limit))] if asked.limit else []
    return found + ([("lang", asked.language)] if asked.spoken else [])


def _page(asked: Asked) -> str:
    """The same for people."""
    pairs = [pair for pair in _pairs(asked) if pair[0] not in ("excel", "limit")]
    if asked.named is not None:
        return asked.named.page(pairs)
    if asked.slug and not [pair for pair in pairs if pair[0] != "lang"]:
        return f"/territories/{asked.slug}" + (f"?{urlencode(pairs)}" if pairs else "")
    if asked.slug:
        pairs = [("territory", asked.slug), *pairs]
    return "/directory" + (f"?{urlencode(pairs)}" if pairs else "")


def _of_kinds(query: Query, kinds: tuple[str, ...]) -> Query:
    """The same of these kinds alone; where none of them was asked, of none."""
    wanted = tuple(kind for kind in query.kinds or kinds if kind in kinds) or ("none",)
    refused = query.choices.get("kind", Choice()).refused
    literal = _of_kinds(query.literal, kinds) if query.literal is not None else None
    return replace(query, choices={**query.choices, "kind": Choice(wanted, refused)}, literal=literal)


async def _told(items: Sequence[Item], labels: Labels, names: dict[str, str]) -> list[Told]:
    found = []
    for start in range(0, len(items), STEP):
        found += [told(item, labels, names) for item in items[start : start + STEP]]
        await asyncio.sleep(0)
    return found
