"""Worker processes, as a node starts them: one place, so that all of them end when they should and only then.

Each is a session of its own. Ctrl-C at a terminal is for the node, which ends its workers in its own order: sent to all
of them, it would end them amid their work, each with a traceback. Their input is never the terminal's.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Sequence
from typing import Final

from node.tether import STARTED_BY

PIPE: Final = asyncio.subprocess.PIPE
NOTHING: Final = asyncio.subprocess.DEVNULL
# What a line of an answer may have, unless told otherwise: that of asyncio.
LINE: Final = 65_536


async def start(
    *command: str, stdin: int = PIPE, stdout: int = PIPE, stderr: int | None = None, limit: int = LINE
) -> asyncio.subprocess.Process:
    """Start one, to be spoken with by the loop."""
    return await asyncio.create_subprocess_exec(
        *command, stdin=stdin, stdout=stdout, stderr=stderr, limit=limit, env=_environment(), start_new_session=True
    )


def start_plain(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start one from where there is no loop: a worker that has a worker."""
    return subprocess.Popen(command, stdin=PIPE, stdout=PIPE, env=_environment(), start_new_session=True)


def _environment() -> dict[str, str]:
    """Ours, and who we are: a worker asks whether we are still there (`node/tether.py`)."""
    return {**os.environ, STARTED_BY: str(os.getpid())}
