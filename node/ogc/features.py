"""Features: the items of a collection as this reader may have them, a page at a time or one alone."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from node.asking import Asker
from node.clock import iso
from node.cursor import OTHER, seal, unseal
from node.directory import Directory
from node.formats.cells import BETWEEN
from node.formats.geojson import feature
from node.formats.item import Labels, items_of
from node.ogc.collections import COLLECTIONS, Collection
from node.ogc.parameters import Asked
from node.parameters import BadQuery
from node.query import Query
from node.store import features, records, search
from node.store.clauses import Clause
from node.store.connection import Db
from node.store.features import Extent
from node.store.search import Found, Row
from vocab.vocabulary import Vocabulary

Feature = dict[str, object]

# Features written before others have their turn.
STEP: Final = 20
MAX_ID: Final = 3_000


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a collection; `next` is the cursor of the one after it."""

    features: list[Feature]
    total: int
    next: str | None
    made: str


@dataclass(frozen=True, slots=True)
class Features:
    """The collections of one directory. What is here may be taken away in bulk, and nothing else (DESIGN 6)."""

    directory: Directory

    async def page(self, collection: Collection, asked: Asked, asker: Asker, language: str) -> Page:
        """A page of a collection. Raises `BadQuery` for a cursor of another question."""
        directory, after = self.directory, None
        if asked.cursor is not None:
            after = unseal(directory.secret, asked.about(), asked.cursor)
            if after is None:
                raise BadQuery("cursor", OTHER)
        also: dict[str, Clause] = {}
        if asked.box is not None:
            also["box"] = features.within(asked.box)
        if asked.during is not None:
            also["during"] = features.during(collection.kind, asked.during.start, asked.during.end)
        made = iso(directory.clock.now())
        query = replace(asked.query, limit=asked.limit)
        held = directory.keeper.held if directory.keeper else None

        def unit(db: Db) -> Found:
            reader = asker(db)
            return search.find(
                db, query, reader, self._words, records.body, now=made, after=after, bulk=True, also=also, held=held
            )

        found = await directory.store.reading(unit)
        if directory.keeper is not None:
            directory.keeper.see()
        next = seal(directory.secret, asked.about(), found.next) if found.next else None
        return Page(await self._written(found.rows, language), found.total, next, made)

    async def one(self, collection: Collection, id: str, asker: Asker, language: str) -> Feature | None:
        """One item by the name it has in its collection; None when there is none, or none for this reader."""
        iri = iri_of(id)
        if iri is None:
            return None
        query = Query.from_params([("kind", collection.kind), ("facets", "none"), ("limit", "1")], self._words)
        made = iso(self.directory.clock.now())

        def unit(db: Db) -> Found:
            also = {"id": features.called(iri)}
            return search.find(db, query, asker(db), self._words, records.body, now=made, bulk=True, also=also)

        found = await self.directory.store.reading(unit)
        written = await self._written(found.rows, language)
        return written[0] if written else None

    async def extents(self, asker: Asker) -> dict[str, Extent]:
        """How far each collection reaches, by kind."""
        kinds = tuple(each.kind for each in COLLECTIONS)
        return await self.directory.store.reading(features.extents, asker, kinds)

    @property
    def _words(self) -> Vocabulary:
        return self.directory.vocabulary

    async def _written(self, rows: Sequence[Row], language: str) -> list[Feature]:
        labels = Labels(self.directory.vocabulary, language)
        written: list[Feature] = []
        for start in range(0, len(rows), STEP):
            written += [_feature(feature(item, labels)) for item in items_of(rows[start : start + STEP], self._words)]
            await asyncio.sleep(0)
        return written


def id_of(iri: str) -> str:
    """The name of a record in the address of an item: its IRI has slashes, and servers in front handle those badly.

    >>> id_of("https://a.example/objects/1")
    'aHR0cHM6Ly9hLmV4YW1wbGUvb2JqZWN0cy8x'
    >>> iri_of(id_of("https://a.example/objects/1"))
    'https://a.example/objects/1'
    """
    return base64.urlsafe_b64encode(iri.encode()).decode().rstrip("=")


def iri_of(id: str) -> str | None:
    """The IRI behind such a name; None for what is none."""
    if len(id) > MAX_ID or not id.isascii():
        return None
    try:
        iri = base64.urlsafe_b64decode(id + "=" * (-len(id) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
    return iri if id_of(iri) == id else None


def _feature(made: Feature) -> Feature:
    iri, properties = str(made["id"]), made["properties"]
    assert isinstance(properties, dict)
    # Lists of codes as texts: most tables that features end up in have no lists.
    flat = {name: BETWEEN.join(value) if isinstance(value, list) else value for name, value in properties.items()}
    return {**made, "id": id_of(iri), "properties": {"uri": iri, **flat}}
