"""Codes of a second factor: six digits that a telephone makes of a secret and the time (RFC 6238), recovery codes.

`cryptography` computes them (RFC 4226); which of the steps around now may be meant is decided here.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from cryptography.hazmat.primitives.twofactor.totp import TOTP

SECRET_BYTES: Final = 20
DIGITS: Final = 6
STEP_S: Final = 30
# RFC 6238, 5.2: clocks that differ by a step, and codes typed as they end.
AROUND: Final = 1
RECOVERY_CODES: Final = 10
# 80 bits: a fast hash keeps them, nobody tries them all.
RECOVERY_CHARACTERS: Final = 16


def secret_of(chance: str) -> bytes:
    """A secret of the length RFC 4226 recommends, out of something that nobody can guess."""
    return hashlib.sha256(b"second factor" + chance.encode()).digest()[:SECRET_BYTES]


def step_of(secret: bytes, typed: str, now: float, after: int) -> int | None:
    """The step of which this is the code, among those around `now` and later than `after`; None when there is none.

    >>> secret = b"12345678901234567890"
    >>> step_of(secret, "287 082", 59, 0), step_of(secret, "287082", 59, 1), step_of(secret, "287082", 120, 0)
    (1, None, None)
    """
    digits = "".join(typed.split())
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    here, made = int(now) // STEP_S, HOTP(secret, DIGITS, SHA1())
    steps = range(max(0, here - AROUND, after + 1), here + AROUND + 1)
    right = [step for step in steps if hmac.compare_digest(made.generate(step), digits.encode())]
    return right[-1] if right else None


def address_of(secret: bytes, host: str, email: str) -> str:
    """What a QR code tells a telephone (otpauth, as authenticator programs read it)."""
    return TOTP(secret, DIGITS, SHA1(), STEP_S).get_provisioning_uri(email, host)


def written(secret: bytes) -> str:
    """A secret to type, in groups of four.

    >>> written(b"12345678901234567890")
    'GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ'
    """
    return _grouped(base64.b32encode(secret).decode(), " ")


def recovery_code(chance: str) -> str:
    """A code to write down, out of something that nobody can guess."""
    digest = hashlib.sha256(b"recovery" + chance.encode()).digest()
    return _grouped(base64.b32encode(digest).decode()[:RECOVERY_CHARACTERS].lower(), "-")


def hash_of_recovery(typed: str) -> str:
    """What is kept of a recovery code, however it is typed.

    >>> hash_of_recovery("abcd-efgh") == hash_of_recovery(" ABCD EFGH ")
    True
    """
    plain = "".join(each for each in typed.casefold() if each.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def _grouped(text: str, between: str) -> str:
    return between.join(text[at : at + 4] for at in range(0, len(text), 4))
