"""The desk in a real browser: nothing for axe-core to find, and the whole way, from signing in on, by keyboard."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

from node.accounts import second_factor
from node.clock import iso
from node.endorsements import answering
from node.home import Home
from node.passwords import hashed
from node.store import accounts, actors, credentials, imported, messages
from node.store.connection import Db
from node.store.credentials import Held
from node.store.imported import Held as HeldLine
from node.store.messages import Message
from tests.browser import Page, browsing
from tests.deep import DEEP
from tests.network.village import House
from tests.node.api.full_node import MOMENT, full_node
from tests.node.credentials import stated
from tests.node.ground import Peer
from tests.node.web.looking import axe_or_skip, look_at
from vocab.language import Text
from vocab.vocabulary import Vocabulary

EMAIL, PASSWORD = "ada@pedales.example", "une longue phrase"
CLEF = Peer("https://clef.example/actors/clef", seed=2)
OTHER = "https://panier.example/actors/panier"
PAGES = (
    "/desk",
    "/desk/me",
    "/desk/me/second-factor",
    "/desk/people",
    "/desk/moderation",
    "/desk/moderation/held",
    "/desk/moderation/held/line?of=https://annuaire.example/a&source=liste&line=1",
    "/desk/health",
    "/desk/contours",
    "/desk/journal",
    "/desk/import",
    "/desk/of/pedales",
    "/desk/of/pedales/start",
    "/desk/of/pedales/new/offer",
    "/desk/of/pedales/new/event",
    "/desk/of/pedales/new/practice",
    "/desk/of/pedales/new/story",
    "/desk/of/pedales/record/profile",
    "/desk/of/pedales/record/profile/edit",
    "/desk/of/pedales/practices",
    "/desk/of/pedales/practices/G01?in=first",
    "/desk/of/pedales/practices/D05",
    "/desk/of/pedales/practices/publish",
    "/desk/of/pedales/practices/charter",
    "/desk/of/pedales/progress",
    "/desk/of/pedales/progress/G01",
    "/desk/of/pedales/progress/review",
    "/desk/of/pedales/around",
    "/desk/of/pedales/messages",
    f"/desk/of/pedales/messages?with={OTHER}",
    "/desk/of/pedales/timeline",
    "/desk/of/pedales/calls",
    "/desk/of/pedales/endorsements",
    "/desk/of/pedales/sourcing",
    "/desk/of/pedales/record/profile/history",
    "/desk/of/pedales/record/profile/pictures",
    "/desk/of/pedales/import",
    "/desk/of/pedales/people",
    "/desk/of/pedales/webhooks",
    "/desk/of/pedales/charter",
    "/desk/of/pedales/commitments",
    "/desk/of/pedales/journal",
)


@pytest.mark.timeout(600)
async def test_desk__by_keyboard_and_with_nothing_for_axe_to_find(words: Vocabulary, tmp_path: Path) -> None:
    axe = axe_or_skip()
    wrong: list[str] = []
    async with full_node(tmp_path / "node", words) as node, browsing() as page:
        await node.node.store.writing("person", _let_in)
        await node.node.store.writing("waits", _something_waits, node.actor)
        await node.node.store.writing("stated", _stated, node.node.home, node.actor)
        await page.look(width=1280, language="fr")
        await page.do("Network.setCacheDisabled", cacheDisabled=True)
        wrong += await _seen(page, f"{node.origin}/login", axe)
        listing = await node.node.store.reading(_listing)
        wrong += [each for door in ("claim", "remove") for each in await _seen(page, f"{listing}/{door}", axe)]
        await _sign_in(page, node)
        for path in PAGES:
            wrong += await _seen(page, f"{node.origin}{path.replace('https://annuaire.example/a', node.actor)}", axe)
            assert await page.run("performance.getEntriesByType('navigation')[0].responseStatus") == 200, path
        await _kept_while_writing(page, node, axe, wrong)
        await _by_keyboard(page, node, axe, wrong)
        await _second_factor(page, node, axe, wrong)
    assert not wrong, "\n".join(wrong)


def _stated(db: Db, home: Home, actor: str) -> None:
    """La Clef saw two things here, of which one is shown and one waits."""
    for slug, level in (("shown", 3), ("waits", 2)):
        now = home.now()
        dates = {"valid_from": iso(now - 60), "valid_until": iso(now + 86_400 * 300)}
        said = stated(CLEF, actor, slug, level=level, **dates)
        credentials.keep(db, Held(str(said["id"]), CLEF.id, actor, "asked", slug, None, None, home.now_iso(), said))
    ours = actors.find(db, actor)
    assert ours is not None
    answering.accept(db, home, ours, f"{CLEF.origin}/objects/shown")


async def _seen(page: Page, address: str, axe: str) -> list[str]:
    found = []
    # A page in one of the languages; a thorough run looks at both.
    for language in ("fr", "en") if DEEP > 1 else (("fr", "en")[len(urlsplit(address).path) % 2],):
        found += [f"{urlsplit(address).path} {language} {each}" for each in await look_at(page, address, language, axe)]
    return found


async def _sign_in(page: Page, node: House) -> None:
    await page.look(width=1280, language="fr")
    await page.open(f"{node.origin}/login?next=/desk/of/pedales")
    await page.run("document.getElementById('email').focus()")
    await _type(page, EMAIL)
    await _press(page, "Tab")
    await _type(page, PASSWORD)
    await _press(page, "Enter")
    await _arrived(page, "/desk/of/pedales")


async def _by_keyboard(page: Page, node: House, axe: str, wrong: list[str]) -> None:
    """Write an offer, be told what is wrong with the focus there, look at it, publish it, find it, withdraw it."""
    await page.look(width=1280, language="fr")
    await page.open(f"{node.origin}/desk/of/pedales/new/offer")
    await page.run("document.getElementById('a-name').focus()")
    await _type(page, "Livraison au clavier")
    await _press(page, "Tab")
    await _type(page, "Six jours sur sept.")
    await _press(page, "Tab")
    await _type(page, "Saint-Denis")
    await _push(page, "publish")
    await _until(page, "document.activeElement.id === 'faults'")
    wrong += [f"faults {each}" for each in await _axe(page, axe)]
    await page.run("document.getElementById('a-territory').select()")
    await _type(page, "Saint-Denis (Seine-Saint-Denis)")
    await _push(page, "preview")
    await _until(page, "!!document.getElementById('preview')")
    wrong += [f"preview {each}" for each in await _axe(page, axe)]
    await _push(page, "publish")
    await _until(page, "!!document.querySelector('.done')")
    assert "C'est publié" in await page.run("document.querySelector('.done').textContent")
    ulid = (await page.run("location.pathname")).rpartition("/")[2]
    await page.open(f"{node.origin}/directory?q=clavier")
    assert "Livraison au clavier" in await page.run("document.querySelector('main').textContent")
    await page.open(f"{node.origin}/desk/of/pedales/record/{ulid}/withdraw")
    await page.run("document.querySelector('main form button').focus()")
    await _press(page, "Enter")
    await _arrived(page, "/desk/of/pedales")
    await page.open(f"{node.origin}/directory?q=clavier")
    assert "Livraison au clavier" not in await page.run("document.querySelector('main').textContent")


async def _kept_while_writing(page: Page, node: House, axe: str, wrong: list[str]) -> None:
    """What is typed is a draft a moment later, without a button; told when it could not be kept, and kept again."""
    await page.look(width=1280, language="fr")
    sooner = "const wait = setTimeout; window.setTimeout = (act, ms) => wait(act, Math.min(ms, 20));"
    script = (await page.do("Page.addScriptToEvaluateOnNewDocument", source=sooner))["identifier"]
    await page.open(f"{node.origin}/desk/of/pedales/new/offer")
    told = "document.getElementById('kept').textContent"
    await page.run("document.getElementById('a-name').focus()")
    await _type(page, "Livraison sans bouton")
    await _until(page, f"{told}.startsWith('Brouillon gardé')")
    number = await page.run("document.querySelector('[name=draft]').value")
    assert number.isdigit()
    await page.do("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=0, uploadThroughput=0)
    await _type(page, ", six jours")
    await _until(page, f"{told} === document.querySelector('form.ask').dataset.keep")
    wrong += [f"not kept {each}" for each in await _axe(page, axe)]
    back = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    await page.do("Network.emulateNetworkConditions", **back)
    await _type(page, " sur sept")
    await _until(page, f"{told}.startsWith('Brouillon gardé')")
    assert await page.run("document.querySelector('[name=draft]').value") == number
    # Nothing is left by mistake where all of it is kept: no question holds the person back.
    await _until(page, "!changed")
    await page.do("Page.removeScriptToEvaluateOnNewDocument", identifier=script)
    await page.open(f"{node.origin}/desk/of/pedales/new/offer?draft={number}")
    assert await page.run("document.getElementById('a-name').value") == "Livraison sans bouton, six jours sur sept"


async def _second_factor(page: Page, node: House, axe: str, wrong: list[str]) -> None:
    """Set it up, read the recovery codes, and come in by a code, with the keys alone."""
    await page.open(f"{node.origin}/desk/me/second-factor")
    await _push(page, "begin")
    assert await page.run("document.querySelector('img.qr').naturalWidth") > 100, "the policy lets it be shown"
    wrong += [f"secret {each}" for each in await _axe(page, axe)]
    await page.run("document.getElementById('first-code').focus()")
    await _type(page, await _code(node))
    await _push(page, "confirm")
    assert await page.run("document.querySelectorAll('.codes li').length") == 10
    wrong += [f"codes {each}" for each in await _axe(page, axe)]
    recovery = await page.run("document.querySelector('.codes code').textContent")
    wrong += await _seen(page, f"{node.origin}/desk/me/second-factor", axe)
    await page.do("Network.clearBrowserCookies")
    await page.look(width=1280, language="fr")
    await page.open(f"{node.origin}/login")
    await page.run("document.getElementById('email').focus()")
    await _type(page, EMAIL)
    await _press(page, "Tab")
    await _type(page, PASSWORD)
    await _press(page, "Enter")
    await _until(page, "document.activeElement.id === 'code'")
    wrong += [f"code {each}" for each in await _axe(page, axe)]
    await _type(page, recovery)
    await _press(page, "Enter")
    await _arrived(page, "/desk")


async def _code(node: House) -> str:
    """What a telephone would show now."""
    home = node.node.home
    found = await node.node.store.reading(second_factor.standing, home, EMAIL)
    assert found.secret is not None
    return HOTP(found.secret, 6, SHA1()).generate(int(home.now()) // 30).decode()


async def _axe(page: Page, axe: str) -> list[str]:
    await page.run(f"{axe}; 0")
    found = await page.run("axe.run().then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].html.slice(0, 160)))")
    return [str(each) for each in found]


async def _type(page: Page, text: str) -> None:
    await page.do("Input.insertText", text=text)


async def _press(page: Page, key: str) -> None:
    codes = {"Tab": 9, "Enter": 13}
    more = {"text": "\r"} if key == "Enter" else {}
    await page.do("Input.dispatchKeyEvent", type="keyDown", key=key, windowsVirtualKeyCode=codes[key], **more)
    await page.do("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=codes[key])


async def _push(page: Page, what: str) -> None:
    """A button of the form, reached and pressed by keyboard."""
    await page.run(f"document.querySelector('button[value={what}]').focus()")
    await page.run("window.old = true")
    await _press(page, "Enter")
    await _until(page, "window.old === undefined && document.readyState === 'complete'")


async def _arrived(page: Page, path: str) -> None:
    await _until(page, f"location.pathname === '{path}' && document.readyState === 'complete'")


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


def _listing(db: Db) -> str:
    return str(db.execute("SELECT id FROM records WHERE kind = 'Listing' AND local = 1 AND deleted = 0").fetchone()[0])


def _something_waits(db: Db, actor: str) -> None:
    """A line of an import that waits for a moderator, and two messages."""
    why = Text("un nom de deux mots", "a name of two words")
    draft = {"kind": "listing", "name": "Marie Dupont", "location": {"city": "Lille"}, "source": "liste"}
    imported.hold(db, HeldLine(actor, "liste", "1", draft, why, MOMENT))
    for number, sent in enumerate((True, False)):
        id, said = f"{OTHER}/{number}", "<p>Bonjour, livrez-vous le samedi ?</p>"
        messages.keep(db, Message(0, id, actor, OTHER, "panier.example", sent, said, MOMENT, False))


def _let_in(db: Db) -> None:
    accounts.keep(db, EMAIL, hashed(PASSWORD), "2026-11-23T10:00:00.000Z")
    accounts.appoint(db, EMAIL, "administrator")
