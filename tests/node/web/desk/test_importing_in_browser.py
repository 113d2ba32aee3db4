"""A messy table brought in with a real browser, scripts or none, and nothing for axe-core to find on the way."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

import pytest

from node.passwords import hashed
from node.store import accounts
from node.store.connection import Db
from tests.browser import Page, browsing
from tests.deep import some
from tests.network.village import House
from tests.node.api.full_node import full_node
from tests.node.web.looking import axe_or_skip, look_at
from vocab.vocabulary import Vocabulary

EMAIL, PASSWORD = "ada@pedales.example", "une longue phrase"
TABLE: Final = (
    "Adhérents du réseau;;;;;;\r\n"
    "N°;Structure;Ville;CP;Site internet;Latitude;Longitude\r\n"
    "1;Épicerie de Wazemmes;Lille;59000;epicerie.example;50,6247;3,0480\r\n"
    "2;L'Atelier du Vélo;ROUBAIX;59100;https://atelier.example/;;\r\n"
    "3;;Lille;59000;;;\r\n"
    "4;Marie Dupont;Lille;59000;;;\r\n"
)
TRIES: Final = 600


@pytest.mark.timeout(300)
@pytest.mark.parametrize("scripts", some([True, False], True), ids=["scripts", "none"])
async def test_import__a_messy_table(words: Vocabulary, tmp_path: Path, scripts: bool) -> None:
    axe = axe_or_skip()
    table = tmp_path / "adhérents.csv"
    table.write_bytes(TABLE.encode("cp1252"))
    wrong: list[str] = []
    async with full_node(tmp_path / "node", words) as node, browsing() as page:
        await node.node.store.writing("person", _let_in)
        await page.look(width=1280, language="fr")
        await page.do("Network.setCacheDisabled", cacheDisabled=True)
        await _sign_in(page, node)
        if not scripts:
            await page.do("Emulation.setScriptExecutionDisabled", value=True)
        await page.open(f"{node.origin}/desk/import")
        await _give(page, "#file", table)
        await _submit(page, "form[enctype]")
        await _until(page, "Ce que disent les colonnes")
        address = await _address(page)
        if scripts:
            wrong += await _seen(page, address, axe)
        await _fill(page, "#t-source", "Liste du réseau")
        await _fill(page, "#t-license", "etalab-2.0")
        await _fill(page, "#t-legal_basis", "intérêt légitime")
        await _fill(page, "#t-objections", "contact@pedales.example")
        await _press(page, "say")
        await _until(page, "Voici ce qui se passerait")
        assert "Aucun nom" in await _text(page) and "peut-être une personne" in await _text(page)
        if scripts:
            wrong += await _seen(page, address, axe)
        await _press(page, "apply")
        await _until(page, "Le fichier envoyé est effacé")
        if scripts:
            wrong += await _seen(page, address, axe)
        await page.open(f"{node.origin}/directory?q=wazemmes")
        await _until(page, "Épicerie de <mark>")
        await page.open(address)
        await _press(page, "undo")
        await _until(page, "2 fiches retirées")
        if scripts:
            wrong += await _seen(page, address, axe)
            wrong += await _seen(page, f"{node.origin}/desk/import", axe)
            wrong += await _seen(page, f"{node.origin}/desk/of/pedales/import", axe)
        await page.open(f"{node.origin}/directory?q=wazemmes")
        await _until(page, "Rien")
    assert not wrong, "\n".join(wrong)


async def _seen(page: Page, address: str, axe: str) -> list[str]:
    found = []
    for language in ("en", "fr"):
        found += [f"{address} {language} {each}" for each in await look_at(page, address, language, axe)]
    await page.look(width=1280, language="fr")
    await page.open(address)
    return found


# What the browser does is asked of the browser itself, not of the page: a page without scripts answers nothing.


async def _node(page: Page, selector: str) -> int:
    for _ in range(TRIES):
        try:
            root = (await page.do("DOM.getDocument", depth=0))["root"]["nodeId"]
            if found := int((await page.do("DOM.querySelector", nodeId=root, selector=selector))["nodeId"]):
                return found
        except AssertionError:
            pass  # between two pages
        await asyncio.sleep(0.1)
    raise AssertionError(f"nowhere: {selector} at {await _address(page)}")


async def _give(page: Page, selector: str, path: Path) -> None:
    await page.do("DOM.setFileInputFiles", nodeId=await _node(page, selector), files=[str(path)])


async def _fill(page: Page, selector: str, value: str) -> None:
    if selector == "#t-license":
        await page.do("DOM.focus", nodeId=await _node(page, selector))
        for letter in "Licence Ouv":
            await page.do("Input.dispatchKeyEvent", type="char", text=letter)
        return
    await page.do("DOM.focus", nodeId=await _node(page, selector))
    await page.do("Input.dispatchKeyEvent", type="keyDown", key="a", modifiers=2, commands=["selectAll"])
    await page.do("Input.insertText", text=value)


async def _press(page: Page, do: str) -> None:
    await _submit(page, "", f"button[value={do}]")


async def _submit(page: Page, form: str, button: str = "button[type=submit]") -> None:
    await page.do("DOM.focus", nodeId=await _node(page, f"main {form} {button}"))
    await page.do("Input.dispatchKeyEvent", type="keyDown", key="Enter", text="\r", windowsVirtualKeyCode=13)
    await page.do("Input.dispatchKeyEvent", type="keyUp", key="Enter", windowsVirtualKeyCode=13)


async def _text(page: Page) -> str:
    try:
        root = (await page.do("DOM.getDocument", depth=0))["root"]["nodeId"]
        html: str = (await page.do("DOM.getOuterHTML", nodeId=root))["outerHTML"]
    except AssertionError:
        return ""  # between two pages
    return html.replace("\xa0", " ").replace("&nbsp;", " ")


async def _address(page: Page) -> str:
    history = await page.do("Page.getNavigationHistory")
    return str(history["entries"][history["currentIndex"]]["url"])


async def _until(page: Page, words: str) -> None:
    """The page comes again by itself until these words stand in it."""
    for _ in range(TRIES):
        if words in await _text(page):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"never: {words} in {await _text(page)}")


async def _sign_in(page: Page, node: House) -> None:
    await page.open(f"{node.origin}/login?next=/desk/me")
    for selector, value in (("#email", EMAIL), ("#password", PASSWORD)):
        await page.do("DOM.focus", nodeId=await _node(page, selector))
        await page.do("Input.insertText", text=value)
    await _submit(page, "")
    await _until(page, EMAIL)
    for _ in range(TRIES):
        if (await _address(page)).endswith("/desk/me"):
            return
        await asyncio.sleep(0.1)


def _let_in(db: Db) -> None:
    accounts.keep(db, EMAIL, hashed(PASSWORD), "2026-11-23T10:00:00.000Z")
    accounts.appoint(db, EMAIL, "administrator")
