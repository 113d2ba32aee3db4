"""Bad offers: every credential that will not do is refused with its reason, and nothing of it is shown."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from federation import proofs
from federation.errors import Later, NotFound, Refused
from node.clock import iso, whole_seconds
from node.endorsements import answering, giving
from node.endorsements.giving import Said
from node.errors import NodeError
from node.store import credentials, endorsements
from tests.node.credentials import CLEF, DAY, PANIER, RAFLE, me, offer, shown, sign, stated
from tests.node.ground import NOW, Document, Ground, Peer
from vocab.context import PUBLIC

SEEN = Said("visit", ("https://clef.example/visite",), practice="D03", level="3")


def altered(path: str, value: object) -> Callable[[Ground], Document]:
    """Changed after it was signed."""

    def make(ground: Ground) -> Document:
        document = copy.deepcopy(stated(CLEF, ground.me))
        *way, last = path.split(".")
        place: Any = document
        for name in way:
            place = place[name]
        place[last] = value
        return document

    return make


def made(**more: Any) -> Callable[[Ground], Document]:
    return lambda ground: stated(CLEF, ground.me, **more)


def signed_as(signer: Peer, name: Peer, document: Document) -> Document:
    """With another's key under the name of the issuer's."""
    without = {key: value for key, value in document.items() if key != "proof"}
    return proofs.add(
        without, replace(signer.signer, key_id=name.signer.key_id), whole_seconds(NOW), with_context=False
    )


BAD: dict[str, tuple[Callable[[Ground], Document], str]] = {
    "another level since": (altered("credentialSubject.level", 4), "has changed"),
    "another end since": (altered("validUntil", iso(NOW + DAY)), "has changed"),
    "another issuer since": (altered("issuer", RAFLE.id), "has changed"),
    "no proof": (altered("proof", {}), "has changed"),
    "level 0": (made(level=0), "level"),
    "level 5": (made(level=5), "level"),
    "level -1": (made(level=-1), "level"),
    "level 3.0": (made(level=3.0), "level"),
    "a level in words": (made(level="3"), "level"),
    "signed by another": (lambda ground: sign(RAFLE, stated(CLEF, ground.me)), "has changed"),
    "signed by another in its name": (lambda ground: signed_as(RAFLE, CLEF, stated(CLEF, ground.me)), "has changed"),
    "without a place where its end is said": (made(status_list=""), "credentialStatus"),
    "a place beyond every list": (made(status_index=8_000_000), "credentialStatus"),
    "unknown practice": (made(practice="Z99"), "practice"),
    "unknown method": (made(method="rumour"), "method"),
    "over": (made(valid_from=iso(NOW - 2 * DAY), valid_until=iso(NOW - DAY)), "ended"),
    "not yet": (made(valid_from=iso(NOW + 2 * DAY)), "begins"),
    "longer than 24 months": (made(valid_until=iso(NOW + 732 * DAY)), "24 months"),
    "of itself": (lambda ground: stated(CLEF, CLEF.id), "vouch for itself"),
    "about another": (lambda ground: stated(CLEF, PANIER.id), "is about"),
    "evidence: loopback": (made(evidence=("https://127.0.0.1/visite",)), "not a public address"),
    "evidence: private": (made(evidence=("https://10.1.2.3/visite",)), "not a public address"),
    "evidence: link-local IPv6": (made(evidence=("https://[fe80::1]/visite",)), "not a public address"),
    "evidence: mapped": (made(evidence=("https://[::ffff:192.168.1.1]/",)), "not a public address"),
    "evidence: localhost": (made(evidence=("https://localhost/visite",)), "not a public address"),
    "evidence: a house's name": (made(evidence=("https://nas.local/visite",)), "not a public address"),
    "evidence: one word": (made(evidence=("https://intranet/visite",)), "not a public address"),
    "evidence: not https": (made(evidence=("http://clef.example/visite",)), "not a public address"),
    "evidence: a program": (made(evidence=("javascript:alert(1)",)), "evidence"),
    "no evidence": (made(evidence=()), "evidence"),
}


async def test_offer__of_what_will_not_do(ground: Ground) -> None:
    ground.meet(CLEF, RAFLE)

    for name, (make, why) in BAD.items():
        with pytest.raises(Refused) as caught:
            await ground.hear(offer(CLEF, make(ground), ground.me, name))
        assert why in f"{caught.value} {caught.value.public.en}", name
        assert caught.value.public.fr and caught.value.public.fr != caught.value.public.en, name

    assert credentials.received(ground.db, ground.me) == []


async def test_offer__of_one_credential_to_several(ground: Ground) -> None:
    # About Panier, offered to us as well: it is not ours to show.
    ground.meet(CLEF, PANIER)
    said = stated(CLEF, PANIER.id)

    with pytest.raises(Refused, match="is about"):
        await ground.hear(CLEF.says("Offer", said, to=[ground.me, PANIER.id]))


async def test_offer__by_another_than_its_issuer(ground: Ground) -> None:
    ground.meet(CLEF, RAFLE)

    with pytest.raises(Refused, match="not theirs"):
        await ground.hear(offer(RAFLE, stated(CLEF, ground.me), ground.me))


async def test_offer__again_with_another_content_under_the_same_id(ground: Ground) -> None:
    ground.meet(CLEF)
    await ground.hear(offer(CLEF, stated(CLEF, ground.me), ground.me))
    answering.accept(ground.db, ground.home, me(ground), "https://clef.example/objects/c")

    with pytest.raises(Refused, match="no longer what it was"):
        await ground.hear(offer(CLEF, stated(CLEF, ground.me, level=4), ground.me, "again"))

    assert [each.level for each in endorsements.of_subject(ground.db, ground.me, iso(NOW), 5)] == [3]


async def test_offer__twice__and_of_an_older_one_after_a_revocation(ground: Ground) -> None:
    ground.meet(CLEF)
    first, second = stated(CLEF, ground.me, "first"), stated(CLEF, ground.me, "second")

    assert await ground.hear(offer(CLEF, first, ground.me)) == "waits for an answer"
    assert await ground.hear(offer(CLEF, first, ground.me)) == "known already"
    assert await ground.hear(offer(CLEF, first, ground.me, "again")) == "waits for an answer"
    assert len(credentials.received(ground.db, ground.me)) == 1
    answering.accept(ground.db, ground.home, me(ground), str(first["id"]))
    assert await ground.hear(offer(CLEF, first, ground.me, "once-more")) == "accepted before"
    await ground.hear(CLEF.says("Delete", first["id"], "revoke", to=[ground.me]))

    with pytest.raises(Refused, match="revoked") as caught:
        await ground.hear(offer(CLEF, first, ground.me, "replayed"))
    assert caught.value.public.fr == "Cette attestation a été révoquée par son auteur."
    # Another of the same content, under an id of its own, is another word.
    assert await ground.hear(offer(CLEF, second, ground.me, "second")) == "waits for an answer"


@pytest.mark.parametrize(
    ("declared", "why"),
    [
        ({"website": "https://pedales.coop/"}, "the same website"),
        ({"identifier": [{"type": "PropertyValue", "propertyID": "siren", "value": "732829320"}]}, "register number"),
    ],
)
async def test_offer__by_another_account_of_the_same_organisation(ground: Ground, declared: Document, why: str) -> None:
    other = replace(CLEF, said=declared)
    ground.say(kind="profile", name="Les Pédales", website="https://pedales.coop", identifiers={"siren": "732829320"})
    ground.follow(other)
    await ground.hear(other.says("Update", other.document, to=[PUBLIC]))

    with pytest.raises(Refused, match="declare the same") as caught:
        await ground.hear(offer(other, stated(other, ground.me), ground.me))
    assert why in caught.value.public.en and "même" in caught.value.public.fr
    with pytest.raises(NodeError, match="vouch"):
        giving.give(ground.db, ground.home, me(ground), other.id, SEEN)


async def test_offer__by_an_actor_that_nobody_knows(ground: Ground) -> None:
    # Its key is asked of its origin: without it nothing is kept, with it the one it is about decides.
    with pytest.raises((Refused, Later, NotFound)):
        await ground.hear(offer(RAFLE, stated(RAFLE, ground.me), ground.me))
    ground.web.serve(CLEF.document)

    assert await ground.hear(offer(CLEF, stated(CLEF, ground.me), ground.me)) == "waits for an answer"
    assert [each.issuer for each in credentials.received(ground.db, ground.me)] == [CLEF.id]
    assert shown(ground, ground.me) == []
