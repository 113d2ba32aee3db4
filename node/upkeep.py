"""Upkeep: when this node was last backed up, and when a backup of it was last tried. `doctor` reads it.

Kept beside the database, not in it: a backup is made without the node, and must not change what it copies.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, Literal

import orjson

NOTES: Final = "upkeep.json"
MAX_BYTES: Final = 10_000
Deed = Literal["backup", "restore_test"]


def note(data: Path, deed: Deed, now: float, file: Path) -> None:
    """Write that `deed` was done at `now` (Unix seconds), and of which backup."""
    notes: dict[str, object] = {**_read(data), deed: now, f"{deed}_file": str(file.absolute())}
    draft = data / f".{NOTES}"
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(orjson.dumps(notes))
    os.replace(draft, data / NOTES)


def last(data: Path, deed: Deed) -> float | None:
    """When `deed` was last done (Unix seconds), if ever."""
    moment = _read(data).get(deed)
    return float(moment) if isinstance(moment, int | float) else None


def last_backup(data: Path) -> str | None:
    """Where the last backup was written; it may have been moved since."""
    file = _read(data).get("backup_file")
    return file if isinstance(file, str) else None


def _read(data: Path) -> dict[str, object]:
    path = data / NOTES
    try:
        with path.open("rb") as file:
            found = orjson.loads(file.read(MAX_BYTES))
    except (OSError, orjson.JSONDecodeError):
        return {}
    return found if isinstance(found, dict) else {}
