"""Giving: one of ours states what it saw of another, offers it, and may take it back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import orjson

from federation import proofs
from federation.errors import Refused
from federation.hosts import host_of
from node import outgoing, publishing
from node.clock import moment, whole_seconds
from node.endorsements.circles import require_two
from node.endorsements.statement import statement_of
from node.errors import Missing, NodeError
from node.home import Home
from node.outgoing import Act
from node.own_rows import own_record
from node.residence import require_lives_here
from node.store import actors, credentials, status_readers
from node.store.actors import LocalActor
from node.store.connection import Db
from node.store.credentials import Held
from vocab import activities, credential
from vocab.context import PUBLIC
from vocab.credential import Credential, own_iri_of
from vocab.endorsement import KIND
from vocab.language import Text
from vocab.status_list import PLACES, to_status_list

_TRIES: Final = 50
# So long a list holds, for whoever keeps a copy; it is signed anew long before.
LIST_S: Final = 7 * 86_400.0
LIST_RENEWED_S: Final = LIST_S / 2


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote: a practice with its level, or a matter with its reference; `until`: a day, or empty."""

    method: str
    evidence: tuple[str, ...]
    until: str = ""
    practice: str | None = None
    level: object = None
    matter: str | None = None
    reference: str = ""


def give(db: Db, home: Home, actor: LocalActor, subject: str, said: Said) -> Held:
    """State something of `subject`, signed, and offer it. Raises `NodeError` with what will not do."""
    require_lives_here(actor)
    signed = _signed(db, home, actor, subject, said)
    id = str(signed["id"])
    place = int(str(_status(signed)["statusListIndex"]))
    if actors.is_local(db, subject):
        offer = home.new_activity_id()
    else:
        offer = str(outgoing.say(db, home, actor.id, "Offer", signed, subject, subject=id)["id"])
    held = Held(id, actor.id, subject, "asked", offer, place, None, home.now_iso(), signed)
    credentials.keep(db, held)
    return held


def revoke(db: Db, home: Home, actor: LocalActor, id: str) -> Held:
    """Take back what one of ours stated: a Delete, for ever. Raises `Missing`."""
    held = credentials.find(db, id)
    if held is None or held.issuer != actor.id:
        raise Missing(Text(f"{actor.name} n'a pas donné {id}.", f"{actor.name} did not give {id}."))
    if held.state == "revoked":
        return held
    accepted = held.state == "accepted"
    revoked = replace(held, state="revoked", record=None)
    credentials.keep(db, revoked)
    _delete(db, home, held, public=accepted)
    if held.record is not None:
        publishing.withdraw(db, home, held.subject, held.record)
    return revoked


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of what is revoked, signed; `says`: what would have to change for another one, `renewed`: else when."""

    body: bytes
    says: tuple[object, ...]
    renewed: float


def status_list(db: Db, home: Home, issuer: str, kept: Listed | None = None) -> Listed:
    """The signed list of what one of ours revoked; the one that is kept as long as nothing changed in it."""
    key, revoked, at = home.keys.current(db, issuer, "ed25519"), credentials.revoked_places(db, issuer), home.now()
    says = (key.key_id, *revoked)
    if kept is not None and kept.says == says and kept.renewed - LIST_RENEWED_S <= at < kept.renewed:
        return kept
    now, id = whole_seconds(at), f"{issuer}/endorsements/status"
    document = to_status_list(id, issuer, revoked, now, whole_seconds(at + LIST_S))
    signed = proofs.add(document, key, now, with_context=False)
    return Listed(orjson.dumps(signed), says, at + LIST_RENEWED_S)


def _signed(db: Db, home: Home, actor: LocalActor, subject: str, said: Said) -> dict[str, object]:
    now = home.now()
    begins, id = whole_seconds(now), home.new_object_id()
    practice = home.vocabulary.charter.get(said.practice or "")
    made = Credential(
        id=id,
        issuer=actor.id,
        subject=subject,
        method=said.method,
        evidence=said.evidence,
        valid_from=begins,
        valid_until=_end(said.until, begins),
        practice=(practice.notation if practice is not None else said.practice or "-") if said.matter is None else None,
        level=_level(said.level),
        matter=said.matter,
        reference=said.reference.strip(),
        status_list=f"{actor.id}/endorsements/status",
        status_index=_place(db, actor.id, id),
        own_iri=own_iri_of(practice) if said.matter is None else None,
    )
    document = credential.to_document(made)
    try:
        statement_of(home, document)
        require_two(db, made)
    except Refused as refused:
        raise NodeError(refused.public) from refused
    key = home.keys.current(db, actor.id, "ed25519")
    return proofs.add(document, key, begins, with_context=False)


def _level(written: object) -> int | None:
    text = str(written)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else None


def _end(until: str, begins: str) -> str:
    """The end of the day that was written; of none, two years from now."""
    latest = credential.latest_end(begins)
    if not until or until == latest[:10]:
        return latest
    found = moment(f"{until}T23:59:59Z") if len(until) == 10 else None
    if found is None:
        raise NodeError(Text("until : une date comme 2028-06-30.", "until: a date such as 2028-06-30."))
    return found


def _place(db: Db, issuer: str, id: str) -> int:
    """A free place in the list of what is revoked, anywhere in it: its number tells nobody how many there are."""
    first = int.from_bytes(hashlib.sha256(id.encode()).digest()[:8], "big")
    for step in range(_TRIES):
        place = (first + step) % PLACES
        if not credentials.is_taken(db, issuer, place):
            return place
    raise NodeError(Text("Trop de témoignages donnés.", "Too many endorsements were given."))


def _status(signed: Mapping[str, object]) -> Mapping[str, object]:
    status = signed["credentialStatus"]
    assert isinstance(status, Mapping)
    return status


def _delete(db: Db, home: Home, held: Held, *, public: bool) -> None:
    """The tombstone: told to the one it is about, to whoever reads the list, and once it was accepted to followers."""
    to = (PUBLIC, held.subject) if public else (held.subject,)
    cc = (f"{held.issuer}/followers",) if public else ()
    now = home.now_iso()
    delete = activities.delete(home.new_activity_id(), held.issuer, held.id, to, cc, now)
    inboxes = outgoing.own_inbox(db, held.subject) if host_of(held.subject) != home.host else []
    # Who asked for the list shows something of it, whether or not anybody there follows the issuer.
    inboxes += status_readers.inboxes(db, held.issuer)
    if public:
        inboxes += outgoing.inboxes_for(db, "public", held.issuer, (), speaking_only=True)
    act = Act(held.issuer, delete, held.id, "gone", "public" if public else "direct")
    _, signed = outgoing.send(db, home, act, inboxes)
    visibility = "public" if public else "private"
    stone = own_record(home, held.issuer, {"id": held.id, "updated": now}, KIND, visibility, "")
    publishing.bury(db, stone, signed, now)
