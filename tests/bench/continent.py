"""A continent in a node's data folder: made-up organisations, kept and indexed as what is received."""

from __future__ import annotations

import asyncio
import sys
import time
from itertools import islice
from pathlib import Path

from federation.ports import Clock
from node.folder import DATABASE
from node.founding import found
from node.home import Home
from node.profiles import KeyPair, NewActor
from node.recognizing import INPUTS, inputs
from node.settings import Settings
from node.shelving import INDEXED_BY, shelve
from node.store import entries, meta, reasons, records
from node.store.connection import Db
from node.store.store import Store
from tests.bench.synthetic import NOW, Continent, Made
from vocab.vocabulary import Vocabulary

AT_ONCE = 256


class Then:
    """A clock that stands at the continent's day."""

    def now(self) -> float:
        return NOW.timestamp()


async def settle(folder: Path, port: int, count: int, vocabulary: Vocabulary, seed: int = 1) -> tuple[int, float]:
    """Found a node and fill it; how many records it holds then, and the seconds of CPU each took to keep and index."""
    settings = Settings(
        origin=f"http://127.0.0.1:{port}", listen=f"127.0.0.1:{port}", allow_private_networks=True, language="fr"
    )
    keys = (KeyPair.generate(), KeyPair.generate())
    await found(folder, settings, NewActor("annuaire", "Annuaire", "network", "fr-region-32"), keys, vocabulary)
    store = await Store.open(str(folder / DATABASE))
    try:
        clock: Clock = Then()
        home = Home(settings, vocabulary, clock)
        await store.writing("settle", _indexed, home)
        made = (each for group in Continent(vocabulary, seed).organizations(count) for each in group)
        kept, took_s = 0, 0.0
        while batch := list(islice(made, AT_ONCE)):
            began = time.process_time()
            await store.writing("settle", _keep, home, batch)
            took_s += time.process_time() - began
            kept += len(batch)
        return kept, took_s / kept
    finally:
        await store.close()


def _indexed(db: Db, home: Home) -> None:
    """Else the node would index everything anew when it first opens."""
    meta.put(db, INDEXED_BY, entries.RULES)
    meta.put(db, INPUTS, inputs(db, home))


def _keep(db: Db, home: Home, batch: list[Made]) -> None:
    for made in batch:
        document = made.document
        record = records.Record(
            num=0,
            id=str(document["id"]),
            owner=made.owner,
            kind=made.kind,
            version=str(document["updated"]),
            audience="public",
            policy=made.policy,
            local=False,
            deleted=False,
            origin=made.origin,
            received=home.now_iso(),
            verified="proof",
            proof=f'{{"method":"{made.owner}#ed25519-key","key":"z6Mk","checked":"2026-11-23T10:00:00Z"}}',
            via=None,
        )
        num = records.keep(db, record, document)
        reasons.add(db, num, "followed", made.owner, None)
        shelve(db, home, records.numbered(db, num) or record, document, fresh=True)


if __name__ == "__main__":
    print(asyncio.run(settle(Path(sys.argv[1]), 8490, int(sys.argv[2]), Vocabulary.load())))
