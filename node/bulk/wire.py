"""What the serving process and its makers say to each other: objects of ours, each behind its length in four bytes.

Both ends are this program, started by itself: nobody else writes to these pipes.
"""

from __future__ import annotations

import copyreg
import io
import pickle
from collections.abc import Callable
from operator import attrgetter
from typing import BinaryIO, Final

from node.bulk.maker import Made, Piece
from node.bulk.ready import Basis, Ready
from node.importing.row import Line, Note, Row
from node.store.entries import Indexed
from node.store.organizations import Traits
from node.store.records import Packed, Record
from vocab.language import Text

HEAD: Final = 4
_MANY: Final = (Line, Note, Row, Text, Made, Piece, Basis, Ready, Indexed, Traits, Packed, Record)


def _reduced(made: type) -> Callable[[object], tuple[type, tuple[object, ...]]]:
    """How objects of a class are taken apart: as its fields, which is quicker than as dataclasses have it."""
    fields = attrgetter(*made.__dataclass_fields__)  # type: ignore[attr-defined]  # a dataclass
    return lambda value: (made, fields(value))


class _Pickler(pickle.Pickler):
    """Of what there are hundreds in a piece, each is its class and its fields."""

    dispatch_table = {**copyreg.dispatch_table, **{made: _reduced(made) for made in _MANY}}


def packed(value: object) -> bytes:
    """An object as it is sent."""
    body = io.BytesIO()
    body.write(bytes(HEAD))
    _Pickler(body, protocol=pickle.HIGHEST_PROTOCOL).dump(value)
    body.getbuffer()[:HEAD] = (body.tell() - HEAD).to_bytes(HEAD, "big")
    return body.getvalue()


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
