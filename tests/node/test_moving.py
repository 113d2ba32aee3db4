"""Moving: one of ours goes to live elsewhere, or takes over what it was elsewhere; both addresses must say so."""

from __future__ import annotations

import orjson
import pytest

from node import following, moving, profiles, publishing
from node.clock import iso
from node.errors import Missing, NodeError, NotAllowed
from node.moving import Destination
from node.profiles import NewActor
from node.store import actors, follows, log, memberships
from tests.node.ground import NOW, PAIR, Document, Ground, Peer
from vocab.vocabulary import Vocabulary

CLEF = Peer("https://clef.example/actors/clef", seed=2)
RESEAU = Peer("https://reseau.example/actors/reseau", kind="network", seed=4)
FAR = "https://ailleurs.example/actors/pedales"
DAY_S = 86_400


def new_home(ground: Ground, **said: object) -> Destination:
    """A new address that says all it should."""
    values: dict[str, object] = {"also_known_as": (ground.me,), "moved_to": None, "speaks_ours": True}
    return Destination(FAR, "pedales", **(values | said))  # type: ignore[arg-type]


def move(ground: Ground, **said: object) -> moving.Moved:
    return moving.move(ground.db, ground.home, ground.me, new_home(ground, **said))


def profile(ground: Ground) -> Document:
    """Our organisation's document, as it is served."""
    actor = actors.find(ground.db, ground.me)
    assert actor is not None
    found: Document = orjson.loads(actor.document)
    return found


def another(ground: Ground, name: str) -> str:
    """A further organisation on this node."""
    return profiles.add_actor(ground.db, ground.home, NewActor(name, name.title(), "platform"), PAIR)


# -- taking over what it was elsewhere


async def test_add_former__is_said_to_all_and_can_be_taken_back(ground: Ground) -> None:
    ground.followed_by(CLEF)

    assert moving.add_former(ground.db, ground.home, ground.me, FAR) == (FAR,)

    assert profile(ground)["alsoKnownAs"] == [FAR]
    assert ground.document(ground.me)["alsoKnownAs"] == [FAR]
    assert ground.sent() == [("Update", ground.me, CLEF.inbox)]
    assert moving.drop_former(ground.db, ground.home, ground.me, FAR) == ()
    assert "alsoKnownAs" not in profile(ground)


async def test_add_former__twice__is_said_once(ground: Ground) -> None:
    ground.followed_by(CLEF)
    moving.add_former(ground.db, ground.home, ground.me, FAR)

    assert moving.add_former(ground.db, ground.home, ground.me, FAR) == (FAR,)

    assert len(ground.sent()) == 1


async def test_former__survives_what_the_organisation_says_of_itself_later(ground: Ground) -> None:
    moving.add_former(ground.db, ground.home, ground.me, FAR)

    ground.say(kind="profile", name="Les Pédales du Nord")

    assert (profile(ground)["name"], profile(ground)["alsoKnownAs"]) == ("Les Pédales du Nord", [FAR])


async def test_former__limits(ground: Ground) -> None:
    with pytest.raises(NodeError, match="itself"):
        moving.add_former(ground.db, ground.home, ground.me, ground.me)
    with pytest.raises(NodeError, match="at most"):
        moving.take_over(ground.db, ground.home, ground.me, tuple(f"{FAR}{n}" for n in range(21)))
    with pytest.raises(Missing, match="not among them"):
        moving.drop_former(ground.db, ground.home, ground.me, FAR)
    with pytest.raises(Missing):
        moving.add_former(ground.db, ground.home, ground.home.application, FAR)


# -- going to live elsewhere


async def test_move__says_so_and_calls_the_followers(ground: Ground) -> None:
    ground.followed_by(CLEF)

    moved = move(ground)

    assert profile(ground)["movedTo"] == FAR
    sent = [(type, about, inbox) for type, about, inbox in ground.sent()]
    assert sent == [("Update", ground.me, CLEF.inbox), ("Move", ground.me, CLEF.inbox)]
    activity = ground.activity(moved.activity)
    assert {key: activity[key] for key in ("type", "actor", "object", "target", "to")} == {
        "type": "Move",
        "actor": ground.me,
        "object": ground.me,
        "target": FAR,
        "to": [f"{ground.me}/followers"],
    }
    assert activity["proof"]
    # Whoever reads the log later is told as well
    assert "Move" in [entry.type for entry in log.after(ground.db, ground.me, 0, until=log.end(ground.db), limit=100)]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"also_known_as": ()}, "bocage actor alias pedales --add https://pedales.example/actors/pedales"),
        ({"also_known_as": ("https://rafle.example/actors/rafle",)}, "bocage actor alias"),
        ({"also_known_as": (), "speaks_ours": False}, "aliases"),
        ({"moved_to": "https://encore.example/actors/pedales"}, "moved itself, to https://encore.example"),
    ],
)
async def test_move__that_the_new_address_does_not_attest__changes_nothing(
    ground: Ground, said: dict[str, object], sentence: str
) -> None:
    ground.followed_by(CLEF)

    with pytest.raises(NotAllowed, match=sentence):
        move(ground, **said)

    assert "movedTo" not in profile(ground)
    assert ground.sent() == []


async def test_move__to_itself__is_refused(ground: Ground) -> None:
    moving_to_itself = Destination(ground.me, "pedales", (ground.me,), None, True)

    with pytest.raises(NodeError, match="address here"):
        moving.move(ground.db, ground.home, ground.me, moving_to_itself)


async def test_move__of_the_node_itself__is_refused(ground: Ground) -> None:
    with pytest.raises(Missing):
        moving.move(ground.db, ground.home, ground.home.application, new_home(ground))


async def test_move__twice__is_refused(ground: Ground) -> None:
    move(ground)
    ground.clock.at += 30 * DAY_S

    with pytest.raises(NotAllowed, match=f"moved already, to {FAR}"):
        move(ground)


async def test_move__again_after_taking_it_back__not_before_the_cooldown(ground: Ground) -> None:
    move(ground)
    moving.stay(ground.db, ground.home, ground.me)

    ground.clock.at = NOW + 7 * DAY_S - 1
    with pytest.raises(NotAllowed, match="2026-11-30T10:00"):
        move(ground)

    ground.clock.at = NOW + 7 * DAY_S
    move(ground)
    assert profile(ground)["movedTo"] == FAR


async def test_move__cooldown_is_a_setting(words: Vocabulary) -> None:
    ground = await Ground.lay(words, move_cooldown_days=0)
    move(ground)
    moving.stay(ground.db, ground.home, ground.me)

    move(ground)

    assert profile(ground)["movedTo"] == FAR


async def test_move__of_a_network_with_members__is_refused(words: Vocabulary) -> None:
    ground = await Ground.lay(words, kind="network")
    ground.meet(CLEF)
    memberships.put(ground.db, ground.me, CLEF.id, f"{CLEF.id}#join", "accepted", iso(NOW))

    with pytest.raises(NotAllowed, match="1 members"):
        move(ground)

    memberships.drop(ground.db, ground.me, CLEF.id)
    move(ground)
    assert await ground.hear(CLEF.says("Join", ground.me)) == "the network moved"
    assert ground.sent()[-1][0] == "Reject"
    assert memberships.state(ground.db, ground.me, CLEF.id) is None


async def test_move__names_the_networks_to_join_again(ground: Ground) -> None:
    ground.belong(RESEAU)

    assert move(ground).networks == (RESEAU.id,)


# -- afterwards


async def test_moved__begins_nothing_new(ground: Ground) -> None:
    ground.meet(CLEF, RESEAU)
    move(ground)
    before = log.end(ground.db)

    for begin in (
        lambda: ground.say(),
        lambda: following.follow(ground.db, ground.home, ground.me, CLEF.id),
        lambda: following.join(ground.db, ground.home, ground.me, RESEAU.id),
    ):
        with pytest.raises(NotAllowed, match=f"from {FAR}.*--cancel"):
            begin()

    assert log.end(ground.db) == before
    assert follows.each_following(ground.db, ground.me) == []


async def test_moved__what_it_published_stays_its_own(ground: Ground) -> None:
    ground.followed_by(CLEF)
    kept, gone = ground.say(), ground.say(name="Une autre")
    move(ground)

    assert {ground.me, kept.id, gone.id} <= ground.shelved()
    ground.say(id=kept.id, name="Corrigée")
    publishing.withdraw(ground.db, ground.home, ground.me, gone.id)

    assert ground.document(kept.id)["name"] == "Corrigée"
    assert gone.id not in ground.shelved()
    # And its profile goes on saying where it is
    ground.say(kind="profile", name="Les Pédales, parties")
    assert (profile(ground)["name"], profile(ground)["movedTo"]) == ("Les Pédales, parties", FAR)


async def test_moved__leaves_and_unfollows(ground: Ground) -> None:
    ground.follow(CLEF)
    ground.belong(RESEAU)
    move(ground)

    following.unfollow(ground.db, ground.home, ground.me, CLEF.id)
    following.leave(ground.db, ground.home, ground.me, RESEAU.id)

    assert follows.each_following(ground.db, ground.me) == []
    assert memberships.networks_of(ground.db, ground.me) == []


async def test_stay__lives_here_again(ground: Ground) -> None:
    ground.followed_by(CLEF)
    move(ground)

    assert moving.stay(ground.db, ground.home, ground.me) == FAR

    assert "movedTo" not in profile(ground)
    assert ground.sent()[-1] == ("Update", ground.me, CLEF.inbox)
    assert ground.say().id in ground.shelved()
    # Nobody who reads the log later is sent away
    told = log.after(ground.db, ground.me, 0, until=log.end(ground.db), limit=100)
    assert "Move" not in [entry.type for entry in told]
    with pytest.raises(Missing, match="did not move"):
        moving.stay(ground.db, ground.home, ground.me)


# -- on one node


async def test_move__within_a_node__its_neighbours_follow(ground: Ground) -> None:
    voisin, new = another(ground, "voisin"), another(ground, "nouveau")
    for follower in (voisin, new):
        following.follow(ground.db, ground.home, follower, ground.me)
    moving.add_former(ground.db, ground.home, new, ground.me)
    local = actors.find(ground.db, new)
    assert local is not None

    moving.move(ground.db, ground.home, ground.me, Destination(new, local.name, local.also_known_as, None, True))

    assert follows.following(ground.db, voisin) == [new]
    assert follows.following(ground.db, new) == []
    assert ground.sent() == []


async def test_move__of_others__does_not_send_those_who_moved(ground: Ground) -> None:
    new = Peer("https://serrure.example/actors/serrure", seed=3, said={"alsoKnownAs": [CLEF.id]})
    ground.follow(CLEF)
    move(ground)
    ground.web.serve(Peer(CLEF.id, seed=2, said={"movedTo": new.id}).document, new.document)

    assert await ground.hear(CLEF.says("Move", CLEF.id, target=new.id)) == "moved, 0 of ours follow"

    assert follows.following(ground.db, ground.me) == [CLEF.id]
