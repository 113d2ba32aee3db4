"""Reports: one that was replaced is history for those who could read it, and for nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from node.reader import Reader
from node.store import reports
from tests.node.ground import Ground, Peer
from vocab.vocabulary import Vocabulary

NETWORK = Peer("https://reseau.example/actors/reseau", seed=2)
OTHER = "https://autre.example/actors/autre"
ANSWERS = [{"practice": "G01", "level": 1, "visibility": "network"}]
ADMIN, NOBODY = Reader("admin"), Reader()
# Signed in here, for an organisation that belongs to no network, or to another.
BESIDE = Reader("member", ("https://pedales.example/actors/b",), (), signed_in=True)
ELSEWHERE = Reader("member", ("https://ailleurs.example/actors/c",), (OTHER,))
FELLOW = Reader("member", ("https://panier.example/actors/d",), (NETWORK.id,))


@pytest.fixture
async def ground() -> AsyncIterator[Ground]:
    laid = await Ground.lay(Vocabulary.load())
    laid.belong(NETWORK)
    yield laid
    await laid.store.close()


@pytest.mark.parametrize(
    ("said", "readers"),
    [
        ({"visibility": "network"}, [ADMIN, FELLOW]),
        ({"visibility": "public", "policy": "network-only"}, [ADMIN, FELLOW]),
        ({"visibility": "public"}, [ADMIN, NOBODY, BESIDE, ELSEWHERE, FELLOW]),
        ({"visibility": "private"}, []),
    ],
)
async def test_history__is_for_those_who_could_read_the_report(
    ground: Ground, said: dict[str, object], readers: list[Reader]
) -> None:
    first = ground.say(kind="report", name="Bilan", answers=ANSWERS, **said).id
    ground.clock.at += 86_400
    second = ground.say(kind="report", name="Bilan", answers=ANSWERS, **said).id
    mine = Reader("member", (ground.me,), (), signed_in=True)

    every = [ADMIN, NOBODY, BESIDE, ELSEWHERE, FELLOW]
    found = {each: reports.history(ground.db, first, each) for each in (*every, mine)}

    assert [each for each in every if found[each] is not None] == readers
    shown = found[mine]
    assert shown is not None and shown[1] == second
