"""Every public page in a browser: what axe-core finds, what a first load weighs, and whether it fits a telephone.

One browser and one node for all of it. axe-core comes from npm (`make install-axe`), apart from everything that is
installed: what a program finds is only a part of what a person would.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest

from node.store.connection import Db
from tests.browser import Page, browsing, program
from tests.node.api.full_node import full_node
from vocab.language import LANGUAGES
from vocab.vocabulary import Vocabulary

AXE: Final = Path(__file__).parents[2] / "axe" / "node_modules" / "axe-core" / "axe.min.js"
WIDE, NARROW = 1280, 360
MOST_BYTES: Final = 100_000
TARGET_PX: Final = 44
PAGES: Final = (
    "/",
    "/directory",
    "/directory?q=atelier",
    "/directory?q=rien+de+tel+ici",
    "/directory?need=livre",
    "/territories/fr-commune-59350",
    "/territories/fr-epci-200093201",
    "/territories/fr-region-32",
    "/practices",
    "/practices/D03",
    "/practices/G05",
    "/about",
    "/accessibilite",
    "/mentions-legales",
    "/donnees-personnelles",
    "/sparql",
    "/dumps/",
    "/ogc?f=html",
    "/ogc/collections/offers/items?f=html",
    "/api",
    "/nowhere",
)
# The contract of programs is one page, as long as it is.
WHOLE: Final = ("/api",)
TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
# What may change with the colours and the width.
LOOKS: Final = ["color-contrast", "target-size", "scrollable-region-focusable", "region"]
BROAD: Final = f"""
[...document.querySelectorAll('main *')].filter(each => each.getBoundingClientRect().right > {NARROW})
  .map(each => each.outerHTML.slice(0, 80)).slice(0, 3)
"""
SMALL: Final = f"""
[...document.querySelectorAll('button, input:not([type=hidden]), select, summary, nav a, h3 a, .button')]
  .filter(each => each.getClientRects().length && !each.classList.contains('skip'))
  .filter(each => each.getBoundingClientRect().height < {TARGET_PX} - 0.5)
  .map(each => each.outerHTML.slice(0, 120))
"""


@pytest.mark.timeout(600)
async def test_pages__nothing_found_light_enough_and_nothing_from_elsewhere(words: Vocabulary, tmp_path: Path) -> None:
    if program() is None:
        pytest.skip("no browser here: apt-get install chromium")
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: make install-axe (needs npm)")
    axe = AXE.read_text("utf-8")
    wrong: list[str] = []
    async with full_node(tmp_path / "node", words) as node, browsing() as page:
        ours = await node.node.store.reading(_records)
        addresses = [*(f"{node.origin}{path}" for path in PAGES), *ours]
        assert len(ours) == 8
        await page.do("Network.setCacheDisabled", cacheDisabled=True)
        for language in LANGUAGES:
            for address in addresses:
                found = await _look_at(page, address, language, axe)
                wrong += [f"{urlsplit(address).path} {language} {each}" for each in found]
    assert not wrong, "\n".join(wrong)


async def _look_at(page: Page, address: str, language: str, axe: str) -> list[str]:
    """Whatever is wrong with a page: in French light, in English dark with every rule, then narrow the other way."""
    dark = language == "en"
    await page.look(width=WIDE, dark=dark, language=language)
    await page.open(address)
    heavy = page.received >= MOST_BYTES and urlsplit(address).path not in WHOLE
    wrong = [f"weighs {page.received} bytes"] if heavy else []
    wrong += [f"asks elsewhere: {each}" for each in page.requests if urlsplit(each).netloc != urlsplit(address).netloc]
    if await page.run("document.documentElement.lang") != language:
        wrong.append("is not in the language asked")
    await page.run(f"{axe}; 0")
    wrong += await _found(page, "wide", {"type": "tag", "values": TAGS})
    await page.look(width=NARROW, dark=not dark, language=language)
    wrong += await _found(page, "narrow", {"type": "rule", "values": LOOKS})
    width = await page.run("document.documentElement.scrollWidth")
    wrong += [f"is {width} wide on {NARROW}: {await page.run(BROAD)}"] if width > NARROW else []
    wrong += [f"too small to touch: {each}" for each in await page.run(SMALL)]
    return wrong


async def _found(page: Page, how: str, only: dict[str, Any]) -> list[str]:
    script = f"axe.run(document, {{runOnly: {json.dumps(only)}, resultTypes: ['violations']}}).then(r => r.violations"
    script += ".map(v => v.id + ': ' + v.nodes.slice(0, 2).map(n => n.html.slice(0, 200)).join(' ')))"
    return [f"{how} {each}" for each in await page.run(script)]


def _records(db: Db) -> list[str]:
    """One record of each kind that everybody may see, and the organisation."""
    sql = (
        "SELECT min(r.id) FROM entries e JOIN records r ON r.num = e.num"
        " WHERE e.open = 1 AND r.local = 1 GROUP BY e.kind, e.claimed ORDER BY e.kind"
    )
    return [str(row[0]) for row in db.execute(sql)]
