"""The story of a practice report: each answer reaches those it is for, and nobody else."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

from node.store import memberships
from node.store.connection import Db
from tests.network.village import house, until
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


async def _practices(place: object) -> set[str]:
    return await place.node.store.reading(_answered)  # type: ignore[attr-defined]


def _answered(db: Db) -> set[str]:
    sql = "SELECT json_extract(value, '$.practice') FROM records, json_each(CAST(body AS TEXT), '$.answers')"
    return {str(row[0]).removeprefix("charter:") for row in db.execute(sql)}


def _anywhere(db: Db, word: str) -> bool:
    bodies = "SELECT body FROM records UNION ALL SELECT body FROM log UNION ALL SELECT body FROM inbox"
    return any(row[0] and word.encode() in bytes(row[0]) for row in db.execute(bodies))
