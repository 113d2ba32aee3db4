"""How deep property tests look: `BOCAGE_DEEP=10` tries ten times as many examples as an ordinary run has time for."""

from __future__ import annotations

import os

DEEP = int(os.environ.get("BOCAGE_DEEP", "1"))


def examples(ordinary: int) -> int:
    """How many examples to try, where an ordinary run tries `ordinary`."""
    return ordinary * DEEP
