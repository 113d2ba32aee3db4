"""Looking at a page in a browser: what axe-core finds, what it weighs, whether it fits a telephone and a finger."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest

from tests.browser import Page, program

AXE: Final = Path(__file__).parents[2] / "axe" / "node_modules" / "axe-core" / "axe.min.js"
WIDE, NARROW = 1280, 360
MOST_BYTES: Final = 100_000
TARGET_PX: Final = 44
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
  .map(each => each.closest('label') || each)
  .filter(each => each.getBoundingClientRect().height < {TARGET_PX} - 0.5)
  .map(each => each.outerHTML.slice(0, 120))
"""


def axe_or_skip() -> str:
    """axe-core as a script; skips, saying what is missing, where it cannot be run."""
    if program() is None:
        pytest.skip("no browser here: apt-get install chromium")
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: make install-axe (needs npm)")
    return AXE.read_text("utf-8")


async def look_at(page: Page, address: str, language: str, axe: str) -> list[str]:
    """Whatever is wrong with a page: in French light, in English dark with every rule, then narrow the other way."""
    dark = language == "en"
    await page.look(width=WIDE, dark=dark, language=language)
    await page.open(address)
    heavy = page.received >= MOST_BYTES and urlsplit(address).path not in WHOLE
    wrong = [f"weighs {page.received} bytes"] if heavy else []
    wrong += [f"asks elsewhere: {each}" for each in page.requests if elsewhere(each, address)]
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


async def found_by_axe(page: Page, axe: str, how: str) -> list[str]:
    """What axe-core finds on the page that is open, by every rule."""
    await page.run(f"{axe}; 0")
    return await _found(page, how, {"type": "tag", "values": TAGS})


async def _found(page: Page, how: str, only: dict[str, Any]) -> list[str]:
    script = f"axe.run(document, {{runOnly: {json.dumps(only)}, resultTypes: ['violations']}}).then(r => r.violations"
    script += ".map(v => v.id + ': ' + v.nodes.slice(0, 2).map(n => n.html.slice(0, 200)).join(' ')))"
    return [f"{how} {each}" for each in await page.run(script)]


def elsewhere(asked: str, address: str) -> bool:
    """Whether a request went to another place; a picture inside a style sheet goes nowhere."""
    return not asked.startswith("data:") and urlsplit(asked).netloc != urlsplit(address).netloc
