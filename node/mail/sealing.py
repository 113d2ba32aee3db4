"""Sealing: addresses and letters are kept encrypted, with a key that lies in a file beside the database, not in it.

Whoever reads a copy of the database learns nobody's address. The key is not in a backup either: a node brought back
without it forgets the letters that waited.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from cryptography.fernet import Fernet, InvalidToken

from node.errors import NodeError
from vocab.language import Text

KEY_FILE: Final = "mail.key"
KEY_BYTES: Final = 32


class Sealer:
    """Seals and opens texts, and gives each address a mark by which it is known again without being readable."""

    def __init__(self, key: bytes) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(key))
        self._marking = hashlib.sha256(b"mark" + key).digest()
        self._stamping = hashlib.sha256(b"stamp" + key).digest()

    @classmethod
    def in_folder(cls, data: Path, chance: Callable[[int], bytes]) -> Sealer:
        """With the key of a data folder, made when it has none. Raises `NodeError` for a file that is no key."""
        path = data / KEY_FILE
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                if os.geteuid() == 0:
                    # A command that root types must not leave a key that the node's own user cannot read.
                    owner = data.stat()
                    os.fchown(out.fileno(), owner.st_uid, owner.st_gid)
                out.write(chance(KEY_BYTES))
                out.flush()
                os.fsync(out.fileno())
        except FileExistsError:
            pass
        key = path.read_bytes()
        if len(key) != KEY_BYTES:
            raise NodeError(
                Text(
                    f"{path} n'est pas une clé de {KEY_BYTES} octets : remettez la bonne, ou effacez ce fichier (les"
                    " courriels qui attendent seront oubliés).",
                    f"{path} is no key of {KEY_BYTES} bytes: put the right one back, or delete this file (letters that"
                    " wait will be forgotten).",
                )
            )
        return cls(key)

    def seal(self, text: str, now: float) -> bytes:
        """What may lie in the database."""
        return self._fernet.encrypt_at_time(text.encode(), int(now))

    def open(self, sealed: bytes) -> str | None:
        """What was sealed; None when it was with another key."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken:
            return None

    def mark(self, address: str) -> str:
        """The same for the same address, whatever its case; without the key nobody can tell of which."""
        return hmac.new(self._marking, address.strip().casefold().encode(), hashlib.sha256).hexdigest()

    def stamp(self, purpose: str, said: bytes) -> bytes:
        """By which this node knows again what it said, for one purpose."""
        return hmac.new(self._stamping, purpose.encode() + b"\0" + said, hashlib.sha256).digest()
