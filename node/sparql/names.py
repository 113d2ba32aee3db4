"""Names: graphs, levels of readers, and where the derived stores lie in a node's folder."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from node.store.visible import ALL, MEMBERS, OPEN

LEVELS: Final = {"open": OPEN, "members": MEMBERS, "all": ALL}
LEVEL_NAMES: Final = {number: name for name, number in LEVELS.items()}

FOLDER: Final = "sparql"
STATE: Final = "state.db"
SNAPSHOTS: Final = "snapshots"
# Which snapshot serves which level; a level that is not named has none yet.
CURRENT: Final = "current.json"

SHARE_ALIKE: Final = "commons-share-alike"


def folder_of(data: Path) -> Path:
    """Where the derived stores of a node are."""
    return data / FOLDER


def store_folder(folder: Path, level: int) -> Path:
    """The store of a level, which only the index worker opens."""
    return folder / LEVEL_NAMES[level]


def provenance_graph(origin: str) -> str:
    """The graph in which a node says who said each record, when, and by which way it came."""
    return f"{origin}/sparql#provenance"


def graph_of(owner: str, policy: str) -> str:
    """The graph of an owner; what must be passed on under its own licence stands apart, in a second one of theirs.

    >>> graph_of("https://a.example/actors/a", "commons-open")
    'https://a.example/actors/a'
    >>> graph_of("https://a.example/actors/a", "commons-share-alike")
    'https://a.example/actors/a#commons-share-alike'
    """
    return f"{owner.partition('#')[0]}#{SHARE_ALIKE}" if policy == SHARE_ALIKE else owner
