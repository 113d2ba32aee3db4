"""Passwords: kept as argon2id strings (RFC 9106); the costs are written in the string, so that they may grow.

Strings of scrypt (RFC 7914), which this node made before, still open the door, and are made anew when they do.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

MAX_CHARACTERS: Final = 1024
# A small node: 19 MiB and a twentieth of a second a try (OWASP, Password Storage, argon2id).
MEMORY_KIB: Final = 19_456
ROUNDS: Final = 2
LANES: Final = 1
# What a string written by somebody else must not ask for.
MAX_MEMORY_KIB: Final = 65_536
MAX_ROUNDS: Final = 10
MAX_LOG_N: Final = 20
MAX_SCRYPT_MEMORY: Final = 64 * 1024 * 1024

_ARGON2: Final = re.compile(r"\$argon2id\$v=19\$m=(\d{1,6}),t=(\d{1,2}),p=(\d)\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+")
_SCRYPT: Final = re.compile(
    r"\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d)\$([A-Za-z0-9+/]{1,100})\$([A-Za-z0-9+/]{1,100})"
)
_HASHER: Final = PasswordHasher(time_cost=ROUNDS, memory_cost=MEMORY_KIB, parallelism=LANES, type=Type.ID)


def hashed(password: str) -> str:
    """The string to keep for a password."""
    return _HASHER.hash(password)


def of_nobody() -> str:
    """A string that costs as much to try as any and that no password is known to match; made without the cost.

    >>> matches("", of_nobody())
    False
    """
    return f"$argon2id$v=19$m={MEMORY_KIB},t={ROUNDS},p={LANES}${_encoded(bytes(16))}${_encoded(bytes(32))}"


def matches(password: str, kept: str) -> bool:
    """Whether this is the password a string was made from; False for a string that is not ours.

    >>> matches("le vélo", hashed("le vélo"))
    True
    >>> matches("la moto", hashed("le vélo")) or matches("", "!")
    False
    """
    if len(password) > MAX_CHARACTERS:
        return False
    read = _ARGON2.fullmatch(kept)
    if read is None:
        return _matches_scrypt(password, kept)
    if int(read[1]) > MAX_MEMORY_KIB or int(read[2]) > MAX_ROUNDS:
        return False
    try:
        return _HASHER.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Whether the string should be made anew, now that the password is known.

    >>> outdated(of_nobody()), outdated("$scrypt$ln=15,r=8,p=1$AAAA$AAAA")
    (False, True)
    """
    return _ARGON2.fullmatch(kept) is None or _HASHER.check_needs_rehash(kept)


def _matches_scrypt(password: str, kept: str) -> bool:
    read = _SCRYPT.fullmatch(kept)
    if read is None or int(read[1]) > MAX_LOG_N:
        return False
    try:
        salt, digest = _decoded(read[4]), _decoded(read[5])
        made = hashlib.scrypt(
            password.encode(),
            salt=salt,
            n=1 << int(read[1]),
            r=int(read[2]),
            p=int(read[3]),
            maxmem=MAX_SCRYPT_MEMORY,
            dklen=len(digest),
        )
    except (ValueError, binascii.Error):
        return False
    return hmac.compare_digest(digest, made)


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
