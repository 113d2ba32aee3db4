"""Cursors of the directory: opaque to readers, sealed so that none is made up, each bound to one question."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Final

import orjson

Key = tuple[str | float, str]

MAX_LENGTH: Final = 2000
_SEAL: Final = 16


def seal(secret: bytes, about: bytes, key: Key) -> str:
    """The cursor after `key` for the question whose digest is `about`.

    >>> unseal(b"secret", b"question", seal(b"secret", b"question", ("2026", "https://a.example/1")))
    ('2026', 'https://a.example/1')
    """
    text = orjson.dumps(key)
    return base64.urlsafe_b64encode(_mac(secret, about, text) + text).decode().rstrip("=")


def unseal(secret: bytes, about: bytes, cursor: str) -> Key | None:
    """The key that a cursor of ours stands for; None when it is not ours or belongs to another question."""
    if len(cursor) > MAX_LENGTH or not cursor.isascii():
        return None
    try:
        sealed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (binascii.Error, ValueError):
        return None
    mac, text = sealed[:_SEAL], sealed[_SEAL:]
    if not hmac.compare_digest(mac, _mac(secret, about, text)):
        return None
    value, id = orjson.loads(text)  # ours: the seal held
    return value, id


def _mac(secret: bytes, about: bytes, text: bytes) -> bytes:
    return hmac.digest(secret, b"directory cursor\x00" + about + b"\x00" + text, hashlib.sha256)[:_SEAL]
