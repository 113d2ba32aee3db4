"""Ulids: names that nobody else gives, which sort by the moment they were given at (the ULID specification).

Every record takes two. The library for them spends half as much time on each as its signature takes, and a tenth of a
second at every start.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import Lock
from typing import Final

# Crockford's digits, in lower case: no i, l, o, u.
_DIGITS: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS: Final = tuple(high + low for high in _DIGITS for low in _DIGITS)
_RANDOM_BITS: Final = 80
# 130 bits are 26 digits, two at a time.
_SHIFTS: Final = tuple(range(120, -1, -10))


class Ulids:
    """Gives them; within one millisecond each is one more than the last. Threads may share it."""

    def __init__(self, random: Callable[[int], bytes] = os.urandom) -> None:
        self._random = random
        self._lock = Lock()
        self._last = -1

    def __call__(self, now: float) -> str:
        """A new one, dated `now`.

        >>> Ulids(lambda size: bytes(size))(1.5)
        '00000001ew0000000000000000'
        """
        begun = int(now * 1000) << _RANDOM_BITS
        with self._lock:
            again = self._last >> _RANDOM_BITS << _RANDOM_BITS == begun
            number = self._last + 1 if again else begun | int.from_bytes(self._random(_RANDOM_BITS // 8), "big")
            self._last = number
        return "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])
