"""A node of ours and a server built on Fedify 2.3.6, each doing what it does: nothing here knows the other's code."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import cast

import pytest

from federation.synchronization import digest_of
from node import following, moving
from node.commands.table import perform
from node.destination import destination
from node.errors import NotAllowed
from node.moving import Destination
from node.profiles import KeyPair, NewActor, add_actor
from node.store import follows, news
from node.store.connection import Db
from tests.network.village import House, house, until
from tests.peers.conversation import Other, fedify
from vocab.vocabulary import Vocabulary

OFFER = {"kind": "offer", "name": "Livraison à vélo", "content": "Six jours sur sept.", "need": ["livrer"]}
KNOCKS = pytest.mark.parametrize("knock", ["rfc9421", "cavage"])


def _received(other: Other, type: str, object: str | None = None) -> Callable[[], Awaitable[bool]]:
    """Whether its listeners were given such an activity."""

    async def given() -> bool:
        activities = cast(list[dict[str, str]], (await other.ask("seen"))["activities"])
        return any(
            activity["type"] == type and (object is None or activity.get("object") == object) for activity in activities
        )

    return given


def _has_followers(other: Other, *followers: str) -> Callable[[], Awaitable[bool]]:
    async def so() -> bool:
        return (await other.ask("seen"))["followers"] == list(followers)

    return so


async def _notes(house: House) -> dict[str, str]:
    return {str(note["id"]): str(note["content"]) for note in await house.node.store.reading(news.newest)}


async def _follow(house: House, other: Other) -> None:
    target = await house.node.meet(other.actor)
    await house.node.store.writing("follow", following.follow, house.node.home, house.actor, target.id)
    house.node.wake()

    async def accepted() -> bool:
        return await house.node.store.reading(follows.state, house.actor, other.actor) == "accepted"

    await until(accepted, "Fedify accepted our Follow")


async def _be_followed(house: House, other: Other) -> str:
    said = await other.ask("follow", target=house.actor)

    async def followed() -> bool:
        return await house.node.store.reading(follows.state, other.actor, house.actor) == "accepted"

    await until(followed, "we took its Follow")
    return str(said["activity"])


def _unfollow(db: Db, house: House, other: Other) -> None:
    following.unfollow(db, house.node.home, house.actor, other.actor)


@KNOCKS
async def test_fedify__follows_us__and_reads_what_we_publish_edit_and_withdraw(
    tmp_path: Path, vocabulary: Vocabulary, knock: str
) -> None:
    async with house(tmp_path / "p", "pedales", vocabulary) as pedales, fedify(tmp_path / "f", knock) as voisine:
        # Given that it follows us, which it takes our Accept for
        follow = await _be_followed(pedales, voisine)
        await until(_received(voisine, "Accept", follow), "it got our Accept")

        # When we publish, edit and withdraw an offer
        offer = await pedales.publish(**OFFER)
        await until(_received(voisine, "Create", offer), "it got our Create")
        read = await voisine.ask("read", url=offer)
        assert read["type"] == "Note"
        await pedales.publish(**{**OFFER, "id": offer, "name": "Livraison à vélo, le dimanche aussi"})
        await until(_received(voisine, "Update", offer), "it got our Update")
        await pedales.withdraw(offer)
        await until(_received(voisine, "Delete", offer), "it got our Delete")

        # Then it read our profile, and every request we sent it bore a signature it holds for good
        assert (await voisine.ask("read", url=pedales.actor))["type"] == "Organization"
        requests = cast(list[dict[str, str]], (await voisine.ask("seen"))["requests"])
        assert len(requests) >= 4
        assert {(request.get("owner"), request.get("refused")) for request in requests} == {(pedales.actor, None)}

        # And when it takes its Follow back, it is no follower of ours any more
        await voisine.ask("undo", activity=follow, target=pedales.actor)

        async def forgotten() -> bool:
            return await pedales.node.store.reading(follows.state, voisine.actor, pedales.actor) is None

        await until(forgotten, "its Undo took effect")


@KNOCKS
async def test_fedify__is_followed__and_what_it_says_takes_effect(
    tmp_path: Path, vocabulary: Vocabulary, knock: str
) -> None:
    async with house(tmp_path / "p", "pedales", vocabulary) as pedales, fedify(tmp_path / "f", knock) as voisine:
        # Given that we follow it
        await _follow(pedales, voisine)
        assert (await voisine.ask("seen"))["followers"] == [pedales.actor]

        # When it writes a note, edits it and takes it away, then each is seen here
        created = str((await voisine.ask("create", content="<p>Bonjour du quartier</p>"))["note"])

        async def arrived() -> bool:
            return (await _notes(pedales)).get(created) == "<p>Bonjour du quartier</p>"

        async def edited() -> bool:
            return (await _notes(pedales)).get(created) == "<p>Bonsoir du quartier</p>"

        async def gone() -> bool:
            return created not in await _notes(pedales)

        await until(arrived, "its note is in our news")
        await voisine.ask("update", id=created, content="<p>Bonsoir du quartier</p>")
        await until(edited, "its note is edited here")
        await voisine.ask("delete", id=created)
        await until(gone, "its note is gone from here")

        # And it takes our Undo
        await pedales.node.store.writing("unfollow", _unfollow, pedales, voisine)
        pedales.node.wake()
        await until(_received(voisine, "Undo"), "it got our Undo")
        await until(_has_followers(voisine), "it counts us no more")


async def test_fedify__announces_a_record_of_another_node__and_takes_it_back(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    async with (
        house(tmp_path / "p", "pedales", vocabulary) as pedales,
        house(tmp_path / "c", "clef", vocabulary) as clef,
        fedify(tmp_path / "f") as voisine,
    ):
        # Given that we follow it, and that a third node published an offer we know nothing of
        await _follow(clef, voisine)
        offer = await pedales.publish(**OFFER)

        # When it announces the offer by its address alone, then we hold it as its owner signed it
        announce = (await voisine.ask("announce", id=offer))["activity"]
        await until(lambda: clef.holds(offer), "the announced offer is held")
        record = await clef.record(offer)
        assert record is not None
        assert (record.owner, record.via) == (pedales.actor, voisine.actor)

        # And when it takes the Announce back, nothing is left that holds it in our directory
        await voisine.ask("undo", activity=announce)

        async def left() -> bool:
            return not await clef.holds(offer)

        await until(left, "the offer left with its reason")


async def test_fedify__follows_a_network_of_ours__and_is_told_where_its_records_are(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    async with (
        house(tmp_path / "r", "reseau", vocabulary, kind="network") as reseau,
        house(tmp_path / "p", "pedales", vocabulary) as pedales,
        fedify(tmp_path / "f") as voisine,
    ):
        # Given a network with one member, followed from there
        await pedales.join(reseau.actor)
        await _be_followed(reseau, voisine)

        # When the member publishes, then what it is told is the record's address, which it reads for itself
        offer = await pedales.publish(**OFFER)
        await until(_received(voisine, "Announce", offer), "it got the network's Announce")
        assert (await voisine.ask("read", url=offer))["type"] == "Note"


@KNOCKS
async def test_fedify__one_of_ours_moves_there__and_its_followers_come_along(
    tmp_path: Path, vocabulary: Vocabulary, knock: str
) -> None:
    async with (
        house(tmp_path / "p", "pedales", vocabulary) as pedales,
        house(tmp_path / "c", "clef", vocabulary) as clef,
        fedify(tmp_path / "f", knock) as voisine,
    ):
        # Given an organisation that is followed from a node of ours and from there
        await clef.follow(pedales)
        await _be_followed(pedales, voisine)

        # When it moves there, once its new home names it
        new = Destination(voisine.actor, "voisine", (), None, False)
        with pytest.raises(NotAllowed):
            await pedales.node.store.writing("move", moving.move, pedales.node.home, pedales.actor, new)
        await voisine.ask("known_as", former=pedales.actor)
        new = await destination(pedales.node, voisine.actor)
        await pedales.node.store.writing("move", moving.move, pedales.node.home, pedales.actor, new)
        pedales.node.wake()

        # Then it reads our Move, and our follower follows it
        await until(_received(voisine, "Move", pedales.actor), "it got our Move")
        await until(lambda: _only_follows(clef, voisine.actor), "our follower follows the new home")
        seen = await voisine.ask("seen")
        assert clef.actor in cast(list[str], seen["followers"])
        said = [each for each in cast(list[dict[str, str]], seen["activities"]) if each["type"] in ("Update", "Move")]
        assert [(each["type"], each["object"], each.get("target")) for each in said] == [
            ("Update", pedales.actor, None),
            ("Move", pedales.actor, voisine.actor),
        ]


async def test_fedify__moves_to_one_of_ours__and_its_followers_come_along(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    async with (
        house(tmp_path / "p", "pedales", vocabulary) as pedales,
        house(tmp_path / "c", "clef", vocabulary) as clef,
        fedify(tmp_path / "f") as voisine,
    ):
        await _follow(clef, voisine)
        former = await destination(pedales.node, voisine.actor)
        await pedales.node.store.writing("alias", moving.add_former, pedales.node.home, pedales.actor, former.id)
        read = cast(dict[str, object], (await voisine.ask("read", url=pedales.actor))["document"])
        assert read["alsoKnownAs"] == [voisine.actor]

        await voisine.ask("move", target=pedales.actor)

        await until(lambda: _only_follows(clef, pedales.actor), "our follower follows the new home")
        assert await pedales.node.store.reading(follows.followers, pedales.actor) == [clef.actor]


async def _only_follows(house: House, whom: str) -> bool:
    return await house.node.store.reading(follows.following, house.actor) == [whom]


def _state(house: House, follower: str, followed: str, state: str | None) -> Callable[[], Awaitable[bool]]:
    async def so() -> bool:
        return await house.node.store.reading(follows.state, follower, followed) == state

    return so


def _follow_as(db: Db, house: House, follower: str, other: Other) -> None:
    following.follow(db, house.node.home, follower, other.actor)


def _lose(db: Db, follower: str, followed: str) -> None:
    assert follows.drop(db, follower, followed)


async def _two_follow(house: House, other: Other) -> str:
    """A second organisation at our house; both follow."""
    new = NewActor("four", "Le Four", "platform", "fr-commune-59350")
    four = str(await house.node.store.writing("add", add_actor, house.node.home, new, KeyPair.generate()))
    await _follow(house, other)
    await house.node.store.writing("follow", _follow_as, house, four, other)
    house.node.wake()
    await until(_state(house, four, other.actor, "accepted"), "Fedify accepted the second Follow")
    return four


async def test_fedify__forgot_a_follow_of_ours__and_its_next_whisper_tells_us(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    async with house(tmp_path / "p", "pedales", vocabulary) as pedales, fedify(tmp_path / "f", "cavage") as voisine:
        # Given two followers here, of whom it remembers one
        four = await _two_follow(pedales, voisine)
        await voisine.ask("forget", follower=pedales.actor)

        # When it writes to its followers alone, with a digest of those who live here (FEP-8fcf)
        whispered = str((await voisine.ask("whisper", content="<p>Entre nous</p>"))["note"])

        # Then we read its list, know that one follow has ended, and the other brings its news as ever
        await until(_state(pedales, pedales.actor, voisine.actor, "ended"), "our follow has ended")
        assert await _state(pedales, four, voisine.actor, "accepted")()

        async def arrived() -> bool:
            return whispered in await _notes(pedales)

        await until(arrived, "what it whispered is here")


async def test_fedify__holds_for_a_follower_one_who_is_not__and_takes_our_undo(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    async with house(tmp_path / "p", "pedales", vocabulary) as pedales, fedify(tmp_path / "f", "cavage") as voisine:
        # Given two followers here, of whom we remember one
        four = await _two_follow(pedales, voisine)
        await pedales.node.store.writing("lose", _lose, pedales.actor, voisine.actor)

        # When it writes to its followers alone
        await voisine.ask("whisper", content="<p>Entre nous</p>")

        # Then it gets our Undo, and holds only the other for its follower
        await until(_received(voisine, "Undo"), "it got our Undo")
        await until(_has_followers(voisine, four), "it counts the other alone")


async def test_fedify__whose_signature_leaves_the_digest_out__is_not_believed(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    # By RFC 9421 Fedify 2.3.6 signs a fixed list of components, and not this header (read and seen 2026-11).
    async with house(tmp_path / "p", "pedales", vocabulary) as pedales, fedify(tmp_path / "f", "rfc9421") as voisine:
        four = await _two_follow(pedales, voisine)
        await voisine.ask("forget", follower=pedales.actor)

        whispered = str((await voisine.ask("whisper", content="<p>Entre nous</p>"))["note"])

        async def arrived() -> bool:
            return whispered in await _notes(pedales)

        await until(arrived, "what it whispered is here")
        assert await _state(pedales, pedales.actor, voisine.actor, "accepted")()
        assert await _state(pedales, four, voisine.actor, "accepted")()


@KNOCKS
async def test_fedify__is_told_which_of_its_own_follow_us(tmp_path: Path, vocabulary: Vocabulary, knock: str) -> None:
    async with house(tmp_path / "p", "pedales", vocabulary) as pedales, fedify(tmp_path / "f", knock) as voisine:
        await _be_followed(pedales, voisine)

        # When we publish for followers alone
        offer = await pedales.publish(**OFFER, visibility="followers")
        await until(_received(voisine, "Create", offer), "it got our Create")

        # Then the request that brought it says who follows from there, and its signature holds over that
        requests = cast(list[dict[str, str]], (await voisine.ask("seen"))["requests"])
        said = [request for request in requests if request.get("synchronization")]
        assert [(request["owner"], request.get("refused")) for request in said] == [(pedales.actor, None)]
        url = f"{pedales.actor}/followers_synchronization"
        assert said[0]["synchronization"] == (
            f'collectionId="{pedales.actor}/followers", url="{url}", digest="{digest_of([voisine.actor])}"'
        )

        # And there it reads the list, by a request of its own signature
        document = cast(dict[str, object], (await voisine.ask("fetch", url=url))["document"])
        assert document["orderedItems"] == [voisine.actor]


async def test_fedify__follows_a_town__and_hears_what_is_new_edited_and_withdrawn_there(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    async with (
        house(tmp_path / "p", "pedales", vocabulary) as pedales,
        house(tmp_path / "u", "union", vocabulary, kind="network") as union,
        fedify(tmp_path / "f") as voisine,
    ):
        # Given a union that follows a platform and serves Lille, whose account it follows
        await union.follow(pedales)
        await perform(union.node, "territory_serve", {"territory": "fr-commune-59350"}, lambda progress: None)
        town = union.node.home.actor_id("commune_59350")
        follow = str((await voisine.ask("follow", target=town))["activity"])
        await until(_received(voisine, "Accept", follow), "the town let it in")
        assert (await voisine.ask("read", url=town))["type"] == "Group"

        async def follows_it() -> bool:
            return await pedales.node.store.reading(follows.state, union.actor, pedales.actor) == "accepted"

        await until(follows_it, "the union follows the platform")

        # When the platform publishes an offer there, it is pointed at it, and gets the activity as its author said it
        said = {**OFFER, "territory": ["fr-commune-59350"]}
        offer = await pedales.publish(**said)
        await until(_received(voisine, "Announce", offer), "it was pointed at the offer")
        assert (await voisine.ask("read", url=offer))["type"] == "Note"
        assert await _announced(voisine, town, 2) == "Create"

        # When it is edited and withdrawn, it gets these, and the pointer is taken back
        await pedales.publish(**{**said, "id": offer, "name": "Livraison à vélo, le dimanche aussi"})
        assert await _announced(voisine, town, 3) == "Update"
        await pedales.withdraw(offer)
        assert await _announced(voisine, town, 4) == "Delete"
        await until(_received(voisine, "Undo"), "the town took its pointer back")

        # Then every request bore the town's signature, for good, and the Undo named what it had been pointed by
        seen = cast(dict[str, list[dict[str, str]]], await voisine.ask("seen"))
        told = [each for each in seen["activities"] if each["type"] in ("Announce", "Undo")]
        assert [each["type"] for each in told] == ["Announce"] * 4 + ["Undo"]
        assert told[-1]["object"] == told[0]["id"]
        assert {(each.get("owner"), each.get("refused")) for each in seen["requests"]} == {(town, None)}


async def _announced(other: Other, actor: str, count: int) -> str:
    """Of what type Fedify reads the latest of so many activities that this actor announced."""
    found: list[str] = []

    async def so() -> bool:
        seen = cast(list[dict[str, str]], (await other.ask("seen"))["activities"])
        found[:] = [each["object"] for each in seen if each["type"] == "Announce" and each["actor"] == actor]
        return len(found) >= count

    await until(so, f"it heard {count} announces")
    return str((await other.ask("read", url=found[-1]))["type"])
