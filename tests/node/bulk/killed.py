"""An import whose process is killed: `python -m tests.node.bulk.killed DATA FILE WHERE NUMBER`.

WHERE: `after`, when the commit of this number is on disk; `inside`, when all of it is written and nothing committed.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from node.app import opened
from node.commands.importing import import_file
from node.settings import load
from node.store.connection import Db


async def main(data: Path, file: str, where: str, number: int) -> None:
    seen = 0

    def die() -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            os.kill(os.getpid(), signal.SIGKILL)

    async with opened(data, load(data, os.environ)) as node:
        if where == "inside":

            def watch(db: Db) -> None:
                db.set_trace_callback(lambda sql: die() if sql == "COMMIT" else None)

            await node.store.writing("watch", watch)
            number += 2  # its own commit, and the one that begins the import
        await import_file(node, {"file": file}, lambda _: die() if where == "after" else None)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])))
