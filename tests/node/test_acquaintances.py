"""What is remembered of actors elsewhere and of their keys."""

from __future__ import annotations

from federation.actors import Actor, actor_from_document
from node.acquaintances import KnownActors, KnownKeys
from tests.node.ground import NOW, Document, Ground, Peer

FAR = Peer("https://panier.example/actors/panier")
KEY = FAR.signer.key_id
NEXT: Document = {
    "id": f"{KEY}-2",
    "type": "Multikey",
    "controller": FAR.id,
    "publicKeyMultibase": "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
}


def read(**more: object) -> Actor:
    return actor_from_document(FAR.document | more, NOW)


async def test_keep__the_actor_and_its_keys_in_one_unit(ground: Ground) -> None:
    before = ground.store.units

    await KnownActors(ground.store).keep(read())

    assert ground.store.units == before + 1
    kept = await KnownActors(ground.store).find(FAR.id)
    known = await KnownKeys(ground.store).find(KEY)
    assert kept is not None and kept.document == FAR.document
    assert known is not None and (known.key.owner, known.seen, known.source) == (FAR.id, NOW, FAR.id)


async def test_keep__a_key_listed_no_longer_counts_no_longer(ground: Ground) -> None:
    actors, keys = KnownActors(ground.store), KnownKeys(ground.store)
    await actors.keep(read())

    await actors.keep(read(assertionMethod=[NEXT]))

    assert await keys.find(KEY) is None
    assert await keys.find(f"{KEY}-2") is not None


async def test_keep__a_key_listed_by_its_address_alone_still_counts(ground: Ground) -> None:
    actors, keys = KnownActors(ground.store), KnownKeys(ground.store)
    await actors.keep(read())

    await actors.keep(read(assertionMethod=[KEY, NEXT]))

    assert await keys.find(KEY) is not None
