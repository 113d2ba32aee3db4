"""Claiming: an organisation says that a listing describes it, the lister answers, and strangers get nowhere.

In the first half a listing elsewhere is about one of ours; in the second the listing is ours.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from federation.errors import Refused
from node import claiming, shelving
from node.clock import iso
from node.errors import Missing, NodeError, NotAllowed
from node.moderating import Verified
from node.profiles import NewActor, add_actor
from node.store import actors, listing_claims, organizations, reasons, replaced, sites, words
from node.store.actors import LocalActor
from node.store.listing_claims import MAX_OF_ONE_SERVER
from node.store.sites import Site
from tests.node.ground import NOW, PAIR, Document, Ground, Peer
from tests.node.test_recognizing import LILLE, LISTER, drain, listing

SITE = "laclef.example"
# Both say that they are La Clef, and that this is their website.
SAID: Document = {"name": "La Clef", "location": LILLE, "website": f"https://{SITE}/"}
CLEF = Peer("https://clef.example/actors/clef", seed=2, said=SAID)
RAFLE = Peer("https://rafle.example/actors/rafle", seed=6, said=SAID)


def me(ground: Ground) -> LocalActor:
    found = actors.find(ground.db, ground.me)
    assert found is not None
    return found


def state(ground: Ground, id: str, claimant: str) -> str | None:
    found = listing_claims.find(ground.db, id, claimant)
    return found.state if found is not None else None


def to(ground: Ground, peer: Peer) -> list[str]:
    """The types of what is sent to somebody, in order."""
    return [type for type, _, inbox in ground.sent() if inbox.startswith(peer.origin)]


# -- ours, which somebody lists


async def about_us(ground: Ground, **about: object) -> str:
    return await listing(ground, about={"name": "Les Pédales", "website": f"https://{SITE}/", **about})


def claim(ground: Ground, id: str) -> None:
    claiming.claim(ground.db, ground.home, me(ground), id, LISTER.id)


async def test_claim__is_said_in_the_profile__and_to_the_lister_once(ground: Ground) -> None:
    id = await about_us(ground)

    claim(ground, id)
    claim(ground, id)

    assert ground.document(ground.me)["replaces"] == [id]
    assert to(ground, LISTER) == ["Offer"]
    made = listing_claims.find(ground.db, id, ground.me)
    assert made is not None and made.state == "asked"
    sent = ground.activity(made.activity)
    assert {name: sent[name] for name in ("type", "actor", "object", "target", "to")} == {
        "type": "Offer",
        "actor": ground.me,
        "object": ground.me,
        "target": id,
        "to": [LISTER.id],
    }
    assert id in ground.shelved()  # to say so proves nothing


async def test_claim__a_profile_written_anew_does_not_unsay_it(ground: Ground) -> None:
    id = await about_us(ground)
    claim(ground, id)

    ground.say(kind="profile", name="Les Pédales du Nord")

    assert ground.document(ground.me)["replaces"] == [id]


async def test_claim__ones_own_listing_or_too_many(ground: Ground) -> None:
    own = ground.say(kind="listing", name="La Clef").id
    with pytest.raises(NodeError, match="own"):
        claiming.claim(ground.db, ground.home, me(ground), own, ground.me)

    many = [f"https://annuaire.example/objects/{number}" for number in range(claiming.MAX_REPLACED)]
    ground.say(kind="profile", name="Les Pédales", replaces=many)
    with pytest.raises(NodeError, match="at most"):
        claim(ground, "https://annuaire.example/objects/one-more")


async def test_unclaim__is_told(ground: Ground) -> None:
    id = await about_us(ground)
    claim(ground, id)

    claiming.unclaim(ground.db, ground.home, me(ground), id)

    assert ground.document(ground.me).get("replaces") in (None, [])
    assert to(ground, LISTER) == ["Offer", "Update", "Undo"]
    assert state(ground, id, ground.me) is None
    with pytest.raises(Missing):
        claiming.unclaim(ground.db, ground.home, me(ground), id)


async def test_answer__the_last_one_counts__and_a_refused_claim_may_be_made_again(ground: Ground) -> None:
    id = await about_us(ground)
    claim(ground, id)
    made = listing_claims.find(ground.db, id, ground.me)
    assert made is not None

    said = await ground.hear(LISTER.says("Reject", made.activity, "n", published=iso(NOW - 60)))
    assert (said, state(ground, id, ground.me)) == ("claim refused", "refused")
    said = await ground.hear(LISTER.says("Accept", made.activity, "y", published=iso(NOW - 30)))
    assert (said, state(ground, id, ground.me)) == ("claim accepted", "accepted")
    said = await ground.hear(LISTER.says("Reject", made.activity, "late", published=iso(NOW - 45)))
    assert (said, state(ground, id, ground.me)) == ("answered otherwise since", "accepted")

    await ground.hear(LISTER.says("Reject", made.activity, "no", published=iso(NOW - 10)))
    claim(ground, id)
    assert (to(ground, LISTER), state(ground, id, ground.me)) == (["Offer", "Offer"], "asked")


async def test_acceptance__is_the_listings_next_version__not_the_word_accept(ground: Ground) -> None:
    id = await about_us(ground)
    claim(ground, id)
    made = listing_claims.find(ground.db, id, ground.me)
    assert made is not None
    await ground.hear(LISTER.says("Accept", made.activity, "y"))
    assert id in ground.shelved()

    document = {name: value for name, value in ground.document(id).items() if name != "proof"}
    named = LISTER.sign(document | {"updated": iso(NOW + 1), "isReplacedBy": ground.me})
    await ground.hear(LISTER.says("Update", named, "u1"))
    drain(ground)
    assert id not in ground.shelved()

    await ground.hear(LISTER.says("Update", LISTER.sign(document | {"updated": iso(NOW + 2)}), "u2"))
    drain(ground)
    assert id in ground.shelved()


async def test_profile__goes_on_being_told_to_who_gave_way__until_they_refuse(ground: Ground) -> None:
    id = await about_us(ground)
    claim(ground, id)

    ground.say(kind="profile", name="Les Pédales du Nord")
    assert to(ground, LISTER) == ["Offer", "Update"]

    made = listing_claims.find(ground.db, id, ground.me)
    assert made is not None
    await ground.hear(LISTER.says("Reject", made.activity, "n"))
    ground.say(kind="profile", name="Les Pédales du Sud")
    assert to(ground, LISTER) == ["Offer", "Update"]


# -- a listing of ours


def our_listing(ground: Ground, **more: object) -> str:
    draft = {"organization": {"name": "La Clef", "website": f"https://{SITE}/"}, "location": {"city": "Lille"}} | more
    return ground.say(kind="listing", name="La Clef", **draft).id


def offers(peer: Peer, id: str, name: str = "offer", **more: object) -> Document:
    return peer.says("Offer", peer.id, name, target=id, **more)


def accept(ground: Ground, id: str, peer: Peer) -> None:
    claiming.accept(ground.db, ground.home, id, peer.id, Verified(peer.document, "origin", None))
    drain(ground)


async def asked(ground: Ground, *by: Peer) -> str:
    id = our_listing(ground)
    for peer in by:
        ground.meet(peer)
        assert await ground.hear(offers(peer, id)) == "waits for the lister"
    return id


async def test_offer__waits__and_changes_nothing(ground: Ground) -> None:
    id = await asked(ground, RAFLE)

    assert state(ground, id, RAFLE.id) == "asked"
    assert id in ground.shelved()
    assert RAFLE.id not in ground.shelved()
    assert to(ground, RAFLE) == []


async def test_offer__by_somebody_who_is_not_the_one_offered(ground: Ground) -> None:
    id = our_listing(ground)
    ground.meet(CLEF, RAFLE)

    with pytest.raises(Refused):
        await ground.hear(RAFLE.says("Offer", CLEF.id, target=id))
    with pytest.raises(Refused):
        await ground.hear(offers(CLEF, id), signer=RAFLE.id)  # with CLEF's own proof, replayed by another

    assert listing_claims.every(ground.db) == []


@pytest.mark.parametrize("target", [None, "https://pedales.example/objects/none", {"id": None}])
async def test_offer__of_no_listing_of_ours(ground: Ground, target: object) -> None:
    ground.meet(CLEF)
    theirs = await about_us(ground)
    offer = ground.say().id

    for number, each in enumerate((target, theirs, offer, ground.me)):
        said = await ground.hear(CLEF.says("Offer", CLEF.id, str(number), target=each))
        assert said == "about no listing of ours"


async def test_offer__taken_back__does_not_come_back_by_being_replayed(ground: Ground) -> None:
    id = await asked(ground, CLEF)
    first = offers(CLEF, id)

    assert await ground.hear(CLEF.says("Undo", first, "u", published=iso(NOW))) == "claim taken back"
    assert await ground.hear(first) == "known already"
    said = await ground.hear(offers(CLEF, id, "again", published=iso(NOW - 10)))

    assert (said, listing_claims.every(ground.db)) == ("taken back since", [])


async def test_offer__of_one_server__no_more_than_so_many_wait(ground: Ground) -> None:
    ids = [our_listing(ground) for _ in range(MAX_OF_ONE_SERVER + 1)]
    ground.meet(RAFLE, CLEF)

    said = [await ground.hear(offers(RAFLE, id, f"o{number}")) for number, id in enumerate(ids)]

    assert said == ["waits for the lister"] * MAX_OF_ONE_SERVER + ["too many wait for the lister"]
    assert await ground.hear(offers(CLEF, ids[-1])) == "waits for the lister"


async def test_accept__the_listing_says_so__and_gives_way(ground: Ground) -> None:
    ground.followed_by(LISTER)
    id = await asked(ground, CLEF)
    told = len(to(ground, LISTER))

    accept(ground, id, CLEF)

    assert ground.document(id)["isReplacedBy"] == CLEF.id
    assert id not in ground.shelved()
    assert CLEF.id in ground.shelved()
    assert to(ground, CLEF) == ["Accept"]
    # Every follower knows from the listing itself, and learns who the organisation is.
    assert to(ground, LISTER)[told:] == ["Update", "Announce"]
    assert state(ground, id, CLEF.id) == "accepted"


async def test_accept__a_new_version_of_the_listing_does_not_unsay_it(ground: Ground) -> None:
    id = await asked(ground, CLEF)
    accept(ground, id, CLEF)

    our_listing(ground, id=id, content="Outils à Lille")

    assert ground.document(id)["isReplacedBy"] == CLEF.id
    assert id not in ground.shelved()


@pytest.mark.parametrize("how", ["refused by the lister", "taken back", "taken back by its address"])
async def test_accept__undone__the_listing_returns(ground: Ground, how: str) -> None:
    id = await asked(ground, CLEF)
    accept(ground, id, CLEF)

    if how == "refused by the lister":
        claiming.refuse(ground.db, ground.home, id, CLEF.id)
    else:
        offer = offers(CLEF, id)
        undone = offer if how == "taken back" else offer["id"]
        assert await ground.hear(CLEF.says("Undo", undone, "u")) == "claim taken back"
    drain(ground)

    assert "isReplacedBy" not in ground.document(id)
    assert id in ground.shelved()
    assert CLEF.id not in ground.shelved()
    assert to(ground, CLEF) == ["Accept", "Reject"] if how == "refused by the lister" else ["Accept"]


async def test_undo__of_anothers_claim(ground: Ground) -> None:
    id = await asked(ground, CLEF)
    accept(ground, id, CLEF)
    ground.meet(RAFLE)
    offer = offers(CLEF, id)

    with pytest.raises(Refused):
        await ground.hear(RAFLE.says("Undo", offer, "u1"))
    forged = await ground.hear(RAFLE.says("Undo", offers(RAFLE, id) | {"id": f"{RAFLE.origin}/x"}, "u2"))

    assert forged == "remembered"
    assert id not in ground.shelved()


async def test_accept__two_who_claim__the_one_whom_the_lister_names(ground: Ground) -> None:
    id = await asked(ground, RAFLE, CLEF)

    accept(ground, id, CLEF)
    assert (state(ground, id, CLEF.id), state(ground, id, RAFLE.id)) == ("accepted", "asked")
    assert CLEF.id in ground.shelved() and RAFLE.id not in ground.shelved()

    accept(ground, id, RAFLE)
    assert (state(ground, id, CLEF.id), state(ground, id, RAFLE.id)) == ("refused", "accepted")
    assert ground.document(id)["isReplacedBy"] == RAFLE.id
    assert to(ground, CLEF) == ["Accept", "Reject"]
    assert CLEF.id not in ground.shelved()


async def test_accept__what_is_no_listing_of_ours(ground: Ground) -> None:
    theirs = await about_us(ground)
    withdrawn = our_listing(ground)
    ground.withdraw(withdrawn)

    for id in (theirs, ground.me, "https://x.example/1"):
        with pytest.raises(Missing):
            accept(ground, id, CLEF)
    with pytest.raises(NotAllowed):
        accept(ground, withdrawn, CLEF)
    with pytest.raises(Missing):
        claiming.refuse(ground.db, ground.home, our_listing(ground), CLEF.id)


async def test_accept__a_person__is_no_organisation(ground: Ground) -> None:
    person = Peer("https://gens.example/users/a", type="Person", seed=8)
    id = await asked(ground, person)

    with pytest.raises(NotAllowed):
        accept(ground, id, person)

    assert "isReplacedBy" not in ground.document(id)


async def test_claim__between_two_of_one_node(ground: Ground) -> None:
    other = add_actor(ground.db, ground.home, NewActor("clef", "La Clef", "platform", "fr-commune-59350"), PAIR)
    id = our_listing(ground)
    clef = actors.find(ground.db, other)
    assert clef is not None

    claiming.claim(ground.db, ground.home, clef, id, ground.me)
    claiming.accept(ground.db, ground.home, id, other, None)
    drain(ground)
    assert id not in ground.shelved()

    clef = actors.find(ground.db, other)
    assert clef is not None
    claiming.unclaim(ground.db, ground.home, clef, id)
    drain(ground)
    assert id in ground.shelved() and other in ground.shelved()


# -- and what everybody is told


async def test_reindex__finds_all_of_it_again(ground: Ground) -> None:
    id = await asked(ground, CLEF, RAFLE)
    accept(ground, id, CLEF)
    before = ground.shelved()

    shelving.reindex(ground.db, ground.home)

    assert ground.shelved() == before
    assert reasons.let_in_by(ground.db, CLEF.id) == ground.me
    assert words.ended_since(ground.db, claiming.WORD, CLEF.id, id, iso(0)) is False


def test_hurry__a_website_that_somebody_waits_for(ground: Ground) -> None:
    sites.keep(ground.db, Site(SITE, f"https://{SITE}/", (), iso(NOW), NOW + 86_400, failures=3))

    sites.hurry(ground.db, SITE, NOW)

    found: Mapping[str, Site] = {each.site: each for each in sites.due(ground.db, NOW, 10)}
    assert found[SITE].failures == 0


async def test_given_way__what_was_not_for_everybody__is_not_told_to_everybody(ground: Ground) -> None:
    id = our_listing(ground, visibility="private")
    accept(ground, id, CLEF)

    assert organizations.named(ground.db, id).gives_way is not None  # type: ignore[union-attr]
    assert replaced.of_listing(ground.db, id) is None
    assert replaced.by_profile(ground.db, CLEF.id) == []


async def test_given_way__at_a_strangers_word__is_not_on_the_profiles_page(ground: Ground) -> None:
    ground.say(kind="profile", name="Les Pédales", website=f"https://{SITE}/")
    id = await listing(ground, by=RAFLE, about={"name": "Autre", "website": None}, isReplacedBy=ground.me)

    assert id not in ground.shelved()
    assert replaced.of_listing(ground.db, id) is not None
    assert replaced.by_profile(ground.db, ground.me) == []

    claiming.claim(ground.db, ground.home, me(ground), id, RAFLE.id)
    assert [each.listing for each in replaced.by_profile(ground.db, ground.me)] == [id]
