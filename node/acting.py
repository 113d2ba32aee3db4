"""Acting: what a program asks one of our organisations to do, by posting to its outbox (ActivityPub section 6).

A table gives each activity one small function; each returns the id of the activity that came of it. Nothing is
written here: publishing and following are the ways by which our own writes happen, and this page only leads to them.
An object that is no activity is one to create. What is not in the table is refused with a sentence.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from federation.owner import same_origin
from node import following, moving, publishing
from node.amending import amended
from node.destination import destination
from node.errors import Missing, NodeError, NotAllowed
from node.home import Home
from node.node import Node
from node.store import actors, follows, log, memberships
from node.store.connection import Db
from vocab.draft import draft_of, is_friendly
from vocab.language import Text
from vocab.looseness import id_of, one_or_many, types_of

Document = Mapping[str, object]
T = TypeVar("T")

NAMELESS: Final = Text("Une mise à jour nomme sa fiche (id).", "An update names its record (id).")
NOBODY: Final = Text("Il manque le champ object.", "Field object is missing.")
NOT_ITSELF: Final = Text("Une organisation ne déménage qu'elle-même.", "An organisation moves itself alone.")
NOWHERE: Final = Text("Il manque le champ target.", "Field target is missing.")
NOT_A_NETWORK: Final = Text("Cela revient à un réseau.", "That is for a network to do.")
NOTHING_ASKED: Final = Text("Personne n'a rien demandé de tel.", "Nobody asked anything of the sort.")
ELSEWHERE: Final = Text(
    "Ce jeton ne permet d'agir que sur ce que le programme publie lui-même.",
    "This token permits to act only on what the program itself publishes.",
)


@dataclass(frozen=True, slots=True)
class Done:
    """The id of the activity that came of it, and what its author should know."""

    id: str
    warnings: tuple[Text, ...] = ()


Act = Callable[[Node, str, Document], Awaitable[Done]]
Towards = Callable[[Db, Home, str, T], object]


async def act(node: Node, actor: str, posted: Document) -> Done:
    """Do what `posted` asks in the name of `actor`. Raises `NodeError` or FederationError."""
    type = str(posted.get("type", ""))
    if type in ACTS:
        done = await ACTS[type](node, actor, posted)
    elif type in UNSPOKEN:
        raise NodeError(Text(f"{type} : pas par ce chemin.", f"{type}: not this way."), f"{type} by a program")
    elif "object" in posted:
        # No record has one: it is an activity, and not one of ActivityStreams.
        raise NodeError(
            Text(
                f"type : « {type[:60]} » n'est pas une activité connue, telle que Create, Update ou Delete.",
                f'type: "{type[:60]}" is not a known activity, such as Create, Update or Delete.',
            )
        )
    else:
        done = await _publish(node, actor, _draft(posted), addresses_of(posted))
    node.wake()
    return done


def require_same_origin(program: str, posted: Document) -> None:
    """Returns when all that an activity is about lies where the program does (FEP-d8c2, write:sameorigin)."""
    named = [id_of(each) for key in ("object", "target", "origin") for each in one_or_many(posted.get(key))]
    if not named or not all(id is not None and same_origin(id, program) for id in named):
        raise NotAllowed(ELSEWHERE)


async def create(node: Node, actor: str, posted: Document) -> Done:
    """A new record; the id that a client gives it is not looked at, addresses count on both sides (section 6.2)."""
    inner = _inner(posted)
    addressed = addresses_of(posted) | {key: value for key, value in addresses_of(inner).items() if value}
    return await _publish(node, actor, _draft(inner), addressed)


async def update(node: Node, actor: str, posted: Document) -> Done:
    """A new version: what is given replaces, null removes, the rest stays (section 6.3)."""
    inner = _inner(posted)
    id = id_of(inner)
    if id is None:
        raise NodeError(NAMELESS)
    if id == actor and "alsoKnownAs" in inner:
        return await _take_over(node, actor, inner)
    merged = await node.store.reading(amended, actor, id, inner)
    return await _publish(node, actor, merged, addresses_of(inner))


async def move(node: Node, actor: str, posted: Document) -> Done:
    """The organisation goes to live at `target`, which says already that it was this one (FEP-7628)."""
    if _object(posted) != actor:
        raise NotAllowed(NOT_ITSELF)
    target = id_of(posted.get("target"))
    if target is None:
        raise NodeError(NOWHERE)
    new = await destination(node, target)
    return Done((await node.store.writing("move", moving.move, node.home, actor, new)).activity)


async def delete(node: Node, actor: str, posted: Document) -> Done:
    """A record is withdrawn everywhere it went."""
    id = _object(posted)
    made = await node.store.writing("withdraw", publishing.withdraw, node.home, actor, id)
    return Done(made or id)


async def follow(node: Node, actor: str, posted: Document) -> Done:
    """Ask to follow; `following` shows it once the other side accepted."""
    target = (await node.meet(_object(posted))).id
    done = await _do(node, following.follow, actor, target, "Follow")
    return done if done.id != target else Done(await node.store.reading(_follow_id, actor, target))


async def join(node: Node, actor: str, posted: Document) -> Done:
    """Ask a network for membership."""
    return await _do(node, following.join, actor, (await node.meet(_object(posted))).id, "Join")


async def leave(node: Node, actor: str, posted: Document) -> Done:
    """End a membership."""
    return await _do(node, following.leave, actor, _object(posted), "Leave")


async def undo(node: Node, actor: str, posted: Document) -> Done:
    """Take back a Follow or a Join, embedded or by its id."""
    what, target = await node.store.reading(_undone, actor, posted.get("object"))
    if what == "Join":
        return await _do(node, following.leave, actor, target, "Leave")
    return await _do(node, following.unfollow, actor, target, "Undo")


async def accept(node: Node, actor: str, posted: Document) -> Done:
    """A network of ours admits whoever asked."""
    asking = await node.store.reading(_asking, actor, posted.get("object"))
    return await _do(node, following.admit, actor, asking, "Accept")


async def reject(node: Node, actor: str, posted: Document) -> Done:
    """A network of ours refuses whoever asked; any of ours turns a follower away."""
    follower = await node.store.reading(_follower, actor, posted.get("object"))
    if follower is not None:
        return await _do(node, following.turn_away, actor, follower, "Reject")
    asking = await node.store.reading(_asking, actor, posted.get("object"))
    return await _do(node, following.refuse, actor, asking, "Reject")


async def add(node: Node, actor: str, posted: Document) -> Done:
    """A network of ours admits a member."""
    return await _about_members(node, actor, posted, following.admit)


async def remove(node: Node, actor: str, posted: Document) -> Done:
    """A network of ours ends a membership."""
    return await _about_members(node, actor, posted, following.dismiss)


ACTS: Final[dict[str, Act]] = {
    "Accept": accept,
    "Add": add,
    "Create": create,
    "Delete": delete,
    "Follow": follow,
    "Join": join,
    "Leave": leave,
    "Move": move,
    "Reject": reject,
    "Remove": remove,
    "Undo": undo,
    "Update": update,
}
# Activities of ActivityStreams that an organisation does not do by program here: never taken for an object to create.
UNSPOKEN: Final = frozenset(
    "Announce Arrive Block Dislike Flag Ignore Invite Like Listen Offer Question Read TentativeAccept"
    " TentativeReject Travel View".split()
)


def addresses_of(document: Document) -> dict[str, object]:
    """The visibility that a document asks for, by that word or by its addresses; nothing when it says nothing."""
    if "visibility" in document:
        return {"visibility": document["visibility"]}
    addressed = [str(id_of(item)) for key in ("to", "cc", "bto", "bcc") for item in one_or_many(document.get(key))]
    if not addressed:
        return {}
    if any(item.endswith("#Public") or item in ("as:Public", "Public") for item in addressed):
        return {"visibility": "public"}
    if any(item.endswith("/members") for item in addressed):
        return {"visibility": "network"}
    followers = any(item.endswith("/followers") for item in addressed)
    return {"visibility": "followers" if followers else "private"}


def _draft(document: Document) -> dict[str, object]:
    draft = dict(document) if is_friendly(document) else draft_of(document)
    draft.pop("id", None)
    return draft


async def _publish(node: Node, actor: str, draft: dict[str, object], addressed: Mapping[str, object]) -> Done:
    made = await node.store.writing("publish", publishing.publish, node.home, actor, {**draft, **addressed})
    return Done(made.activity or made.id, made.warnings)


async def _take_over(node: Node, actor: str, inner: Document) -> Done:
    """What the organisation was elsewhere, each asked of its origin; then what else the update says of it."""
    known = await node.store.reading(moving.former_of, actor)
    former = [id_of(item) for item in one_or_many(inner.get("alsoKnownAs"))]
    met = [each if each in known else (await destination(node, each)).id for each in former if each is not None]
    rest = {key: value for key, value in inner.items() if key not in ("alsoKnownAs", "id", "type", "@context")}
    said = await _do(node, moving.take_over, actor, tuple(met), "Update")
    if not rest:
        return said
    merged = await node.store.reading(amended, actor, actor, {**rest, "id": actor})
    return await _publish(node, actor, merged, addresses_of(inner))


async def _about_members(node: Node, actor: str, posted: Document, act: Towards[str]) -> Done:
    local = await node.store.reading(actors.find, actor)
    if local is None or local.kind != "network" or id_of(posted.get("target")) != f"{actor}/members":
        raise NotAllowed(NOT_A_NETWORK)
    return await _do(node, act, actor, _object(posted), str(posted["type"]))


async def _do(node: Node, act: Towards[T], actor: str, target: T, type: str) -> Done:
    """An act towards somebody; the id of the activity that said so, else of the one it was done to."""
    return Done(await node.store.writing(type, _done, node.home, act, actor, target, type))


def _done(db: Db, home: Home, act: Towards[T], actor: str, target: T, type: str) -> str:
    before = log.end(db)
    act(db, home, actor, target)
    return log.first_after(db, before, actor, type) or (target if isinstance(target, str) else actor)


def _inner(posted: Document) -> Document:
    inner = posted.get("object")
    if not isinstance(inner, Mapping):
        raise NodeError(NOBODY)
    return inner


def _object(posted: Document) -> str:
    id = id_of(posted.get("object"))
    if id is None:
        raise NodeError(NOBODY)
    return id


def _follow_id(db: Db, actor: str, target: str) -> str:
    found = follows.activity(db, actor, target)
    if found is None:
        raise Missing(Text("Cet abonnement n'existe pas.", "There is no such follow."))
    return found


def _undone(db: Db, actor: str, undone: object) -> tuple[str, str]:
    """What an Undo takes back, and towards whom."""
    id = id_of(undone)
    if isinstance(undone, Mapping) and "object" in undone:
        kinds = types_of(undone)
        return ("Join" if "Join" in kinds else "Follow"), _object(undone)
    for target, _, _ in follows.each_following(db, actor):
        if follows.activity(db, actor, target) == id:
            return "Follow", target
    for network in memberships.networks_of(db, actor):
        if memberships.activity(db, network, actor) == id:
            return "Join", network
    raise Missing(NOTHING_ASKED)


def _follower(db: Db, actor: str, refused: object) -> str | None:
    id = id_of(refused)
    for follower, _, _ in follows.each_follower(db, actor):
        if id is not None and follows.activity(db, follower, actor) == id:
            return follower
    return None


def _asking(db: Db, network: str, answered: object) -> str:
    """Who asked by the Join that is answered, embedded or by its id."""
    id = id_of(answered)
    for member, _, _ in memberships.each(db, network):
        if id is not None and memberships.activity(db, network, member) == id:
            return member
    raise Missing(NOTHING_ASKED)
