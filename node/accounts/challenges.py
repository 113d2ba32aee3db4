"""Challenges that a device signs: ours by their seal, for one purpose, for ten minutes, once.

One carries its own end, so that a page that shows it costs no memory; only those that came back well signed are kept.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from typing import Final

from node.home import Home
from node.store import passkeys
from node.store.connection import Db

HOLDS_S: Final = 600
_CHANCE: Final = 16
_END: Final = 8
_SEAL: Final = 32


def make(home: Home, purpose: str) -> str:
    """A new one, as pages write it (base64url)."""
    chance = hashlib.sha256(home.secret().encode()).digest()[:_CHANCE]
    said = chance + int(home.now() + HOLDS_S).to_bytes(_END, "big")
    return urlsafe_b64encode(said + _seal(home, purpose, said)).decode().rstrip("=")


def is_ours(home: Home, purpose: str, challenge: bytes) -> bool:
    """Whether this node gave it out for this purpose, not long ago."""
    said, seal = challenge[: _CHANCE + _END], challenge[_CHANCE + _END :]
    if len(challenge) != _CHANCE + _END + _SEAL or not hmac.compare_digest(seal, _seal(home, purpose, said)):
        return False
    return home.now() < int.from_bytes(said[_CHANCE:], "big")


def spend(db: Db, home: Home, challenge: bytes) -> bool:
    """It serves now; False when it did before."""
    passkeys.prune(db, home.now())
    return passkeys.spend(db, hashlib.sha256(challenge).hexdigest(), home.now() + HOLDS_S)


def _seal(home: Home, purpose: str, said: bytes) -> bytes:
    if home.sealer is None:
        raise RuntimeError("this node was opened without the key that seals secrets")
    return home.sealer.stamp(purpose, said)
