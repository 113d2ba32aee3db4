"""A founded node that dies at a named point: `python -m tests.hostile.failing_node FOLDER POINT COUNT`.

The process kills itself with SIGKILL at the COUNTth passage of the point: no handler runs, nothing is flushed. With
COUNT 0 it lives. A point is a function of the node, and whether death comes before it runs or after.
"""

from __future__ import annotations

import asyncio
import functools
import importlib
import inspect
import itertools
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from node.preparing import Preparer
from tests.network.sleeper import main


@dataclass(frozen=True, slots=True)
class Point:
    """Where to die. `every` is how many passages a thousand activities make, more or less; `long`: everything goes the
    long way, through the inbox worker.
    """

    module: str
    name: str
    when: str
    every: int = 1_000
    long: bool = False


INBOX: Final = {
    "the row and its effect are written, not committed": Point("node.accepting", "_keep_and_apply", "after"),
    "the row and its effect are on disk, nobody knows": Point("node.accepting", "_applied", "after"),
    "a commit is done, its callers do not know": Point("node.store.store", "_transaction", "after", 100),
    "the row is written, not committed": Point("node.accepting", "_keep_row", "after", long=True),
    "the row is on disk, nobody knows": Point("node.accepting", "_kept", "after", long=True),
    "a batch is prepared": Point("node.inbox_worker", "InboxWorker._apply", "before", 20, long=True),
    "an effect is written, not committed": Point("node.inbox_worker", "receive", "after", long=True),
    "a batch is applied, its rows still held": Point("node.inbox_worker", "InboxWorker._release", "before", long=True),
}
DELIVERY: Final = {
    "about to send": Point("node.delivery_worker", "DeliveryWorker._send", "before"),
    "the other side answered, nothing is written": Point("node.delivery_worker", "DeliveryWorker._send", "after"),
    "the answers are written, not committed": Point("node.delivery_worker", "_delivered", "after", 30),
}
POINTS: Final = {**INBOX, **DELIVERY}


def plant(point: Point, count: int) -> None:
    """Make the process die at the `count`th passage."""
    owner: Any = importlib.import_module(point.module)
    *path, name = point.name.split(".")
    for step in path:
        owner = getattr(owner, step)
    original = getattr(owner, name)
    passages = itertools.count(1)

    def die_if_due() -> None:
        if next(passages) == count:
            os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, _deadly(original, point.when, die_if_due))


def _deadly(original: Callable[..., Any], when: str, die_if_due: Callable[[], None]) -> Callable[..., Any]:
    @functools.wraps(original)
    def now(*args: Any, **kwargs: Any) -> Any:
        if when == "before":
            die_if_due()
        value = original(*args, **kwargs)
        if when == "after":
            die_if_due()
        return value

    @functools.wraps(original)
    async def later(*args: Any, **kwargs: Any) -> Any:
        if when == "before":
            die_if_due()
        value = await original(*args, **kwargs)
        if when == "after":
            die_if_due()
        return value

    return later if inspect.iscoroutinefunction(original) else now


if __name__ == "__main__":
    folder, name, count = sys.argv[1:4]
    if POINTS[name].long:
        Preparer.at_once = lambda self, received, activity: None  # type: ignore[method-assign]
    if int(count):
        plant(POINTS[name], int(count))
    asyncio.run(main(Path(folder), True))
