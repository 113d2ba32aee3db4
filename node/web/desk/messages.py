"""Messages at the desk: with whom an organisation speaks, what was said, and writing, blocking, reporting, erasing."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from aiohttp import web

from federation.errors import FederationError
from federation.hosts import host_of
from node import messaging
from node.accounts import journal
from node.arrivals import arrivals_of
from node.destination import living_here
from node.errors import NodeError, NotAllowed
from node.home import Home
from node.reader import Reader
from node.store import actors, messages, peers
from node.store.actors import LocalActor
from node.store.connection import Db
from node.store.messages import Conversation, Message
from node.web.cards import names_of
from node.web.desk.overview import said_of
from node.web.desk.visit import UNKNOWN, Visit, title_of
from node.web.directory import DIRECTORY
from vocab.language import Text
from vocab.looseness import first_text
from vocab.message import MAX_TEXT

MOST: Final = 200
PAGE: Final = 50
MAX_ADDRESS: Final = 2_000
_WEB: Final = ("https://", "http://")
TO_WHOM: Final = Text("Dites à qui écrire.", "Say whom to write to.")


async def get_messages(visit: Visit) -> web.Response:
    """With whom the organisation speaks; or, with `with`, all that was said with one."""
    other = visit.request.query.get("with", "").strip()[:MAX_ADDRESS]
    if other:
        return await _conversation(visit, other)
    return await _list(visit)


async def post_messages(visit: Visit) -> web.Response:
    """Write to somebody; block, unblock, report them; erase what was said."""
    do, other = visit.said("do"), visit.said("with")[:MAX_ADDRESS]
    if do == "write":
        return await _write(visit, other)
    if do not in _ACTS or not other:
        raise NotAllowed(UNKNOWN)
    home, by, actor = visit.node.home, visit.account.email, visit.organisation
    words, tell = visit.said("words"), bool(visit.said("tell"))
    await visit.node.store.writing("desk", _done, home, by, actor, do, other, words, tell)
    visit.node.wake()
    return visit.go(f"{visit.home()}/messages", "changed")


_ACTS: Final = ("bar", "unbar", "report", "forget")


def _done(
    db: Db, home: Home, by: str, actor: LocalActor, do: str, other: str, words: str = "", tell: bool = False
) -> None:
    match do:
        case "bar":
            messaging.bar(db, home, actor.id, other)
            journal.note(db, home, by, "barred", other, actor.id)
        case "unbar":
            messaging.unbar(db, home, actor.id, other)
            journal.note(db, home, by, "unbarred", other, actor.id)
        case "report":
            messaging.report(db, home, actor.id, other, words, tell_them=tell)
            journal.note(db, home, by, "reported", other, actor.id)
        case _:
            messaging.forget(db, home, actor.id, other)
            journal.note(db, home, by, "forgot", other, actor.id)


def sent(db: Db, home: Home, by: str, actor: LocalActor, other: str, text: str) -> None:
    """Send what somebody wrote, and note who did. Raises `NodeError`."""
    messaging.write(db, home, actor, other, text)
    journal.note(db, home, by, "wrote", other, actor.id)


async def _write(visit: Visit, typed: str) -> web.Response:
    text = visit.said("text")
    other = ""
    try:
        other = await meet(visit, typed)
        home, by = visit.node.home, visit.account.email
        await visit.node.store.writing("desk", sent, home, by, visit.organisation, other, text)
    except (FederationError, NodeError) as error:
        said = error.public.in_(visit.language)
        if other:
            return await _conversation(visit, other, said, text)
        return await _list(visit, said, typed, text)
    visit.node.wake()
    return visit.go(f"{visit.home()}/messages?{urlencode({'with': other, 'said': 'sent'})}#end")


async def meet(visit: Visit, typed: str) -> str:
    """Whom a name or an address means, met where it was not. Raises `NodeError`, `FederationError`."""
    if not typed:
        raise NodeError(TO_WHOM)
    local = await living_here(visit.node, typed)
    if local is not None:
        return local.id
    if typed.startswith(_WEB) and await visit.node.store.reading(peers.find_actor, typed) is not None:
        return typed
    return (await visit.node.meet(typed)).id


async def _list(visit: Visit, wrong: str | None = None, typed: str = "", text: str = "") -> web.Response:
    actor = visit.organisation.id
    found = await visit.node.store.reading(messages.conversations, actor, MOST)
    barred = await visit.node.store.reading(messages.barred, actor, MOST)
    ids = tuple(dict.fromkeys([*(each.newest.other for each in found), *(id for id, _ in barred)]))
    names = await _names(visit, ids)
    return visit.show(
        "desk_messages.html",
        visit.t("messages.title"),
        status=422 if wrong else 200,
        wrong=wrong,
        typed=typed,
        text=text,
        most=MAX_TEXT,
        said=said_of(visit),
        rows=[_line(visit, names, each) for each in found],
        barred=[
            {"id": id, "name": names[id], "since": visit.pages.date(visit.language, since)} for id, since in barred
        ],
    )


async def _conversation(visit: Visit, other: str, wrong: str | None = None, text: str = "") -> web.Response:
    actor = visit.organisation
    before = visit.request.query.get("before", "")
    since = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
    found = await visit.node.store.reading(messages.between, actor.id, other, before=since, limit=PAGE + 1)
    if any(not each.seen for each in found):
        await visit.node.store.writing("seen", messages.see, actor.id, other)
    names = await _names(visit, (other,))
    shown = found[-PAGE:]
    states = await visit.node.store.reading(_states, tuple(each.id for each in shown if each.sent))
    return visit.show(
        "desk_conversation.html",
        visit.t("messages.with", name=names[other]),
        status=422 if wrong else 200,
        whom=other,
        their_page=other if other.startswith(_WEB) else None,
        name=names[other],
        host=host_of(other),
        wrong=wrong,
        text=text,
        most=MAX_TEXT,
        said=said_of(visit),
        barred=await visit.node.store.reading(messages.is_barred, actor.id, other),
        rows=[_message(visit, names[other], each, states.get(each.id)) for each in shown],
        earlier=urlencode({"with": other, "before": shown[0].num}) if len(found) > PAGE else None,
    )


def _states(db: Db, ids: tuple[str, ...]) -> dict[str, str]:
    """How far each message of ours is on its way; one to somebody of this node is there at once."""
    states = {}
    for id in ids:
        found = arrivals_of(db, id)
        rows = found["deliveries"] if found else []
        states[id] = str(rows[0]["state"]) if isinstance(rows, list) and rows else "done"
    return states


async def _names(visit: Visit, ids: tuple[str, ...]) -> dict[str, str]:
    """What people call these: by their profile where it is known, else by the name they have at their server."""
    known = names_of(await visit.request.app[DIRECTORY].names(ids, Reader("admin")), visit.language)
    for id in ids:
        if id not in known:
            known[id] = await visit.node.store.reading(_named, id)
    return known


def _named(db: Db, id: str) -> str:
    local = actors.find(db, id)
    if local is not None:
        return title_of(local)
    peer = peers.find_actor(db, id)
    name = first_text(peer.document.get("name")) if peer is not None else None
    user = peer.document.get("preferredUsername") if peer is not None else None
    handle = f"@{user}@{host_of(id)}" if isinstance(user, str) else id.partition("://")[2] or id
    return f"{name} ({handle})" if name else handle


def _line(visit: Visit, names: dict[str, str], each: Conversation) -> dict[str, object]:
    return {
        "name": names[each.newest.other],
        "query": urlencode({"with": each.newest.other}),
        "text": each.newest.content[:160],
        "ours": each.newest.sent,
        "when": visit.pages.date(visit.language, each.newest.at),
        "unseen": each.unseen,
    }


def _message(visit: Visit, name: str, each: Message, state: str | None) -> dict[str, object]:
    return {
        "who": title_of(visit.organisation) if each.sent else name,
        "ours": each.sent,
        "text": each.content,
        "at": each.at,
        "when": visit.pages.date(visit.language, each.at),
        "hour": each.at[11:16],
        "state": visit.t(f"delivery.{state}") if state else None,
    }
