"""Pins: a map that is moved is told what the page lists for the same person, in the window asked, and no more."""

from __future__ import annotations

import pytest

from node.web.pins import MAX_NAMED
from tests.node.web.desk.browser import signed_in
from tests.node.web.served import BROWSER, Served

PINS = "/directory/pins.json"
AROUND = "window=2.8,50.4,3.4,50.9&zoom=10"
CLOSE = "window=3.04,50.62,3.06,50.64&zoom=14"
HERE = {"name": "Lille", "latitude": 50.6318, "longitude": 3.0471}


def names(found: dict[str, object]) -> set[str]:
    marks = found["marks"]
    assert isinstance(marks, list)
    return {record["name"] for mark in marks for record in mark.get("records", ())}


async def test_pins__are_the_records_of_the_question_in_the_window(node: Served) -> None:
    made = await node.say(name="Livraison", location=HERE)
    await node.say(name="Ailleurs", location={"name": "Arras", "latitude": 50.29, "longitude": 2.78})
    await node.say(name="Nulle part", territory=["fr-epci-200093201"])

    answer = await node.get(f"{PINS}?{AROUND}&kind=offer", {"Accept-Language": "fr"})

    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Access-Control-Allow-Origin" not in answer.headers
    (mark,) = answer.json["marks"]
    assert (answer.json["total"], answer.json["left"], mark["count"]) == (1, 0, 1)
    assert (mark["latitude"], mark["longitude"]) == (50.6318, 3.0471)
    assert mark["records"] == [
        {
            "id": made.id,
            "url": made.id,
            "name": "Livraison",
            "kind": "offer",
            "kind_label": "Proposition",
            "place": "Lille",
            "approximate": False,
        }
    ]
    assert names((await node.get(f"{PINS}?window=2.5,50,3.4,50.9&zoom=9")).json) >= {"Livraison", "Ailleurs"}
    assert (await node.get(f"{PINS}?{AROUND}&kind=request")).json["marks"] == []


async def test_pins__of_many_at_one_spot__say_how_many(node: Served) -> None:
    for number in range(13):
        await node.say(name=f"Livraison {number}", location=HERE)

    for window in (AROUND, CLOSE):
        (mark,) = (await node.get(f"{PINS}?{window}&kind=offer")).json["marks"]
        assert mark["count"] == 13 and "records" not in mark
    (mark,) = (await node.get(f"{PINS}?{CLOSE}&kind=offer&q=12")).json["marks"]
    assert [each["name"] for each in mark["records"]] == ["Livraison 12"]


@pytest.mark.parametrize("how", [{"visibility": "private"}, {"visibility": "followers"}, {"policy": "network-only"}])
async def test_pins__as_the_page__for_whoever_looks(node: Served, how: dict[str, object]) -> None:
    """What may not leave is a pin of its own people's map, and of nobody else's; a site elsewhere reads neither."""
    await node.say(name="Visible", location=HERE)
    await node.say(name="Canari", location=HERE, **how)
    address = f"{PINS}?{CLOSE}&kind=offer"

    assert names((await node.get(address)).json) == {"Visible"}
    ada = await signed_in(node, "ada@pedales.example", roles={node.me: "editor"})
    page = await ada.open("/directory?view=map&kind=offer")
    mine = await node.get(address, {**BROWSER, "Cookie": f"__Host-desk={ada.cookie}", "Accept": "application/json"})
    assert names(mine.json) == {"Visible", "Canari"} and "Canari" in page.text


async def test_pins__what_may_not_leave_in_bulk_and_is_on_the_page__is_a_pin(node: Served) -> None:
    await node.say(name="Réciproque", location=HERE, policy="reciprocal-ess")

    assert names((await node.get(f"{PINS}?{AROUND}&kind=offer")).json) == {"Réciproque"}
    assert "Réciproque" not in (await node.get("/directory.geojson?kind=offer")).text


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [
        ("zoom=9", "window"),
        ("window=2,50,3,51", "zoom"),
        ("window=2,50,3&zoom=9", "window"),
        ("window=2,50,3,91&zoom=9", "window"),
        ("window=3,50,2,51&zoom=9", "window"),
        ("window=nan,50,3,51&zoom=9", "window"),
        ("window=-180,-85,180,85&zoom=18", "window"),
        ("window=2,50,3,51&zoom=19", "zoom"),
        ("window=2,50,3,51&zoom=-1", "zoom"),
        ("window=2,50,3,51&zoom=9&zoom=9", "zoom"),
        ("window=2,50,3,51&zoom=9&limit=5", "limit"),
        ("window=2,50,3,51&zoom=9&view=map", "view"),
        ("window=2,50,3,51&zoom=9&kind=rien", "kind"),
        ("window=2,50,3,51&zoom=9&windw=1", "windw"),
    ],
)
async def test_pins__what_is_malformed_is_named(node: Served, asked: str, parameter: str) -> None:
    answer = await node.get(f"{PINS}?{asked}")

    assert answer.status == 400 and answer.json["parameter"] == parameter
    assert answer.json["title"].startswith(parameter)


async def test_pins__no_more_names_than_one_answer_has(node: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_NAMED <= 500
    monkeypatch.setattr("node.web.pins.MAX_NAMED", 1)
    monkeypatch.setattr("node.web.pins.MAX_MARKS", 2)
    for number in range(3):
        place = {"name": "Lille", "latitude": 50.5 + number / 10, "longitude": 3.0}
        await node.say(name=f"Livraison {number}", location=place)

    found = (await node.get(f"{PINS}?{AROUND}&kind=offer")).json

    assert (len(found["marks"]), found["left"], found["total"], len(names(found))) == (2, 1, 3, 1)
