"""Proving a claim by a code on one's website, across real nodes: the listing gives way here and elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from aiohttp import ClientSession

from node.store import records
from node.store.connection import Db
from tests.network.test_claiming import website
from tests.network.test_moving import organisations
from tests.network.village import House, house, until
from vocab.vocabulary import Vocabulary

LISTING = {
    "kind": "listing",
    "name": "La Clef",
    "content": "Un atelier partagé.",
    "territory": ["fr-commune-59350"],
    "source": "annuaire",
    "legal_basis": "intérêt légitime",
    "objections": "annuaire@reseau.example",
}


async def test_code__on_the_website_and_every_node_knows(tmp_path: Path, vocabulary: Vocabulary) -> None:
    # Given a network that lists an organisation, a node that follows it, and that organisation's website
    async with (
        website() as site,
        house(tmp_path / "reseau", "reseau", vocabulary, kind="network") as reseau,
        house(tmp_path / "ville", "ville", vocabulary, kind="authority") as ville,
        ClientSession() as browser,
    ):
        listing = await reseau.publish(**LISTING, website=site.url)
        await ville.follow(reseau)
        await until(lambda: ville.holds(listing), "the listing at who follows")

        # When somebody asks for a code, and the website leads elsewhere, or does not show it
        address, code = await _asks(browser, listing)
        assert "/claim/" in await _presses(browser, address)
        site.page, site.elsewhere = code, reseau.origin
        assert "/claim/" in await _presses(browser, address)

        # Then nothing happens, until the website shows it
        site.elsewhere = None
        assert "/invitation/" in await _presses(browser, address)
        profile = reseau.node.home.actor_id("la_clef")
        await until(lambda: _gave_way(reseau, profile, listing), "the organisation in the place of the listing")
        await until(lambda: _names(ville, listing, profile), "the listing says to whom it gives way")
        await ville.follow(profile)
        await until(lambda: _gave_way(ville, profile, listing), "the same at who follows both")


async def test_code__a_website_inside_our_walls_is_not_read(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with (
        website() as site,
        house(tmp_path / "reseau", "reseau", vocabulary, kind="network") as reseau,
        ClientSession() as browser,
    ):
        listing = await reseau.publish(**LISTING, website=site.url)
        address, code = await _asks(browser, listing)
        site.page = code
        # As on any node that is not a developer's.
        reseau.node.client.guard = replace(reseau.node.client.guard, allow_private=False)

        assert "/claim/" in await _presses(browser, address)
        assert (await reseau.record(reseau.node.home.actor_id("la_clef"))) is None


async def _asks(browser: ClientSession, listing: str) -> tuple[str, str]:
    """(the address of the page, the code in it)."""
    async with browser.post(f"{listing}/claim", data={"do": "code"}) as answer:
        found = re.search(r"bocage-[0-9a-f]{32}", await answer.text())
        assert found and "/claim/" in str(answer.url)
        return str(answer.url), found[0]


async def _presses(browser: ClientSession, address: str) -> str:
    """Where the button of the page leads."""
    async with browser.post(address, data={}) as answer:
        return str(answer.url)


async def _names(node: House, listing: str, profile: str) -> bool:
    """Whether the node's copy of the listing names the organisation."""
    return (await node.node.store.reading(_document, listing)).get("isReplacedBy") == profile


def _document(db: Db, listing: str) -> dict[str, object]:
    record = records.find(db, listing)
    return {} if record is None else records.document(db, record.num)


async def _gave_way(node: House, profile: str, listing: str) -> bool:
    found = await organisations(node)
    return profile in found and listing not in found
