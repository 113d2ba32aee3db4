"""A founded node in a process of its own, to be killed: `python -m tests.network.sleeper FOLDER awake|asleep`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from node.app import opened, release
from node.commands.table import perform
from node.control import Report, locked, served
from node.logs import configure
from node.settings import load
from node.web.server import application, listening


async def main(data: Path, awake: bool) -> None:
    configure("text", "error")
    settings = load(data, {"BOCAGE_SPARQL": "false"})
    async with locked(data), opened(data, settings) as node, listening(application(node, release()), settings.listen):

        async def command(name: str, arguments: dict[str, object], report: Report) -> object:
            return await perform(node, name, arguments, report)

        async with served(data, command):
            if awake:
                node.start()
            print("ready", flush=True)
            await asyncio.sleep(120)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2] == "awake"))
