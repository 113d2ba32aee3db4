"""The door for signed requests: who is speaking?

`authenticate` refuses from cheap to dear: size, syntax, strength, date and digest cost microseconds; then the key,
from memory or by one bounded fetch; then the signature. A known key whose signature fails may have been changed by
its owner, so its origin is asked again, once. Whether the signer may do what the activity says is not decided here.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from federation import signatures
from federation.cavage import Window
from federation.errors import TooLarge, Unauthorized
from federation.incoming import Incoming
from federation.ports import KeyResolver
from vocab.language import Text

__all__ = ["Incoming", "Limits", "Signed", "authenticate"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What `authenticate` accepts to look at."""

    max_body_bytes: int = 1_000_000
    window: Window = field(default_factory=Window)


@dataclass(frozen=True, slots=True)
class Signed:
    """The actor that signed a request, and with which key."""

    actor_id: str
    key_id: str


async def authenticate(incoming: Incoming, *, keys: KeyResolver, now: float, origin: str, limits: Limits) -> Signed:
    """The actor that signed this request; never waits when its key is in memory and right.

    `now` in unix seconds; `origin` is this node's own. Raises Unauthorized, TooLarge, Gone when the key's owner is
    gone, Later when its origin does not answer.
    """
    if len(incoming.body) > limits.max_body_bytes:
        raise TooLarge(
            f"body of {len(incoming.body)} bytes, at most {limits.max_body_bytes}",
            Text(
                f"Le contenu dépasse {limits.max_body_bytes} octets.",
                f"The body exceeds {limits.max_body_bytes} bytes.",
            ),
        )
    claim = signatures.read(incoming, now, limits.window, origin.partition("://")[2])
    known = keys.cached(claim.key_id)
    if known is None:
        known = await keys.resolve(claim.key_id)
        claim.check(known)
        return Signed(known.owner, known.id)
    try:
        claim.check(known)
    except Unauthorized:
        fresh = await keys.resolve(claim.key_id, refresh=True)
        if fresh.same_material(known):
            raise
        claim.check(fresh)
        return Signed(fresh.owner, fresh.id)
    return Signed(known.owner, known.id)
