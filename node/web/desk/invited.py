"""The page an organisation is led to by an invitation about its listing: it is ours, it is wrong, take it away."""

from __future__ import annotations

import asyncio

from aiohttp import web

from node import knocking, listing_invitations
from node.errors import NodeError, NotAllowed
from node.profiles import KeyPair
from node.web.appkeys import NODE, RATES
from node.web.desk.visit import UNKNOWN, form_of, require_own
from node.web.directory import DIRECTORY, site_of
from node.web.pages import PAGES, language_of, page


async def get_invited(request: web.Request) -> web.Response:
    """What was written of an organisation, and its three answers. Raises `Missing` for a link that is none of ours."""
    node = request.app[NODE]
    listing, token = _listing(request), request.match_info["token"]
    found = await node.store.reading(listing_invitations.find, node.home, listing, token)
    if found.opened is None and request.method == "GET":
        await node.store.writing("invited", listing_invitations.look, node.home, listing, token)
    return await _shown(request)


async def post_invited(request: web.Request) -> web.Response:
    """One of the answers."""
    require_own(request)
    node, form = request.app[NODE], await form_of(request)
    listing, token, do = _listing(request), request.match_info["token"], form.get("do")
    request.app[RATES].password(request, listing)
    try:
        if do == "claim":
            # The link first: to make keys costs more than to look at it.
            await node.store.reading(listing_invitations.find, node.home, listing, token)
            keys = await asyncio.to_thread(KeyPair.generate)
            made = await node.store.writing("invited", listing_invitations.claim, node.home, listing, token, keys)
            node.wake()
            return web.Response(status=303, headers={"Location": f"/invitation/{made}", "Cache-Control": "no-store"})
        if do == "correct":
            words = form.get("words", "").strip()
            if not words:
                return await _shown(request, wrong="door.words_needed")
            await node.store.writing("invited", listing_invitations.correct, node.home, listing, token, words)
        elif do == "refuse":
            await node.store.writing("invited", listing_invitations.refuse, node.home, listing, token)
            node.wake()
        else:
            raise NotAllowed(UNKNOWN)
    except NodeError as error:
        if error.status == 404:
            raise
        return await _shown(request, refused=error, words=form.get("words", ""))
    return await _shown(request, done=do)


async def _shown(
    request: web.Request,
    *,
    wrong: str | None = None,
    refused: NodeError | None = None,
    words: str = "",
    done: str | None = None,
) -> web.Response:
    node, pages, directory = request.app[NODE], request.app[PAGES], request.app[DIRECTORY]
    language, listing = language_of(request, directory.language), _listing(request)
    found = await node.store.reading(listing_invitations.find, node.home, listing, request.match_info["token"])
    if done is None and found.answer in ("claimed", "refused"):
        done = "over"
    name = "" if found.answer == "refused" else await node.store.reading(knocking.listing_name, listing)
    why = pages.t(language, wrong) if wrong else refused.public.in_(language) if refused else None
    html = pages.render(
        "invited.html",
        language,
        site_of(directory),
        pages.t(language, "invited.title", site=directory.title),
        request.path,
        name=name,
        listing=listing,
        words=words,
        why=why,
        done=done,
    )
    answer = page(request, html, language, status=503 if refused and refused.status == 503 else 422 if why else 200)
    # The address of this page is a secret: `same-origin` (pages.py) tells it to no other site. `no-referrer` would make
    # browsers send its form with `Origin: null`, which is refused.
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _listing(request: web.Request) -> str:
    return f"{request.app[NODE].home.origin}/objects/{request.match_info['ulid']}"
