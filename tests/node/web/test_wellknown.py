"""Discovery: who is here, where to ask, what this node is."""

from __future__ import annotations

import pytest

from node.announcers.serving import serve
from tests.node.ground import ORIGIN
from tests.node.web.served import ACTIVITY, BROWSER, Served


@pytest.mark.parametrize(
    "resource",
    ["acct:pedales@pedales.example", "acct:PEDALES@pedales.example", "acct:@pedales@pedales.example"],
)
async def test_webfinger__a_handle_in_any_spelling(node: Served, resource: str) -> None:
    answer = await node.get(f"/.well-known/webfinger?resource={resource}", {})

    assert (answer.status, answer.type) == (200, "application/jrd+json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.json["subject"] == "acct:pedales@pedales.example"
    links = {(link["rel"], link.get("type")): link for link in answer.json["links"]}
    assert links["self", "application/activity+json"]["href"] == node.me


async def test_webfinger__an_address_and_the_node_itself(node: Served) -> None:
    assert (
        (await node.get(f"/.well-known/webfinger?resource={node.me}", {})).json["subject"].startswith("acct:pedales@")
    )
    assert f"{ORIGIN}/actor" in (await node.get(f"/.well-known/webfinger?resource={ORIGIN}", {})).text
    handle = await node.get("/.well-known/webfinger?resource=acct:actor@pedales.example", {})
    assert f"{ORIGIN}/actor" in handle.text


async def test_webfinger__only_the_links_asked_for(node: Served) -> None:
    answer = await node.get("/.well-known/webfinger?resource=acct:pedales@pedales.example&rel=self", {})

    assert {link["rel"] for link in answer.json["links"]} == {"self"}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("?resource=pedales", 400),
        ("?resource=acct:nobody@pedales.example", 404),
        ("?resource=acct:pedales@clef.example", 404),
        ("?resource=https://clef.example/actors/pedales", 404),
        ("?resource=acct:", 404),
    ],
)
async def test_webfinger__of_nobody_here(node: Served, query: str, status: int) -> None:
    answer = await node.get(f"/.well-known/webfinger{query}", {})

    assert (answer.status, answer.type) == (status, "application/problem+json")
    assert answer.json["title"]


async def test_host_meta__leads_to_webfinger(node: Served) -> None:
    answer = await node.get("/.well-known/host-meta", {})

    assert (answer.status, answer.type) == (200, "application/xrd+xml")
    assert f"{ORIGIN}/.well-known/webfinger?resource={{uri}}" in answer.text


@pytest.mark.parametrize("version", ["2.0", "2.1"])
async def test_nodeinfo__says_what_this_node_is(node: Served, version: str) -> None:
    await node.say()
    links = (await node.get("/.well-known/nodeinfo", {})).json["links"]
    assert f"{ORIGIN}/nodeinfo/2.1" in [link["href"] for link in links]

    answer = await node.get(f"/nodeinfo/{version}", {})

    assert answer.status == 200
    assert answer.json["version"] == version
    assert answer.json["software"]["name"] == "bocage" and answer.json["protocols"] == ["activitypub"]
    assert answer.json["usage"]["localPosts"] >= 1


async def test_nodeinfo__of_another_version(node: Served) -> None:
    assert (await node.get("/nodeinfo/1.0", {})).status == 404


@pytest.mark.parametrize("name", ["theme_g", "theme_G", "theme_gouvernance_inclusive", "Theme_Inclusive_Governance"])
async def test_webfinger__a_theme_by_its_letter_and_by_its_name_in_both_languages(node: Served, name: str) -> None:
    resource = f"/.well-known/webfinger?resource=acct:{name}@pedales.example"
    assert (await node.get(resource, {})).status == 404

    await node.write(serve, node.ground.home, ["theme-G"])
    answer = await node.get(f"{resource}&again", {})

    assert answer.json["subject"] == "acct:theme_g@pedales.example"
    links = {(link["rel"], link.get("type")): link for link in answer.json["links"]}
    assert links["self", "application/activity+json"]["href"] == f"{ORIGIN}/actors/theme_g"
    assert (await node.get("/actors/theme_g", ACTIVITY)).json["type"] == "Group"
    page = await node.get("/actors/theme_g", BROWSER)
    assert (page.status, page.headers.get("Location")) == (303, "/practices#G")


async def test_featured__of_a_theme_its_newest_stories(node: Served) -> None:
    await node.write(serve, node.ground.home, ["theme-G"])
    story = await node.say(kind="story", name="Comment", content="Pas à pas.", practice="G01")
    await node.say(kind="story", name="Autre", content="Pas à pas.", practice="D03")
    await node.get("/actors/theme_g", ACTIVITY)

    assert (await node.get("/actors/theme_g/featured", ACTIVITY)).json["orderedItems"] == [story.id]
