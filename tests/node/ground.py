"""Ground for tests of the core: one node's database in memory, a clock the test moves, and peers with real keys.

Nothing of the node is replaced. The network is: `Web` answers what a test says the others serve.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import cast

import orjson

from federation import keys as wire_keys
from federation import proofs
from federation.actors import ActorResolver, actor_from_document
from federation.client import Client, Fetched, Page
from federation.errors import FederationError, Gone, NotFound, Unreachable
from federation.hosts import host_of
from federation.keyring import KeyRing
from federation.keys import Signer
from federation.knocking import Doors, Open
from node import publishing
from node.acquaintances import KnownActors, KnownKeys
from node.app import discovering
from node.clock import iso, whole_seconds
from node.home import Home
from node.mail.sealing import Sealer
from node.outgoing import Published
from node.prepared import Prepared
from node.preparing import Preparer
from node.profiles import KeyPair, NewActor, add_actor, add_application
from node.receiving import receive
from node.settings import Settings
from node.store import entries, follows, inbox, log, memberships, meta, peers, reasons, records, soundness
from node.store.connection import Db
from node.store.errors import StoreError
from node.store.inbox import Received
from node.store.migrate import migrate
from node.store.store import Store
from vocab.context import ACTOR, COOP, PUBLIC, RECORD
from vocab.vocabulary import Vocabulary

NOW = 1795428000.0  # 2026-11-23T10:00:00Z
ORIGIN = "https://pedales.example"
PAIR = KeyPair.generate()
Document = dict[str, object]


def _empty() -> bytes:
    """A database of this schema with nothing in it: most tests begin with one, and to copy it is cheaper."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrate(db)
        soundness.remember(db)
        return db.serialize()


EMPTY = _empty()

__all__ = ["EMPTY", "NOW", "ORIGIN", "PAIR", "Document", "Ground", "Peer", "Web", "entries"]


@dataclass
class Clock:
    """A clock that a test moves."""

    at: float = NOW

    def now(self) -> float:
        return self.at


@dataclass(frozen=True)
class Peer:
    """An actor elsewhere, with keys of its own."""

    id: str
    kind: str = "platform"
    type: str = "Organization"
    speaks: bool = True
    seed: int = 1
    said: Document = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return "https://" + host_of(self.id)

    @property
    def inbox(self) -> str:
        return f"{self.origin}/inbox"

    @property
    def signer(self) -> Signer:
        """Its proof key."""
        return Signer(f"{self.id}#ed25519-key", "ed25519", wire_keys.load_ed25519(bytes([self.seed] * 32)))

    @property
    def document(self) -> Document:
        """The actor as its origin serves it, signed."""
        document: Document = {
            "@context": ACTOR,
            "id": self.id,
            "type": self.type,
            "preferredUsername": self.id.rpartition("/")[2],
            "name": self.id.rpartition("/")[2].title(),
            "inbox": f"{self.id}/inbox",
            "outbox": f"{self.id}/outbox",
            "endpoints": {"sharedInbox": self.inbox},
            "platformKind": self.kind,
            "published": iso(NOW - 86_400),
            "updated": iso(NOW - 86_400),
            "assertionMethod": [
                {
                    "id": self.signer.key_id,
                    "type": "Multikey",
                    "controller": self.id,
                    "publicKeyMultibase": wire_keys.multibase(wire_keys.load_ed25519(bytes([self.seed] * 32))),
                }
            ],
        }
        if self.speaks:
            document["generator"] = {"type": "Application", "implements": [{"href": COOP}]}
        return self.sign(document | self.said)

    def sign(self, document: Document) -> Document:
        """The document with this actor's proof."""
        return proofs.add(document, self.signer, whole_seconds(NOW))

    def record(self, slug: str = "a", /, *, version: float = 0.0, signed: bool = True, **more: object) -> Document:
        """An offer of this actor unless `more` says otherwise; `version` in seconds after NOW."""
        document: Document = {
            "@context": RECORD,
            "id": f"{self.origin}/objects/{slug}",
            "type": "Note",
            "kind": "Proposal",
            "purpose": "offer",
            "attributedTo": self.id,
            "name": f"Offre {slug}",
            "content": f"<p>Offre {slug}</p>",
            "to": [PUBLIC],
            "cc": [f"{self.id}/followers"],
            "published": iso(NOW - 3600),
            "updated": iso(NOW + version),
            "usagePolicy": "coop:policy-commons-open",
        }
        document = {key: value for key, value in (document | more).items() if value is not None}
        return self.sign(document) if signed else document

    def says(self, type: str, object: object, name: str = "", **more: object) -> Document:
        """An activity of this actor, with its proof."""
        id = f"{self.origin}/activities/{name or type.lower()}"
        activity: Document = {"@context": RECORD, "id": id, "type": type, "actor": self.id, "object": object}
        return self.sign(activity | {"published": iso(NOW)} | more)


@dataclass
class Web:
    """What others serve, by address; whole hosts may be down."""

    documents: dict[str, Document | FederationError] = field(default_factory=dict)
    down: set[str] = field(default_factory=set)
    # Web pages as text, by address.
    pages: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    doors: Doors = field(default_factory=Doors)

    async def get_document(
        self,
        url: str,
        signer: Signer | None = None,
        etag: str | None = None,
        openly: Open | None = None,
        *,
        max_bytes: int | None = None,
    ) -> Fetched:
        self.asked.append(url)
        if host_of(url) in self.down:
            raise Unreachable(f"{url} does not answer")
        found = self.documents.get(url)
        if found is None:
            raise NotFound(f"nothing at {url}")
        if isinstance(found, FederationError):
            raise found
        return Fetched(url, found)

    async def get_collection(self, url: str, signer: Signer | None = None) -> Fetched:
        return await self.get_document(url, signer)

    async def get_text(self, url: str, max_bytes: int, accept: str = "", signer: Signer | None = None) -> Page:
        self.asked.append(url)
        if url not in self.pages:
            raise NotFound(f"nothing at {url}")
        return Page(url, self.pages[url][:max_bytes])

    def serve(self, *documents: Document) -> None:
        for document in documents:
            self.documents[str(document["id"])] = document

    def withdraw(self, id: str) -> None:
        self.documents[id] = Gone(f"{id} is gone")


@dataclass(repr=False)
class Ground:
    """A node: its database, its Home, its one organisation, and the means to receive."""

    store: Store
    db: Db
    home: Home
    clock: Clock
    web: Web
    me: str
    preparer: Preparer

    @classmethod
    async def lay(cls, vocabulary: Vocabulary, *, kind: str = "platform", **settings: object) -> Ground:
        clock, web = Clock(), Web()
        store = await Store.open_inline(image=EMPTY)
        db = await store.reading(lambda db: db)
        values: dict[str, object] = {"origin": ORIGIN, "title": "Les Pédales", "membership": "open"}
        home = Home(Settings(**(values | settings)), vocabulary, clock)  # type: ignore[arg-type]
        home.sealer = Sealer(bytes(32))
        meta.put(db, "epoch", "e1")
        meta.put(db, "secret", "00" * 32)
        add_application(db, home, PAIR)
        me = add_actor(db, home, NewActor("pedales", "Les Pédales", kind), PAIR)
        client = cast("Client", web)
        signer = home.keys.current(db, home.application, "rsa-sha256")
        discovery = discovering(home, store)
        resolver = ActorResolver(client, KnownActors(store), clock, signer, discovery)
        ring = KeyRing(resolver.resolve_key, KnownKeys(store), clock, tried=resolver.tried)
        return cls(store, db, home, clock, web, me, Preparer(home, store, client, resolver, ring, signer, discovery))

    # -- what we say

    def say(self, **draft: object) -> Published:
        """Publish, an offer unless the draft says otherwise."""
        return publishing.publish(self.db, self.home, self.me, {"kind": "offer", "name": "Une offre"} | draft)

    def withdraw(self, id: str) -> str | None:
        return publishing.withdraw(self.db, self.home, self.me, id)

    # -- whom we know

    def meet(self, *met: Peer) -> None:
        """Fetch these actors, which serve themselves from now on."""
        for peer in met:
            self.web.serve(peer.document)
            actor = replace(actor_from_document(peer.document), fetched=self.clock.at)
            row = peers.PeerActor(
                peer.id, peer.document, actor.inbox, actor.shared_inbox, None, peer.speaks, self.clock.at
            )
            peers.keep_actor(self.db, row)

    def followed_by(self, *met: Peer) -> None:
        self.meet(*met)
        for peer in met:
            follows.put(self.db, peer.id, self.me, f"{peer.id}#follow", "accepted", iso(NOW))

    def follow(self, *met: Peer) -> None:
        self.meet(*met)
        for peer in met:
            follows.put(self.db, self.me, peer.id, f"{self.me}#follow-{peer.id}", "accepted", iso(NOW))

    def belong(self, network: Peer, *members: Peer) -> None:
        """We belong to a network, and so do these."""
        self.meet(network, *members)
        for id in (self.me, *(member.id for member in members)):
            memberships.put(self.db, network.id, id, f"{id}#join", "accepted", iso(NOW))

    # -- what we hear

    async def hear(self, activity: Document, *, signer: str | None = None, how: str = "pushed") -> str:
        """Receive an activity from the wire; what became of it. `signer`: its actor unless given."""
        body = orjson.dumps(activity)
        by = str(activity["actor"]) if signer is None else signer
        received = iso(self.clock.at)
        num = inbox.keep(self.db, str(activity["id"]), by, str(activity["actor"]), how, body, received)
        if num is None:
            return "known already"
        row = Received(num, str(activity["id"]), by, str(activity["actor"]), how, body, received)
        activity: Document = orjson.loads(body)
        prepared = await self.preparer.prepare(row, activity)
        return await self.store.writing("receive", receive, self.home, self._short_way(row, activity, prepared))

    def _short_way(self, row: Received, activity: Document, prepared: Prepared) -> Prepared:
        """What is ready at once is what the long way makes of it, whatever a test hears."""
        try:
            ready = self.preparer.at_once(row, activity)
        except StoreError:  # the long way says so when it is kept
            return prepared
        if ready is None:
            return prepared
        assert replace(ready, reading=None) == prepared
        return ready

    # -- what is there

    def record(self, id: str) -> records.Record | None:
        return records.find(self.db, id)

    def document(self, id: str) -> Document:
        record = records.find(self.db, id)
        return records.document(self.db, record.num) if record else {}

    def version(self, id: str) -> str:
        record = records.find(self.db, id)
        assert record is not None
        return record.version

    def shelved(self) -> set[str]:
        """Ids in the directory."""
        return {str(row[0]) for row in self.db.execute("SELECT id FROM entries")}

    def reasons(self, id: str) -> list[tuple[str, str]]:
        record = records.find(self.db, id)
        return reasons.remaining(self.db, record.num) if record else []

    def entries(self) -> list[log.Entry]:
        """The whole log."""
        rows = self.db.execute("SELECT position FROM log ORDER BY position").fetchall()
        return [entry for (position,) in rows if (entry := log.at(self.db, int(position)))]

    def activity(self, id: str) -> Document:
        entry = log.find(self.db, id)
        return log.document(self.db, entry.position) if entry else {}

    def sent(self) -> list[tuple[str, str, str]]:
        """(type, what it is about, inbox) of everything queued, in order."""
        rows = self.db.execute(
            "SELECT log.type, log.position, deliveries.inbox FROM deliveries JOIN log ON log.position ="
            " deliveries.position ORDER BY log.position, inbox"
        ).fetchall()
        return [(str(type), _about(log.document(self.db, position)), str(inbox)) for type, position, inbox in rows]

    def waiting(self) -> list[str]:
        return [str(row[0]) for row in self.db.execute("SELECT id FROM waiting ORDER BY id")]


def _about(activity: Document) -> str:
    object = activity.get("object")
    return str(object.get("id")) if isinstance(object, dict) else str(object)
