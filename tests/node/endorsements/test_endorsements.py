"""Endorsements on one node: what is given and heard, what is shown, and every bad credential with its reason."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest

from federation import proofs
from federation.errors import Later, NotFound, Refused
from node.clock import iso, whole_seconds
from node.endorsements import answering, giving
from node.endorsements.giving import Said
from node.errors import Missing, NodeError
from node.shelving import reindex
from node.store import actors, credentials, endorsements, messages
from node.store.actors import LocalActor
from node.store.credentials import Held
from tests.node.credentials import DAY, offer, shown_by, sign, stated
from tests.node.ground import NOW, Document, Ground, Peer
from vocab import credential
from vocab.context import PUBLIC
from vocab.vocabulary import Vocabulary

CLEF = Peer("https://clef.example/actors/clef", seed=2)
PANIER = Peer("https://panier.example/actors/panier", seed=3)
RAFLE = Peer("https://rafle.example/actors/rafle", seed=4)
SEEN = Said("visit", ("https://clef.example/visite",), practice="D03", level="3")


VOCABULARY = Vocabulary.load()


@pytest.fixture
async def ground() -> AsyncIterator[Ground]:
    laid = await Ground.lay(VOCABULARY)
    yield laid
    await laid.store.close()


def shown(ground: Ground, subject: str) -> list[str]:
    found = endorsements.of_subject(ground.db, subject, iso(ground.clock.at), 50)
    return [each.credential for each in found]


def me(ground: Ground) -> LocalActor:
    found = actors.find(ground.db, ground.me)
    assert found is not None
    return found


# -- received, answered, taken back


async def test_offer__waits__is_shown_once_accepted__and_no_more_when_revoked(ground: Ground) -> None:
    ground.meet(CLEF)
    ground.followed_by(PANIER)
    said = stated(CLEF, ground.me)

    assert await ground.hear(offer(CLEF, said, ground.me)) == "waits for an answer"
    assert shown(ground, ground.me) == []
    held = answering.accept(ground.db, ground.home, me(ground), str(said["id"]))

    assert shown(ground, ground.me) == [said["id"]]
    record = ground.document(str(held.record))
    assert record["credential"] == said
    assert (record["type"], record["kind"], record["attributedTo"]) == ("Note", "Endorsement", ground.me)
    assert ground.sent() == [
        ("Create", held.record, PANIER.inbox),
        ("Accept", f"{CLEF.origin}/activities/offer", f"{CLEF.id}/inbox"),
    ]

    delete = CLEF.says("Delete", said["id"], "revoke", to=[ground.me])
    assert await ground.hear(delete) == "endorsement revoked"

    assert shown(ground, ground.me) == []
    assert ground.sent()[-1] == ("Delete", held.record, PANIER.inbox)
    assert ground.record(str(held.record)).deleted  # type: ignore[union-attr]
    # An old one after its revocation, by the same activity or a new one
    for name in ("offer-again", "offer-anew"):
        with pytest.raises(Refused, match="revoked"):
            await ground.hear(offer(CLEF, said, ground.me, name))
    with pytest.raises(NodeError):
        answering.accept(ground.db, ground.home, me(ground), str(said["id"]))


async def test_offer__refused__and_again_after_having_been_shown(ground: Ground) -> None:
    ground.meet(CLEF)
    said = stated(CLEF, ground.me)
    await ground.hear(offer(CLEF, said, ground.me))

    answering.accept(ground.db, ground.home, me(ground), str(said["id"]))
    held = answering.refuse(ground.db, ground.home, me(ground), str(said["id"]))

    assert held.state == "refused" and shown(ground, ground.me) == []
    assert [type for type, _, inbox in ground.sent() if inbox == f"{CLEF.id}/inbox"] == ["Accept", "Reject"]
    assert await ground.hear(offer(CLEF, said, ground.me, "again")) == "refused before"


async def test_revocation__before_its_offer(ground: Ground) -> None:
    # Order of arrival does not matter (DESIGN law 4).
    ground.meet(CLEF)
    said = stated(CLEF, ground.me)
    ground.clock.at = NOW + 2

    delete = CLEF.says("Delete", said["id"], "revoke", to=[ground.me], published=iso(NOW + 1))
    assert await ground.hear(delete) == "not held"

    with pytest.raises(Refused, match="revoked"):
        await ground.hear(offer(CLEF, said, ground.me))


async def test_revocation__by_an_undo_of_the_offer(ground: Ground) -> None:
    ground.meet(CLEF)
    said = stated(CLEF, ground.me)
    sent = offer(CLEF, said, ground.me)
    await ground.hear(sent)
    answering.accept(ground.db, ground.home, me(ground), str(said["id"]))

    assert await ground.hear(CLEF.says("Undo", sent)) == "endorsement revoked"

    assert shown(ground, ground.me) == []


@pytest.mark.parametrize("verb", ["Delete", "Undo"])
async def test_revocation__by_another_than_its_issuer(ground: Ground, verb: str) -> None:
    neighbour = Peer("https://clef.example/actors/voisin", seed=6)
    ground.meet(CLEF, neighbour, RAFLE)
    said = stated(CLEF, ground.me)
    sent = offer(CLEF, said, ground.me)
    await ground.hear(sent)
    answering.accept(ground.db, ground.home, me(ground), str(said["id"]))

    for other in (neighbour, RAFLE):
        with pytest.raises(Refused):
            await ground.hear(other.says(verb, said["id"] if verb == "Delete" else sent, f"no-{other.seed}"))

    assert shown(ground, ground.me) == [said["id"]]


async def test_accept__after_its_end(ground: Ground) -> None:
    ground.meet(CLEF)
    said = stated(CLEF, ground.me)
    await ground.hear(offer(CLEF, said, ground.me))

    ground.clock.at = NOW + 301 * DAY

    with pytest.raises(NodeError) as caught:
        answering.accept(ground.db, ground.home, me(ground), str(said["id"]))
    assert "échéance" in caught.value.public.fr


async def test_accept__what_another_received(ground: Ground) -> None:
    with pytest.raises(Missing):
        answering.accept(ground.db, ground.home, me(ground), "https://clef.example/objects/c")


async def test_offer__from_whom_ours_wants_nothing(ground: Ground) -> None:
    ground.meet(CLEF)
    messages.bar(ground.db, ground.me, CLEF.id, iso(NOW))

    assert await ground.hear(offer(CLEF, stated(CLEF, ground.me), ground.me)) == "not wanted"


async def test_offer__too_many_of_one_server(ground: Ground) -> None:
    ground.meet(CLEF)
    for number in range(credentials.MAX_OF_ONE_SERVER):
        row = Held(
            f"https://clef.example/{number}", CLEF.id, ground.me, "asked", f"o{number}", None, None, iso(NOW), {}
        )
        credentials.keep(ground.db, row)

    assert await ground.hear(offer(CLEF, stated(CLEF, ground.me), ground.me)) == "too many wait for an answer"


# -- bad credentials


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


# -- what others show


async def test_record__shows_what_a_third_party_stated__until_its_end(ground: Ground) -> None:
    ground.follow(PANIER)
    ground.meet(CLEF)
    said = stated(CLEF, PANIER.id)

    assert await ground.hear(PANIER.says("Create", shown_by(PANIER, said), to=[PUBLIC])) == "kept"

    assert shown(ground, PANIER.id) == [said["id"]]
    assert [each.subject for each in endorsements.of_practice(ground.db, "D03", iso(NOW), 5)] == [PANIER.id]
    assert ground.shelved() == {ground.me, f"{PANIER.origin}/objects/e"}
    reindex(ground.db, ground.home)
    assert shown(ground, PANIER.id) == [said["id"]]
    ground.clock.at = NOW + 300 * DAY
    assert shown(ground, PANIER.id) == []


async def test_record__of_what_its_issuer_revoked__whoever_still_shows_it(ground: Ground) -> None:
    ground.follow(PANIER)
    ground.meet(CLEF)
    said = stated(CLEF, PANIER.id)
    await ground.hear(PANIER.says("Create", shown_by(PANIER, said), to=[PUBLIC]))

    # The issuer's own word is enough, brought by whom it may, though nobody here follows it.
    assert await ground.hear(CLEF.says("Delete", said["id"], to=[PUBLIC]), signer=PANIER.id) == "no longer shown"

    assert shown(ground, PANIER.id) == []
    with pytest.raises(Refused, match="revoked"):
        await ground.hear(PANIER.says("Create", shown_by(PANIER, said, "again"), "again", to=[PUBLIC]))


async def test_record__withdrawn_by_the_one_it_is_about(ground: Ground) -> None:
    ground.follow(PANIER)
    ground.meet(CLEF)
    said = stated(CLEF, PANIER.id)
    record = shown_by(PANIER, said)
    await ground.hear(PANIER.says("Create", record, to=[PUBLIC]))

    assert await ground.hear(PANIER.says("Delete", record["id"], to=[PUBLIC])) == "withdrawn"

    assert shown(ground, PANIER.id) == []


AMISS: dict[str, Callable[[], Document]] = {
    "about another": lambda: shown_by(PANIER, stated(CLEF, RAFLE.id)),
    "changed since": lambda: shown_by(PANIER, {**stated(CLEF, PANIER.id), "validUntil": "2026-12-01T00:00:00Z"}),
    "no credential": lambda: shown_by(PANIER, stated(CLEF, PANIER.id), credential=None),
    "signed by another": lambda: shown_by(PANIER, sign(RAFLE, stated(CLEF, PANIER.id))),
    "under an address of somebody else": lambda: shown_by(PANIER, stated(CLEF, PANIER.id, id=f"{RAFLE.origin}/o/a")),
}


async def test_record__that_shows_what_it_may_not(ground: Ground) -> None:
    ground.follow(PANIER)
    ground.meet(CLEF, RAFLE)

    for name, make in AMISS.items():
        with pytest.raises(Refused):
            await ground.hear(PANIER.says("Create", make(), name, to=[PUBLIC]))

    assert shown(ground, PANIER.id) == [] == shown(ground, RAFLE.id)


async def test_record__of_whom_nobody_here_follows__asks_nothing_of_anybody(ground: Ground) -> None:
    ground.meet(PANIER)

    with pytest.raises(Refused, match="nobody here follows"):
        await ground.hear(PANIER.says("Create", shown_by(PANIER, stated(CLEF, PANIER.id))))

    assert CLEF.id not in ground.web.asked


async def test_statements__of_one_organisation__are_read_a_page_at_a_time__of_two_alike_the_newer(
    ground: Ground,
) -> None:
    ground.follow(PANIER)
    issuers = [Peer(f"https://n{number}.example/actors/a", seed=20 + number) for number in range(5)]
    ground.meet(*issuers)
    for number, issuer in enumerate(issuers):
        for slug, level, began in (("old", 2, NOW - DAY), ("new", 4, NOW - number % 2)):
            name = f"{slug}{number}"
            said = stated(issuer, PANIER.id, slug, level=level, valid_from=iso(began))
            await ground.hear(PANIER.says("Create", shown_by(PANIER, said, name), name, to=[PUBLIC]))
    await ground.hear(issuers[2].says("Delete", f"{issuers[2].origin}/objects/new", to=[PUBLIC]), signer=PANIER.id)

    found: list[endorsements.Endorsement] = []
    place: endorsements.Place | None = None
    while page := endorsements.of_subject(ground.db, PANIER.id, iso(NOW), 2, place):
        found += page
        place = page[-1].valid_from, page[-1].credential

    assert [(each.issuer[9:10], each.level) for each in found] == [("4", 4), ("0", 4), ("3", 4), ("1", 4), ("2", 2)]
    assert endorsements.count_of_subject(ground.db, PANIER.id, iso(NOW)) == 5
    assert endorsements.of_practice(ground.db, "D03", iso(NOW), 3) == found[:3]


# -- given


async def test_give__is_offered__and_revoked_for_ever(ground: Ground) -> None:
    ground.meet(CLEF)
    ground.followed_by(PANIER)

    held = giving.give(ground.db, ground.home, me(ground), CLEF.id, SEEN)

    said = credential.read(held.document, ground.home.vocabulary.charter)
    assert (said.practice, said.level, said.subject, said.method) == ("D03", 3, CLEF.id, "visit")
    assert said.valid_until == credential.latest_end(said.valid_from)
    assert ground.sent() == [("Offer", held.id, f"{CLEF.id}/inbox")]
    answer = {"id": held.offer, "type": "Offer", "actor": ground.me, "object": held.id}
    assert await ground.hear(CLEF.says("Accept", answer)) == "endorsement accepted"

    giving.revoke(ground.db, ground.home, me(ground), held.id)

    assert ground.sent()[1:] == [("Delete", held.id, f"{CLEF.id}/inbox"), ("Delete", held.id, PANIER.inbox)]
    assert credentials.revoked_places(ground.db, ground.me) == [held.place]
    assert ground.record(held.id).deleted  # type: ignore[union-attr]
    assert await ground.hear(CLEF.says("Accept", answer, "late")) == "nothing was asked"


async def test_give__is_refused__and_only_the_one_asked_answers(ground: Ground) -> None:
    ground.meet(CLEF, RAFLE)
    held = giving.give(ground.db, ground.home, me(ground), CLEF.id, SEEN)
    answer = {"id": held.offer, "type": "Offer", "actor": ground.me, "object": held.id}

    with pytest.raises(Refused):
        await ground.hear(RAFLE.says("Accept", answer))
    assert await ground.hear(CLEF.says("Reject", answer)) == "endorsement refused"

    assert [each.state for each in credentials.given(ground.db, ground.me)] == ["refused"]


UNFIT: tuple[tuple[Said, str], ...] = (
    (replace(SEEN, practice="Z99"), "practice"),
    (replace(SEEN, practice=None), "practice"),
    (replace(SEEN, level="0"), "level"),
    (replace(SEEN, level="5"), "level"),
    (replace(SEEN, level="trois"), "level"),
    (replace(SEEN, level=None), "level"),
    (replace(SEEN, method="rumour"), "method"),
    (replace(SEEN, evidence=()), "evidence"),
    (replace(SEEN, evidence=("https://192.168.1.1/x",)), "evidence"),
    (replace(SEEN, evidence=("visite",)), "evidence"),
    (replace(SEEN, until="2030-01-01"), "validUntil"),
    (replace(SEEN, until="2020-01-01"), "validUntil"),
    (replace(SEEN, until="demain"), "until"),
    (replace(SEEN, practice=None, level=None, matter="beauty"), "attests"),
    (replace(SEEN, practice=None, level=None, matter="register", reference="a\nb"), "reference"),
)


async def test_give__names_the_field_that_will_not_do(ground: Ground) -> None:
    ground.meet(CLEF)

    for said, field in UNFIT:
        with pytest.raises(NodeError) as caught:
            giving.give(ground.db, ground.home, me(ground), CLEF.id, said)
        assert caught.value.public.en.startswith(f"{field}:") and caught.value.public.fr.startswith(f"{field} :")

    assert ground.sent() == [] == credentials.given(ground.db, ground.me)


async def test_give__to_oneself(ground: Ground) -> None:
    with pytest.raises(NodeError) as caught:
        giving.give(ground.db, ground.home, me(ground), ground.me, SEEN)
    assert "ne témoigne pas d'elle-même" in caught.value.public.fr


async def test_revoke__what_another_gave(ground: Ground) -> None:
    ground.meet(CLEF)
    await ground.hear(offer(CLEF, stated(CLEF, ground.me), ground.me))

    with pytest.raises(Missing):
        giving.revoke(ground.db, ground.home, me(ground), "https://clef.example/objects/c")
