"""Actors and their keys, in every shape peers serve them."""

from __future__ import annotations

import asyncio
import json

import pytest

from federation.actors import ActorResolver, actor_from_document
from federation.discovery import Discovery, Limits
from federation.errors import NotFound, Refused, TooLarge, TooManyStrangers, Unauthorized
from federation.ports import Standing
from tests.federation.doubles import (
    ACTOR,
    ED_PUBLIC,
    RSA,
    RSA_PUBLIC,
    Answer,
    FixedClock,
    MemoryActors,
    Peer,
    Request,
    actor_document,
    client,
    says,
)


def test_actor_from_document__reads_all() -> None:
    actor = actor_from_document(
        actor_document(
            endpoints={"sharedInbox": "https://tout-rafle.example/inbox"},
            outbox=f"{ACTOR}/outbox",
            followers={"id": f"{ACTOR}/followers"},
            members=f"{ACTOR}/members",
            url=[{"type": "Link", "href": "https://tout-rafle.example/@rafle"}],
            platformKind="coop:network",
            indexable=True,
            generator={"implements": [{"href": "https://w3id.org/plateformcoop/ns#"}, "https://x.example/"]},
        ),
        fetched=5.0,
    )

    assert (actor.id, actor.type, actor.preferred_username, actor.name) == (
        ACTOR,
        "Organization",
        "rafle",
        "Tout-Rafle",
    )
    assert (actor.inbox, actor.shared_inbox) == (f"{ACTOR}/inbox", "https://tout-rafle.example/inbox")
    assert (actor.outbox, actor.followers, actor.members) == (
        f"{ACTOR}/outbox",
        f"{ACTOR}/followers",
        f"{ACTOR}/members",
    )
    assert actor.url == "https://tout-rafle.example/@rafle"
    assert (actor.platform_kind, actor.indexable, actor.fetched) == ("network", True, 5.0)
    assert actor.implements == ("https://w3id.org/plateformcoop/ns#", "https://x.example/")
    assert [key.id for key in actor.keys] == [RSA_PUBLIC.id, ED_PUBLIC.id]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", None),
        ("id", 7),
        ("inbox", None),
        ("inbox", "https://pedales.example/inbox"),
        ("type", "Note"),
        ("type", None),
    ],
)
def test_actor_from_document__names_the_wrong_field(field: str, value: object) -> None:
    with pytest.raises(Refused, match=f"field {field}"):
        actor_from_document(actor_document() | {field: value})


def test_actor_from_document__what_lives_elsewhere_does_not_count() -> None:
    actor = actor_from_document(
        actor_document(
            followers="https://pedales.example/followers",
            endpoints={"sharedInbox": "https://pedales.example/inbox"},
            url="javascript:alert(1)",
            indexable="yes",
        )
    )

    assert (actor.followers, actor.shared_inbox, actor.url, actor.indexable) == (None, None, None, None)


async def _resolver(peer: Peer, door) -> tuple[ActorResolver, MemoryActors, FixedClock, str]:  # type: ignore[no-untyped-def]
    actor_id = peer.origin + "/users/a"
    store, clock = MemoryActors(), FixedClock()
    peer.answers["/users/a"] = says(json.dumps(actor_document(actor_id)).encode())
    return ActorResolver(door, store, clock), store, clock, actor_id


async def test_resolve__kept_for_a_day() -> None:
    async with Peer() as peer, client() as door:
        actors, _, clock, actor_id = await _resolver(peer, door)

        await actors.resolve(actor_id)
        await actors.resolve(actor_id)
        assert len(peer.seen) == 1
        clock.moment += 86_401
        await actors.resolve(actor_id)
        await actors.resolve(actor_id, refresh=True)

    assert len(peer.seen) == 3


async def test_resolve_key__inside_the_actor() -> None:
    async with Peer() as peer, client() as door:
        actors, store, _, actor_id = await _resolver(peer, door)

        key, *others = await actors.resolve_key(actor_id + "#main-key")

    assert (key.id, key.owner) == (actor_id + "#main-key", actor_id)
    assert [other.id for other in others] == [actor_id + "#ed25519-key"]
    assert list(store.kept) == [actor_id]


async def test_resolve_key__bare_key_document() -> None:
    async with Peer() as peer, client() as door:
        actors, _, _, actor_id = await _resolver(peer, door)
        document = actor_document(actor_id)
        key = {**document["publicKey"], "id": actor_id + "/key"}  # type: ignore[dict-item]
        peer.answers["/users/a"] = says(json.dumps({**document, "publicKey": key}).encode())
        peer.answers["/users/a/key"] = says(json.dumps(key).encode())

        assert (await actors.resolve_key(actor_id + "/key"))[0].owner == actor_id


async def test_resolve_key__listed_by_its_address_alone__kept_with_its_owner() -> None:
    async with Peer() as peer, client() as door:
        actors, store, _, actor_id = await _resolver(peer, door)
        document = actor_document(actor_id)
        key = {**document["publicKey"], "id": actor_id + "/key"}  # type: ignore[dict-item]
        peer.answers["/users/a"] = says(json.dumps({**document, "publicKey": actor_id + "/key"}).encode())
        peer.answers["/users/a/key"] = says(json.dumps(key).encode())

        first, *_ = await actors.resolve_key(actor_id + "/key")

    assert (first.id, first.owner) == (actor_id + "/key", actor_id)
    assert first in store.kept[actor_id].keys


async def test_resolve_key__partial_actor_of_gotosocial() -> None:
    async with Peer() as peer, client() as door:
        actors, _, _, actor_id = await _resolver(peer, door)
        key = {**actor_document(actor_id)["publicKey"], "id": actor_id + "/main-key"}  # type: ignore[dict-item]
        stub = {"id": actor_id, "type": "Person", "publicKey": key}
        peer.answers["/users/a"] = says(json.dumps(actor_document(actor_id) | {"publicKey": key}).encode())
        peer.answers["/users/a/main-key"] = says(json.dumps(stub).encode())

        assert (await actors.resolve_key(actor_id + "/main-key"))[0].owner == actor_id


async def test_resolve_key__of_a_server_that_shows_keys_to_all_and_actors_to_signers__one_refusal_in_all() -> None:
    # As GoToSocial does.
    async with Peer() as peer, client() as door:
        actors = ActorResolver(door, MemoryActors(), FixedClock(), RSA)
        for name in ("/users/a", "/users/b", "/users/c"):
            actor_id = peer.origin + name
            key = {**actor_document(actor_id)["publicKey"], "id": actor_id + "/main-key"}  # type: ignore[dict-item]
            stub = {"id": actor_id, "type": "Person", "publicKey": key}
            peer.answers[f"{name}/main-key"] = says(json.dumps(stub).encode())
            peer.answers[name] = to_signers(json.dumps(actor_document(actor_id) | {"publicKey": key}).encode())
            assert (await actors.resolve_key(actor_id + "/main-key"))[0].owner == actor_id

    assert [(seen.target, "signature" in seen.headers) for seen in peer.seen] == [
        ("/users/a/main-key", False),
        ("/users/a", False),
        ("/users/a", True),
        ("/users/b/main-key", False),
        ("/users/b", True),
        ("/users/c/main-key", False),
        ("/users/c", True),
    ]


def to_signers(body: bytes) -> Answer:
    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        await (says(body) if "signature" in request.headers else says(b"{}", 401))(request, writer)

    return answer


async def test_resolve_key__not_listed_by_its_owner() -> None:
    async with Peer() as peer, client() as door:
        actors, _, _, actor_id = await _resolver(peer, door)

        with pytest.raises(Unauthorized, match="does not list"):
            await actors.resolve_key(actor_id + "#other")


async def test_resolve_key__owner_of_another_origin() -> None:
    async with Peer() as peer, Peer() as other, client() as door:
        actors, _, _, actor_id = await _resolver(peer, door)
        key = {"id": actor_id + "/key", "owner": other.origin + "/users/b", "publicKeyPem": RSA_PUBLIC.material()}
        peer.answers["/users/a/key"] = says(json.dumps(key).encode())

        with pytest.raises(NotFound, match="neither an actor nor a key"):
            await actors.resolve_key(actor_id + "/key")

    assert other.seen == []


async def test_resolve__document_too_large_to_keep() -> None:
    # R14: whoever writes the documents decides how large they are.
    async with Peer() as peer, client() as door:
        actor_id = peer.origin + "/users/a"
        document = actor_document(actor_id, summary="x" * 5_000)
        peer.answers["/users/a"] = says(json.dumps(document).encode())
        store = MemoryActors()

        with pytest.raises(TooLarge):
            await ActorResolver(door, store, FixedClock(), max_bytes=5_000).resolve(actor_id)

    assert store.kept == {}


async def test_resolve__only_what_others_name_is_counted() -> None:
    async with Peer() as peer, client() as door:
        actor_id = peer.origin + "/users/a"
        peer.answers["/users/a"] = says(json.dumps(actor_document(actor_id)).encode())
        discovery = Discovery(FixedClock(), Nobody())
        actors = ActorResolver(door, MemoryActors(), FixedClock(), discovery=discovery)

        await actors.resolve(actor_id)
        assert discovery.count() == 0
        await actors.resolve_key(actor_id + "#main-key")
        assert discovery.count() == 0  # it was known already

        actors = ActorResolver(door, MemoryActors(), FixedClock(), discovery=discovery)
        await actors.resolve(actor_id, named_by_others=True)
        assert discovery.count() == 1
        assert await actors.tried(actor_id, False)
        assert discovery.count() == 0

        await actors.resolve(actor_id, refresh=True, named_by_others=True)
        assert not await actors.tried(actor_id, True)
        assert not await actors.tried(actor_id, False)
        assert discovery.count() == 1  # it spoke for itself before


async def test_resolve_key__redirected_to_a_domain_that_brought_enough() -> None:
    async with Peer() as peer, Peer() as other, client() as door:
        there = other.origin + "/users/b"
        other.answers["/users/b"] = says(json.dumps(actor_document(there)).encode())
        peer.answers["/users/a"] = says(b"", 302, more={"Location": there})
        discovery = Discovery(FixedClock(), Nobody(), Limits(actors=1, hosts=1))
        store = MemoryActors()
        discovery.met(other.origin + "/users/c")

        with pytest.raises(TooManyStrangers):
            await ActorResolver(door, store, FixedClock(), discovery=discovery).resolve_key(
                peer.origin.replace("127.0.0.1", "localhost") + "/users/a#main-key"
            )

    assert store.kept == {}


class Nobody:
    """Neighbours: there are none."""

    async def standing(self, url: str) -> Standing:
        return "stranger"
