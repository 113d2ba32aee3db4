"""Every page as people see it: `python -m tests.screenshots [FOLDER]`, from the demo, in a browser without a window.

Both themes, two widths, two languages: a picture each, to be looked at, and an index that shows them beside each other.
With `--guides` only those that the guides show are made, the first screen of each, where the guides look for them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from html import escape
from itertools import product
from pathlib import Path
from typing import Final

from node.demo.stage import EMAIL, PASSWORD
from tests.browser import Page, browsing, program

ROOT: Final = Path(__file__).parents[1]
WIDE, NARROW = 1280, 390
FIRST_SCREEN: Final = 900
DEMO_S: Final = 180.0
LANGUAGES: Final = ("fr", "en")
VISITOR: Final = {
    "home": "/",
    "directory": "/directory",
    "directory-velo": "/directory?q=v%C3%A9lo",
    "directory-map": "/directory?view=map&territory=fr-departement-59&relation=placed&shade=number",
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
    "catalog": "/catalog",
    "ogc": "/ogc?f=html",
    "api": "/api",
    "nowhere": "/nowhere",
    "login": "/login",
}
DESK: Final = {
    "desk": "/desk",
    "desk-me": "/desk/me",
    "desk-everybody": "/desk/people",
    "desk-health": "/desk/health",
    "desk-journal": "/desk/journal",
    "desk-organisation": "/desk/of/{name}",
    "desk-start": "/desk/of/{name}/start",
    "desk-offer": "/desk/of/{name}/new/offer",
    "desk-preview": "/desk/of/{name}/new/offer",
    "desk-event": "/desk/of/{name}/new/event",
    "desk-practice": "/desk/of/{name}/new/practice",
    "desk-profile": "/desk/of/{name}/record/profile",
    "desk-profile-edit": "/desk/of/{name}/record/profile/edit",
    "desk-around": "/desk/of/{name}/around",
    "desk-messages": "/desk/of/{name}/messages",
    "desk-timeline": "/desk/of/{name}/timeline",
    "desk-calls": "/desk/of/{name}/calls",
    "desk-sourcing": "/desk/of/{name}/sourcing",
    "desk-import": "/desk/of/{name}/import",
    "desk-import-listings": "/desk/import",
    "desk-contours": "/desk/contours",
    "desk-people": "/desk/of/{name}/people",
}
# What only a network has something to show of.
NETWORK: Final = {
    "desk-moderation": "/desk/moderation",
    "desk-members": "/desk/of/{name}/around",
    "desk-listings": "/desk/of/{name}/listings",
    "desk-imports": "/desk/import",
    "desk-import": "{import}",
}
BROUGHT: Final = """\
Nom de la structure;Ville;CP;Site;Ce qu'elle fait;Courriel
Les Mains Vertes;Saint-Pol-sur-Ternoise;62130;www.mains.example;Jardins partagés;camille@mains.example
La Ressource de l'Escaut;Valenciennes;59300;https://ressource.example;Réemploi et réparation;
Pédale et Compagnie;Douai;59500;;Livraison à vélo;contact@pedale.example
"""
# What is done on a page before it is looked at, and by what it is known to be done.
DONE_FIRST: Final = {"desk-preview": ("offer", "document.querySelector('.preview') !== null")}
WRITTEN: Final = {
    "fr": {
        "offer.name": "Réparation de vélos à domicile",
        "offer.content": "Nous venons chez vous avec l'atelier : freins, vitesses, roues. Le devis est gratuit.",
        "knock.words": "Notre atelier a déménagé : nous sommes au 12, rue des Haies depuis septembre.",
    },
    "en": {
        "offer.name": "Bicycles mended at your door",
        "offer.content": "We come with the workshop: brakes, gears, wheels. The estimate is free.",
        "knock.words": "Our workshop has moved: we have been at 12, rue des Haies since September.",
    },
}
# What the guides show, in the language of the guide.
GUIDES: Final = (
    "directory-velo",
    "directory-map",
    "organisation",
    "territory",
    "sparql",
    "desk-organisation",
    "desk-preview",
    "desk-members",
    "desk-listings",
    "desk-moderation",
    "desk-import",
    "desk-health",
)


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
SHOWN: Final = tuple(Look(language, False, WIDE) for language in LANGUAGES)


async def main(folder: Path, *, guides: bool) -> int:
    """Make the pictures; 1 when a page did not answer as it should."""
    if program() is None:
        print("no browser here: apt-get install chromium", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    wrong: list[str] = []
    async with _demo() as (network, platform), browsing() as page:
        origin, names = platform, await _names(page, platform)
        for pages in (VISITOR, DESK, NETWORK):
            if pages is NETWORK:
                name, _, host = network.partition("@")
                origin, names = f"http://{host}", {"name": name}
                await _knock(page, origin)
            if pages is not VISITOR:
                await _sign_in(page, origin)
            if pages is NETWORK:
                names["import"] = await _bring_in(page, origin)
            for name, path in pages.items():
                if guides and name not in GUIDES:
                    continue
                address = origin + path.format(**names)
                wrong += await _pictures(page, address, name, folder, guides=guides)
    if not guides:
        _index(folder, [*VISITOR, *DESK, *NETWORK])
    print("\n".join(wrong) or f"pictures in {folder}")
    return 1 if wrong else 0


@asynccontextmanager
async def _demo() -> AsyncIterator[tuple[str, str]]:
    """The handle of the network of the demo, and the address of the node that people are told to sign in at."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "node.cli.main",
        "demo",
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        yield await _addresses(process)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        await process.wait()


async def _addresses(process: asyncio.subprocess.Process) -> tuple[str, str]:
    assert process.stdout is not None
    network = ""
    async with asyncio.timeout(DEMO_S):
        async for line in process.stdout:
            handle = re.search(r"\w+@127\.0\.0\.1:\d+", line.decode())
            network = handle[0] if handle else network
            found = re.search(r"(http://127\.0\.0\.1:\d+)/login", line.decode())
            if found:
                return network, found[1]
    raise RuntimeError("the demo did not start")


async def _names(page: Page, origin: str) -> dict[str, str]:
    """The organisation of that node: its path and its name."""
    await page.look(width=WIDE)
    await page.open(f"{origin}/")
    found = await page.run("document.querySelector('.ours a').pathname")
    return {"actor": str(found), "name": str(found).rpartition("/")[2]}


async def _knock(page: Page, origin: str) -> None:
    """Somebody asks for a correction of a listing: moderators have something to see."""
    await page.open(f"{origin}/directory?kind=organization&claimed=false")
    links = await page.run("[...document.querySelectorAll('main a[href*=\"/objects/\"]')].map((link) => link.href)")
    ours = [link for link in dict.fromkeys(links) if link.startswith(f"{origin}/objects/")]
    for language, listing in zip(LANGUAGES, ours, strict=False):
        await page.look(width=WIDE, language=language)
        await page.open(f"{listing}/correct")
        await _fill(page, {"words": WRITTEN[language]["knock.words"], "contact": EMAIL})
        await _press(page, "button[value=ask]", "document.querySelector('.done') !== null")


async def _sign_in(page: Page, origin: str) -> None:
    await page.open(f"{origin}/login")
    await _fill(page, {"email": EMAIL, "password": PASSWORD})
    await _press(page, "form.ask button, main button", "location.pathname.startsWith('/desk')")


async def _bring_in(page: Page, origin: str) -> str:
    """A spreadsheet is sent; where its columns are said."""
    await page.open(f"{origin}/desk/import")
    with tempfile.TemporaryDirectory(prefix="bocage-pictures-") as folder:
        path = Path(folder, "adherents.csv")
        path.write_text(BROUGHT, "utf-8")
        document = await page.do("DOM.getDocument")
        field = await page.do("DOM.querySelector", nodeId=document["root"]["nodeId"], selector="#file")
        await page.do("DOM.setFileInputFiles", nodeId=field["nodeId"], files=[str(path)])
        # The page on which it is read refreshes itself until it shows the columns.
        await _press(page, "form[enctype] button", "document.querySelector('ul.table-columns') !== null")
    return str(await page.run("location.pathname"))


async def _fill(page: Page, answers: dict[str, str]) -> None:
    for id, text in answers.items():
        await page.run(f"document.getElementById({json.dumps(id)}).value = {json.dumps(text)}")


async def _press(page: Page, button: str, done: str) -> None:
    await page.run(f"document.querySelector({json.dumps(button)}).click()")
    for _ in range(300):
        with suppress(AssertionError):  # between two pages nothing can be asked
            if await page.run(f"document.readyState === 'complete' && {done}"):
                return
        await asyncio.sleep(0.1)
    raise RuntimeError(f"{button} did not lead to {done}")


async def _pictures(page: Page, address: str, name: str, folder: Path, *, guides: bool) -> list[str]:
    wrong = []
    for look in SHOWN if guides else EVERY:
        await page.look(width=look.width, height=FIRST_SCREEN, dark=look.dark, language=look.language)
        await page.open(address)
        if name in DONE_FIRST:
            await _do_first(page, name, look.language)
        if guides:
            shown = folder / f"{name}.{look.language}.webp"
            await page.first_screen(shown, width=look.width, height=FIRST_SCREEN)
        else:
            await page.picture(folder / f"{name}-{look.name}.png")
        if await page.run("document.documentElement.lang") != look.language:
            wrong.append(f"{address} is not in {look.language}")
        broad = await page.run("document.documentElement.scrollWidth")
        if broad > look.width:
            wrong.append(f"{address} is {broad} wide on {look.width}")
    return wrong


async def _do_first(page: Page, name: str, language: str) -> None:
    what, done = DONE_FIRST[name]
    answers = {key.partition(".")[2]: text for key, text in WRITTEN[language].items() if key.startswith(f"{what}.")}
    await _fill(page, {f"a-{field}": text for field, text in answers.items()})
    await _press(page, "button[value=preview]", done)


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
