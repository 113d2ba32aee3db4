"""Embeds in a browser: a page of another origin shows one by a frame and one by the script, and axe looks at them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest
from aiohttp import web

from tests.browser import browsing, program
from tests.node.api.full_node import full_node
from tests.node.web.looking import axe_or_skip, look_at
from vocab.vocabulary import Vocabulary

ASKED: Final = "territory=fr-region-32"
PAGE: Final = """<!doctype html><html lang="fr"><head><title>Ville</title></head><body>
<h1>Ville</h1>
<iframe id="by-frame" src="{node}/embed/figures?{asked}" title="Chiffres" width="600" height="200"></iframe>
<script src="{node}/embed/bocage.js?show=list&amp;{asked}&amp;theme=dark" data-title="Liste" async></script>
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
        assert all(url.startswith((site, node.origin)) for url in page.requests)
        assert cookies == []


@pytest.mark.timeout(600)
async def test_embeds__nothing_found_by_axe(words: Vocabulary, tmp_path: Path) -> None:
    axe = axe_or_skip()
    wrong: list[str] = []
    async with full_node(tmp_path / "node", words) as node, browsing() as page:
        for language, theme in (("fr", "light"), ("en", "dark")):
            for show in ("list", "map", "figures"):
                address = f"{node.origin}/embed/{show}?{ASKED}&theme={theme}"
                wrong += [f"{show} {language} {each}" for each in await look_at(page, address, language, axe)]
            found = await look_at(page, f"{node.origin}/embed?{ASKED}&show=map", language, axe)
            wrong += [f"embedding {language} {each}" for each in found]
    assert not wrong, "\n".join(wrong)
