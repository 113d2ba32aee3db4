"""Maps: the picture stands for the list, and shows nothing that the list does not."""

from __future__ import annotations

import re

import pytest

from node.web.maps import MAPS
from tests.deep import some
from tests.node.web.served import BROWSER, Served

FRENCH = BROWSER | {"Accept-Language": "fr"}
LILLE, MEL, REGION = "fr-commune-59350", "fr-epci-200093201", "fr-region-32"
HERE = {"name": "Lille", "latitude": 50.6318, "longitude": 3.0471}
MARK = re.compile(r'<a class="mark" href="([^"]*)" aria-label="([^"]*)"')
VIEWS = (
    "/directory?view=map",
    f"/directory?view=map&territory={MEL}&shade=number",
    f"/directory?view=map&territory={MEL}&shade=density",
    "/directory?view=map&bbox=3,50.5,3.2,50.75",
    f"/territories/{LILLE}",
    f"/territories/{MEL}",
    f"/territories/{REGION}?shade=density",
    "/directory.geojson",
    "/directory.json?view=map",
)


async def test_map__map_and_list_are_of_the_same_records(node: Served) -> None:
    await node.say(name="Livraison", location=HERE)
    await node.say(name="Ailleurs", location={"name": "Arras", "latitude": 50.29, "longitude": 2.78})
    await node.say(name="Nulle part", territory=[MEL])

    text = (await node.get("/directory?view=map&kind=offer", FRENCH)).text

    assert {label for _, label in MARK.findall(text)} == {"Livraison, Proposition", "Ailleurs, Proposition"}
    assert "2 fiches sur cette carte" in text and "1 fiche sans lieu précis est dans la liste seulement" in text
    for name in ("Livraison", "Ailleurs", "Nulle part"):
        assert f">{name}</a>" in text
    assert 'href="/directory?kind=offer" ' not in text or "Liste" in text


async def test_list__has_no_map_and_leads_to_it(node: Served) -> None:
    text = (await node.get("/directory?kind=offer", FRENCH)).text

    assert "<svg" not in text and "map.css" not in text
    assert 'href="/directory?kind=offer&amp;view=map"' in text


async def test_cluster__leads_to_a_view_with_all_of_it(node: Served) -> None:
    for number in range(3):
        await node.say(name=f"Livraison {number}", location=HERE | {"latitude": 50.6318 + number / 2000})
    await node.say(name="Loin", location={"name": "Arras", "latitude": 50.29, "longitude": 2.78})

    marks = MARK.findall((await node.get("/directory?view=map&kind=offer", FRENCH)).text)
    ((href, label),) = [mark for mark in marks if "bbox=" in mark[0]]
    closer = (await node.get(href.replace("&amp;", "&"), FRENCH)).text

    assert label.startswith("3 fiches près de ")
    assert "<h2" in closer and "3 résultats" in closer and "Loin" not in closer
    assert "Voir plus large" in closer


async def test_commune_alone__stands_at_its_centre_and_says_so(node: Served) -> None:
    made = await node.say(name="Discrète", location={"territory": LILLE})

    (mark,) = MARK.findall((await node.get("/directory?view=map&kind=offer", FRENCH)).text)
    (feature,) = (await node.get("/directory.geojson?kind=offer")).json["features"]
    page = (await node.get(made.id, FRENCH)).text

    assert mark[1] == "Discrète, Proposition, environ"
    territory = node.ground.home.vocabulary.territories.get(LILLE)
    assert territory is not None
    assert feature["geometry"]["coordinates"] == [territory.longitude, territory.latitude]
    assert feature["properties"]["approximate"] is True
    assert "Placée au centre de la commune" in page


HIDDEN = ({"visibility": "private"}, {"visibility": "followers"}, {"policy": "network-only"})


@pytest.mark.parametrize("how", some(HIDDEN, HIDDEN[0]))
async def test_canary__what_is_hidden_is_on_no_map(node: Served, how: dict[str, object]) -> None:
    await node.say(name="Visible", location=HERE)
    before = {view: MARK.findall((await node.get(view, FRENCH)).text) for view in VIEWS}
    await node.say(name="Canari", location={"name": "Cachette", "latitude": 50.61234, "longitude": 3.12345}, **how)

    for view in VIEWS:
        text = (await node.get(view, FRENCH)).text
        for secret in ("Canari", "Cachette", "50.6123", "3.1234"):
            assert secret not in text, (view, secret)
        assert MARK.findall(text) == before[view]


async def test_shades__say_how_many_in_words(node: Served) -> None:
    await node.say(name="Livraison", location=HERE | {"territory": LILLE})

    text = (await node.get(f"/directory?view=map&territory={MEL}&kind=offer&shade=number", FRENCH)).text

    assert "<title>Lille : 1 fiche</title>" in text
    assert "Fiches par territoire" in text and "rien de connu" in text


async def test_shade__unknown__is_refused(node: Served) -> None:
    answer = await node.get(f"/territories/{MEL}?shade=colour", {"Accept": "application/json"})

    assert (answer.status, answer.json["parameter"]) == (400, "shade")


async def test_page__has_no_script_and_no_style_of_its_own(node: Served) -> None:
    await node.say(name='<script>alert("x")</script>"\'><svg onload=1>', location=HERE)

    answer = await node.get("/directory?view=map", FRENCH)

    assert "<script>alert" not in answer.text and "<svg onload" not in answer.text
    assert "&lt;svg onload=1&gt;" in answer.text and ' style="' not in answer.text
    assert "style-src 'self'" in answer.headers["Content-Security-Policy"]


async def test_script__comes_with_the_map_alone_and_asks_this_node_alone(node: Served) -> None:
    await node.say(name="Livraison", location=HERE)

    with_map = await node.get("/directory?view=map", FRENCH)
    for path in ("/directory", f"/territories/{MEL}", "/"):
        answer = await node.get(path, FRENCH)
        assert "<script" not in answer.text and "script-src" not in answer.headers["Content-Security-Policy"]

    assert "leaflet" in with_map.text
    assert with_map.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'; script-src 'self'; connect-src 'self'"
    )


async def test_tiles__their_place_alone_is_allowed_and_said(node: Served) -> None:
    maps = node.client.app[MAPS]
    maps.tiles, maps.tiles_credit = "https://tuiles.example/{z}/{x}/{y}.png", "© tout le monde"
    await node.say(name="Livraison", location=HERE)

    answer = await node.get("/directory?view=map", FRENCH)

    assert "img-src 'self' data: https://tuiles.example;" in answer.headers["Content-Security-Policy"]
    assert 'data-tiles="https://tuiles.example/{z}/{x}/{y}.png"' in answer.text


async def test_contours__where_none_are_installed(node: Served) -> None:
    assert (await node.get(f"/contours/{MEL}.json")).status == 404
    assert (await node.get("/contours/..%2Fconfig.json")).status == 404
