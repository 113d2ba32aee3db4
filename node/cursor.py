"""Cursors of the directory: opaque to readers, sealed so that none is made up, each bound to one question.

By date, name or distance a cursor holds the key of the last record shown, its id last, so that whatever comes, changes
or goes in between, nothing that stays is missed or shown twice. Relevance has no such key: what comes in between
changes every score. So its cursor carries the best RANKED records of the question as they were ranked at first, 1,000
numbers in under 4,000 letters; after them come the others, the newest first.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from vocab.language import Text

Key = tuple[str | float, str]

RANKED: Final = 1000
# Said of a cursor that is none of ours, or of another question.
OTHER: Final = Text(
    "ce repère est d'une autre question : suivez le `next` de la page d'avant sans rien y changer, ou enlevez-le pour"
    " la première page",
    "this cursor is of another question: follow `next` of the page before and change nothing in it, or leave it out"
    " for the first page",
)
# The longest name and the longest id that the directory holds still fit.
MAX_LENGTH: Final = 6000


@dataclass(frozen=True, slots=True)
class After:
    """Where a page begins: after `key`; or after the first `shown` of the `ranked`, and once all are shown after `key`.

    `ranked` are numbers of records, best first.
    """

    key: Key | None = None
    ranked: tuple[int, ...] = ()
    shown: int = 0


def seal(secret: bytes, about: bytes, after: After) -> str:
    """The cursor for the question whose digest is `about`. It is encrypted: numbers of records say how many there are.

    >>> unseal(b"secret", b"question", seal(b"secret", b"question", After(("2026", "https://a.example/1"))))
    After(key=('2026', 'https://a.example/1'), ranked=(), shown=0)
    """
    width, packed = _packed(after.ranked)
    head = orjson.dumps([after.key, after.shown, len(after.ranked), width])
    # The same cursor for the same place: without a nonce nothing is lost, for the text is never secret twice over.
    sealed = _cipher(secret).encrypt(head + b"\n" + packed, [about])
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def unseal(secret: bytes, about: bytes, cursor: str) -> After | None:
    """What a cursor of ours stands for; None when it is not ours or belongs to another question."""
    if len(cursor) > MAX_LENGTH or not cursor.isascii():
        return None
    try:
        sealed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        text = _cipher(secret).decrypt(sealed, [about])
    except (binascii.Error, ValueError, InvalidTag):
        return None
    head, _, packed = text.partition(b"\n")
    key, shown, count, width = orjson.loads(head)  # ours: the seal held
    return After(None if key is None else (key[0], key[1]), _unpacked(packed, count, width), shown)


def _cipher(secret: bytes) -> AESSIV:
    return AESSIV(hmac.digest(secret, b"directory cursor", hashlib.sha512))


def _packed(numbers: tuple[int, ...]) -> tuple[int, bytes]:
    """Each number in as few bits as the largest needs."""
    width = max((number.bit_length() for number in numbers), default=0) or 1
    bits = "".join(f"{number:0{width}b}" for number in numbers)
    return width, int(bits or "0", 2).to_bytes((len(bits) + 7) // 8, "big")


def _unpacked(packed: bytes, count: int, width: int) -> tuple[int, ...]:
    bits = f"{int.from_bytes(packed, 'big'):0{count * width}b}" if count else ""
    return tuple(int(bits[start : start + width], 2) for start in range(0, count * width, width))
