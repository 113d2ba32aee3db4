"""Embeds: what stands in somebody else's page, what does not, and what it may do there."""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

import pytest

from node.web.embeds import policy
from node.web.maps import MAPS
from tests.node.ground import ORIGIN
from tests.node.web.served import BROWSER, Served

LILLE = "fr-commune-59350"
FRENCH = BROWSER | {"Accept-Language": "fr"}
SHOWN = ("list", "map", "figures")
POINT = {"latitude": 50.63, "longitude": 3.06}


@pytest.mark.parametrize("show", SHOWN)
async def test_any__is_a_page_that_other_sites_may_frame_and_nothing_more(node: Served, show: str) -> None:
    await node.say(name="Livraison à vélo", territory=[LILLE], location=POINT, need=["livrer"])

    answer = await node.get(f"/embed/{show}?territory={LILLE}&lang=en&theme=dark&limit=5&height=300", FRENCH)
    again = await node.get(
        f"/embed/{show}?territory={LILLE}&lang=en&theme=dark&limit=5&height=300",
        FRENCH | {"If-None-Match": answer.headers["ETag"]},
    )

    assert (answer.status, answer.type, again.status) == (200, "text/html", 304)
    rules = dict(rule.strip().split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split(";"))
    assert rules["frame-ancestors"] == "*"
    assert (rules["default-src"], rules["script-src"], rules["form-action"]) == ("'none'", "'self'", "'none'")
    assert "Set-Cookie" not in answer.headers and "X-Frame-Options" not in answer.headers
    assert '<html lang="en" data-theme="dark">' in answer.text and "<title>Lille" in answer.text
    assert answer.text.count("<h1>") == 1 and "<form" not in answer.text
    assert all(' target="_blank"' in tag for tag in re.findall(r"<a [^>]*>", answer.text))
    # A map asks this node for its marks; the others ask nobody.
    assert rules.get("connect-src") == ("'self'" if show == "map" else None)


async def test_contents__a_list_a_map_and_figures(node: Served) -> None:
    await node.say(name="Livraison à vélo", territory=[LILLE], location=POINT, need=["livrer"])
    await node.say(kind="request", name="Cherche un local", territory=[LILLE], need=["livrer"])

    found = {show: (await node.get(f"/embed/{show}?territory={LILLE}", FRENCH)).text for show in SHOWN}
    fewer = (await node.get(f"/embed/list?territory={LILLE}&limit=1", FRENCH)).text

    assert "Licence Ouverte" in found["list"]
    assert "Livraison à vélo" in found["list"] and "Cherche un local" in found["list"]
    assert fewer.count("<h2>") == 1
    assert '<svg viewBox="0 0 420 400"' in found["map"] and "Livraison à vélo" in found["map"]
    assert '<th scope="row">Livrer et faire livrer</th><td>2</td>' in found["figures"]


async def test_map__that_moves_asks_this_node_alone_and_without_a_background(node: Served) -> None:
    await node.say(name="Livraison à vélo", territory=[LILLE], location=POINT, need=["livrer"])
    node.client.app[MAPS].tiles = "https://tiles.example/{z}/{x}/{y}.png"

    text = (await node.get(f"/embed/map?territory={LILLE}&theme=dark&limit=5&lang=fr", FRENCH)).text
    figure = html.unescape(re.findall(r"<figure [^>]*>", text)[0])

    assert f'data-records="/embed/pins.json?territory={LILLE}&lang=fr"' in figure
    assert f'data-whole="/directory?territory={LILLE}"' in figure and "tiles.example" not in text
    assert "search-here" not in text
    assert re.findall(r'src="/static/(\w+)', text) == ["leaflet", "topojson", "map", "embed"]


async def test_pins__the_same_for_everybody_of_what_may_leave_so(node: Served) -> None:
    await node.say(name="Montrée", territory=[LILLE], location=POINT, need=["livrer"], policy="reciprocal-ess")
    for number, how in enumerate(({"visibility": "private"}, {"visibility": "followers"}, {"policy": "network-only"})):
        await node.say(name=f"Secrète {number}", territory=[LILLE], location=POINT, **how)
    address = f"/embed/pins.json?territory={LILLE}&window=2.8,50.4,3.4,50.9&zoom=10&lang=fr"
    token = {"Authorization": f"Bearer {await node.token('read')}"}

    told = [await node.get(address, more) for more in ({}, token)]
    refused = await node.get("/embed/pins.json?zoom=10")

    assert told[0].body == told[1].body and told[0].json["total"] == 1
    assert told[0].json["marks"][0]["records"][0]["name"] == "Montrée"
    assert "Secr" not in told[0].text and "Set-Cookie" not in told[0].headers
    assert told[0].headers["Cache-Control"] == "public, no-cache" and "Cookie" not in told[0].headers["Vary"]
    assert (refused.status, refused.json["parameter"]) == (400, "window")


@pytest.mark.parametrize("show", SHOWN)
async def test_hidden__is_in_none_whoever_asks(node: Served, show: str) -> None:
    await node.say(name="Montrée", territory=[LILLE], location=POINT, need=["livrer"], policy="reciprocal-ess")
    for number, how in enumerate(({"visibility": "private"}, {"visibility": "followers"}, {"policy": "network-only"})):
        await node.say(name=f"Secrète {number}", territory=[LILLE], location=POINT, need=["manger"], **how)
    token = {"Authorization": f"Bearer {await node.token('read')}"}

    told = [(await node.get(f"/embed/{show}?territory={LILLE}", FRENCH | more)) for more in ({}, token)]

    assert told[0].body == told[1].body
    assert "Secr" not in told[0].text and "Manger" not in told[0].text
    assert "1" in told[0].text


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("/embed/list?need=livre", "need"),
        ("/embed/list?theme=pink", "theme"),
        ("/embed/list?limit=1000", "limit"),
        ("/embed/map?height=5", "height"),
        ("/embed/map?view=map", "view"),
        ("/embed?besoin=livrer&show=grid", "show"),
    ],
)
async def test_refused__says_what(node: Served, address: str, names: str) -> None:
    answer = await node.get(address, {"Accept": "application/json"})

    assert answer.status == 400
    assert answer.json["parameter"] == names


async def test_refused__on_a_page_for_people(node: Served) -> None:
    answer = await node.get("/embed?need=livre&show=map", FRENCH)

    assert (answer.status, answer.type) == (400, "text/html")
    assert "Livrer et faire livrer" in answer.text


def test_policy__who_may_have_it_in_a_frame() -> None:
    assert policy("*").endswith("frame-ancestors *")
    assert policy("https://ville.example https://asso.example").endswith(
        "frame-ancestors 'self' https://ville.example https://asso.example"
    )
    assert policy("").endswith("frame-ancestors 'self'")


async def test_embedding__makes_the_code_and_shows_it(node: Served) -> None:
    await node.say(name="Livraison", territory=[LILLE], need=["livrer"])

    answer = await node.get(
        f'/embed?territory={LILLE}&q="><script>&show=map&theme=dark&height=600&utm_source=x', FRENCH
    )

    text = answer.text
    areas = [html.unescape(found) for found in re.findall(r"<textarea[^>]*>(.*?)</textarea>", text, re.S)]
    assert "frame-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "<script" not in text
    script, frame = areas
    src = html.unescape(re.findall(r'src="([^"]*)"', script)[0])
    assert src.startswith(f"{ORIGIN}/embed/bocage.js?show=map&territory={LILLE}") and "height=600" in src
    assert "<noscript>" in script and f'href="{ORIGIN}/directory?territory={LILLE}' in script
    assert "<script>" not in script.replace("<script src", "")
    framed = html.unescape(re.findall(r'src="([^"]*)"', frame)[0])
    assert framed.startswith(f"{ORIGIN}/embed/map?") and 'height="600"' in frame and 'title="' in frame
    parts = urlsplit(framed)
    assert (await node.get(f"{parts.path}?{parts.query}", FRENCH)).status == 200


async def test_script__is_for_any_site(node: Served) -> None:
    answer = await node.get("/embed/bocage.js?show=list", {})
    again = await node.get("/embed/bocage.js", {"If-None-Match": answer.headers["ETag"]})

    assert (answer.type, again.status) == ("text/javascript", 304)
    assert "event.origin !== here.origin" in answer.text
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


async def test_pages_for_people__lead_to_the_code(node: Served) -> None:
    await node.say(name="Livraison", territory=[LILLE], need=["livrer"])

    territory = (await node.get(f"/territories/{LILLE}", FRENCH)).text
    directory = (await node.get("/directory?need=livrer", FRENCH)).text

    assert f'href="/embed?territory={LILLE}"' in territory
    assert 'href="/embed?need=livrer"' in directory


async def test_themes__are_the_site_s_own(node: Served) -> None:
    async def style(name: str) -> str:
        return (await node.get(f"/static/{name}", {})).text

    embed, ours = await style("embed.css"), [await style(name) for name in ("site.css", "map.css")]
    light, dark = [_variables(block) for block in re.findall(r"data-theme=\"\w+\"\] \{(.*?)\}", embed, re.S)]

    usual: dict[str, str] = {}
    night: dict[str, str] = {}
    for css in ours:  # as the page loads them: what the map says last holds
        usual |= _variables(re.findall(r":root \{(.*?)\}", css, re.S)[0])
        night |= _variables(re.findall(r"dark\) \{\s*:root \{(.*?)\}", css, re.S)[0])
    assert dark == night
    assert light == {name: usual[name] for name in night}


def _variables(block: str) -> dict[str, str]:
    return {name: value.strip() for name, value in re.findall(r"(--[\w-]+):\s*([^;]+);", block)}


async def test_story__stands_whole_in_the_page_of_another_with_its_author_and_licence(node: Served) -> None:
    said = await node.say(
        kind="story",
        name="Comment nous avons <voté>",
        content="Pas à pas, [ici](https://a.example/x).",
        practice="G11",
        mistakes="Voter trop tôt.",
        policy="reciprocal-ess",
    )
    page = html.unescape((await node.get(said.id, FRENCH)).text)
    frame = page.partition('<textarea id="frame"')[2].partition("</textarea>")[0]

    parts = urlsplit(html.unescape(re.findall(r'<iframe src="([^"]+)"', frame)[0]))
    answer = await node.get(f"{parts.path}?{parts.query}", FRENCH)

    assert (answer.status, answer.type) == (200, "text/html")
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers and '<base target="_blank">' in answer.text
    assert answer.text.count("Voter trop tôt.") == 1 and answer.text.count("<h1>") == 1
    assert "<voté>" not in answer.text
    line = html.unescape(answer.text)
    assert f"« Comment nous avons <voté> », {said.id}"[:27] in line and f"{said.id}, Licence Ouverte 2.0" in line
    assert 'title="Comment nous avons &lt;voté&gt;"' in frame


@pytest.mark.parametrize(
    ("change", "asked", "status"),
    [
        ({"policy": "network-only"}, "id={id}", 404),
        ({"visibility": "followers"}, "id={id}", 404),
        ({"kind": "offer", "practice": None}, "id={id}", 404),
        ({}, "id=https://elsewhere.example/objects/1", 404),
        ({}, "", 404),
        ({}, "id={id}&theme=pink", 400),
        ({}, "id={id}&kind=story", 400),
    ],
)
async def test_story__that_may_not_leave_or_is_none(
    node: Served, change: dict[str, object], asked: str, status: int
) -> None:
    draft = {"kind": "story", "name": "Comment", "content": "Pas à pas.", "practice": "G11", **change}
    said = await node.say(**{name: value for name, value in draft.items() if value is not None})

    assert (await node.get(f"/embed/story?{asked.format(id=said.id)}", FRENCH)).status == status
