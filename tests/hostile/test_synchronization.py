"""Somebody lies about its followers (FEP-8fcf): nobody else is asked, nothing is read without end, no follow is lost.

A real node, and a peer on loopback that says in a signed header what it likes.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp
import orjson
import pytest

from federation import cavage, rfc9421
from federation.synchronization import HEADER, Synchronization, digest_of, write
from node.clock import iso
from node.home import Home
from node.store import follows, log
from node.store.connection import Db
from node.synchronizing import KIND, MAX_OF_A_SERVER
from tests.federation.doubles import Answer, Peer, Request, says
from tests.hostile.crowd import ACTIVITY, Face
from tests.network.village import House, house, until
from tests.vocabulary import VOCABULARY
from vocab.vocabulary import Vocabulary

SIGNERS = {"cavage": cavage.sign, "rfc9421": rfc9421.sign}
LIST = "/list"


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return VOCABULARY


@dataclass(repr=False)
class Scene:
    """A node that follows one actor of a peer, and that peer."""

    clef: House
    peer: Peer
    face: Face
    http: aiohttp.ClientSession

    def said(self, digest: str = digest_of(()), **changes: str) -> Synchronization:
        """What the peer says of its followers, of nobody unless told otherwise."""
        values = {"collection": f"{self.face.id}/followers", "url": f"{self.peer.origin}{LIST}", "digest": digest}
        return Synchronization(**(values | changes))

    async def post(
        self,
        said: Synchronization,
        *,
        by: Face | None = None,
        scheme: str = "cavage",
        covered: bool = True,
        number: int = 0,
    ) -> int:
        """A signed post to followers; the node's answer."""
        face, inbox, now = by or self.face, f"{self.clef.origin}/inbox", time.time()
        id = f"{face.id}/notes/{number}"
        note = {"id": id, "type": "Note", "attributedTo": face.id, "content": "x", "to": [f"{face.id}/followers"]}
        activity = {"id": f"{id}#create", "type": "Create", "actor": face.id, "object": note, "to": note["to"]}
        body = orjson.dumps(activity | {"published": iso(now)})
        header = {HEADER: write(said)}
        headers = SIGNERS[scheme](face.rsa, "POST", inbox, body, now, ACTIVITY, more=header if covered else None)
        async with self.http.post(inbox, data=body, headers=headers | header) as answer:
            return answer.status

    async def compared(self) -> None:
        """Wait until no comparison is waiting or under way."""

        async def none() -> bool:
            return await self.errands() == 0

        await until(none, "the errand is over")

    async def errands(self) -> int:
        sql = "SELECT count(*) FROM errands WHERE kind = ?"
        return int(await self.clef.node.store.reading(lambda db: db.execute(sql, (KIND,)).fetchone()[0]))

    async def follow(self) -> str | None:
        """What the node holds of its follow."""
        return await self.clef.node.store.reading(follows.state, self.clef.actor, self.face.id)

    async def undone(self) -> bool:
        """Whether the node sent an Undo."""
        return await self.clef.node.store.reading(log.last_act, self.clef.actor, self.face.id, ("Undo",)) is not None

    @property
    def asked(self) -> list[str]:
        """What the peer was asked for, but for its actors and what came to its inbox."""
        return [seen.target for seen in self.peer.seen if seen.method == "GET" and "/actors/" not in seen.target]


def gives(**document: object) -> Answer:
    return says(json.dumps(document).encode())


def _be_followed(db: Db, home: Home, follower: str, followed: str) -> None:
    follows.put(db, follower, followed, f"{follower}#f", "accepted", home.now_iso())


@pytest.fixture
async def scene(tmp_path: Path, words: Vocabulary) -> AsyncIterator[Scene]:
    async with house(tmp_path, "clef", words) as clef, Peer() as peer, aiohttp.ClientSession() as http:
        face = Face.of(peer.origin, 0)
        peer.answers[face.id.removeprefix(peer.origin)] = gives(**face.document)
        await clef.node.store.writing("follow", _be_followed, clef.node.home, clef.actor, face.id)
        yield Scene(clef, peer, face, http)


@pytest.mark.parametrize("scheme", SIGNERS)
async def test_true_list_without_us__ends_our_follow(scene: Scene, scheme: str) -> None:
    # The others of this file would pass on a node that does nothing at all: here is one that must not.
    scene.peer.answers[LIST] = gives(orderedItems=[])

    assert await scene.post(scene.said(), scheme=scheme) == 202
    await scene.compared()

    assert await scene.follow() == "ended"


@pytest.mark.parametrize("scheme", SIGNERS)
async def test_header_beside_the_signature__is_not_looked_at(scene: Scene, scheme: str) -> None:
    scene.peer.answers[LIST] = gives(orderedItems=[])

    # Whoever carries a message may add a header; the activity itself is good.
    assert await scene.post(scene.said(), scheme=scheme, covered=False) == 202

    assert await scene.errands() == 0
    assert (scene.asked, await scene.follow()) == ([], "accepted")


async def test_url_of_a_third_party__is_not_asked(scene: Scene) -> None:
    async with Peer() as victim:
        victim.answers[LIST] = gives(orderedItems=[])
        for number, url in enumerate(
            (
                f"{victim.origin}{LIST}",
                f"{scene.peer.origin}@{victim.origin.partition('://')[2]}{LIST}",
                f"{scene.peer.origin.replace('127.0.0.1', '127%2e0%2e0%2e1')}{LIST}",
                f"http://127.1:{scene.peer.origin.rpartition(':')[2]}{LIST}",
                f"//{victim.origin.partition('://')[2]}{LIST}",
            )
        ):
            assert await scene.post(scene.said(url=url), number=number) == 202

        assert await scene.errands() == 0
        assert victim.seen == []
    assert (scene.asked, await scene.follow()) == ([], "accepted")


@pytest.mark.parametrize("how", ["redirect", "next", "id"])
async def test_list_that_leads_to_a_third_party__is_not_believed(scene: Scene, how: str) -> None:
    async with Peer() as victim:
        victim.answers[LIST] = gives(orderedItems=[])
        elsewhere = f"{victim.origin}{LIST}"
        answer = says(b"", 302, more={"Location": elsewhere}) if how == "redirect" else gives(**{how: elsewhere})
        scene.peer.answers[LIST] = answer

        assert await scene.post(scene.said()) == 202
        await scene.compared()

        assert len(victim.seen) == (how == "redirect")
    assert await scene.follow() == "accepted"


async def test_followers_of_somebody_else__are_not_its_to_tell(scene: Scene) -> None:
    other = f"{scene.peer.origin}/actors/other/followers"

    assert await scene.post(scene.said(collection=other)) == 202

    assert await scene.errands() == 0
    assert scene.asked == []


async def test_list_that_is_not_what_the_header_told_of__ends_nothing(scene: Scene) -> None:
    scene.peer.answers[LIST] = gives(orderedItems=[])

    assert await scene.post(scene.said("ab" * 32)) == 202
    await scene.compared()

    assert (scene.asked, await scene.follow()) == ([LIST], "accepted")


async def test_list_without_end__is_read_to_its_limit_and_not_believed(scene: Scene) -> None:
    numbers = itertools.count(1)

    async def endless(request: Request, writer: asyncio.StreamWriter) -> None:
        number = next(numbers)
        scene.peer.answers[f"{LIST}?{number}"] = endless
        more = f"{scene.peer.origin}{LIST}?{number}"
        await gives(orderedItems=[f"{scene.clef.origin}/actors/four"], next=more)(request, writer)

    scene.peer.answers[LIST] = endless

    assert await scene.post(scene.said(digest_of([f"{scene.clef.origin}/actors/four"]))) == 202
    await scene.compared()

    assert len(scene.asked) == scene.clef.node.home.settings.synchronize_pages + 1
    assert (await scene.follow(), await scene.undone()) == ("accepted", False)


async def test_list_of_too_many__is_not_believed(scene: Scene) -> None:
    many = [f"{scene.clef.origin}/a/{number}" for number in range(10_001)]
    scene.peer.answers[LIST] = gives(orderedItems=many)

    assert await scene.post(scene.said(digest_of(many))) == 202
    await scene.compared()

    assert (scene.asked, await scene.follow()) == ([LIST], "accepted")


async def test_list_that_is_refused_or_no_list(scene: Scene) -> None:
    home = scene.clef.node.home
    home.settings = replace(home.settings, synchronize_interval_s=0)
    for number, answer in enumerate(
        (says(b"", 401), says(b"", 404), says(b"", 410), says(b"<html></html>", kind="text/html"), says(b"[]"))
    ):
        scene.peer.answers[LIST] = answer
        assert await scene.post(scene.said(), number=number) == 202
        await scene.compared()

    assert await scene.follow() == "accepted"


async def test_said_over_and_over__is_looked_into_once(scene: Scene) -> None:
    scene.peer.answers[LIST] = gives(orderedItems=[])
    for number in range(8):
        assert await scene.post(scene.said(f"{number:064x}" if number else "ab" * 32), number=number) == 202
        await scene.compared()

    assert scene.asked == [LIST]


async def test_strangers_of_one_server__have_few_places(scene: Scene) -> None:
    async def silence(request: Request, writer: asyncio.StreamWriter) -> None:
        """Never an answer."""

    # Given strangers, none of whom anybody here follows, and whose server does not give its lists
    scene.peer.answers[LIST] = silence
    strangers = [Face.of(scene.peer.origin, number) for number in range(1, MAX_OF_A_SERVER + 4)]
    for stranger in strangers:
        scene.peer.answers[stranger.id.removeprefix(scene.peer.origin)] = gives(**stranger.document)

    # When each says that somebody here follows it
    for stranger in strangers:
        said = scene.said("ab" * 32, collection=f"{stranger.id}/followers")
        assert await scene.post(said, by=stranger) == 202

    # Then a few of them are looked into, one at a time, and the one that is followed has its place
    assert await scene.errands() == MAX_OF_A_SERVER
    assert await scene.post(scene.said()) == 202
    assert await scene.errands() == MAX_OF_A_SERVER + 1
    assert len(scene.asked) <= 1
