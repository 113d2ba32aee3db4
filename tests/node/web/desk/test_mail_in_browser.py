"""The pages that e-mail leads to, in a real browser: nothing for axe-core to find, and the link that signs in does."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from node import claim_proving, knocking, listing_invitations, reminding
from node.accounts import links
from node.accounts.sessions import hash_of
from node.desk import records
from node.home import Home
from node.mail.letters import Stationery
from node.mail.office import Office
from node.mail.sealing import Sealer
from node.passwords import hashed
from node.store import accounts, reminders
from node.store.connection import Db
from node.store.reminders import ConfirmLink
from tests.browser import Page, browsing
from tests.network.village import house
from tests.node.web.desk.test_knocking import LISTING
from tests.node.web.looking import axe_or_skip, found_by_axe, look_at
from vocab.vocabulary import Vocabulary

EMAIL = "ada@pedales.example"
# Where to leave pictures of every page looked at, for whoever wants to look as well.
PICTURES = os.environ.get("BOCAGE_PICTURES")


@pytest.mark.timeout(600)
async def test_mail__pages_have_nothing_for_axe_to_find(words: Vocabulary, tmp_path: Path) -> None:
    axe = axe_or_skip()
    wrong: list[str] = []
    async with house(tmp_path / "node", "pedales", words) as node, browsing() as page:
        node.node.home.office = Office(Sealer(bytes(32)), Stationery())
        for name in ("Le Panier d'Artois", "La Clef", "Partage-Auto"):
            await node.publish(**(LISTING | {"name": name, "contact": f"a{len(name)}@panier.example"}))
        addresses = await node.node.store.writing("prepare", _prepare, node.node.home, node.actor)
        await page.look(width=1280)
        await page.do("Network.setCacheDisabled", cacheDisabled=True)
        for address in addresses:
            wrong += await _seen(page, f"{node.origin}{address}", axe)
        await page.look(width=1280)
        # The link that came by e-mail lets in, by its button.
        await page.open(f"{node.origin}{addresses[4]}")
        await page.run("document.querySelector('main form button').click()")
        await _until(page, "location.pathname.startsWith('/desk') && document.readyState == 'complete'")
        for address in ("/desk/me", "/desk/of/pedales/listings?q=rien-du-tout", "/desk/of/pedales/listings"):
            wrong += await _seen(page, f"{node.origin}{address}", axe)
            assert "/login" not in await page.run("location.pathname")
        # The letter of an invitation, before it leaves.
        await page.run("document.querySelector('main [name=listing]').click()")
        await page.run("document.querySelector('button[value=preview]').click()")
        await _until(page, "document.querySelector('#preview') !== null && document.readyState == 'complete'")
        wrong += [f"preview {each}" for each in await found_by_axe(page, axe, "wide")]
    assert not wrong, "\n".join(wrong)


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


async def _seen(page: Page, address: str, axe: str) -> list[str]:
    found = []
    for language in ("fr", "en"):
        found += [f"{urlsplit(address).path} {language} {each}" for each in await look_at(page, address, language, axe)]
        if PICTURES:
            name = urlsplit(address).path.strip("/").replace("/", "_")[:40]
            await page.picture(Path(PICTURES) / f"{name}-{language}-narrow.png")
            await page.look(width=1280, language=language)
            await page.picture(Path(PICTURES) / f"{name}-{language}-wide.png")
    return found


def _prepare(db: Db, home: Home, actor: str) -> list[str]:
    """A listing invited, one with a code, one with a letter, a link to sign in; the addresses to look at."""
    accounts.keep(db, EMAIL, hashed("une longue phrase"), home.now_iso())
    accounts.appoint(db, EMAIL, "administrator")
    panier, clef, auto = sorted(each.id for each in records.every(db, home, actor) if each.kind == "listing")
    code = claim_proving.begin_code(db, home, clef)
    listing_invitations.invite(db, home, EMAIL, actor, [panier], "Bonjour", "fr")
    (asked,) = listing_invitations.candidates(db, home, actor, [panier])
    assert asked.link is not None
    knocking.knock(db, home, auto, "correct", "Nous sommes à Béthune.", "")
    reminding.choose(db, home, EMAIL, ["due"], "fr")
    secrets: list[str] = []
    made = home.secret

    def noted() -> str:
        secrets.append(made())
        return secrets[-1]

    home.secret = noted
    links.send(db, home, EMAIL, "/desk", "fr")
    claim_proving.send_letter(db, home, clef, "b@panier.example", "fr")
    home.secret = made
    reminders.keep_link(db, ConfirmLink(hash_of("s" * 40), EMAIL, actor, auto, home.now() + 3_600))
    stop = reminding.stop_link(db, home, EMAIL)
    return [
        "/login",
        f"{clef.removeprefix(home.origin)}/claim",
        f"/claim/{code}",
        asked.link.removeprefix(home.origin),
        f"/login/link/{secrets[0]}?next=/desk",
        stop.removeprefix(home.origin),
        f"/claim/{secrets[1]}",
        f"/still-true/{'s' * 40}",
    ]
