"""Moving: an organisation of ours goes to live elsewhere, or takes over what it was elsewhere (FEP-7628; PROTOCOL J8).

Both addresses must say so: the new one lists the former in `alsoKnownAs` before the former says `movedTo` and sends its
Move. What was published stays where it is, readable; its author may change it and withdraw it, and begins nothing new.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from federation.hosts import host_of
from node import following, outgoing, profiles
from node.clock import iso, seconds_of
from node.errors import Missing, NodeError, NotAllowed
from node.home import Home
from node.outgoing import Act
from node.relations import leave_former
from node.store import actors, follows, log, memberships, moderation, words
from node.store.actors import LocalActor
from node.store.connection import Db
from vocab import activities
from vocab.language import Text

MAX_FORMER: Final = 20
DAY_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class Destination:
    """Where one of ours would live: what it says it was elsewhere, where it moved itself if it did."""

    id: str
    name: str
    also_known_as: tuple[str, ...]
    moved_to: str | None
    speaks_ours: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """The id of the Move, and the networks to join again from the new address."""

    activity: str
    networks: tuple[str, ...]


def take_over(db: Db, home: Home, actor_id: str, former: tuple[str, ...]) -> tuple[str, ...]:
    """Say that `actor_id` was known as these elsewhere, in place of what it said; return them. Raises `NodeError`."""
    actor = _organisation(db, actor_id)
    said = tuple(dict.fromkeys(former))
    if actor.id in said:
        raise NodeError(Text("Une organisation est déjà elle-même.", "An organisation is itself already."))
    if len(said) > MAX_FORMER:
        raise NodeError(
            Text(f"{MAX_FORMER} anciennes adresses au plus.", f"{MAX_FORMER} former addresses at most."),
        )
    if said != actor.also_known_as:
        profiles.republish(db, home, replace(actor, also_known_as=said))
    return said


def former_of(db: Db, actor_id: str) -> tuple[str, ...]:
    """What one of ours was elsewhere. Raises `Missing`."""
    return _organisation(db, actor_id).also_known_as


def add_former(db: Db, home: Home, actor_id: str, former: str) -> tuple[str, ...]:
    """Say that `actor_id` was known as `former` too; return all it was known as."""
    return take_over(db, home, actor_id, (*former_of(db, actor_id), former))


def drop_former(db: Db, home: Home, actor_id: str, former: str) -> tuple[str, ...]:
    """Say it no longer; return what remains. Raises `Missing` when it was not said."""
    actor = _organisation(db, actor_id)
    if former not in actor.also_known_as:
        listed = ", ".join(actor.also_known_as) or "-"
        raise Missing(Text(f"{former} n'y est pas ({listed}).", f"{former} is not among them ({listed})."))
    return take_over(db, home, actor_id, tuple(each for each in actor.also_known_as if each != former))


def move(db: Db, home: Home, actor_id: str, new: Destination) -> Moved:
    """Send the followers of `actor_id` to its new address. Raises `NodeError` with what is in the way."""
    actor = _organisation(db, actor_id)
    _require_free_to_move(db, home, actor)
    require_attested(actor, new)
    now = home.now_iso()
    profiles.republish(db, home, replace(actor, moved_to=new.id, moved_at=now))
    to = (f"{actor.id}/followers",)
    document = activities.activity(
        "Move", home.new_activity_id(), actor.id, actor.id, to=to, published=now, target=new.id
    )
    # Live, so that whoever reads the log later is told as well.
    act = Act(actor.id, document, _subject(actor.id), "live", "followers")
    _, sent = outgoing.send(db, home, act, [inbox for inbox, _ in follows.inboxes(db, actor.id)])
    words.say(db, "move", actor.id, new.id, holds=True, said=now)
    resettle(db, home, actor.id, new.id)
    return Moved(str(sent["id"]), tuple(memberships.networks_of(db, actor.id)))


def stay(db: Db, home: Home, actor_id: str) -> str:
    """Take a move back: the organisation lives here again; return where it had gone.

    Those who followed it there are not called back.
    """
    actor = _organisation(db, actor_id)
    gone_to = actor.moved_to
    if gone_to is None:
        raise Missing(Text(f"{actor.name} n'a pas déménagé.", f"{actor.name} did not move."))
    log.supersede(db, actor.id, _subject(actor.id))
    words.say(db, "move", actor.id, gone_to, holds=False, said=home.now_iso())
    profiles.republish(db, home, replace(actor, moved_to=None))
    return gone_to


def resettle(db: Db, home: Home, former: str, new: str) -> int:
    """Those of ours who follow `former` ask to follow `new`; return how many do.

    The former one is let go once the new one accepts, so that nothing is missing in between (FEP-7628).
    """
    moved = 0
    for actor in actors.every(db):
        if follows.state(db, actor.id, former) not in ("asked", "accepted") or actor.moved_to is not None:
            continue
        if actor.id == new:  # it followed itself, under its other name
            following.unfollow(db, home, new, former)
            continue
        if moderation.is_blocked_by(db, new, actor.id) or home.domains.refuses(host_of(new)):
            continue
        moved += 1
        if following.follow(db, home, actor.id, new) == "accepted":
            leave_former(db, home, actor.id, new)
    return moved


def _require_free_to_move(db: Db, home: Home, actor: LocalActor) -> None:
    if actor.moved_to is not None:
        raise NotAllowed(
            Text(
                f"{actor.name} a déjà déménagé, chez {actor.moved_to}. Pour y renoncer : "
                f"bocage actor move {actor.name} --cancel",
                f"{actor.name} moved already, to {actor.moved_to}. To take that back: "
                f"bocage actor move {actor.name} --cancel",
            )
        )
    free = (seconds_of(actor.moved_at) or 0.0) + home.settings.move_cooldown_days * DAY_S
    if actor.moved_at is not None and home.now() < free:
        raise NotAllowed(
            Text(
                f"{actor.name} a déménagé le {actor.moved_at[:10]} : les autres serveurs ne suivraient pas un second "
                f"déménagement avant le {iso(free)[:16]} (UTC).",
                f"{actor.name} moved on {actor.moved_at[:10]}: other servers would not follow a second move before "
                f"{iso(free)[:16]} (UTC).",
            )
        )
    members = memberships.count(db, actor.id) if actor.kind == "network" else 0
    if members:
        raise NotAllowed(
            Text(
                f"{actor.name} a {members} membres : qu'ils rejoignent d'abord le réseau à sa nouvelle adresse, "
                "puis retirez-les ici (bocage members --remove).",
                f"{actor.name} has {members} members: let them join the network at its new address first, "
                "then remove them here (bocage members --remove).",
            )
        )


def require_attested(actor: LocalActor, new: Destination) -> None:
    """The new home says that it was `actor`. Raises `NodeError` with what to do where it does not."""
    if new.id == actor.id:
        raise NodeError(Text("C'est l'adresse d'ici.", "That is the address here."))
    if new.moved_to is not None:
        raise NotAllowed(
            Text(f"{new.id} a elle-même déménagé, chez {new.moved_to}.", f"{new.id} moved itself, to {new.moved_to}."),
        )
    if actor.id in new.also_known_as:
        return
    if new.speaks_ours:
        raise NotAllowed(
            Text(
                f"{new.id} ne dit pas qu'elle fut {actor.id}. Sur son nœud, tapez d'abord : "
                f"bocage actor alias {new.name} --add {actor.id}",
                f"{new.id} does not say that it was {actor.id}. On its node, first type: "
                f"bocage actor alias {new.name} --add {actor.id}",
            )
        )
    raise NotAllowed(
        Text(
            f"{new.id} ne dit pas qu'elle fut {actor.id}. Dans les réglages de ce compte, ajoutez d'abord "
            f"cette adresse aux alias (« déménager depuis un autre compte »).",
            f"{new.id} does not say that it was {actor.id}. In the settings of that account, first add "
            'this address to its aliases ("moving from a different account").',
        )
    )


def _organisation(db: Db, actor_id: str) -> LocalActor:
    actor = actors.find(db, actor_id)
    if actor is None or actor.kind in ("application", *actors.GROUPS):
        raise Missing(Text(f"Aucune organisation {actor_id} ici.", f"There is no organisation {actor_id} here."))
    return actor


def _subject(actor: str) -> str:
    """What the log knows a Move by."""
    return f"{actor}#moved"
