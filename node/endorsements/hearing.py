"""Hearing: what others state of ours, what they take back, and what they answer to what ours stated of them."""

from __future__ import annotations

from dataclasses import replace

from federation.errors import Refused
from node import publishing
from node.endorsements import answering
from node.endorsements.circles import require_two
from node.endorsements.statement import REVOKED, require_standing, statement_of
from node.home import Home
from node.prepared import Prepared
from node.relations import said_at
from node.store import actors, credentials, messages, words
from node.store.connection import Db
from node.store.credentials import Held
from vocab.canonical import digest
from vocab.language import Text
from vocab.looseness import audience_of, id_of

WORD = "credential"


def take_offer(db: Db, home: Home, prepared: Prepared) -> str:
    """Somebody offers what it states of one of ours; its proof was verified before. Raises `Refused`."""
    document = prepared.document or {}
    said = statement_of(home, document)
    if said.subject not in audience_of(prepared.activity) or not actors.is_local(db, said.subject):
        raise Refused(
            f"{said.id} is about {said.subject}, to whom it was not offered here",
            Text("Cette attestation parle de quelqu'un d'autre.", "This credential is about somebody else."),
        )
    known = credentials.find(db, said.id)
    if known is not None and known.state == "revoked":
        raise Refused(f"{said.id} was revoked", REVOKED)
    require_standing(db, home, said)
    require_two(db, said)
    if words.ended_since(db, WORD, prepared.actor, said.id, said_at(home, prepared.activity)):
        raise Refused(f"{said.id} was revoked", REVOKED)
    if messages.is_barred(db, said.subject, prepared.actor):
        return "not wanted"
    offer = id_of(prepared.activity) or ""
    if known is not None:
        return _again(db, home, replace(known, offer=offer), known, document)
    if not credentials.has_room(db, said.issuer):
        return "too many wait for an answer"
    made = Held(said.id, said.issuer, said.subject, "asked", offer, None, None, home.now_iso(), document)
    credentials.keep(db, made)
    return "waits for an answer"


def take_revocation(db: Db, home: Home, prepared: Prepared, id: str) -> str | None:
    """An issuer takes back what it stated of one of ours; None where that is nothing we were offered."""
    held = credentials.find(db, id)
    if held is None:
        if any(actors.is_local(db, each) for each in audience_of(prepared.activity)):
            # It may come before what it takes back.
            words.say(db, WORD, prepared.actor, id, holds=False, said=said_at(home, prepared.activity))
        return None
    if held.issuer != prepared.actor or held.place is not None:
        return None
    if held.state == "revoked":
        return "revoked before"
    end(db, home, held)
    return "endorsement revoked"


def end(db: Db, home: Home, held: Held) -> None:
    """What was stated of one of ours was revoked: it is shown no longer."""
    credentials.keep(db, replace(held, state="revoked", record=None))
    if held.record is not None:
        publishing.withdraw(db, home, held.subject, held.record)


def _again(db: Db, home: Home, held: Held, known: Held, document: dict[str, object]) -> str:
    if digest(known.document) != digest(document):
        raise Refused(
            f"{known.id} is no longer what it was",
            Text(
                "Cette attestation a changé depuis : son auteur doit en faire une autre.",
                "This credential has changed since: its issuer has to make another.",
            ),
        )
    credentials.keep(db, held)
    if held.state != "asked":
        answering.tell(db, home, held)
        return f"{held.state} before"
    return "waits for an answer"
