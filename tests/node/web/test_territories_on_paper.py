"""The page of a territory printed: on A4, with its cover, and with the addresses of what it links to."""

from __future__ import annotations

import base64
import re

import pytest

from node.month_worker import MonthWorker
from tests.browser import browsing, program
from tests.node.web.served import Served
from tests.node.web.test_territories import LILLE, listed

# Points, as a PDF measures: 210 by 297 millimetres.
A4 = (595, 842)
SHOWN = "getComputedStyle(document.querySelector('{}')).display"


async def test_report__on_a4_with_cover_and_addresses(node: Served) -> None:
    if program() is None:
        pytest.skip("no browser here: apt-get install chromium")
    for number in range(4):
        await listed(node, f"Atelier {number}", territory=[LILLE], need=["reparer"])
    await MonthWorker(node.ground.home, node.ground.store).count()
    async with browsing() as page:
        await page.look(width=1280, language="fr")
        await page.open(str(node.client.make_url(f"/territories/{LILLE}")))
        on_screen = [await page.run(SHOWN.format(each)) for each in (".cover", ".address", ".top")]
        await page.do("Emulation.setEmulatedMedia", media="print")
        on_paper = [await page.run(SHOWN.format(each)) for each in (".cover", ".address", ".top")]
        cover = await page.run("document.querySelector('.cover').textContent")
        address = await page.run("document.querySelector('.address').textContent")
        printed = base64.b64decode((await page.do("Page.printToPDF", preferCSSPageSize=True))["data"])

    assert on_screen == ["none", "none", "block"]
    assert on_paper == ["grid", "block", "none"]
    said = " ".join(cover.split())
    assert (
        "Lille (Commune)" in said
        and "23 novembre 2026" in said
        and f"https://pedales.example/territories/{LILLE}" in said
    )
    assert "Licence Ouverte" in said
    assert address.startswith("https://pedales.example/objects/")
    sheets = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert len(sheets) >= 3 and {(round(float(wide)), round(float(tall))) for wide, tall in sheets} == {A4}
