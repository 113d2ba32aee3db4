"""The door: signing in and out, and coming in by an invitation."""

from __future__ import annotations

import asyncio
import re
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

from node.accounts import halves, inviting, passkeys, second_factor, sessions
from node.accounts.halves import Entered
from node.accounts.sessions import SignedIn
from node.node import Node
from node.passwords import MAX_CHARACTERS, hashed
from node.store import accounts, actors
from node.store.invitations import Invitation
from node.web.appkeys import NODE, RATES
from node.web.desk import cookies
from node.web.desk.visit import Visit, form_of, require_own, title_of
from node.web.desk.who import signed_in
from node.web.directory import DIRECTORY, site_of
from node.web.pages import PAGES, WITH_SCRIPT, language_of, page
from node.web.proving import person_with

SHORTEST: Final = 10
# Where signing in may lead on to.
INSIDE: Final = ("/desk", "/interact?", "/directory", "/objects/", "/actors/")
_EMAIL: Final = re.compile(r"[^\s@<>\"']{1,64}@[^\s@<>\"']{1,200}")


async def get_login(request: web.Request) -> web.Response:
    """The page where people sign in; whoever is signed in goes on to the desk."""
    if await signed_in(request) is not None:
        return on(next_of(request.query.get("next")))
    return signing_in(request, request.query.get("next") or "")


async def post_login(request: web.Request) -> web.Response:
    """Sign in with an e-mail address and a password."""
    require_own(request)
    node, form = request.app[NODE], await form_of(request)
    email = form.get("email", "").strip()
    request.app[RATES].password(request, email)
    account = await person_with(node, email, form.get("password", ""))
    if account is None:
        return signing_in(request, form.get("next", ""), email, why="login.wrong")
    agent = request.headers.get("User-Agent", "")
    entered = await node.store.writing("sign in", halves.enter, node.home, account.email, agent, "password")
    return let_in(request, entered, next_of(form.get("next")))


async def post_code(request: web.Request) -> web.Response:
    """The second factor, after the password or the link. Raises `Missing` when it comes too late."""
    require_own(request)
    node, form = request.app[NODE], await form_of(request)
    half, next = form.get("half", "")[:100], next_of(form.get("next"))
    email = await node.store.reading(halves.person_of, node.home, half)
    request.app[RATES].password(request, email)
    typed, agent = form.get("code", "")[:100], request.headers.get("User-Agent", "")
    secret = await node.store.writing("sign in", halves.finish, node.home, half, typed, agent)
    if secret is None:
        return _asking(request, half, next, wrong=True)
    return let_in(request, Entered(secret, whole=True), next)


async def post_logout(visit: Visit) -> web.Response:
    """Sign out of this browser."""
    session = visit.who.session
    await visit.node.store.writing("sign out", sessions.end, visit.node.home, session.email, session.hash)
    answer = on("/")
    cookies.drop(answer, visit.node.home.settings)
    return answer


async def get_invitation(request: web.Request) -> web.Response:
    """What a link invites to. Raises `Missing` for one that does not hold any more."""
    node = request.app[NODE]
    found = await node.store.reading(inviting.find, node.home, request.match_info["secret"])
    return await _invited(request, found, await signed_in(request))


async def post_invitation(request: web.Request) -> web.Response:
    """Come in: with a new account, or with the one that this address has."""
    require_own(request)
    node, form, secret = request.app[NODE], await form_of(request), request.match_info["secret"]
    found = await node.store.reading(inviting.find, node.home, secret)
    email, password = form.get("email", "").strip(), form.get("password", "")
    request.app[RATES].password(request, email)
    wrong = _wrong(email, password)
    if wrong:
        return await _invited(request, found, None, form.get("name", ""), email, wrong)
    if await node.store.reading(accounts.known, email):
        if await person_with(node, email, password) is None:
            return await _invited(request, found, None, form.get("name", ""), email, "invitation.known")
        if not await node.store.writing("code", second_factor.check, node.home, email, form.get("code", "")[:100]):
            return await _invited(request, found, None, form.get("name", ""), email, "code.missing")
        made = None
    else:
        made = await asyncio.to_thread(hashed, password)
    name = " ".join(form.get("name", "").split())[:100]
    await node.store.writing("accept", inviting.accept, node.home, secret, email, name, made)
    agent = request.headers.get("User-Agent", "")
    secret = await node.store.writing("sign in", sessions.begin, node.home, email, agent)
    return let_in(request, Entered(secret, whole=True), await _desk_of(node, found))


def _wrong(email: str, password: str) -> str | None:
    if not _EMAIL.fullmatch(email):
        return "invitation.email"
    if not SHORTEST <= len(password) <= MAX_CHARACTERS:
        return "invitation.short"
    return None


def let_in(request: web.Request, entered: Entered, address: str) -> web.Response:
    """On to a page, signed in; or first to the one that asks for a code."""
    if not entered.whole:
        return _asking(request, entered.secret, address)
    # A secret that this browser brought along is not taken over: it may be somebody else's (session fixation).
    answer = on(address)
    cookies.put(answer, request.app[NODE].home.settings, entered.secret)
    return answer


def _asking(request: web.Request, half: str, next: str, *, wrong: bool = False) -> web.Response:
    pages, directory = request.app[PAGES], request.app[DIRECTORY]
    language = language_of(request, directory.language)
    title = pages.t(language, "code.title")
    html = pages.render(
        "desk_code.html", language, site_of(directory), title, "/login", half=half, next=next, wrong=wrong
    )
    answer = page(request, html, language, status=403 if wrong else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def signing_in(
    request: web.Request, next: str, email: str = "", *, why: str | None = None, sent: bool = False
) -> web.Response:
    """The page where people sign in. `sent`: a link is on its way, if anybody here has that address."""
    pages, directory = request.app[PAGES], request.app[DIRECTORY]
    language = language_of(request, directory.language)
    title = pages.t(language, "login.title")
    html = pages.render(
        "desk_login.html",
        language,
        site_of(directory),
        title,
        "/login",
        next=next,
        email=email,
        wrong=why and pages.t(language, why),
        sent=sent,
        passkey=passkeys.to_sign_in(request.app[NODE].home),
        mails=request.app[NODE].home.office is not None,
    )
    answer = page(request, html, language, status=403 if why else 200, policy=WITH_SCRIPT)
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def _invited(
    request: web.Request,
    found: Invitation,
    who: SignedIn | None,
    name: str = "",
    email: str = "",
    why: str | None = None,
) -> web.Response:
    node, pages, directory = request.app[NODE], request.app[PAGES], request.app[DIRECTORY]
    language = language_of(request, directory.language)
    actor = await node.store.reading(actors.find, found.actor) if found.actor else None
    html = pages.render(
        "desk_invitation.html",
        language,
        site_of(directory),
        pages.t(language, "invitation.title"),
        request.path,
        action=request.path,
        place=title_of(actor) if actor else directory.title,
        role=pages.t(language, f"role.{found.role}"),
        can=pages.t(language, f"role.{found.role}.can"),
        name=name,
        email=email or (who.account.email if who else ""),
        why=why and pages.t(language, why, n=SHORTEST),
    )
    answer = page(request, html, language, status=422 if why else 200)
    # The address of this page is a secret: `same-origin` (pages.py) tells it to no other site. `no-referrer` would make
    # browsers send its form with `Origin: null`, which is refused.
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def _desk_of(node: Node, found: Invitation) -> str:
    actor = await node.store.reading(actors.find, found.actor) if found.actor else None
    return f"/desk/of/{actor.name}" if actor else "/desk"


def next_of(said: str | None) -> str:
    """Where to go on: within the desk, or to the directory page one came from; nowhere else."""
    try:
        parts = urlsplit(said or "")
    except ValueError:
        return "/desk"
    inside = (said or "").startswith(INSIDE) and not parts.netloc
    return said if said and inside and said.isprintable() and "\\" not in said else "/desk"


def on(address: str) -> web.Response:
    """On to another page of this node."""
    return web.Response(status=303, headers={"Location": address, "Cache-Control": "no-store"})
