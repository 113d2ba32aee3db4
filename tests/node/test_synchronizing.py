"""What is said of followers, what is heard of them, and what becomes of a disagreement (FEP-8fcf)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import cast

import pytest

from federation.client import Client
from federation.errors import FederationError, Gone, NotFound, Unreachable
from federation.keys import Signer
from federation.synchronization import Synchronization, digest_of
from node import following
from node.clock import iso
from node.profiles import NewActor, add_actor
from node.retention import DAY_S, forget
from node.store import disagreements, errands, follows, inbox
from node.store.errands import Errand
from node.synchronizing import (
    KIND,
    MAX_OF_A_SERVER,
    MAX_STRANGERS,
    compare,
    followers_for,
    header_for,
    hear,
)
from tests.node.ground import NOW, ORIGIN, PAIR, Document, Ground, Peer
from vocab.vocabulary import Vocabulary

CLEF_ID = "https://clef.example/actors/clef"
CLEF = Peer(CLEF_ID, said={"followers": f"{CLEF_ID}/followers"}, seed=2)
URL = f"{CLEF_ID}/followers_synchronization"
A, B = (Peer(f"https://panier.example/actors/{name}", seed=number) for name, number in (("a", 3), ("b", 4)))
NEAR = Peer("https://panier.example.org/actors/a", seed=5)
FAR = Peer("https://loin.example/actors/a", seed=6)


@pytest.fixture
async def ground(words: Vocabulary) -> AsyncIterator[Ground]:
    ground = await Ground.lay(words)
    ground.meet(CLEF)
    yield ground
    await ground.store.close()


def said(ids: tuple[str, ...] = (), **changes: str) -> Synchronization:
    """What CLEF says of its followers here."""
    values = {"collection": f"{CLEF_ID}/followers", "url": URL, "digest": digest_of(ids)}
    return Synchronization(**(values | changes))


def told(ground: Ground, ids: tuple[str, ...] = (), **changes: str) -> bool:
    return hear(ground.db, ground.home, CLEF_ID, said(ids, **changes))


def errand(ground: Ground) -> Errand | None:
    return errands.due_of(ground.db, KIND, ground.clock.at)


async def look(ground: Ground, *listed: str, error: FederationError | None = None) -> None:
    """Do the errand that waits; CLEF lists these."""
    document: Document = {"id": URL, "type": "OrderedCollection", "orderedItems": list(listed)}
    ground.web.documents[URL] = document if error is None else error
    waiting = errand(ground)
    assert waiting is not None
    signer: Signer = ground.home.keys.current(ground.db, waiting.actor, "rsa-sha256")
    await compare(ground.home, ground.store, cast("Client", ground.web), waiting, signer)


def second(ground: Ground, *, follow: bool = True) -> str:
    """Another organisation of ours, which follows CLEF too."""
    id = add_actor(ground.db, ground.home, NewActor("four", "Le Four", "platform"), PAIR)
    if follow:
        follows.put(ground.db, id, CLEF_ID, f"{id}#follow", "accepted", iso(NOW))
    return id


def state(ground: Ground, actor: str | None = None) -> str | None:
    return follows.state(ground.db, actor or ground.me, CLEF_ID)


def undos(ground: Ground) -> list[Document]:
    return [ground.activity(entry.id) for entry in ground.entries() if entry.type == "Undo"]


# -- what we say


def test_header__of_those_who_live_there_and_of_nobody_else(ground: Ground) -> None:
    ground.followed_by(A, B, NEAR, FAR)
    follows.put(ground.db, "https://panier.example/actors/c", ground.me, "x", "asked", iso(NOW))

    assert header_for(ground.db, ground.home, ground.me, A.inbox) == (
        f'collectionId="{ground.me}/followers", url="{ground.me}/followers_synchronization", '
        f'digest="{digest_of([A.id, B.id])}"'
    )
    assert followers_for(ground.db, ground.home, ground.me, A.id) == [A.id, B.id]
    assert followers_for(ground.db, ground.home, ground.me, NEAR.id) == [NEAR.id]
    assert followers_for(ground.db, ground.home, ground.me, CLEF_ID) == []


def test_header__where_nothing_certain_can_be_said__is_left_out(ground: Ground) -> None:
    # A server that spells its own name in another way than we would: its followers would be missed.
    odd = Peer("https://Panier.example:443/actors/odd")
    ground.followed_by(odd, FAR)

    assert header_for(ground.db, ground.home, ground.me, "https://Panier.example:443/inbox") is None
    assert header_for(ground.db, ground.home, ground.me, "https://panier.example/inbox") is None
    with pytest.raises(NotFound):
        followers_for(ground.db, ground.home, ground.me, odd.id)


@pytest.mark.parametrize(("most", "compared"), [(2, True), (1, False), (0, False)])
async def test_header__of_too_many_or_switched_off(words: Vocabulary, most: int, compared: bool) -> None:
    ground = await Ground.lay(words, synchronize_followers=most)
    ground.followed_by(A, B)

    assert (header_for(ground.db, ground.home, ground.me, A.inbox) is not None) == compared
    if compared:
        assert followers_for(ground.db, ground.home, ground.me, A.id) == [A.id, B.id]
    else:
        with pytest.raises(NotFound):
            followers_for(ground.db, ground.home, ground.me, A.id)
    await ground.store.close()


# -- what we hear


def test_hear__the_same_as_we_hold__asks_for_nothing(ground: Ground) -> None:
    assert not told(ground, ())

    ground.follow(CLEF)
    assert not told(ground, (ground.me,))
    assert errand(ground) is None


def test_hear__otherwise__makes_one_errand_signed_by_the_node(ground: Ground) -> None:
    assert told(ground, (ground.me,))

    waiting = errand(ground)
    assert waiting is not None
    assert (waiting.kind, waiting.actor, waiting.subject) == (KIND, ground.home.application, CLEF_ID)


@pytest.mark.parametrize(
    "changes",
    [
        {"collection": f"{CLEF_ID}/following"},
        {"collection": f"{A.id}/followers"},
        {"url": "https://panier.example/followers_synchronization"},
        {"url": "https://clef%2eexample/followers_synchronization"},
        {"url": "followers_synchronization"},
    ],
)
def test_hear__of_others_or_elsewhere__is_ignored(ground: Ground, changes: dict[str, str]) -> None:
    assert not told(ground, (ground.me,), **changes)
    assert errand(ground) is None


def test_hear__of_one_we_never_met_or_that_names_no_followers(ground: Ground) -> None:
    ground.meet(A)

    for stranger in (A.id, B.id):
        other = Synchronization(f"{stranger}/followers", f"{stranger}/p", digest_of([ground.me]))
        assert not hear(ground.db, ground.home, stranger, other)


async def test_hear__at_most_once_in_a_while(ground: Ground) -> None:
    ground.follow(CLEF)
    assert told(ground, ("x",))
    await look(ground, "y")

    assert not told(ground, ("z",))
    assert errand(ground) is None
    ground.clock.at += ground.home.settings.synchronize_interval_s
    assert told(ground, ("z",))


async def test_hear__while_an_errand_waits__the_newest_word_counts(ground: Ground) -> None:
    ground.follow(CLEF)
    four = second(ground)
    assert told(ground, ("x",))

    assert not told(ground, (four,))
    await look(ground, four)

    assert (state(ground), state(ground, four)) == ("ended", "accepted")


def test_hear__strangers_share_a_few_places__those_we_follow_have_theirs(ground: Ground) -> None:
    def stranger(number: int, server: int) -> bool:
        id = f"https://s{server}.example/actors/{number}"
        ground.meet(Peer(id, said={"followers": f"{id}/followers"}))
        return hear(ground.db, ground.home, id, Synchronization(f"{id}/followers", f"{id}/p", digest_of([ground.me])))

    of_one = [stranger(number, 0) for number in range(MAX_OF_A_SERVER + 1)]
    of_many = [stranger(0, server) for server in range(1, MAX_STRANGERS)]

    assert of_one == [True] * MAX_OF_A_SERVER + [False]
    assert sum(of_many) == MAX_STRANGERS - MAX_OF_A_SERVER
    ground.follow(CLEF)
    assert told(ground, ())


def test_forget__an_old_disagreement(ground: Ground) -> None:
    told(ground, ("x",))
    forget(ground.db, ground.home)
    assert disagreements.find(ground.db, CLEF_ID) is not None

    ground.clock.at += DAY_S + 1
    forget(ground.db, ground.home)
    assert disagreements.find(ground.db, CLEF_ID) is None


# -- what becomes of it


async def test_compare__listed_and_does_not_follow__says_so(ground: Ground) -> None:
    told(ground, (ground.me,))
    await look(ground, ground.me)

    undo = undos(ground)[0]
    assert {name: undo[name] for name in ("type", "actor", "to")} == {
        "type": "Undo",
        "actor": ground.me,
        "to": [CLEF_ID],
    }
    undone = undo["object"]
    assert isinstance(undone, dict)
    assert undone.pop("id").startswith(f"{ORIGIN}/activities/")
    assert undone == {"type": "Follow", "actor": ground.me, "object": CLEF_ID}
    assert ("Undo", CLEF_ID + "/inbox") in [(type, inbox) for type, _, inbox in ground.sent()]
    assert errand(ground) is None


async def test_compare__the_undo_names_the_follow_we_once_sent(ground: Ground) -> None:
    following.follow(ground.db, ground.home, ground.me, CLEF_ID)
    asked = follows.activity(ground.db, ground.me, CLEF_ID)
    follows.drop(ground.db, ground.me, CLEF_ID)
    told(ground, (ground.me,))
    await look(ground, ground.me)

    assert [undo["object"] for undo in undos(ground)] == [
        {"id": asked, "type": "Follow", "actor": ground.me, "object": CLEF_ID}
    ]


async def test_compare__says_so_once_a_day__and_again_after_a_new_follow(ground: Ground) -> None:
    async def once_more() -> int:
        told(ground, (ground.me,))
        await look(ground, ground.me)
        ground.clock.at += ground.home.settings.synchronize_interval_s
        return len(undos(ground))

    assert [await once_more() for _ in range(3)] == [1, 1, 1]
    following.follow(ground.db, ground.home, ground.me, CLEF_ID)
    follows.drop(ground.db, ground.me, CLEF_ID)
    assert await once_more() == 2
    ground.clock.at += DAY_S
    assert await once_more() == 3


async def test_compare__listed_and_asked__is_accepted(ground: Ground) -> None:
    following.follow(ground.db, ground.home, ground.me, CLEF_ID)
    told(ground, (ground.me,))
    await look(ground, ground.me)

    assert state(ground) == "accepted"
    assert ("backfill", CLEF_ID) in [(each.kind, each.subject) for each in errands.due(ground.db, NOW, 9)]
    assert undos(ground) == []


async def test_compare__listed_after_a_refusal_or_an_end__says_so(ground: Ground) -> None:
    ground.follow(CLEF)
    four = second(ground)
    follows.answer(ground.db, ground.me, CLEF_ID, "rejected")
    follows.answer(ground.db, four, CLEF_ID, "ended")
    told(ground, (ground.me, four))
    await look(ground, ground.me, four)

    assert {str(undo["actor"]) for undo in undos(ground)} == {ground.me, four}


async def test_compare__not_listed__has_ended__and_takes_its_reasons(ground: Ground) -> None:
    ground.follow(CLEF)
    record = CLEF.record("r")
    await ground.hear(CLEF.says("Create", record))
    errands.add(ground.db, "catchup", ground.me, CLEF_ID, NOW)
    assert ground.reasons(str(record["id"])) == [("followed", CLEF_ID)]
    told(ground)
    await look(ground)

    assert state(ground) == "ended"
    assert ground.reasons(str(record["id"])) == []
    assert str(record["id"]) not in ground.shelved()
    assert errands.due(ground.db, NOW, 9) == []
    # They know already.
    assert undos(ground) == []


async def test_compare__not_listed_while_another_of_ours_is__keeps_its_reasons(ground: Ground) -> None:
    ground.follow(CLEF)
    four = second(ground)
    record = CLEF.record("r")
    await ground.hear(CLEF.says("Create", record))
    told(ground, (four,))
    await look(ground, four)

    assert (state(ground), state(ground, four)) == ("ended", "accepted")
    assert str(record["id"]) in ground.shelved()


async def test_compare__ended__can_be_asked_again(ground: Ground) -> None:
    ground.follow(CLEF)
    told(ground)
    await look(ground)

    assert following.follow(ground.db, ground.home, ground.me, CLEF_ID) == "asked"
    asked = {"id": follows.activity(ground.db, ground.me, CLEF_ID), "type": "Follow", "actor": ground.me}
    await ground.hear(CLEF.says("Accept", asked | {"object": CLEF_ID}))
    assert state(ground) == "accepted"


async def test_compare__another_list_than_the_header_told_of__ends_nothing(ground: Ground) -> None:
    ground.follow(CLEF)
    told(ground, ("https://pedales.example/actors/ancien",))
    await look(ground)

    assert state(ground) == "accepted"


async def test_compare__followed_since_the_header_came__is_not_ended(ground: Ground) -> None:
    # Given that CLEF told of nobody while one of ours already followed, and another asked meanwhile
    ground.follow(CLEF)
    told(ground)
    four = second(ground)

    # When the list is read: it is the one the header told of, and older than the new follow
    await look(ground)

    assert (state(ground), state(ground, four)) == ("accepted", "accepted")


async def test_compare__agreed_meanwhile__reads_nothing(ground: Ground) -> None:
    told(ground, (ground.me,))
    ground.follow(CLEF)
    ground.web.asked.clear()
    await look(ground, ground.me)

    assert ground.web.asked == []
    assert errand(ground) is None


@pytest.mark.parametrize("error", [NotFound("404"), Gone("410")])
async def test_compare__list_refused__ends_the_errand_and_nothing_else(ground: Ground, error: FederationError) -> None:
    ground.follow(CLEF)
    told(ground)
    await look(ground, error=error)

    assert state(ground) == "accepted"
    assert errands.count(ground.db) == 0


async def test_compare__server_out_of_reach__waits(ground: Ground) -> None:
    ground.follow(CLEF)
    told(ground)
    with pytest.raises(Unreachable):
        await look(ground, error=Unreachable("down"))

    assert state(ground) == "accepted"
    assert errand(ground) is not None


async def test_undo__of_a_follow_nobody_sent__ends_what_the_other_side_holds(ground: Ground) -> None:
    # What we send for others to hear, heard by ourselves: a Follow under a name we never saw, its actor and its object.
    ground.followed_by(A)
    follow = {"id": f"{A.origin}/activities/never", "type": "Follow", "actor": A.id, "object": ground.me}

    assert await ground.hear(A.says("Undo", follow, "undo-never")) == "follow undone"

    assert follows.state(ground.db, A.id, ground.me) is None
    assert inbox.known(ground.db, f"{A.origin}/activities/never", A.id)


async def test_compare__the_nodes_own_subscription_is_left_to_its_relay(ground: Ground) -> None:
    follows.put(ground.db, ground.home.application, CLEF_ID, "x", "accepted", iso(NOW))
    assert not told(ground, (ground.home.application,))
    assert told(ground)
    await look(ground)

    assert state(ground, ground.home.application) == "accepted"
    assert undos(ground) == []
