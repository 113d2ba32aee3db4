"""The dump worker writes one dump and ends: `python -m node.dumps.dump_worker DATA`, what it needs on standard input.

One JSON object: `origin`, `title`, `days`, and `sparql`, whether the node answers it. On standard output, one object a
line: `{"done": N, "total": N}` on the way, then `{"stamp": …, "records": {…}, "withdrawn": {…}}`.
"""

from __future__ import annotations

import os
import sys
from contextlib import closing, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Final

import orjson

from node.charters import vocabulary_of
from node.clock import SystemClock
from node.dumps.writing import Dumper, Made
from node.sparql.quadstore import allowed
from node.sparql.slow_reader import SlowReader
from node.sparql.statements import Statements
from node.store import changes, mirrored
from node.tether import tether
from vocab.loader import Loader
from vocab.tables import Tables
from vocab.vocabulary import Vocabulary

# Nobody waits for it.
NICENESS: Final = 15
DATABASE: Final = "bocage.db"


def main(data: Path) -> None:
    """Write one dump."""
    with suppress(OSError):
        os.nice(NICENESS)
    asked = orjson.loads(sys.stdin.buffer.readline())
    slow = SlowReader()
    with closing(mirrored.open_beside(data / DATABASE)) as db, closing(slow):
        statements = Statements(
            str(asked["origin"]), vocabulary_of(db, Vocabulary.load()), Tables(Loader()), slow, allowed
        )
        total = changes.count_shelved(db)
        dumper = Dumper(db, data, str(asked["title"]), statements, int(asked["days"]), bool(asked["sparql"]))
        made: Made = dumper.write(SystemClock().now(), lambda done: _say({"done": done, "total": total}))
    _say(asdict(made))


def _say(said: dict[str, object]) -> None:
    sys.stdout.buffer.write(orjson.dumps(said) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    tether()
    main(Path(sys.argv[1]))
