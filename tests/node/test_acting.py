"""What a program asks by posting to an outbox: every activity of ActivityPub section 6, and those we do not do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.acting import ACTS, UNSPOKEN, act, addresses_of, require_same_origin
from node.errors import Invalid, Missing, NodeError, NotAllowed
from node.store import follows, log, memberships, records
from node.store.connection import Db
from tests.network.village import House, house, until
from vocab.vocabulary import Vocabulary

OFFER = {
    "type": "Note",
    "kind": "Proposal",
    "purpose": "offer",
    "name": "Prêt d'un vélo cargo",
    "content": "<p>Six jours sur sept.</p>",
    "publishes": {"type": "Intent", "action": "deliverService"},
    "areaServed": ["territory:fr/epci/200093201"],
    "need": ["coop:need-livrer"],
}
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


@pytest.fixture
async def town(tmp_path: Path, words: Vocabulary) -> AsyncIterator[tuple[House, House]]:
    """A platform and a network that admits by hand, each on its own node."""
    async with (
        house(tmp_path / "pedales", "pedales", words) as pedales,
        house(tmp_path / "reseau", "reseau", words, kind="network", membership="approve") as reseau,
    ):
        yield pedales, reseau


async def test_create__wrapped_or_not_and_the_client_s_id_is_not_looked_at(town: tuple[House, House]) -> None:
    pedales, _ = town
    bare = await act(pedales.node, pedales.actor, {**OFFER, "id": "https://evil.example/1"})
    wrapped = await act(
        pedales.node,
        pedales.actor,
        {
            "type": "Create",
            "id": "https://evil.example/2",
            "actor": "https://evil.example/",
            "object": OFFER,
            "to": PUBLIC,
        },
    )
    for done in (bare, wrapped):
        assert done.id.startswith(f"{pedales.origin}/activities/")
    held = await pedales.node.store.reading(lambda db: [row[0] for row in db.execute("SELECT id FROM records")])
    assert not [id for id in held if "evil" in id]


async def test_create__addresses_count_on_both_sides_and_blind_ones_do_not_leave(town: tuple[House, House]) -> None:
    pedales, _ = town
    followers = f"{pedales.actor}/followers"
    await act(pedales.node, pedales.actor, {"type": "Create", "object": OFFER, "bto": [followers]})
    kept = await pedales.node.store.reading(
        lambda db: [records.document(db, row[0]) for row in db.execute("SELECT num FROM records WHERE kind='Proposal'")]
    )
    assert len(kept) == 1
    assert "bto" not in kept[0] and PUBLIC not in str(kept[0]["to"]) and followers in str(kept[0])


async def test_update__what_is_given_replaces_and_null_removes(town: tuple[House, House]) -> None:
    pedales, _ = town
    id = await pedales.publish(
        kind="offer",
        name="Vélo",
        content="Du **vélo**.",
        need=["livrer"],
        territory=["fr-commune-59350"],
        action="deliverService",
        valid_until="2027-06-30",
    )
    given_ = {"id": id, "name": "Vélo cargo", "validUntil": None}
    done = await act(pedales.node, pedales.actor, {"type": "Update", "object": given_})
    after = await pedales.document(id)
    assert done.id.startswith(f"{pedales.origin}/activities/")
    assert after["name"] == "Vélo cargo" and "validUntil" not in after
    assert "<strong>vélo</strong>" in str(after["content"]) and after["need"] == ["coop:need-livrer"]
    await act(
        pedales.node, pedales.actor, {"type": "Update", "object": {"id": id, "type": "Note", "content": "<p>Neuf.</p>"}}
    )
    after = await pedales.document(id)
    assert "Neuf." in str(after["content"]) and "<strong>vélo</strong>" not in str(after["content"])
    # The friendly way knows null as well.
    await act(pedales.node, pedales.actor, {"type": "Update", "object": {"id": id, "need": None, "cost": None}})
    assert "need" not in await pedales.document(id)


async def test_update__of_nothing_or_of_another_s(town: tuple[House, House]) -> None:
    pedales, reseau = town
    for wrong in ({"name": "x"}, {"id": "https://elsewhere.example/1", "name": "x"}, {"id": reseau.actor, "name": "x"}):
        with pytest.raises(NodeError):
            await act(pedales.node, pedales.actor, {"type": "Update", "object": wrong})


async def test_delete__withdraws(town: tuple[House, House]) -> None:
    pedales, _ = town
    id = await pedales.publish(kind="offer", name="Vélo", territory=["fr-commune-59350"], action="deliverService")
    done = await act(pedales.node, pedales.actor, {"type": "Delete", "object": id})
    record = await pedales.record(id)
    assert done.id.startswith(f"{pedales.origin}/activities/") and record is not None and record.deleted
    with pytest.raises(Missing):
        await act(pedales.node, pedales.actor, {"type": "Delete", "object": f"{pedales.origin}/objects/none"})


async def test_follow_and_undo__following_shows_it_once_accepted(town: tuple[House, House]) -> None:
    pedales, reseau = town
    done = await act(pedales.node, pedales.actor, {"type": "Follow", "object": reseau.actor})
    await until(lambda: _follows(pedales, reseau), "the follow is accepted")
    undo = await act(pedales.node, pedales.actor, {"type": "Undo", "object": done.id})
    assert undo.id not in (done.id, reseau.actor)
    assert await pedales.node.store.reading(follows.state, pedales.actor, reseau.actor) is None
    with pytest.raises(Missing):
        await act(pedales.node, pedales.actor, {"type": "Undo", "object": done.id})


async def _follows(one: House, other: House) -> bool:
    return await one.node.store.reading(follows.state, one.actor, other.actor) == "accepted"


async def test_update__of_what_the_organisation_was_elsewhere__and_move(town: tuple[House, House]) -> None:
    pedales, reseau = town
    update = {"type": "Update", "object": {"id": reseau.actor, "alsoKnownAs": [pedales.actor], "name": "Le réseau"}}

    before = await reseau.document(reseau.actor)

    # When the new address is not said to be the former one, nobody moves
    with pytest.raises(NotAllowed, match="bocage actor alias reseau"):
        await act(pedales.node, pedales.actor, {"type": "Move", "object": pedales.actor, "target": reseau.actor})
    await act(reseau.node, reseau.actor, update)
    new = await reseau.document(reseau.actor)
    assert (new["alsoKnownAs"], new["name"], new["areaServed"]) == (
        [pedales.actor],
        "Le réseau",
        before["areaServed"],
    )

    # Then it moves, and the Move is what the program is told
    done = await act(pedales.node, pedales.actor, {"type": "Move", "object": pedales.actor, "target": reseau.actor})
    move = await pedales.node.store.reading(_activity, done.id)
    assert (move["type"], move["target"]) == ("Move", reseau.actor)
    assert (await pedales.document(pedales.actor))["movedTo"] == reseau.actor

    # And what was listed is taken off again, without a word to the former address
    done = await act(reseau.node, reseau.actor, {"type": "Update", "object": {"id": reseau.actor, "alsoKnownAs": None}})
    assert (await reseau.node.store.reading(_activity, done.id))["type"] == "Update"
    assert "alsoKnownAs" not in await reseau.document(reseau.actor)


async def test_move__of_another_or_to_nowhere(town: tuple[House, House]) -> None:
    pedales, reseau = town
    with pytest.raises(NotAllowed):
        await act(pedales.node, pedales.actor, {"type": "Move", "object": reseau.actor, "target": pedales.actor})
    with pytest.raises(NodeError, match="target"):
        await act(pedales.node, pedales.actor, {"type": "Move", "object": pedales.actor})


def _activity(db: Db, id: str) -> dict[str, object]:
    entry = log.find(db, id)
    return log.document(db, entry.position) if entry else {}


async def test_reject__turns_a_follower_away(town: tuple[House, House]) -> None:
    pedales, reseau = town
    done = await act(pedales.node, pedales.actor, {"type": "Follow", "object": reseau.actor})
    await until(lambda: _follows(pedales, reseau), "the follow is accepted")
    await act(reseau.node, reseau.actor, {"type": "Reject", "object": done.id})

    async def turned_away() -> bool:
        return await pedales.node.store.reading(follows.state, pedales.actor, reseau.actor) == "rejected"

    await until(turned_away, "the follower learns it")


@pytest.mark.parametrize("answer", ["Accept", "Add", "Reject"])
async def test_join__is_answered_by_the_network(town: tuple[House, House], answer: str) -> None:
    pedales, reseau = town
    asked = await act(pedales.node, pedales.actor, {"type": "Join", "object": reseau.actor})

    async def arrived() -> bool:
        return await reseau.node.store.reading(memberships.activity, reseau.actor, pedales.actor) == asked.id

    await until(arrived, "the network is asked")
    about = pedales.actor if answer == "Add" else asked.id
    done = await act(reseau.node, reseau.actor, {"type": answer, "object": about, "target": f"{reseau.actor}/members"})
    assert done.id.startswith(f"{reseau.origin}/activities/")
    state = "rejected" if answer == "Reject" else "accepted"

    async def known() -> bool:
        return await pedales.node.store.reading(memberships.state, reseau.actor, pedales.actor) == state

    await until(known, "the organisation learns it")
    if answer == "Accept":
        await act(
            reseau.node, reseau.actor, {"type": "Remove", "object": pedales.actor, "target": f"{reseau.actor}/members"}
        )
        assert await reseau.node.store.reading(memberships.state, reseau.actor, pedales.actor) is None
    if answer == "Add":
        await act(pedales.node, pedales.actor, {"type": "Undo", "object": {"type": "Join", "object": reseau.actor}})
        assert await pedales.node.store.reading(memberships.state, reseau.actor, pedales.actor) is None


async def test_members__are_a_network_s_business(town: tuple[House, House]) -> None:
    pedales, reseau = town
    for verb in ("Add", "Remove"):
        with pytest.raises(NotAllowed):
            await act(
                pedales.node, pedales.actor, {"type": verb, "object": reseau.actor, "target": "https://x.example/"}
            )
    with pytest.raises(Missing):
        await act(pedales.node, pedales.actor, {"type": "Accept", "object": "https://x.example/joins/1"})


async def refused(house: House, document: dict[str, object]) -> bool:
    """Whether the node says that it does not do this."""
    try:
        await act(house.node, house.actor, document)
    except NodeError:
        return True
    return False


async def test_act__what_is_not_done_by_program_or_lacks_its_object_says_so(town: tuple[House, House]) -> None:
    pedales, _ = town
    unspoken = [{"type": verb, "object": "https://x.example/1"} for verb in sorted(UNSPOKEN)]
    lacking = [{"type": verb} for verb in sorted(ACTS)]

    done = [each for each in (*unspoken, *lacking) if not await refused(pedales, each)]

    assert done == []


async def test_act__of_no_known_kind__is_named(town: tuple[House, House]) -> None:
    pedales, _ = town
    with pytest.raises(NodeError) as caught:
        await act(pedales.node, pedales.actor, {"type": "Dance", "object": "https://x.example/1"})
    assert "« Dance »" in caught.value.public.fr and "Dance" in caught.value.public.en
    # A plain note says what it lacks.
    with pytest.raises(Invalid):
        await act(pedales.node, pedales.actor, {"type": "Note", "content": "<p>Bonjour</p>"})


def test_acts__every_activity_of_activitystreams_is_done_or_refused_by_name() -> None:
    vocabulary = (
        "Accept Add Announce Arrive Block Create Delete Dislike Flag Follow Ignore Invite Join Leave Like Listen Move"
        " Offer Question Read Reject Remove TentativeAccept TentativeReject Travel Undo Update View"
    )
    assert sorted([*ACTS, *UNSPOKEN]) == sorted(vocabulary.split())


def test_addresses_of__the_widest_counts() -> None:
    assert addresses_of({"to": ["as:Public"], "cc": "https://a.example/followers"}) == {"visibility": "public"}
    assert addresses_of({"to": "https://a.example/members"}) == {"visibility": "network"}
    assert addresses_of({"bcc": {"id": "https://a.example/followers"}}) == {"visibility": "followers"}
    assert addresses_of({"to": "https://a.example/b"}) == {"visibility": "private"}
    assert addresses_of({"visibility": "private", "to": PUBLIC}) == {"visibility": "private"}
    assert addresses_of({}) == {}


WORDS = st.text(alphabet="ahtps:/.#", max_size=12)


@given(
    st.dictionaries(
        st.sampled_from(["object", "target", "origin"]),
        st.one_of(st.none(), st.integers(), WORDS, st.lists(WORDS, max_size=2), st.dictionaries(WORDS, WORDS)),
    )
)
def test_require_same_origin__lets_nothing_else_through(posted: dict[str, object]) -> None:
    with pytest.raises(NotAllowed):
        require_same_origin("https://app.example/client", posted)
