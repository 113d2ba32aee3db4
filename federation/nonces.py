"""Nonces we ask signers to use (RFC 9421, section 5): each is good once, for a few minutes.

A nonce carries its date and our seal, so that asking for one costs no memory and a crowd of refused requests cannot
push anything out; only those that came back in a valid signature are remembered, a limited number of them.
"""

from __future__ import annotations

import binascii
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import OrderedDict
from hashlib import sha256
from typing import Final

from federation.errors import Unauthorized
from federation.ports import RandomBytes
from vocab.language import Text

LIFETIME_S: Final = 600
MAX_TAKEN: Final = 10_000
_SEAL: Final = 16
_LENGTH: Final = 5 + 9 + _SEAL


class Nonces:
    """Gives nonces and takes each back once."""

    def __init__(self, secret: bytes, chance: RandomBytes) -> None:
        self._secret = secret
        self._chance = chance
        self._taken: OrderedDict[str, float] = OrderedDict()

    def give(self, now: float) -> str:
        """A new nonce, good for ten minutes from `now` (unix seconds)."""
        said = int(now).to_bytes(5, "big") + self._chance.bytes(9)
        return urlsafe_b64encode(said + self._seal(said)).decode()

    def take(self, nonce: str, now: float) -> None:
        """Returns when the nonce is fresh, or is not one of ours; raises Unauthorized when it is used or too old."""
        given = self._date(nonce)
        if given is None:
            return  # the signer's own: activity ids already tell repeats apart
        if now - given > LIFETIME_S:
            raise _refused("le nonce est périmé", "the nonce is out of date")
        if nonce in self._taken:
            raise _refused("le nonce a déjà servi", "the nonce was used before")
        self._taken[nonce] = now
        if len(self._taken) > MAX_TAKEN:
            self._taken.popitem(last=False)

    def _date(self, nonce: str) -> float | None:
        try:
            raw = urlsafe_b64decode(nonce) if len(nonce) <= 64 and nonce.isascii() else b""
        except binascii.Error:
            return None
        if len(raw) != _LENGTH or not hmac.compare_digest(self._seal(raw[:-_SEAL]), raw[-_SEAL:]):
            return None
        # One writing for each: another would be another nonce with the same seal.
        return float(int.from_bytes(raw[:5], "big")) if urlsafe_b64encode(raw).decode() == nonce else 0.0

    def _seal(self, said: bytes) -> bytes:
        return hmac.new(self._secret, b"nonce" + said, sha256).digest()[:_SEAL]


def _refused(fr: str, en: str) -> Unauthorized:
    return Unauthorized(en, Text(fr[0].upper() + fr[1:] + ".", en[0].upper() + en[1:] + "."))
