"""One fetch at a time for one thing: whoever asks while it is under way waits for the same answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from federation.errors import FederationError, Unreachable

T = TypeVar("T")


class SingleFlight(Generic[T]):
    """Runs at most one `fetch` per name at any moment."""

    def __init__(self) -> None:
        self._under_way: dict[str, asyncio.Future[T]] = {}

    async def run(self, name: str, fetch: Callable[[], Awaitable[T]]) -> T:
        """The result of `fetch`, ours or that of whoever started first; raises what it raised."""
        waiting = self._under_way.get(name)
        if waiting is not None:
            return await asyncio.shield(waiting)
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._under_way[name] = future
        try:
            result = await fetch()
        except FederationError as error:
            self._fail(future, error)
            raise
        except BaseException:
            # Cancelled, or a bug: those who wait may try again themselves; the first caller keeps its traceback.
            self._fail(future, Unreachable(f"the fetch of {name[:200]} was interrupted"))
            raise
        finally:
            del self._under_way[name]
        future.set_result(result)
        return result

    @staticmethod
    def _fail(future: asyncio.Future[T], error: FederationError) -> None:
        future.set_exception(error)
        future.exception()  # looked at, so that nobody waiting is not a warning
