"""One JSON line asks, one answers, until the input ends. These scripts run in an environment of their own."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable

Command = Callable[..., Awaitable[dict[str, object]]]


def talk(commands: dict[str, Command]) -> None:
    """Answer each line with the command it names; an exception is an answer too."""
    print(json.dumps({"ready": {}}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer: dict[str, object] = {"answer": asyncio.run(_await(commands[asked["do"]], asked["with"]))}
        except Exception as problem:  # whatever the library does is what we want to know
            answer = {"error": f"{type(problem).__name__}: {problem}"}
        print(json.dumps(answer), flush=True)


async def _await(command: Command, given: dict[str, object]) -> dict[str, object]:
    return await command(**given)
