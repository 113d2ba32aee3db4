"""Installing: a file of contours, handed to a process of its own, within what the settings allow."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Final

import orjson

from node import workers
from node.contours.keeping import FOLDER
from node.contours.shape import Unfit
from node.errors import NodeError
from node.settings import Settings
from vocab.language import Text

MODULE: Final = "node.contours.worker"
MAX_SAID: Final = 300
TOO_LONG: Final = Text(
    "Ce fichier prend trop de temps ou de mémoire : prenez une version simplifiée, ou un seul département.",
    "This file takes too long or too much memory: take a simplified version, or one département alone.",
)
NO_FOLDER: Final = Text("Ce nœud n'a pas de dossier de données.", "This node has no data folder.")


async def install(
    database: Path | None, settings: Settings, path: Path, now: str, *, name: str, source: str = "", license: str = ""
) -> dict[str, object]:
    """What matched and what did not; `name` is the file's own, `source` and `license` what pages say of it.

    Raises `NodeError` for a file that cannot be installed: what was there before stays.
    """
    if database is None:
        raise NodeError(NO_FOLDER)
    most = settings.contours_file_mb * 1_000_000
    if path.stat().st_size > most:
        raise Unfit(
            Text(
                f"{name} dépasse {settings.contours_file_mb} Mo (contours_file_mb) : prenez une version simplifiée.",
                f"{name} is larger than {settings.contours_file_mb} MB (contours_file_mb): take a simplified version.",
            )
        )
    plan = {
        "file": str(path),
        "name": name[:MAX_SAID],
        "source": source.strip()[:MAX_SAID],
        "license": license.strip()[:MAX_SAID],
        "installed": now,
        "folder": str(database.parent / FOLDER),
        "max_bytes": most,
        "memory_mb": settings.contours_memory_mb,
        "time_s": settings.contours_time_s,
    }
    said = await _said(plan, settings.contours_time_s)
    if "refused" in said:
        refused = said["refused"]
        assert isinstance(refused, dict)
        raise Unfit(Text(str(refused["fr"]), str(refused["en"])))
    return said


async def _said(plan: dict[str, object], seconds: int) -> dict[str, object]:
    command = sys.executable, "-m", MODULE, orjson.dumps(plan).decode()
    process = await workers.start(*command, stdin=workers.NOTHING)
    try:
        # It is stopped by the time it works; waiting for a busy machine is not held against it.
        said, _ = await asyncio.wait_for(process.communicate(), seconds * 4)
    except TimeoutError as error:
        raise Unfit(TOO_LONG) from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise Unfit(TOO_LONG, f"the worker of contours ended with {process.returncode}")
    found = orjson.loads(said)
    assert isinstance(found, dict)
    return found
