"""The charter at the desk: to adhere, to be told what is wrong, to stop; and what everybody reads of it."""

from __future__ import annotations

import orjson

from node import charters
from tests.node.web.desk.browser import signed_in
from tests.node.web.served import BROWSER, Served
from tests.vocab.charter_files import charter_file, earlier_file

DECIDED = {"decided_by": "Assemblée générale", "date": "2026-03-01", "minutes": "https://pedales.example/ag"}


async def test_charter__adhered_read_by_everybody_and_stopped(node: Served) -> None:
    ada = await signed_in(node, "ada@pedales.example", roles={node.me: "editor"})
    page = f"/desk/of/{node.me.rpartition('/')[2]}/charter"
    await ada.open(page)
    assert "Gouvernance" in ada.text and "pas la preuve d'une pratique" in ada.text

    await ada.submit(do="adhere", **DECIDED)

    assert "Votre adhésion est publiée." in ada.text
    assert "Adhère à la version 2.0 de la charte. Décidé par : Assemblée générale, le 1er mars 2026." in ada.text
    said = (await node.get(node.me)).json
    iri = "https://w3id.org/plateformcoop/ns/charter#2.0"
    assert said["adheresTo"] == [
        {
            "charterVersion": iri,
            "decidedBy": "Assemblée générale",
            "date": "2026-03-01",
            "minutes": "https://pedales.example/ag",
        }
    ]
    assert said["proof"]["cryptosuite"] == "eddsa-jcs-2022"
    shown = (await node.get(node.me, {**BROWSER, "Accept-Language": "en"})).text
    assert "Adheres to version 2.0 of the charter. Decided by: Assemblée générale, 1 March 2026." in shown
    assert 'href="https://pedales.example/ag"' in shown
    found = (await node.get("/directory.json?charter=any&facets=charter")).json
    assert [each["id"] for each in found["items"]] == [node.me] and found["facets"]["charter"][0]["value"] == "2.0"
    feed = (await node.get("/feeds/directory.json?charter=any")).json
    assert [each["id"] for each in feed["items"]] == [node.me]
    table = (await node.get("/directory.csv?charter=2.0")).text.splitlines()
    assert dict(zip(table[0].split(","), table[1].split(","), strict=False))["id"].endswith(node.me)

    await ada.submit(do="stop")

    assert "ne dit plus que vous adhérez" in ada.text
    assert "adheresTo" not in (await node.get(node.me)).json
    assert orjson.loads((await node.get("/directory.json?charter=any")).body)["total"] == 0
    await ada.open(page.replace("/charter", "/journal"))
    assert "a publié l'adhésion à la charte de" in ada.text and "a retiré l'adhésion à la charte de" in ada.text


async def test_charter__ends_a_year_after_the_next_and_is_confirmed(node: Served) -> None:
    await node.say(kind="profile", name="Les Pédales", charter={"version": "1.0", **DECIDED})
    ada = await signed_in(node, "ada@pedales.example", roles={node.me: "editor"})
    page = f"/desk/of/{node.me.rpartition('/')[2]}/charter"

    await ada.open(page)
    assert "à confirmer avant le 27 novembre 2027" in ada.text and "Confirmer pour la version 2.0" in ada.text
    node.ground.clock.at += 400 * 86_400
    ada = await signed_in(node, "ada@pedales.example", roles={node.me: "editor"})
    await ada.open(page)

    assert "Fini le 27 novembre 2027 : la version 2.0 n'a pas été confirmée dans l'année." in ada.text
    assert "Fini le 27 novembre 2027" in (await node.get(node.me, BROWSER)).text
    assert (await node.get("/directory.json?charter=any")).json["total"] == 0
    await ada.submit(do="adhere", decided_by="Conseil", date="2027-12-01")
    assert (await node.get("/directory.json?charter=any")).json["total"] == 1


async def test_charter__what_is_wrong_stands_with_its_field_and_changes_nothing(node: Served) -> None:
    ada = await signed_in(node, "ada@pedales.example", roles={node.me: "editor"})
    await ada.open(f"/desk/of/{node.me.rpartition('/')[2]}/charter")

    for typed, told in (
        ({"decided_by": ""}, "Cette réponse est nécessaire."),
        ({"date": "2031-01-01"}, "est à venir"),
        ({"date": "bientôt"}, "n'est pas une date"),
        ({"minutes": "notre tiroir"}, "notre tiroir"),
        ({"version": "8.1"}, "n'est pas une version de la charte"),
    ):
        answer = await ada.submit(do="adhere", **(DECIDED | typed))
        assert answer.status == 422 and told in ada.text, typed
        assert "adheresTo" not in (await node.get(node.me)).json


async def test_charter_of_a_network__ends_a_year_after_its_next_version(node: Served) -> None:
    vocabulary = node.ground.home.vocabulary
    vocabulary.charter.forks.put(charters.read(earlier_file(), vocabulary))
    await node.say(kind="profile", name="Les Pédales", charter={"version": "reseau-nord/1.0", **DECIDED})
    vocabulary.charter.forks.put(charters.read(charter_file(), vocabulary))
    page = f"/desk/of/{node.me.rpartition('/')[2]}/charter"

    async def counted() -> list[int]:
        asked = [f"/directory.json?charter={each}" for each in ("any", "reseau-nord/1.0", "reseau-nord/2.0")]
        return [(await node.get(each)).json["total"] for each in asked]

    before = await counted()
    node.ground.clock.at += 400 * 86_400
    ada = await signed_in(node, "ada@pedales.example", roles={node.me: "editor"})
    await ada.open(page)

    assert "Fini le 1er novembre 2027 : la version 2.0 n'a pas été confirmée" in ada.text
    assert (before, await counted()) == ([1, 1, 0], [0, 0, 0])
    await ada.submit(do="adhere", **DECIDED)
    assert await counted() == [1, 0, 1]
