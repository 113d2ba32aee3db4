"""The page where a claim proves itself: its button does once a letter was received, or once a code is on the website.

Its address is a secret that only the claimant has. Opening it does nothing: mail programs open links by themselves.
"""

from __future__ import annotations

import asyncio

from aiohttp import web

from federation.websites import CODE_PATH, shows_code
from node import claim_proving, knocking
from node.clock import iso
from node.errors import NodeError
from node.profiles import KeyPair
from node.web.appkeys import NODE, RATES
from node.web.desk.visit import form_of, require_own
from node.web.directory import DIRECTORY, site_of
from node.web.pages import PAGES, language_of, page


async def get_claim(request: web.Request) -> web.Response:
    """What the button of this page does. Raises `Missing` for a link that does not hold any more."""
    return await _shown(request)


async def post_claim(request: web.Request) -> web.Response:
    """The listing becomes its organisation's; on to the invitation that lets its first editor in."""
    require_own(request)
    node, secret = request.app[NODE], request.match_info["secret"]
    await form_of(request)
    request.app[RATES].password(request, secret)
    try:
        proof = await node.store.reading(claim_proving.find, node.home, secret)
        if proof.way == "code":
            website = await node.store.writing("claim try", claim_proving.begin_try, node.home, secret)
            most = node.home.settings.website_page_bytes
            if not await shows_code(node.client, website, claim_proving.code_of(secret), most):
                return await _shown(request, NodeError(claim_proving.NOT_THERE))
        keys = await asyncio.to_thread(KeyPair.generate)
        invitation = await node.store.writing("claim proved", claim_proving.hand_over, node.home, secret, keys)
    except NodeError as error:
        if error.status == 404:
            raise
        return await _shown(request, error)
    node.wake()
    return web.Response(status=303, headers={"Location": f"/invitation/{invitation}", "Cache-Control": "no-store"})


async def _shown(request: web.Request, refused: NodeError | None = None) -> web.Response:
    node, pages, directory = request.app[NODE], request.app[PAGES], request.app[DIRECTORY]
    language, secret = language_of(request, directory.language), request.match_info["secret"]
    proof = await node.store.reading(claim_proving.find, node.home, secret)
    name = await node.store.reading(knocking.listing_name, proof.listing)
    possible = None
    if refused is None or refused.status == 400:
        possible = await node.store.reading(claim_proving.provable, node.home, proof.listing)
    html = pages.render(
        "claim.html",
        language,
        site_of(directory),
        pages.t(language, f"claim.{proof.way}.title"),
        request.path,
        way=proof.way,
        name=name,
        listing=proof.listing,
        until=pages.date(language, iso(proof.expires)),
        code=claim_proving.code_of(secret),
        website=possible.website.url if possible else None,
        file=f"https://{possible.website.host}{CODE_PATH}" if possible and possible.website.is_whole_host else None,
        why=refused.public.in_(language) if refused else None,
    )
    answer = page(request, html, language, status=422 if refused else 200)
    # The address of this page is a secret: `same-origin` (pages.py) tells it to no other site. `no-referrer` would make
    # browsers send its form with `Origin: null`, which is refused.
    answer.headers["Cache-Control"] = "no-store"
    return answer
