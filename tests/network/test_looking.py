"""The story of what a node looks at for its own: links and code, asked by one node, told by it, changing no answer."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import quote

from aiohttp import ClientSession

from node.store import looked
from tests.federation.doubles import Peer, says
from tests.network.village import house, until
from vocab.vocabulary import Vocabulary

AGPL = b"GNU AFFERO GENERAL PUBLIC LICENSE\nVersion 3, 19 November 2007"
READER = {"Accept": "text/html", "Accept-Language": "en"}


async def test_looking__the_node_that_publishes_looks_and_says__those_that_read_do_not(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    async with AsyncExitStack() as stack:
        # Given a place with statutes and code, an organisation, and another node that follows it
        place = await stack.enter_async_context(Peer())
        place.answers = {
            "/statuts": says(b""),
            "/velo": says(b'<a href="/velo/blob/main/LICENSE">LICENSE</a>', kind="text/html"),
            "/velo/raw/main/LICENSE": says(AGPL, kind="text/plain"),
        }
        pedales = await stack.enter_async_context(house(tmp_path / "pedales", "pedales", vocabulary))
        clef = await stack.enter_async_context(house(tmp_path / "clef", "clef", vocabulary))
        await clef.follow(pedales)
        await until(lambda: clef.holds(pedales.actor), "one follows the other")

        # When it says where its code is and publishes a report with links, one of them dead, one for itself alone
        await pedales.publish(kind="profile", name="Les Pédales", repository=f"{place.origin}/velo")
        shown = [{"kind": "STAT", "url": f"{place.origin}/{name}"} for name in ("statuts", "disparu")]
        own = [{"kind": "STAT", "url": f"{place.origin}/secret"}]
        report = await pedales.publish(
            kind="report",
            name="Bilan",
            answers=[
                {"practice": "G01", "level": 3, "evidence": shown},
                {"practice": "C01", "level": 1},
                {"practice": "G03", "level": 3, "evidence": own, "visibility": "private"},
            ],
        )

        async def seen() -> bool:
            links = await pedales.node.store.reading(looked.links, [each["url"] for each in shown])
            code = await pedales.node.store.reading(looked.find, looked.REPOSITORY, f"{place.origin}/velo")
            return len(links) == 2 and code is not None and code.tried is not None

        await until(seen, "it was looked")
        await until(lambda: clef.holds(report), "the report arrived")

        # Then its own pages say what was found, and the other node's say nothing of it
        page = await read(report)
        assert page.count("answered on ") == 1 and page.count("HTTP 404") == 1
        assert "AGPL-3.0" in await read(pedales.actor)
        there = await read(f"{clef.origin}/record?id={quote(report)}")
        assert "answered on " not in there and "HTTP 404" not in there

        # And nobody else asked, nor for what is private
        assert {each.headers["user-agent"].partition("+")[2] for each in place.seen} == {f"{pedales.origin})"}
        assert "/secret" not in {each.target for each in place.seen}


async def read(address: str) -> str:
    """A page as somebody in a browser gets it."""
    async with ClientSession() as session, session.get(address, headers=READER) as response:
        assert response.status == 200
        return await response.text()
