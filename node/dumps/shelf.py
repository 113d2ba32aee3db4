"""The shelf of dumps: which there are, and where their files are. No path is made of what somebody wrote (R16)."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from node.dumps.sets import is_public

FOLDER: Final = "dumps"
PART: Final = ".part"
# Which records the dump before had, set by set: not for anybody else.
LAST: Final = ".last"
_STAMP: Final = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z", re.ASCII)
DAY_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class Dump:
    """One dump, with its files and their sizes."""

    stamp: str
    folder: Path
    files: dict[str, int]

    @property
    def made(self) -> float:
        """When, in Unix seconds."""
        return seconds_of(self.stamp)

    def shown(self, *, to_members: bool) -> dict[str, int]:
        """The files that a reader may have."""
        return {name: size for name, size in self.files.items() if to_members or is_public(name)}


def dumps(data: Path) -> list[Dump]:
    """Those there are, the newest first."""
    place = data / FOLDER
    if not place.is_dir():
        return []
    stamps = sorted((entry.name for entry in place.iterdir() if _STAMP.fullmatch(entry.name)), reverse=True)
    return [_dump(place / stamp) for stamp in stamps]


def find(data: Path, stamp: str) -> Dump | None:
    """The dump of this name, or the newest for `latest`."""
    there_are = dumps(data)
    if stamp == "latest":
        return there_are[0] if there_are else None
    return next((each for each in there_are if each.stamp == stamp), None)


def stamp_of(now: float) -> str:
    """The name of a dump made now.

    >>> stamp_of(1795428000.0), seconds_of("2026-11-23T100000Z")
    ('2026-11-23T100000Z', 1795428000.0)
    """
    return datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H%M%SZ")


def seconds_of(stamp: str) -> float:
    """When that was, in Unix seconds."""
    return datetime.strptime(stamp, "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()


def prune(data: Path, now: float, days: int) -> None:
    """Remove dumps older than so many days, but for the newest, and what a broken one left."""
    for old in dumps(data)[1:]:
        if now - old.made > days * DAY_S:
            shutil.rmtree(old.folder, ignore_errors=True)


def _dump(folder: Path) -> Dump:
    files = {entry.name: entry.stat().st_size for entry in sorted(folder.iterdir()) if entry.is_file()}
    return Dump(folder.name, folder, files)
