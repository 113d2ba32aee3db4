"""Claims: what a received activity says, as `federation.authority` judges it, with what this node knows of its object.

Only reading happens here. Embedded objects say themselves what they are and whose; for a bare address the store is
asked whether it is a follow, a membership, an announce or a record we know.
"""

from __future__ import annotations

from typing import Final

from federation import audience
from federation.actors import TYPES as ACTOR_TYPES
from federation.authority import Bearer, Claim, Sort, refusal
from federation.owner import same_origin
from node.prepared import Document, Prepared
from node.store import actors, credentials, endorsements, follows, listing_claims, memberships, peers, records, relays
from node.store.connection import Db
from node.store.relays import Relay
from node.taking import owner_of
from vocab.context import PUBLIC
from vocab.credential import is_credential
from vocab.endorsement import KIND as ENDORSEMENT
from vocab.endorsement import credential_in
from vocab.looseness import id_of, ids_of, types_of

_NAMED: Final[dict[str, Sort]] = {
    "Follow": "Follow",
    "Join": "Join",
    "Offer": "Offer",
    "Announce": "Announce",
    "Block": "Block",
    "Create": "Create",
    "Update": "Update",
    "Delete": "Delete",
}
_ASKED: Final[dict[str, Sort]] = {"membership": "Join", "claim": "Offer", "endorsement": "Offer"}
_OTHER_ACTIVITIES: Final = frozenset(
    "Accept Add Arrive Dislike Flag Ignore Invite Leave Like Listen Move Question Read Reject Remove"
    " TentativeAccept TentativeReject Travel Undo View".split()
)


def require_authority(db: Db, prepared: Prepared) -> None:
    """Ask the table about an activity, and about the one it announces. Raises `Refused`."""
    for claim in _claims(db, prepared):
        refused = refusal(claim)
        if refused is not None:
            raise refused


def asked_of(db: Db, peer: str, answered: object) -> tuple[str, str] | None:
    """What an Accept or Reject by `peer` answers, None when we asked it nothing.

    (follow or membership, our actor), (claim, our Offer), (endorsement, our credential), or (relay, the inbox where it
    was asked).
    """
    id = id_of(answered)
    relay = _relay_asked(db, peer, answered)
    if relay is not None:
        return "relay", relay.inbox
    for actor in actors.every(db):
        if id is not None and follows.activity(db, actor.id, peer) == id:
            return "follow", actor.id
        if id is not None and memberships.activity(db, peer, actor.id) == id:
            return "membership", actor.id
    claim = listing_claims.asked_by(db, id) if id is not None else None
    if claim is not None and claim.lister == peer and actors.is_local(db, claim.claimant):
        return "claim", claim.activity
    held = credentials.offered_by(db, id) if id is not None else None
    if held is not None and held.subject == peer and actors.is_local(db, held.issuer):
        return "endorsement", held.id
    # Some servers answer with a copy of the Follow under an id of their own.
    if not isinstance(answered, dict) or answered.get("type") != "Follow":
        return None
    ours = id_of(answered.get("actor"))
    if ours is None or id_of(answered.get("object")) != peer or follows.state(db, ours, peer) is None:
        return None
    return "follow", ours


def _relay_asked(db: Db, peer: str, answered: object) -> Relay | None:
    """The relay that `peer` is, when it answers our Follow: of one asked at its inbox, only the origin is known."""
    id = id_of(answered)
    copied = isinstance(answered, dict) and answered.get("type") == "Follow" and _is_ours(db, answered.get("actor"))
    object = id_of(answered.get("object")) if copied and isinstance(answered, dict) else None
    for relay in relays.every(db):
        if relay.style == "litepub":
            if relay.actor == peer and (id == relay.activity or object == peer):
                return relay
        elif same_origin(relay.inbox, peer) and (id == relay.activity or object == PUBLIC):
            return relay
    return None


def _is_ours(db: Db, actor: object) -> bool:
    id = id_of(actor)
    return id is not None and actors.is_local(db, id)


def _claims(db: Db, prepared: Prepared) -> list[Claim]:
    verb, actor = str(prepared.activity.get("type", "")), prepared.actor
    bearer: Bearer = "signature" if prepared.signed else "proof"
    if verb != "Announce":
        return [_claim(db, verb, actor, bearer, prepared.activity, prepared.document)]
    object = prepared.activity.get("object")
    outer = Claim(verb, actor, bearer, sort_of(object), id_of(object))
    if prepared.inner is None and prepared.document is None:
        return [outer]
    # What is announced stands on its own: its author's proof or origin, never the word of who passes it on.
    borne: Bearer = "origin" if prepared.verified == "origin" else "proof"
    if prepared.inner is not None:
        inner_verb, author = str(prepared.inner.get("type", "")), prepared.inner_actor or ""
        return [outer, _claim(db, inner_verb, author, borne, prepared.inner, prepared.document)]
    author = owner_of(prepared.document or {}) or ""
    return [outer, _about_document("Create", author, borne, object, prepared.document)]


def _claim(db: Db, verb: str, actor: str, bearer: Bearer, activity: Document, document: Document | None) -> Claim:
    object = activity.get("object")
    if verb in ("Create", "Update"):
        return _about_document(verb, actor, bearer, object, document)
    if verb == "Delete":
        return _about_held(db, verb, actor, bearer, id_of(object))
    if verb in ("Accept", "Reject"):
        return _about_question(db, verb, actor, bearer, object)
    if verb == "Undo":
        return _about_act(db, verb, actor, bearer, object)
    if verb in ("Add", "Remove"):
        target = id_of(activity.get("target")) or ""
        keeper = target.removesuffix("/members") if target.endswith("/members") else None
        sort: Sort = "member" if keeper and id_of(object) else "unknown"
        return Claim(verb, actor, bearer, sort, id_of(object), keeper=keeper)
    if verb == "Offer" and is_credential(object) and isinstance(object, dict):
        return Claim(verb, actor, bearer, "credential", id_of(object), owner=id_of(object.get("issuer")))
    if verb == "Flag":
        return Claim(verb, actor, bearer, "unknown" if ids_of(object) else "nothing", id_of(object))
    return Claim(verb, actor, bearer, "actor" if id_of(object) else "nothing", id_of(object))


def _about_document(verb: str, actor: str, bearer: Bearer, object: object, document: Document | None) -> Claim:
    if document is None:
        return Claim(verb, actor, bearer, "unknown" if id_of(object) else "nothing", id_of(object))
    sort = sort_of(document)
    if sort == "actor":
        return Claim(verb, actor, bearer, sort, id_of(document), owner=id_of(document))
    about = _about_whom(document) if sort == "endorsement" else None
    # Reading whom it is for costs time, and only matters when nothing but a proof carries it.
    public = bearer != "proof" or audience.classify(document) == "public"
    return Claim(verb, actor, bearer, sort, id_of(document), owner=owner_of(document), about=about, public=public)


def _about_whom(document: Document) -> str | None:
    said = credential_in(document)
    return id_of(said.get("credentialSubject")) if said is not None else None


def _about_held(db: Db, verb: str, actor: str, bearer: Bearer, id: str | None) -> Claim:
    if id is None:
        return Claim(verb, actor, bearer, "nothing")
    if id == actor or peers.find_actor(db, id) is not None:
        return Claim(verb, actor, bearer, "actor", id)
    held = records.find(db, id)
    # What stands here as a record is one, whatever credential bears its address too.
    issuer = _issuer_of(db, id) if held is None or held.deleted else None
    if issuer is not None:
        return Claim(verb, actor, bearer, "credential", id, owner=issuer)
    # A neighbour may have deleted what nobody here had seen: that tells nothing of whose it is.
    if held is None or (held.deleted and held.verified == "none"):
        return Claim(verb, actor, bearer, "unknown", id)
    public = held.deleted or held.audience == "public"
    return Claim(verb, actor, bearer, "record", id, owner=held.owner, public=public)


def _issuer_of(db: Db, id: str) -> str | None:
    """Whose a credential is that was offered here, or that a record here shows."""
    held = credentials.find(db, id)
    return held.issuer if held is not None else endorsements.issuer_of(db, id)


def _about_question(db: Db, verb: str, actor: str, bearer: Bearer, answered: object) -> Claim:
    asked = asked_of(db, actor, answered)
    if asked is not None:
        sort: Sort = _ASKED.get(asked[0], "Follow")
        return Claim(verb, actor, bearer, sort, id_of(answered), asked=actor)
    of_whom = id_of(answered.get("object")) if isinstance(answered, dict) else None
    return Claim(verb, actor, bearer, sort_of(answered), id_of(answered), asked=of_whom)


def _about_act(db: Db, verb: str, actor: str, bearer: Bearer, undone: object) -> Claim:
    id = id_of(undone)
    if isinstance(undone, dict) and undone.get("type") is not None:
        # One that names nobody is its sender's, at least if it stands there.
        return Claim(verb, actor, bearer, sort_of(undone), id, owner=id_of(undone.get("actor")) or actor)
    if id is None:
        return Claim(verb, actor, bearer, "nothing")
    # By its address alone: whatever it is, it can only be found among what we know of this very actor.
    return Claim(verb, actor, bearer, "unknown", id)


def sort_of(object: object) -> Sort:
    """What sort of thing stands in an activity, by what it says of itself.

    >>> sort_of({"type": "Group", "id": "https://a.example/g"}), sort_of("https://a.example/g"), sort_of(None)
    ('actor', 'unknown', 'nothing')
    """
    if not isinstance(object, dict):
        return "unknown" if id_of(object) else "nothing"
    types = types_of(object)
    for type in types:
        if type == "VerifiableCredential":
            return "credential"
        if type in _NAMED:
            return _NAMED[type]
        if type in _OTHER_ACTIVITIES:
            return "other activity"
        if type in ACTOR_TYPES:
            return "actor"
    if types:
        return "endorsement" if object.get("kind") == ENDORSEMENT else "record"
    return "unknown" if id_of(object) else "nothing"
