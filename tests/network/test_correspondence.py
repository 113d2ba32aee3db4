"""A story of two organisations that write to each other across two nodes, and of what nobody else ever sees of it."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

from aiohttp import ClientSession

from node import messaging
from node.store import actors, messages
from node.store.connection import Db
from tests.network.village import House, house, until
from vocab.vocabulary import Vocabulary


async def test_messages__asked_answered_blocked(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with AsyncExitStack() as stack:
        pedales, clef = [
            await stack.enter_async_context(house(tmp_path / name, name, vocabulary)) for name in ("pedales", "clef")
        ]
        # Given an organisation that writes to another it never met
        target = await pedales.node.meet(clef.actor)
        await _write(pedales, target.id, "Prêtez-vous votre remorque ?")

        # When it arrives and is answered
        await until(lambda: _has(clef, pedales, "Prêtez-vous votre remorque ?"), "the message arrives")
        await _write(clef, pedales.actor, "Oui, venez jeudi.")
        await until(lambda: _has(pedales, clef, "Oui, venez jeudi."), "the answer arrives")

        # Then each has both in order, and neither a record, nor news, nor anything that waits (test_canary.py: no exit)
        said = await pedales.node.store.reading(_said, pedales.actor, clef.actor)
        assert said == [(True, "Prêtez-vous votre remorque ?"), (False, "Oui, venez jeudi.")]
        for place in (pedales, clef):
            assert await place.node.store.reading(_elsewhere) == 0
        async with ClientSession() as session, session.get(await _activity(pedales)) as answer:
            assert answer.status == 404

        # When one wants nothing more, it hears nothing more
        await clef.node.store.writing("bar", messaging.bar, clef.node.home, clef.actor, pedales.actor)
        await _write(pedales, clef.actor, "Vendredi aussi ?")

        async def delivered() -> bool:
            return await pedales.node.store.reading(_undelivered) == 0

        await until(delivered, "the last message is delivered")
        assert not await _has(clef, pedales, "Vendredi aussi ?")


async def _write(here: House, other: str, text: str) -> None:
    await here.node.store.writing("write", _written, here, other, text)
    here.node.wake()


def _written(db: Db, here: House, other: str, text: str) -> None:
    actor = actors.find(db, here.actor)
    assert actor is not None
    messaging.write(db, here.node.home, actor, other, text)


async def _has(here: House, other: House, text: str) -> bool:
    return (False, text) in await here.node.store.reading(_said, here.actor, other.actor)


def _said(db: Db, actor: str, other: str) -> list[tuple[bool, str]]:
    return [(each.sent, each.content) for each in messages.between(db, actor, other, before=None, limit=9)]


def _elsewhere(db: Db) -> int:
    """What stands outside the table of messages: records, entries, news, what waits, and bodies of the inbox."""
    sql = (
        "SELECT (SELECT count(*) FROM records WHERE kind <> 'Profile') + (SELECT count(*) FROM news)"
        " + (SELECT count(*) FROM waiting) + (SELECT count(*) FROM inbox WHERE body IS NOT NULL AND body <> '')"
    )
    return int(db.execute(sql).fetchone()[0])


def _undelivered(db: Db) -> int:
    return int(db.execute("SELECT count(*) FROM deliveries WHERE state = 'due'").fetchone()[0])


async def _activity(here: House) -> str:
    return await here.node.store.reading(
        lambda db: str(db.execute("SELECT id FROM log WHERE audience = 'direct' AND type = 'Create'").fetchone()[0])
    )
