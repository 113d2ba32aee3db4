"""Every page as people see it: `python -m tests.screenshots [FOLDER]`, from the demo, in a browser without a window.

Both themes, two widths, two languages: a picture each, to be looked at, and an index that shows them beside each other.
With `--guides` only those that the guides show are made, where the guides look for them.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import escape
from itertools import product
from pathlib import Path
from typing import Final

from node.demo.stage import EMAIL, PASSWORD
from tests.browser import Page, browsing, program

ROOT: Final = Path(__file__).parents[1]
WIDE, NARROW = 1280, 390
DEMO_S: Final = 180.0
LANGUAGES: Final = ("fr", "en")
VISITOR: Final = {
    "home": "/",
    "directory": "/directory",
    "directory-velo": "/directory?q=v%C3%A9lo",
    "directory-nothing": "/directory?q=rien+de+tel+ici",
    "territory": "/territories/fr-epci-200093201",
    "practices": "/practices",
    "practice": "/practices/D03",
    "organisation": "{actor}",
    "about": "/about",
    "accessibility": "/accessibilite",
    "legal": "/mentions-legales",
    "personal-data": "/donnees-personnelles",
    "sparql": "/sparql",
    "dumps": "/dumps/",
    "ogc": "/ogc?f=html",
    "api": "/api",
    "nowhere": "/nowhere",
    "login": "/login",
}
DESK: Final = {
    "desk": "/desk",
    "desk-me": "/desk/me",
    "desk-everybody": "/desk/people",
    "desk-moderation": "/desk/moderation",
    "desk-health": "/desk/health",
    "desk-journal": "/desk/journal",
    "desk-organisation": "/desk/of/{name}",
    "desk-start": "/desk/of/{name}/start",
    "desk-offer": "/desk/of/{name}/new/offer",
    "desk-event": "/desk/of/{name}/new/event",
    "desk-practice": "/desk/of/{name}/new/practice",
    "desk-profile": "/desk/of/{name}/record/profile",
    "desk-profile-edit": "/desk/of/{name}/record/profile/edit",
    "desk-around": "/desk/of/{name}/around",
    "desk-people": "/desk/of/{name}/people",
}
# What the guides show, in the language of the guide.
GUIDES: Final = ("directory-velo", "organisation", "territory", "desk-organisation", "desk-offer", "desk-moderation")


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is looked at."""

    language: str
    dark: bool
    width: int

    @property
    def name(self) -> str:
        """What its pictures end with."""
        return f"{self.language}-{'dark' if self.dark else 'light'}-{'narrow' if self.width == NARROW else 'wide'}"


EVERY: Final = tuple(Look(*each) for each in product(LANGUAGES, (False, True), (WIDE, NARROW)))


async def main(folder: Path, *, guides: bool) -> int:
    """Make the pictures; 1 when a page did not answer as it should."""
    if program() is None:
        print("no browser here: apt-get install chromium", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    looks = tuple(Look(language, False, WIDE) for language in LANGUAGES) if guides else EVERY
    wrong: list[str] = []
    async with _demo() as origin, browsing() as page:
        names = await _names(page, origin)
        for pages in (VISITOR, DESK):
            if pages is DESK:
                await _sign_in(page, origin)
            for name, path in pages.items():
                if guides and name not in GUIDES:
                    continue
                address = origin + path.format(**names)
                wrong += await _pictures(page, address, name, looks, folder)
    if not guides:
        _index(folder, [*VISITOR, *DESK])
    print("\n".join(wrong) or f"pictures in {folder}")
    return 1 if wrong else 0


@asynccontextmanager
async def _demo() -> AsyncIterator[str]:
    """The address of the node of the demo that people sign in at."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "node.cli.main",
        "demo",
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        yield await _address(process)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(DEMO_S):
        async for line in process.stdout:
            found = re.search(r"(http://127\.0\.0\.1:\d+)/login", line.decode())
            if found:
                return found[1]
    raise RuntimeError("the demo did not start")


async def _names(page: Page, origin: str) -> dict[str, str]:
    """The organisation of that node: its path and its name."""
    await page.look(width=WIDE)
    await page.open(f"{origin}/")
    found = await page.run("document.querySelector('.ours a').pathname")
    return {"actor": str(found), "name": str(found).rpartition("/")[2]}


async def _sign_in(page: Page, origin: str) -> None:
    await page.open(f"{origin}/login")
    await page.run(f"document.getElementById('email').value = '{EMAIL}'")
    await page.run(f"document.getElementById('password').value = '{PASSWORD}'")
    await page.run("document.getElementById('password').form.requestSubmit()")
    for _ in range(100):
        if await page.run("location.pathname === '/desk' && document.readyState === 'complete'"):
            return
        await asyncio.sleep(0.1)
    raise RuntimeError("signing in at the demo did not work")


async def _pictures(page: Page, address: str, name: str, looks: tuple[Look, ...], folder: Path) -> list[str]:
    wrong = []
    for look in looks:
        await page.look(width=look.width, dark=look.dark, language=look.language)
        await page.open(address)
        await page.picture(folder / f"{name}-{look.name}.png")
        if await page.run("document.documentElement.lang") != look.language:
            wrong.append(f"{address} is not in {look.language}")
        broad = await page.run("document.documentElement.scrollWidth")
        if broad > look.width:
            wrong.append(f"{address} is {broad} wide on {look.width}")
    return wrong


def _index(folder: Path, names: list[str]) -> None:
    rows = "".join(
        f"<h2>{escape(name)}</h2><p>"
        + "".join(f'<a href="{name}-{look.name}.png"><img src="{name}-{look.name}.png" alt=""></a> ' for look in EVERY)
        + "</p>\n"
        for name in names
    )
    style = (
        "img{width:22%;vertical-align:top;border:1px solid #999;max-height:60vh;object-fit:cover;object-position:top}"
    )
    page = f"<!doctype html><meta charset=utf-8><title>Bocage</title><style>{style}</style>\n{rows}"
    (folder / "index.html").write_text(page, "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--guides", action="store_true")
    asked = parser.parse_args()
    default = ROOT / ("docs/pictures" if asked.guides else "screenshots")
    sys.exit(asyncio.run(main(asked.folder or default, guides=asked.guides)))
