"""The index worker keeps the derived stores in step with the records: `python -m node.sparql.index_worker DATA ORIGIN`.

It reads the node's database and writes only below `sparql/`. On standard output it says how far it is, one JSON object
a line; on standard input it takes what is asked of it, and it ends when that ends:

    {"id": 1, "do": "sync", "level": "all"}    answered once what is in the database now can be asked about
    {"id": 2, "do": "rebuild"}                 everything anew
    {"id": 3, "do": "tidy"}                    what was taken out let go of, files put together
"""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

import orjson

from node.charters import vocabulary_of
from node.clock import SystemClock
from node.sparql.keeper import Keeper
from node.sparql.names import LEVELS, folder_of
from node.sparql.quadstore import Broken, allowed, turtle_lines
from node.sparql.slow_reader import SlowReader
from node.sparql.statements import Statements
from node.store import changes, mirrored
from node.store.connection import Db
from node.store.mirrored import DAMAGE
from node.store.visible import OPEN
from node.tether import tether
from vocab import skos
from vocab.loader import Loader
from vocab.tables import Tables
from vocab.vocabulary import Vocabulary

ONTOLOGY: Final = Path(skos.__file__).with_name("ontology.ttl")
# How often the database is looked at, and how often, while there is much to take in, what is in can be asked about.
LOOK_S: Final = 1.0
SNAPSHOT_S: Final = 5.0
# How often, while there is nothing to do, one looks whether a store has put its files together.
SHARE_S: Final = 10.0
# Others come first: people wait for pages, nobody waits for this.
NICENESS: Final = 5
MAX_LINE: Final = 100_000
DATABASE: Final = "bocage.db"


def main(data: Path, origin: str) -> None:
    """Work until the input ends."""
    started_by = os.getppid()
    with suppress(OSError):  # a service may be forbidden even that
        os.nice(NICENESS)
    db = mirrored.open_beside(data / DATABASE)
    keeper = keeper_of(db, folder_of(data), origin, vocabulary_of(db, Vocabulary.load()), SlowReader())
    try:
        Worker(keeper, SystemClock()).run()
    except (FileNotFoundError, BrokenPipeError):
        # Its node ended before it did, and whoever ended it may have removed the folder: nothing is left to do.
        if os.getppid() == started_by and data.exists():
            raise


def keeper_of(db: Db, folder: Path, origin: str, vocabulary: Vocabulary, slow: SlowReader) -> Keeper:
    """A keeper over a node's database and the folder of its stores."""
    statements = Statements(origin, vocabulary, Tables(Loader()), slow, allowed)
    return Keeper(db, folder, statements, fixed_lines(vocabulary))


def fixed_lines(vocabulary: Vocabulary) -> list[str]:
    """What stands in every store, whatever the records: concepts, practices, and what our terms mean."""
    return sorted({*skos.vocabulary_lines(vocabulary), *turtle_lines(ONTOLOGY, skos.GRAPH)})


class Worker:
    """The keeper at work, with its input and its output."""

    def __init__(self, keeper: Keeper, clock: SystemClock) -> None:
        self._keeper, self._clock = keeper, clock
        self._input = Lines(sys.stdin.fileno())
        self._last_progress = 0.0

    def run(self) -> None:
        """Follow the changes until the input ends."""
        self._keeper.open(self._progress)
        self._say()
        self._put_together()
        seen, shared = -1, self._clock.now()
        asked: list[dict[str, object]] = []
        while True:
            now = mirrored.version_of(self._keeper.main)
            if asked or now != seen:
                seen = now
                self._attempt(partial(self._follow, asked))
                self._say()
                for question in asked:
                    self._answer(question)
                self._put_together()
            elif self._clock.now() - shared > SHARE_S:
                self._attempt(self._keeper.share)
                shared = self._clock.now()
            asked = list(self._input.wait(LOOK_S))
            if self._input.ended:
                return

    def _put_together(self) -> None:
        """What was made anew answers already; this may take as long as making it did."""
        if self._keeper.untidy:
            self._attempt(self._keeper.put_together)

    def _attempt(self, work: Callable[[], None]) -> None:
        try:
            work()
        except (Broken, *DAMAGE):
            # Whatever it is, the records are there to begin again from; if they are not, this fails and ends us.
            self._keeper.rebuild(self._progress)

    def _follow(self, asked: list[dict[str, object]]) -> None:
        keeper = self._keeper
        for question in asked:
            if question.get("do") == "rebuild":
                # Charters of networks may have been installed since.
                keeper.fixed = fixed_lines(vocabulary_of(keeper.main, keeper.statements.vocabulary))
                keeper.rebuild(self._progress)
        last = self._clock.now()
        while keeper.step():
            if self._clock.now() - last > SNAPSHOT_S:
                keeper.snapshot()
                self._say()
                last = self._clock.now()
        for question in asked:
            if question.get("do") == "sync":
                keeper.reach(LEVELS.get(str(question.get("level")), 0))
        keeper.snapshot()
        if any(question.get("do") == "tidy" for question in asked):
            keeper.tidy()

    def _answer(self, question: dict[str, object]) -> None:
        _write({"id": question.get("id"), "done": True, "records": sum(self._keeper.counts.values())})

    def _progress(self, done: int) -> None:
        now = self._clock.now()
        if now - self._last_progress > LOOK_S:
            self._last_progress = now
            _write({"building": done, "of": changes.count_shelved(self._keeper.main)})

    def _say(self) -> None:
        keeper = self._keeper
        behind = changes.behind(keeper.main, keeper.position)
        # What anybody hears of is what anybody may take.
        _write({"position": keeper.position, "behind": behind, "records": keeper.counts[OPEN]})


class Lines:
    """The lines of a descriptor, waited for with a bound."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._rest = b""
        self.ended = False

    def wait(self, time_s: float) -> Iterator[dict[str, object]]:
        """What is asked within this time; at its first line, or when nothing came, this returns."""
        ready, _, _ = select.select([self._descriptor], [], [], time_s)
        if not ready:
            return
        read = os.read(self._descriptor, MAX_LINE)
        self.ended = not read
        *lines, self._rest = (self._rest + read).split(b"\n")
        yield from (question for line in lines if isinstance(question := orjson.loads(line), dict))


def _write(said: dict[str, object]) -> None:
    sys.stdout.buffer.write(orjson.dumps(said) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    tether()
    main(Path(sys.argv[1]), sys.argv[2])
