"""What came before a charter was installed counts once it is, by itself, and after a stop in the middle too."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from node import charters
from node.charter_worker import CharterWorker
from node.store.charters import unread
from tests.node.ground import Ground, Peer
from tests.vocab.charter_files import HERE, charter_file, earlier_file
from vocab.vocabulary import Vocabulary

PANIER = Peer("https://panier.example/actors/panier", seed=2)
WHEN = "2026-11-27T05:00:00.000Z"


@pytest.fixture
async def ground() -> Ground:
    vocabulary = Vocabulary.load()
    ground = await Ground.lay(vocabulary)
    ground.home.vocabulary = charters.vocabulary_of(ground.db, vocabulary)
    ground.follow(PANIER)
    return ground


def report(slug: str, version: str, *practices: str, **more: Any) -> dict[str, object]:
    answers = [{"type": "Answer", "practice": each, "level": 2} for each in practices]
    return PANIER.record(slug, kind="PracticeReport", charterVersion=version, answers=answers, **more)


def install(ground: Ground, document: object) -> None:
    vocabulary = ground.home.vocabulary
    fork = charters.read(document, vocabulary)
    charters.keep(ground.db, fork, document, vocabulary, WHEN)
    vocabulary.charter.forks.put(fork)


def stated(ground: Ground) -> set[tuple[str, str]]:
    sql = "SELECT e.id, s.practice FROM statements s JOIN entries e ON e.num = s.num"
    return {(str(id)[-1], str(practice)) for id, practice in ground.db.execute(sql)}


async def test_report__of_a_charter_or_version_unknown_counts_nowhere_and_is_held(ground: Ground) -> None:
    await ground.hear(PANIER.says("Create", report("a", f"{HERE}2.0", "charter:G01", f"{HERE}G50"), "a"))
    await ground.hear(
        PANIER.says("Create", report("b", "https://w3id.org/plateformcoop/ns/charter#9.0", "charter:G02"), "b")
    )

    assert stated(ground) == set()
    assert ground.db.execute("SELECT count(*) FROM entries WHERE kind = 'report'").fetchone()[0] == 2


async def test_worker__what_came_before_counts_and_a_stop_in_the_middle_loses_nothing(ground: Ground) -> None:
    for slug, version in (
        ("a", f"{HERE}2.0"),
        ("b", f"{HERE}1.0"),
        ("c", "https://autre.example/ns/charter/autre#2.0"),
    ):
        document = report(slug, version, "charter:G01", f"{HERE}G50", published=f"2026-11-2{len(slug)}T10:00:00.000Z")
        await ground.hear(PANIER.says("Create", document, slug))
    practice = PANIER.record("d", kind="Practice", practice=f"{HERE}G51", level=1)
    await ground.hear(PANIER.says("Create", practice, "d"))
    install(ground, charter_file())
    effect = asyncio.Event()

    # It is stopped after the first record, and another goes on where it was.
    assert await CharterWorker(ground.home, ground.store, effect).step(1)
    (left,) = unread(ground.db)
    first = left.after
    worker = CharterWorker(ground.home, ground.store, effect)
    while await worker.step(1):
        pass

    assert first > 0 and effect.is_set() and unread(ground.db) == ()
    assert stated(ground) == {("a", "G01"), ("a", "G50-reseau-nord"), ("d", "G51-reseau-nord")}
    # Each version brings its own in; one that nobody installed still counts nowhere.
    install(ground, earlier_file())
    while await worker.step():
        pass
    assert {id for id, _ in stated(ground)} == {"a", "b", "d"}


async def test_worker__waits_for_what_is_kept_and_not_known_yet(ground: Ground) -> None:
    ground.db.execute("INSERT INTO charters VALUES ('vieille', '1.0', '{}', ?, 0)", (WHEN,))

    assert not await CharterWorker(ground.home, ground.store, asyncio.Event()).step()


async def test_reports__those_of_each_charter_follow_one_another_apart(ground: Ground) -> None:
    panier = "https://panier.example/objects/"
    install(ground, charter_file())
    for day, (slug, version, before) in enumerate(
        (
            ("a", "https://w3id.org/plateformcoop/ns/charter#2.0", None),
            ("b", f"{HERE}2.0", None),
            # What it names was withdrawn: it takes the place of all of its own charter, and of no other.
            ("c", f"{HERE}2.0", "gone"),
            ("d", "https://w3id.org/plateformcoop/ns/charter#2.0", "a"),
        )
    ):
        more = {"supersedes": panier + before} if before else {}
        document = report(slug, version, "charter:G01", published=f"2026-11-2{day}T10:00:00.000Z", **more)
        await ground.hear(PANIER.says("Create", document, slug))

    assert {id for id, _ in stated(ground)} == {"c", "d"}
