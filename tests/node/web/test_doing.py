"""Doing: what peers give as evidence is shown as far as it can be read, and breaks no page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import quote

import pytest

from node.clock import iso
from tests.node.ground import NOW, Peer
from tests.node.web.served import BROWSER, Served, served
from vocab.context import PUBLIC
from vocab.vocabulary import Vocabulary

PANIER = Peer("https://panier.example/actors/panier", seed=3)
PRACTICE = "https://w3id.org/plateformcoop/ns/charter#D03"
RUBBISH = [
    "https://[",
    "https://[x]/",
    "http://[::1",
    "javascript:alert(1)",
    "https://",
    {"id": 3},
    [],
    None,
    "x" * 3000,
]


@pytest.fixture
async def node(words: Vocabulary) -> AsyncIterator[Served]:
    async with served(words) as node:
        yield node


async def test_pages__of_a_peer_whose_evidence_is_rubbish(node: Served) -> None:
    node.ground.follow(PANIER)
    evidence = [{"type": "Evidence", "evidenceType": kind, "url": url} for url in RUBBISH for kind in ("STAT", "?")]
    report = PANIER.record("r", kind="PracticeReport", name="Bilan", published=iso(NOW))
    report.pop("proof", None)
    report |= {"type": "Note", "answers": [{"type": "Answer", "practice": PRACTICE, "level": 3, "evidence": evidence}]}
    for number in range(len(RUBBISH)):
        one = {
            **report,
            "id": f"{PANIER.origin}/objects/r{number}",
            "practice": PRACTICE,
            "kind": "Practice",
            "level": 2,
        }
        one = {**one, "answers": [], "evidence": evidence[2 * number : 2 * number + 2]}
        assert await node.ground.hear(PANIER.says("Create", PANIER.sign(one), f"p{number}", to=[PUBLIC])) == "kept"
        page = await node.get("/practices/D03", BROWSER)
        assert page.status == 200 and "javascript:" not in page.text, RUBBISH[number]
    assert await node.ground.hear(PANIER.says("Create", PANIER.sign(report), to=[PUBLIC])) == "kept"

    for address in ("/practices/D03", "/practices/D03.json", f"/record?id={quote(str(report['id']))}"):
        page = await node.get(address, BROWSER if not address.endswith("json") else {})
        assert page.status == 200 and "javascript:" not in page.text, address


CLOSED = [
    "https://192.168.1.4/a",
    "http://[::1]/a",
    "https://nas.local/a",
    "http://2130706433/a",
    "https://u:p@a.example/",
]


async def test_pages__of_a_peer_whose_evidence_is_for_nobody__say_so_and_lead_nowhere(node: Served) -> None:
    node.ground.follow(PANIER)
    evidence = [{"type": "Evidence", "evidenceType": "STAT", "url": url} for url in [*CLOSED, "https://a.example/b"]]
    report = PANIER.record("r", kind="PracticeReport", name="Bilan", published=iso(NOW))
    report.pop("proof", None)
    answers = [{"type": "Answer", "practice": PRACTICE, "level": 3, "evidence": evidence}]
    practice = {**report, "id": f"{PANIER.origin}/objects/p", "kind": "Practice", "practice": PRACTICE, "level": 2}
    for document in ({**report, "answers": answers}, {**practice, "evidence": evidence}):
        said = PANIER.says("Create", PANIER.sign(document), str(document["id"])[-1], to=[PUBLIC])
        assert await node.ground.hear(said) == "kept"

        page = (await node.get(f"/record?id={quote(str(document['id']))}", BROWSER)).text

        assert page.count("adresse qui n&#39;est pas publique") == len(CLOSED)
        assert 'href="https://a.example/b"' in page
        assert not [each for each in CLOSED if f'href="{each}"' in page]
    for address in ("/practices/D03", "/practices/D03.json"):
        page = (await node.get(address, BROWSER if not address.endswith("json") else {})).text
        assert not [each for each in CLOSED if each in page], address
