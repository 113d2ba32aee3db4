"""A node in a process of its own: `python -m tests.bench.node_process FOLDER PORT NAME KIND`; ends with its stdin."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from node.founding import found
from node.logs import configure
from node.profiles import KeyPair, NewActor
from node.serve import running
from node.settings import Settings
from vocab.vocabulary import Vocabulary


async def main(folder: Path, port: int, name: str, kind: str) -> None:
    configure("text", "error")
    settings = Settings(
        origin=f"http://127.0.0.1:{port}",
        listen=f"127.0.0.1:{port}",
        membership="open",
        allow_private_networks=True,
        max_backlog=100_000,
        sparql=False,
    )
    vocabulary = Vocabulary.load()
    new = NewActor(name, name.title(), kind, "fr-commune-59350")
    await found(folder, settings, new, (KeyPair.generate(), KeyPair.generate()), vocabulary)
    async with running(folder, settings, vocabulary=vocabulary) as (_, address):
        print(f"ready {address}", flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]))
