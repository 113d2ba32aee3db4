"""The people of an organisation and those of the node: who is what, and the invitations that wait."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from node.accounts import inviting, links, second_factor, team
from node.clock import iso
from node.errors import NotAllowed
from node.store import accounts, actors, invitations, passkeys, second_factors
from node.store.accounts import Account, NodeRole, Role
from node.store.invitations import Invitation
from node.web.desk.overview import said_of
from node.web.desk.visit import UNKNOWN, Visit, title_of

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
    """Invite a moderator or an administrator, appoint, shut out, take a lost second factor away."""
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
    elif do == "link":
        return await _everybody(visit, handed=(email, await store.writing("link", links.hand, home, by, email)))
    elif do == "reset-factors":
        await store.writing("reset factors", second_factor.reset, home, by, email)
    else:
        raise NotAllowed(UNKNOWN)
    return visit.go("/desk/people", "changed")


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


async def _everybody(visit: Visit, link: str | None = None, handed: tuple[str, str] | None = None) -> web.Response:
    people = await visit.node.store.reading(accounts.every)
    holders = await visit.node.store.reading(second_factors.holders)
    with_passkeys = await visit.node.store.reading(passkeys.holders)
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
            "second_factor": each.email in holders,
            "passkeys": each.email in with_passkeys,
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
        handed=handed,
        said=said_of(visit),
    )


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
