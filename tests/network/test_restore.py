"""A node that is lost while it works, and comes back from a backup made while it worked."""

from __future__ import annotations

import asyncio
from pathlib import Path

from node import archive
from node.store import actors
from node.store.connection import Db
from tests.network.village import command, house, process, settled, until
from vocab.vocabulary import Vocabulary

OFFER = {"kind": "offer", "name": "Livraison à vélo", "need": ["livrer"]}
COUNT = 24


async def test_restored__federates_on(tmp_path: Path, vocabulary: Vocabulary) -> None:
    # Given two nodes that follow each other
    lost = tmp_path / "pedales"
    await settled(lost, "pedales", vocabulary)
    async with house(tmp_path / "clef", "clef", vocabulary) as clef:
        async with house(lost, "pedales", vocabulary) as pedales:
            await clef.follow(pedales)
            await pedales.follow(clef)
            await until(lambda: clef.holds(pedales.actor), "clef follows")
            await until(lambda: pedales.holds(clef.actor), "pedales follows")
            keys = await pedales.node.store.reading(_keys)

        # When one is backed up while it publishes, before it delivered anything, and is killed and lost
        with process(lost, asleep=True) as working:
            publishing = asyncio.create_task(_publish_many(lost))
            await until(lambda: _some_published(lost), "it publishes")
            contents = await asyncio.to_thread(archive.write, lost, tmp_path / "backup.tar.gz", 0.0)
            published = await publishing
            working.kill()
        assert contents.counts["deliveries"] > 0
        (lost / "bocage.db").unlink()

        # And the other publishes meanwhile, and gives up delivering
        missed = [await clef.publish(**{**OFFER, "name": f"Pendant l'absence {number}"}) for number in range(3)]
        await clef.node.store.writing("lose", _lose_deliveries)

        # Then, restored elsewhere, it is who it was, and goes on with what it had to do
        again = tmp_path / "ailleurs" / "pedales"
        await archive.read(tmp_path / "backup.tar.gz", again, "another epoch")
        async with house(again, "pedales", vocabulary) as pedales:
            assert await pedales.node.store.reading(_keys) == keys
            saved = [id for id in published if await pedales.holds(id)]
            assert 0 < len(saved) and saved == published[: len(saved)]
            for id in saved:
                await until(lambda id=id: clef.holds(id), "what waited in the backup is delivered")  # type: ignore[misc]
            for id in missed:
                await until(lambda id=id: pedales.holds(id), "what it missed is caught up with")  # type: ignore[misc]

            # And what it says from now on is believed, both ways
            new = await pedales.publish(**{**OFFER, "name": "De retour"})
            await until(lambda: clef.holds(new), "a new offer arrives")
            record = await clef.record(new)
            assert record is not None and record.verified == "proof"
            answer = await clef.publish(**{**OFFER, "name": "Bon retour"})
            await until(lambda: pedales.holds(answer), "the other's new offer arrives")
            await pedales.withdraw(saved[0])

            async def withdrawn() -> bool:
                return not await clef.holds(saved[0])

            await until(withdrawn, "a withdrawal of what the backup held arrives")


async def _publish_many(data: Path) -> list[str]:
    ids = []
    for number in range(COUNT):
        made = await command(data, "publish", drafts=[{**OFFER, "name": f"Offre {number}"}])
        assert isinstance(made, list)
        ids.append(str(made[0]["id"]))
    return ids


async def _some_published(data: Path) -> bool:
    listed = await command(data, "queue_list")
    assert isinstance(listed, dict)
    return len(listed["deliveries"]) >= 3


def _keys(db: Db) -> list[tuple[str, bytes]]:
    return [(key.id, key.private) for actor in actors.every(db) for key in actors.keys_of(db, actor.id)]


def _lose_deliveries(db: Db) -> None:
    db.execute("DELETE FROM deliveries")
