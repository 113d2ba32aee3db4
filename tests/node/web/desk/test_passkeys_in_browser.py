"""Passkeys in a real browser with a device of its own making (WebAuthn over CDP), by keyboard, with axe-core."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from node.passwords import hashed
from node.store import accounts, passkeys
from node.store.connection import Db
from tests.browser import Page, browsing
from tests.network.village import House, house
from tests.node.web.looking import axe_or_skip, found_by_axe, look_at
from vocab.vocabulary import Vocabulary

EMAIL, PASSWORD = "ada@pedales.example", "une longue phrase"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.mark.timeout(600)
async def test_passkey__added_and_signed_in_with(words: Vocabulary, tmp_path: Path) -> None:
    axe = axe_or_skip()
    # A passkey is bound to a name: browsers make none for 127.0.0.1.
    async with house(tmp_path / "node", "pedales", words, host="localhost") as node, browsing() as page:
        await node.node.store.writing("person", _let_in)
        await page.look(width=1280, language="fr")
        await page.do("WebAuthn.enable")
        device = (await page.do("WebAuthn.addVirtualAuthenticator", options=DEVICE))["authenticatorId"]
        wrong = await _added(page, node, axe)
        await page.do("Network.clearBrowserCookies")
        wrong += await _come_in(page, node, axe, device)
    assert not wrong, "\n".join(wrong)


async def _added(page: Page, node: House, axe: str) -> list[str]:
    await page.open(f"{node.origin}/login?next=/desk/me/passkeys")
    await page.run(f"document.getElementById('email').value = '{EMAIL}'")
    await page.run(f"document.getElementById('password').value = '{PASSWORD}'")
    await page.run("document.querySelector('form.ask button').click()")
    await _until(page, "location.pathname === '/desk/me/passkeys' && document.readyState === 'complete'")
    assert await page.run("document.getElementById('without-passkeys').hidden")
    wrong = await found_by_axe(page, axe, "to add")
    await page.run("document.getElementById('name').focus()")
    await page.do("Input.insertText", text="Téléphone d'Ada")
    await _enter(page)
    await _until(page, "document.readyState === 'complete' && !!document.querySelector('.rows li')")
    assert "Téléphone d'Ada" in await page.run("document.querySelector('.rows').textContent")
    (kept,) = await node.node.store.reading(passkeys.of, EMAIL)
    assert kept.name == "Téléphone d'Ada"
    # The device knows it already: told in place, and nothing is sent.
    await page.run("document.getElementById('name').focus()")
    await page.do("Input.insertText", text="Encore")
    await _enter(page)
    await _until(page, "document.querySelector('#add ~ form [role=status]').textContent.includes('recommencer')")
    assert len(await node.node.store.reading(passkeys.of, EMAIL)) == 1
    # Some time later the password is asked for
    await node.node.store.writing("later", _later)
    for language in ("fr", "en"):
        for path in ("/desk/me", "/desk/me/passkeys"):
            wrong += [f"{path} {each}" for each in await look_at(page, f"{node.origin}{path}", language, axe)]
    return wrong


async def _come_in(page: Page, node: House, axe: str, device: str) -> list[str]:
    await page.look(width=1280, language="fr")
    await page.open(f"{node.origin}/login?next=/desk/of/pedales/people")
    wrong = await found_by_axe(page, axe, "to sign in")
    for language in ("fr", "en"):
        wrong += [f"login {each}" for each in await look_at(page, f"{node.origin}/login", language, axe)]
    await page.look(width=1280, language="fr")
    await page.open(f"{node.origin}/login?next=/desk/of/pedales/people")
    # Nobody's finger: the device says no, the page says so, nobody is in.
    await page.do("WebAuthn.setUserVerified", authenticatorId=device, isUserVerified=False)
    await _press_passkey(page)
    await _until(page, "document.querySelector('[data-passkey] [role=status]').textContent !== ''")
    assert urlsplit(await page.run("location.href")).path == "/login"
    await page.do("WebAuthn.setUserVerified", authenticatorId=device, isUserVerified=True)
    await _press_passkey(page)
    await _until(page, "location.pathname === '/desk/of/pedales/people' && document.readyState === 'complete'")
    (kept,) = await node.node.store.reading(passkeys.of, EMAIL)
    assert kept.used is not None
    return wrong


async def _press_passkey(page: Page) -> None:
    await page.run("document.querySelector('[data-passkey=get] button').focus()")
    await _enter(page)


async def _enter(page: Page) -> None:
    await page.do("Input.dispatchKeyEvent", type="keyDown", key="Enter", windowsVirtualKeyCode=13, text="\r")
    await page.do("Input.dispatchKeyEvent", type="keyUp", key="Enter", windowsVirtualKeyCode=13)


async def _until(page: Page, script: str) -> None:
    """Wait for a state of the page; fails after two minutes on any machine."""
    for _ in range(600):
        try:
            if await page.run(script):
                return
        except AssertionError:
            pass  # between two pages
        await asyncio.sleep(0.2)
    raise AssertionError(f"never so: {script} at {await page.run('location.href')}")


def _later(db: Db) -> None:
    db.execute("UPDATE sessions SET created = created - 3600")


def _let_in(db: Db) -> None:
    accounts.keep(db, EMAIL, hashed(PASSWORD), "2026-11-23T10:00:00.000Z")
    accounts.appoint(db, EMAIL, "administrator")
