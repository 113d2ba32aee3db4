"""Messaging: one organisation writes to another, and hears from whoever writes to it alone.

A message is a plain Note addressed to actors and to nobody else. It is no record: it is kept beside the records, for
the people of the organisation it is from or to, and no directory, export, feed or public page reads it.
"""

from __future__ import annotations

from typing import Final

from federation import audience
from federation.domains import REFUSED_HERE
from federation.hosts import host_of
from node import following, outgoing
from node.clock import iso
from node.errors import Missing, NodeError, NotAllowed
from node.home import Home
from node.outgoing import Act, Document
from node.prepared import Prepared
from node.residence import require_lives_here
from node.store import actors, follows, messages, moderation, peers
from node.store.actors import LocalActor
from node.store.connection import Db
from node.store.messages import Message
from node.taking import wire_kind
from vocab import activities
from vocab.language import Text
from vocab.looseness import audience_of, id_of
from vocab.message import MAX_TEXT, Letter, text_of, to_message

HOUR_S: Final = 3_600
# Of ours that one message may be addressed to.
MAX_ADDRESSED: Final = 8
MAX_REPORTED: Final = 5
NOTHING_SAID: Final = Text("Écrivez quelque chose.", "Write something.")
TOO_LONG: Final = Text(f"{MAX_TEXT} caractères au plus.", f"At most {MAX_TEXT} characters.")
NOT_MET: Final = Text("On ne sait pas où écrire.", "Nobody knows where to write.")
NOT_WANTED: Final = Text("Ce compte ne veut rien recevoir de vous.", "This account wants nothing from you.")
BARRED: Final = Text(
    "Vous avez bloqué ce compte : débloquez-le d'abord.", "You blocked this account: unblock it first."
)


def write(db: Db, home: Home, actor: LocalActor, other: str, text: str) -> str:
    """Send a message to an actor this node has met; its id. Raises `NodeError`."""
    said = text.replace("\r\n", "\n").strip()
    _require_may_write(db, home, actor, other, said)
    handle = _handle(db, home, other)
    id = home.new_object_id()
    answers = messages.last_heard(db, actor.id, other)
    letter = Letter(id, actor.id, other, handle, said, home.now_iso(), answers)
    note = to_message(letter)
    create = activities.create(home.new_activity_id(), actor.id, note, (other,), (), letter.published)
    messages.keep(db, Message(0, id, actor.id, other, host_of(other), True, said, letter.published, True))
    messages.trim(db, actor.id, home.settings.messages_kept)
    if actors.is_local(db, other):
        _hear(db, home, other, actor.id, note)
    else:
        act = Act(actor.id, create, id, "act", "direct")
        outgoing.send(db, home, act, outgoing.own_inbox(db, other))
    return id


def is_message(db: Db, document: Document) -> bool:
    """Whether a document is a note for some of ours and for nobody else."""
    if wire_kind(document) != "Note" or audience.classify(document) != "private":
        return False
    return any(actors.is_local(db, each) for each in audience_of(document))


def take_message(db: Db, home: Home, prepared: Prepared) -> str:
    """Somebody writes to some of ours alone; what became of it."""
    document, by = prepared.document or {}, prepared.actor
    if id_of(document) is None or not prepared.signed:
        return "no message"
    if moderation.blocked(db, by, host_of(by)):
        return "blocked"
    ours = [each for each in sorted(audience_of(document)) if actors.is_local(db, each)]
    became = [_hear(db, home, each, by, document) for each in ours[:MAX_ADDRESSED]]
    return ", ".join(dict.fromkeys(became))


def take_back(db: Db, id: str, by: str) -> bool:
    """Its author withdraws a message, or, being gone, all of them."""
    if id == by:
        messages.take_back_all(db, by)
        return False
    return messages.take_back(db, id, by)


def bar(db: Db, home: Home, actor: str, other: str) -> None:
    """Want nothing more of somebody: no message, no follow either way. They are not told."""
    messages.bar(db, actor, other, home.now_iso())
    if follows.state(db, other, actor) is not None:
        following.turn_away(db, home, actor, other)
    if follows.state(db, actor, other) is not None:
        following.unfollow(db, home, actor, other)


def unbar(db: Db, home: Home, actor: str, other: str) -> None:
    """Hear from them again. Raises `Missing`."""
    if not messages.unbar(db, actor, other):
        raise Missing(Text(f"Vous n'aviez pas bloqué {other}.", f"You had not blocked {other}."))


def forget(db: Db, home: Home, actor: str, other: str) -> None:
    """Erase here all that was said with somebody."""
    messages.forget(db, actor, other)


def report(db: Db, home: Home, actor: str, other: str, words: str, *, tell_them: bool) -> None:
    """Tell the moderators of this node about somebody, and, if wanted, those of the other server.

    Nobody is shown what was written: the report names the messages and has the words of who reports.
    """
    heard = [each.id for each in messages.between(db, actor, other, before=None, limit=50) if not each.sent]
    about, said = [other, *heard[-MAX_REPORTED:]], words.strip()[:MAX_TEXT]
    flag = activities.activity(
        "Flag", home.new_activity_id(), home.application, about, to=(other,), published=home.now_iso()
    )
    moderation.report(db, str(flag["id"]), actor, about, said, home.now_iso())
    if tell_them and not actors.is_local(db, other):
        # Sent by the node itself, as Mastodon does: who reports is not named to who is reported.
        act = Act(home.application, flag | {"content": said}, other, "act", "direct")
        outgoing.send(db, home, act, outgoing.own_inbox(db, other))


def _require_may_write(db: Db, home: Home, actor: LocalActor, other: str, text: str) -> None:
    if not text:
        raise NodeError(NOTHING_SAID)
    if len(text) > MAX_TEXT:
        raise NodeError(TOO_LONG)
    if other == actor.id:
        raise NodeError(Text("On ne s'écrit pas à soi-même.", "An actor does not write to itself."))
    require_lives_here(actor)
    if home.domains.refuses(host_of(other)):
        raise NodeError(REFUSED_HERE)
    if messages.is_barred(db, actor.id, other):
        raise NotAllowed(BARRED)
    if moderation.is_blocked_by(db, other, actor.id):
        raise NotAllowed(NOT_WANTED)
    most = home.settings.messages_per_hour
    if messages.count_sent(db, actor.id, iso(home.now() - HOUR_S)) >= most:
        raise NodeError(
            Text(f"Au plus {most} messages par heure : attendez un peu.", f"At most {most} messages an hour: wait.")
        )


def _handle(db: Db, home: Home, other: str) -> str:
    local = actors.find(db, other)
    if local is not None and local.kind != "application":
        return f"{local.name}@{home.host}"
    peer = peers.find_actor(db, other)
    if local is not None or peer is None:
        raise Missing(NOT_MET)
    name = peer.document.get("preferredUsername")
    return f"{name if isinstance(name, str) else other.rpartition('/')[2]}@{host_of(other)}"


def _hear(db: Db, home: Home, ours: str, by: str, document: Document) -> str:
    """One of ours hears a message, unless it wants none from there, or too many came."""
    id, local = str(document["id"]), actors.find(db, ours)
    if local is None or local.kind == "application":
        return "nobody reads it"
    text = text_of(document, local.name)
    if messages.is_barred(db, ours, by):
        return "not wanted"
    if not text:
        return "says nothing"
    if not messages.knows(db, ours, id):
        lately = messages.count_heard(db, ours, host_of(by), iso(home.now() - HOUR_S))
        if lately >= home.settings.messages_heard_per_hour:
            return "too many messages"
    messages.keep(db, Message(0, id, ours, by, host_of(by), False, text, home.now_iso(), False))
    messages.trim(db, ours, home.settings.messages_kept)
    return "message"
