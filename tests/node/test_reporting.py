"""The succession of reports, and for whom each answer is: whatever order things come in."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from node import following, publishing
from node.errors import Invalid
from node.observatory.counting import Row
from node.reporting import months_after
from node.store import memberships, observatory, records, reports
from node.store.connection import Db
from tests.node.ground import Ground, Peer
from vocab.context import PUBLIC
from vocab.reports import VISIBILITIES, Issue, answers_within, companions, superseded

RESEAU = Peer("https://reseau.example/actors/reseau", kind="network", seed=4)
AUTRE = Peer("https://autre.example/actors/autre", kind="network", seed=6)
PANIER = Peer("https://panier.example/actors/panier", seed=5)
ONE = [{"practice": "G01", "level": 2}]
COUNTED = {"practice": "V01", "level": 1, "visibility": "statistics"}


def report(ground: Ground, answers: list[dict[str, Any]] | None = None, **more: object) -> str:
    ground.clock.at += 60
    return ground.say(kind="report", name="Bilan", answers=answers or ONE, **more).id


def counted(db: Db) -> set[str]:
    return {row[0] for row in db.execute("SELECT r.id FROM statements s JOIN records r ON r.num = s.num")}


def member(ground: Ground, *networks: Peer) -> None:
    for network in networks:
        ground.meet(network)
        memberships.put(ground.db, network.id, ground.me, f"{network.id}/join", "accepted", "2026-11-23")


# -- succession


def test_publish__dated_ends_and_names_the_one_it_replaces(ground: Ground) -> None:
    first = report(ground)
    second = report(ground)
    said = [records.document(ground.db, record.num) for record in records.each(ground.db, owner=ground.me)]
    by_id = {each["id"]: each for each in said}

    assert "supersedes" not in by_id[first] and by_id[second]["supersedes"] == first
    assert by_id[second]["validUntil"] == months_after(str(by_id[second]["published"])[:10], 18)
    assert counted(ground.db) == {second}
    report(ground, id=second, answers=[{"practice": "G01", "level": 1}])
    assert records.document(ground.db, records.find(ground.db, second).num)["supersedes"] == first  # type: ignore[union-attr]
    ground.withdraw(second)
    assert counted(ground.db) == {first}


def test_publish__for_fewer_people__takes_the_last_back(ground: Ground) -> None:
    first = report(ground)
    second = report(ground, visibility="private")

    assert records.find(ground.db, first).deleted  # type: ignore[union-attr]
    assert counted(ground.db) == {second}


def test_publish__what_cannot_be(ground: Ground) -> None:
    offer = ground.say().id
    for more, field in (
        ({"supersedes": offer}, "supersedes"),
        ({"supersedes": "https://panier.example/objects/1"}, "supersedes"),
        ({"valid_until": "2036-01-01"}, "valid_until"),
        ({"charter": "1.0"}, "charter"),
        ({"statistics_to": [PANIER.id]}, "statistics_to[0]"),
        ({"answers": [{"practice": "G01", "level": 3}]}, "answers[0].evidence"),
        ({"answers": [{"practice": "G01"}]}, "answers[0].reason"),
        *(
            ({"answers": [ONE[0] | {"evidence": [{"kind": "URL", "url": url}]}]}, "answers[0].evidence[0].url")
            for url in ("http://10.1.1.1/", "https://u:p@a.example/", "ftp://a.example/", "https://nas.local/")
        ),
    ):
        with pytest.raises(Invalid) as refused:
            report(ground, **more)  # type: ignore[arg-type]
        assert [finding.field for finding in refused.value.findings] == [field]


async def test_reports_of_another__in_any_order__the_last_counts(ground: Ground) -> None:
    ground.follow(PANIER)
    answers = [{"type": "Answer", "practice": "charter:G01", "level": 1}]
    many = [
        PANIER.record(
            slug,
            kind="PracticeReport",
            answers=answers,
            published=f"2026-11-2{day}T10:00:00.000Z",
            **({"supersedes": f"https://panier.example/objects/{before}"} if before else {}),
        )
        for day, (slug, before) in enumerate((("a", None), ("b", "a"), ("c", "b")))
    ]
    for document in (many[2], many[0], many[1]):
        await ground.hear(PANIER.says("Create", document, str(document["id"])[-1]))

    assert counted(ground.db) == {many[2]["id"]}
    await ground.hear(PANIER.says("Delete", many[1]["id"], "gone-b"))
    assert counted(ground.db) == {many[2]["id"]}
    await ground.hear(PANIER.says("Delete", many[2]["id"], "gone-c"))
    assert counted(ground.db) == {many[0]["id"]}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.none() | st.integers(0, 6), st.none() | st.integers(0, 6)), max_size=6))
def test_superseded__never_all__never_by_an_earlier_one(drawn: list[tuple[int, int | None, int | None]]) -> None:
    held = [
        Issue(f"r{number}", f"202{year}", None if before is None else f"r{before}", None if of is None else f"r{of}")
        for number, (year, before, of) in enumerate(drawn)
    ]
    gone = superseded(held)
    whole = [each for each in held if each.companion_of is None]

    assert superseded(reversed(held)) == gone
    if whole:
        assert max(whole, key=lambda each: (each.published, each.id)).id not in gone
    for each in whole:
        later = [one for one in whole if one.supersedes and (one.published, one.id) > (each.published, each.id)]
        assert bool(later) or each.id not in gone


# -- for whom


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from((*VISIBILITIES, "rubbish", None)), min_size=1, max_size=8),
    st.sampled_from(("public", "network", "followers", "private", "rubbish")),
    st.booleans(),
)
def test_visibility__no_answer_in_a_document_wider_than_itself(
    said: list[str | None], whole: str, chosen: bool
) -> None:
    answers = [{"practice": f"P{number}", **({"visibility": each} if each else {})} for number, each in enumerate(said)]
    values = {"kind": "report", "name": "x", "visibility": whole, "answers": answers}
    values |= {"statistics_to": ["https://n.example/a"]} if chosen else {}
    travelling = [(str(each["visibility"]), each) for each in companions(values)]
    travelling += [(whole, values)] if whole != "private" else []

    for for_whom, each in travelling:
        rows = answers_within(each)
        allowed = {"public", for_whom} if for_whom == "network" else {for_whom.replace("followers", "public")}
        assert {row["visibility"] for row in rows} <= allowed & set(VISIBILITIES) - {"private"}
    if whole == "private":
        assert {for_whom for for_whom, _ in travelling} <= ({"statistics"} if chosen else set())


def test_statistics__to_the_chosen_networks_alone_and_withdrawable(ground: Ground) -> None:
    member(ground, RESEAU, AUTRE)
    first = report(ground, [*ONE, COUNTED], statistics_to=[RESEAU.id])
    (companion,) = records.companions(ground.db, ground.me, first)
    assert records.document(ground.db, companion.num)["to"] == [RESEAU.id]
    assert [inbox for _, about, inbox in ground.sent() if about == companion.id] == [f"{RESEAU.id}/inbox"]
    assert companion.num not in {row[0] for row in ground.db.execute("SELECT num FROM entries")}

    # The next report goes on with it; another choice takes it back from the first network.
    second = report(ground, [*ONE, COUNTED | {"level": 0}], statistics_to=[RESEAU.id])
    (same,) = records.companions(ground.db, ground.me, second)
    assert same.id == companion.id and records.companions(ground.db, ground.me, first) == []
    third = report(ground, [*ONE, COUNTED], statistics_to=[AUTRE.id])
    (other,) = records.companions(ground.db, ground.me, third)
    assert other.id != companion.id and records.find(ground.db, companion.id).deleted  # type: ignore[union-attr]
    assert ("Delete", companion.id, f"{RESEAU.id}/inbox") in ground.sent()
    report(ground, [*ONE, COUNTED], statistics_to=[])
    assert records.find(ground.db, other.id).deleted  # type: ignore[union-attr]


def test_statistics__a_network_that_one_leaves_counts_no_more(ground: Ground) -> None:
    member(ground, RESEAU, AUTRE)
    made = report(ground, [*ONE, COUNTED])
    (both,) = records.companions(ground.db, ground.me, made)

    following.leave(ground.db, ground.home, ground.me, RESEAU.id)

    (rest,) = records.companions(ground.db, ground.me, made)
    assert rest.id != both.id and records.document(ground.db, rest.num)["to"] == [AUTRE.id]
    assert ("Delete", both.id, f"{RESEAU.id}/inbox") in ground.sent()
    following.leave(ground.db, ground.home, ground.me, AUTRE.id)
    assert records.companions(ground.db, ground.me, made) == []


async def test_statistics__kept_by_the_network_alone_and_apart(words: Any) -> None:
    network = await Ground.lay(words, kind="network")
    network.follow(PANIER)
    answers = [{"type": "Answer", "practice": "charter:G01", "level": 1}]
    more = {"kind": "PracticeReport", "answers": answers, "statisticsOnly": True, "cc": []}
    sent = PANIER.record("s", to=[network.me], **more)
    stray = PANIER.record("t", to=[f"{PANIER.id}/followers"], **more)
    loud = PANIER.record("u", to=[network.me, PUBLIC], **more)
    for document in (sent, stray, loud):
        await network.hear(PANIER.says("Create", document, str(document["id"])[-1]))

    assert [each["id"] for each in reports.sent_to_be_counted(network.db, network.me)] == [sent["id"]]
    assert [records.find(network.db, each["id"]) for each in (stray, loud)] == [None, None]
    assert network.db.execute("SELECT count(*) FROM entries").fetchone() == (1,)  # the network's own profile
    others = {f"https://{name}.example/": 1 for name in "abcd"}
    observatory.put(
        network.db, [Row("network", "", each, "2026-11", others | {PANIER.id: 1}) for each in ("G01", "V01")]
    )
    # Nothing of it is what PANIER still says of V01: what it says anew strikes nothing, what it takes back all.
    await network.hear(PANIER.says("Update", sent | {"updated": "2026-11-23T10:00:30.000Z"}, "x"))
    assert {(row.gone, len(row.answers)) for row in observatory.rows(network.db)} == {(0, 5)}
    await network.hear(PANIER.says("Delete", sent["id"]))
    assert list(reports.sent_to_be_counted(network.db, network.me)) == []
    assert [(row.gone, row.answers) for row in observatory.rows(network.db)] == [(1, others)] * 2


def test_policy_private__keeps_every_answer_home(ground: Ground) -> None:
    member(ground, RESEAU)
    made = report(ground, [*ONE, COUNTED, COUNTED | {"practice": "D05", "visibility": "network"}], policy="private")

    assert records.companions(ground.db, ground.me, made) == []
    assert publishing.withdraw(ground.db, ground.home, ground.me, made) is None
