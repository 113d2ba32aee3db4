"""The pages of the catalogue of practices, and their data."""

from __future__ import annotations

import html

import pytest

from node import publishing
from node.announcers.serving import serve
from tests.node.web.served import BROWSER, Served
from tests.vocab.charter_files import charter_file
from vocab.fork_file import read_fork

FRENCH = BROWSER | {"Accept-Language": "fr"}
PRACTICE = {"kind": "practice", "name": "Notre façon", "practice": "D03"}
PROOF = [{"kind": "URL", "url": "https://pedales.example/preuve"}]


async def test_page__who_does_it_how_far_and_what_shows_it(node: Served) -> None:
    said = await node.say(kind="practice", name="Nos données", practice="D03", level=3, evidence=PROOF)

    text = (await node.get("/practices/D03", FRENCH)).text

    assert "Une organisation dit où elle en est" in text
    assert "<td>En place</td>" in text
    assert 'href="https://pedales.example/preuve"' in text
    assert f'href="{said.id}"' in text
    assert text.count("<li>") >= 5 and "Ce que veulent dire les niveaux" in text


async def test_page__the_newest_word_counts_whatever_record_says_it(node: Served) -> None:
    await node.say(kind="practice", name="Avant", practice="D03", level=1)
    answers = [
        {"practice": "D03", "level": 3, "evidence": PROOF},
        {"practice": "G05", "level": None, "reason": "sans objet"},
    ]
    node.ground.clock.at += 60
    said = await node.say(kind="report", name="Bilan", period="2026", answers=answers)

    found = (await node.get("/practices/D03.json")).json
    other = (await node.get("/practices/G05.json")).json

    assert [(each["level"], each["record"], each["evidence"]) for each in found["statements"]] == [
        (3, said.id, ["https://pedales.example/preuve"])
    ]
    assert (found["total"], other["total"], other["statements"]) == (1, 0, [])


async def test_page__who_looks_for_help_and_who_offers_it(node: Served) -> None:
    """An offer or a request that names a practice is about it, and says of nobody how far they are with it."""
    wanted = await node.say(kind="request", name="Cherche une relecture", practice="D03", exchange=["volunteer"])
    over = await node.say(kind="request", name="Cherchait un atelier", practice="D03", deadline="2026-11-30")
    offer = await node.say(kind="offer", name="Une journée chez vous", practice="D03")
    await node.say(kind="offer", name="Vélos", practice="G01")
    node.ground.clock.at += 30 * 86_400

    text = html.unescape((await node.get("/practices/D03", FRENCH)).text)
    found = (await node.get("/practices/D03.json")).json
    record = await node.get(wanted.id, FRENCH)

    assert "Cherche une relecture" in text and "Une journée chez vous" in text
    assert "Cherchait un atelier" not in text and "Vélos" not in text
    assert (found["requests"], found["offers"], found["statements"], found["total"]) == ([wanted.id], [offer.id], [], 0)
    assert 'href="/practices/D03"' in record.text
    assert (await node.get(wanted.id)).json["practice"] == "charter:D03"
    for asked, ids in (
        ("kind=request&practice=D03", {wanted.id, over.id}),
        ("kind=request&kind=offer&practice=-G01", {wanted.id, over.id, offer.id}),
        # What a practice alone asks for has not changed.
        ("practice=D03", set()),
        ("kind=organization&practice=D03", set()),
    ):
        items = (await node.get(f"/directory.json?{asked}&facets=practice")).json
        assert {each["id"] for each in items["items"]} == ids, asked
        assert bool(items["facets"]["practice"]) == ("request" in asked), asked
    nobody = html.unescape((await node.get("/practices/V01", FRENCH)).text)
    assert "Personne ne cherche d'aide" in nobody and "Personne ne propose d'aide" in nobody


async def test_page__by_name_and_not_by_level(node: Served) -> None:
    await node.say(kind="practice", name="Nôtre", practice="D03", level=1)
    await node.add("avant")
    await node.write(publishing.publish, node.ground.home, node.ground.home.actor_id("avant"), PRACTICE | {"level": 4})
    await node.add("zoe")
    await node.write(publishing.publish, node.ground.home, node.ground.home.actor_id("zoe"), PRACTICE | {"level": 0})

    names = [each["name"] for each in (await node.get("/practices/D03.json")).json["statements"]]

    assert names == sorted(names) and len(names) == 3


@pytest.mark.parametrize("how", [{"visibility": "private"}, {"visibility": "followers"}, {"policy": "network-only"}])
async def test_hidden__is_neither_shown_nor_counted(node: Served, how: dict[str, object]) -> None:
    await node.say(kind="practice", name="Secret", practice="D03", level=3, evidence=PROOF, **how)

    text = (await node.get("/practices/D03", FRENCH)).text

    assert "Secret" not in text and "pedales.example" not in text
    assert "Personne n&#39;en a encore parlé ici" in text
    assert (await node.get("/practices/D03.json")).json["total"] == 0


async def test_catalogue__leads_to_every_practice(node: Served) -> None:
    text = (await node.get("/practices", FRENCH)).text

    for practice in node.ground.home.vocabulary.charter.practices:
        assert f'href="/practices/{practice.notation}"' in text


async def test_page__says_why_how_to_begin_and_what_each_level_is(node: Served) -> None:
    practice = node.ground.home.vocabulary.charter.practices[0]
    text = html.unescape((await node.get("/practices/G01", FRENCH)).text)
    found = (await node.get("/practices/G01.json")).json

    for said in (practice.why, practice.begin, practice.question, *practice.anchors, practice.matches[0].label):
        assert said.fr in text
    assert (found["unit"], found["first"], found["why"]["en"]) == (practice.unit, True, practice.why.en)


@pytest.mark.parametrize(
    ("path", "accept", "type"),
    [
        ("/ns/charter", "text/html", "text/html"),
        ("/ns/charter", "text/turtle", "text/turtle"),
        ("/ns/charter", "*/*", "text/turtle"),
        ("/ns/charter", "application/ld+json", "application/ld+json"),
        ("/ns/charter.ttl", "text/html", "text/turtle"),
        ("/ns/charter.jsonld", "text/html", "application/ld+json"),
    ],
)
async def test_charter__in_the_form_one_asks_for(node: Served, path: str, accept: str, type: str) -> None:
    found = await node.get(path, {"Accept": accept, "Accept-Language": "fr"})

    assert found.status == 200
    assert found.headers["Content-Type"].startswith(type)
    assert "Ce que l" in found.text or '"Statut démocratique"@fr' in found.text or '"Statut démocratique"' in found.text


async def test_charter__in_no_other_form(node: Served) -> None:
    assert (await node.get("/ns/charter", {"Accept": "image/png"})).status == 406
    assert (await node.get("/ns/charter.xml", BROWSER)).status == 404


async def test_fork__is_served_and_records_may_name_its_practices(node: Served) -> None:
    charter, schemes = node.ground.home.vocabulary.charter, node.ground.home.vocabulary.schemes
    fork, _ = read_fork(charter_file(), charter, schemes)
    assert fork is not None
    charter.forks.put(fork)
    said = await node.say(kind="practice", name="Au comptoir", practice="G50-reseau-nord", level=2)
    report = {"charter": "reseau-nord/2.0", "answers": [{"practice": "G51-reseau-nord", "level": 1}]}
    told = await node.say(kind="report", name="Bilan", period="2026", **report)

    answers = html.unescape((await node.get(told.id, FRENCH)).text)
    page = (await node.get("/ns/charter/reseau-nord", FRENCH)).text
    turtle = (await node.get("/ns/charter/reseau-nord.ttl")).text
    practice = (await node.get("/practices/G50-reseau-nord.json")).json
    answered = (await node.get("/practices/G51-reseau-nord.json")).json
    found = (await node.get("/directory.json?practice=G50-reseau-nord&facets=practice")).json
    document = (await node.get(said.id)).json

    assert "Charte du Réseau Nord" in page and "Propre à ce réseau" in page and "Collectivités associées" in page
    assert '<p class="hint" lang="nl">Democratische statuten</p>' in page
    assert 'href="/ns/charter/reseau-nord"' in (await node.get("/practices", FRENCH)).text
    assert '"Aan de balie"@nl' in turtle
    assert "Niveau 1 (Cahier de doléances)." in answers and "sur les 58 questions" in answers
    assert [each["level"] for each in practice["statements"]] == [2]
    assert answered["total"] == 1
    assert [item["id"] for item in found["items"]] == [said.id]
    facet = {"value": "G50-reseau-nord", "label": "Permanence au comptoir", "count": 1}
    assert facet in found["facets"]["practice"]
    assert document["practice"] == fork.added[0].iri
    assert (await node.get("/ns/charter/autre", FRENCH)).status == 404


@pytest.mark.parametrize("notation", ["Z99", "d03", "D03.xml", "D"])
async def test_unknown__is_404(node: Served, notation: str) -> None:
    assert (await node.get(f"/practices/{notation}", FRENCH)).status == 404


async def test_pages__say_where_stories_can_be_followed(node: Served) -> None:
    await node.say(kind="story", name="Comment nous avons voté", content="Pas à pas.", practice=["G11", "D03"])
    before = (await node.get("/practices/G11", BROWSER)).text
    await node.write(serve, node.ground.home, ["theme-G"])

    one, all = [(await node.get(path, BROWSER)).text for path in ("/practices/G11", "/practices")]

    assert "@theme_g@" not in before and "Comment nous avons voté" in before
    assert "@theme_g@pedales.example" in one and "/feeds/practice-G11.atom" in one
    assert all.count("@theme_g@pedales.example") == 1 and "/feeds/theme-D.rss" in all
    assert "Personne n&#39;a encore raconté" in (await node.get("/practices/V01", BROWSER)).text


async def test_fork__its_practices_are_found_by_name_and_say_whose_they_are(node: Served) -> None:
    charter, schemes = node.ground.home.vocabulary.charter, node.ground.home.vocabulary.schemes
    fork, _ = read_fork(charter_file(), charter, schemes)
    assert fork is not None
    charter.forks.put(fork)

    async def read(path: str, language: str = "fr") -> str:
        return html.unescape((await node.get(path, BROWSER | {"Accept-Language": language})).text)

    # By its name, by its name in a third language, with a plural and without an accent; and what none has.
    for typed in ("permanence", "Permanences comptoir", "balie"):
        found = await read(f"/practices?q={typed}")
        assert "1 pratique trouvée" in found and "Charte du Réseau Nord</span>" in found, typed
    assert "Try another word" in await read("/practices?q=zzz<script>", "en")
    assert "<script>alert" not in (await node.get("/practices?q=<script>alert", BROWSER)).text
    long = await node.get(f"/practices?q={'a' * 201}", BROWSER | {"Accept-Language": "en"})
    assert (long.status, "200 characters at most" in long.text) == (400, True)
    own, common, aside = [await read(f"/practices/{each}") for each in ("G50-reseau-nord", "G05", "T05")]
    assert "Pratique de la charte « Charte du Réseau Nord », que tient" in own
    assert 'elle est une partie de : <a href="/practices/G05">' in own
    assert 'la sépare en : <a href="/practices/G50-reseau-nord">Permanence au comptoir</a>' in common
    assert "Charte du Réseau Nord la met de côté." in aside and "que tient" not in aside
