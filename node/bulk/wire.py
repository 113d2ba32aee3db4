"""What the serving process and its makers say to each other: objects of ours, each behind its length in four bytes.

Both ends are this program, started by itself: nobody else writes to these pipes.
"""

from __future__ import annotations

import pickle
from typing import BinaryIO, Final

HEAD: Final = 4


def packed(value: object) -> bytes:
    """An object as it is sent."""
    body = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    return len(body).to_bytes(HEAD, "big") + body


def unpacked(body: bytes) -> object:
    """The object in a body, behind its length."""
    found: object = pickle.loads(body)
    return found


def read(source: BinaryIO) -> object | None:
    """The next object, None when there is none any more."""
    head = source.read(HEAD)
    if len(head) < HEAD:
        return None
    body = source.read(int.from_bytes(head, "big"))
    return unpacked(body)
