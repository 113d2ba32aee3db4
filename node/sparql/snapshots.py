"""Snapshots: stores as they were at one moment, for questions to be asked of; made by one process, held by others.

A file names the snapshot that serves each level. Whoever reads one holds a lock on its folder; when a newer one has
taken its place and nobody holds it any more, it is removed.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

import orjson

from node.sparql.names import CURRENT, LEVEL_NAMES, SNAPSHOTS

_DIGITS: Final = 10


class Source(Protocol):
    """A store that can be copied at one moment."""

    def snapshot(self, target: Path) -> None: ...


@dataclass(slots=True)
class Snapshots:
    """The snapshots of a folder, for the process that makes them."""

    folder: Path
    newest: dict[int, str] = field(default_factory=dict)

    def path(self, name: str) -> Path:
        """Where a snapshot is."""
        return self.folder / SNAPSHOTS / name

    def make(self, level: int, source: Source) -> str:
        """Make one of a level's store; its name."""
        place = self.folder / SNAPSHOTS
        place.mkdir(mode=0o700, exist_ok=True)
        last = max((int(entry.name[:_DIGITS]) for entry in place.iterdir()), default=0)
        name = f"{last + 1:0{_DIGITS}d}-{LEVEL_NAMES[level]}"
        source.snapshot(place / name)
        self.newest[level] = name
        return name

    def shares(self, level: int, store: Path) -> bool:
        """Whether the newest of a level still has its files in common with the store, which puts its own together."""
        name = self.newest.get(level)
        return name is None or _files(self.path(name)) == _files(store)

    def publish(self, serving: Mapping[int, str], position: int) -> None:
        """Have questions of each level asked of the snapshot named, and remove what nobody reads any more."""
        current = {LEVEL_NAMES[level]: name for level, name in serving.items()} | {"position": position}
        part = self.folder / f"{CURRENT}.part"
        part.write_bytes(orjson.dumps(current))
        os.replace(part, self.folder / CURRENT)
        self._prune()

    def withdraw(self) -> None:
        """No question is answered until the next is published."""
        (self.folder / CURRENT).unlink(missing_ok=True)

    def _prune(self) -> None:
        for entry in (self.folder / SNAPSHOTS).iterdir():
            if entry.name not in self.newest.values() and _is_free(entry):
                shutil.rmtree(entry, ignore_errors=True)


def serving(folder: Path, level: int) -> Path | None:
    """The snapshot that answers those of a level now; None when there is none."""
    try:
        name = orjson.loads((folder / CURRENT).read_bytes()).get(LEVEL_NAMES[level])
    except (OSError, orjson.JSONDecodeError):
        return None
    return folder / SNAPSHOTS / name if isinstance(name, str) else None


def hold(snapshot: Path) -> int | None:
    """A descriptor that keeps a snapshot from being removed until it is closed; None when it is gone already."""
    try:
        descriptor = os.open(snapshot, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    # It may have been removed between the two.
    if not snapshot.exists():
        os.close(descriptor)
        return None
    return descriptor


def _files(folder: Path) -> set[str]:
    return {entry.name for entry in folder.glob("*.sst")}


def _is_free(snapshot: Path) -> bool:
    try:
        descriptor = os.open(snapshot, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True
