"""Showing: the record by which an organisation shows what another stated of it, ours or another node's."""

from __future__ import annotations

from collections.abc import Mapping

from federation.errors import Refused
from node.endorsements.statement import require_standing, statement_of
from node.home import Home
from node.store import endorsements
from node.store.connection import Db
from vocab.credential import Credential
from vocab.endorsement import credential_in
from vocab.language import Text
from vocab.looseness import id_of


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
