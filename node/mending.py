"""Mending: what is derived and missing, damaged or in disagreement is made anew from the records, which stay."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from node import shelving
from node.home import Home
from node.store import soundness
from node.store.connection import Db
from node.store.soundness import DAMAGE, DERIVED, Fault, Part

# What can be made anew by itself, how many records that was.
PARTS: Final[dict[str, Callable[[Db, Home], int]]] = {
    "text": lambda db, home: soundness.rewrite_text(db, shelving.words_of_all(db, home)),
    "places": lambda db, home: soundness.rewrite_places(db),
    "counts": lambda db, home: soundness.rewrite_counts(db),
    "recognised": shelving.recognize_all,
}


def look(db: Db, home: Home) -> list[Fault]:
    """All that is wrong with what is derived, each table read through; nothing is changed."""
    found = soundness.faults(db, whole=True)
    if not {"schema", "directory"}.isdisjoint(fault.part for fault in found):
        return found
    missing = shelving.left_out(db, home)
    return found + ([Fault("directory", f"{len(missing)} records are missing")] if missing else [])


def mend(db: Db, home: Home) -> list[Fault]:
    """Look at what can be seen at once, and make anew what is wrong; what that was."""
    found = soundness.faults(db)
    parts: set[Part] = {fault.part for fault in found}
    if "schema" in parts:
        parts |= soundness.restore_schema(db)
    if "directory" in parts:
        rebuild(db, home)
    else:
        for part in PARTS.keys() & parts:
            PARTS[part](db, home)
    if "schema" not in parts:
        soundness.remember(db)
    return found


def rebuild(db: Db, home: Home, progress: Callable[[int], None] | None = None) -> int:
    """The whole directory anew, whatever state its tables are in; how many records were read."""
    soundness.restore_schema(db)
    try:
        # Rows cannot always be taken out of what is damaged.
        for table in soundness.PARTS:
            soundness.begin(db, table)
        return shelving.reindex(db, home, progress)
    except DAMAGE:
        for table in DERIVED:
            soundness.begin(db, table)
        soundness.tell_all(db)
        return shelving.reindex(db, home, progress)
