"""The map in a browser: with a script and without, by keyboard, in both languages, both themes, wide and narrow."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest

from node.commands.geo import geo_install
from tests.browser import Page, browsing, program
from tests.network.village import House, house
from tests.node.contours.squares import LILLE, VILLENEUVE, collection, feature
from tests.node.web.looking import NARROW, WIDE, axe_or_skip, elsewhere, found_by_axe
from vocab.vocabulary import Vocabulary

MEL: Final = "fr-epci-200093201"
VIEW: Final = f"/directory?view=map&territory={MEL}&kind=offer"
NASTY: Final = "<img src=x onerror=\"document.title='hurt'\"> & co"
READY: Final = "document.querySelector('.map[data-ready]') !== null"
KEYS: Final = {"Tab": 9, "Enter": 13, "Escape": 27, "ArrowRight": 39}


@asynccontextmanager
async def mapped(folder: Path, words: Vocabulary) -> AsyncIterator[House]:
    """A node with contours, two organisations that lie apart and one that lies nowhere."""
    async with house(folder / "node", "pedales", words) as made:
        await made.publish(
            kind="offer",
            name=NASTY,
            location={"name": "Lille", "latitude": 50.53, "longitude": 2.9},
            content="Un *texte*.",
        )
        await made.publish(kind="offer", name="Ici", location={"name": "Halluin", "latitude": 50.77, "longitude": 3.13})
        await made.publish(kind="offer", name="Nulle part", territory=[MEL])
        for number, near in enumerate((50.63, 50.6303, 50.65)):
            place = {"name": "Lille", "latitude": near, "longitude": 3.06}
            await made.publish(kind="request", name=f"Demande {number}", location=place, policy="reciprocal-ess")
        path = folder / "contours.geojson"
        path.write_bytes(orjson.dumps(collection(feature(LILLE, code="59350"), feature(VILLENEUVE, code="59009"))))
        await geo_install(made.node, {"file": str(path), "source": "IGN"}, lambda said: None)
        yield made


async def ready(page: Page, address: str) -> None:
    """Go there, and wait until the map has come to its end."""
    await page.open(address)
    async with asyncio.timeout(60):
        while not await page.run(READY):
            await asyncio.sleep(0.05)


async def press(page: Page, key: str) -> None:
    what: dict[str, Any] = {"key": key, "code": key, "windowsVirtualKeyCode": KEYS[key]}
    text = {"text": "\r"} if key == "Enter" else {}
    await page.do("Input.dispatchKeyEvent", type="keyDown", **what, **text)
    await page.do("Input.dispatchKeyEvent", type="keyUp", **what)


@pytest.mark.timeout(600)
async def test_map__nothing_found_by_axe_and_nothing_from_elsewhere(words: Vocabulary, tmp_path: Path) -> None:
    axe = axe_or_skip()
    wrong: list[str] = []
    async with mapped(tmp_path, words) as node, browsing() as page:
        for language in ("fr", "en"):
            for dark in (False, True):
                for width in (WIDE, NARROW):
                    await page.look(width=width, dark=dark, language=language)
                    for view in (VIEW, f"{VIEW}&shade=number", f"/territories/{MEL}?shade=density"):
                        address = f"{node.origin}{view}"
                        await (ready if view.startswith("/directory") else Page.open)(page, address)
                        wrong += [f"{view} asks {each}" for each in page.requests if elsewhere(each, address)]
                        wrong += [
                            f"{view} {language} {dark} {each}" for each in await found_by_axe(page, axe, str(width))
                        ]
                        if await page.run("document.documentElement.scrollWidth") > width:
                            wrong.append(f"{view} is wider than {width}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.timeout(300)
async def test_map__by_keyboard_alone(words: Vocabulary, tmp_path: Path) -> None:
    if program() is None:
        pytest.skip("no browser here: apt-get install chromium")
    async with mapped(tmp_path, words) as node, browsing() as page:
        await page.look(width=WIDE, language="fr")
        await ready(page, f"{node.origin}{VIEW}")

        assert (
            await page.run("getComputedStyle(document.querySelector('.search-here').parentElement).display") == "none"
        )

        # From the map to its first pin, which says its name.
        await page.run("document.querySelector('.leaflet-map').focus()")
        await press(page, "Tab")
        name = await page.run("document.activeElement.getAttribute('aria-label')")
        assert name in (NASTY, "Ici")

        # Enter opens what it is about, as text, and Escape leads back to the pin.
        await press(page, "Enter")
        popup = "document.querySelector('.leaflet-popup')"
        assert await page.run(f"{popup}.contains(document.activeElement) && document.activeElement.textContent") == name
        assert await page.run("document.querySelectorAll('.map img').length") == 0
        assert await page.run("document.title") != "hurt"
        assert (
            await page.run(f"{popup}.querySelector('.leaflet-popup-close-button').getAttribute('aria-label')")
            == "Fermer"
        )
        await press(page, "Escape")
        assert await page.run("document.activeElement.getAttribute('aria-label')") == name

        # An arrow moves the map, which offers to search what it shows now.
        await page.run("document.querySelector('.leaflet-map').focus()")
        await press(page, "ArrowRight")
        async with asyncio.timeout(60):
            while await page.run("document.querySelector('.search-here').parentElement.hidden"):
                await asyncio.sleep(0.05)
        asked = parse_qs(urlsplit(await page.run("document.querySelector('.search-here').href")).query)
        assert asked["territory"] == [MEL] and len(asked["bbox"][0].split(",")) == 4


@pytest.mark.thorough
@pytest.mark.timeout(300)
async def test_map__a_cluster_leads_closer__until_its_records_are_named(words: Vocabulary, tmp_path: Path) -> None:
    if program() is None:
        pytest.skip("no browser here: apt-get install chromium")
    async with mapped(tmp_path, words) as node, browsing() as page:
        await page.look(width=WIDE, language="fr")
        await ready(page, f"{node.origin}/directory?view=map&territory={MEL}&kind=request")
        labels = "[...document.querySelectorAll('.pin')].map(each => each.getAttribute('aria-label')).sort().join()"
        assert await page.run(labels) == "3 fiches"

        # Enter, again and again: what lies together comes apart, and what is left together is named.
        enter = """(() => { const many = document.querySelector('.many-pin'); if (!many) return; many.focus();
          const key = {key: 'Enter', code: 'Enter', keyCode: 13, which: 13, bubbles: true};
          for (const type of ['keydown', 'keypress']) many.dispatchEvent(new KeyboardEvent(type, key)); })()"""
        named = "[...document.querySelectorAll('.leaflet-popup .popup-title a')].map(each => each.textContent).join()"
        alone = False
        async with asyncio.timeout(120):
            while await page.run(named) != "Demande 0,Demande 1":
                alone = alone or await page.run("!!document.querySelector('.pin[aria-label=\"Demande 2\"]')")
                await page.run(enter)
                await asyncio.sleep(0.3)
        assert alone or await page.run("!!document.querySelector('.pin[aria-label=\"Demande 2\"]')")
        # A map asks for marks, and for no file of records.
        assert not [each for each in page.requests if ".geojson" in each]
        assert [each for each in page.requests if "/directory/pins.json" in each]


@pytest.mark.timeout(300)
async def test_map__without_a_script__is_the_picture_of_the_server(words: Vocabulary, tmp_path: Path) -> None:
    if program() is None:
        pytest.skip("no browser here: apt-get install chromium")
    async with mapped(tmp_path, words) as node, browsing() as page:
        await page.look(width=WIDE, language="fr")
        await page.do("Emulation.setScriptExecutionDisabled", value=True)
        await page.open(f"{node.origin}{VIEW}")

        marks = "[...document.querySelectorAll('.map svg a.mark')].map(each => each.getAttribute('aria-label'))"
        assert sorted(await page.run(marks)) == sorted([f"{NASTY}, Proposition", "Ici, Proposition"])
        assert await page.run("document.querySelector('.leaflet-map')") is None
