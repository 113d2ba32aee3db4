"""A maker in a process of its own: `python -m node.bulk.worker DATABASE`.

It hears the node's settings and its brief, then some lines at a time, and answers each time with what it made of them;
it ends when its input ends. It reads the node's database, private keys included, and writes nothing.
"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from node.bulk import wire
from node.bulk.maker import Brief, Maker
from node.clock import SystemClock
from node.home import Home
from node.settings import Settings
from node.store import mirrored
from node.tether import tether
from vocab.vocabulary import Vocabulary

# Others come first: people wait for pages, nobody waits for this.
NICENESS: Final = 5
# How many territories it remembers: a list of a whole country names tens of thousands, each two or three times.
TERRITORIES: Final = 20_000


def main(database: Path) -> None:
    """Make until the input ends."""
    with suppress(OSError):  # a service may be forbidden even that
        os.nice(NICENESS)
    hears, says = sys.stdin.buffer, sys.stdout.buffer
    settings, brief = wire.read(hears), wire.read(hears)
    if not isinstance(settings, Settings) or not isinstance(brief, Brief):
        return
    db = mirrored.open_beside(database)
    maker = Maker(Home(settings, Vocabulary.load(TERRITORIES), SystemClock()), brief)
    # What is here by now stays to the end, and what is made of lines holds no circles: little is there to be collected.
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    while isinstance(lines := wire.read(hears), tuple):
        says.write(wire.packed(maker.make(db, lines)))
        says.flush()


if __name__ == "__main__":
    tether()
    main(Path(sys.argv[1]))
