"""Oneself: one's name and password, and where one is signed in."""

from __future__ import annotations

import asyncio

from aiohttp import web

from node import reminding
from node.accounts import second_factor, sessions
from node.clock import iso
from node.errors import Missing, NotAllowed
from node.passwords import MAX_CHARACTERS, hashed
from node.store import accounts, passkeys, reminders
from node.store import sessions as stored_sessions
from node.web.appkeys import RATES
from node.web.desk.agents import browser_of
from node.web.desk.door import SHORTEST
from node.web.desk.overview import said_of
from node.web.desk.visit import UNKNOWN, Visit
from node.web.proving import person_with


async def get_me(visit: Visit) -> web.Response:
    """Oneself: name, password, where one is signed in."""
    return await _me(visit)


async def post_me(visit: Visit) -> web.Response:
    """Change one's name or password, or sign out elsewhere."""
    home, email, store = visit.node.home, visit.account.email, visit.node.store
    do = visit.said("do")
    if do == "name":
        name = " ".join(visit.said("name").split())[:100]
        await store.writing("name", accounts.rename, email, name)
    elif do == "password":
        wrong = await _wrong_password(visit)
        if wrong:
            return await _me(visit, wrong=wrong)
        made = await asyncio.to_thread(hashed, visit.form.get("new", ""))
        keeping = visit.who.session.hash
        await store.writing("password", sessions.change_password, home, email, made, keeping, visit.language)
        visit.node.wake()
    elif do == "mails":
        kinds = visit.form.getall("kind", [])
        await store.writing("mails", reminding.choose, home, email, kinds, visit.language)
    elif do == "end":
        if not await store.writing("sign out", sessions.end, home, email, visit.said("session")):
            raise Missing(UNKNOWN)
    elif do == "end-others":
        await store.writing("sign out", stored_sessions.end_of_person, email, but=visit.who.session.hash)
    else:
        raise NotAllowed(UNKNOWN)
    return visit.go("/desk/me", "changed")


async def _me(visit: Visit, wrong: str | None = None) -> web.Response:
    now, email = visit.node.home.now(), visit.account.email
    found = await visit.node.store.reading(stored_sessions.of, email, now)
    chosen = await visit.node.store.reading(reminders.chosen, email)
    rows = [
        {
            "hash": each.hash,
            "agent": browser_of(each.agent) or visit.t("me.unknown_agent"),
            "since": visit.pages.date(visit.language, iso(each.created)),
            "seen": visit.pages.date(visit.language, iso(each.seen)),
            "here": each.hash == visit.who.session.hash,
        }
        for each in found
    ]
    return visit.show(
        "desk_me.html",
        visit.t("me.title"),
        status=422 if wrong else 200,
        sessions=rows,
        renewed=sessions.may_renew(visit.who, now),
        factor=await visit.node.store.reading(second_factor.is_on, email),
        passkeys=len(await visit.node.store.reading(passkeys.of, email)),
        mails=visit.node.home.office is not None,
        kinds=[(kind, visit.t(f"me.mails.{kind}"), kind in chosen) for kind in reminding.KINDS],
        wrong=wrong and visit.t(wrong, n=SHORTEST),
        said=said_of(visit),
    )


async def _wrong_password(visit: Visit) -> str | None:
    visit.request.app[RATES].password(visit.request, visit.account.email)
    renewed = sessions.may_renew(visit.who, visit.node.home.now())
    if not renewed and await person_with(visit.node, visit.account.email, visit.form.get("old", "")) is None:
        return "me.wrong"
    if not SHORTEST <= len(visit.form.get("new", "")) <= MAX_CHARACTERS:
        return "invitation.short"
    return None
