"""The tether of a worker process: it does not outlive whoever started it, killed or not."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from typing import Final

# Who started a worker, in its environment.
STARTED_BY: Final = "WORKER_STARTED_BY"
_SET_DEATH_SIGNAL: Final = 1  # PR_SET_PDEATHSIG of Linux


def tether() -> None:
    """End when the process that started this one ends, even amid work during which no input is read.

    Where the system has no such thing, a worker ends at the end of its input, or of the little work it was given.
    """
    control = getattr(ctypes.CDLL(None), "prctl", None)
    if control is not None:
        control(_SET_DEATH_SIGNAL, int(signal.SIGKILL))
    parent = str(os.getppid())
    if os.environ.get(STARTED_BY, parent) != parent:
        sys.exit()  # it ended while this one began
