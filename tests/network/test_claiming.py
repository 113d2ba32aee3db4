"""A network lists an organisation that then comes with a node of its own: the listing gives way on three real nodes.

Its website decides, or the lister does; undone, the listing is back everywhere.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from node.pace import Pace
from node.store import sites
from node.store.connection import Db
from tests.network.test_moving import do, organisations, read
from tests.network.village import House, free_port, house, until
from vocab.vocabulary import Vocabulary


@dataclass
class Website:
    """An organisation's website, on no node: one page, which somebody may change or send elsewhere."""

    url: str
    page: str = "<h1>La Clef</h1>"
    elsewhere: str | None = None

    def name(self, *actors: str) -> None:
        self.page = "".join(f'<a rel="me" href="{actor}">nous</a>' for actor in actors)


@asynccontextmanager
async def website() -> AsyncIterator[Website]:
    """A website that is up while inside."""
    port = free_port()
    site = Website(f"http://127.0.0.1:{port}/")

    async def get(request: web.Request) -> web.Response:
        if site.elsewhere is not None:
            raise web.HTTPFound(site.elsewhere)
        return web.Response(text=site.page, content_type="text/html")

    app = web.Application()
    app.router.add_get("/", get)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield site
    finally:
        await runner.cleanup()


async def read_again(site: Website, *nodes: House) -> None:
    """The day on which these nodes read the website again has come."""
    for each in nodes:
        await each.node.store.writing("hurry", _hurry, site.url, each.node.home.now())
        each.node.websites.pace = Pace(each.node.home.settings)  # an hour has passed, too
        each.node.wake()


def _hurry(db: Db, url: str, now: float) -> None:
    sites.hurry(db, url.partition("://")[2].rstrip("/"), now)


async def stands(id: str, *nodes: House, saying: str) -> None:
    for each in nodes:
        await until(lambda each=each: each.holds(id), f"{each.name}: {saying}")  # type: ignore[misc]


async def gives_way(id: str, *nodes: House, saying: str) -> None:
    async def gone(at: House) -> bool:
        return not await at.holds(id)

    for each in nodes:
        await until(lambda each=each: gone(each), f"{each.name}: {saying}")  # type: ignore[misc]


async def claims(at: House, which: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = (await do(at, "claims_list"))[which]
    return found


async def waits(at: House, *claimants: House) -> None:
    async def known() -> bool:
        return {row["claimant"] for row in await claims(at, "received")} >= {each.actor for each in claimants}

    await until(known, "the lister knows who claims")


async def test_claim__the_website_decides__on_every_node(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with (
        website() as site,
        house(tmp_path / "a", "reseau", vocabulary, kind="network") as lister,
        house(tmp_path / "b", "clef", vocabulary) as clef,
        house(tmp_path / "c", "voisin", vocabulary) as third,
        house(tmp_path / "d", "rafle", vocabulary) as stranger,
    ):
        # Given a listing of La Clef by a network, held by a third node, which also follows two that say they are it
        for each in (clef, stranger):
            await each.publish(kind="profile", name="La Clef", location={"city": "Lille"}, website=site.url)
        for each in (lister, clef, stranger):
            await third.follow(each)
        about = {"name": "La Clef", "website": site.url}
        listing = await lister.publish(
            kind="listing", name="La Clef", organization=about, location={"city": "Lille"}, source="Annuaire"
        )
        await stands(listing, lister, third, saying="the listing came")
        assert listing in await organisations(third)

        # When both claim it, and the website says nothing, or leads to the stranger's page
        for each in (clef, stranger):
            made = await do(each, "claim", **{"listing": listing, "as": each.name})
            assert (made["state"], made["gave_way"]) == ("asked", False)
        await waits(lister, clef, stranger)
        site.elsewhere = stranger.origin + "/actors/rafle"
        await read_again(site, lister, third)

        # Then both wait, and nothing has changed
        async def was_read() -> bool:
            seen = await third.node.store.reading(sites.find, site.url.partition("://")[2].rstrip("/"))
            return seen is not None and "leads to" in str(seen.answer)

        await until(was_read, "the third node read the website")
        assert [row["state"] for row in await claims(lister, "received")] == ["asked", "asked"]
        assert await lister.holds(listing) and await third.holds(listing)

        # When the website names La Clef
        site.elsewhere = None
        site.name(clef.actor)
        await read_again(site, lister, third)

        # Then the listing gives way to it on both nodes, for everybody, and the lister had nothing to decide
        await gives_way(listing, lister, third, saying="the website names the organisation")
        for each in (lister, third):
            assert listing not in await organisations(each)
            assert clef.actor in await organisations(each)
        assert stranger.actor not in await organisations(lister)
        row = next(row for row in await claims(lister, "received") if row["claimant"] == clef.actor)
        assert row["proof"] == "rel-me"
        status, page = await read(listing, "text/html")
        assert status == 200 and clef.actor in page

        # When it changes its name, the lister hears of it
        await clef.publish(kind="profile", name="La Clef des Prés", location={"city": "Lille"}, website=site.url)

        async def hears() -> bool:
            return (await lister.document(clef.actor)).get("name") == "La Clef des Prés"

        await until(hears, "the lister hears of the new name")

        # When the website names it no longer, the listing is back
        site.page = "<h1>Domaine à vendre</h1>"
        await read_again(site, lister, third)
        await stands(listing, lister, third, saying="the listing is back")

        async def left() -> bool:
            return clef.actor not in await organisations(lister)

        await until(left, "the lister lets the stranger go")
        assert clef.actor in await organisations(third)  # which follows it


async def test_claim__the_lister_decides__and_may_change_its_mind(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with (
        house(tmp_path / "a", "reseau", vocabulary, kind="network") as lister,
        house(tmp_path / "b", "clef", vocabulary) as clef,
        house(tmp_path / "c", "voisin", vocabulary) as third,
    ):
        # Given a listing without a website, that its organisation claims; the third node knows of the lister alone
        await third.follow(lister)
        listing = await lister.publish(kind="listing", name="La Clef", organization={"name": "La Clef"})
        await stands(listing, lister, third, saying="the listing came")
        await do(clef, "claim", **{"listing": listing, "as": "clef"})
        await waits(lister, clef)

        async def answered(word: str | None) -> None:
            async def so() -> bool:
                made = await claims(clef, "made")
                return (made[0]["state"] if made else None) == word

            await until(so, f"the organisation hears: {word}")

        async def known(to: House, as_: str | None) -> None:
            async def so() -> bool:
                held = (await to.document(clef.actor)).get("name") if await to.holds(clef.actor) else None
                return held == as_

            await until(so, f"{to.name} knows of {as_}")

        # When the lister accepts, then every node knows from the listing itself, and from the lister who it is
        assert (await do(lister, "claims_accept", listing=listing))["gave_way"] is True
        await gives_way(listing, lister, third, saying="the lister accepted")
        await answered("accepted")
        assert clef.actor in await organisations(lister) and clef.actor in await organisations(third)
        held = await third.record(clef.actor)
        assert held is not None and (held.verified, held.via) == ("proof", lister.actor)

        # When the organisation changes its name, the lister passes that on
        await clef.publish(kind="profile", name="La Clef des Prés", location={"city": "Lille"})
        await known(third, "La Clef des Prés")
        assert listing not in await organisations(third)

        # When it changes its mind, then the listing is back, and nobody goes on announcing who it is not
        assert (await do(lister, "claims_refuse", listing=listing))["gave_way"] is False
        await stands(listing, lister, third, saying="the lister took it back")
        await answered("refused")
        await known(third, None)

        # When it accepts after all, and the organisation says that it was a mistake, then it is back again
        await do(lister, "claims_accept", listing=listing)
        await gives_way(listing, lister, third, saying="accepted again")
        await answered("accepted")
        await do(clef, "claim", **{"listing": listing, "as": "clef", "undo": True})
        await stands(listing, lister, third, saying="the organisation took it back")
        assert (await claims(lister, "received"), await claims(clef, "made")) == ([], [])
