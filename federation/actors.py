"""Actors of other nodes: read from their documents, fetched from their own origin, kept a day.

`ActorResolver` also finds keys in every shape peers serve them: inside the actor (`#main-key`), as a document of its
own, or in GoToSocial's partial actor, which only says whose key it is (PROTOCOL 1.3, G8).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Final

from federation.client import Client
from federation.discovery import Discovery
from federation.errors import FederationError, Gone, NotFound, Refused, Unauthorized
from federation.flight import SingleFlight
from federation.hosts import host_of
from federation.keys import PublicKey, Signer, key_from_document, keys_of, listed_keys
from federation.knocking import Open
from federation.owner import key_belongs_to, same_origin, without_fragment
from federation.ports import ActorStore, Clock
from vocab.context import COOP
from vocab.language import Text
from vocab.looseness import first_text, id_of, ids_of, one_or_many, types_of

TYPES: Final = ("Organization", "Group", "Application", "Service", "Person")
MAX_AGE_S: Final = 86_400.0
MAX_BYTES: Final = 200_000
_MAX_IMPLEMENTS: Final = 32


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor as its origin described it; `fetched` in unix seconds, empty texts where it says nothing."""

    id: str
    type: str
    preferred_username: str
    name: str
    inbox: str
    shared_inbox: str | None = None
    outbox: str | None = None
    followers: str | None = None
    members: str | None = None
    url: str | None = None
    platform_kind: str | None = None
    implements: tuple[str, ...] = ()
    indexable: bool | None = None
    document: dict[str, object] = field(default_factory=dict)
    keys: tuple[PublicKey, ...] = ()
    fetched: float = 0.0

    def key(self, key_id: str) -> PublicKey | None:
        """The key of this id, if the actor publishes it."""
        return next((key for key in self.keys if key.id == key_id), None)


def actor_from_document(document: Mapping[str, object], fetched: float = 0.0) -> Actor:
    """The actor a document describes; raises Refused naming the field that is missing or wrong.

    >>> actor_from_document({"id": "https://a.example/a", "type": "Group", "inbox": "https://a.example/i"}).type
    'Group'
    """
    actor_id = _required(document, "id")
    kind = next((kind for kind in types_of(document) if kind in TYPES), None)
    if kind is None:
        raise _wrong("type", f"one of {', '.join(TYPES)} expected, {str(document.get('type'))[:80]!r} found")
    inbox = _required(document, "inbox")
    if not same_origin(inbox, actor_id):
        raise _wrong("inbox", f"{inbox[:200]} is not of the origin of {actor_id}")
    endpoints = document.get("endpoints")
    shared = id_of(endpoints.get("sharedInbox")) if isinstance(endpoints, Mapping) else None
    indexable = document.get("indexable")
    return Actor(
        id=actor_id,
        type=kind,
        preferred_username=first_text(document.get("preferredUsername")) or "",
        name=first_text(document.get("name")) or first_text(document.get("nameMap")) or "",
        inbox=inbox,
        shared_inbox=_ours(shared, actor_id),
        outbox=_ours(id_of(document.get("outbox")), actor_id),
        followers=_ours(id_of(document.get("followers")), actor_id),
        members=_ours(id_of(document.get("members")), actor_id),
        url=next((url for url in ids_of(document.get("url")) if same_origin(url, url)), None),
        platform_kind=_platform_kind(document),
        implements=_implements(document),
        indexable=indexable if isinstance(indexable, bool) else None,
        document=dict(document),
        keys=tuple(keys_of(document)),
        fetched=fetched,
    )


class ActorResolver:
    """Actors by id, from the store while they are fresh, else from their origin, one fetch at a time for each.

    What others name is counted by `discovery` (R14); what this node chose to look at is not.
    """

    def __init__(
        self,
        client: Client,
        store: ActorStore,
        clock: Clock,
        signer: Signer | None = None,
        discovery: Discovery | None = None,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self._client = client
        self._store = store
        self._clock = clock
        self._signer = signer
        self._discovery = discovery
        self._max_bytes = max_bytes
        self._flights: SingleFlight[Actor] = SingleFlight()

    async def resolve(self, actor_id: str, *, refresh: bool = False, named_by_others: bool = False) -> Actor:
        """The actor, at most a day old; raises FederationError."""
        kept = None if refresh else await self._store.find(actor_id)
        if kept is not None and self._clock.now() - kept.fetched <= MAX_AGE_S:
            self._client.doors.said(host_of(kept.id), kept.implements)
            return kept
        if not named_by_others:
            return await self._flights.run(actor_id, lambda: self._fetch(actor_id))
        async with self._meeting(actor_id):
            return await self._flights.run(actor_id, lambda: self._fetch(actor_id, actor_id))

    async def known(self, actor_id: str) -> Actor | None:
        """The actor as it was last read, however long ago."""
        return await self._store.find(actor_id)

    async def is_gone(self, actor_id: str) -> bool:
        """True when the actor's own origin says, now, that it is withdrawn (410)."""
        try:
            await self.resolve(actor_id, refresh=True)
        except Gone:
            return True
        except FederationError:
            return False
        return False

    async def resolve_key(self, key_id: str) -> tuple[PublicKey, ...]:
        """The key, from the document its id leads to now, and after it the others of its owner, who must list it.

        Raises FederationError.
        """
        async with self._meeting(key_id):
            actor = await self._owner_of_key(key_id)
        key = actor.key(key_id)
        if key is None or not key_belongs_to(key, actor.keys, actor.id):
            raise Unauthorized(
                f"{actor.id} does not list the key {key_id}",
                Text("Cette clé n'appartient pas à son signataire.", "This key does not belong to its signer."),
            )
        return (key, *(other for other in actor.keys if other is not key))

    async def tried(self, actor_id: str, holds: bool) -> bool:
        """Somebody spoke as this actor, and was it or not: who was only named by others is unknown, and uncounted.

        True when it is therefore forgotten.
        """
        if self._discovery is None:
            return False
        if holds:
            self._discovery.spoke(actor_id)
            return False
        forgotten = self._discovery.was_only_named(actor_id) and await self._store.forget(actor_id)
        if forgotten:
            self._discovery.give_back(actor_id)
        return forgotten

    async def _owner_of_key(self, key_id: str) -> Actor:
        # A key with an address of its own is shown to anybody even where actors are not, or nobody could begin.
        document = await self._read(without_fragment(key_id), "actor" if "#" in key_id else "key")
        if document.get("inbox") is not None:
            return await self._keep(document, key_id)
        inner = next((key for key in one_or_many(document.get("publicKey")) if isinstance(key, Mapping)), document)
        owner = id_of(inner.get("owner")) or id_of(inner.get("controller"))
        if owner is None or not same_origin(owner, key_id):
            raise NotFound(f"{key_id} is neither an actor nor a key with an owner at its origin")
        actor = await self._flights.run(owner, lambda: self._fetch(owner, key_id))
        return actor if actor.key(key_id) is not None else await self._with_bare_key(actor, key_id, document)

    async def _with_bare_key(self, actor: Actor, key_id: str, document: Mapping[str, object]) -> Actor:
        """The actor with the key of this document, where it lists the key by its address alone."""
        key = key_from_document(document, actor.id) if key_id in listed_keys(actor.document) else None
        if key is None or key.id != key_id:
            return actor
        whole = replace(actor, keys=(*actor.keys, key))
        await self._store.keep(whole)
        return whole

    async def _fetch(self, actor_id: str, named: str | None = None) -> Actor:
        return await self._keep(await self._read(actor_id, "actor"), named)

    async def _read(self, url: str, what: Open) -> dict[str, object]:
        found = await self._client.get_document(url, self._signer, openly=what, max_bytes=self._max_bytes)
        return found.document

    def _meeting(self, url: str) -> AbstractAsyncContextManager[None]:
        return nullcontext() if self._discovery is None else self._discovery.meeting(url)

    async def _keep(self, document: Mapping[str, object], named: str | None) -> Actor:
        """Keep an actor; `named`: the address that somebody else gave us for it."""
        actor = actor_from_document(document, self._clock.now())
        if self._discovery is not None and named is not None and not same_origin(actor.id, named):
            # A redirect leads from one domain to another: it is the other that brings one more.
            await self._discovery.require_room(actor.id)
        self._client.doors.said(host_of(actor.id), actor.implements)
        new = await self._store.keep(actor)
        if self._discovery is not None and named is not None and new:
            self._discovery.met(actor.id)
        return actor


def _required(document: Mapping[str, object], name: str) -> str:
    found = id_of(document.get(name))
    if found is None:
        raise _wrong(name, "missing")
    return found


def _ours(url: str | None, actor_id: str) -> str | None:
    return url if url is not None and same_origin(url, actor_id) else None


def _platform_kind(document: Mapping[str, object]) -> str | None:
    found = id_of(document.get("platformKind"))
    return found.removeprefix(COOP).removeprefix("coop:")[:40] if found else None


def _implements(document: Mapping[str, object]) -> tuple[str, ...]:
    """What the actor's software says it can do (FEP-844e): on the actor, or on its `generator`."""
    generator = document.get("generator")
    entries = one_or_many(document.get("implements"))
    if isinstance(generator, Mapping):
        entries = entries + one_or_many(generator.get("implements"))
    named = [entry.get("href") or id_of(entry) if isinstance(entry, Mapping) else entry for entry in entries]
    return tuple(name for name in named[:_MAX_IMPLEMENTS] if isinstance(name, str))


def _wrong(name: str, what: str) -> Refused:
    return Refused(
        f"actor document, field {name}: {what}",
        Text(f"La fiche de cet acteur est inutilisable ({name}).", f"This actor's document is unusable ({name})."),
    )
