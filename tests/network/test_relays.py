"""Relays: nodes that know nothing of each other hear of each other's records, and take leave again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from federation.errors import Refused
from node.commands.table import perform
from node.errors import Missing, NodeError
from node.store import follows, log, news, reasons, relays
from node.store.connection import Db
from tests.network.relay import PUBLIC, Relay, relay
from tests.network.village import House, house, until
from vocab.vocabulary import Vocabulary

OFFER = {"kind": "offer", "name": "Livraison à vélo", "need": ["livrer"]}
STYLES = pytest.mark.parametrize("litepub", [False, True], ids=["mastodon", "litepub"])


async def do(at: House, command: str, /, **arguments: object) -> Any:
    """A command, as the command line hands it to the running node."""
    return await perform(at.node, command, arguments, lambda progress: None)


def is_state(at: House, state: str | None) -> Callable[[], Awaitable[bool]]:
    """Whether the node's one subscription is in this state."""

    async def reached() -> bool:
        found = await at.node.store.reading(relays.every)
        return [each.state for each in found] == ([state] if state else [])

    return reached


async def subscribe(by: House, to: Relay) -> None:
    await do(by, "relay_follow", handle=to.actor if to.litepub else to.inbox)
    await until(is_state(by, "accepted"), "the relay accepted")
    if to.litepub:
        await until(lambda: follows_back(to, by), "it follows back")


async def follows_back(it: Relay, node: House) -> bool:
    return await node.node.store.reading(follows.state, it.actor, node.node.home.application) == "accepted"


async def name_held(at: House, id: str) -> object:
    return (await at.document(id)).get("name")


@STYLES
async def test_relay__carries_what_is_public_from_node_to_node(
    tmp_path: Path, vocabulary: Vocabulary, litepub: bool
) -> None:
    async with (
        relay(litepub=litepub) as it,
        house(tmp_path / "pedales", "pedales", vocabulary) as pedales,
        house(tmp_path / "clef", "clef", vocabulary) as clef,
    ):
        # Given two nodes that subscribed to a relay, and do not know each other
        for node in (pedales, clef):
            await subscribe(node, it)
        assert [each["object"] for each in it.heard if each["type"] == "Follow"] == [
            it.actor if litepub else PUBLIC
        ] * 2
        assert [(each["origin"], each["relay"]) for each in await do(clef, "peers")] == [(it.origin[7:], "accepted")]
        (row,) = await do(clef, "following")
        assert (row["id"], row["state"], row["relay"]) == (it.actor, "accepted", "litepub" if litepub else "mastodon")

        # When one publishes for everybody, and for its followers
        offer = await pedales.publish(**OFFER)
        closed = await pedales.publish(**OFFER, visibility="followers")

        # Then the other's directory holds what is public, with its owner's proof, because of the relay
        await until(lambda: clef.holds(offer), "the offer came by the relay")
        record = await clef.record(offer)
        assert record is not None
        assert (record.owner, record.verified) == (pedales.actor, "proof")
        assert await clef.node.store.reading(_reasons, offer) == [("announced", it.actor)]
        told = [each for each in it.heard if each["type"] in ("Create", "Announce")]
        assert not [each for each in told if closed in str(each)]
        assert {each["type"] for each in told} == {"Announce" if litepub else "Create"}

        # And an edit arrives; a withdrawal does, and stays
        await pedales.publish(**{**OFFER, "id": offer, "name": "Livraison, le dimanche aussi"})
        if litepub:
            await until(lambda: _told(it, "Update"), "the relay heard of the edit")
        else:

            async def edited() -> bool:
                return await name_held(clef, offer) == "Livraison, le dimanche aussi"

            await until(edited, "the edit came by the relay")
        await pedales.withdraw(offer)
        await until(lambda: _told(it, "Delete"), "the relay heard of the withdrawal")
        if not litepub:

            async def gone() -> bool:
                return not await clef.holds(offer)

            await until(gone, "the withdrawal came by the relay")


@STYLES
async def test_relay__is_left_with_what_only_it_brought(tmp_path: Path, vocabulary: Vocabulary, litepub: bool) -> None:
    async with (
        relay(litepub=litepub) as it,
        house(tmp_path / "pedales", "pedales", vocabulary) as pedales,
        house(tmp_path / "clef", "clef", vocabulary) as clef,
    ):
        for node in (pedales, clef):
            await subscribe(node, it)
        offer = await pedales.publish(**OFFER)
        await until(lambda: clef.holds(offer), "the offer came by the relay")

        await do(clef, "relay_unfollow", handle=it.actor)

        await until(lambda: _told(it, "Undo"), "the relay heard it")
        undo = it.heard[-1]
        assert undo["object"]["object"] == (it.actor if litepub else PUBLIC)
        assert undo["object"]["id"] == it.asked[clef.node.home.application]["id"]
        assert clef.node.home.application not in it.listeners
        assert not await clef.holds(offer)
        assert await do(clef, "following") == []
        with pytest.raises(Missing):
            await do(clef, "relay_unfollow", handle=it.inbox)


@STYLES
async def test_relay__says_no_or_waits(tmp_path: Path, vocabulary: Vocabulary, litepub: bool) -> None:
    async with (
        relay(litepub=litepub, admits=False) as it,
        house(tmp_path / "pedales", "pedales", vocabulary) as pedales,
    ):
        # When it says no, nothing is told to it
        await do(pedales, "relay_follow", handle=it.actor if litepub else it.inbox)
        await until(is_state(pedales, "rejected"), "the relay said no")
        await pedales.publish(**OFFER)

        # When it is asked again and says yes, what is published from then on is; when it ends that, no more
        it.admits = True
        await subscribe(pedales, it)
        later = await pedales.publish(**OFFER)
        await until(lambda: _told(it, "Announce" if litepub else "Create"), "the relay was told")
        (told,) = [each for each in it.heard if each["type"] in ("Announce", "Create")]
        assert later in str(told["object"])
        await it.answer("Reject", pedales.node.home.application)
        await until(is_state(pedales, "rejected"), "the relay ended it")
        assert await pedales.node.store.reading(follows.following, pedales.node.home.application) == []


async def test_mastodon_relay__that_changes_what_it_passes_on__the_origin_is_asked(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    async with (
        relay() as it,
        house(tmp_path / "pedales", "pedales", vocabulary) as pedales,
        house(tmp_path / "clef", "clef", vocabulary) as clef,
    ):
        for node in (pedales, clef):
            await subscribe(node, it)
        it.changes = {"summary": "added on the way", "proof": None}

        offer = await pedales.publish(**OFFER)

        await until(lambda: clef.holds(offer), "the offer was read at its origin")
        assert "summary" not in await clef.document(offer)


async def test_relay__speaks_for_itself_alone(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with (
        relay() as it,
        relay() as stranger,
        house(tmp_path / "pedales", "pedales", vocabulary) as pedales,
        house(tmp_path / "clef", "clef", vocabulary) as clef,
    ):
        # Given that we asked a relay that has not answered yet
        it.admits = False
        await do(clef, "relay_follow", handle=it.inbox)
        await until(is_state(clef, "rejected"), "asked")
        asked = it.asked[clef.node.home.application]
        await do(clef, "relay_follow", handle=it.inbox)
        await until(lambda: _asked_twice(it), "asked again")
        await until(is_state(clef, "rejected"), "and no again")
        asked = it.asked[clef.node.home.application]

        # When somebody on another server accepts in its place, and passes things on
        accept = {
            "id": f"{stranger.origin}/activities/accept",
            "type": "Accept",
            "actor": stranger.actor,
            "object": asked,
        }
        await stranger.send(clef.node.home.application, accept)
        offer = await pedales.publish(**OFFER)
        create = await pedales.node.store.reading(_create_of, offer)
        await stranger.send(clef.node.home.application, create)
        note = {"id": f"{stranger.origin}/activities/follow", "type": "Follow", "actor": stranger.actor}
        await stranger.send(clef.node.home.application, note | {"object": clef.node.home.application})
        await until(lambda: _settled(clef, stranger.actor, 3), "all of it is settled")

        # Then nothing came of it
        assert await is_state(clef, "rejected")()
        assert not await clef.holds(offer)
        assert await clef.node.store.reading(follows.followers, clef.node.home.application) == []


async def test_relay__brings_no_talk(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with (
        relay() as it,
        house(tmp_path / "clef", "clef", vocabulary) as clef,
    ):
        await subscribe(clef, it)
        # A plain note of somebody who is nowhere: were it asked for, nobody would answer
        author = "http://127.0.0.1:1/users/a"
        note = {"id": f"{author}/1", "type": "Note", "attributedTo": author, "content": "Bonjour", "to": [PUBLIC]}
        for verb in ("Create", "Delete"):
            passed = {"id": f"{author}/{verb}", "type": verb, "actor": author, "object": note, "to": [PUBLIC]}
            await it.send(clef.node.home.application, passed)

        await until(lambda: _settled(clef, it.actor, 3), "they are settled")

        answers = await clef.node.store.reading(_answers, it.actor)
        assert answers[1:] == [("done", "announces nothing we keep")] * 2
        assert await clef.node.store.reading(news.newest) == []


async def test_follow__what_is_no_relay(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with house(tmp_path / "clef", "clef", vocabulary) as clef:
        inbox = "http://127.0.0.1:9/inbox"
        with pytest.raises(NodeError, match=f"bocage follow --relay {inbox}"):
            await do(clef, "follow", handle=inbox)
        with pytest.raises(NodeError) as wrong:
            await do(clef, "relay_follow", handle=f"{clef.origin}/directory")
        assert "neither the inbox of a relay" in wrong.value.public.en
        with pytest.raises(NodeError, match="this very node"):
            await do(clef, "relay_follow", handle=f"{clef.origin}/inbox")
        with pytest.raises(Refused):
            await do(clef, "relay_follow", handle="https://user@relay.example/inbox")


def _reasons(db: Db, id: str) -> list[tuple[str, str]]:
    row = db.execute("SELECT num FROM records WHERE id = ?", (id,)).fetchone()
    return reasons.remaining(db, int(row[0]))


def _create_of(db: Db, record: str) -> dict[str, object]:
    from_log = db.execute("SELECT position FROM log WHERE subject = ? AND type = 'Create'", (record,)).fetchone()
    return log.document(db, int(from_log[0]))


def _answers(db: Db, signer: str) -> list[tuple[str, str]]:
    rows = db.execute("SELECT state, answer FROM inbox WHERE signer = ? ORDER BY num", (signer,))
    return [(str(state), str(answer)) for state, answer in rows]


async def _settled(at: House, signer: str, count: int) -> bool:
    found = await at.node.store.reading(_answers, signer)
    return [state for state, _ in found if state in ("done", "refused")] == [state for state, _ in found] and len(
        found
    ) == count


async def _told(it: Relay, verb: str) -> bool:
    return verb in it.verbs()


async def _asked_twice(it: Relay) -> bool:
    return it.verbs().count("Follow") == 2
