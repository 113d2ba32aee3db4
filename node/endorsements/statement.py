"""Statements: what a credential says, checked by what this node knows: the time, addresses, who is not heard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from federation.errors import BlockedAddress, Refused
from federation.guard import Guard
from federation.hosts import host_of
from federation.owner import same_origin
from node.clock import iso
from node.home import Home
from node.private_links import is_public
from node.store import records
from node.store.connection import Db
from node.store.standing import standing_of
from vocab import credential
from vocab.credential import Credential
from vocab.fields import Wrong
from vocab.language import Text

OVER: Final = Text("Cette attestation est arrivée à échéance.", "This credential is over.")
REVOKED: Final = Text("Cette attestation a été révoquée par son auteur.", "Its issuer revoked this credential.")


def statement_of(home: Home, document: Mapping[str, object]) -> Credential:
    """What a credential says. Raises `Refused` for one that says it amiss."""
    try:
        said = credential.read(document, home.vocabulary.charter)
    except Wrong as wrong:
        fault = wrong.faults[0]
        raise Refused(f"credential: {fault.sentence.en}", fault.sentence) from wrong
    if not same_origin(said.id, said.issuer):
        # Whoever revokes it would withdraw what others keep at that address.
        raise Refused(
            f"{said.id[:200]} does not stand at the origin of {said.issuer}",
            Text("id : l'adresse n'est pas chez son auteur.", "id: the address is not at its issuer's."),
        )
    for address in said.evidence:
        _require_reachable(home, address)
    if said.valid_from > iso(home.now() + home.settings.record_future_s):
        raise Refused(
            f"{said.id} begins at {said.valid_from}",
            Text("Cette attestation ne vaut pas encore.", "This credential does not hold yet."),
        )
    return said


def require_standing(db: Db, home: Home, said: Credential) -> None:
    """Raises `Refused` for what was revoked, is over, or comes from whom this node does not hear."""
    tombstone = records.find(db, said.id)
    if tombstone is not None and tombstone.deleted and tombstone.owner == said.issuer:
        raise Refused(f"{said.id} was revoked", REVOKED)
    if said.valid_until <= home.now_iso():
        raise Refused(f"{said.id} ended at {said.valid_until}", OVER)
    host = host_of(said.issuer)
    standing = standing_of(db, said.issuer, host, said.id)
    if home.domains.refuses(host) or standing.blocked or standing.gone:
        raise Refused(
            f"{said.issuer} is not heard here",
            Text("Son auteur n'est pas entendu ici.", "Its issuer is not heard here."),
        )


def _require_reachable(home: Home, address: str) -> None:
    """What shows it must be where everybody can look."""
    guard = Guard(allow_private=home.settings.allow_private_networks)
    try:
        guard.check_url(address)
    except BlockedAddress as blocked:
        raise _hidden(address) from blocked
    if not is_public(address, guard):
        raise _hidden(address)


def _hidden(address: str) -> Refused:
    return Refused(
        f"evidence at {address[:200]}: not a public address",
        Text(
            "evidence : ce n'est pas une adresse publique en https, où tout le monde peut regarder.",
            "evidence: that is not a public https address, where everybody can look.",
        ),
    )
