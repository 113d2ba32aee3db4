"""Endorsements on one node: what is heard, answered and taken back, and what others show of others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from federation.errors import Refused
from node.clock import iso
from node.endorsements import answering
from node.errors import Missing, NodeError
from node.shelving import reindex
from node.store import credentials, endorsements, messages
from node.store.credentials import Held
from tests.node.credentials import CLEF, DAY, PANIER, RAFLE, me, offer, shown, shown_by, sign, stated
from tests.node.ground import NOW, Document, Ground, Peer
from vocab.context import PUBLIC

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
