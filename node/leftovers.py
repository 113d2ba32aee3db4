"""Leftovers: folders that commands laid files in and that nobody cleared, because the command was killed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

PREFIXES: Final = (".import-", ".export-")
# A command may be at work while a node starts: what is this old is nobody's.
OLD_S: Final = 3_600.0


def clear(data: Path, now: float) -> None:
    """Remove the folders that have lain in a data folder for an hour and more."""
    for prefix in PREFIXES:
        for left in data.glob(f"{prefix}*"):
            if left.is_dir() and not left.is_symlink() and left.stat().st_mtime < now - OLD_S:
                shutil.rmtree(left, ignore_errors=True)
