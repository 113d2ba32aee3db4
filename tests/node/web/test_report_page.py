"""A report's page: by theme, the sentence of each level, what shows it, until when; and as history once replaced."""

from __future__ import annotations

import re
from html import unescape

from node.web.cards import held_at
from tests.node.ground import Peer
from tests.node.web.served import BROWSER, Served
from tests.vocab.charter_files import HERE
from vocab.context import PUBLIC

ANSWERS = [
    {
        "practice": "G01",
        "level": 3,
        "indicator": "20 %",
        "date": "2026-10-01",
        "evidence": [
            {"kind": "STAT", "url": "https://pedales.example/statuts", "note": "article 12"},
            {"kind": "MIN", "digest": "0f" * 32},
        ],
    },
    {"practice": "V01", "level": None, "reason": "nous ne prenons <rien>"},
    {"practice": "D05", "level": 1, "visibility": "private", "reason": "entre nous"},
]


async def page(node: Served, address: str, language: str = "fr") -> str:
    answer = await node.get(address, {**BROWSER, "Accept-Language": language})
    assert answer.status == 200
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


async def test_page__what_is_said_and_what_shows_it(node: Served):
    said = await node.say(kind="report", name="Bilan", content="Relu en assemblée.", answers=ANSWERS)
    practice = node.ground.home.vocabulary.charter.get("G01")
    assert practice is not None

    french, english = await page(node, said.id), await page(node, said.id, "en")

    assert "Relu en assemblée." in french and french.count(practice.label.fr) == 1
    assert practice.anchors[3].fr in french and practice.anchors[3].en in english
    assert "Article des statuts, article 12, pedales.example" in french and "avec son empreinte" in french
    assert "Chiffre : 20 % (1" in french
    assert "nous ne prenons <rien>" in french and "This does not concern us" in english
    assert "2 réponses à lire ici sur les 58 questions du catalogue, 1 avec une preuve" in french
    assert "Il compte jusqu'au 23 mai 2028." in french and "It counts until 23 May 2028." in english
    assert "entre nous" not in french
    plain = (await node.get(said.id)).json["contentMap"]
    assert practice.anchors[3].fr in unescape(plain["fr"]) and practice.anchors[3].en in unescape(plain["en"])
    assert "nous ne prenons &lt;rien&gt;" in plain["fr"]


async def test_page__of_one_that_was_replaced_or_is_over(node: Served):
    first = await node.say(kind="report", name="Premier", answers=ANSWERS)
    node.ground.clock.at += 60
    second = await node.say(kind="report", name="Second", answers=ANSWERS[:1])

    assert "a été remplacé" in await page(node, first.id)
    assert f'href="{second.id}"' in (await node.get(first.id, BROWSER)).text
    assert "a été remplacé" not in await page(node, second.id)
    assert (await node.get("/directory.json?kind=report")).json["total"] == 1
    shown = (await node.get("/practices/V01.json", {"Accept": "application/json"})).json
    assert shown["statements"] == [] and shown["total"] == 0

    node.ground.clock.at += 600 * 86_400
    assert "est arrivé à son terme" in await page(node, second.id)
    assert (await node.get("/directory.json?kind=organization&practice=G01")).json["total"] == 0

    await node.withdraw(second.id)
    assert "a été remplacé" not in await page(node, first.id)


async def test_page__of_a_charter_that_is_not_known_here(node: Served):
    panier = Peer("https://panier.example/actors/panier", seed=2)
    node.ground.follow(panier)
    answers = [{"type": "Answer", "practice": f"{HERE}G50", "level": 2}]
    said = panier.record(
        "x", kind="PracticeReport", charterVersion=f"{HERE}2.0", answers=answers, content="<p>Ouvert.</p>"
    )
    assert await node.ground.hear(panier.says("Create", panier.sign(said), to=[PUBLIC])) == "kept"

    french, english = [await page(node, held_at(str(said["id"])), language) for language in ("fr", "en")]

    assert "une charte que ce nœud ne connaît pas (reseau-nord/2.0, de reseau.example)" in french
    assert "Ouvert." in french and "questions du catalogue" not in french
    assert "a charter that this node does not know (reseau-nord/2.0, of reseau.example)" in english
