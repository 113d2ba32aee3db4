"""The people of an organisation, those of the node, and oneself: invitations, roles, sessions, passwords."""

from __future__ import annotations

import asyncio
from typing import Final

from aiohttp import web

from node.accounts import inviting, sessions, team
from node.accounts.journal import ACTS
from node.clock import iso
from node.errors import Missing, NotAllowed
from node.passwords import MAX_CHARACTERS, hashed
from node.store import accounts, actors, invitations, journal
from node.store import sessions as stored_sessions
from node.store.accounts import Account, NodeRole, Role
from node.store.invitations import Invitation
from node.web.appkeys import RATES
from node.web.desk.door import SHORTEST
from node.web.desk.overview import said_of
from node.web.desk.visit import Visit, title_of
from node.web.proving import person_with
from vocab.language import Text

LINES: Final = 100
UNKNOWN: Final = Text("Ce choix n'existe pas.", "There is no such choice.")
ROLES: Final[tuple[Role, ...]] = ("editor", "reader")
NODE_ROLES: Final[tuple[NodeRole, ...]] = ("member", "moderator", "administrator")


async def get_people(visit: Visit) -> web.Response:
    """Who edits and who reads, and the invitations that wait."""
    return await _people(visit)


async def post_people(visit: Visit) -> web.Response:
    """Invite, take an invitation back, change a role, or let somebody go."""
    home, by, actor = visit.node.home, visit.account.email, visit.organisation.id
    do, store = visit.said("do"), visit.node.store
    if do == "invite":
        asked = (by, actor, visit.said("role"), visit.said("note"))
        secret = await store.writing("invite", inviting.invite, home, *asked)
        return await _people(visit, link=f"{home.origin}/invitation/{secret}")
    if do == "uninvite":
        await store.writing("uninvite", inviting.take_back, home, by, actor, visit.said("hash"))
    elif do in ROLES:
        role: Role = "reader" if do == "reader" else "editor"
        await store.writing("role", team.change, home, by, visit.said("email"), actor, role)
    elif do == "dismiss":
        await store.writing("dismiss", team.dismiss, home, by, visit.said("email"), actor)
        if visit.said("email") == by and not visit.account.everywhere and visit.account.role != "administrator":
            return visit.go("/desk", "left")
    else:
        raise NotAllowed(UNKNOWN)
    return visit.go(f"{visit.home()}/people", "changed")


async def get_everybody(visit: Visit) -> web.Response:
    """Everybody who may sign in to this node, for administrators."""
    return await _everybody(visit)


async def post_everybody(visit: Visit) -> web.Response:
    """Invite a moderator or an administrator, appoint, shut out."""
    home, by, store = visit.node.home, visit.account.email, visit.node.store
    do, email = visit.said("do"), visit.said("email")
    if do == "invite":
        secret = await store.writing("invite", inviting.invite, home, by, None, visit.said("role"), visit.said("note"))
        return await _everybody(visit, link=f"{home.origin}/invitation/{secret}")
    if do == "uninvite":
        await store.writing("uninvite", inviting.take_back, home, by, None, visit.said("hash"))
    elif do in NODE_ROLES:
        chosen = next(role for role in NODE_ROLES if role == do)
        await store.writing("appoint", team.appoint, home, by, email, chosen)
    elif do == "shut-out":
        await store.reading(team.require_another, email)
        await store.writing("shut out", team.shut_out, home, by, email)
    else:
        raise NotAllowed(UNKNOWN)
    return visit.go("/desk/people", "changed")


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
        await store.writing("password", sessions.change_password, home, email, made, visit.who.session.hash)
    elif do == "end":
        if not await store.writing("sign out", sessions.end, home, email, visit.said("session")):
            raise Missing(UNKNOWN)
    elif do == "end-others":
        await store.writing("sign out", stored_sessions.end_of_person, email, but=visit.who.session.hash)
    else:
        raise NotAllowed(UNKNOWN)
    return visit.go("/desk/me", "changed")


async def get_journal(visit: Visit) -> web.Response:
    """What was done, the newest first: of an organisation, or for administrators of all."""
    before = visit.request.query.get("before", "")
    actor = visit.actor.id if visit.actor else None
    position = int(before) if before.isdigit() and len(before) < 18 else None
    found = await visit.node.store.reading(journal.page, actor, position, LINES)
    ours = {each.id: title_of(each) for each in await visit.node.store.reading(actors.every)}
    lines = [
        {
            "at": line.at,
            "when": visit.pages.date(visit.language, line.at),
            "hour": line.at[11:16],
            "email": line.email,
            "act": visit.t(f"act.{line.act}") if line.act in ACTS else "",
            "for": ours.get(line.actor or "", ""),
            "object": line.object,
            "link": line.object if line.object.startswith(visit.node.home.origin + "/") else None,
        }
        for line in found
    ]
    older = f"{visit.request.path}?before={found[-1].num}" if len(found) == LINES else None
    return visit.show("desk_journal.html", visit.t("journal.title"), lines=lines, older=older)


async def _people(visit: Visit, link: str | None = None) -> web.Response:
    actor, now = visit.organisation.id, visit.node.home.now()
    people = await visit.node.store.reading(accounts.people_of, actor)
    waiting = await visit.node.store.reading(invitations.open_of, actor, now)
    return visit.show(
        "desk_people.html",
        visit.t("people.title"),
        people=[_person(visit, each, actor) for each in people],
        waiting=[_waiting(visit, each) for each in waiting],
        roles=[(role, visit.t(f"role.{role}"), visit.t(f"role.{role}.can")) for role in ROLES],
        link=link,
        said=said_of(visit),
    )


async def _everybody(visit: Visit, link: str | None = None) -> web.Response:
    people = await visit.node.store.reading(accounts.every)
    waiting = await visit.node.store.reading(invitations.open_of, None, visit.node.home.now())
    ours = {each.id: title_of(each) for each in await visit.node.store.reading(actors.every)}
    rows = [
        {
            "email": each.email,
            "name": each.name,
            "role": each.role,
            "part": visit.t(f"role.{each.role}") if each.role != "member" else "",
            "everywhere": each.everywhere,
            "organisations": [
                f"{ours.get(actor, actor)} ({visit.t(f'role.{role}').lower()})" for actor, role in each.roles.items()
            ],
            "disabled": visit.pages.date(visit.language, each.disabled),
            "me": each.email == visit.account.email,
        }
        for each in people
    ]
    return visit.show(
        "desk_everybody.html",
        visit.t("everybody.title"),
        people=rows,
        waiting=[_waiting(visit, each) for each in waiting],
        roles=[(role, visit.t(f"role.{role}"), visit.t(f"role.{role}.can")) for role in inviting.OF_NODE],
        appoint=[(role, visit.t(f"role.{role}")) for role in NODE_ROLES],
        link=link,
        said=said_of(visit),
    )


async def _me(visit: Visit, wrong: str | None = None) -> web.Response:
    now, email = visit.node.home.now(), visit.account.email
    found = await visit.node.store.reading(stored_sessions.of, email, now)
    rows = [
        {
            "hash": each.hash,
            "agent": each.agent or visit.t("me.unknown_agent"),
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
        wrong=wrong and visit.t(wrong, n=SHORTEST),
        said=said_of(visit),
    )


async def _wrong_password(visit: Visit) -> str | None:
    visit.request.app[RATES].password(visit.request, visit.account.email)
    if await person_with(visit.node, visit.account.email, visit.form.get("old", "")) is None:
        return "me.wrong"
    if not SHORTEST <= len(visit.form.get("new", "")) <= MAX_CHARACTERS:
        return "invitation.short"
    return None


def _person(visit: Visit, account: Account, actor: str) -> dict[str, object]:
    own = account.roles.get(actor)
    role = own or ("administrator" if account.role == "administrator" else "editor")
    return {
        "email": account.email,
        "name": account.name,
        "role": visit.t(f"role.{role}"),
        "changeable": own is not None,
        "other": next((each, visit.t(f"role.{each}")) for each in ROLES if each != own),
        "me": account.email == visit.account.email,
    }


def _waiting(visit: Visit, invitation: Invitation) -> dict[str, object]:
    return {
        "hash": invitation.hash,
        "note": invitation.note,
        "role": visit.t(f"role.{invitation.role}"),
        "by": invitation.made_by,
        "until": visit.pages.date(visit.language, iso(invitation.expires)),
    }
