"""A small directory for tests: records put straight into a database in memory, and questions to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import orjson

from node.clock import iso
from node.comparing import traits_of
from node.directory import Answer, Directory
from node.query import Query
from node.reader import Reader
from node.shared_hosts import SharedHosts
from node.shelf_keeper import ShelfKeeper
from node.store import entries, organizations, records
from node.store.connection import Db
from node.store.migrate import migrate
from node.store.store import Store
from tests.node.ground import EMPTY
from vocab.context import ACTOR, PUBLIC, RECORD
from vocab.entry import read_entry
from vocab.vocabulary import Vocabulary

NOW = 1795428000.0  # 2026-11-23T10:00:00Z
LILLE = {
    "type": "Place",
    "name": "Lille",
    "latitude": 50.634,
    "longitude": 3.055,
    "within": ["territory:fr/commune/59350"],
}
ARRAS = {
    "type": "Place",
    "name": "Arras",
    "latitude": 50.29,
    "longitude": 2.78,
    "within": ["territory:fr/commune/62041"],
}
ANYBODY = Reader()
MEL = "territory:fr/epci/200093201"
REGION = "territory:fr/region/32"


def recognised(document: Mapping[str, object]) -> tuple[str, ...]:
    """How this node verified its organisation, as a test says in its document: here nobody looks into it."""
    said = document.get("recognised")
    return tuple(str(way) for way in said) if isinstance(said, list) else ()


class BothWays(Directory):
    """A directory that answers from memory, and sees that the tables alone say the same."""

    async def ask(self, query: Query, reader: Reader, *, bulk: bool = False, suffix: str = "") -> Answer:
        assert self.keeper is not None
        await self.keeper.read()
        answer = await super().ask(query, reader, bulk=bulk, suffix=suffix)
        assert not self.keeper.held.missing
        tables = Directory(self.store, self.vocabulary, self.clock, self.title, self.origin, self.language, self.secret)
        assert answer == await tables.ask(query, reader, bulk=bulk, suffix=suffix)
        return answer


@dataclass(repr=False)
class World:
    """A database, its vocabulary, and shorthands."""

    vocabulary: Vocabulary
    store: Store
    db: Db
    now: float = NOW
    documents: dict[str, dict[str, object]] = field(default_factory=dict)
    keeper: ShelfKeeper = field(init=False)

    def __post_init__(self) -> None:
        self.keeper = ShelfKeeper(self.store, Clock(self.now))

    @classmethod
    async def open(cls, vocabulary: Vocabulary) -> World:
        store = await Store.open_inline(image=EMPTY)
        return cls(vocabulary, store, await store.reading(lambda db: db))

    @property
    def directory(self) -> Directory:
        site = ("Test", "https://here.example", "fr", b"secret")
        return BothWays(self.store, self.vocabulary, Clock(self.now), *site, self.keeper)

    def put(
        self,
        name: str,
        *,
        host: str = "a.example",
        audience: str = "public",
        policy: str = "commons-open",
        **more: object,
    ) -> str:
        """An offer unless `more` says otherwise; returns its id."""
        slug = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalnum())
        owner = f"https://{host}/actors/a"
        document: dict[str, object] = {
            "@context": RECORD,
            "id": f"https://{host}/objects/{slug}",
            "type": "Note",
            "kind": "Proposal",
            "purpose": "offer",
            "attributedTo": owner,
            "name": name,
            "nameMap": {"fr": name},
            "content": f"<p><strong>{name}</strong></p>",
            "to": [PUBLIC] if audience == "public" else [],
            "published": "2026-01-01T10:00:00.000Z",
            "updated": "2026-01-01T10:00:00.000Z",
            "license": "https://spdx.org/licenses/etalab-2.0",
            "usagePolicy": f"coop:policy-{policy}",
        } | more
        return self.keep({key: value for key, value in document.items() if value is not None}, audience, policy)

    def profile(
        self,
        name: str,
        *,
        host: str = "a.example",
        audience: str = "public",
        policy: str = "commons-open",
        **more: object,
    ) -> str:
        """An organisation's own profile; its id is its owner's."""
        document: dict[str, object] = {
            "@context": ACTOR,
            "id": f"https://{host}/actors/a",
            "type": "Organization",
            "preferredUsername": "a",
            "name": name,
            "summary": f"<p>{name}</p>",
            "platformKind": "platform",
            "usagePolicy": "coop:policy-commons-open",
            "license": "https://spdx.org/licenses/etalab-2.0",
            "updated": "2026-01-01T10:00:00.000Z",
        }
        return self.keep(document | more, audience, policy)

    def keep(self, document: dict[str, object], audience: str = "public", policy: str = "commons-open") -> str:
        entry = read_entry(document, self.vocabulary)
        assert entry is not None
        host = entry.id.split("/")[2]
        version = entry.updated or iso(self.now)
        record = records.Record(
            num=0,
            id=entry.id,
            owner=entry.owner,
            kind=entry.kind,
            version=version,
            audience=audience,
            policy=policy,
            local=False,
            deleted=False,
            origin=host,
            received=iso(self.now),
            verified="proof",
            proof='{"method":"m","key":"k","checked":"c"}',
            via=None,
        )
        num = records.keep(self.db, record, document)
        entries.index(
            self.db,
            num,
            entry,
            self.vocabulary,
            audience=audience,
            policy=policy,
            origin=host,
            version=version,
            verified_by=recognised(document),
        )
        if entry.kind == "organization":
            traits = traits_of(entry, document, self.vocabulary.territories, SharedHosts())
            organizations.put(self.db, num, traits)
        self.documents[entry.id] = document
        return entry.id

    def query(self, text: str, *, html: bool = False) -> Query:
        return Query.from_params(parse_qsl(text, keep_blank_values=True), self.vocabulary, html=html)

    async def ask(self, text: str = "", reader: Reader = ANYBODY, *, bulk: bool = False) -> Answer:
        return await self.directory.ask(self.query(text), reader, bulk=bulk)

    async def names(self, text: str = "", reader: Reader = ANYBODY, *, bulk: bool = False) -> list[str]:
        """The names found, in order."""
        answer = await self.ask(text, reader, bulk=bulk)
        return [str(orjson.loads(row.document)["name"]) for row in answer.found.rows]

    async def relations(self, text: str) -> dict[str, str | None]:
        answer = await self.ask(text)
        return {str(orjson.loads(row.document)["name"]): row.relation for row in answer.found.rows}

    async def facet(self, name: str, text: str = "", reader: Reader = ANYBODY) -> dict[str, int]:
        return dict((await self.ask(text, reader)).found.facets[name])


class Clock:
    """A clock that stands still."""

    def __init__(self, at: float = NOW) -> None:
        self.at = at

    def now(self) -> float:
        return self.at


def memory() -> Db:
    """An empty database with every table."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    migrate(db)
    return db
