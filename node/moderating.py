"""Moderating: what somebody here decides about a record that an unknown actor addressed to us."""

from __future__ import annotations

from dataclasses import dataclass, replace

from federation import audience
from federation.hosts import host_of
from federation.owner import same_origin
from node.clock import iso, seconds_of
from node.errors import Missing, NotAllowed
from node.home import Home
from node.importing.suppression import marks
from node.shelving import shelve
from node.store import moderation, reasons, records
from node.store.connection import Db
from node.store.records import Record
from node.taking import NEVER_RECORDS, owner_of, policy_of, wire_kind
from vocab.draft import draft_of
from vocab.endorsement import KIND as ENDORSEMENT
from vocab.language import Text
from vocab.looseness import id_of, types_of

Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class Verified:
    """A waiting record looked at again: its document, and how it is known to be its owner's."""

    document: Document
    verified: str
    proof: str | None


def waiting_document(db: Db, id: str) -> Document:
    """The record that waits under this id. Raises `Missing`."""
    waiting = moderation.find_waiting(db, id)
    if waiting is None:
        raise Missing(Text(f"Rien n'attend sous {id}.", f"Nothing waits under {id}."))
    return waiting.document


def accept(db: Db, home: Home, id: str, found: Verified) -> str:
    """Take a waiting record into the directory, for the reason that somebody here accepted it; what became of it."""
    waiting_document(db, id)
    # The node itself answers for this decision: no follow brought the record, and none takes it away.
    became = take_in(db, home, id, found, home.application)
    moderation.decided(db, id)
    return became


def take_in(db: Db, home: Home, id: str, found: Verified, by: str) -> str:
    """Take a record into the directory because `by`, who lives here, lets it in; what became of it.

    Raises `NotAllowed`.
    """
    record = _record(home, id, found)
    held = records.find(db, id)
    if held is not None and held.deleted:
        return "withdrawn"
    if held is not None and (held.owner != record.owner or held.local):
        raise NotAllowed(Text("Cette fiche est à quelqu'un d'autre.", "It is somebody else's."))
    newer = held is None or record.version > held.version
    num = records.keep(db, record, found.document) if newer or held is None else held.num
    reasons.add(db, num, "accepted", by, None)
    kept = records.numbered(db, num)
    shelve(db, home, kept or replace(record, num=num), records.document(db, num))
    return "accepted"


def refuse(db: Db, home: Home, id: str) -> str:
    """Drop a waiting record; a listing does not come back either."""
    document = waiting_document(db, id)
    if wire_kind(document) == "Listing":
        moderation.suppress(db, sorted(marks(draft_of(document))), home.now_iso())
    moderation.decided(db, id)
    return "refused"


def _record(home: Home, id: str, found: Verified) -> Record:
    document = found.document
    kind, owner = wire_kind(document), owner_of(document)
    # What one states of another never waits: it would come in here without its issuer's proof.
    if kind in (None, "Note", ENDORSEMENT) or owner is None or id_of(document) != id or not same_origin(id, owner):
        raise NotAllowed(Text("Ce n'est plus une fiche.", "It is no record any more."))
    if any(type in NEVER_RECORDS for type in types_of(document)):
        raise NotAllowed(Text("Une personne n'est pas une fiche.", "A person is not a record."))
    now = home.now_iso()
    dates = (seconds_of(document.get(key)) for key in ("updated", "published"))
    version = next((iso(seconds) for seconds in dates if seconds is not None), now)
    if version > iso(home.now() + home.settings.record_future_s):
        raise NotAllowed(Text("La fiche est datée du futur.", "The record is dated in the future."))
    return Record(
        num=0,
        id=id,
        owner=owner,
        kind=str(kind),
        version=version,
        audience="public" if kind == "Profile" else audience.classify(document),
        policy=policy_of(document),
        local=False,
        deleted=False,
        origin=host_of(id),
        received=now,
        verified=found.verified,
        proof=found.proof,
        via=None,
    )
