"""Who is signed in with a browser, if anybody."""

from __future__ import annotations

from aiohttp import web

from node.accounts import sessions
from node.accounts.sessions import SignedIn
from node.web.appkeys import NODE
from node.web.desk import cookies


async def signed_in(request: web.Request) -> SignedIn | None:
    """Who is signed in with this browser; that they are there is noted, at most every ten minutes."""
    node = request.app.get(NODE)
    # Pages are also shown over a directory alone, where nobody can sign in.
    secret = cookies.secret_of(request) if node is not None else None
    if node is None or secret is None:
        return None
    found = await node.store.reading(sessions.find, node.home, secret)
    if found is not None and sessions.is_stale(found, node.home.now()):
        await node.store.writing("seen", sessions.prolong, node.home, found.session.hash)
    return found
