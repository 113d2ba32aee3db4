"""Loading: lines go into a store on a thread of their own, while the next ones are being made."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import Final

from node.sparql.quadstore import QuadStore

# Lines loaded at once, some thirty megabytes of text: each load makes files that are merged with all there are later.
AT_ONCE: Final = 150_000


class Loading:
    """`with Loading(store) as loading: loading.put(lines)`; at its end all are in, or what went wrong is raised."""

    def __init__(self, store: QuadStore) -> None:
        self._store = store
        self._gathered: list[str] = []
        self._waiting: queue.Queue[list[str] | None] = queue.Queue(maxsize=1)
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> Loading:
        self._thread.start()
        return self

    def put(self, lines: Iterable[str]) -> None:
        """Have lines loaded; waits while too many are on their way."""
        self._gathered += lines
        if len(self._gathered) >= AT_ONCE:
            self._hand_over()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._hand_over()
        self._waiting.put(None)
        self._thread.join()
        if error is None and self._failure is not None:
            raise self._failure

    def _hand_over(self) -> None:
        if self._failure is not None:
            raise self._failure
        self._waiting.put(self._gathered)
        self._gathered = []

    def _work(self) -> None:
        while (lines := self._waiting.get()) is not None:
            if self._failure is None:
                try:
                    self._store.load(lines)
                except Exception as error:  # raised where the lines come from
                    self._failure = error
