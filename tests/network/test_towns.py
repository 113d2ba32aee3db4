"""A town follows its territory: what a platform publishes reaches whoever follows the town's account elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

from aiohttp import ClientSession

from node.commands.table import perform
from node.store import follows, reasons, records
from node.store.connection import Db
from tests.network.relay import PUBLIC, Relay, relay
from tests.network.village import House, house, until
from tests.peers.readers.objects import on_mastodon
from vocab.vocabulary import Vocabulary

LILLE: Final = "fr-commune-59350"
ACTIVITY: Final = {"Accept": "application/activity+json"}
# In Lomme, a commune that became a part of Lille.
OFFER: Final = {
    "kind": "offer",
    "name": "Livraison à vélo",
    "content": "Six jours sur sept.",
    "need": ["livrer"],
    "territory": ["fr-commune-associee-59355"],
}
WIDER: Final = {**OFFER, "name": "Partout dans la région", "territory": ["fr-region-32"]}


async def do(at: House, command: str, /, **arguments: object) -> Any:
    return await perform(at.node, command, arguments, lambda progress: None)


async def fetched(url: str, **headers: str) -> Any:
    async with ClientSession() as session, session.get(url, headers={**ACTIVITY, **headers}) as answer:
        assert answer.status == 200, (url, answer.status, await answer.text())
        return await answer.json(content_type=None)


def follows_it(at: House, follower: str, town: str) -> Callable[[], Awaitable[bool]]:
    async def accepted() -> bool:
        return await at.node.store.reading(follows.state, follower, town) == "accepted"

    return accepted


async def follow_as_mastodon(it: Relay, town: str) -> None:
    """What a server does on which somebody found the account: it reads the actor, then asks."""
    id = f"{it.origin}/follows/1"
    await it.send(town, {"@context": PUBLIC[:36], "id": id, "type": "Follow", "actor": it.actor, "object": town})


def heard(it: Relay, type: str, subject: str) -> list[Any]:
    """The objects of what it was told of this type about a record."""
    return [each["object"] for each in it.heard if each["type"] == type and subject in str(each["object"])]


async def test_town__tells_of_what_is_new_changed_and_withdrawn(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with (
        relay() as mastodon,
        house(tmp_path / "pedales", "pedales", vocabulary) as pedales,
        house(tmp_path / "union", "union", vocabulary, kind="network") as union,
        house(tmp_path / "clef", "clef", vocabulary) as clef,
    ):
        # Given a union that follows a platform and serves a town, with a follower on another node and one on Mastodon
        older = await pedales.publish(**{**OFFER, "name": "Déjà là"})
        await union.follow(pedales)
        await until(lambda: union.holds(older), "the union has what the platform published before")
        await do(union, "territory_serve", territory=LILLE)
        assert await union.node.store.reading(_kinds) == {"network", "application"}
        await do(clef, "follow", handle=f"lille@{union.node.home.host}")
        town = union.node.home.actor_id("commune_59350")
        await until(follows_it(clef, clef.actor, town), "the town let the other node in")
        await follow_as_mastodon(mastodon, town)
        await until(follows_it(union, mastodon.actor, town), "the town let Mastodon in")
        await until(follows_it(pedales, union.actor, pedales.actor), "the platform let the union in")

        # Then the other node reads what was there before it followed, and nobody is sent it
        await until(lambda: clef.holds(older), "what was there before came from the town's log")
        assert await clef.node.store.reading(_reasons, older) == [("announced", town)]
        assert not heard(mastodon, "Announce", older)

        # When the platform publishes for a part of the town, and for the whole region
        wider = await pedales.publish(**WIDER)
        offer = await pedales.publish(**OFFER)

        # Then the other node holds what concerns the town, with its author's proof, because of the town's account
        await until(lambda: clef.holds(offer), "the offer came by the town")
        record = await clef.record(offer)
        assert record is not None
        assert (record.owner, record.verified) == (pedales.actor, "proof")
        assert await clef.node.store.reading(_reasons, offer) == [("announced", town)]
        assert not await clef.holds(wider)

        # And Mastodon is pointed at the record, which it can read, and gets the activity as the platform signed it
        async def both() -> bool:
            return len(heard(mastodon, "Announce", offer)) == 2

        await until(both, "Mastodon was told")
        address, activity = heard(mastodon, "Announce", offer)
        assert address == offer
        assert (activity["type"], activity["actor"]) == ("Create", pedales.actor)
        assert activity == await fetched(activity["id"])
        assert "Livraison à vélo" in " ".join(on_mastodon(await fetched(offer)).lines)
        assert not heard(mastodon, "Announce", wider)

        # And an edit arrives, as an activity only
        await pedales.publish(**{**OFFER, "id": offer, "name": "Livraison, le dimanche aussi"})

        async def edited() -> bool:
            return (await clef.document(offer)).get("name") == "Livraison, le dimanche aussi"

        await until(edited, "the edit came by the town")

        async def updated() -> bool:
            return [each["type"] for each in heard(mastodon, "Announce", offer)[2:]] == ["Update"]

        await until(updated, "Mastodon was told of the edit")

        # And the withdrawal does: the Delete as it came, and the Announce taken back
        await pedales.withdraw(offer)

        async def gone() -> bool:
            return not await clef.holds(offer)

        await until(gone, "the withdrawal came by the town")

        async def undone() -> bool:
            return bool(heard(mastodon, "Undo", offer))

        await until(undone, "Mastodon was told of the withdrawal")
        assert [each["type"] for each in heard(mastodon, "Announce", offer)[3:]] == ["Delete"]
        assert [each["object"] for each in heard(mastodon, "Undo", offer)] == [offer]

        # What was only read is taken back as well, and Mastodon hears nothing of what it was never told
        await pedales.withdraw(older)

        async def gone_too() -> bool:
            return not await clef.holds(older)

        await until(gone_too, "the withdrawal of what was read came by the town")
        assert not heard(mastodon, "Undo", older)

        # When the territory is served no longer, both are let go
        await do(union, "territory_unserve", territory=LILLE)

        async def let_go() -> bool:
            return await clef.node.store.reading(follows.state, clef.actor, town) == "rejected"

        await until(let_go, "the other node was let go")
        assert await union.node.store.reading(follows.count_followers, town) == 0


def _reasons(db: Db, id: str) -> list[tuple[str, str]]:
    record = records.find(db, id)
    return reasons.remaining(db, record.num) if record else []


def _kinds(db: Db) -> set[str]:
    """The sorts of actors that have keys."""
    return {str(kind) for (kind,) in db.execute("SELECT DISTINCT kind FROM actors JOIN keys ON keys.actor = actors.id")}
