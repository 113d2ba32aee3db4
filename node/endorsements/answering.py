"""Answering: one of ours says whether what another stated of it may be shown, and shows it."""

from __future__ import annotations

from dataclasses import replace

from federation.errors import Refused
from federation.hosts import host_of
from node import outgoing, publishing
from node.endorsements.circles import require_two
from node.endorsements.statement import require_standing, statement_of
from node.errors import Missing, NodeError, NotAllowed
from node.home import Home
from node.outgoing import Document
from node.store import credentials, peers, records
from node.store.actors import LocalActor
from node.store.connection import Db
from node.store.credentials import Held
from vocab import endorsement
from vocab.endorsement import KIND
from vocab.language import Text
from vocab.looseness import first_text
from vocab.model import Envelope


def accept(db: Db, home: Home, actor: LocalActor, id: str) -> Held:
    """Show what was stated of one of ours, and tell who stated it. Raises `NodeError`."""
    held = _received(db, actor, id)
    if held.state == "accepted":
        return held
    if held.state == "revoked":
        raise NotAllowed(
            Text("Cette attestation a été révoquée par son auteur.", "Its issuer revoked this credential.")
        )
    record = _show(db, home, actor, held)
    accepted = replace(held, state="accepted", record=record)
    credentials.keep(db, accepted)
    tell(db, home, accepted)
    return accepted


def refuse(db: Db, home: Home, actor: LocalActor, id: str) -> Held:
    """Do not show it, or no longer, and tell who stated it. Raises `Missing`."""
    held = _received(db, actor, id)
    if held.state in ("refused", "revoked"):
        return held
    if held.record is not None:
        publishing.withdraw(db, home, actor.id, held.record)
    refused = replace(held, state="refused", record=None)
    credentials.keep(db, refused)
    tell(db, home, refused)
    return refused


def tell(db: Db, home: Home, held: Held) -> None:
    """Tell an issuer elsewhere how one of ours answered."""
    if host_of(held.issuer) == home.host:
        return
    verb = "Accept" if held.state == "accepted" else "Reject"
    offer = {"id": held.offer, "type": "Offer", "actor": held.issuer, "object": held.id}
    outgoing.say(db, home, held.subject, verb, offer, held.issuer, subject=held.id)


def answered(db: Db, id: str, *, accepted: bool) -> str:
    """Whom one of ours stated something of says whether it is shown."""
    held = credentials.find(db, id)
    if held is None or held.state == "revoked":
        return "nothing was asked"
    state = "accepted" if accepted else "refused"
    credentials.keep(db, replace(held, state=state))
    return f"endorsement {state}"


def name_of(db: Db, id: str) -> str:
    """What an actor is called, by its record or by its document, else its address."""
    record = records.find(db, id)
    document: Document = records.document(db, record.num) if record is not None and not record.deleted else {}
    if not document:
        peer = peers.find_actor(db, id)
        document = peer.document if peer is not None else {}
    return first_text(document.get("name")) or id


def _show(db: Db, home: Home, actor: LocalActor, held: Held) -> str:
    try:
        said = statement_of(home, held.document)
        require_standing(db, home, said)
        require_two(db, said)
    except Refused as refused:
        raise NodeError(refused.public) from refused
    issuer = name_of(db, held.issuer)
    practice = home.vocabulary.charter.get(said.practice) if said.practice is not None else None
    label = practice.label if practice is not None else None
    shared = publishing.defaults(home)

    def build(envelope: Envelope) -> Document:
        license, policy = str(shared["license"]), "coop:policy-commons-open"
        return endorsement.to_record(said, held.document, issuer, label, license, policy, envelope)

    return publishing.put_out(db, home, actor.id, KIND, build).id


def _received(db: Db, actor: LocalActor, id: str) -> Held:
    held = credentials.find(db, id)
    if held is None or held.subject != actor.id:
        raise Missing(Text(f"{actor.name} n'a pas reçu {id}.", f"{actor.name} did not receive {id}."))
    return held
