"""Which charter a report answers: offered, not pushed; chosen, moved from one version to the next, and nothing lost."""

from __future__ import annotations

from typing import Any

import pytest

from node import charters, following
from node.errors import Invalid
from node.store import assessments
from node.store.connection import Db
from tests.node.web.desk.browser import Browser, signed_in
from tests.node.web.served import BROWSER, Served
from tests.vocab.charter_files import charter_file, earlier_file, practice
from vocab.fork import Fork

DESK = "/desk/of/pedales/practices"
CHOICE = f"{DESK}/charter"
OWN = [practice(f"G5{number}", f"Pratique {number}") for number in range(6)]
MOVES = [
    {"how": "same", "before": "G50"},
    {"how": "renamed", "before": "G51", "after": "G60"},
    {"how": "split", "before": "G52", "after": ["G61", "G62"]},
    {"how": "merged", "before": ["G53", "G54"], "after": "G63"},
    {"how": "dropped", "before": "G55"},
]


@pytest.fixture
async def network(node: Served) -> str:
    made = await node.add("reseau", "network")
    await node.write(following.join, node.ground.home, node.me, made)
    return made


@pytest.fixture
async def ada(node: Served) -> Browser:
    return await signed_in(node, "ada@pedales.example", roles={node.me: "editor"})


async def install(node: Served, document: dict[str, Any]) -> Fork:
    fork = charters.read(document, node.ground.home.vocabulary)
    await node.write(charters.keep, fork, document, node.ground.home.vocabulary, node.ground.home.now_iso())
    node.ground.home.vocabulary.charter.forks.put(fork)
    return fork


def first(network: str, **more: Any) -> dict[str, Any]:
    moves = [{"from": "2.0", "moves": [{"how": "split", "before": "G05", "after": ["G50", "G51"]}]}]
    said = {"version": "1.0", "practices": OWN, "translations": {"nl": {"G50": "Balie"}}, "mappings": moves}
    return charter_file(iri=network, **said) | more


def second(network: str) -> dict[str, Any]:
    own = [practice(code, f"Suite {code}") for code in ("G50", "G60", "G61", "G62", "G63")]
    moves = [{"from": "reseau-nord/1.0", "moves": MOVES}]
    return charter_file(iri=network, version="1.1", issued="2026-11-20", practices=own, mappings=moves, translations={})


async def answer(browser: Browser, notation: str, **typed: str) -> int:
    await browser.open(f"{DESK}/{notation}?in=G")
    return (await browser.submit(f"{DESK}/{notation}?in=G", do="next", **typed)).status


async def choose(browser: Browser, version: str) -> None:
    await browser.open(f"{CHOICE}?to={version}")
    await browser.submit(CHOICE, do="choose")


async def publish(browser: Browser) -> None:
    await browser.open(f"{DESK}/publish")
    await browser.submit(DESK, do="publish")


async def reports(node: Served) -> list[dict[str, Any]]:
    return (await node.get("/directory.json?kind=report")).json["items"]  # type: ignore[no-any-return]


async def test_choice__is_offered_to_members_and_pushed_on_nobody(node: Served, ada: Browser, network: str) -> None:
    assert CHOICE not in (await ada.open(DESK)).text
    await install(node, first(network))
    await install(node, earlier_file() | {"slug": "autre"})

    await ada.open(DESK)
    assert "Catalogue commun, version 2.0" in ada.text and "Vous pouvez y répondre, si vous le voulez" in ada.text
    assert "Reseau, réseau dont vous êtes membre, tient cette charte" in ada.text
    await ada.open(CHOICE)
    assert "Charte du Réseau Nord, version 1.0" in ada.text and "6 propres à ce réseau" in ada.text
    assert "autre" not in ada.text and "Common catalogue, version 2.0" in (await ada.open(CHOICE, "en")).text
    for wrong in ("autre/1.0", "rien/1.0"):
        assert (await ada.open(f"{CHOICE}?to={wrong}")).status == 404


async def test_chosen__asks_what_it_asks_and_loses_nothing(node: Served, ada: Browser, network: str) -> None:
    for notation in ("G01", "G05", "G06"):
        await answer(ada, notation, level="2")
    await publish(ada)
    (common,) = await reports(node)
    await install(node, first(network))

    # What it changes is seen before: of the split practice comes another question, and one is set aside.
    await ada.open(f"{CHOICE}?to=reseau-nord/1.0")
    assert "1 réponse passe telle quelle" in ada.text and "(vient de :" in ada.text
    assert "Cette charte ne le demande pas" in ada.text and "Rien n'est publié maintenant" in ada.text
    await ada.submit(CHOICE, do="choose")
    assert "Votre bilan répond maintenant à cette charte" in ada.text
    assert (await reports(node))[0]["id"] == common["id"]

    await ada.open(f"{DESK}/G50-reseau-nord?in=G")
    assert "Niveau 3 (Pratique 0)." in ada.text and "Propre à ce réseau" in ada.text
    assert '<p class="hint" lang="nl">Balie</p>' in ada.page.text  # type: ignore[union-attr]
    await ada.submit(f"{DESK}/G50-reseau-nord?in=G", do="next", level="3")
    assert "Le niveau 3 demande une preuve" in ada.text
    proof = {"evidence.0.kind": "URL", "evidence.0.url": "https://pedales.example/a"}
    await ada.submit(f"{DESK}/G50-reseau-nord?in=G", do="next", level="3", **proof)
    # What another charter asks leads to the choice; what none asks is not found.
    await ada.open(f"{DESK}/G06")
    assert ada.address.startswith(CHOICE) and "d'une autre charte" in ada.text
    assert (await ada.open(f"{DESK}/G99-reseau-nord")).status == 404

    node.ground.clock.at += 60
    await ada.open(f"{DESK}/publish")
    assert "Ce bilan répond à : Charte du Réseau Nord, version 1.0" in ada.text and "Il remplace" not in ada.text
    await ada.submit(DESK, do="publish")
    ours = next(each for each in await reports(node) if each["id"] != common["id"])
    assert ours["charterVersion"] == f"{network.rpartition('/actors')[0]}/ns/charter/reseau-nord#1.0"
    assert "supersedes" not in ours and ours["name"] == "Nos pratiques (Charte du Réseau Nord), novembre 2026"
    assert [each["practice"].rpartition("#")[2].removeprefix("charter:") for each in ours["answers"]] == ["G01", "G50"]
    page = (await node.get(ours["id"], {**BROWSER, "Accept-Language": "fr"})).text
    assert 'href="/ns/charter/reseau-nord"' in page and "Answers: Charter of Réseau Nord" in ours["contentMap"]["en"]
    # The other stands, and its answers are there again whoever goes back to it.
    assert len(await reports(node)) == 2
    await ada.open(DESK)
    assert "Vos bilans d'autres chartes" in ada.text
    await choose(ada, "2.0")
    held = await node.inside.store.reading(assessments.each, node.me)
    assert {"G01", "G05", "G06", "G50-reseau-nord"} == set(held)
    for notation in ("G01", "G05", "G06"):
        await ada.open(f"{DESK}/{notation}?in=G")
        assert 'value="2" checked' in ada.page.text  # type: ignore[union-attr]


async def test_newer_version__is_moved_to_by_what_it_declares(node: Served, ada: Browser, network: str) -> None:
    await install(node, first(network))
    await choose(ada, "reseau-nord/1.0")
    for number, level in enumerate("111220"):
        await answer(ada, f"G5{number}-reseau-nord", level=level)
    await publish(ada)
    (before,) = await reports(node)
    await install(node, second(network))

    # Nothing is published to a version that is no longer in force; nothing changes by itself.
    await ada.open(f"{DESK}/publish")
    assert ada.address.startswith(CHOICE) and "Charte du Réseau Nord, version 1.1 est parue" in ada.text
    await ada.open(f"{CHOICE}?to=reseau-nord/1.1")
    assert "3 réponses passent telles quelles" in ada.text
    assert ada.text.count("(vient de : Pratique 2)") == 2 and "Suite G61" in ada.text and "Pratique 5" in ada.text
    await ada.submit(CHOICE, do="choose")
    node.ground.clock.at += 60
    await publish(ada)

    (after,) = await reports(node)
    said = {each["practice"].rpartition("#")[2]: each["level"] for each in after["answers"]}
    assert said == {"G50": 1, "G60": 1, "G63": 2}
    assert after["supersedes"] == before["id"]
    # An answer that is forgotten does not come back from what it came from.
    await ada.open(f"{DESK}/G60-reseau-nord?in=G")
    await ada.submit(f"{DESK}/G60-reseau-nord?in=G", do="drop")
    await ada.open(f"{DESK}/G60-reseau-nord?in=G")
    assert "checked" not in ada.page.text.partition("q-visibility")[0]  # type: ignore[union-attr]


async def test_report__answers_only_what_its_charter_asks(node: Served, network: str) -> None:
    await install(node, first(network))
    for more, at in (({"charter": "reseau-nord/1.0"}, "T05"), ({}, "G50-reseau-nord")):
        with pytest.raises(Invalid) as refused:
            await node.say(kind="report", name="Bilan", answers=[{"practice": at, "level": 1}], **more)
        assert [each.field for each in refused.value.findings] == ["answers[0].practice"]


async def test_network__answers_its_own_and_a_member_who_left_may_go_on(node: Served, network: str) -> None:
    await install(node, first(network))
    eve = await signed_in(node, "eve@pedales.example", roles={network: "editor", node.me: "editor"})
    await eve.open("/desk/of/reseau/practices/charter")
    assert "Votre organisation la tient pour ses membres" in eve.text
    await choose(eve, "reseau-nord/1.0")

    await node.write(_leave, node.me)
    await eve.open(CHOICE)

    assert "Votre bilan répond à celle-ci" in eve.text and "Charte du Réseau Nord, version 1.0" in eve.text
    await choose(eve, "2.0")
    assert CHOICE not in (await eve.open(DESK)).text


def _leave(db: Db, member: str) -> None:
    db.execute("DELETE FROM memberships WHERE member = ?", (member,))
