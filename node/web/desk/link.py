"""Signing in by a link that came by e-mail: asking for it, and the page whose button uses it."""

from __future__ import annotations

from aiohttp import web

from node.accounts import links
from node.web.appkeys import NODE, RATES
from node.web.desk.door import let_in, next_of, signing_in
from node.web.desk.visit import form_of, require_own
from node.web.directory import DIRECTORY, site_of
from node.web.pages import PAGES, language_of, page


async def post_ask(request: web.Request) -> web.Response:
    """Ask for a link: the same answer whether anybody has this address or not."""
    require_own(request)
    node, form = request.app[NODE], await form_of(request)
    email, next = form.get("email", "").strip()[:320], form.get("next", "")
    request.app[RATES].password(request, email)
    language = language_of(request, request.app[DIRECTORY].language)
    await node.store.writing("sign-in link", links.send, node.home, email, next_of(next), language)
    node.wake()
    return signing_in(request, next, sent=True)


async def get_link(request: web.Request) -> web.Response:
    """What its button does; opening it does nothing. Raises `Missing` for one that does not hold any more."""
    node, pages, directory = request.app[NODE], request.app[PAGES], request.app[DIRECTORY]
    email = await node.store.reading(links.find, node.home, request.match_info["secret"])
    language = language_of(request, directory.language)
    html = pages.render(
        "desk_link.html",
        language,
        site_of(directory),
        pages.t(language, "login.title"),
        request.path_qs,
        email=email,
        next=next_of(request.query.get("next")),
    )
    answer = page(request, html, language)
    # The address of this page is a secret: `same-origin` (pages.py) tells it to no other site. `no-referrer` would make
    # browsers send its form with `Origin: null`, which is refused.
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def post_link(request: web.Request) -> web.Response:
    """Sign in, once, with a second factor where there is one. Raises `Missing`."""
    require_own(request)
    node, form = request.app[NODE], await form_of(request)
    agent = request.headers.get("User-Agent", "")
    entered = await node.store.writing("sign in", links.use, node.home, request.match_info["secret"], agent)
    return let_in(request, entered, next_of(form.get("next")))
