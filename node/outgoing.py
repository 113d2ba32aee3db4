"""Outgoing: an activity of ours is signed, written to the log, and queued for each inbox, in one unit of work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from federation import proofs
from federation.hosts import host_of
from node.clock import whole_seconds
from node.home import Home
from node.store import deliveries, follows, log, memberships, moderation, peers
from node.store.connection import Db
from vocab import activities
from vocab.context import PUBLIC
from vocab.language import Text

Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class Published:
    """What became of a draft: the record's id, and what its author should know."""

    id: str
    warnings: tuple[Text, ...] = ()
    activity: str | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """An activity about to leave. `state` is the log's: live, gone, lost or act."""

    actor: str
    document: Document
    subject: str
    state: str
    audience: str


def sign(db: Db, home: Home, actor: str, document: Document, moment: float) -> Document:
    """The document with its owner's proof (FEP-8b32)."""
    return proofs.add(document, home.keys.current(db, actor, "ed25519"), whole_seconds(moment))


def send(db: Db, home: Home, act: Act, inboxes: Iterable[str], *, moment: float | None = None) -> tuple[int, Document]:
    """Sign, log and queue an activity; return its position and the signed document."""
    when = home.now() if moment is None else moment
    signed = sign(db, home, act.actor, act.document, when)
    inboxes = foreign(home, inboxes)
    if act.state in ("gone", "lost"):
        # What is withdrawn does not leave any more, not even for those who were out of reach.
        deliveries.cancel(db, act.actor, act.subject, home.now(), inboxes if act.state == "lost" else None)
    position = log.append(
        db,
        log.Entry(
            0,
            str(signed["id"]),
            act.actor,
            str(signed["type"]),
            act.subject,
            act.state,
            str(signed.get("published") or home.now_iso()),
            act.audience,
            sum(addressed(signed), ()),
        ),
        signed,
    )
    deliveries.enqueue(db, position, [(inbox, host_of(inbox)) for inbox in inboxes], home.now())
    return position, signed


def say(
    db: Db,
    home: Home,
    actor: str,
    type: str,
    object: object,
    to: str,
    *,
    target: str | None = None,
    subject: str | None = None,
) -> Document:
    """Send an activity to one actor: a Follow, an Accept, a Join… It is about its object unless `subject` says."""
    document = activities.activity(
        type, home.new_activity_id(), actor, object, to=(to,), published=home.now_iso(), target=target
    )
    about = subject or (object if isinstance(object, str) else str(document["id"]))
    act = Act(actor, document, about, "act", "direct")
    return send(db, home, act, own_inbox(db, to))[1]


def announce(
    db: Db, home: Home, network: str, activity: Document, subject: str, *, gone: bool = False, quiet: bool = False
) -> None:
    """A network of this node passes on, unchanged, an activity of one of its members, or a record (FEP-1b12).

    Followers that speak our namespace get the activity itself; others the record's address, unless `quiet`.
    """
    author = host_of(str(activity.get("actor") or activity.get("attributedTo") or activity.get("id") or ""))
    found = [(inbox, speaks) for inbox, speaks in follows.inboxes(db, network) if host_of(inbox) != author]
    pass_on(db, home, network, activity, subject, [inbox for inbox, speaks in found if speaks], gone=gone)
    others = [inbox for inbox, speaks in found if not speaks]
    if gone:
        point_no_more_at(db, home, network, subject)
    if others and not gone and not quiet and activity.get("type") == "Create":
        point_at(db, home, network, subject, others)


def pass_on(
    db: Db, home: Home, actor: str, said: Document | str, subject: str, inboxes: Iterable[str], *, gone: bool = False
) -> None:
    """Announce an activity, or a record, unchanged to these inboxes."""
    cc = (f"{actor}/followers",)
    document = activities.activity(
        "Announce", home.new_activity_id(), actor, said, to=(PUBLIC,), cc=cc, published=home.now_iso()
    )
    send(db, home, Act(actor, document, subject, "gone" if gone else "live", "public"), inboxes)


def point_at(db: Db, home: Home, actor: str, subject: str, inboxes: Iterable[str]) -> None:
    """Announce the address of a record to these inboxes."""
    cc = (f"{actor}/followers",)
    plain = activities.activity(
        "Announce", home.new_activity_id(), actor, subject, to=(PUBLIC,), cc=cc, published=home.now_iso()
    )
    send(db, home, Act(actor, plain, subject, "act", "public"), inboxes)


def retract(db: Db, home: Home, network: str, subject: str, *, also: Iterable[str] = ()) -> None:
    """A network takes back what it announced about `subject`, if it did; `also`: who may have read it unsent."""
    announced = log.last_of(db, network, subject)
    if announced is None:
        return
    cc = (f"{network}/followers",)
    # Named with its record: whoever hears the Undo first knows what must not be taken in.
    undone = {"id": announced.id, "type": "Announce", "actor": network, "object": subject}
    undo = activities.activity(
        "Undo", home.new_activity_id(), network, undone, to=(PUBLIC,), cc=cc, published=home.now_iso()
    )
    told = set(point_no_more_at(db, home, network, subject))
    reached = dict.fromkeys([*deliveries.inboxes_of_subject(db, network, subject), *also])
    inboxes = [inbox for inbox in reached if inbox not in told]
    send(db, home, Act(network, undo, subject, "gone", "public"), inboxes)


def point_no_more_at(db: Db, home: Home, network: str, subject: str) -> list[str]:
    """Take back the address of a record where only its address was announced; return these inboxes."""
    plain = log.last_act(db, network, subject, ("Announce", "Undo"))
    if plain is None or plain.type == "Undo":
        return []
    undone = {"id": plain.id, "type": "Announce", "actor": network, "object": subject}
    cc = (f"{network}/followers",)
    undo = activities.activity(
        "Undo", home.new_activity_id(), network, undone, to=(PUBLIC,), cc=cc, published=home.now_iso()
    )
    inboxes = [row.inbox for row in deliveries.of_position(db, plain.position)]
    send(db, home, Act(network, undo, subject, "act", "public"), inboxes)
    return inboxes


def own_inbox(db: Db, actor: str) -> list[str]:
    """Where one actor elsewhere is reached: its own inbox, for what concerns it alone."""
    peer = peers.find_actor(db, actor)
    return [peer.inbox] if peer else []


def inboxes_for(db: Db, visibility: str, actor: str, networks: Iterable[str], *, speaking_only: bool) -> list[str]:
    """Every distinct inbox that a record of this visibility goes to."""
    if visibility in ("public", "followers"):
        return [inbox for inbox, speaks in follows.inboxes(db, actor) if speaks or not speaking_only]
    if visibility == "network":
        found: dict[str, None] = {}
        for network in networks:
            found |= dict.fromkeys(memberships.inboxes(db, network, actor))
            peer = peers.find_actor(db, network)
            if peer is not None and not moderation.is_blocked_by(db, network, actor):
                found[peer.shared_inbox or peer.inbox] = None
        return list(found)
    return []


def addressed(document: Document) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(to, cc) of a document of ours."""
    to, cc = document.get("to"), document.get("cc")
    return (
        tuple(str(item) for item in to) if isinstance(to, list) else (),
        tuple(str(item) for item in cc) if isinstance(cc, list) else (),
    )


def foreign(home: Home, inboxes: Iterable[str]) -> list[str]:
    """Those of these inboxes that are elsewhere, on servers this node deals with."""
    hosts = {inbox: host_of(inbox) for inbox in inboxes}
    return [inbox for inbox, host in hosts.items() if host != home.host and not home.domains.refuses(host)]
