"""Looking for suppliers: the form at the desk, and what the directory answers to it."""

from __future__ import annotations

from urllib.parse import urlencode

from node import publishing
from tests.node.web.desk.browser import signed_in
from tests.node.web.served import BROWSER, Served

LILLE = "fr-commune-59350"
ABOUT = {"kind": "profile", "territory": [LILLE], "sector": ["AM160"], "legal_form": "L2"}
SHOWS = {"kind": "practice", "practice": "D03", "level": 3, "evidence": [{"kind": "REG", "url": "https://a.example/r"}]}


async def test_sourcing__organisations_by_place_sector_form_and_evidence(node: Served) -> None:
    panier = await node.add("panier")
    await node.say(**ABOUT, name="Les Pédales")
    await node.write(publishing.publish, node.ground.home, panier, ABOUT | {"name": "Panier"})
    await node.say(**SHOWS, name="Notre registre")
    await node.write(publishing.publish, node.ground.home, panier, SHOWS | {"name": "Le leur", "visibility": "private"})
    ada = await signed_in(node, "ada@pedales.example", roles={node.me: "editor"})

    form = (await ada.open(f"/desk/of/{node.me.rpartition('/')[2]}/sourcing")).text
    asked = {"kind": "organization", "territory": "Lille", "sector": "AM160", "legal_form": "L2", "evidence": "REG"}
    found = (await node.get(f"/directory?{urlencode(asked)}", BROWSER)).text
    taken = (await node.get(f"/directory.csv?{urlencode(asked | {'territory': LILLE})}")).text
    refused = (await node.get(f"/directory.json?{urlencode(asked | {'territory': LILLE, 'evidence': '-REG'})}")).json

    assert 'value="Lille"' in form and all(f'name="{name}"' in form for name in asked)
    assert '<option value="REG">' in form and 'action="/directory"' in form
    assert "Les Pédales" in found and "Panier" not in found  # what nobody may see shows nothing
    assert "Les Pédales" in taken and "Panier" not in taken
    assert [each["name"] for each in refused["items"]] == ["Panier"]
