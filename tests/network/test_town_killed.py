"""A node that serves a town is killed while it announces: its follower hears of everything, each once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Final

from node.store import follows
from node.store.connection import Db
from tests.network.village import command, house, process, settled, until
from vocab.vocabulary import Vocabulary

LILLE: Final = "fr-commune-59350"
OFFERS: Final = 15


async def test_killed__nothing_is_lost_and_nothing_is_told_twice(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with house(tmp_path / "clef", "clef", vocabulary) as clef:
        # Given a node in a process of its own that serves a town, followed from another node
        union = tmp_path / "union"
        settings = await settled(union, "union", vocabulary, kind="network")
        town = f"{settings.origin}/actors/commune_59350"
        with process(union) as running:
            await command(union, "territory_serve", territory=LILLE)
            await clef.follow(town)

            async def let_in() -> bool:
                return await clef.node.store.reading(follows.state, clef.actor, town) == "accepted"

            await until(let_in, "the town let the other node in")

            # When much is published there, and the node is killed in the middle of it
            ids = []
            for number in range(OFFERS):
                made: Any = await command(union, "publish", drafts=[_offer(number)])
                ids.append(str(made[0]["id"]))
            running.kill()
            running.wait()

        # Then, once it runs again, the follower holds all, and was told each once
        with process(union):

            async def all_there() -> bool:
                return all(await asyncio.gather(*(clef.holds(id) for id in ids)))

            await until(all_there, "everything came by the town")
            announces = await clef.node.store.reading(_announces, town)
            # The town may tell of the organisation too, as of what was there before it was followed.
            assert len(announces) == len(set(announces)) in (OFFERS, OFFERS + 1)


def _offer(number: int) -> dict[str, object]:
    return {"kind": "offer", "name": f"Offre {number}", "territory": [LILLE]}


def _announces(db: Db, town: str) -> list[str]:
    rows = db.execute("SELECT id FROM inbox WHERE signer = ? AND answer = 'kept'", (town,))
    return [str(id) for (id,) in rows]
