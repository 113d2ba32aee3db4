"""Embeds in a browser: a page of another origin shows one by a frame and one by the script, and axe looks at them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest
from aiohttp import web

from tests.browser import Page, browsing, program
from tests.node.api.full_node import full_node
from tests.node.web.looking import axe_or_skip, found_by_axe, look_at
from vocab.vocabulary import Vocabulary

ASKED: Final = "territory=fr-region-32"
PAGE: Final = """<!doctype html><html lang="fr"><head><title>Ville</title></head><body>
<h1>Ville</h1>
<iframe id="by-frame" src="{node}/embed/figures?{asked}" title="Chiffres" width="600" height="200"></iframe>
<script src="{node}/embed/bocage.js?show=list&amp;{asked}&amp;theme=dark" data-title="Liste" async></script>
<iframe src="{node}/embed/map?{asked}" title="Carte" width="600" height="600"></iframe>
</body></html>"""
# What the page around knows of the frame that the script made, once it has its height.
MADE: Final = """new Promise((done) => {
  const frame = () => document.querySelector('iframe[title="Liste"]');
  const look = () => frame() && frame().style.height !== "400px" ? done(frame().getBoundingClientRect().height)
    : requestAnimationFrame(look);
  look();
})"""
LIE: Final = """(() => {
  const frame = document.querySelector('iframe[title="Liste"]'), before = frame.style.height;
  window.postMessage({ bocage: "height", height: 17 }, "*");
  return new Promise((done) => setTimeout(() => done(frame.style.height === before), 0));
})()"""


MAPPED: Final = "document.querySelector('.map[data-ready] .leaflet-map') !== null"
# Whether the map takes the wheel, which is then kept from the page around it.
HELD: Final = """(() => {
  const wheel = new WheelEvent("wheel", { deltaY: -100, bubbles: true, cancelable: true });
  document.querySelector(".leaflet-map").dispatchEvent(wheel);
  return wheel.defaultPrevented;
})()"""
# The links of the first mark, once it is pressed.
OPENED: Final = """(() => {
  const pin = document.querySelector(".pin");
  const key = { key: "Enter", code: "Enter", keyCode: 13, which: 13, bubbles: true };
  pin.focus();
  for (const type of ["keydown", "keypress"]) pin.dispatchEvent(new KeyboardEvent(type, key));
  return [...document.querySelectorAll(".leaflet-popup a:not([role])")].map((each) => [each.target, each.rel]);
})()"""


async def until(page: Page, script: str) -> None:
    """Ask the page again and again, until it says yes."""
    async with asyncio.timeout(60):
        while not await page.run(script):
            await asyncio.sleep(0.05)


@asynccontextmanager
async def town(node: str) -> AsyncIterator[str]:
    """Somebody else's site: another origin, with a page that embeds both ways."""

    async def get(request: web.Request) -> web.Response:
        return web.Response(text=PAGE.format(node=node, asked=ASKED), content_type="text/html")

    app = web.Application()
    app.router.add_get("/", get)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.mark.timeout(600)
async def test_embed__both_ways_on_another_site(words: Vocabulary, tmp_path: Path) -> None:
    if program() is None:
        pytest.skip("no browser here: apt-get install chromium")
    async with full_node(tmp_path / "node", words) as node, town(node.origin) as site, browsing() as page:
        await page.look(width=900)
        await page.open(site)
        height = await page.run(MADE)
        kept = await page.run(LIE)
        cookies = (await page.do("Network.getAllCookies"))["cookies"]

        assert height > 100 and height != 400
        assert kept, "a height that another page says is not believed"
        assert any("/embed/figures" in url for url in page.requests)
        async with asyncio.timeout(60):  # the map asks for its marks from inside another origin's page
            while not any("/embed/pins.json" in url for url in page.requests):
                await page.run("0")  # what was asked for is told with the next answer
                await asyncio.sleep(0.05)
        assert all(url.startswith((site, node.origin)) for url in page.requests)
        assert cookies == []


@pytest.mark.timeout(600)
async def test_map__moves_with_a_script_and_is_a_picture_without(words: Vocabulary, tmp_path: Path) -> None:
    if program() is None:
        pytest.skip("no browser here: apt-get install chromium")
    async with full_node(tmp_path / "node", words) as node, browsing() as page:
        await node.publish(
            name="Repère", kind="offer", location={"name": "Halluin", "latitude": 50.77, "longitude": 3.13}
        )
        await page.look(width=600)
        await page.open(f"{node.origin}/embed/map?q=Repère")
        await until(page, MAPPED)
        passing = await page.run(HELD)
        await page.run("document.querySelector('.leaflet-map').focus()")
        pressed = await page.run(HELD)
        links = await page.run(OPENED)
        asked = [url for url in page.requests if "pins.json" in url]
        await page.do("Emulation.setScriptExecutionDisabled", value=True)
        await page.open(f"{node.origin}/embed/map?q=Repère")
        drawn = await page.run("document.querySelectorAll('.map svg a.mark[target=_blank]').length")
        moving = await page.run("document.querySelector('.leaflet-map') !== null")

    assert (passing, pressed) == (False, True), "who scrolls past is not held"
    assert links and all(target == "_blank" and "noopener" in rel for target, rel in links)
    assert asked and all("/embed/pins.json" in url for url in asked)
    assert drawn == 1 and not moving


@pytest.mark.timeout(600)
async def test_embeds__nothing_found_by_axe(words: Vocabulary, tmp_path: Path) -> None:
    axe = axe_or_skip()
    wrong: list[str] = []
    async with full_node(tmp_path / "node", words) as node, browsing() as page:
        for language, theme in (("fr", "light"), ("en", "dark")):
            for show in ("list", "map", "figures"):
                address = f"{node.origin}/embed/{show}?{ASKED}&theme={theme}"
                found = await look_at(page, address, language, axe)
                if show == "map":
                    # What moves a map weighs more than a page, here as on the site itself.
                    found = [each for each in found if not each.startswith("weighs")]
                    await until(page, MAPPED)
                    found += await found_by_axe(page, axe, "moving")
                wrong += [f"{show} {language} {each}" for each in found]
            found = await look_at(page, f"{node.origin}/embed?{ASKED}&show=map", language, axe)
            wrong += [f"embedding {language} {each}" for each in found]
    assert not wrong, "\n".join(wrong)
