"""How far the tests look: `BOCAGE_DEEP=10` tries ten times as many examples as an ordinary run has time for.

With 2 or more, those run too that are marked `thorough`: the same once more at another point, or what takes longest.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Final

import pytest

DEEP = int(os.environ.get("BOCAGE_DEEP", "1"))
REASON: Final = "looks further than an ordinary run has time for: BOCAGE_DEEP=2 runs it too"


def examples(ordinary: int) -> int:
    """How many examples to try, where an ordinary run tries `ordinary`."""
    return ordinary * DEEP


def some(values: Iterable[object], *ordinary: object) -> list[object]:
    """All values as parameters; those that are not `ordinary` are for a thorough run."""
    return [value if value in ordinary else pytest.param(value, marks=pytest.mark.thorough) for value in values]
