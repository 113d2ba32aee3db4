"""Reading: what a record says, and how it is stored, found out where the document is at hand anyway.

Whoever verified a proof has the whole document in the processor's caches; the writer, a thread later, has none of it.
So the reading is done first, and the writer only writes.
"""

from __future__ import annotations

from dataclasses import dataclass

from node.store.records import Packed, pack
from vocab.entry import Entry, read_entry
from vocab.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Reading:
    """`entry`: what the directory shows of a record, None for what it does not hold; `packed`: the bytes to store."""

    entry: Entry | None
    packed: Packed


def read(document: dict[str, object], vocabulary: Vocabulary) -> Reading:
    """Read a record once. Raises `Unstorable` for one that holds the store's own mark."""
    return Reading(read_entry(document, vocabulary), pack(document))
