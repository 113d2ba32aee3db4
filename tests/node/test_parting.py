"""Parting: moves that both sides attest, blocks that end everything both ways, reports kept for the moderator."""

from __future__ import annotations

from dataclasses import replace

import pytest

from federation.errors import Refused
from node import following
from node.clock import iso
from node.errors import NotAllowed
from node.store import deliveries, follows, memberships, moderation
from tests.node.ground import NOW, ORIGIN, Document, Ground, Peer
from vocab.vocabulary import Vocabulary

CLEF = Peer("https://clef.example/actors/clef", seed=2)
NEW = Peer("https://serrure.example/actors/serrure", seed=3, said={"alsoKnownAs": [CLEF.id]})
LEFT = replace(CLEF, said={"movedTo": NEW.id})
RAFLE = Peer("https://rafle.example/actors/rafle", seed=6)
RESEAU = Peer("https://reseau.example/actors/reseau", kind="network", seed=4)
ID = f"{CLEF.origin}/objects/a"


def move(by: Peer = CLEF, target: str = NEW.id, **more: object) -> Document:
    return by.says("Move", CLEF.id, target=target, **more)


# -- Move


async def test_move__both_addresses_attest_it__the_new_one_is_followed(ground: Ground) -> None:
    ground.follow(CLEF)
    await ground.hear(CLEF.says("Create", CLEF.record()))
    ground.web.serve(LEFT.document, NEW.document)

    assert await ground.hear(move()) == "moved, 1 of ours follow"

    # Nothing is missing until the new one accepts
    assert follows.state(ground.db, ground.me, NEW.id) == "asked"
    assert ID in ground.shelved()
    assert [(type, inbox) for type, _, inbox in ground.sent()] == [("Follow", f"{NEW.id}/inbox")]
    await ground.hear(NEW.says("Accept", follows.activity(ground.db, ground.me, NEW.id)))
    assert follows.following(ground.db, ground.me) == [NEW.id]
    assert ground.sent()[-1][0] == "Undo"
    assert ground.shelved() == {ground.me}


async def test_move__to_one_we_follow_already__lets_the_former_go(ground: Ground) -> None:
    ground.follow(CLEF, NEW)
    ground.web.serve(LEFT.document, NEW.document)

    await ground.hear(move())

    assert follows.following(ground.db, ground.me) == [NEW.id]


@pytest.mark.parametrize("case", ["only the former", "only the new", "neither", "another former", "another new"])
async def test_move__that_one_side_does_not_attest__is_refused(ground: Ground, case: str) -> None:
    ground.follow(CLEF)
    former, new = {
        "only the former": (LEFT, replace(NEW, said={})),
        "only the new": (CLEF, NEW),
        "neither": (CLEF, replace(NEW, said={})),
        "another former": (LEFT, replace(NEW, said={"alsoKnownAs": [RAFLE.id]})),
        "another new": (replace(CLEF, said={"movedTo": RAFLE.id}), NEW),
    }[case]
    ground.web.serve(former.document, new.document)

    with pytest.raises(Refused, match="do not name each other"):
        await ground.hear(move())

    assert follows.following(ground.db, ground.me) == [CLEF.id]
    assert ground.sent() == []


async def test_move__of_another__is_refused(ground: Ground) -> None:
    ground.follow(CLEF, RAFLE)
    ground.web.serve(LEFT.document, replace(RAFLE, said={"movedTo": NEW.id}).document, NEW.document)

    with pytest.raises(Refused):
        await ground.hear(move(RAFLE))

    assert follows.state(ground.db, ground.me, NEW.id) is None


async def test_move__of_somebody_nobody_here_follows__fetches_nothing(ground: Ground) -> None:
    ground.meet(CLEF)

    assert await ground.hear(move()) == "nobody here follows them"

    assert ground.web.asked == []


async def test_move__attested_as_the_new_address_is_now__not_as_it_was(ground: Ground) -> None:
    ground.follow(CLEF)
    ground.meet(replace(NEW, said={}))  # met before it said whom it takes over
    ground.web.serve(LEFT.document, NEW.document)

    assert await ground.hear(move()) == "moved, 1 of ours follow"


async def test_move__then_another_elsewhere__has_no_effect_for_a_week(ground: Ground) -> None:
    third = Peer("https://cadenas.example/actors/cadenas", seed=5, said={"alsoKnownAs": [CLEF.id]})
    ground.follow(CLEF)
    ground.web.serve(LEFT.document, NEW.document, third.document)
    # However it dates them
    await ground.hear(move(published=iso(NOW - 30 * 86_400)))

    ground.web.serve(replace(CLEF, said={"movedTo": third.id}).document)
    outcomes = []
    for number, later in enumerate((60, 6 * 86_400, 7 * 86_400 + 1)):
        ground.clock.at = NOW + later
        again = move(target=third.id) | {"id": f"{CLEF.origin}/activities/move{number}"}
        outcomes.append(await ground.hear(CLEF.sign({k: v for k, v in again.items() if k != "proof"})))

    assert outcomes == ["moved to another address not long ago"] * 2 + ["moved, 1 of ours follow"]
    assert follows.state(ground.db, ground.me, third.id) == "asked"


async def test_move__taken_back__the_former_is_not_left(ground: Ground) -> None:
    ground.follow(CLEF)
    ground.web.serve(LEFT.document, NEW.document)
    await ground.hear(move())
    asked = follows.activity(ground.db, ground.me, NEW.id)

    # It lives at its former address again before the new one answers
    ground.web.serve(CLEF.document)
    await ground.hear(CLEF.says("Update", CLEF.document))
    await ground.hear(NEW.says("Accept", asked))

    assert follows.following(ground.db, ground.me) == [CLEF.id, NEW.id]


# -- Block


async def test_block__ends_the_follows_both_ways(ground: Ground) -> None:
    ground.follow(CLEF)
    ground.followed_by(CLEF)
    await ground.hear(CLEF.says("Create", CLEF.record()))

    assert await ground.hear(CLEF.says("Block", ground.me)) == "blocked"

    assert follows.followers(ground.db, ground.me) == []
    assert follows.following(ground.db, ground.me) == []
    assert ground.shelved() == {ground.me}


async def test_block__nothing_more_is_sent_there(ground: Ground) -> None:
    ground.followed_by(CLEF)
    ground.meet(CLEF)
    await ground.hear(CLEF.says("Follow", ground.me))  # its Accept waits for CLEF's own inbox
    assert deliveries.counts(ground.db) == {"due": 1}

    await ground.hear(CLEF.says("Block", ground.me))
    ground.say()

    assert deliveries.counts(ground.db) == {"done": 1}
    with pytest.raises(NotAllowed):
        following.follow(ground.db, ground.home, ground.me, CLEF.id)


async def test_block__by_a_fellow_member__keeps_network_records_from_it(ground: Ground) -> None:
    ground.belong(RESEAU, CLEF, RAFLE)

    await ground.hear(CLEF.says("Block", ground.me))
    ground.say(visibility="network")

    assert [inbox for _, _, inbox in ground.sent()] == [RAFLE.inbox, RESEAU.inbox]


async def test_block__of_one_of_ours_leaves_the_others(ground: Ground) -> None:
    ground.followed_by(CLEF, RAFLE)

    await ground.hear(CLEF.says("Block", ground.me))

    assert follows.followers(ground.db, ground.me) == [RAFLE.id]


async def test_block__of_nobody_here__does_nothing(ground: Ground) -> None:
    ground.followed_by(CLEF)

    assert await ground.hear(CLEF.says("Block", RAFLE.id)) == "blocks nobody here"

    assert follows.followers(ground.db, ground.me) == [CLEF.id]


@pytest.mark.parametrize("shape", ["whole", "id"])
async def test_undo_block__lets_us_ask_again(ground: Ground, shape: str) -> None:
    ground.meet(CLEF)
    block = CLEF.says("Block", ground.me)
    await ground.hear(block)

    assert await ground.hear(CLEF.says("Undo", block if shape == "whole" else block["id"])) == "block undone"

    assert following.follow(ground.db, ground.home, ground.me, CLEF.id) == "asked"


async def test_undo_block__of_another__is_refused(ground: Ground) -> None:
    ground.meet(CLEF, RAFLE)
    block = CLEF.says("Block", ground.me)
    await ground.hear(block)

    for number, undone in enumerate((block, block["id"])):
        with pytest.raises(Refused):
            await ground.hear(RAFLE.says("Undo", undone, str(number)))

    assert moderation.is_blocked_by(ground.db, CLEF.id, ground.me)


async def test_block__then_a_follow__the_follow_counts(ground: Ground) -> None:
    ground.meet(CLEF)
    await ground.hear(CLEF.says("Block", ground.me))
    ground.clock.at += 60

    await ground.hear(CLEF.says("Follow", ground.me, published=iso(NOW + 60)))

    assert follows.followers(ground.db, ground.me) == [CLEF.id]
    assert not moderation.is_blocked_by(ground.db, CLEF.id, ground.me)


async def test_block__of_a_network_by_whom_it_then_joins__is_over(words: Vocabulary) -> None:
    ground = await Ground.lay(words, kind="network")
    ground.meet(CLEF)
    await ground.hear(CLEF.says("Block", ground.me))

    assert await ground.hear(CLEF.says("Join", ground.me)) == "admitted"

    assert memberships.members(ground.db, ground.me) == [CLEF.id]


# -- Flag


async def test_flag__about_one_of_ours__is_kept_for_the_moderator(ground: Ground) -> None:
    made = ground.say()
    flag = RAFLE.says("Flag", [ground.me, made.id, 3, {"type": "Note"}], content="C'est une publicité.")

    assert await ground.hear(flag) == "kept for the moderator"

    assert moderation.reports(ground.db) == [
        {
            "id": flag["id"],
            "actor": RAFLE.id,
            "about": [ground.me, made.id],
            "content": "C'est une publicité.",
            "received": iso(NOW),
        }
    ]
    assert made.id in ground.shelved()


async def test_flag__about_a_record_held_here__is_kept(ground: Ground) -> None:
    ground.follow(CLEF)
    await ground.hear(CLEF.says("Create", CLEF.record()))

    assert await ground.hear(RAFLE.says("Flag", ID)) == "kept for the moderator"


async def test_flag__about_nothing_we_have__leaves_no_trace(ground: Ground) -> None:
    assert await ground.hear(RAFLE.says("Flag", f"{ORIGIN}/objects/none")) == "reports nothing we have"

    assert moderation.reports(ground.db) == []


async def test_flag__content_and_number_are_bounded(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moderation, "MAX_FLAGS", 1)

    await ground.hear(RAFLE.says("Flag", [ground.me] * 100, "1", content="x" * 100_000))

    assert await ground.hear(RAFLE.says("Flag", ground.me, "2")) == "too many reports wait"
    (kept,) = moderation.reports(ground.db)
    assert len(str(kept["content"])) == 5_000
    assert kept["about"] == [ground.me] * 32


async def test_flag__without_its_actors_signature__is_refused(ground: Ground) -> None:
    ground.meet(CLEF)
    with pytest.raises(Refused):
        await ground.hear(CLEF.says("Flag", ground.me), signer=RAFLE.id)
