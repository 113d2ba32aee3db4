"""Receiving: one small function an activity; what is not in the table, or is not its sender's to say, has no effect."""

from __future__ import annotations

import pytest

from federation.authority import CARRIED_BY_PROOF, TABLE
from federation.errors import Refused
from node import following
from node.clock import iso
from node.receiving import ACTS
from node.store import errands, follows, inbox, memberships
from tests.node.ground import NOW, ORIGIN, Document, Ground, Peer
from vocab.vocabulary import Vocabulary

CLEF = Peer("https://clef.example/actors/clef", seed=2)
RESEAU = Peer("https://reseau.example/actors/reseau", kind="network", seed=4)
RAFLE = Peer("https://rafle.example/actors/rafle", seed=6)


def errand_list(ground: Ground) -> list[tuple[str, str]]:
    return [(errand.kind, errand.subject) for errand in errands.due(ground.db, NOW, 100)]


def test_table__is_closed() -> None:
    assert sorted(ACTS) == [
        "Accept", "Add", "Announce", "Block", "Create", "Delete", "Flag", "Follow", "Join", "Leave", "Move", "Offer",
        "Reject", "Remove", "Undo", "Update",
    ]  # fmt: skip
    # Nothing has an effect that nobody may do.
    assert set(ACTS) <= set(TABLE)


@pytest.mark.parametrize("type", ["Like", "Arrive", "Invite", "create", ""])
async def test_other_activities__have_no_effect(ground: Ground, type: str) -> None:
    ground.follow(CLEF)
    before = ground.entries()

    outcome = await ground.hear(CLEF.says(type, CLEF.record()))

    assert outcome.endswith("not spoken here")
    assert (ground.entries(), ground.shelved()) == (before, {ground.me})


async def test_row__is_closed_with_its_effect(ground: Ground) -> None:
    ground.follow(CLEF)
    create = CLEF.says("Create", CLEF.record())

    await ground.hear(create)

    assert inbox.explain(ground.db, str(create["id"])) == [
        {
            "signer": CLEF.id,
            "actor": CLEF.id,
            "how": "pushed",
            "received": iso(NOW),
            "state": "done",
            "attempts": 0,
            "answer": "kept",
        }
    ]
    assert await ground.hear(create) == "known already"


# -- follows


async def test_follow__is_accepted_and_answered(ground: Ground) -> None:
    ground.meet(CLEF)
    follow = CLEF.says("Follow", ground.me)

    assert await ground.hear(follow) == "accepted"

    assert follows.followers(ground.db, ground.me) == [CLEF.id]
    accept = ground.activity(ground.entries()[-1].id)
    assert (accept["type"], accept["actor"], accept["to"]) == ("Accept", ground.me, [CLEF.id])
    assert accept["object"] == {key: value for key, value in follow.items() if key not in ("@context", "proof")}
    assert ground.sent() == [("Accept", follow["id"], f"{CLEF.id}/inbox")]


async def test_follow__of_the_node_itself__is_rejected(ground: Ground) -> None:
    ground.meet(CLEF)

    await ground.hear(CLEF.says("Follow", ground.home.application))

    assert follows.followers(ground.db, ground.home.application) == []
    assert ground.entries()[-1].type == "Reject"


async def test_follow__by_hand__waits_until_somebody_lets_it_in(ground: Ground) -> None:
    ground.meet(CLEF)
    ground.say(kind="profile", name="Les Pédales", approves_followers=True)
    follow = CLEF.says("Follow", ground.me)

    assert await ground.hear(follow) == "waits to be let in"
    assert (follows.state(ground.db, CLEF.id, ground.me), ground.sent()) == ("asked", [])
    following.let_in(ground.db, ground.home, ground.me, CLEF.id)

    assert follows.followers(ground.db, ground.me) == [CLEF.id]
    accept = ground.activity(ground.entries()[-1].id)
    bare = {key: follow[key] for key in ("id", "type", "actor", "object")}
    assert (accept["type"], accept["object"], accept["to"]) == ("Accept", bare, [CLEF.id])


async def test_follow__by_hand__refused_is_told_and_sees_nothing(ground: Ground) -> None:
    ground.meet(CLEF)
    ground.say(kind="profile", name="Les Pédales", approves_followers=True)
    await ground.hear(CLEF.says("Follow", ground.me))
    ground.say(visibility="followers")

    following.turn_away(ground.db, ground.home, ground.me, CLEF.id)

    assert follows.state(ground.db, CLEF.id, ground.me) is None
    assert [type for type, _, _ in ground.sent()] == ["Reject"]


async def test_follow__by_hand__of_our_own_network_is_not_asked_about(ground: Ground) -> None:
    ground.belong(CLEF)
    ground.say(kind="profile", name="Les Pédales", approves_followers=True)

    assert await ground.hear(CLEF.says("Follow", ground.me)) == "accepted"


async def test_follow__by_hand__stays_when_a_profile_does_not_speak_of_it(ground: Ground) -> None:
    ground.say(kind="profile", name="Les Pédales", approves_followers=True)
    ground.say(kind="profile", name="Les Pédales de Lille")

    assert ground.document(ground.me)["manuallyApprovesFollowers"] is True

    ground.say(kind="profile", name="Les Pédales de Lille", approves_followers=False)

    assert ground.document(ground.me)["manuallyApprovesFollowers"] is False


async def test_follow__of_nobody_here__does_nothing(ground: Ground) -> None:
    ground.meet(CLEF)

    assert await ground.hear(CLEF.says("Follow", f"{ORIGIN}/actors/personne")) == "follows nobody here"


@pytest.mark.parametrize("shape", ["whole", "id"])
async def test_undo_follow__ends_it(ground: Ground, shape: str) -> None:
    ground.meet(CLEF)
    follow = CLEF.says("Follow", ground.me)
    await ground.hear(follow)

    assert await ground.hear(CLEF.says("Undo", follow if shape == "whole" else follow["id"])) == "follow undone"

    assert follows.followers(ground.db, ground.me) == []


async def test_undo_follow__of_somebody_else__is_refused(ground: Ground) -> None:
    ground.meet(CLEF, RAFLE)
    follow = CLEF.says("Follow", ground.me)
    await ground.hear(follow)

    with pytest.raises(Refused):
        await ground.hear(RAFLE.says("Undo", follow))
    with pytest.raises(Refused):
        await ground.hear(RAFLE.says("Undo", follow["id"], "2"))

    assert follows.followers(ground.db, ground.me) == [CLEF.id]


# -- answers to what we asked


async def test_accept__of_our_follow__backfills(ground: Ground) -> None:
    ground.meet(CLEF)
    follows.put(ground.db, ground.me, CLEF.id, f"{ORIGIN}/activities/f", "asked", iso(NOW))

    assert await ground.hear(CLEF.says("Accept", f"{ORIGIN}/activities/f")) == "follow accepted"

    assert follows.state(ground.db, ground.me, CLEF.id) == "accepted"
    assert errand_list(ground) == [("backfill", CLEF.id)]


async def test_accept__with_a_copy_under_another_id__counts(ground: Ground) -> None:
    ground.meet(CLEF)
    follows.put(ground.db, ground.me, CLEF.id, f"{ORIGIN}/activities/f", "asked", iso(NOW))
    copy = {"id": "https://clef.example/copy/1", "type": "Follow", "actor": ground.me, "object": CLEF.id}

    assert await ground.hear(CLEF.says("Accept", copy)) == "follow accepted"


@pytest.mark.parametrize("type", ["Accept", "Reject"])
async def test_answers__of_somebody_we_did_not_ask__are_refused(ground: Ground, type: str) -> None:
    ground.meet(CLEF, RAFLE)
    follows.put(ground.db, ground.me, CLEF.id, f"{ORIGIN}/activities/f", "asked", iso(NOW))
    copy = {"type": "Follow", "actor": ground.me, "object": CLEF.id}

    for number, answered in enumerate((f"{ORIGIN}/activities/f", copy)):
        with pytest.raises(Refused):
            await ground.hear(RAFLE.says(type, answered, str(number)))

    assert follows.state(ground.db, ground.me, CLEF.id) == "asked"
    assert errand_list(ground) == []


async def test_reject__of_our_follow__clears_what_it_brought(ground: Ground) -> None:
    ground.follow(CLEF)
    await ground.hear(CLEF.says("Create", CLEF.record()))
    asked = follows.activity(ground.db, ground.me, CLEF.id)

    assert await ground.hear(CLEF.says("Reject", asked)) == "follow rejected"

    assert follows.state(ground.db, ground.me, CLEF.id) == "rejected"
    assert ground.shelved() == {ground.me}


async def test_accept__of_our_membership__reads_members_and_records(ground: Ground) -> None:
    ground.meet(RESEAU)
    memberships.put(ground.db, RESEAU.id, ground.me, f"{ORIGIN}/activities/j", "asked", iso(NOW))
    join = {"id": f"{ORIGIN}/activities/j", "type": "Join", "actor": ground.me, "object": RESEAU.id}

    assert await ground.hear(RESEAU.says("Accept", join)) == "membership accepted"

    assert memberships.state(ground.db, RESEAU.id, ground.me) == "accepted"
    assert sorted(errand_list(ground)) == [("backfill", RESEAU.id), ("members", RESEAU.id)]


# -- networks


async def network_here(words: Vocabulary, membership: str = "open") -> Ground:
    return await Ground.lay(words, kind="network", membership=membership)


async def test_join__an_open_network__admits_and_follows(words: Vocabulary) -> None:
    ground = await network_here(words)
    ground.meet(CLEF)

    assert await ground.hear(CLEF.says("Join", ground.me)) == "admitted"

    assert memberships.members(ground.db, ground.me) == [CLEF.id]
    assert follows.state(ground.db, ground.me, CLEF.id) == "asked"
    assert [(type, inbox) for type, _, inbox in ground.sent()] == [
        ("Accept", f"{CLEF.id}/inbox"),
        ("Follow", f"{CLEF.id}/inbox"),
        ("Add", CLEF.inbox),
    ]
    add = ground.activity(ground.entries()[-1].id)
    assert (add["object"], add["target"], add["to"]) == (CLEF.id, f"{ground.me}/members", [f"{ground.me}/members"])


async def test_join__of_one_the_network_followed_before__what_is_held_is_announced(words: Vocabulary) -> None:
    ground = await Ground.lay(words, kind="network")
    ground.follow(CLEF)
    ground.followed_by(RAFLE)
    kept = CLEF.record()
    for slug, record in (("a", kept), ("closed", CLEF.record("closed", usagePolicy="coop:policy-network-only"))):
        await ground.hear(CLEF.says("Create", record, slug))
    await ground.hear(CLEF.says("Create", CLEF.record("b", to=[f"{CLEF.id}/followers"], cc=[]), "b"))

    assert await ground.hear(CLEF.says("Join", ground.me)) == "admitted"

    announced = [(about, inbox) for type, about, inbox in ground.sent() if type == "Announce"]
    assert announced == [(kept["id"], RAFLE.inbox)]
    document = ground.activity(next(entry.id for entry in ground.entries() if entry.type == "Announce"))
    assert document["object"] == kept


async def test_join__by_approval__waits(words: Vocabulary) -> None:
    ground = await network_here(words, "approve")
    ground.meet(CLEF)

    assert await ground.hear(CLEF.says("Join", ground.me)) == "waits for the network"

    assert memberships.state(ground.db, ground.me, CLEF.id) == "asked"
    assert ground.sent() == []


async def test_join__of_a_platform__does_nothing(ground: Ground) -> None:
    ground.meet(CLEF)

    assert await ground.hear(CLEF.says("Join", ground.me)) == "joins no network here"


@pytest.mark.parametrize("how", ["Leave", "Undo"])
async def test_leave__ends_membership_follow_and_announces(words: Vocabulary, how: str) -> None:
    ground = await network_here(words)
    ground.meet(CLEF)
    join = CLEF.says("Join", ground.me)
    await ground.hear(join)
    await ground.hear(CLEF.says("Accept", follows.activity(ground.db, ground.me, CLEF.id)))
    await ground.hear(CLEF.says("Create", CLEF.record()))

    outcome = await ground.hear(CLEF.says(how, ground.me if how == "Leave" else join))

    assert outcome == "left"
    assert memberships.count(ground.db, ground.me) == 0
    assert follows.state(ground.db, ground.me, CLEF.id) is None
    assert ground.shelved() == {ground.me}
    assert [entry for entry in ground.entries() if entry.type == "Announce" and entry.state == "live"] == []
    assert ground.entries()[-1].type == "Remove"


async def test_add__of_a_network_we_belong_to__is_noted(ground: Ground) -> None:
    ground.belong(RESEAU)
    ground.meet(CLEF)
    add = RESEAU.says("Add", CLEF.id, target=f"{RESEAU.id}/members")

    assert await ground.hear(add) == "member added"

    assert memberships.members(ground.db, RESEAU.id) == [CLEF.id, ground.me]


@pytest.mark.parametrize("case", ["not ours", "another collection", "one of us who did not ask"])
async def test_add__that_is_not_theirs_to_say__does_nothing(ground: Ground, case: str) -> None:
    ground.meet(RESEAU, CLEF)
    target, member = f"{RESEAU.id}/members", CLEF.id
    if case == "another collection":
        ground.belong(RESEAU)
        target = f"{CLEF.id}/members"
    if case == "one of us who did not ask":
        ground.belong(RESEAU)
        memberships.drop(ground.db, RESEAU.id, ground.me)
        member = ground.me

    if case == "another collection":
        with pytest.raises(Refused, match="not theirs"):
            await ground.hear(RESEAU.says("Add", member, target=target))
    else:
        assert await ground.hear(RESEAU.says("Add", member, target=target)) == "not a network we belong to"

    assert memberships.state(ground.db, RESEAU.id, member) is None


async def test_add__of_one_of_ours_who_did_not_ask__does_nothing(ground: Ground) -> None:
    other = f"{ORIGIN}/actors/panier"
    ground.belong(RESEAU)
    ground.db.execute(
        "INSERT INTO actors (id, name, kind, draft, document, created) VALUES (?, 'panier', 'platform', x'7b7d', x'7b7d', 'x')",  # noqa: E501
        (other,),
    )

    await ground.hear(RESEAU.says("Add", other, target=f"{RESEAU.id}/members"))

    assert memberships.state(ground.db, RESEAU.id, other) is None


async def test_remove__of_another_member__takes_back_what_the_network_brought_of_them(ground: Ground) -> None:
    ground.belong(RESEAU, CLEF)
    ground.follow(RESEAU)
    await ground.hear(RESEAU.says("Announce", CLEF.says("Create", CLEF.record())))

    await ground.hear(RESEAU.says("Remove", CLEF.id, target=f"{RESEAU.id}/members"))

    assert memberships.members(ground.db, RESEAU.id) == [ground.me]
    assert ground.shelved() == {ground.me}


async def test_remove__by_somebody_else__is_refused(ground: Ground) -> None:
    ground.belong(RESEAU, CLEF)
    ground.meet(RAFLE)

    with pytest.raises(Refused, match="not theirs"):
        await ground.hear(RAFLE.says("Remove", CLEF.id, target=f"{RESEAU.id}/members"))

    assert memberships.members(ground.db, RESEAU.id) == [CLEF.id, ground.me]


# -- who may say what


@pytest.mark.parametrize("type", sorted(set(ACTS) - CARRIED_BY_PROOF))
async def test_verbs__without_their_actors_own_signature__are_refused(ground: Ground, type: str) -> None:
    ground.follow(CLEF)
    ground.meet(RAFLE)
    activity: Document = CLEF.says(type, ground.me)

    with pytest.raises(Refused):
        await ground.hear(activity, signer=RAFLE.id)


@pytest.mark.parametrize("object", [None, 3, [], {}, [[]], ["a", "b"], {"type": "Note"}, {"id": 3}, ""])
@pytest.mark.parametrize("type", sorted(ACTS))
async def test_any_verb__with_an_object_of_any_shape__is_refused_or_does_nothing(
    ground: Ground, type: str, object: object
) -> None:
    ground.belong(RESEAU)
    ground.follow(RESEAU)
    before = ground.entries()

    try:
        await ground.hear(RESEAU.says(type, object, target=object))
    except Refused:
        pass

    assert (ground.entries(), ground.shelved()) == (before, {ground.me})
