"""Catch-up: cursors into a node's log, and what a reader may be told from there (DESIGN 5, Catch-up).

A cursor is opaque to others, authenticated, and bound to the log it was given for: (epoch, position, actor). A
snapshot cursor also carries where its snapshot ends, so that `since=0` gives the newest state of each record over
several pages and then goes on from a single point.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

from federation.errors import Gone, Refused
from vocab.language import Text

START: Final = "0"
MAX_LENGTH: Final = 500
_UNKNOWN: Final = Text(
    "Ce repère n'est plus connu ici : recommencez à l'adresse « restart ».",
    "This cursor is no longer known here: begin again at the restart address.",
)


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in one log. `actor` is empty for the whole node's; `until` is set inside a snapshot."""

    epoch: str
    position: int
    actor: str
    until: int | None = None


def write(cursor: Cursor, secret: bytes) -> str:
    """The cursor as others carry it.

    >>> read(write(Cursor("e", 7, "a"), b"s"), b"s", "e", "a").position
    7
    """
    until = "" if cursor.until is None else str(cursor.until)
    payload = f"{cursor.epoch}:{cursor.position}:{until}"
    return base64.urlsafe_b64encode(f"{payload}:{_mac(payload, cursor.actor, secret)}".encode()).decode().rstrip("=")


def read(text: str, secret: bytes, epoch: str, actor: str) -> Cursor:
    """The cursor somebody brings back. Raises Refused when it is not ours, Gone when its log is no more."""
    if text == START:
        return Cursor(epoch, 0, actor, until=-1)
    if len(text) > MAX_LENGTH or not text.isascii():
        raise _not_ours()
    try:
        written = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode("ascii")
        found, position, until, mac = written.split(":")
    except ValueError as error:
        raise _not_ours() from error
    if not hmac.compare_digest(mac, _mac(f"{found}:{position}:{until}", actor, secret)):
        raise _not_ours()
    if found != epoch:
        raise Gone(f"cursor of epoch {found}, ours is {epoch}", _UNKNOWN)
    return Cursor(found, int(position), actor, int(until) if until else None)


def _mac(payload: str, actor: str, secret: bytes) -> str:
    return hmac.new(secret, f"{payload}|{actor}".encode(), hashlib.sha256).hexdigest()[:32]


def _not_ours() -> Refused:
    return Refused(
        "malformed cursor",
        Text(
            "Repère illisible (since) : recommencez avec since=0.",
            "Unreadable cursor (since): begin again with since=0.",
        ),
    )
