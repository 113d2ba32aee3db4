"""Passwords: kept as scrypt strings (RFC 7914), `$scrypt$ln=15,r=8,p=1$SALT$HASH`, salt and hash in base64.

The costs are written in the string, so that they may grow without shutting anybody out.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from typing import Final

LOG_N: Final = 15
MAX_LOG_N: Final = 20
R: Final = 8
P: Final = 1
SALT_BYTES: Final = 16
HASH_BYTES: Final = 32
MAX_CHARACTERS: Final = 1024
# 128 * N * r bytes is what scrypt asks for; what is written in a string must not ask for more.
MAX_MEMORY: Final = 64 * 1024 * 1024

_STRING: Final = re.compile(
    r"\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d)\$([A-Za-z0-9+/]{1,100})\$([A-Za-z0-9+/]{1,100})"
)


def hashed(password: str, salt: bytes) -> str:
    """The string to keep for a password; `salt` is SALT_BYTES random bytes. Takes a tenth of a second."""
    digest = _scrypt(password, salt, LOG_N, R, P, HASH_BYTES)
    return f"$scrypt$ln={LOG_N},r={R},p={P}${_encoded(salt)}${_encoded(digest)}"


def of_nobody() -> str:
    """A string that costs as much to try as any and that no password is known to match; made without the cost.

    >>> matches("", of_nobody())
    False
    """
    return f"$scrypt$ln={LOG_N},r={R},p={P}${_encoded(bytes(SALT_BYTES))}${_encoded(bytes(HASH_BYTES))}"


def matches(password: str, kept: str) -> bool:
    """Whether this is the password a string was made from; False for a string that is not ours.

    >>> matches("le vélo", hashed("le vélo", b"0123456789abcdef"))
    True
    >>> matches("la moto", hashed("le vélo", b"0123456789abcdef")) or matches("", "!")
    False
    """
    read = _STRING.fullmatch(kept)
    if read is None or len(password) > MAX_CHARACTERS or int(read[1]) > MAX_LOG_N:
        return False
    try:
        salt, digest = _decoded(read[4]), _decoded(read[5])
        made = _scrypt(password, salt, int(read[1]), int(read[2]), int(read[3]), len(digest))
    except (ValueError, binascii.Error):
        return False
    return hmac.compare_digest(digest, made)


def _scrypt(password: str, salt: bytes, log_n: int, r: int, p: int, size: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=1 << log_n, r=r, p=p, maxmem=MAX_MEMORY, dklen=size)


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
