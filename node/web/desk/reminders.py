"""Pages that letters lead to, without signing in: a record is still true; no more of these letters.

Opening one does nothing: mail programs open links by themselves. A mail program's own "unsubscribe" posts (RFC 8058).
"""

from __future__ import annotations

from aiohttp import web

from node import reminding
from node.desk.form import in_own
from node.web.appkeys import NODE
from node.web.desk.visit import require_own
from node.web.directory import DIRECTORY, site_of
from node.web.pages import PAGES, language_of, page


async def get_stop(request: web.Request) -> web.Response:
    """What the button ends. Raises `Missing` where nothing is sent any more."""
    email = await request.app[NODE].store.reading(reminding.find_stop, request.match_info["secret"])
    return _shown(request, "mail.stop", name=email, acts=True)


async def post_stop(request: web.Request) -> web.Response:
    """No letter of this kind any more. What a mail program sends along is not read: there is nothing to choose."""
    require_own(request)
    await request.app[NODE].store.writing("mail stop", reminding.stop, request.match_info["secret"])
    return _shown(request, "mail.stop", done=True)


async def get_still_true(request: web.Request) -> web.Response:
    """The record, and the button. Raises `Missing`, `NotAllowed`."""
    node = request.app[NODE]
    _, mine = await node.store.reading(reminding.find_link, node.home, request.match_info["secret"])
    name = in_own(mine.draft.get("name"), str(mine.draft.get("language") or "fr")) or mine.id
    return _shown(request, "mail.still_true", name=name, address=mine.id, acts=True)


async def post_still_true(request: web.Request) -> web.Response:
    """It is still true. Raises `Missing`, `NotAllowed`."""
    require_own(request)
    node = request.app[NODE]
    await node.store.writing("confirm", reminding.confirm, node.home, request.match_info["secret"])
    node.wake()
    return _shown(request, "mail.still_true", done=True)


def _shown(
    request: web.Request, what: str, *, name: str = "", address: str = "", acts: bool = False, done: bool = False
) -> web.Response:
    pages, directory = request.app[PAGES], request.app[DIRECTORY]
    language = language_of(request, directory.language)
    title = pages.t(language, f"{what}.title")
    html = pages.render(
        "from_letter.html",
        language,
        site_of(directory),
        title,
        request.path,
        what=what,
        name=name,
        address=address,
        acts=acts,
        done=done,
    )
    answer = page(request, html, language)
    # The address of this page is a secret: `same-origin` (pages.py) tells it to no other site. `no-referrer` would make
    # browsers send its form with `Origin: null`, which is refused.
    answer.headers["Cache-Control"] = "no-store"
    return answer
