"""Taking for a reason: why a record is in the directory, when that begins and ends; what networks of ours pass on."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from federation.errors import Refused
from node import following, moderating
from node.clock import iso
from node.errand_worker import _keep_members
from node.profiles import NewActor, add_actor
from node.store import follows, log, memberships, moderation, peers
from node.store.errands import Errand
from tests.node.ground import NOW, ORIGIN, PAIR, Ground, Peer
from tests.node.test_taking import CLEF, ID, RAFLE, RESEAU
from vocab.canonical import digest
from vocab.vocabulary import Vocabulary


async def test_stranger__waits_for_a_moderator(ground: Ground) -> None:
    ground.meet(CLEF)

    assert await ground.hear(CLEF.says("Create", CLEF.record(cc=[ground.me]))) == "waits for a moderator"

    assert ground.waiting() == [ID]
    assert ground.record(ID) is None
    await ground.hear(CLEF.says("Delete", ID))
    assert ground.waiting() == []


async def test_stranger__accepted_by_a_moderator__is_shelved(ground: Ground) -> None:
    ground.meet(CLEF)
    document = CLEF.record(cc=[ground.me])
    await ground.hear(CLEF.says("Create", document))

    moderating.accept(ground.db, ground.home, ID, moderating.Verified(document, "proof", None))

    assert ID in ground.shelved()
    assert ground.reasons(ID) == [("accepted", ground.home.application)]
    assert ground.waiting() == []


@pytest.mark.parametrize("told", ["Add", "members"])
async def test_fellow__whatever_the_order__the_directory_ends_the_same(words: Vocabulary, told: str) -> None:
    inside: dict[str, Any] = {"to": [f"{RESEAU.id}/members"], "cc": []}
    older, newer = CLEF.record(**inside), CLEF.record(version=5, **inside)
    ends = set()
    for order in permutations(("older", "newer", "accept", "told")):
        if order.index("told") < order.index("accept"):
            continue  # nobody tells us of a network's members before it has accepted us, or we read them again
        ground = await Ground.lay(words)
        ground.meet(CLEF, RESEAU)
        memberships.put(ground.db, RESEAU.id, ground.me, f"{ground.me}#join", "asked", iso(NOW))
        for event in order:
            if event == "older":
                await ground.hear(CLEF.says("Create", older, "1"))
            elif event == "newer":
                await ground.hear(CLEF.says("Update", newer, "2"))
            elif event == "accept":
                await ground.hear(RESEAU.says("Accept", f"{ground.me}#join", "accept"))
            elif told == "Add":
                await ground.hear(RESEAU.says("Add", CLEF.id, target=f"{RESEAU.id}/members"))
            else:
                errand = Errand(1, "members", ground.me, RESEAU.id, None, 0)
                _keep_members(ground.db, ground.home, errand, [CLEF.id])
        record = ground.record(ID)
        assert record is not None
        assert ground.waiting() == []
        ends.add((digest(ground.document(ID)), record.version, record.verified, ID in ground.shelved()))
        assert ground.reasons(ID) == [("member", RESEAU.id)]

    assert ends == {(digest(newer), iso(NOW + 5), "proof", True)}


async def test_followed__a_record_that_came_before_the_accept__is_kept(ground: Ground) -> None:
    ground.meet(CLEF)
    following.follow(ground.db, ground.home, ground.me, CLEF.id)
    document = CLEF.record()
    await ground.hear(CLEF.says("Create", document))
    assert ground.waiting() == [ID]

    await ground.hear(CLEF.says("Accept", follows.activity(ground.db, ground.me, CLEF.id), "yes"))

    assert (ground.waiting(), ground.document(ID)) == ([], document)
    assert ground.reasons(ID) == [("followed", CLEF.id)]


async def test_waiting__an_older_version__does_not_replace_a_newer(ground: Ground) -> None:
    ground.meet(CLEF)
    newer = CLEF.record(version=5)
    await ground.hear(CLEF.says("Update", newer, "2"))

    assert await ground.hear(CLEF.says("Create", CLEF.record(), "1")) == "waits for a moderator"

    waiting = moderation.find_waiting(ground.db, ID)
    assert waiting is not None
    assert waiting.document == newer


async def test_member__of_others__goes_on_waiting(ground: Ground) -> None:
    ground.belong(RESEAU)
    ground.meet(CLEF, RAFLE)
    await ground.hear(CLEF.says("Create", CLEF.record(to=[f"{RESEAU.id}/members"], cc=[])))
    await ground.hear(RAFLE.says("Create", RAFLE.record(cc=[ground.me])))

    await ground.hear(RESEAU.says("Add", RAFLE.id, target=f"{RESEAU.id}/members"))

    # A fellow member's public record is no reason in itself, and of the other nothing was learned.
    assert ground.waiting() == [ID, f"{RAFLE.origin}/objects/a"]


async def test_admitted_here__what_waits_of_the_new_member_is_kept(words: Vocabulary) -> None:
    ground = await Ground.lay(words, kind="network")
    ours = ground.me
    mate = add_actor(ground.db, ground.home, NewActor("velos", "Les Vélos", "platform"), PAIR)
    following.join(ground.db, ground.home, mate, ours)
    ground.meet(CLEF)
    await ground.hear(CLEF.says("Create", CLEF.record(to=[f"{ours}/members"], cc=[])))
    assert ground.waiting() == [ID]

    await ground.hear(CLEF.says("Join", ours))

    assert ground.waiting() == []
    assert ground.reasons(ID) == [("member", ours)]


async def test_suppressed_listing__does_not_come_back(ground: Ground) -> None:
    ground.follow(CLEF)
    listing = CLEF.record(
        kind="Listing",
        purpose=None,
        name="La Cagette",
        website="https://cagette.example",
        organization={"type": "Organization", "name": "La Cagette", "website": "https://cagette.example"},
    )
    ground.meet(RAFLE)
    twin = RAFLE.record(**{**listing, "id": f"{RAFLE.origin}/objects/l", "attributedTo": RAFLE.id, "proof": None})
    await ground.hear(RAFLE.says("Create", twin))
    moderating.refuse(ground.db, ground.home, str(twin["id"]))

    assert await ground.hear(CLEF.says("Create", listing)) == "suppressed"
    assert ground.record(ID) is None


async def test_announce__by_a_followed_network__is_a_reason(ground: Ground) -> None:
    ground.follow(RESEAU)
    ground.meet(CLEF)
    create = CLEF.says("Create", CLEF.record())

    assert await ground.hear(RESEAU.says("Announce", create)) == "kept"

    record = ground.record(ID)
    assert record is not None
    assert (record.verified, record.via) == ("proof", RESEAU.id)
    assert ground.reasons(ID) == [("announced", RESEAU.id)]


async def test_two_reasons__keep_it_until_both_are_gone(ground: Ground) -> None:
    ground.follow(CLEF, RESEAU)
    create = CLEF.says("Create", CLEF.record())
    await ground.hear(create)
    announce = RESEAU.says("Announce", create)
    await ground.hear(announce)
    assert ground.reasons(ID) == [("announced", RESEAU.id), ("followed", CLEF.id)]

    following.unfollow(ground.db, ground.home, ground.me, CLEF.id)
    assert ID in ground.shelved()

    undo = RESEAU.says("Undo", announce["id"])
    assert await ground.hear(undo) == "announce undone, 1 records"
    assert ground.shelved() == {ground.me}
    assert ground.record(ID) is None


async def test_unfollow__clears_what_only_that_follow_brought(ground: Ground) -> None:
    ground.follow(CLEF)
    await ground.hear(CLEF.says("Create", CLEF.record()))

    following.unfollow(ground.db, ground.home, ground.me, CLEF.id)

    assert ground.shelved() == {ground.me}
    assert ground.sent()[-1][0::2] == ("Undo", f"{CLEF.id}/inbox")


async def test_undo__of_anothers_announce__does_nothing(ground: Ground) -> None:
    ground.follow(RESEAU, RAFLE)
    ground.meet(CLEF)
    announce = RESEAU.says("Announce", CLEF.says("Create", CLEF.record()))
    await ground.hear(announce)

    with pytest.raises(Refused):
        await ground.hear(RAFLE.says("Undo", announce["id"]))
    with pytest.raises(Refused):
        await ground.hear(RAFLE.says("Undo", announce, "2"))

    assert ID in ground.shelved()


@pytest.mark.parametrize("target", [CLEF.id, "clef.example"])
async def test_block__an_actor_or_its_server__keeps_its_records_out(ground: Ground, target: str) -> None:
    # R23: whichever way they come.
    ground.follow(RESEAU)
    ground.meet(CLEF)
    ground.db.execute("INSERT INTO blocks (target, why, since) VALUES (?, 'essai', ?)", (target, iso(NOW)))

    assert await ground.hear(RESEAU.says("Announce", CLEF.says("Create", CLEF.record()))) == "blocked"

    assert ground.record(ID) is None
    assert moderation.blocked(ground.db, CLEF.id, "clef.example")


async def network_here(words: Vocabulary, *members: Peer) -> Ground:
    ground = await Ground.lay(words, kind="network")
    ground.follow(*members)
    for member in members:
        memberships.put(ground.db, ground.me, member.id, f"{member.id}#join", "accepted", iso(NOW))
    return ground


async def test_network_here__announces_what_its_members_publish(words: Vocabulary) -> None:
    ground = await network_here(words, CLEF)
    ground.followed_by(RAFLE)
    create = CLEF.says("Create", CLEF.record())

    await ground.hear(create)

    assert [(type, inbox) for type, _, inbox in ground.sent()] == [("Announce", RAFLE.inbox)]
    entry = ground.entries()[-1]
    assert log.document(ground.db, entry.position)["object"] == create


@pytest.mark.parametrize(
    "more",
    [
        {"to": [f"{ORIGIN}/actors/pedales/members"], "cc": []},
        {"to": [f"{CLEF.id}/followers"], "cc": []},
        {"usagePolicy": "coop:policy-network-only"},
        {"usagePolicy": ["coop:policy-private"]},
    ],
)
async def test_network_here__announces_nothing_that_is_not_for_all(words: Vocabulary, more: dict[str, object]) -> None:
    ground = await network_here(words, CLEF)
    ground.followed_by(RAFLE)

    assert await ground.hear(CLEF.says("Create", CLEF.record(**more))) == "kept"

    assert ground.sent() == []
    assert [entry.type for entry in ground.entries() if entry.type == "Announce"] == []


async def test_network_here__takes_back_what_its_member_narrows_or_withdraws(words: Vocabulary) -> None:
    ground = await network_here(words, CLEF)
    ground.followed_by(RAFLE)
    await ground.hear(CLEF.says("Create", CLEF.record(), "1"))
    await ground.hear(CLEF.says("Create", CLEF.record("b"), "2"))

    narrowed = CLEF.record(version=1, to=[f"{ground.me}/members"], cc=[])
    await ground.hear(CLEF.says("Update", narrowed, "3"))
    await ground.hear(CLEF.says("Delete", f"{CLEF.origin}/objects/b", "4"))

    kinds = [entry.type for entry in ground.entries() if entry.subject.startswith(CLEF.origin)]
    assert kinds == ["Announce", "Announce", "Undo", "Announce"]
    last = log.document(ground.db, ground.entries()[-1].position)
    assert isinstance(last["object"], dict)
    assert last["object"]["type"] == "Delete"


async def test_network_here__announces_no_announce(words: Vocabulary) -> None:
    ground = await network_here(words, CLEF)
    ground.follow(RESEAU)
    stranger = Peer("https://loin.example/actors/loin", seed=12)
    ground.meet(stranger)

    assert await ground.hear(RESEAU.says("Announce", stranger.says("Create", stranger.record()))) == "kept"

    assert [entry.type for entry in ground.entries() if entry.type == "Announce"] == []


async def test_network_record__of_a_fellow_member__is_kept(ground: Ground) -> None:
    ground.belong(RESEAU, CLEF)
    inside = CLEF.record(to=[f"{RESEAU.id}/members"], cc=[])

    assert await ground.hear(CLEF.says("Create", inside)) == "kept"

    assert ground.reasons(ID) == [("member", RESEAU.id)]
    assert peers.find_actor(ground.db, CLEF.id) is not None
