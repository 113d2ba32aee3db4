"""A record that is narrowed, then opened again: whoever had to forget its id gets it under another (DESIGN 4 and 6)."""

from __future__ import annotations

import pytest

from node import profiles, publishing
from node.amending import amended
from node.clock import iso
from node.errors import NotAllowed
from node.publishing import STAYS_HOME
from node.store import follows, imported, log, memberships, records
from tests.node.ground import NOW, PAIR, Document, Ground, Peer
from vocab.vocabulary import Vocabulary

CLEF = Peer("https://clef.example/actors/clef", seed=2)
RESEAU = Peer("https://reseau.example/actors/reseau", kind="network", seed=4)
PANIER = Peer("https://panier.example/actors/panier", seed=5)

ANSWERS: list[Document] = [
    {"practice": "D03", "level": 2},
    {"practice": "D01", "level": 2, "visibility": "network"},
    {"practice": "D02", "level": 1, "visibility": "statistics"},
]


def settled(ground: Ground) -> None:
    ground.followed_by(PANIER)
    ground.belong(RESEAU, CLEF)


def says(ground: Ground, id: str, visibility: str) -> str:
    ground.clock.at += 1
    return ground.say(id=id, visibility=visibility).id


@pytest.mark.parametrize(
    ("steps", "same"),
    [
        (("public", "network"), True),
        (("public", "private"), True),
        (("public", "network", "network"), True),
        (("public", "network", "private"), True),
        (("private", "network", "public"), True),
        (("network", "followers"), True),
        (("public", "network", "public"), False),
        (("public", "private", "public"), False),
        (("public", "private", "network"), False),
        (("public", "followers", "network"), False),
        (("network", "private", "network"), False),
    ],
)
def test_opening__goes_on_under_another_id_only_where_some_had_to_forget(
    ground: Ground, steps: tuple[str, ...], same: bool
) -> None:
    settled(ground)
    first = id = ground.say(visibility=steps[0]).id

    for step in steps[1:]:
        id = says(ground, id, step)

    assert (id == first) is same
    live = [record.id for record in records.each(ground.db) if record.kind == "Proposal" and not record.deleted]
    assert live == [id] and ground.shelved() >= {id}


def test_opening__reaches_who_had_to_forget_and_takes_the_former_back(ground: Ground) -> None:
    settled(ground)
    former = ground.say().id
    says(ground, former, "network")
    before = len(ground.sent())

    made = ground.say(id=former, visibility="public")

    assert ("Create", made.id, PANIER.inbox) in ground.sent()[before:]
    told = {inbox for type, about, inbox in ground.sent()[before:] if (type, about) == ("Delete", former)}
    assert told == {PANIER.inbox, CLEF.inbox, RESEAU.inbox}
    (warning,) = made.warnings
    assert made.id in warning.fr and former in warning.fr and made.id in warning.en
    record = ground.record(former)
    assert record is not None and record.deleted
    assert ground.document(made.id)["published"] < ground.document(made.id)["updated"]  # type: ignore[operator]


async def test_opening__is_seen_again_by_a_node_that_had_to_forget(ground: Ground, words: Vocabulary) -> None:
    # Given a node that follows us and reads all that we say
    reader = await Ground.lay(words, origin="https://lecteur.example")
    reader.web.serve(ground.document(ground.me))
    await reader.preparer.actors.resolve(ground.me)
    follows.put(reader.db, reader.me, ground.me, "follow", "accepted", iso(NOW))
    heard = len(ground.entries())

    async def listen() -> set[str]:
        nonlocal heard
        for entry in ground.entries()[heard:]:
            await reader.hear(log.document(ground.db, entry.position))
        heard = len(ground.entries())
        return {id for id in reader.shelved() if "/objects/" in id}

    # When a record is narrowed, then opened again
    former = ground.say(name="Ouverte").id
    assert await listen() == {former}
    says(ground, former, "private")
    assert await listen() == set()
    id = says(ground, former, "public")

    # Then it is there again, proved, and once
    assert await listen() == {id}
    record = reader.record(id)
    assert record is not None and record.verified == "proof"


@pytest.mark.parametrize("how", ["publish", "amend", "withdraw"])
def test_former_id__means_the_record_it_goes_on_as(ground: Ground, how: str) -> None:
    settled(ground)
    former = ground.say(name="Avant").id
    says(ground, former, "private")
    second = says(ground, former, "public")
    says(ground, second, "private")
    third = says(ground, former, "public")

    if how == "publish":
        assert ground.say(id=former, name="Après").id == third
    elif how == "amend":
        draft = amended(ground.db, ground.me, second, {"name": "Après"})
        assert ground.say(**draft).id == third
        assert ground.document(third)["name"] == "Après"
    else:
        ground.withdraw(former)
        assert all(record.deleted for record in records.each(ground.db) if record.kind == "Proposal")
        with pytest.raises(NotAllowed, match="withdrawn"):
            ground.say(id=former)


def test_opening__of_a_listing__is_no_removal(ground: Ground) -> None:
    # Given a listing out of an import, narrowed by hand
    settled(ground)
    listing: Document = {
        "kind": "listing",
        "name": "La Cagette",
        "organization": {"website": "https://cagette.example"},
    }
    former = ground.say(**listing).id
    imported.keep(ground.db, ground.me, "source", "line", former, "digest")
    ground.say(**listing, id=former, visibility="private")

    id = ground.say(**listing, id=former, visibility="public").id

    # Then later imports know it, and none is told that it must not come back
    assert imported.find(ground.db, ground.me, "source", "line") == (id, "digest")
    assert ground.db.execute("SELECT count(*) FROM suppressed").fetchone() == (0,)


# -- the answers of a report that are not for everybody


def companions(ground: Ground, report: str) -> dict[str, Document]:
    found = records.companions(ground.db, ground.me, report)
    return {one.audience: records.document(ground.db, one.num) for one in found}


def report(ground: Ground, **more: object) -> str:
    ground.clock.at += 1
    answers = more.pop("answers", ANSWERS)
    return ground.say(kind="report", name="Bilan", answers=answers, **more).id


def test_report__changed__changes_its_companions_and_deletes_nothing(ground: Ground) -> None:
    settled(ground)
    id = report(ground)
    first = companions(ground, id)

    report(ground, id=id, answers=[*ANSWERS[:2], ANSWERS[2] | {"level": 0}])

    now = companions(ground, id)
    assert {key: one["id"] for key, one in now.items()} == {key: one["id"] for key, one in first.items()}
    assert [answer["level"] for answer in now["private"]["answers"]] == [0]  # type: ignore[attr-defined]
    assert "Delete" not in [type for type, _, _ in ground.sent()]
    statistics = [inbox for type, about, inbox in ground.sent() if about == now["private"]["id"]]
    assert statistics == [f"{RESEAU.id}/inbox", f"{RESEAU.id}/inbox"]


def test_report__made_private__takes_its_companions_back(ground: Ground) -> None:
    settled(ground)
    id = report(ground)
    (network, statistics) = (companions(ground, id)[audience]["id"] for audience in ("network", "private"))

    report(ground, id=id, visibility="private")

    assert companions(ground, id) == {}
    told = {(about, inbox) for type, about, inbox in ground.sent() if type == "Delete"}
    assert told >= {(network, CLEF.inbox), (network, RESEAU.inbox), (statistics, f"{RESEAU.id}/inbox")}
    assert (id, PANIER.inbox) in told


def test_report__opened_again__has_its_companions_again(ground: Ground) -> None:
    settled(ground)
    former = report(ground)
    report(ground, id=former, visibility="private")

    id = report(ground, id=former, visibility="public")

    assert id != former and companions(ground, former) == {}
    assert set(companions(ground, id)) == {"network", "private"}


def test_report__with_answers_for_a_network_that_is_not_there__says_so(ground: Ground) -> None:
    made = ground.say(kind="report", name="Bilan", answers=ANSWERS)

    assert made.warnings == (STAYS_HOME,)


async def test_network_here__announces_what_opens_again(words: Vocabulary) -> None:
    ground = await Ground.lay(words, kind="network")
    member = profiles.add_actor(ground.db, ground.home, profiles.NewActor("panier", "Panier", "platform"), PAIR)
    ground.followed_by(CLEF)
    memberships.put(ground.db, ground.me, member, "x", "accepted", "2026-01-01T00:00:00.000Z")
    draft: Document = {"kind": "offer", "name": "Paniers"}
    former = publishing.publish(ground.db, ground.home, member, draft).id
    publishing.publish(ground.db, ground.home, member, draft | {"id": former, "visibility": "private"})

    id = publishing.publish(ground.db, ground.home, member, draft | {"id": former, "visibility": "public"}).id

    announced = [e.subject for e in ground.entries() if e.type == "Announce" and e.state == "live"]
    assert announced == [id]
