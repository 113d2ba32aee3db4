"""An organisation moves from one real node to another, and a third that follows it finds it at its new home."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aiohttp
import pytest

from node import outgoing
from node.commands.table import perform
from node.errors import NotAllowed
from node.home import Home
from node.store import follows
from node.store.connection import Db
from tests.network.village import House, house, until
from vocab.vocabulary import Vocabulary

OFFER = {"kind": "offer", "name": "Livraison à vélo", "need": ["livrer"]}
AS_JSON = {"Accept": "application/activity+json"}


async def do(at: House, command: str, /, **arguments: object) -> Any:
    """A command, as the command line hands it to the running node."""
    return await perform(at.node, command, arguments, lambda progress: None)


async def read(address: str, accept: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(address, headers={"Accept": accept, "Accept-Language": "fr"}) as response,
    ):
        return response.status, await response.text()


async def organisations(at: House) -> set[str]:
    """Ids of the organisations that its directory shows to everybody."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{at.origin}/directory.json?kind=organization") as response,
    ):
        return {item["id"] for item in (await response.json())["items"]}


async def followed_by(of: House) -> list[str]:
    return await of.node.store.reading(follows.following, of.actor)


def _say(db: Db, home: Home, by: str, moved: str, target: str, to: str) -> str:
    return str(outgoing.say(db, home, by, "Move", moved, to, target=target)["id"])


async def say_move(by: House, moved: str, target: str, to: House) -> str:
    """A Move that the moving of ours would never send; its id."""
    await by.node.meet(to.actor)
    id = await by.node.store.writing("say", _say, by.node.home, by.actor, moved, target, to.actor)
    by.node.wake()
    return id


async def outcome(at: House, id: str) -> str:
    """What became of an activity there, once it is settled."""
    found: list[dict[str, object]] = []

    async def settled() -> bool:
        found[:] = await at.node.store.reading(_explained, id)
        return bool(found) and found[0]["state"] in ("done", "refused")

    await until(settled, f"{id} is settled")
    return f"{found[0]['state']}: {found[0]['answer']}"


def _explained(db: Db, id: str) -> list[dict[str, object]]:
    rows = db.execute("SELECT state, answer FROM inbox WHERE id = ?", (id,))
    return [{"state": state, "answer": answer} for state, answer in rows]


async def test_move__followers_find_the_organisation_at_its_new_home(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with (
        house(tmp_path / "ancien", "pedales", vocabulary) as former,
        house(tmp_path / "nouveau", "roues", vocabulary) as new,
        house(tmp_path / "clef", "clef", vocabulary) as clef,
        house(tmp_path / "rafle", "rafle", vocabulary) as rafle,
    ):
        # Given an organisation that is followed, and publishes at its new home too
        await clef.follow(former)
        await until(lambda: _follows(clef, former.actor), "the follow is accepted")
        old_offer, new_offer = await former.publish(**OFFER), await new.publish(**OFFER)
        await until(lambda: clef.holds(old_offer), "the offer at the former home")

        # When it moves before its new home names it, it is told what to type there, and nothing changes
        with pytest.raises(NotAllowed, match=f"bocage actor alias roues --add {former.actor}"):
            await do(former, "actor_move", name="pedales", to=new.actor)

        # When others say that it moves, to themselves or elsewhere, nothing changes either
        for moved in (former.actor, rafle.actor):
            id = await say_move(rafle, moved, rafle.actor if moved == former.actor else new.actor, clef)
            assert (await outcome(clef, id)).startswith("refused" if moved == former.actor else "done: nobody here")
        # Nor when the former home itself says so without the new one's word
        id = await say_move(former, former.actor, rafle.actor, clef)
        assert "do not name each other" in await outcome(clef, id)
        assert await followed_by(clef) == [former.actor]
        assert "movedTo" not in await former.document(former.actor)

        # When the new home names the former, and the former moves there
        named = await do(new, "actor_alias", name="roues", add=f"pedales@{former.node.home.host}")
        assert named["also_known_as"] == (former.actor,)
        moved_ = await do(former, "actor_move", name="pedales", to=f"roues@{new.node.home.host}")
        assert (moved_["moved_to"], moved_["networks"]) == (new.actor, ())

        # Then its follower follows it there, and the directory shows it at its new home
        async def arrived() -> bool:
            return await followed_by(clef) == [new.actor] and await clef.holds(new_offer)

        await until(arrived, "the new home is followed")
        assert not await clef.holds(old_offer)
        shown = await organisations(clef)
        assert new.actor in shown and former.actor not in shown
        assert await new.node.store.reading(follows.followers, new.actor) == [clef.actor]

        # And the former home keeps what was published, says where the organisation lives, and begins nothing new
        status, page = await read(former.actor, "text/html")
        assert status == 200 and "Cette organisation a déménagé." in page and f'href="{new.actor}"' in page
        assert (await read(old_offer, AS_JSON["Accept"]))[0] == 200
        assert [row["moved_to"] for row in await do(former, "actor_list")] == [new.actor]
        with pytest.raises(NotAllowed, match=new.actor):
            await former.publish(**OFFER)
        with pytest.raises(NotAllowed, match="moved already"):
            await do(former, "actor_move", name="pedales", to=new.actor)

        # And the new home cannot send everybody back: its former one has left
        await do(former, "actor_alias", name="pedales", add=new.actor)
        with pytest.raises(NotAllowed, match="moved itself"):
            await do(new, "actor_move", name="roues", to=former.actor)


async def test_move__told_to_a_follower_that_was_away(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with (
        house(tmp_path / "ancien", "pedales", vocabulary) as former,
        house(tmp_path / "nouveau", "roues", vocabulary) as new,
    ):
        async with house(tmp_path / "clef", "clef", vocabulary) as clef:
            await clef.follow(former)
            await until(lambda: _follows(clef, former.actor), "the follow is accepted")

        # When it moves while its follower is away, and nothing of it will be delivered any more
        await do(new, "actor_alias", name="roues", add=former.actor)
        await do(former, "actor_move", name="pedales", to=new.actor)
        await former.node.store.writing("lose", lambda db: db.execute("DELETE FROM deliveries"))

        # Then the follower reads it in the log when it is back
        async with house(tmp_path / "clef", "clef", vocabulary) as clef:

            async def arrived() -> bool:
                return await followed_by(clef) == [new.actor]

            await until(arrived, "the new home is followed")


async def _follows(who: House, whom: str) -> bool:
    return await who.node.store.reading(follows.state, who.actor, whom) == "accepted"


async def test_move__within_a_network__its_members_find_the_organisation_at_its_new_home(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    async with (
        house(tmp_path / "reseau", "reseau", vocabulary, kind="network") as reseau,
        house(tmp_path / "ancien", "pedales", vocabulary) as former,
        house(tmp_path / "nouveau", "roues", vocabulary) as new,
        house(tmp_path / "clef", "clef", vocabulary) as clef,
    ):
        # Given a member that another knows through their network alone
        for member in (former, clef):
            await member.join(reseau.actor)
        old_offer, new_offer = await former.publish(**OFFER), await new.publish(**OFFER)
        await until(lambda: clef.holds(old_offer), "the offer came by the network")

        # When it moves: its network follows it there, which makes it no member
        await do(new, "actor_alias", name="roues", add=former.actor)
        moved = await do(former, "actor_move", name="pedales", to=new.actor)
        assert moved["networks"] == (reseau.actor,)
        await until(lambda: _follows(reseau, new.actor), "the network follows the new home")
        await until(lambda: reseau.holds(new_offer), "and has what it published")

        # When it joins from its new home, and leaves from its former one
        await new.join(reseau.actor)
        await former.leave(reseau.actor)

        # Then the other member's directory has it once, where it lives, with what it had published there
        await until(lambda: clef.holds(new_offer), "the offer at the new home came by the network")
        await until(lambda: clef.holds(new.actor), "so did its profile")

        async def left() -> bool:
            return not await clef.holds(old_offer) and not await clef.holds(former.actor)

        await until(left, "what was at the former home left with its membership")
        assert await organisations(clef) >= {new.actor} and former.actor not in await organisations(clef)
