"""Taking: keeping a record of somebody else's, when there is a reason to.

The version rule of DESIGN 4 decides between versions; a withdrawal wins over every version; whoever brings a record,
it belongs to its owner.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from federation import audience
from federation.errors import Refused
from federation.hosts import host_of
from node import heralding, outgoing
from node.clock import iso, moment, seconds_of
from node.endorsements.showing import require_shown
from node.home import Home
from node.importing.suppression import marks
from node.prepared import Document
from node.publishing import bury
from node.reading import Reading
from node.shelving import settle, settle_stated, settle_withdrawn, shelve
from node.store import (
    actors,
    endorsements,
    follows,
    log,
    memberships,
    moderation,
    news,
    reasons,
    records,
    relays,
    towns,
    words,
)
from node.store.connection import Db
from node.store.entries import is_open
from node.store.moderation import Waiting
from node.store.records import Record
from node.store.standing import Standing, standing_of
from vocab.canonical import digest
from vocab.draft import draft_of
from vocab.endorsement import KIND as ENDORSEMENT
from vocab.language import Text
from vocab.looseness import audience_of, id_of, ids_of, types_of
from vocab.prose import clean

ACTOR_TYPES: Final = frozenset({"Organization", "Group", "Service"})
NOTE_KINDS: Final = frozenset({"Endorsement", "Listing", "Practice", "PracticeReport", "PracticeStory", "Proposal"})
_STRICTEST_FIRST: Final = ("private", "network-only", "reciprocal-ess", "commons-share-alike", "commons-open")
WAITS: Final = "waits for a moderator"
NEVER_RECORDS: Final = frozenset({"Person", "Application"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """How a document was verified, who brought it, and by which activity; `received`: when it came, if not just now."""

    verified: str
    proof: str | None
    by: str
    activity: str
    announced: bool
    received: str | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """A record about to be kept: all that was found out of it. `fresh`: its id was never here; `reading`: the
    document's, when it was read already.
    """

    activity: Document
    document: Document
    evidence: Evidence
    record: Record
    reason: tuple[str, str]
    standing: Standing
    fresh: bool
    reading: Reading | None


def wire_kind(document: Mapping[str, object]) -> str | None:
    """The kind of record a document is: ours, Event, Profile, Note for news; None for what we do not keep.

    >>> wire_kind({"type": "Note", "kind": "Proposal"})
    'Proposal'
    >>> wire_kind({"type": "Person"}) is None
    True
    """
    types = types_of(document)
    kind = document.get("kind")
    if any(type in NEVER_RECORDS for type in types):
        return None
    if any(type in ACTOR_TYPES for type in types):
        return "Profile"
    if "Event" in types:
        return "Event"
    if "Proposal" in types:
        return "Proposal"
    if "Note" in types:
        return kind if isinstance(kind, str) and kind in NOTE_KINDS else "Note"
    return None


def policy_of(document: Mapping[str, object]) -> str:
    """The policy a document names, the strictest of several; empty when it names none that we know.

    >>> policy_of({"usagePolicy": ["coop:policy-commons-open", {"id": "coop:policy-network-only"}]})
    'network-only'
    """
    named = [iri.rpartition("policy-")[2] for iri in ids_of(document.get("usagePolicy")) if "policy-" in iri]
    return next((policy for policy in _STRICTEST_FIRST if policy in named), "")


def owner_of(document: Mapping[str, object]) -> str | None:
    """Whose a document is: itself for an actor, else attributedTo."""
    return id_of(document) if wire_kind(document) == "Profile" else id_of(document.get("attributedTo"))


def take(
    db: Db,
    home: Home,
    activity: Document,
    document: Document,
    evidence: Evidence,
    reading: Reading | None = None,
) -> str:
    """Keep a record, in one of the ways this node keeps what comes; return what became of it.

    Raises `Refused` when the document may not be what it says it is.
    """
    kind, id, owner = wire_kind(document), id_of(document), owner_of(document)
    if kind is None or id is None or owner is None:
        return "not a record"
    standing = standing_of(db, owner, host_of(owner), id)
    if standing.blocked or home.domains.refuses(host_of(owner)):
        return "blocked"
    if standing.gone:
        return "its owner is gone"
    record = _record(home, kind, id, owner, document, _dated(document, activity, owner), evidence)
    reason = _reason(db, owner, record, document, evidence, standing) or _claimed(db, record, evidence)
    if kind == "Note":
        return _take_news(db, id, owner, record, document, reason)
    if kind == "Listing" and moderation.suppressed(db, sorted(marks(draft_of(document)))):
        return "suppressed"
    if document.get("statisticsOnly") is True and (reason is None or not _to_be_counted(db, document)):
        return "not for us"
    if kind == ENDORSEMENT:
        # A version for fewer takes the place of one that everybody saw.
        if reason is None or (record.audience != "public" and records.find(db, id) is None):
            return "not for us"
        require_shown(db, home, document)
    if reason is None:
        return _wait(db, record, activity, document, evidence)
    held = records.find(db, id)
    fresh = held is None
    if held is not None and held.owner != owner and held.deleted and held.verified == "none":
        # A neighbour of the owner deleted what nobody here had seen: that was not theirs to say.
        held = None
    if held is not None and held.owner != owner:
        raise Refused(
            f"{id} belongs to {held.owner}", Text("Cette fiche est à quelqu'un d'autre.", "It is somebody else's.")
        )
    if held is not None and held.local:
        return "ours"
    coming = Coming(activity, document, evidence, record, reason, standing, fresh, reading)
    return _keep(db, home, coming, held)


def remove(db: Db, home: Home, delete: Document, owner: str, id: str, *, announced: bool = False) -> str:
    """Apply a signed Delete of `id` by `owner`; the tombstone stays for ever and wins over every version."""
    if id == owner:
        return _remove_actor(db, home, delete, owner)
    moderation.decided(db, id, owner)
    if news.drop(db, id, owner):
        return "news withdrawn"
    held = records.find(db, id)
    if held is None:
        shown = endorsements.issuer_of(db, id) == owner
        if not (announced or shown or follows.anyone_here_follows(db, owner) or memberships.networks_of(db, owner)):
            return "not held"
        # The Delete may come before its Create: remembered, so that the Create does nothing.
        evidence = Evidence("none", None, owner, str(delete.get("id")), announced)
        blank = _record(home, "Note", id, owner, {}, None, evidence)
        bury(db, blank, delete, _published(delete, home))
        if shown:
            endorsements.revoked(db, id)
            settle(db, home)
        return "no longer shown" if shown else "remembered"
    if held.deleted:
        return _own_tombstone(db, home, delete, owner, held)
    if held.owner != owner:
        # A credential may bear the address of a record: who may revoke the one may not withdraw the other.
        return "not theirs"
    bury(db, held, delete, _published(delete, home))
    settle_withdrawn(db, home, held)
    _pass_on(db, home, owner, delete, id, gone=True)
    return "withdrawn"


def _own_tombstone(db: Db, home: Home, delete: Document, owner: str, held: Record) -> str:
    """The owner's own Delete takes the place of one that a neighbour sent of what nobody here had seen."""
    if held.owner != owner:
        bury(db, replace(held, owner=owner, via=None), delete, _published(delete, home))
    return "withdrawn before"


def _remove_actor(db: Db, home: Home, delete: Document, owner: str) -> str:
    words.say(db, "actor", owner, owner, holds=False, said=min(_published(delete, home), home.now_iso()))
    known = bool(memberships.networks_of(db, owner)) or follows.anyone_here_follows(db, owner)
    for num in reasons.of_owner(db, owner):
        record = records.numbered(db, num)
        if record is not None and not record.local:
            known = True
            bury(db, record, delete, _published(delete, home))
            _pass_on(db, home, owner, delete, record.id, gone=True)
            if record.id == owner:
                heralding.herald_anew(db, home, replace(record, deleted=True), delete)
    held = records.find(db, owner)
    if known and (held is None or held.owner != owner):
        # Its tombstone: nothing of theirs that comes later, by whatever way, is kept.
        evidence = Evidence("none", None, owner, str(delete.get("id")), announced=False)
        bury(db, _record(home, "Profile", owner, owner, {}, None, evidence), delete, _published(delete, home))
    settle_stated(db, home, owner)
    news.drop_of(db, owner)
    moderation.forget_waiting(db, owner)
    follows.drop_of(db, owner)
    for actor in actors.every(db):
        follows.drop(db, actor.id, owner)
        memberships.drop(db, actor.id, owner)
    return "actor gone"


def _keep(db: Db, home: Home, coming: Coming, held: Record | None) -> str:
    record, document, reading = coming.record, coming.document, coming.reading
    if held is not None and held.deleted:
        return "withdrawn before"
    newer = held is None or _is_newer(db, record, document, held)
    better = held is not None and not newer and _is_confirmed(db, record, document, held)
    packed = None if reading is None else reading.packed
    num = records.keep(db, record, document, packed) if newer or better or held is None else held.num
    reasons.add(db, num, *coming.reason, coming.evidence.activity)
    if coming.standing.waits:
        moderation.decided(db, record.id, record.owner)
    if newer or better:
        shelve(db, home, replace(record, num=num), document, fresh=coming.fresh, reading=reading)
    # Who passed it on is not repeated: announces of announces are nobody's word (DESIGN 5).
    said = document if coming.activity.get("type") == "Announce" else coming.activity
    if newer and record.audience == "public":
        _keep_for_towns(db, coming)
    if newer and coming.standing.member:
        _forward(db, home, said, record, held)
    if newer and record.kind == "Profile":
        heralding.herald_anew(db, home, record, said)
    return "kept" if newer else "known"


def _keep_for_towns(db: Db, coming: Coming) -> None:
    """The actors of territories pass on what its author signed, unchanged: it is kept until they have."""
    activity = coming.activity
    own = activity.get("type") in ("Create", "Update") and id_of(activity.get("actor")) == coming.record.owner
    if own and "proof" in activity and towns.any_awake(db):
        towns.keep_activity(db, coming.record.id, activity)


def _is_newer(db: Db, record: Record, document: Document, held: Record) -> bool:
    """The version rule: by date, then, between two of one millisecond, the larger SHA-256 of the JCS."""
    if record.version != held.version:
        return record.version > held.version
    return digest(document) > digest(records.document(db, held.num))


def _is_confirmed(db: Db, record: Record, document: Document, held: Record) -> bool:
    """The same version again, now better verified."""
    return (
        record.version == held.version
        and _rank(record.verified) > _rank(held.verified)
        and digest(document) == digest(records.document(db, held.num))
    )


def _forward(db: Db, home: Home, activity: Document, record: Record, held: Record | None) -> None:
    """What a network of this node does with its members' records: announce the public, take back the narrowed."""
    if is_open(record.audience, record.policy):
        _pass_on(db, home, record.owner, activity, record.id)
    elif held is not None and held.audience == "public":
        for network in memberships.local_networks_of(db, record.owner):
            outgoing.retract(db, home, network, record.id)


def _pass_on(db: Db, home: Home, owner: str, activity: Document, id: str, *, gone: bool = False) -> None:
    for network in memberships.local_networks_of(db, owner):
        if gone and log.last_of(db, network, id) is None:
            continue
        quiet = _is_listing(activity)
        outgoing.announce(db, home, network, activity, id, gone=gone, quiet=quiet)


def _is_listing(activity: Document) -> bool:
    inner = activity.get("object")
    return isinstance(inner, dict) and inner.get("kind") == "Listing"


def _take_news(db: Db, id: str, owner: str, record: Record, document: Document, reason: tuple[str, str] | None) -> str:
    # Relays carry the talk of thousands: what is read here is that of those one follows.
    relayed = reason is not None and reason[0] == "announced" and relays.known_as(db, reason[1]) is not None
    if reason is None or relayed or record.audience not in ("public", "followers"):
        return "not for us"
    gone = records.find(db, id)
    if gone is not None and gone.deleted:
        return "withdrawn before"
    content = document.get("content")
    news.keep(
        db, id, owner, record.version, clean(content if isinstance(content, str) else ""), id_of(document.get("url"))
    )
    return "news"


def _wait(db: Db, record: Record, activity: Document, document: Document, evidence: Evidence) -> str:
    held = records.find(db, record.id)
    if held is not None and (held.deleted or reasons.remaining(db, held.num)):
        return "known"
    waiting = Waiting(
        record.id, record.owner, document, record.received, record.version, _how(activity, document, evidence)
    )
    known = moderation.find_waiting(db, record.id)
    if known is not None and known.owner == record.owner and _weight(known) >= _weight(waiting):
        return WAITS
    return WAITS if moderation.wait(db, waiting, "unknown actor") else "too many wait for a moderator"


def _how(activity: Document, document: Document, evidence: Evidence) -> Document:
    """How a record came, as it is kept beside one that waits."""
    # The record stands beside it already: its place in the activity is left empty.
    hollow = {**activity, "object": None} if activity.get("object") == document else activity
    return {"activity": hollow, "evidence": asdict(evidence)}


def how_it_came(waiting: Waiting) -> tuple[Document, Evidence]:
    """The activity that brought what waits, and its evidence: enough to take it anew."""
    how: Any = waiting.how
    activity: Document = how["activity"]
    if "object" in activity and activity["object"] is None:
        activity = {**activity, "object": waiting.document}
    return activity, Evidence(**{**how["evidence"], "received": waiting.received})


def _weight(waiting: Waiting) -> tuple[str, bytes, int]:
    """Of two that wait under one id, the version rule decides; of one version, how well it is verified."""
    return waiting.version, digest(waiting.document), _rank(how_it_came(waiting)[1].verified if waiting.how else "none")


def _reason(
    db: Db, owner: str, record: Record, document: Document, evidence: Evidence, standing: Standing
) -> tuple[str, str] | None:
    if evidence.announced:
        return ("announced", evidence.by) if follows.anyone_here_follows(db, evidence.by) else None
    if standing.followed:
        return "followed", owner
    return _shared_network(db, owner, document) if record.audience == "network" else None


def _claimed(db: Db, record: Record, evidence: Evidence) -> tuple[str, str] | None:
    """An organisation in whose favour a listing here gave way goes on telling its lister who it is."""
    if record.kind != "Profile" or evidence.announced:
        return None
    by = reasons.let_in_by(db, record.id)
    return ("accepted", by) if by is not None else None


def _to_be_counted(db: Db, document: Document) -> bool:
    """Whether answers for statistics alone are for a network of ours: nobody else keeps them, or sees them wait.

    Those that are addressed to more than that are a mistake or a trap: a network would pass them on.
    """
    named = audience_of(document)
    return audience.classify(document) == "private" and any(
        actor.kind == "network" and actor.id in named for actor in actors.every(db)
    )


def _shared_network(db: Db, owner: str, document: Document) -> tuple[str, str] | None:
    """What a fellow member writes for a network of ours is kept, whether or not we follow that member."""
    for network in audience.networks_in(sorted(audience_of(document))):
        ours = memberships.anyone_here_belongs(db, network)
        if ours and memberships.state(db, network, owner) == "accepted":
            return "member", network
    return None


def _record(
    home: Home, kind: str, id: str, owner: str, document: Document, dated: str | None, evidence: Evidence
) -> Record:
    received = evidence.received or home.now_iso()
    version = dated or received
    if version > iso(home.now() + home.settings.record_future_s):
        raise Refused(
            f"{id} is dated {version}",
            Text("La fiche est datée du futur (updated).", "The record is dated in the future (updated)."),
        )
    brought = evidence.by if evidence.by != owner else None
    return Record(
        num=0,
        id=id,
        owner=owner,
        kind=kind,
        version=version,
        audience=audience.classify(document) if kind != "Profile" else "public",
        policy=policy_of(document),
        local=False,
        deleted=False,
        origin=host_of(id),
        received=received,
        verified=evidence.verified,
        proof=evidence.proof,
        via=brought,
    )


def _dated(document: Document, activity: Document, owner: str) -> str | None:
    """The version of a record: `updated`, else when it was published, else when its owner's activity was."""
    for name in ("updated", "published"):
        found = moment(document.get(name))
        if found is not None:
            return found
    return moment(activity.get("published")) if id_of(activity.get("actor")) == owner else None


def _published(delete: Document, home: Home) -> str:
    seconds = seconds_of(delete.get("published"))
    return iso(seconds) if seconds is not None else home.now_iso()


def _rank(verified: str) -> int:
    return ("none", "unconfirmed", "transport", "origin", "proof", "own").index(verified)
