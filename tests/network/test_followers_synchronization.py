"""A follow that only one side remembers, after a backup was restored or a message lost, is mended by the next post to
followers (FEP-8fcf)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from node import following
from node.profiles import KeyPair, NewActor, add_actor
from node.store import follows, log
from node.store.connection import Db
from tests.network.village import House, house, until
from vocab.vocabulary import Vocabulary

POST = {"kind": "offer", "name": "Entre nous", "need": ["livrer"], "visibility": "followers"}


def _lose(db: Db, follower: str, followed: str) -> None:
    """As a node that was restored from a backup of before the follow."""
    assert follows.drop(db, follower, followed)


def _follow(db: Db, house: House, follower: str, target: str) -> None:
    following.follow(db, house.node.home, follower, target)


def follows_at(place: House, follower: str, followed: str, state: str | None) -> Callable[[], Awaitable[bool]]:
    async def so() -> bool:
        return await place.node.store.reading(follows.state, follower, followed) == state

    return so


async def neighbours(clef: House, pedales: House) -> str:
    """A second organisation at the house of the first; both follow the other house."""
    new = NewActor("four", "Le Four", "platform", "fr-commune-59350")
    four = await clef.node.store.writing("add", add_actor, clef.node.home, new, KeyPair.generate())
    await clef.follow(pedales)
    await clef.node.store.writing("follow", _follow, clef, four, pedales.actor)
    clef.node.wake()
    for follower in (clef.actor, four):
        await until(follows_at(clef, follower, pedales.actor, "accepted"), "the follow is accepted")
    return str(four)


async def test_lost_by_the_follower__is_taken_back_at_the_followed(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with (
        house(tmp_path / "pedales", "pedales", vocabulary) as pedales,
        house(tmp_path / "clef", "clef", vocabulary) as clef,
    ):
        # Given two followers on one node, which remembers the follow of one of them no more
        four = await neighbours(clef, pedales)
        await clef.node.store.writing("lose", _lose, clef.actor, pedales.actor)

        # When the followed posts to followers alone
        first = await pedales.publish(**POST)

        # Then that one is its follower no more, and the other still is
        await until(follows_at(pedales, clef.actor, pedales.actor, None), "the follow is undone over there")
        assert await follows_at(pedales, four, pedales.actor, "accepted")()
        await until(lambda: clef.holds(first), "the post is here for the other")

        # And both sides agree: the next post asks for nothing
        errands = "SELECT count(*) FROM errands WHERE kind = 'followers'"
        second = await pedales.publish(**{**POST, "name": "Toujours entre nous"})
        await until(lambda: clef.holds(second), "the next post")
        assert await clef.node.store.reading(lambda db: db.execute(errands).fetchone()[0]) == 0


async def test_lost_by_the_followed__ends_at_the_follower(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with (
        house(tmp_path / "pedales", "pedales", vocabulary) as pedales,
        house(tmp_path / "clef", "clef", vocabulary) as clef,
    ):
        # Given two followers on one node, of whom the followed remembers only one
        four = await neighbours(clef, pedales)
        await pedales.node.store.writing("lose", _lose, clef.actor, pedales.actor)

        # When it posts to followers alone
        post = await pedales.publish(**POST)

        # Then the other knows that its follow has ended, and the one that stands goes on
        await until(follows_at(clef, clef.actor, pedales.actor, "ended"), "the follow has ended here")
        assert await follows_at(clef, four, pedales.actor, "accepted")()
        await until(lambda: clef.holds(post), "the post is here for the one that follows")

        # And whoever follows again is followed again by what comes
        await clef.follow(pedales)
        await until(follows_at(clef, clef.actor, pedales.actor, "accepted"), "the new follow is accepted")
        assert await follows_at(pedales, clef.actor, pedales.actor, "accepted")()


async def test_accept_lost__is_made_good(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with (
        house(tmp_path / "pedales", "pedales", vocabulary) as pedales,
        house(tmp_path / "clef", "clef", vocabulary) as clef,
    ):
        # Given a follow whose Accept never came
        await clef.follow(pedales)
        await until(follows_at(clef, clef.actor, pedales.actor, "accepted"), "the follow is accepted")
        await clef.node.store.writing("forget", follows.answer, clef.actor, pedales.actor, "asked")

        # When the followed posts to followers alone
        post = await pedales.publish(**POST)

        # Then the follow stands, and what was posted is read
        await until(follows_at(clef, clef.actor, pedales.actor, "accepted"), "the follow stands")
        await until(lambda: clef.holds(post), "the post is here")


@pytest.mark.parametrize("visibility", ["public", "private"])
async def test_not_for_followers_alone__nothing_is_compared(
    tmp_path: Path, vocabulary: Vocabulary, visibility: str
) -> None:
    async with (
        house(tmp_path / "pedales", "pedales", vocabulary) as pedales,
        house(tmp_path / "clef", "clef", vocabulary) as clef,
    ):
        four = await neighbours(clef, pedales)
        await clef.node.store.writing("lose", _lose, clef.actor, pedales.actor)

        await pedales.publish(**{**POST, "visibility": visibility})
        post = await pedales.publish(**{**POST, "name": "Pour tous", "visibility": "public"})
        await until(lambda: clef.holds(post), "the public post")

        assert await follows_at(pedales, clef.actor, pedales.actor, "accepted")()
        assert await follows_at(pedales, four, pedales.actor, "accepted")()
        assert await clef.node.store.reading(log.last_act, clef.actor, pedales.actor, ("Undo",)) is None
