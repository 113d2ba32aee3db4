"""The door for signed requests: who is speaking?

`authenticate` refuses from cheap to dear: size, syntax, strength, date and digest cost microseconds; then the key,
from memory or by one bounded fetch; then the signature. A known key whose signature fails may have been changed by
its owner, so its origin is asked again, once. Whether the signer may do what the activity says is not decided here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from federation import signatures
from federation.domains import REFUSED_HERE
from federation.errors import Forbidden, Gone, Refused, SignerGone, TooLarge, Unauthorized
from federation.guard import nobody
from federation.hosts import host_of
from federation.incoming import Incoming
from federation.keys import PublicKey
from federation.nonces import Nonces
from federation.ports import KeyResolver
from federation.window import Window
from vocab.language import Text

__all__ = ["Incoming", "Limits", "Signed", "authenticate"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What `authenticate` accepts to look at."""

    max_body_bytes: int = 1_000_000
    window: Window = field(default_factory=Window)
    # Whether the operator wants nothing to do with a host[:port].
    refuses: Callable[[str], bool] = nobody


@dataclass(frozen=True, slots=True)
class Signed:
    """The actor that signed a request, with which key, and what the signature is over (headers in lower case)."""

    actor_id: str
    key_id: str
    covered: frozenset[str] = frozenset()


async def authenticate(
    incoming: Incoming,
    *,
    keys: KeyResolver,
    now: float,
    origin: str,
    limits: Limits,
    nonces: Nonces | None = None,
) -> Signed:
    """The actor that signed this request; never waits when its key is in memory and right.

    `now` in unix seconds; `origin` is this node's own. Raises Unauthorized (SignerGone when the key's origin says 410),
    TooLarge, Forbidden when the operator refuses the key's server, Later when the key's origin does not answer.
    """
    if len(incoming.body) > limits.max_body_bytes:
        raise TooLarge(
            f"body of {len(incoming.body)} bytes, at most {limits.max_body_bytes}",
            Text(
                f"Le contenu dépasse {limits.max_body_bytes} octets.",
                f"The body exceeds {limits.max_body_bytes} bytes.",
            ),
        )
    claim = signatures.read(incoming, now, limits.window, origin)
    if limits.refuses(host_of(claim.key_id)):
        raise Forbidden(f"{claim.key_id[:300]}: its server is refused by the operator", REFUSED_HERE)
    known = keys.cached(claim.key_id)
    if known is None:
        known = await _resolved(keys, claim.key_id)
        try:
            claim.check(known)
        except Unauthorized:
            # R14: who names another's key must not use up what that actor's domain may bring here.
            await keys.tried(known, holds=False)
            raise
        await keys.tried(known, holds=True)
    else:
        try:
            claim.check(known)
        except Unauthorized:
            fresh = await _resolved(keys, claim.key_id, refresh=True)
            if fresh.same_material(known):
                raise
            claim.check(fresh)
            known = fresh
    if nonces is not None and claim.nonce is not None:
        nonces.take(claim.nonce, now)
    return Signed(known.owner, known.id, claim.covered)


async def _resolved(keys: KeyResolver, key_id: str, *, refresh: bool = False) -> PublicKey:
    """The key. What its origin refuses us is no answer to the sender's request: it is only not authenticated."""
    try:
        return await keys.resolve(key_id, refresh=refresh)
    except Gone as gone:
        raise SignerGone(f"key {key_id[:300]}: {gone.log}", key_id=key_id) from gone
    except Unauthorized:
        raise
    except Refused as refusal:
        raise Unauthorized(
            f"key {key_id[:300]}: {refusal.log}",
            Text(
                f"La clé {key_id[:300]} n'a pas pu être lue.",
                f"The key {key_id[:300]} could not be read.",
            ),
        ) from refusal
