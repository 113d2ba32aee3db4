"""A node over a folder that is settled already, in a process of its own: `… FOLDER PORT`; ready when memory is."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from node.logs import configure
from node.serve import running
from node.settings import load
from vocab.vocabulary import Vocabulary


async def main(folder: Path, port: int) -> None:
    configure("text", "error")
    listen = f"127.0.0.1:{port}"
    settings = replace(load(folder, {}), listen=listen, sparql=False, dump_hour=24, rate_read=0, rate_query=0)
    async with running(folder, settings, vocabulary=Vocabulary.load()) as (node, address):
        while node.directory.keeper is not None and node.directory.keeper.held.missing:
            await asyncio.sleep(0.05)
        print(f"ready {address}", flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
