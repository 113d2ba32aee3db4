"""Keys change, as a routine or because they were stolen: what others accept before, during and after."""

from __future__ import annotations

from pathlib import Path

import orjson

from federation import proofs
from federation.errors import FederationError
from federation.keys import Signer
from node import profiles
from node.clock import whole_seconds
from node.home import Home
from node.profiles import KeyPair
from node.store import actors
from node.store.connection import Db
from tests.network.village import House, house, until
from vocab.vocabulary import Vocabulary

OFFER = {"kind": "offer", "name": "Livraison à vélo", "need": ["livrer"]}
Document = dict[str, object]


def _keys(db: Db, home: Home, actor: str) -> dict[str, Signer]:
    return {name: home.keys.current(db, actor, name) for name in ("rsa-sha256", "ed25519")}


def _rotate(db: Db, home: Home, id: str, *, compromised: bool) -> None:
    actor = actors.find(db, id)
    assert actor is not None
    profiles.rotate(db, home, actor, KeyPair.generate(), compromised=compromised)


async def keys_of(of: House) -> dict[str, Signer]:
    """The keys that a house signs with now."""
    return await of.node.store.reading(_keys, of.node.home, of.actor)


async def rotate(of: House, *, compromised: bool) -> None:
    await of.node.store.writing("rotate", _rotate, of.node.home, of.actor, compromised=compromised)
    of.node.wake()


def create(by: House, key: Signer, name: str, *, in_s: float = 0.0) -> Document:
    """A Create of a new note in the name of a house, with its proofs by this key, dated so many seconds ahead."""
    made = whole_seconds(by.node.home.now() + in_s)
    moment = f"{made[:-1]}.000Z"
    document: Document = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": f"{by.origin}/objects/{name}",
        "type": "Note",
        "attributedTo": by.actor,
        "content": name,
        "to": ["https://www.w3.org/ns/activitystreams#Public"],
        "published": moment,
    }
    activity: Document = {
        "@context": document["@context"],
        "id": f"{by.origin}/activities/{name}",
        "type": "Create",
        "actor": by.actor,
        "object": proofs.add(document, key, made),
        "to": document["to"],
        "published": moment,
    }
    return proofs.add(activity, key, made)


async def post(to: House, activity: Document, signer: Signer, by: House) -> int:
    """The status with which a house answers this activity, its request signed by this key."""
    try:
        return (await by.node.client.post(f"{to.origin}/inbox", orjson.dumps(activity), signer)).status
    except FederationError as failure:
        return int(str(failure).partition(" answered ")[2][:3])


async def knows_key(who: House, id: str) -> bool:
    """Whether a house has read this key at its origin."""
    return await who.node.store.reading(_has_key, id)


def _has_key(db: Db, id: str) -> bool:
    sql = "SELECT 1 FROM peers_keys WHERE id = ? AND source = 'origin' AND retired IS NULL"
    return db.execute(sql, (id,)).fetchone() is not None


async def test_rotation__routine__what_the_old_key_proved_is_still_proved(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    async with (
        house(tmp_path / "pedales", "pedales", vocabulary) as pedales,
        house(tmp_path / "clef", "clef", vocabulary) as clef,
        house(tmp_path / "panier", "panier", vocabulary) as panier,
    ):
        # Given a record that others hold
        await clef.follow(pedales)
        before = await pedales.publish(**OFFER)
        await until(lambda: clef.holds(before), "the offer")
        old = await keys_of(pedales)

        # When its owner takes new keys, as one does every year, and publishes more
        await rotate(pedales, compromised=False)
        after = await pedales.publish(**OFFER)
        new = await keys_of(pedales)
        await until(lambda: clef.holds(after), "the offer signed by the new key")

        # Then each has a key of its own, and a newcomer verifies both from their documents
        assert old["ed25519"].key_id != new["ed25519"].key_id
        await panier.follow(pedales)
        for id, key in ((before, old), (after, new)):
            await until(lambda id=id: panier.holds(id), "what was published before")  # type: ignore[misc]
            record = await panier.record(id)
            assert record is not None
            assert record.verified == "proof"
            assert orjson.loads(record.proof or "")["method"] == key["ed25519"].key_id

        # And what the old key would prove from now on counts no more
        late = create(pedales, old["ed25519"], "tard", in_s=5)
        document = late["object"]
        assert isinstance(document, dict)
        assert await clef.node.preparer.verify({**document}, pedales.actor) == (None, None)


async def test_rotation__after_a_theft__the_stolen_keys_are_worth_nothing(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    async with (
        house(tmp_path / "pedales", "pedales", vocabulary) as pedales,
        house(tmp_path / "clef", "clef", vocabulary) as clef,
    ):
        # Given a record that another holds, and keys that somebody took
        await clef.follow(pedales)
        offer = await pedales.publish(**OFFER)
        await until(lambda: clef.holds(offer), "the offer")
        stolen = await keys_of(pedales)
        assert await post(clef, create(pedales, stolen["ed25519"], "avant"), stolen["rsa-sha256"], pedales) == 202

        # When its owner says so
        await rotate(pedales, compromised=True)
        new = await keys_of(pedales)
        await until(lambda: knows_key(clef, new["ed25519"].key_id), "the new keys")

        # Then what it published is signed anew, there as here
        async def signed_anew() -> bool:
            proof = (await clef.document(offer)).get("proof")
            return isinstance(proof, dict) and proof["verificationMethod"] == new["ed25519"].key_id

        await until(signed_anew, "the offer under the new key")
        record = await clef.record(offer)
        assert record is not None
        assert record.verified == "proof"

        # And nothing that the thief signs is believed: no request, no proof, whatever date it bears
        assert await post(clef, create(pedales, stolen["ed25519"], "vol"), stolen["rsa-sha256"], pedales) == 401
        forged = create(pedales, stolen["ed25519"], "vol-2")["object"]
        assert isinstance(forged, dict)
        assert await clef.node.preparer.verify(forged, pedales.actor) == (None, None)
        dated = proofs.add(forged, stolen["ed25519"], "2020-01-01T00:00:00Z")
        assert await clef.node.preparer.verify(dated, pedales.actor) == (None, None)
