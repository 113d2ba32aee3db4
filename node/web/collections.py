"""Collections of an actor: followers, following, members, featured, and its shelves of records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import orjson
from aiohttp import web

from federation.errors import Unauthorized
from federation.hosts import host_of
from federation.synchronization import partial_collection
from node import synchronizing
from node.announcers.subject import THEME, subject_of_actor
from node.endorsements import giving
from node.node import Node
from node.store import actors, endorsements, follows, memberships, peers, records, status_readers, towns
from node.store.actors import LocalActor
from node.store.connection import Db
from node.store.endorsements import Endorsement, Place
from node.web.answers import ready
from node.web.appkeys import NODE
from node.web.kept import KEPT
from node.web.negotiation import ACTIVITY, VC
from node.web.position import after, before, following
from node.web.reader import signer_of, signer_or_nobody
from vocab.context import AS
from vocab.language import Text

PAGE: Final = 200
FEATURED: Final = 20
READERS_S: Final = 3_600.0
SHELVES: Final = {"practices": ("Practice", "PracticeStory"), "reports": ("PracticeReport",)}
PURPOSES: Final = {"offers": "offer", "requests": "request"}
SIGNED_ONLY: Final = Text(
    "Cette liste se donne aux demandes signées, chaque serveur la sienne.",
    "This list is given to signed requests, to each server its own.",
)


async def get_followers(request: web.Request) -> web.Response:
    """Who follows, a page at a time; of a territory or a theme only how many: its followers are people's own affair."""
    node, actor = request.app[NODE], await _actor(request)
    if actor.kind in actors.GROUPS:
        total = await node.store.reading(follows.count_followers, actor.id)
        return _answer(request, {**_collection(node, request), "totalItems": total})
    return await _people(request, follows.count_followers, follows.followers)


async def get_followers_synchronization(request: web.Request) -> web.Response:
    """Who of the reader's own server follows, to requests signed there; nobody learns of the others (FEP-8fcf)."""
    node, actor = request.app[NODE], await _actor(request)
    reader = await signer_of(request)
    if reader is None:
        raise Unauthorized("an unsigned request for a part of the followers", SIGNED_ONLY)
    ids = await node.store.reading(synchronizing.followers_for, node.home, actor.id, reader)
    return _answer(request, partial_collection(actor.id, ids), public=False)


async def get_following(request: web.Request) -> web.Response:
    """Whom this actor follows."""
    return await _people(request, follows.count_following, follows.following)


async def get_members(request: web.Request) -> web.Response:
    """Members of a network: the count for everybody, the list for its members (DESIGN 5)."""
    node, actor = request.app[NODE], await _actor(request)
    reader = await signer_or_nobody(request)
    allowed = reader is not None and await node.store.reading(memberships.state, actor.id, reader) == "accepted"
    if allowed:
        return await _people(request, memberships.count, memberships.members, public=False)
    total = await node.store.reading(memberships.count, actor.id)
    return _answer(request, {**_collection(node, request), "totalItems": total}, public=False)


async def get_featured(request: web.Request) -> web.Response:
    """What an actor puts first: of a territory the newest organisations, of a theme the newest stories."""
    node, actor = request.app[NODE], await _actor(request)
    ids: list[str] = []
    subject = subject_of_actor(actor, node.home.vocabulary)
    if subject is not None:
        kind = "story" if subject.kind == THEME else "organization"
        ids = await node.store.reading(towns.newest, subject.sought, kind, FEATURED)
    return _answer(request, {**_collection(node, request), "totalItems": len(ids), "orderedItems": ids})


async def get_shelf(request: web.Request) -> web.Response:
    """Public records of one sort, newest first: practices, reports, offers, requests."""
    node, actor = request.app[NODE], await _actor(request)
    shelf = request.path.rpartition("/")[2]
    found = await node.store.reading(_shelf, actor.id, shelf, before(request) or 0)
    return _answer(request, {**_collection(node, request), **found(f"{actor.id}/{shelf}")})


async def get_endorsements(request: web.Request) -> web.Response:
    """What others state of this actor and it accepted, the newest first, as long as each holds, a page at a time."""
    node, actor = request.app[NODE], await _actor(request)
    now, place = node.home.now_iso(), after(request)
    held, total = await node.store.reading(_endorsements, actor.id, now, place)
    node.statuses.shown({each.issuer for each in held})
    found = {**_collection(node, request), "totalItems": total, "orderedItems": [each.record for each in held]}
    if len(held) == PAGE:
        found["next"] = f"{_base(node, request)}?{following(held[-1].valid_from, held[-1].credential)}"
    return _answer(request, found)


async def get_status(request: web.Request) -> web.Response:
    """Which of the credentials that this actor gave it revoked, signed (W3C Bitstring Status List)."""
    node, actor, kept = request.app[NODE], await _actor(request), request.app[KEPT]
    reader = await signer_or_nobody(request)
    if reader is not None:
        await _note_reader(node, actor.id, reader)
    listed = await node.store.reading(giving.status_list, node.home, actor.id, kept.lists.get(actor.id))
    kept.keep_list(actor.id, listed)
    answer = ready(request, listed.body, VC)
    # Whoever keeps a copy asks each time whether it is still the one: a revocation waits for nobody's cache.
    answer.headers["Cache-Control"] = "public, no-cache"
    return answer


async def _note_reader(node: Node, issuer: str, reader: str) -> None:
    """Who asks and says who it is hears of the next revocation at once; noted again once an hour at most."""
    now = node.home.now()
    found = await node.store.reading(_reader, issuer, reader)
    if found is not None and found[1] + READERS_S <= now:
        await node.store.writing("status reader", status_readers.note, issuer, host_of(reader), found[0], now)


def _reader(db: Db, issuer: str, reader: str) -> tuple[str, float] | None:
    peer = peers.find_actor(db, reader)
    if peer is None:
        return None
    return peer.shared_inbox or peer.inbox, status_readers.asked(db, issuer, host_of(reader))


def _endorsements(db: Db, actor: str, now: str, place: Place | None) -> tuple[list[Endorsement], int]:
    return endorsements.of_subject(db, actor, now, PAGE, place), endorsements.count_of_subject(db, actor, now)


def _shelf(db: Db, owner: str, shelf: str, after: int) -> Callable[[str], dict[str, object]]:
    kinds = SHELVES.get(shelf) or ("Proposal",)
    purpose = PURPOSES.get(shelf)
    held = records.of_owner(db, owner, kinds, purpose=purpose, after=after, limit=PAGE)
    total = records.count_of_owner(db, owner, kinds, purpose=purpose)
    ids = [record.id for record in held]
    next_page = held[-1].num if len(held) == PAGE else None

    def page(base: str) -> dict[str, object]:
        found: dict[str, object] = {"totalItems": total, "orderedItems": ids}
        return found | ({"next": f"{base}?before={next_page}"} if next_page else {})

    return page


async def _people(
    request: web.Request,
    count: Callable[[Db, str], int],
    page: Callable[..., list[str]],
    *,
    public: bool = True,
) -> web.Response:
    node, actor = request.app[NODE], await _actor(request)
    total = await node.store.reading(count, actor.id)
    last = request.query.get("after")
    if last is None:
        first = {**_collection(node, request), "totalItems": total, "first": f"{_base(node, request)}?after="}
        return _answer(request, first, public=public)
    ids = await node.store.reading(page, actor.id, after=last, limit=PAGE)
    found: dict[str, object] = {
        "@context": AS,
        "id": f"{node.home.origin}{request.path_qs}",
        "type": "OrderedCollectionPage",
        "partOf": _base(node, request),
        "totalItems": total,
        "orderedItems": ids,
    }
    if len(ids) == PAGE:
        found["next"] = f"{_base(node, request)}?after={ids[-1]}"
    return _answer(request, found, public=public)


async def _actor(request: web.Request) -> LocalActor:
    return await request.app[KEPT].named(request.match_info.get("name", "actor"))


def _base(node: Node, request: web.Request) -> str:
    return f"{node.home.origin}{request.path}"


def _collection(node: Node, request: web.Request) -> dict[str, object]:
    return {"@context": AS, "id": f"{node.home.origin}{request.path_qs}", "type": "OrderedCollection"}


def _answer(request: web.Request, document: dict[str, object], *, public: bool = True) -> web.Response:
    return ready(request, orjson.dumps(document), ACTIVITY, public=public)
