"""Taking: what others publish is kept as its owner published it, when there is a reason to, by the version rule."""

from __future__ import annotations

from itertools import permutations

import pytest

from federation.errors import Refused
from node.clock import iso
from node.store import news
from node.taking import wire_kind
from tests.node.ground import NOW, Document, Ground, Peer
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
