"""The page of a territory, and its data."""

from __future__ import annotations

import pytest

from tests.node.web.served import BROWSER, Served

FRENCH = BROWSER | {"Accept-Language": "fr"}
LILLE, MEL, REGION = "fr-commune-59350", "fr-epci-200093201", "fr-region-32"


async def test_page__what_it_is_what_it_holds_and_what_is_missing(node: Served) -> None:
    await node.say(name="Livraison à vélo", territory=[LILLE], need=["livrer"])
    await node.say(kind="request", name="Cherche un local", territory=[MEL], need=["travailler"])

    text = (await node.get(f"/territories/{LILLE}", FRENCH)).text

    assert "<h1>Lille</h1>" in text and "Commune" in text and "habitants" in text
    assert f'href="/territories/{MEL}"' in text and f'href="/territories/{REGION}"' in text
    assert "Livraison à vélo" in text and "Cherche un local" in text
    assert '<th scope="row">Livrer et faire livrer</th><td>rien de connu</td><td>1</td><td>rien de connu</td>' in text
    assert "kind=offer&amp;territory=fr-commune-59350" in text


async def test_page__what_is_over_is_not_shown(node: Served) -> None:
    await node.say(name="Offre passée", territory=[LILLE], valid_until="2020-01-01")
    await node.say(name="Offre tenue", territory=[LILLE], valid_until="2099-01-01")

    text = (await node.get(f"/territories/{LILLE}", FRENCH)).text

    assert "Offre tenue" in text and "Offre passée" not in text


@pytest.mark.parametrize("how", [{"visibility": "private"}, {"visibility": "followers"}, {"policy": "network-only"}])
async def test_hidden__is_neither_shown_nor_counted(node: Served, how: dict[str, object]) -> None:
    await node.say(name="Secret", territory=[LILLE], need=["livrer"], **how)

    text = (await node.get(f"/territories/{LILLE}", FRENCH)).text
    data = (await node.get(f"/territories/{LILLE}.json")).json

    assert "Secret" not in text and "Rien n&#39;est encore connu" in text
    assert (data["records"], data["kinds"], data["needs"]) == (0, {}, {})


async def test_json__by_suffix_and_by_accept(node: Served) -> None:
    await node.say(name="Livraison", territory=[LILLE], need=["livrer"])

    suffix = await node.get(f"/territories/{MEL}.json", FRENCH)
    accept = await node.get(f"/territories/{MEL}", {"Accept": "application/json"})

    assert suffix.type == accept.type == "application/json"
    assert suffix.body == accept.body
    found = suffix.json
    assert found["id"] == "https://w3id.org/plateformcoop/territory/fr/epci/200093201"
    assert [each["slug"] for each in found["within"]] == ["fr-departement-59", REGION]
    assert {each["slug"]: each["records"] for each in found["contains"]}[LILLE] == 1
    assert found["kinds"] == {"offer": 1}
    assert found["needs"] == {"livrer": {"organization": 0, "offer": 1, "request": 0}}


async def test_counts__are_of_now(node: Served) -> None:
    said = await node.say(name="Livraison", territory=[LILLE])
    before = (await node.get(f"/territories/{LILLE}.json")).json["records"]
    await node.withdraw(said.id)

    after = (await node.get(f"/territories/{LILLE}.json")).json["records"]

    assert (before, after) == (1, 0)


async def test_contains__not_what_serves_all_of_it(node: Served) -> None:
    await node.say(name="Partout", territory=[MEL])

    found = (await node.get(f"/territories/{MEL}.json")).json

    assert {each["records"] for each in found["contains"]} == {0}


async def test_code__that_is_no_more_leads_to_what_stands_for_it(node: Served) -> None:
    answer = await node.get("/territories/fr-commune-59355.json")

    assert (answer.status, answer.headers["Location"]) == (301, "/territories/fr-commune-associee-59355.json")


@pytest.mark.parametrize("slug", ["fr-commune-00000", "fr-planet-59350", "LILLE", "fr-commune-59350.xml", "..%2f"])
async def test_unknown__is_404(node: Served, slug: str) -> None:
    assert (await node.get(f"/territories/{slug}", FRENCH)).status == 404
