"""The story of a network's charter: answered, brought in where it came later, moved to its next version, and asked."""

from __future__ import annotations

import re
from contextlib import AsyncExitStack
from html import unescape
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from node.commands.charters import charter_install
from node.desk import assessing, choosing
from node.reader import Reader
from node.store import actors, memberships, stating
from node.store.actors import LocalActor
from node.store.connection import Db
from tests.network.village import House, house, until
from tests.vocab.charter_files import charter_file, practice
from vocab.commitments import asked_of, standing
from vocab.vocabulary import Vocabulary

BY = "ada@pedales.example"
MOVES = [
    {"how": "same", "before": "G50"},
    {"how": "renamed", "before": "G51", "after": "G60"},
    {"how": "split", "before": "G52", "after": ["G61", "G62"]},
    {"how": "merged", "before": ["G53", "G54"], "after": "G63"},
    {"how": "dropped", "before": "G55"},
]
LEVELS = {"G01": 2, **{f"G5{number}-reseau-nord": level for number, level in enumerate((1, 1, 1, 2, 2, 0))}}


def first(network: str) -> dict[str, Any]:
    own = [practice(f"G5{number}", f"Avant {number}") for number in range(6)]
    return charter_file(iri=network, version="1.0", practices=own, translations={}, mappings=[])


def second(network: str) -> dict[str, Any]:
    own = [practice(code, f"Suite {code}") for code in ("G50", "G60", "G61", "G62", "G63")]
    moves = [{"from": "reseau-nord/1.0", "moves": MOVES}]
    return charter_file(iri=network, version="1.1", issued="2026-11-20", practices=own, translations={}, mappings=moves)


async def test_charter__from_its_first_version_to_its_second_over_two_nodes(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    async with AsyncExitStack() as stack:
        # Given a network, and a member on another node which alone has its charter
        reseau = await stack.enter_async_context(house(tmp_path / "reseau", "reseau", vocabulary, kind="network"))
        pedales = await stack.enter_async_context(house(tmp_path / "pedales", "pedales", vocabulary))
        session = await stack.enter_async_context(
            ClientSession(headers={"Accept": "text/html", "Accept-Language": "fr"})
        )
        await pedales.join(reseau.actor)

        async def member() -> bool:
            return reseau.actor in await pedales.node.store.reading(memberships.networks_of, pedales.actor)

        async def states(*codes: str) -> bool:
            return set(await _stated(reseau, pedales.actor)) == set(codes)

        await until(member, "the network has its member")
        await install(pedales, first(reseau.actor))

        # When the member answers it, and publishes
        await choose(pedales, "reseau-nord/1.0")
        for notation, level in LEVELS.items():
            await answer(pedales, notation, level)
        former = await publish(pedales)

        # Then the network's node holds the report and counts nothing of it, until it has the charter too
        await until(lambda: reseau.holds(former), "the report is there")
        assert await states()
        await install(reseau, first(reseau.actor))
        await until(lambda: states(*LEVELS), "what came before the charter counts by itself")

        # When the next version comes, and the member moves to it
        for each in (reseau, pedales):
            await install(each, second(reseau.actor))
        moving = await pedales.node.store.reading(_moving, pedales, "reseau-nord/1.1")
        assert moving.stay == ("G01", "G50-reseau-nord", "G60-reseau-nord", "G63-reseau-nord")
        assert set(moving.again) == {"G61-reseau-nord", "G62-reseau-nord"} and moving.left == ("G55-reseau-nord",)
        await choose(pedales, "reseau-nord/1.1")
        newer = await publish(pedales)

        # Then the other node counts the new report alone, and its page shows both with the version of each
        await until(lambda: states("G01", "G50-reseau-nord", "G60-reseau-nord", "G63-reseau-nord"), "it is moved")
        async with session.get(f"{reseau.origin}/record", params={"id": pedales.actor}) as answered:
            page = await answered.text()
        assert f'href="{newer}"' in page and f'href="{former}"' in page
        text = " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())
        assert "De bilan en bilan · Charte du Réseau Nord, version 1.1" in text
        assert text.index("version 1.0", text.index("De bilan en bilan · ")) and "Suite G60 – 1" in text
        assert "Avant 5 0 –" in text and f"4 pratiques sur {58 + 5 - 2} ont une réponse" in text
        async with session.get(f"{reseau.origin}/record", params={"id": former}) as answered:
            assert "Ce bilan a été remplacé" in await answered.text()

        # And what the network asks of its own charter is found kept
        asking = {"asked": [{"practice": "G60-reseau-nord", "level": 1}, {"practice": "G61-reseau-nord", "level": 2}]}
        await reseau.publish(kind="profile", name="Le réseau", commitments=asking)

        async def told() -> bool:
            found = asked_of(await pedales.document(reseau.actor), pedales.node.home.vocabulary)
            return found is not None and [each.practice[:3] for each in found.commitments] == ["G60", "G61"]

        await until(told, "the member knows what is asked")
        said = asked_of(await pedales.document(reseau.actor), pedales.node.home.vocabulary)
        assert said is not None
        levels = await _stated(reseau, pedales.actor)
        kept = [standing(each, levels.get(each.practice), ()) for each in said.commitments]
        assert kept == ["kept", "not_shown"]


async def install(at: House, document: dict[str, Any]) -> None:
    await charter_install(at.node, {"document": document}, lambda progress: None)


async def choose(at: House, version: str) -> None:
    await at.node.store.writing("choose", lambda db: choosing.choose(db, at.node.home, BY, _actor(db, at), version))


async def answer(at: House, notation: str, level: int) -> None:
    practice = at.node.home.vocabulary.charter.get(notation)
    assert practice is not None
    said: dict[str, object] = {"level": level, "visibility": "public"}
    kept = await at.node.store.writing("answer", assessing.save, at.node.home, BY, at.actor, practice, said)
    assert kept.complete, kept.lacks


async def publish(at: House) -> str:
    made = await at.node.store.writing(
        "report", lambda db: assessing.publish(db, at.node.home, BY, _actor(db, at), "", "fr", ())
    )
    at.node.wake()
    return made.id


def _moving(db: Db, at: House, version: str) -> choosing.Moving:
    return choosing.moving(db, at.node.home, _actor(db, at), version)


def _actor(db: Db, at: House) -> LocalActor:
    found = actors.find(db, at.actor)
    assert found is not None
    return found


async def _stated(at: House, actor: str) -> dict[str, int | None]:
    return await at.node.store.reading(stating.levels_of, actor, Reader("admin"), now=at.node.home.now_iso())
