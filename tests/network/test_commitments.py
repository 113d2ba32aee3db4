"""The story of a commitment: a network asks, its member reads it at its desk and shows it, the network sees it kept."""

from __future__ import annotations

import re
from contextlib import AsyncExitStack
from html import unescape
from pathlib import Path

from aiohttp import ClientSession, CookieJar

from node import publishing
from node.passwords import hashed
from node.store import accounts
from node.store.connection import Db
from tests.network.village import House, house, until
from vocab.vocabulary import Vocabulary

EMAIL, PASSWORD = "ada@pedales.example", "une longue phrase"
ASKED = {
    "asked": [
        {"practice": "D03", "level": 3, "evidence": "REG", "why": "Partir libre"},
        {"practice": "G01", "level": 2},
        {"practice": "K03", "level": 1},
    ]
}


async def test_commitments__asked_read_shown_and_kept(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with AsyncExitStack() as stack:
        # Given a network and a member on another node, each with somebody at its desk
        reseau = await stack.enter_async_context(house(tmp_path / "reseau", "reseau", vocabulary, kind="network"))
        pedales = await stack.enter_async_context(house(tmp_path / "pedales", "pedales", vocabulary))
        sessions = {each.name: await _signed_in(stack, each) for each in (reseau, pedales)}

        async def opened(of: House, page: str) -> str:
            answer = await sessions[of.name].get(f"{of.origin}/desk/of/{of.name}/{page}")
            assert answer.status == 200, answer.status
            return await answer.text()

        async def read(of: House, page: str) -> str:
            return " ".join(unescape(re.sub(r"<[^>]*>", " ", await opened(of, page))).split())

        await pedales.join(reseau.actor)
        await until(lambda: pedales.holds(reseau.actor), "the member holds the network's profile")

        # When the network sets what it asks
        await reseau.publish(kind="profile", name="Le réseau", commitments=ASKED)

        # Then the member reads it at its desk, with the way to answer, and where it stands: nothing is shown yet
        async def told() -> bool:
            return "Ce que demande Le réseau" in (page := await read(pedales, "commitments")) and "Partir libre" in page

        await until(told, "the member's desk shows what is asked")
        page = await read(pedales, "commitments")
        assert "Liste n° 1" in page and page.count("rien encore") == 3 and page.count("Répondre") >= 3

        # When it shows one with its evidence to everybody, one to the network below
        # what is asked, and keeps one private
        proof = [{"kind": "REG", "url": "https://registre.example/42"}]
        await pedales.publish(kind="practice", name="Partir", practice="D03", level=3, evidence=proof)
        await pedales.publish(kind="practice", name="Voter", practice="G01", level=1, visibility="network")
        await pedales.publish(kind="practice", name="canari", practice="K03", level=4, visibility="private")

        # Then the network reads the same as the member does: kept, not yet, and not shown
        async def seen() -> bool:
            found = await _standings(await read(reseau, "members"))
            return found == ["Tenu", "Pas encore", "Pas montré"]

        await until(seen, "the network's members page shows what is shown")
        page = await opened(reseau, "members")
        assert 'href="https://registre.example/42"' in page and "canari" not in page
        assert await _standings(await read(pedales, "commitments")) == ["Tenu", "Pas encore", "Pas montré"]

        # When the member says that one does not concern it, that is what is shown
        await pedales.publish(kind="practice", name="Voter", practice="G01", level=None, visibility="network")

        async def unconcerned() -> bool:
            return "dit que cela ne le concerne pas" in await read(reseau, "members")

        await until(unconcerned, "the network reads that it does not concern its member")

        # When the network asks for more, then less: each is a version, and the member stands by the newest
        more = [ASKED["asked"][0] | {"level": 4}]
        await reseau.node.store.writing(
            "publish",
            publishing.publish,
            reseau.node.home,
            reseau.actor,
            {"kind": "profile", "name": "Le réseau", "commitments": {"asked": more}},
        )
        reseau.node.wake()

        async def newer() -> bool:
            page = await read(pedales, "commitments")
            return "Liste n° 2" in page and await _standings(page) == ["Pas encore"]

        await until(newer, "the member reads the second version")


async def _standings(page: str) -> list[str]:
    """The standings in the order of the page, without the fold that explains the words."""
    return re.findall(
        r"Tenu|Pas encore|Pas montré", page.partition("Ce qui est montré")[2].partition("Ce que ces mots")[0]
    )


async def _signed_in(stack: AsyncExitStack, of: House) -> ClientSession:
    await of.node.store.writing("person", _keep)
    jar = CookieJar(unsafe=True)  # the nodes' hosts are addresses
    session = await stack.enter_async_context(ClientSession(cookie_jar=jar, headers={"Accept": "text/html"}))
    await session.post(f"{of.origin}/login", data={"email": EMAIL, "password": PASSWORD})
    return session


def _keep(db: Db) -> None:
    accounts.keep(db, EMAIL, hashed(PASSWORD), "2026-11-23T10:00:00.000Z")
    accounts.appoint(db, EMAIL, "administrator")
