"""Commitments at the desk: a network asks, version by version; what is wrong is named; a platform cannot."""

from __future__ import annotations

import pytest

from node import publishing
from node.errors import Invalid
from tests.node.web.desk.browser import signed_in
from tests.node.web.served import BROWSER, Served

ASK = {"practice": "D03", "level": "3", "evidence": "REG", "since": "2027-01-01", "why": "Pour que chacun parte libre"}
PAGE = "/desk/of/reseau/commitments"


async def test_commitments__each_change_is_a_dated_version(node: Served) -> None:
    reseau = await node.add("reseau", "network")
    ada = await signed_in(node, "ada@reseau.example", roles={reseau: "editor"})
    await ada.open(PAGE)
    assert "ne demande encore rien" in ada.text

    await ada.submit(do="add", **ASK)
    first = (await node.get(reseau)).json["commitments"]
    await ada.submit(do="add", **(ASK | {"practice": "G01", "evidence": "", "level": "1"}))
    await ada.open(f"{PAGE}?change=D03")
    await ada.submit(do="change", level="2")
    third = (await node.get(reseau)).json["commitments"]

    assert first["version"] == 1 and first["date"] == "2026-11-23" and len(first["asked"]) == 1
    assert third["version"] == 3 and [each["level"] for each in third["asked"]] == [2, 1]
    assert "Liste n° 3, du 23 novembre 2026." in ada.text and "Pour que chacun parte libre" in ada.text
    seen = (await node.get(reseau, {**BROWSER, "Accept-Language": "en"})).text
    assert "What this network asks of its members" in seen and "List no. 3, of 23 November 2026." in seen
    assert '<a href="/practices/G01">' in seen and "Pour que chacun parte libre" in seen
    # A profile written anew without a word of them unsays nothing, and makes no new version.
    await node.write(publishing.publish, node.ground.home, reseau, {"kind": "profile", "name": "Le réseau"})
    assert (await node.get(reseau)).json["commitments"] == third
    await ada.open("/desk/of/reseau/record/profile/edit")
    await ada.submit(do="publish", name="Le réseau du Nord")
    assert (await node.get(reseau)).json["commitments"] == third
    await ada.open(PAGE)
    await ada.submit(do="remove", practice="D03")
    await ada.submit(do="remove", practice="G01")
    assert "commitments" not in (await node.get(reseau)).json and "ne demande encore rien" in ada.text


async def test_commitments__what_is_wrong_stands_with_its_field(node: Served) -> None:
    reseau = await node.add("reseau", "network")
    ada = await signed_in(node, "ada@reseau.example", roles={reseau: "editor"})
    await ada.open(PAGE)
    await ada.submit(do="add", **ASK)

    for typed, told in (
        ({}, "Cette pratique est demandée deux fois"),
        ({"practice": "Z99"}, "Z99"),
        ({"practice": "G01", "level": "9"}, "n'est pas un niveau"),
        ({"practice": "G01", "level": "0"}, "n'engage à rien"),
        ({"practice": "G01", "level": ""}, "Cette réponse est nécessaire."),
        ({"practice": "G01", "since": "un jour"}, "n'est pas une date"),
        ({"practice": "G01", "evidence": "RUMEUR"}, "RUMEUR"),
    ):
        answer = await ada.submit(do="add", **(ASK | typed))
        assert answer.status == 422 and told in ada.text, typed
        assert len((await node.get(reseau)).json["commitments"]["asked"]) == 1


async def test_commitments__only_a_network_asks(node: Served) -> None:
    ada = await signed_in(node, "ada@pedales.example", roles={node.me: "editor"})
    await ada.open("/desk/of/pedales/commitments")
    assert "Vous n'êtes membre d'aucun réseau" in ada.text
    await ada.open("/desk/me")
    csrf = dict(ada.form("/logout")["fields"])["csrf"]

    assert (await ada.open("/desk/of/pedales/members")).status == 404
    assert (await ada.send("/desk/of/pedales/commitments", {"csrf": csrf, "do": "add", **ASK})).status == 403
    with pytest.raises(Invalid) as refused:
        await node.say(kind="profile", name="Les Pédales", commitments={"asked": [{"practice": "D03", "level": 2}]})
    assert [each.field for each in refused.value.findings] == ["commitments"]
