"""The three doors of a listing's page, for people without an account: it is ours, it is wrong, take it away."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from node import claim_proving, knocking
from node.errors import NodeError, NotAllowed
from node.store.knocks import Door
from node.web.appkeys import NODE, RATES
from node.web.desk.visit import form_of, require_own
from node.web.directory import DIRECTORY, site_of
from node.web.pages import PAGES, language_of, page

DOORS: Final[dict[str, Door]] = {"claim": "claim", "correct": "correct", "remove": "remove"}


async def get_door(request: web.Request) -> web.Response:
    """One of the doors. Raises `Missing` for what is no listing of this node."""
    return await _shown(request)


async def post_door(request: web.Request) -> web.Response:
    """Somebody asks: it is kept for the moderators, and they are told so."""
    require_own(request)
    node, form = request.app[NODE], await form_of(request)
    if request.match_info["door"] == "claim" and form.get("do") in ("letter", "code"):
        return await _prove(request, form.get("do", ""), form.get("address", "").strip())
    words, contact = form.get("words", "").strip(), form.get("contact", "").strip()
    door = DOORS[request.match_info["door"]]
    request.app[RATES].password(request, _listing(request))
    # A claim cannot be answered without an address; the rest can be dealt with in silence.
    wrong = "door.contact_needed" if door == "claim" and "@" not in contact else None
    wrong = wrong or ("door.words_needed" if door == "correct" and not words else None)
    if wrong:
        return await _shown(request, words, contact, wrong=wrong)
    try:
        await node.store.writing("knock", knocking.knock, node.home, _listing(request), door, words, contact)
    except NodeError as error:
        if error.status == 404:
            raise
        return await _shown(request, words, contact, refused=error)
    return await _shown(request, done="asked")


async def _prove(request: web.Request, do: str, address: str) -> web.Response:
    """Begin to prove a claim: a letter that may arrive, or a page with a code."""
    node, language = request.app[NODE], language_of(request, request.app[DIRECTORY].language)
    request.app[RATES].password(request, _listing(request))
    try:
        if do == "code":
            secret = await node.store.writing("claim code", claim_proving.begin_code, node.home, _listing(request))
            return web.Response(status=303, headers={"Location": f"/claim/{secret}", "Cache-Control": "no-store"})
        await node.store.writing(
            "claim letter", claim_proving.send_letter, node.home, _listing(request), address, language
        )
    except NodeError as error:
        if error.status == 404:
            raise
        return await _shown(request, address=address, refused=error)
    node.wake()
    return await _shown(request, done="letter")


async def _shown(
    request: web.Request,
    words: str = "",
    contact: str = "",
    *,
    address: str = "",
    wrong: str | None = None,
    refused: NodeError | None = None,
    done: str | None = None,
) -> web.Response:
    node, pages, directory = request.app[NODE], request.app[PAGES], request.app[DIRECTORY]
    language = language_of(request, directory.language)
    door = request.match_info["door"]
    name = await node.store.reading(knocking.listing_name, _listing(request))
    possible = None
    if door == "claim" and not done:
        try:
            possible = await node.store.reading(claim_proving.provable, node.home, _listing(request))
        except NotAllowed as taken:
            refused = refused or taken
    why = pages.t(language, wrong) if wrong else refused.public.in_(language) if refused else None
    html = pages.render(
        "door.html",
        language,
        site_of(directory),
        pages.t(language, f"door.{door}"),
        request.path,
        door=door,
        name=name,
        listing=_listing(request),
        words=words,
        contact=contact,
        why=why,
        possible=possible,
        mails=node.home.office is not None,
        address=address,
        done=done,
    )
    unready = refused is not None and refused.status == 503
    answer = page(request, html, language, status=503 if unready else 422 if wrong or refused else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _listing(request: web.Request) -> str:
    return f"{request.app[NODE].home.origin}/objects/{request.match_info['ulid']}"
