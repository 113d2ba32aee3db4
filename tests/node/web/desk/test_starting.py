"""Five questions for who comes for the first time."""

from __future__ import annotations

import pytest

from node.web.desk.start import ASKED
from tests.node.web.desk.browser import Browser, signed_in
from tests.node.web.served import Served

FIVE = {
    "name": "Les Pédales",
    "content": "Nous livrons à vélo.",
    "location.city": "Lille",
    "location.postcode": "59000",
    "territory": "Lille",
    "contact": "bonjour@pedales.example",
}


@pytest.fixture
async def ada(node: Served) -> Browser:
    return await signed_in(node, "ada@pedales.example", role="administrator")


def _desk(node: Served) -> str:
    return f"/desk/of/{node.me.rpartition('/')[2]}"


async def test_start__asked_until_answered_and_then_found(node: Served, ada: Browser) -> None:
    # Given somebody who has just signed in: the five questions come first, and nothing else
    await ada.open("/desk")
    assert ada.address == f"{_desk(node)}/start"
    asked = {field.partition(".")[0] for field, _ in ada.form(do=None)["fields"]} - {"csrf"}
    assert asked == set(ASKED)

    await ada.submit(**FIVE)

    assert ada.address.startswith(f"{_desk(node)}?") and "Votre page est là" in ada.text
    found = (await node.get("/directory.json?kind=organization&q=vélo&territory=fr-commune-59350")).json
    assert [item["id"] for item in found["items"]] == [node.me]
    await ada.open("/desk")
    assert ada.address == "/desk"


async def test_start__what_is_wrong_stands_with_its_question(node: Served, ada: Browser) -> None:
    await ada.open(f"{_desk(node)}/start")
    await ada.submit(**{**FIVE, "name": "", "territory": "Saint-Denis"})

    assert ada.page is not None and ada.page.status == 422
    assert 'href="#q-name"' in ada.page.text and 'href="#q-territory"' in ada.page.text
    assert "Nous livrons à vélo." in ada.page.text


async def test_start__keeps_what_it_does_not_ask(node: Served, ada: Browser) -> None:
    await ada.open(f"{_desk(node)}/record/profile/edit")
    await ada.submit(
        do="publish", **{"name.en": "The Pedals", "website": "https://pedales.example/", "sector": ["AM160"]}
    )
    await ada.open(f"{_desk(node)}/start")
    await ada.submit(**FIVE)

    said = (await node.get(node.me)).json
    assert said["nameMap"] == {"fr": "Les Pédales", "en": "The Pedals"}
    assert "https://pedales.example/" in str(said["url"]) + str(said.get("website"))
    assert "AM160" in str(said["sector"])


async def test_start__later_leads_to_the_desk_which_still_says_what_is_missing(node: Served, ada: Browser) -> None:
    await ada.open(f"{_desk(node)}/start")
    assert ada.page is not None and f'href="{_desk(node)}"' in ada.page.text

    await ada.open(_desk(node))

    assert "comment vous joindre" in ada.text and f'href="{_desk(node)}/start"' in ada.page.text
