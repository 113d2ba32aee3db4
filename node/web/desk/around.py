"""Those around an organisation: who follows it, whom it follows, its networks, and who asks to come in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from aiohttp import web

from federation.errors import FederationError
from federation.hosts import host_of
from node import following
from node.accounts import journal
from node.accounts.journal import Act
from node.desk import records
from node.destination import living_here
from node.errors import NodeError, NotAllowed
from node.home import Home
from node.reader import Reader
from node.store import follows, memberships
from node.store.actors import LocalActor
from node.store.connection import Db
from node.web.cards import names_of
from node.web.desk.overview import said_of
from node.web.desk.visit import UNKNOWN, Visit
from node.web.directory import DIRECTORY
from vocab.language import Text

MOST: Final = 500
NO_NETWORK: Final = Text("Ce n'est pas un réseau : suivez-le plutôt.", "That is no network: follow it instead.")


async def get_around(visit: Visit) -> web.Response:
    """Who asks to follow, followers, followed, networks, members."""
    return await _around(visit)


async def post_around(visit: Visit) -> web.Response:
    """Follow or join by address; end it; answer those who ask."""
    do = visit.said("do")
    if do in ("by-hand", "at-once"):
        home, by = visit.node.home, visit.account.email
        await visit.node.store.writing("desk", records.let_in_by_hand, home, by, visit.organisation, do == "by-hand")
        visit.node.wake()
        return visit.go(f"{visit.home()}/around", "changed")
    if do in ("follow", "join"):
        try:
            target = await _meet(visit, visit.said("handle"), network=do == "join")
        except (FederationError, NodeError) as error:
            return await _around(visit, wrong=error.public.in_(visit.language), typed=visit.said("handle"))
        act: Callable[[Db, Home, str, str], object] = following.follow if do == "follow" else following.join
        word: Act = "followed" if do == "follow" else "joined"
    elif do in _ACTS:
        act, word = _ACTS[do]
        target = visit.said("id")
    else:
        raise NotAllowed(UNKNOWN)
    home, by, actor = visit.node.home, visit.account.email, visit.organisation.id
    await visit.node.store.writing("desk", _done, home, by, act, word, actor, target)
    visit.node.wake()
    return visit.go(f"{visit.home()}/around", "changed")


_ACTS: Final[dict[str, tuple[Callable[[Db, Home, str, str], object], Act]]] = {
    "unfollow": (following.unfollow, "unfollowed"),
    "leave": (following.leave, "left"),
    "turn-away": (following.turn_away, "removed"),
    "let-in": (following.let_in, "let_in"),
    "admit": (following.admit, "admitted"),
    "refuse": (following.refuse, "refused"),
    "dismiss": (following.dismiss, "removed"),
}


def _done(
    db: Db, home: Home, by: str, act: Callable[[Db, Home, str, str], object], word: Act, actor: str, target: str
) -> None:
    act(db, home, actor, target)
    journal.note(db, home, by, word, target, actor)


async def _meet(visit: Visit, handle: str, *, network: bool) -> str:
    local = await living_here(visit.node, handle)
    kind, id = (local.kind, local.id) if local else (None, "")
    if local is None:
        actor = await visit.node.meet(handle)
        kind, id = actor.platform_kind, actor.id
    if network and kind != "network":
        raise NodeError(NO_NETWORK)
    return id


async def _around(visit: Visit, wrong: str | None = None, typed: str = "") -> web.Response:
    found = await visit.node.store.reading(_rows, visit.organisation)
    ids = tuple(dict.fromkeys(id for rows in found.values() for id, _, _ in rows))
    names = names_of(await visit.request.app[DIRECTORY].names(ids, Reader("admin")), visit.language)
    states = {state: visit.t(f"follow.{state}") for state in ("asks", "asked", "accepted", "rejected", "ended")}
    return visit.show(
        "desk_around.html",
        visit.t("around.title"),
        status=422 if wrong else 200,
        wrong=wrong,
        typed=typed,
        states=states,
        by_hand=visit.organisation.approves_followers,
        is_network=visit.organisation.kind == "network",
        said=said_of(visit),
        rows={what: [_row(visit, names, *row) for row in rows] for what, rows in found.items()},
        asking=[{**_row(visit, names, *row), "state": "asks"} for row in found["followers"] if row[1] == "asked"],
    )


def _rows(db: Db, actor: LocalActor) -> dict[str, list[tuple[str, str, str]]]:
    return {
        "followers": follows.each_follower(db, actor.id)[:MOST],
        "followed": follows.each_following(db, actor.id)[:MOST],
        "networks": memberships.asked_by(db, actor.id)[:MOST],
        "members": memberships.each(db, actor.id)[:MOST],
    }


def _row(visit: Visit, names: Mapping[str, str], id: str, state: str, since: str) -> dict[str, object]:
    return {
        "id": id,
        "name": names.get(id) or id.partition("://")[2],
        "host": host_of(id),
        "state": state,
        "since": visit.pages.date(visit.language, since),
    }
