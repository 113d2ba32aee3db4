"""Credentials of others, signed with their own keys, and the records that show them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from federation import proofs
from node.clock import iso, whole_seconds
from node.store import actors, endorsements
from node.store.actors import LocalActor
from tests.node.ground import NOW, Document, Ground, Peer
from vocab import credential, endorsement
from vocab.charter import Charter
from vocab.context import PUBLIC
from vocab.credential import Credential
from vocab.language import Text
from vocab.model import Envelope

CHARTER = Charter.load()
CLEF = Peer("https://clef.example/actors/clef", seed=2)
PANIER = Peer("https://panier.example/actors/panier", seed=3)
RAFLE = Peer("https://rafle.example/actors/rafle", seed=4)
DAY = 86_400.0


def stated(issuer: Peer, subject: str, slug: str = "c", **more: Any) -> Document:
    """A credential as its issuer signs it."""
    made = Credential(
        id=f"{issuer.origin}/objects/{slug}",
        issuer=issuer.id,
        subject=subject,
        method="visit",
        evidence=("https://clef.example/visite",),
        valid_from=iso(NOW),
        valid_until=iso(NOW + 300 * DAY),
        practice="D03",
        level=3,
        status_list=f"{issuer.id}/endorsements/status",
        status_index=5,
    )
    return sign(issuer, credential.to_document(replace(made, **more)))


def sign(issuer: Peer, document: Document) -> Document:
    return proofs.add(document, issuer.signer, whole_seconds(NOW), with_context=False)


def offer(issuer: Peer, document: Document, to: str, name: str = "offer") -> Document:
    return issuer.says("Offer", document, name, to=[to])


def shown_by(subject: Peer, signed: Document, slug: str = "e", **more: Any) -> Document:
    """The record by which somebody elsewhere shows what was stated of it."""
    said = credential.read(signed, CHARTER)
    id = f"{subject.origin}/objects/{slug}"
    envelope = Envelope(id, subject.id, id, (PUBLIC,), (f"{subject.id}/followers",), iso(NOW), iso(NOW), "fr")
    document = endorsement.to_record(
        said,
        signed,
        "La Clef",
        Text("a", "a"),
        "https://spdx.org/licenses/etalab-2.0",
        "coop:policy-commons-open",
        envelope,
    )
    return subject.sign(document | more)


def shown(ground: Ground, subject: str) -> list[str]:
    """The credentials that are shown of somebody now, by their addresses."""
    found = endorsements.of_subject(ground.db, subject, iso(ground.clock.at), 50)
    return [each.credential for each in found]


def me(ground: Ground) -> LocalActor:
    """The organisation of this node."""
    found = actors.find(ground.db, ground.me)
    assert found is not None
    return found
