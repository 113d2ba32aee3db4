"""OGC API Features, Part 1: Core, by its requirements; and the will of the authors at each of its doors."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from node.ogc.collections import COLLECTIONS
from node.ogc.features import id_of
from node.ogc.parameters import MAX_LIMIT
from tests.node.ground import ORIGIN
from tests.node.web.served import BROWSER, Answer, Served

API = f"{ORIGIN}/ogc"
GEO = "application/geo+json"
PLAIN = ["/ogc/", "/ogc", "/ogc/conformance", "/ogc/api", "/ogc/collections", "/ogc/collections/offers"]
ITEMS = "/ogc/collections/offers/items"
LILLE = {"name": "Lille", "latitude": 50.63, "longitude": 3.06}


async def get(node: Served, path: str, accept: str = "application/json") -> Answer:
    return await node.get(path, {"Accept": accept, "Accept-Language": "en"})


async def names(node: Served, path: str) -> list[str]:
    answer = await get(node, path)
    assert answer.status == 200, answer.text
    return sorted(feature["properties"]["name"] for feature in answer.json["features"])


def links(document: dict[str, Any], rel: str) -> list[tuple[str, str]]:
    return [(link["href"], link["type"]) for link in document["links"] if link["rel"] == rel]


# -- landing, conformance, collections -------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/ogc", "/ogc/"])
async def test_landing__leads_to_everything(node: Served, path: str) -> None:
    document = (await get(node, path)).json

    assert links(document, "service-desc") == [(f"{API}/api?f=json", "application/vnd.oai.openapi+json;version=3.0")]
    assert links(document, "service-doc") == [(f"{API}/api?f=html", "text/html")]
    assert links(document, "conformance") == [(f"{API}/conformance", "application/json")]
    assert links(document, "data") == [(f"{API}/collections", "application/json")]
    assert links(document, "self") == [(f"{API}/?f=json", "application/json")]
    assert links(document, "alternate") == [(f"{API}/?f=html", "text/html")]


async def test_conformance(node: Served) -> None:
    start = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"

    found = (await get(node, "/ogc/conformance")).json["conformsTo"]

    assert found == [start + name for name in ("core", "oas30", "html", "geojson")]


async def test_collections__each_as_by_itself(node: Served) -> None:
    await node.say(location=LILLE)
    listed = (await get(node, "/ogc/collections")).json["collections"]

    assert [each["id"] for each in listed] == [each.id for each in COLLECTIONS]
    for each in listed:
        alone = (await get(node, f"/ogc/collections/{each['id']}")).json
        assert {**alone, "links": []} == {**each, "links": []}
        assert links(each, "items")[0] == (f"{API}/collections/{each['id']}/items?f=json", GEO)
        assert each["crs"] == ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"]


async def test_extent__is_that_of_what_may_be_taken(node: Served) -> None:
    await node.say(location=LILLE)
    await node.say(location={"name": "Ailleurs", "latitude": 10.0, "longitude": 10.0}, policy="reciprocal-ess")

    extent = (await get(node, "/ogc/collections/offers")).json["extent"]
    empty = (await get(node, "/ogc/collections/requests")).json["extent"]

    assert extent["spatial"]["bbox"] == [[3.06, 50.63, 3.06, 50.63]]
    assert extent["temporal"]["interval"] == [["2026-11-23T10:00:00.000Z"] * 2]
    assert empty == {}


# -- items -----------------------------------------------------------------------------------------------------------


async def test_items__pages_meet_everything_once(node: Served) -> None:
    for number in range(7):
        await node.say(name=f"Offre {number}")
    met, address, pages = [], f"{ITEMS}?limit=3&need=&lang=fr", 0
    while address:
        document = (await get(node, address.removeprefix(ORIGIN))).json
        met += [feature["properties"]["name"] for feature in document["features"]]
        pages += 1
        following = links(document, "next")
        assert document["numberMatched"] == 7
        assert document["numberReturned"] == len(document["features"])
        address = following[0][0] if following else ""

    assert met == [f"Offre {number}" for number in range(7)]
    assert pages == 3


async def test_items__a_change_on_the_way_loses_nobody(node: Served) -> None:
    ids = [(await node.say(name=f"Offre {number}")).id for number in range(6)]
    first = (await get(node, f"{ITEMS}?limit=3")).json
    node.ground.clock.at += 60
    await node.say(id=ids[5], name="Offre 5", content="Changée.")
    rest = (await get(node, links(first, "next")[0][0].removeprefix(ORIGIN))).json

    found = [feature["properties"]["name"] for feature in first["features"] + rest["features"]]

    assert found == [f"Offre {number}" for number in range(6)]


async def test_items__links_and_type(node: Served) -> None:
    await node.say()
    answer = await get(node, f"{ITEMS}?limit=5&q=offre")
    document = answer.json

    assert answer.type == GEO
    assert links(document, "self") == [(f"{API}/collections/offers/items?q=offre&limit=5&f=json", GEO)]
    assert links(document, "alternate") == [(f"{API}/collections/offers/items?q=offre&limit=5&f=html", "text/html")]
    assert f'<{links(document, "self")[0][0]}>; rel="self"' in answer.headers["Link"]
    assert document["timeStamp"] == "2026-11-23T10:00:00.000Z"


@pytest.mark.parametrize(("limit", "most"), [("1", 1), ("2", 2), (str(MAX_LIMIT + 1), 3), ("999999999", 3)])
async def test_limit__more_than_there_may_be_is_no_mistake(node: Served, limit: str, most: int) -> None:
    for number in range(3):
        await node.say(name=f"Offre {number}")

    assert len((await get(node, f"{ITEMS}?limit={limit}")).json["features"]) == most


@pytest.mark.parametrize(
    ("box", "found"),
    [
        ("3,50,3.1,51", ["Lille", "Nulle part"]),
        ("3,50,0,3.1,51,100", ["Lille", "Nulle part"]),
        ("-180,-90,180,90", ["Fidji", "Lille", "Nulle part"]),
        ("170,-20,-170,0", ["Fidji", "Nulle part"]),
        ("3.06,50.63,3.06,50.63", ["Lille", "Nulle part"]),
        ("4,50,5,51", ["Nulle part"]),
    ],
)
async def test_bbox__and_what_has_no_geometry_matches_too(node: Served, box: str, found: list[str]) -> None:
    await node.say(name="Lille", location=LILLE)
    await node.say(name="Fidji", location={"name": "Suva", "latitude": -18.1, "longitude": 178.4})
    await node.say(name="Nulle part")
    crs = urlencode({"bbox-crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"})

    assert await names(node, f"{ITEMS}?bbox={box}") == found
    assert await names(node, f"{ITEMS}?bbox={box}&{crs}") == found


@pytest.mark.parametrize(
    ("during", "found"),
    [
        ("2027-05-01T08:00:00Z", ["Fête"]),
        ("2027-05-01T10:30:00+02:00", ["Fête"]),
        ("2027-05-01t08:30:00z", ["Fête"]),
        ("2027-05-01", ["Fête"]),
        ("2027-05-01T16:00:00Z/..", ["Fête", "Salon"]),
        ("2027-05-01T16:00:01Z/..", ["Salon"]),
        ("2027-05-01T16:00:01Z/", ["Salon"]),
        ("../2027-05-01T08:00:00Z", ["Fête"]),
        ("/2027-05-01T07:59:59Z", []),
        ("2027-04-01T00:00:00Z/2027-06-30T00:00:00Z", ["Fête", "Salon"]),
        ("2027-05-02T00:00:00Z/2027-05-31T00:00:00Z", []),
    ],
)
async def test_datetime__of_events(node: Served, during: str, found: list[str]) -> None:
    more = {"kind": "event", "timezone": "Europe/Paris", "location": LILLE}
    await node.say(name="Fête", starts="2027-05-01T10:00:00+02:00", ends="2027-05-01T18:00:00+02:00", **more)
    await node.say(name="Salon", starts="2027-06-01T10:00:00+02:00", ends="2027-06-03T18:00:00+02:00", **more)

    assert await names(node, f"/ogc/collections/events/items?{urlencode({'datetime': during})}") == found


@pytest.mark.parametrize(
    ("during", "found"),
    [
        ("2026-11-23", ["Avant"]),
        ("2026-11-24T00:00:00Z/..", ["Après"]),
        ("../2026-11-23T10:00:00Z", ["Avant"]),
        ("2026-11-23T10:00:00Z/2026-11-25T10:00:00Z", ["Après", "Avant"]),
    ],
)
async def test_datetime__of_others_is_when_they_were_updated(node: Served, during: str, found: list[str]) -> None:
    await node.say(name="Avant")
    node.ground.clock.at += 2 * 86400
    await node.say(name="Après")

    assert await names(node, f"{ITEMS}?datetime={during}") == found


@pytest.mark.parametrize(
    "asked",
    [
        "bbox=1,2,3",
        "bbox=1,2,3,4,5",
        "bbox=a,b,c,d",
        "bbox=3,51,3.1,50",
        "bbox=200,0,201,1",
        "bbox=nan,0,1,1",
        "bbox-crs=EPSG:3857",
        "datetime=hier",
        "datetime=2027-13-01T00:00:00Z",
        "datetime=../..",
        "datetime=/",
        "datetime=2027-01-01T00:00:00Z/2026-01-01T00:00:00Z",
        "datetime=2027-01-01T00:00:00Z/2027-01-02T00:00:00Z/..",
        "datetime=2027-01-01T00:00:00",
        "limit=0",
        "limit=-1",
        "limit=x",
        "limit=1.5",
        "limit=1&limit=2",
        "cursor=nonsense",
        "need=pizza",
        "f=xml",
        "lang=fr&lang=en",
        "crs=x",
        "kind=event",
        "sort=name",
        "colour=red",
    ],
)
async def test_items__a_bad_parameter_is_400_and_named(node: Served, asked: str) -> None:
    answer = await get(node, f"{ITEMS}?{asked}")

    assert (answer.status, answer.json["parameter"]) == (400, asked.partition("=")[0])
    assert answer.json["description"].startswith(asked.partition("=")[0])
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", PLAIN)
async def test_elsewhere__an_unknown_parameter_is_400(node: Served, path: str) -> None:
    assert (await get(node, f"{path}?colour=red")).status == 400
    assert (await get(node, f"{path}?limit=1")).status == 400
    assert (await get(node, f"{path}?f=json&lang=fr")).status == 200


async def test_cursor__of_another_question_is_refused(node: Served) -> None:
    for number in range(3):
        await node.say(name=f"Offre {number}")
    document = (await get(node, f"{ITEMS}?limit=1")).json
    cursor = urlsplit(links(document, "next")[0][0]).query

    assert (await get(node, f"{ITEMS}?{cursor}")).status == 200
    assert (await get(node, f"{ITEMS}?{cursor}&bbox=1,2,3,4")).status == 400
    assert (await get(node, f"/ogc/collections/requests/items?{cursor}")).status == 400


# -- an item ---------------------------------------------------------------------------------------------------------


async def test_item__with_its_links(node: Served) -> None:
    id = (await node.say(name="Vélo", location=LILLE, need=["livrer"])).id

    answer = await get(node, f"{ITEMS}/{id_of(id)}")
    document = answer.json

    assert answer.type == GEO
    assert document["id"] == id_of(id)
    assert document["geometry"] == {"type": "Point", "coordinates": [3.06, 50.63]}
    assert (document["properties"]["uri"], document["properties"]["need"]) == (id, "livrer")
    assert links(document, "self") == [(f"{API}/collections/offers/items/{id_of(id)}?f=json", GEO)]
    assert links(document, "collection") == [(f"{API}/collections/offers", "application/json")]
    (listed,) = (await get(node, ITEMS)).json["features"]
    assert listed == {name: value for name, value in document.items() if name != "links"}


@pytest.mark.parametrize("item", ["none", "é", "a" * 5_000, "_____", id_of("https://a.example/objects/1"), "AA=="])
async def test_item__that_is_not_there(node: Served, item: str) -> None:
    await node.say()

    assert (await get(node, f"{ITEMS}/{item}")).status == 404


async def test_item__of_another_collection_is_not_there(node: Served) -> None:
    id = (await node.say()).id

    assert (await get(node, f"/ogc/collections/requests/items/{id_of(id)}")).status == 404


@pytest.mark.parametrize(
    ("more", "anybody", "member"),
    [
        ({}, True, True),
        ({"policy": "commons-share-alike", "license": "ODbL-1.0"}, True, True),
        ({"policy": "reciprocal-ess"}, False, True),
        ({"policy": "network-only"}, False, False),
        ({"visibility": "followers"}, False, False),
        ({"visibility": "private"}, False, False),
    ],
)
async def test_will_of_authors__at_each_door(
    node: Served, more: dict[str, object], anybody: bool, member: bool
) -> None:
    id = (await node.say(location=LILLE, **more)).id
    token = await node.token("read")
    networks = ("https://net.example/actors/n", node.me)
    await node.write(lambda db: db.execute("INSERT INTO memberships VALUES (?, ?, 'x', 'accepted', 'x')", networks))

    for headers, there in (({}, anybody), ({"Authorization": f"Bearer {token}"}, member)):
        items = (await node.get(ITEMS, headers)).json
        item = await node.get(f"{ITEMS}/{id_of(id)}", headers)
        extent = (await node.get("/ogc/collections/offers", headers)).json["extent"]
        page = await node.get(f"{ITEMS}?f=html", headers)
        assert (items["numberMatched"], len(items["features"])) == (int(there), int(there))
        assert item.status == (200 if there else 404)
        assert ("spatial" in extent) is there
        assert (id in page.text) is there


# -- pages -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "asked", "status", "type"),
    [
        ("", "", 200, GEO),
        ("*/*", "", 200, GEO),
        ("application/geo+json", "", 200, GEO),
        ("application/json", "", 200, GEO),
        ("text/html", "", 200, "text/html"),
        ("text/html", "?f=json", 200, GEO),
        ("application/json", "?f=html", 200, "text/html"),
        ("application/gml+xml", "", 406, "application/problem+json"),
    ],
)
async def test_form__by_accept_or_f(node: Served, accept: str, asked: str, status: int, type: str) -> None:
    answer = await node.get(ITEMS + asked, {"Accept": accept} if accept else {})

    assert (answer.status, answer.type) == (status, type)


async def test_pages__hold_what_the_documents_hold(node: Served) -> None:
    id = (await node.say(name="Vélo <b>", location=LILLE)).id
    for number in range(3):
        await node.say(name=f"Offre {number}")
    pages = [*PLAIN, ITEMS, f"{ITEMS}?limit=2", f"{ITEMS}/{id_of(id)}"]
    for path in pages:
        document = (await get(node, path)).json
        page = await node.get(path, BROWSER | {"Accept-Language": "en"})
        assert (page.status, page.type) == (200, "text/html")
        shown = page.text.replace("&amp;", "&")
        for link in document.get("links", ()):
            if link["rel"] not in ("self", "alternate", "next"):
                assert f'href="{link["href"]}"' in shown, (path, link)
        for feature in document.get("features", ()):
            assert feature["properties"]["uri"] in shown
        assert ('rel="next' in shown) is bool(links(document, "next") if "links" in document else [])
    assert "Vélo &lt;b&gt;" in (await node.get(ITEMS, BROWSER)).text


async def test_pages__say_what_is_wrong(node: Served) -> None:
    wrong = await node.get(f"{ITEMS}?f=html&limit=x", BROWSER)
    absent = await node.get("/ogc/collections/none?f=html", BROWSER)

    assert (wrong.status, wrong.type) == (400, "text/html")
    assert (absent.status, absent.type) == (404, "text/html")


async def test_who_has_it__is_told_so(node: Served) -> None:
    await node.say()
    first = await get(node, ITEMS)
    node.ground.clock.at += 5

    again = await node.get(ITEMS, {"Accept-Language": "en", "If-None-Match": first.headers["ETag"]})

    assert (again.status, again.body) == (304, b"")
