"""Digests over HTTP: where an address is given, and the pages that the letters lead to.

Opening a letter's link does nothing: mail programs open links by themselves. A mail program's own "unsubscribe" posts
(RFC 8058).
"""

from __future__ import annotations

from urllib.parse import urlencode

from aiohttp import web

from node.digest import question, signing_up
from node.digest.rhythm import RHYTHMS
from node.errors import NodeError
from node.web.appkeys import NODE, RATES
from node.web.desk.visit import form_of, require_own
from node.web.directory import DIRECTORY, site_of
from node.web.pages import PAGES, language_of, page


async def get_digest(request: web.Request) -> web.Response:
    """What would be sent, and the form; raises `NodeError` for what cannot be asked by e-mail."""
    return _form(request)


async def post_digest(request: web.Request) -> web.Response:
    """A letter leaves for the address, perhaps: the answer is the same whether it is known, refused or new."""
    require_own(request)
    node, form = request.app[NODE], await form_of(request)
    address, rhythm = form.get("address", "").strip()[:320], form.get("rhythm", "")
    language = language_of(request, request.app[DIRECTORY].language)
    asked = question.written(question.asked(request.query.items(), node.home.vocabulary))
    request.app[RATES].digest(request)
    try:
        await node.store.writing("digest", signing_up.ask, node.home, address, asked, rhythm, language)
    except NodeError as refused:
        return _form(request, address, rhythm, refused=refused)
    node.wake()
    return _form(request, done=True)


async def get_confirm(request: web.Request) -> web.Response:
    """What the button confirms. Raises `Missing`."""
    node = request.app[NODE]
    found = await node.store.reading(signing_up.find, node.home, request.match_info["secret"])
    language = language_of(request, request.app[DIRECTORY].language)
    return _shown(request, "digest.confirm", name=question.said(found.question, node.home.vocabulary, language))


async def post_confirm(request: web.Request) -> web.Response:
    """From now on it is sent. Raises `Missing`."""
    require_own(request)
    node, secret = request.app[NODE], request.match_info["secret"]
    found = await node.store.reading(signing_up.find, node.home, secret)
    known = await node.digests.state(found.question)
    await node.store.writing("digest confirm", signing_up.confirm, node.home, secret, known)
    return _shown(request, "digest.confirm", done=True)


async def get_stop(request: web.Request) -> web.Response:
    """What the button ends. Raises `Missing` where nothing is sent any more."""
    node = request.app[NODE]
    language = language_of(request, request.app[DIRECTORY].language)
    name = await node.store.reading(signing_up.find_stop, node.home, request.match_info["secret"], language)
    return _shown(request, "digest.stop", name=name)


async def post_stop(request: web.Request) -> web.Response:
    """Send it no more; the same when it was not sent."""
    require_own(request)
    await request.app[NODE].store.writing("digest stop", signing_up.stop, request.match_info["secret"])
    return _shown(request, "digest.stop", done=True)


def _form(
    request: web.Request,
    address: str = "",
    rhythm: str = "weekly",
    *,
    refused: NodeError | None = None,
    done: bool = False,
) -> web.Response:
    node, pages, directory = request.app[NODE], request.app[PAGES], request.app[DIRECTORY]
    language = language_of(request, directory.language)
    pairs = question.asked(request.query.items(), node.home.vocabulary)
    html = pages.render(
        "digest.html",
        language,
        site_of(directory),
        pages.t(language, "digest.title"),
        request.path_qs,
        what=question.said(question.written(pairs), node.home.vocabulary, language),
        back=f"/directory?{urlencode(pairs)}",
        feed=f"/feeds/directory.atom?{urlencode(pairs)}",
        sends=node.home.office is not None,
        rhythms=[(each, pages.t(language, f"digest.rhythm.{each}"), each == rhythm) for each in RHYTHMS],
        address=address,
        why=refused.public.in_(language) if refused else None,
        done=done,
    )
    status = 200 if refused is None else 503 if refused.status == 503 else 422
    answer = page(request, html, language, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _shown(request: web.Request, what: str, *, name: str = "", done: bool = False) -> web.Response:
    pages, directory = request.app[PAGES], request.app[DIRECTORY]
    language = language_of(request, directory.language)
    title = pages.t(language, f"{what}.title")
    html = pages.render(
        "from_digest.html", language, site_of(directory), title, request.path, what=what, name=name, done=done
    )
    answer = page(request, html, language)
    # The address of this page is a secret: `same-origin` (pages.py) tells it to no other site.
    answer.headers["Cache-Control"] = "no-store"
    return answer
