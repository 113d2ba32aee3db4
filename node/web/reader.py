"""Who reads: the actor that signed a GET, or the program that brings a token."""

from __future__ import annotations

import hashlib
from typing import Final

from aiohttp import web

from federation.errors import FederationError
from federation.inbox import authenticate
from node.errors import NoToken, ScopeMissing
from node.store import tokens
from node.store.tokens import Bearer
from node.web.appkeys import NODE
from node.web.inbox import incoming_of, limits_of
from vocab.language import Text

NEEDED: Final = Text("Il faut un jeton : bocage token create.", "A token is needed: bocage token create.")
NO_LONGER: Final = Text("Ce jeton n'est pas ou plus valable.", "This token is not, or no longer, valid.")


async def signer_of(request: web.Request) -> str | None:
    """The actor that signed this request; None for an unsigned one. Raises Unauthorized for a bad signature."""
    if "Signature" not in request.headers and "Signature-Input" not in request.headers:
        return None
    node = request.app[NODE]
    incoming = await incoming_of(request)
    signed = await authenticate(
        incoming,
        keys=node.keys,
        now=node.home.now(),
        origin=node.home.origin,
        limits=limits_of(node),
        nonces=node.nonces,
    )
    return signed.actor_id


async def signer_or_nobody(request: web.Request) -> str | None:
    """The same where a bad signature only means: sees what anybody sees."""
    try:
        return await signer_of(request)
    except FederationError:
        return None


async def bearer_of(request: web.Request, *scopes: str) -> Bearer:
    """Whom a bearer token speaks for, when it permits one of `scopes` (RFC 6750). Raises `NoToken`, `ScopeMissing`."""
    hash = hash_of_bearer(request)
    if hash is None:
        raise NoToken("no bearer token", NEEDED, brought=False)
    node = request.app[NODE]
    found = await node.store.reading(tokens.find, hash, node.home.now())
    if found is None:
        raise NoToken("unknown token", NO_LONGER, brought=True)
    if not found.scopes.intersection(scopes):
        raise ScopeMissing(scopes[0])
    return found


def hash_of_bearer(request: web.Request) -> str | None:
    """The hash by which we know the token a request brings; None when it brings none."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        return None
    return hashlib.sha256(token.strip().encode()).hexdigest()
