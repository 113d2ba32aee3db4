"""Showing: the record by which an organisation shows what another stated of it, ours or another node's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from federation.errors import Refused
from federation.hosts import host_of
from node.endorsements.statement import require_standing, statement_of
from node.home import Home
from node.store import endorsements, entries, peers, records
from node.store.connection import Db
from node.store.records import Record
from vocab.credential import Credential
from vocab.endorsement import KIND, credential_in
from vocab.entry import read_entry
from vocab.language import Text
from vocab.looseness import id_of

RECIPROCAL: Final = "reciprocal-ess"
# Policies of which that one is the stricter.
OPEN: Final = ("commons-open", "commons-share-alike")


def require_shown(db: Db, home: Home, document: Mapping[str, object]) -> None:
    """Raises `Refused` for a record whose credential is not about its author, or will not do."""
    said = shown_by(home, document)
    require_standing(db, home, said)


def shown_by(home: Home, document: Mapping[str, object]) -> Credential:
    """What a record shows. Raises `Refused`."""
    signed = credential_in(document)
    if signed is None:
        raise Refused("it carries no credential", Text("Champ credential : absent.", "Field credential: missing."))
    said = statement_of(home, signed)
    if said.subject != id_of(document.get("attributedTo")):
        raise Refused(
            f"{said.id} is about {said.subject}",
            Text("Cette attestation parle de quelqu'un d'autre.", "This credential is about somebody else."),
        )
    return said


def shelve(db: Db, home: Home, num: int, document: Mapping[str, object]) -> None:
    """Put what a record shows where pages look for it."""
    try:
        said = shown_by(home, document)
    except Refused:  # of a practice, say, that the catalogue of this release does not know
        endorsements.remove(db, num)
        return
    endorsements.put(db, num, said)


def policy_of(db: Db, home: Home, record: Record, document: Mapping[str, object]) -> str | None:
    """Under which policy what a record shows may be found and taken away: the stricter of its author's and issuer's.

    None for what does not hold now, or comes from whom not everybody may read, or whom this node does not deal with.
    """
    if record.kind != KIND:
        return None
    try:
        said = shown_by(home, document)
    except Refused:
        return None
    if said.valid_until <= home.now_iso() or home.domains.refuses(host_of(said.issuer)):
        return None
    if endorsements.is_withdrawn(db, said.id, said.issuer):
        return None
    policy = issuer_policy(db, home, said.issuer)
    if policy is None:
        return None
    return RECIPROCAL if policy == RECIPROCAL and record.policy in OPEN else record.policy


def issuer_policy(db: Db, home: Home, issuer: str) -> str | None:
    """The policy of an organisation's profile, as held here or as its actor's document says; None: not for everybody.

    Empty where it says none, or nothing is known of it: then who shows what it states decides.
    """
    held = records.find(db, issuer)
    if held is not None:
        return held.policy if entries.is_open(held.audience, held.policy) else None
    peer = peers.find_actor(db, issuer)
    known = read_entry(peer.document, home.vocabulary) if peer is not None else None
    policy = (known.policy if known is not None else None) or ""
    return policy if entries.is_open("public", policy) else None


def lapse(db: Db, now: str) -> int:
    """What ended since the last look is found and taken away no more; how many records show such a thing."""
    ended = endorsements.pass_on_lapsed(db, now)
    for num in ended:
        entries.hide(db, num)
    return len(ended)
