"""Subscribing to relays: how far each is, whose answers count, what it is told and what it is not."""

from __future__ import annotations

import itertools

import pytest

from federation.domains import Domains
from federation.errors import Refused
from node import relaying, subscribing
from node.clock import iso
from node.delivery_worker import _refused
from node.errors import Missing, NodeError
from node.publishing import Manner, publish
from node.store import deliveries, follows, relays
from tests.node.ground import NOW, Document, Ground, Peer
from vocab.context import PUBLIC

RELAY = Peer("https://relais.example/actor", type="Application", speaks=False, seed=7)
INBOX = "https://relais.example/inbox"
OTHER = Peer("https://autre.example/actor", type="Application", speaks=False, seed=8)
FAR = Peer("https://panier.example/actors/panier")
LISTING = {
    "kind": "listing",
    "name": "La Clef",
    "organization": {"name": "La Clef", "website": "https://clef.example/"},
    "source": "Annuaire régional",
    "legal_basis": "intérêt légitime",
    "objections": "contact@reseau.example",
}


def ask(ground: Ground, *, litepub: bool = False) -> str:
    """Ask the relay; the id of our Follow."""
    ground.meet(RELAY, OTHER)
    at = (f"{RELAY.id}/inbox", RELAY.id) if litepub else (INBOX, None)
    return subscribing.subscribe(ground.db, ground.home, *at).activity


async def subscribed(ground: Ground, *, litepub: bool = False) -> str:
    """A relay that said yes; its inbox."""
    await ground.hear(RELAY.says("Accept", ask(ground, litepub=litepub), "yes"))
    (relay,) = relays.every(ground.db)
    assert relay.state == "accepted"
    return relay.inbox


def state(ground: Ground) -> str | None:
    found = relays.every(ground.db)
    return found[0].state if found else None


def told(ground: Ground, inbox: str) -> list[tuple[str, str]]:
    """(type, what it is about) of what was sent to an inbox, but for the Follow."""
    return [(type, about) for type, about, to in ground.sent() if to == inbox and type != "Follow"]


# -- asking and hearing the answer


async def test_subscribe__follows_public_at_the_inbox(ground: Ground) -> None:
    follow = ground.activity(ask(ground))

    assert (follow["actor"], follow["object"], follow.get("to")) == (ground.home.application, PUBLIC, None)
    assert ground.sent() == [("Follow", PUBLIC, INBOX)]
    assert state(ground) == "asked"


async def test_subscribe__follows_the_actor_of_a_litepub_relay(ground: Ground) -> None:
    follow = ground.activity(ask(ground, litepub=True))

    assert (follow["actor"], follow["object"], follow["to"]) == (ground.home.application, RELAY.id, [RELAY.id])
    assert follows.state(ground.db, ground.home.application, RELAY.id) == "asked"


@pytest.mark.parametrize("litepub", [False, True])
@pytest.mark.parametrize("shape", ["id", "whole", "copy"])
async def test_accept__in_every_shape(ground: Ground, shape: str, litepub: bool) -> None:
    id = ask(ground, litepub=litepub)
    object = RELAY.id if litepub else PUBLIC
    copy: Document = {"id": f"{RELAY.origin}/f", "type": "Follow", "actor": ground.home.application, "object": object}
    said: object = {"id": id, "whole": ground.activity(id), "copy": copy}[shape]

    assert await ground.hear(RELAY.says("Accept", said)) == "relay accepted"

    assert state(ground) == "accepted"
    assert follows.state(ground.db, ground.home.application, RELAY.id) == "accepted"


@pytest.mark.parametrize("litepub", [False, True])
@pytest.mark.parametrize("verb", ["Accept", "Reject"])
async def test_answer__of_another__is_refused(ground: Ground, verb: str, litepub: bool) -> None:
    id = ask(ground, litepub=litepub)
    neighbour = Peer("https://relais.example/users/mallory", seed=9)
    ground.meet(neighbour)
    # At the origin of an inbox that has no name yet, any actor may be the relay; of one that has, none but itself.
    others = [OTHER, neighbour] if litepub else [OTHER]

    for other in others:
        with pytest.raises(Refused):
            await ground.hear(other.says(verb, id, f"by-{other.seed}"))

    assert state(ground) == "asked"


async def test_answer__to_what_was_not_asked__is_refused(ground: Ground) -> None:
    ask(ground)
    somebody: Document = {"type": "Follow", "actor": FAR.id, "object": PUBLIC}

    for number, said in enumerate((f"{ground.home.origin}/activities/none", somebody | {"id": f"{FAR.origin}/f"})):
        with pytest.raises(Refused):
            await ground.hear(RELAY.says("Accept", said, str(number)))

    assert state(ground) == "asked"


async def test_accept__that_comes_after_a_later_no__does_nothing(ground: Ground) -> None:
    id = ask(ground)
    await ground.hear(RELAY.says("Reject", id, published=iso(NOW)))

    await ground.hear(RELAY.says("Accept", id, published=iso(NOW - 60)))

    assert state(ground) == "rejected"


async def test_reject__takes_what_only_the_relay_brought(ground: Ground) -> None:
    await subscribed(ground)
    record = FAR.record()
    ground.meet(FAR)
    await ground.hear(FAR.says("Create", record), signer=RELAY.id)
    assert str(record["id"]) in ground.shelved()

    assert await ground.hear(RELAY.says("Reject", relays.every(ground.db)[0].activity)) == "relay rejected"

    assert ground.shelved() == {ground.me}


async def test_relay__that_follows_back__before_it_answers(ground: Ground) -> None:
    ask(ground, litepub=True)

    assert await ground.hear(RELAY.says("Follow", ground.home.application)) == "accepted"

    assert follows.followers(ground.db, ground.home.application) == [RELAY.id]
    assert ground.sent()[-1][::2] == ("Accept", f"{RELAY.id}/inbox")


async def test_stranger__does_not_follow_the_node(ground: Ground) -> None:
    ask(ground, litepub=True)

    assert await ground.hear(OTHER.says("Follow", ground.home.application)) == "not followed by hand"


async def test_subscribe__again__asks_only_who_did_not_accept(ground: Ground) -> None:
    first = ask(ground)
    second = ask(ground)
    assert first != second
    await ground.hear(RELAY.says("Accept", second))
    before = len(ground.entries())

    assert subscribing.subscribe(ground.db, ground.home, INBOX, None).state == "accepted"

    assert len(ground.entries()) == before


async def test_subscribe__to_a_refused_server__is_refused(ground: Ground) -> None:
    ground.home.domains = Domains({"relais.example": "refused"})

    with pytest.raises(NodeError):
        subscribing.subscribe(ground.db, ground.home, INBOX, None)

    assert relays.every(ground.db) == []


async def test_unsubscribe__says_what_it_takes_back(ground: Ground) -> None:
    id = ask(ground, litepub=True)
    await ground.hear(RELAY.says("Accept", id))
    await ground.hear(RELAY.says("Follow", ground.home.application))

    subscribing.unsubscribe(ground.db, ground.home, f"{RELAY.id}/inbox")

    undo = ground.activity(ground.entries()[-1].id)
    assert undo["object"] == {"id": id, "type": "Follow", "actor": ground.home.application, "object": RELAY.id}
    assert relays.every(ground.db) == []
    assert follows.each_follower(ground.db, ground.home.application) == []
    assert follows.each_following(ground.db, ground.home.application) == []
    with pytest.raises(Missing):
        subscribing.unsubscribe(ground.db, ground.home, f"{RELAY.id}/inbox")


async def test_unsubscribe__from_one_of_two_of_one_relay__leaves_the_other(ground: Ground) -> None:
    """Some relays have an inbox for each tag, and one actor."""
    await subscribed(ground)
    tag = "https://relais.example/tag/velo/inbox"
    id = subscribing.subscribe(ground.db, ground.home, tag, None).activity
    await ground.hear(RELAY.says("Accept", id, "tag"))

    subscribing.unsubscribe(ground.db, ground.home, tag)

    assert follows.state(ground.db, ground.home.application, RELAY.id) == "accepted"


# -- what it is told


async def test_mastodon_relay__is_told_what_is_public_and_its_end(ground: Ground) -> None:
    inbox = await subscribed(ground)

    id = ground.say().id
    ground.say(id=id, name="Corrigée")
    ground.withdraw(id)
    ground.say(kind="profile", name="Les Pédales du Nord")

    assert told(ground, inbox) == [("Create", id), ("Update", id), ("Delete", id), ("Update", ground.me)]


async def test_litepub_relay__is_pointed_at_what_is_public(ground: Ground) -> None:
    inbox = await subscribed(ground, litepub=True)

    id = ground.say().id
    ground.say(id=id, name="Corrigée")
    ground.withdraw(id)

    assert told(ground, inbox) == [("Announce", id), ("Update", id), ("Delete", id)]
    announce = next(entry for entry in ground.entries() if entry.type == "Announce")
    document = ground.activity(announce.id)
    assert (document["actor"], document["to"], document["cc"]) == (
        ground.home.application,
        [f"{ground.home.application}/followers"],
        [PUBLIC],
    )


async def test_litepub_relay__of_what_was_there_before__is_pointed_at_it_when_it_changes(ground: Ground) -> None:
    id = ground.say().id
    inbox = await subscribed(ground, litepub=True)

    ground.say(id=id, name="Corrigée")

    assert told(ground, inbox) == [("Announce", id)]


@pytest.mark.parametrize("litepub", [False, True])
async def test_relay__is_not_told_of_what_is_not_public(ground: Ground, litepub: bool) -> None:
    inbox = await subscribed(ground, litepub=litepub)

    for visibility in ("followers", "network", "private"):
        ground.say(visibility=visibility)
    ground.say(policy="network-only")
    # Nor of listings and imports: no flood (DESIGN 5)
    listing = publish(ground.db, ground.home, ground.me, LISTING)
    publish(ground.db, ground.home, ground.me, LISTING | {"name": "Importée"}, Manner(quiet=True))
    ground.withdraw(listing.id)

    assert told(ground, inbox) == []


@pytest.mark.parametrize("litepub", [False, True])
async def test_relay__is_told_when_a_record_is_narrowed(ground: Ground, litepub: bool) -> None:
    inbox = await subscribed(ground, litepub=litepub)
    id = ground.say().id

    ground.say(id=id, visibility="followers")

    assert told(ground, inbox)[-1] == ("Delete", id)


async def test_relay__that_was_left__is_still_told_of_withdrawals(ground: Ground) -> None:
    inbox = await subscribed(ground, litepub=True)
    id = ground.say().id
    subscribing.unsubscribe(ground.db, ground.home, inbox)

    ground.withdraw(id)
    ground.say()

    assert told(ground, inbox) == [("Announce", id), ("Undo", told(ground, inbox)[1][1]), ("Delete", id)]


async def test_relay__out_of_reach__is_not_pointed_at_what_was_withdrawn(ground: Ground) -> None:
    inbox = await subscribed(ground, litepub=True)
    id = ground.say().id

    ground.withdraw(id)

    left = [row for row in deliveries.waiting(ground.db) if row.inbox == inbox]
    positions = {entry.position: entry.type for entry in ground.entries()}
    assert [positions[row.position] for row in left] == ["Delete", "Follow"]
    assert relaying.pointed_at(ground.db, ground.home, id) == [inbox]


async def test_relay__on_a_server_refused_since__is_told_nothing(ground: Ground) -> None:
    inbox = await subscribed(ground)
    ground.home.domains = Domains({"relais.example": "refused"})

    ground.say()

    assert told(ground, inbox) == []


async def test_relay__whose_inbox_is_gone__is_told_nothing_more(ground: Ground) -> None:
    inbox = await subscribed(ground)
    ground.say()
    delivery = next(row for row in deliveries.waiting(ground.db) if row.inbox == inbox)

    _refused(ground.db, delivery, "410: gone", NOW)
    before = told(ground, inbox)
    ground.say()

    assert told(ground, inbox) == before
    assert state(ground) == "rejected"


# -- what it brings


async def test_relayed__with_its_proof__is_kept_because_of_the_relay(ground: Ground) -> None:
    await subscribed(ground)
    ground.meet(FAR)
    record = FAR.record()

    assert await ground.hear(FAR.says("Create", record), signer=RELAY.id) == "kept"

    assert ground.reasons(str(record["id"])) == [("announced", RELAY.id)]
    kept = ground.record(str(record["id"]))
    assert kept is not None
    assert (kept.verified, kept.via, kept.owner) == ("proof", RELAY.id, FAR.id)


async def test_relayed__delete_before_its_create__the_create_does_nothing(ground: Ground) -> None:
    await subscribed(ground)
    ground.meet(FAR)
    record = FAR.record()
    await ground.hear(FAR.says("Delete", record["id"], to=[PUBLIC]), signer=RELAY.id)

    await ground.hear(FAR.says("Create", record), signer=RELAY.id)

    assert str(record["id"]) not in ground.shelved()


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))), ids=str)
@pytest.mark.parametrize("ends", [False, True], ids=["stands", "withdrawn"])
async def test_relayed__in_any_order__ends_the_same(ground: Ground, order: tuple[int, ...], ends: bool) -> None:
    await subscribed(ground)
    ground.meet(FAR)
    first, second = FAR.record(), FAR.record(version=60, name="Corrigée")
    heard = [
        FAR.says("Create", first, "create"),
        FAR.says("Update", second, "update"),
        # Announced as well, as some relays do, and once more
        RELAY.says("Announce", first["id"], "pointed"),
        FAR.says("Delete", first["id"], "delete", to=[PUBLIC]) if ends else FAR.says("Create", first, "again"),
    ]
    ground.web.serve(second)
    for place in order:
        await ground.hear(heard[place], signer=RELAY.id)

    id = str(first["id"])
    assert (id in ground.shelved()) is not ends
    assert ground.document(id).get("name") == (None if ends else "Corrigée")


async def test_relayed__of_an_author_on_a_refused_server__is_left_out(ground: Ground) -> None:
    await subscribed(ground)
    ground.meet(FAR)
    ground.home.domains = Domains({"panier.example": "refused"})
    record = FAR.record()
    ground.web.serve(record)

    assert await ground.hear(FAR.says("Create", record), signer=RELAY.id) == "blocked"
    assert await ground.hear(RELAY.says("Announce", record["id"])) == "blocked"

    assert ground.record(str(record["id"])) is None


async def test_relayed__by_somebody_we_do_not_follow__waits_for_a_moderator(ground: Ground) -> None:
    ground.meet(FAR, OTHER)
    record = FAR.record()

    await ground.hear(FAR.says("Create", record), signer=OTHER.id)

    assert ground.waiting() == [record["id"]]


async def test_relayed__talk_is_not_even_asked_for(ground: Ground) -> None:
    await subscribed(ground)
    ground.web.asked.clear()
    note = FAR.record("n", kind=None, name=None, signed=False)
    unproved = {key: value for key, value in FAR.says("Create", note).items() if key != "proof"}
    gone = {key: value for key, value in FAR.says("Delete", f"{FAR.origin}/objects/x").items() if key != "proof"}

    for passed in (unproved, gone):
        assert await ground.hear(passed, signer=RELAY.id) == "announces nothing we keep"

    assert ground.web.asked == []


async def test_relayed__a_pointed_note_is_no_news(ground: Ground) -> None:
    await subscribed(ground, litepub=True)
    note = FAR.record("n", kind=None, name=None)
    ground.web.serve(note, FAR.document)

    assert await ground.hear(RELAY.says("Announce", note["id"])) == "not for us"
