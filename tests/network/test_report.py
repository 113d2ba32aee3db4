"""The story of a practice report: each answer reaches those it is for, and nobody else."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from node.store import memberships, reports
from node.store.connection import Db
from tests.network.village import House, house, until
from vocab.vocabulary import Vocabulary

REPORT = {
    "kind": "report",
    "name": "Bilan 2026",
    "period": "2026",
    "answers": [
        {
            "practice": "D03",
            "level": 3,
            "visibility": "public",
            "evidence": [{"kind": "URL", "url": "https://a.example/"}],
        },
        {"practice": "G01", "level": 2, "visibility": "network"},
        {"practice": "V04", "level": 1, "visibility": "statistics"},
        {"practice": "W01", "level": 0, "visibility": "private", "reason": "canari"},
    ],
}


async def test_report__answers_travel_by_their_own_audience(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with AsyncExitStack() as stack:
        # Given two members of a network, and a follower from outside
        reseau = await stack.enter_async_context(house(tmp_path / "reseau", "reseau", vocabulary, kind="network"))
        pedales = await stack.enter_async_context(house(tmp_path / "pedales", "pedales", vocabulary))
        clef = await stack.enter_async_context(house(tmp_path / "clef", "clef", vocabulary))
        passant = await stack.enter_async_context(house(tmp_path / "passant", "passant", vocabulary))
        await pedales.join(reseau.actor)
        await clef.join(reseau.actor)
        await passant.follow(pedales)

        async def acquainted() -> bool:
            members = await pedales.node.store.reading(memberships.members, reseau.actor)
            fellows = await clef.node.store.reading(memberships.members, reseau.actor)
            return clef.actor in members and pedales.actor in fellows

        await until(acquainted, "the members know each other")
        await until(lambda: passant.holds(pedales.actor), "the passer-by follows")

        # When one publishes a report with answers for four audiences
        await pedales.publish(**REPORT)

        # Then each place knows what is for it
        async def settled() -> bool:
            return (
                await _practices(reseau) == {"D03", "G01", "V04"}
                and await _practices(clef) == {"D03", "G01"}
                and await _practices(passant) == {"D03"}
            )

        await until(settled, "each answer where it belongs")
        for place in (reseau, clef, passant):
            assert not await place.node.store.reading(_anywhere, "canari")

        # And the network keeps what it may count apart from all that anybody reads there
        assert await _counted(reseau) == {"V04"} and await _counted(clef) == set()
        assert await reseau.node.store.reading(_stated) == {("D03", 3), ("G01", 2)}

        # When the next report says less, it replaces the last at each place, and takes back what was counted
        await pedales.publish(**{**REPORT, "answers": [{"practice": "D03", "level": 1}]})

        async def replaced() -> bool:
            stated = [await place.node.store.reading(_stated) for place in (reseau, clef, passant)]
            return stated == [{("D03", 1)}] * 3 and await _counted(reseau) == set()

        await until(replaced, "the new report counts alone")


async def _counted(place: House) -> set[str]:
    sent = await place.node.store.reading(lambda db: list(reports.sent_to_be_counted(db, place.actor)))
    answers: list[Any] = [answer for document in sent for answer in document["answers"]]  # type: ignore[attr-defined]
    return {str(answer["practice"]).removeprefix("charter:") for answer in answers}


async def _practices(place: House) -> set[str]:
    return await place.node.store.reading(_answered)


def _answered(db: Db) -> set[str]:
    sql = "SELECT json_extract(value, '$.practice') FROM records, json_each(CAST(body AS TEXT), '$.answers')"
    return {str(row[0]).removeprefix("charter:") for row in db.execute(sql)}


def _stated(db: Db) -> set[tuple[str, int]]:
    return {(practice, level) for practice, level in db.execute("SELECT practice, level FROM statements")}


def _anywhere(db: Db, word: str) -> bool:
    bodies = "SELECT body FROM records UNION ALL SELECT body FROM log UNION ALL SELECT body FROM inbox"
    return any(row[0] and word.encode() in bytes(row[0]) for row in db.execute(bodies))
