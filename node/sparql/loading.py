"""Loading: lines go into a store on a thread of their own, by way of a file, while the next ones are being made.

RocksDB compresses a file that is loaded, and leaves as it is what it puts together of several in an index of less than
half a gigabyte: the same statements then take twice the room. So as many lines go in at once as memory allows.
"""

from __future__ import annotations

import queue
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Final

from node.sparql.quadstore import QuadStore

# Lines loaded at once, some ninety megabytes of text, for which Oxigraph takes some 350 of memory; from 460,000 on its
# table of them would be twice as large.
AT_ONCE: Final = 450_000
BUFFER: Final = 1_000_000
# What a crash leaves of them is removed by its name.
SUFFIX: Final = ".lines"


class Loading:
    """`with Loading(store, folder) as work: work.put(lines)`: at its end all are in, or what went wrong is raised.

    `loads`: in how many pieces they went.
    """

    def __init__(self, store: QuadStore, folder: Path) -> None:
        self._store, self._folder = store, folder
        self.loads = 0
        self._gathered, self._count = self._begin(), 0
        self._waiting: queue.Queue[IO[bytes] | None] = queue.Queue(maxsize=1)
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> Loading:
        self._thread.start()
        return self

    def put(self, lines: Sequence[str]) -> None:
        """Have lines loaded; waits while too many are on their way."""
        if lines:
            self._gathered.write("\n".join((*lines, "")).encode())
        self._count += len(lines)
        if self._count >= AT_ONCE:
            self._hand_over()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None and self._failure is None:
            self._hand_over()
        self._waiting.put(None)
        self._thread.join()
        self._gathered.close()
        if error is None and self._failure is not None:
            raise self._failure

    def _begin(self) -> IO[bytes]:
        return tempfile.NamedTemporaryFile(buffering=BUFFER, dir=self._folder, suffix=SUFFIX)

    def _hand_over(self) -> None:
        if self._failure is not None:
            raise self._failure
        if not self._count:
            return
        self._gathered.flush()
        self._waiting.put(self._gathered)
        self._gathered, self._count = self._begin(), 0
        self.loads += 1

    def _work(self) -> None:
        while (file := self._waiting.get()) is not None:
            with file:
                if self._failure is None:
                    try:
                        self._store.load(Path(file.name))
                    except Exception as error:  # raised where the lines come from
                        self._failure = error


def clear(folder: Path) -> None:
    """Remove what a process that was ended left of its lines."""
    for left in folder.glob(f"*{SUFFIX}"):
        left.unlink(missing_ok=True)
