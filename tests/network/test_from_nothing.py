"""From nothing to a neighbour's directory, as somebody does it who has a browser and has never heard of ActivityPub.

A node is set up and run by the two commands of the guide. The rest happens in Chromium, once with scripts and once
without: signing in, the five questions, an offer, which a second node then shows, its change, and its withdrawal.
"""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest
from aiohttp import ClientError, ClientSession

from tests.browser import Page, browsing, program
from tests.deep import some
from tests.network.village import ROOT, free_port, house, until
from vocab.vocabulary import Vocabulary

EMAIL: Final = "ada@pedales.example"
PASSWORD: Final = "une longue phrase"
COMMAND: Final = (sys.executable, "-m", "node.cli.main")
START_S: Final = 60.0


@pytest.mark.timeout(300)
@pytest.mark.parametrize("scripts", some([True, False], False), ids=["scripts", "no-scripts"])
async def test_from_nothing__to_a_neighbours_directory(tmp_path: Path, vocabulary: Vocabulary, scripts: bool) -> None:
    if program() is None:
        pytest.skip("no browser here: apt-get install chromium")
    async with (
        _installed(tmp_path / "pedales") as origin,
        house(tmp_path / "voisin", "voisin", vocabulary) as neighbour,
        browsing() as page,
    ):
        await page.look(width=1280, language="fr")
        await page.do("Emulation.setScriptExecutionDisabled", value=not scripts)
        actor = f"{origin}/actors/pedales"

        # Signing in leads to the five questions
        await page.open(f"{origin}/desk")
        await _send(page, {"email": EMAIL, "password": PASSWORD})
        assert await page.run("location.pathname") == "/desk/of/pedales/start"
        await _send(page, {"content": "Nous livrons à vélo.", "location.city": "Lille", "contact": "bonjour@a.example"})
        assert "Votre page est là" in await _text(page)

        # They follow a neighbour who follows back, and write an offer
        await _follow(page, f"{origin}/desk/of/pedales/around", f"voisin@{neighbour.node.home.host}")
        await neighbour.follow(actor)
        await page.open(f"{origin}/desk/of/pedales/new/offer")
        await _send(page, {"name": "Livraison du matin", "content": "Six jours.", "territory": "Lille"}, "publish")
        assert "C'est publié" in await _text(page)
        address = await page.run("location.pathname")

        async def shows(title: str) -> bool:
            await page.open(f"{neighbour.node.home.origin}/directory?kind=offer")
            return title in await _text(page)

        await until(lambda: shows("Livraison du matin"), "the neighbour shows the offer")

        # It is changed, and the neighbour shows the change
        await page.open(f"{origin}{address}/edit")
        await _send(page, {"name": "Livraison du soir"}, "publish")
        assert "C'est modifié" in await _text(page)
        await until(lambda: shows("Livraison du soir"), "the neighbour shows the change")
        assert "Livraison du matin" not in await _text(page)

        # It is withdrawn, and nobody shows it any more
        await page.open(f"{origin}{address}/withdraw")
        await _send(page, {})
        assert "C'est retiré" in await _text(page)

        async def gone() -> bool:
            return not await shows("Livraison du soir")

        await until(gone, "the neighbour shows it no more")


@asynccontextmanager
async def _installed(data: Path) -> AsyncIterator[str]:
    """A node set up and run by the two commands of the guide; its address."""
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    secret = data.with_suffix(".password")
    secret.write_text(PASSWORD, "utf-8")
    setup = ["setup", "--yes", "--development", "--origin", origin, "--name", "pedales", "--title", "Les Pédales"]
    setup += ["--territory", "fr-commune-59350", "--email", EMAIL, "--password-file", str(secret)]
    done = await asyncio.to_thread(
        subprocess.run, [*COMMAND, "--data", str(data), *setup], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    with _running(data):
        await _answers(origin)
        yield origin


@contextlib.contextmanager
def _running(data: Path) -> Iterator[None]:
    log = data.with_suffix(".log")
    with log.open("wb") as output:
        child = subprocess.Popen([*COMMAND, "--data", str(data), "run"], cwd=ROOT, stdout=output, stderr=output)
        try:
            yield
        finally:
            child.terminate()
            child.wait(timeout=60)


async def _answers(origin: str) -> None:
    async with ClientSession() as session, asyncio.timeout(START_S):
        while True:
            with contextlib.suppress(ClientError):
                async with session.get(f"{origin}/.well-known/nodeinfo") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.1)


async def _follow(page: Page, around: str, handle: str) -> None:
    await page.open(around)
    await _send(page, {"handle": handle}, "follow")
    assert handle.partition("@")[0] in await _text(page)


async def _send(page: Page, typed: dict[str, str], do: str = "") -> None:
    """Fill in the form of the page that has these fields, press its button, and wait for where it leads."""
    for name, value in typed.items():
        wanted = await page.run(f"!!document.querySelector('main [name=\"{name}\"]')")
        assert wanted, f"no field {name} on {await page.run('location.href')}"
        await page.run(f"document.querySelector('main [name=\"{name}\"]').value = {value!r}")
    first = next(iter(typed), None)
    form = f"document.querySelector('main [name=\"{first}\"]').form" if first else "document.querySelector('main form')"
    button = f"[value={do}]" if do else "button"
    await page.run("window.old = true")
    await page.run(f"{form}.querySelector('{button}').click()")
    for _ in range(600):
        if await page.run("window.old === undefined && document.readyState === 'complete'"):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"nothing came of the form on {await page.run('location.href')}")


async def _text(page: Page) -> str:
    return str(await page.run("document.querySelector('main').textContent")).replace("\u2019", "'")
