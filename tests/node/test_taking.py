"""Taking: what others publish is kept as its owner published it, when there is a reason to, by the version rule."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from federation.errors import Refused
from node import following, moderating
from node.clock import iso
from node.errand_worker import _keep_members
from node.profiles import NewActor, add_actor
from node.store import follows, log, memberships, moderation, news, peers
from node.store.errands import Errand
from node.taking import wire_kind
from tests.node.ground import NOW, ORIGIN, PAIR, Document, Ground, Peer
from vocab.canonical import digest
from vocab.context import PUBLIC
from vocab.vocabulary import Vocabulary

CLEF = Peer("https://clef.example/actors/clef", seed=2)
RESEAU = Peer("https://reseau.example/actors/reseau", kind="network", seed=4)
RAFLE = Peer("https://rafle.example/actors/rafle", seed=6)
MOBIL = Peer("https://mobil.example/@mobil", type="Group", speaks=False, seed=7)
ID = f"{CLEF.origin}/objects/a"


# -- versions


async def test_take__a_followed_record__is_kept_as_it_came(ground: Ground) -> None:
    ground.follow(CLEF)
    document = CLEF.record()

    outcome = await ground.hear(CLEF.says("Create", document))

    assert outcome == "kept"
    assert ground.document(ID) == document
    record = ground.record(ID)
    assert record is not None
    assert (record.owner, record.kind, record.audience, record.policy) == (
        CLEF.id,
        "Proposal",
        "public",
        "commons-open",
    )
    assert (record.local, record.deleted, record.origin, record.via) == (False, False, "clef.example", None)
    assert (record.version, record.received, record.verified) == (iso(NOW), iso(NOW), "proof")
    assert ground.reasons(ID) == [("followed", CLEF.id)]
    assert ID in ground.shelved()


async def test_take__an_older_version__does_nothing(ground: Ground) -> None:
    ground.follow(CLEF)
    newer = CLEF.record(version=5, name="Nouvelle")
    await ground.hear(CLEF.says("Update", newer, "2"))

    outcome = await ground.hear(CLEF.says("Create", CLEF.record(version=0), "1"))

    assert outcome == "known"
    assert ground.document(ID) == newer


async def test_take__two_versions_of_one_millisecond__the_larger_digest_stays(words: Vocabulary) -> None:
    pair = [CLEF.record(name="Une"), CLEF.record(name="Deux")]
    larger = max(pair, key=digest)
    for first, second in permutations(pair):
        ground = await Ground.lay(words)
        ground.follow(CLEF)

        await ground.hear(CLEF.says("Create", first, "1"))
        await ground.hear(CLEF.says("Update", second, "2"))

        assert ground.document(ID) == larger


async def test_take__a_version_without_updated__counts_from_published(ground: Ground) -> None:
    ground.follow(CLEF)

    await ground.hear(CLEF.says("Create", CLEF.record(updated=None, published="2026-11-20T10:00:00Z")))

    assert ground.version(ID) == "2026-11-20T10:00:00.000Z"


async def test_take__an_undated_record__counts_from_its_activity(ground: Ground) -> None:
    ground.follow(CLEF)
    undated = CLEF.record(updated=None, published=None)

    await ground.hear(CLEF.says("Create", undated, published="2026-11-19T08:00:00Z"))

    assert ground.version(ID) == "2026-11-19T08:00:00.000Z"


@pytest.mark.parametrize(
    "updated", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "hier", "2026-13-45T00:00:00Z", 12]
)
async def test_take__a_date_nobody_can_read__is_as_if_it_were_not_there(ground: Ground, updated: object) -> None:
    ground.follow(CLEF)

    await ground.hear(CLEF.says("Create", CLEF.record(updated=updated)))

    assert ground.version(ID) == iso(NOW - 3600)


async def test_take__dated_in_the_future__is_refused_beyond_an_hour(ground: Ground) -> None:
    ground.follow(CLEF)

    with pytest.raises(Refused, match="dated"):
        await ground.hear(CLEF.says("Create", CLEF.record("b", version=3601), "1"))
    outcome = await ground.hear(CLEF.says("Create", CLEF.record(version=3599), "2"))

    assert outcome == "kept"
    assert ground.record(f"{CLEF.origin}/objects/b") is None


# -- withdrawals


async def test_delete__before_its_create__wins(ground: Ground) -> None:
    ground.follow(CLEF)
    delete = CLEF.says("Delete", ID)

    assert await ground.hear(delete) == "remembered"
    assert await ground.hear(CLEF.says("Create", CLEF.record(version=60))) == "withdrawn before"

    assert ground.document(ID) == delete
    assert ground.shelved() == {ground.me}


async def test_delete__is_kept_whole_and_for_ever(ground: Ground) -> None:
    ground.follow(CLEF)
    await ground.hear(CLEF.says("Create", CLEF.record()))
    delete = CLEF.says("Delete", ID)

    assert await ground.hear(delete) == "withdrawn"
    assert await ground.hear(CLEF.says("Update", CLEF.record(version=3000), "9")) == "withdrawn before"
    assert await ground.hear(CLEF.says("Delete", ID, "again")) == "withdrawn before"

    assert ground.document(ID) == delete


async def test_delete__of_somebody_elses__does_nothing(ground: Ground) -> None:
    ground.follow(CLEF, RAFLE)
    await ground.hear(CLEF.says("Create", CLEF.record()))

    with pytest.raises(Refused, match="not theirs"):
        await ground.hear(RAFLE.says("Delete", ID))

    assert ID in ground.shelved()


async def test_delete__of_an_unknown_id_elsewhere__poisons_nothing(ground: Ground) -> None:
    ground.follow(CLEF, RAFLE)

    with pytest.raises(Refused):
        await ground.hear(RAFLE.says("Delete", ID))
    outcome = await ground.hear(CLEF.says("Create", CLEF.record()))

    assert outcome == "kept"


async def test_delete__by_a_neighbour_on_the_same_host__poisons_nothing(ground: Ground) -> None:
    neighbour = Peer("https://clef.example/actors/voisin", seed=9)
    ground.follow(CLEF, neighbour)

    await ground.hear(neighbour.says("Delete", ID))
    outcome = await ground.hear(CLEF.says("Create", CLEF.record()))

    assert outcome == "kept"
    assert ID in ground.shelved()


async def test_delete__of_strangers__leaves_no_trace(ground: Ground) -> None:
    ground.meet(RAFLE)

    outcome = await ground.hear(RAFLE.says("Delete", f"{RAFLE.origin}/objects/x"))

    assert outcome == "not held"
    assert ground.record(f"{RAFLE.origin}/objects/x") is None


async def test_delete__of_ours__is_refused(ground: Ground) -> None:
    ground.follow(RAFLE)
    made = ground.say()

    with pytest.raises(Refused):
        await ground.hear(RAFLE.says("Delete", made.id))
    with pytest.raises(Refused):
        await ground.hear(RAFLE.says("Delete", ground.me, "2"))

    assert made.id in ground.shelved()


async def test_delete__of_an_actor__takes_all_it_had_here(ground: Ground) -> None:
    ground.follow(CLEF)
    ground.followed_by(CLEF)
    await ground.hear(CLEF.says("Create", CLEF.record()))
    await ground.hear(CLEF.says("Update", CLEF.document, "p"))

    assert await ground.hear(CLEF.says("Delete", CLEF.id)) == "actor gone"

    assert ground.shelved() == {ground.me}
    assert follows.state(ground.db, ground.me, CLEF.id) is None
    assert follows.state(ground.db, CLEF.id, ground.me) is None


async def permuted(words: Vocabulary, order: tuple[int, ...], *, deleted: bool) -> tuple[object, ...]:
    """What a node holds after hearing, in this order, twice over, three versions (and a withdrawal)."""
    ground = await Ground.lay(words)
    ground.follow(CLEF)
    heard = [
        CLEF.says("Create", CLEF.record(name="Une"), "1"),
        CLEF.says("Update", CLEF.record(name="Deux", version=1), "2"),
        CLEF.says("Update", CLEF.record(name="Trois", version=1), "3"),
        *([CLEF.says("Delete", ID, "4")] if deleted else []),
    ]
    for index in order:
        await ground.hear(heard[index])
    again = [{**activity, "id": f"{activity['id']}-again"} for activity in heard]
    for index in reversed(order):
        await ground.hear(CLEF.sign({key: value for key, value in again[index].items() if key != "proof"}))
    record = ground.record(ID)
    assert record is not None
    body: Any = ground.document(ID)
    return record.deleted, sorted(ground.shelved()), body.get("name") or body["object"]


async def test_take__any_order_twice_over__ends_withdrawn(words: Vocabulary) -> None:
    for order in permutations((0, 1, 2, 3)):
        assert await permuted(words, order, deleted=True) == (True, [f"{ORIGIN}/actors/pedales"], ID), order


async def test_take__any_order_twice_over__ends_with_one_version(words: Vocabulary) -> None:
    ends = {str(await permuted(words, order, deleted=False)) for order in permutations((0, 1, 2))}

    assert len(ends) == 1


# -- whose it is


async def test_take__on_another_host_than_its_owner__is_refused(ground: Ground) -> None:
    ground.follow(RAFLE)
    stolen = RAFLE.record(id=ID)

    with pytest.raises(Refused, match="not theirs"):
        await ground.hear(RAFLE.says("Create", stolen))

    assert ground.record(ID) is None


async def test_take__attributed_to_another__is_refused(ground: Ground) -> None:
    ground.follow(RAFLE, CLEF)
    for number, document in enumerate((RAFLE.record(id=ID, attributedTo=CLEF.id), RAFLE.record(attributedTo=CLEF.id))):
        with pytest.raises(Refused):
            await ground.hear(RAFLE.says("Create", document, str(number)))

    assert ground.shelved() == {ground.me}


async def test_take__over_a_neighbours_record__is_refused(ground: Ground) -> None:
    neighbour = Peer("https://clef.example/actors/voisin", seed=9)
    ground.follow(CLEF, neighbour)
    await ground.hear(CLEF.says("Create", CLEF.record()))

    with pytest.raises(Refused, match="belongs to"):
        await ground.hear(neighbour.says("Create", neighbour.record(version=60), "n"))

    assert ground.document(ID)["attributedTo"] == CLEF.id


async def test_take__over_a_record_of_ours__is_refused(ground: Ground) -> None:
    ground.follow(RAFLE)
    made = ground.say()
    before = ground.document(made.id)

    for number, document in enumerate((RAFLE.record(id=made.id), RAFLE.record(id=made.id, attributedTo=ground.me))):
        with pytest.raises(Refused):
            await ground.hear(RAFLE.says("Create", document, str(number)))

    assert ground.document(made.id) == before


# -- what is a record


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        ({"type": "Note", "kind": "Proposal"}, "Proposal"),
        ({"type": ["Note"], "kind": "Practice"}, "Practice"),
        ({"type": "Note", "kind": "Inconnu"}, "Note"),
        ({"type": "Note"}, "Note"),
        ({"type": "Proposal"}, "Proposal"),
        ({"type": "Event"}, "Event"),
        ({"type": "Organization"}, "Profile"),
        ({"type": "Group"}, "Profile"),
        ({"type": "Person"}, None),
        ({"type": ["Person", "Organization"]}, None),
        ({"type": ["Organization", "Person"]}, None),
        ({"type": "Application"}, None),
        ({"type": "Article"}, None),
        ({"type": 3}, None),
        ({}, None),
    ],
)
def test_wire_kind__is_ours_or_nothing(document: Document, kind: str | None) -> None:
    assert wire_kind(document) == kind


async def test_person__is_never_a_record(ground: Ground) -> None:
    ada = Peer("https://clef.example/users/ada", type="Person", said={"indexable": True}, seed=8)
    ground.follow(ada)

    assert await ground.hear(ada.says("Update", ada.document)) == "not a record"
    both = Peer(ada.id, type="Person", said={"type": ["Person", "Organization"], "indexable": True}, seed=8)
    assert await ground.hear(both.says("Update", both.document, "2")) == "not a record"

    assert ground.shelved() == {ground.me}


async def test_note__is_news_and_not_an_entry(ground: Ground) -> None:
    ground.follow(CLEF)
    note = CLEF.record(kind=None, content="<p>Bonjour</p><script>x</script>")

    assert await ground.hear(CLEF.says("Create", note)) == "news"

    assert [(item["id"], item["content"]) for item in news.newest(ground.db)] == [(ID, "<p>Bonjour</p>")]
    assert ground.shelved() == {ground.me}
    assert await ground.hear(CLEF.says("Delete", ID)) == "news withdrawn"
    assert news.newest(ground.db) == []


async def test_policy__in_any_spelling__closes_the_record(ground: Ground) -> None:
    ground.follow(CLEF)
    spellings: list[object] = [
        "coop:policy-network-only",
        "https://w3id.org/plateformcoop/ns#policy-network-only",
        ["coop:policy-network-only"],
        {"id": "coop:policy-network-only"},
        ["coop:policy-commons-open", "coop:policy-network-only"],
        ["coop:policy-inconnue", {"id": "https://w3id.org/plateformcoop/ns#policy-network-only"}],
    ]
    for number, spelling in enumerate(spellings):
        document = CLEF.record(f"p{number}", usagePolicy=spelling)
        await ground.hear(CLEF.says("Create", document, str(number)))
        record = ground.record(str(document["id"]))
        assert record is not None
        assert record.policy == "network-only", spelling

    assert ground.db.execute("SELECT count(*) FROM entries WHERE open = 1 AND owner = ?", (CLEF.id,)).fetchone()[0] == 0


# -- consent


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({}, False),
        ({"indexable": True}, True),
        ({"indexable": False}, False),
        ({"searchableBy": PUBLIC}, True),
        ({"searchableBy": [PUBLIC]}, True),
        ({"searchableBy": "https://mobil.example/@mobil/followers"}, False),
        ({"indexable": True, "searchableBy": "https://mobil.example/@mobil/followers"}, False),
        ({"indexable": False, "searchableBy": PUBLIC}, False),
        ({"indexable": "true"}, False),
    ],
)
async def test_consent__a_foreign_event(ground: Ground, said: Document, found: bool) -> None:
    ground.follow(MOBIL)
    event = MOBIL.record(type="Event", kind=None, purpose=None, startTime="2026-12-01T18:00:00Z", **said)

    assert await ground.hear(MOBIL.says("Create", event)) == "kept"

    assert (str(event["id"]) in ground.shelved()) is found


@pytest.mark.parametrize("context", ["https://w3id.org/fep/8a8e", "https://w3id.org/fep/268d", "https://schema.org/"])
@pytest.mark.parametrize(("by", "found"), [(PUBLIC, True), ("https://mobil.example/@mobil", False)])
async def test_consent__does_not_hang_on_a_context_we_have_not(
    ground: Ground, context: str, by: str, found: bool
) -> None:
    # JSON decides, RDF mirrors (law 6): what does not expand here is read and found all the same.
    ground.follow(MOBIL)
    event = MOBIL.record(
        **{"@context": [context, "https://www.w3.org/ns/activitystreams"]},
        type="Event", kind=None, purpose=None, startTime="2026-12-01T18:00:00Z", timezone="Europe/Paris",
        searchableBy=by,
    )  # fmt: skip

    assert await ground.hear(MOBIL.says("Create", event)) == "kept"

    assert (str(event["id"]) in ground.shelved()) is found


async def test_consent__the_actors_word_counts_where_the_record_is_silent(words: Vocabulary) -> None:
    for actor_says, record_says, found in [
        (True, None, True),
        (True, False, False),
        (False, True, False),
        (None, None, False),
    ]:
        ground = await Ground.lay(words)
        peer = Peer(
            MOBIL.id, type="Group", speaks=False, seed=7, said={} if actor_says is None else {"indexable": actor_says}
        )
        ground.follow(peer)
        event = peer.record(
            type="Event", kind=None, purpose=None, startTime="2026-12-01T18:00:00Z", indexable=record_says
        )

        await ground.hear(peer.says("Create", event))

        assert (str(event["id"]) in ground.shelved()) is found, (actor_says, record_says)


async def test_consent__silence_is_consent_for_our_kinds_between_nodes_that_speak_our_namespace(ground: Ground) -> None:
    foreign = Peer("https://autre.example/actors/autre", speaks=False, seed=11)
    ground.follow(CLEF, foreign)

    await ground.hear(CLEF.says("Create", CLEF.record()))
    await ground.hear(foreign.says("Create", foreign.record()))
    await ground.hear(foreign.says("Create", foreign.record("b", indexable=True), "b"))

    assert ground.shelved() == {ground.me, ID, f"{foreign.origin}/objects/b"}


async def test_consent__a_refusal_of_the_actor_beats_silence(ground: Ground) -> None:
    shy = Peer(CLEF.id, seed=2, said={"indexable": False})
    ground.follow(shy)

    await ground.hear(shy.says("Create", shy.record()))

    assert ground.shelved() == {ground.me}


# -- reasons


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


# -- a reason that comes after the record


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


# -- networks of ours


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
