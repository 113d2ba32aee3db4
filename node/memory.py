"""Memory: what the C library keeps for later of what this process no longer needs is asked back.

It keeps a store for each thread, and in each what was freed: 9 MB of a node at rest. Other C libraries (musl, macOS)
have no such functions; there nothing is done.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Final

# `man 3 mallopt`
M_ARENA_MAX: Final = -8
# Threads that allocate at once without waiting for each other: nearly all of ours take turns anyway.
ARENAS: Final = 2


def share_stores() -> None:
    """Let the threads of this process share few stores; to be called before there are any."""
    _call("mallopt", M_ARENA_MAX, ARENAS)


def give_back() -> None:
    """Give the system back what is free (half a millisecond); after something large was made and thrown away."""
    _call("malloc_trim", 0)


def _call(name: str, *arguments: int) -> None:
    found: Callable[..., object] | None = getattr(ctypes.CDLL(None), name, None)
    if found is not None:
        found(*arguments)
