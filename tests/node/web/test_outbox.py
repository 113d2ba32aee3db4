"""The outbox: pages for all, catch-up by cursor for each what they may see, and posting with a token."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from node.store import meta
from tests.node.ground import Peer
from tests.node.web.served import Answer, Served

CLEF = Peer("https://clef.example/actors/clef", seed=2)
PANIER = Peer("https://panier.example/actors/panier", seed=5)
RESEAU = Peer("https://reseau.example/actors/reseau", kind="network", seed=4)
JSON = {"Content-Type": "application/activity+json"}


def subjects(page: dict[str, Any]) -> list[tuple[str, str]]:
    """(type, what it is about) of a page's activities."""
    return [
        (item["type"], item["object"]["id"] if isinstance(item["object"], dict) else item["object"])
        for item in page["orderedItems"]
    ]


async def test_pages__newest_first_each_once(node: Served) -> None:
    ids = [(await node.say(name=f"Offre {number}")).id for number in range(45)]
    whole = (await node.get(f"{node.me}/outbox")).json
    found: list[tuple[str, str]] = []
    next_page = whole["first"]
    while next_page:
        page = (await node.get(next_page)).json
        found += subjects(page)
        next_page = page.get("next")

    assert [about for _, about in found if about != node.me] == ids[::-1]
    assert whole["totalItems"] == len(found)


async def test_pages__show_only_what_is_for_all(node: Served) -> None:
    for visibility in ("network", "followers", "private"):
        await node.say(name="Cachée", visibility=visibility)

    assert "Cach" not in (await node.get_as(CLEF, f"{node.me}/outbox?page=true")).text


async def test_since_0__newest_state_of_each_and_all_tombstones(node: Served) -> None:
    kept = await node.say(name="Un")
    node.ground.clock.at += 1
    await node.say(id=kept.id, name="Deux")
    gone = await node.say(name="Retirée")
    await node.withdraw(gone.id)

    page = (await node.get(f"{node.me}/outbox?since=0")).json

    assert [each for each in subjects(page) if each[1] in (kept.id, gone.id)] == [
        ("Update", kept.id),
        ("Delete", gone.id),
    ]
    assert "Retir" not in orjson.dumps(page).decode()
    assert "next" not in page and page["upTo"]


async def test_since__goes_on_where_it_was_and_nothing_comes_twice(node: Served) -> None:
    ids = [(await node.say(name=f"Offre {number}")).id for number in range(230)]
    seen: list[str] = []
    address = f"{node.me}/outbox?since=0"
    while address:
        page = (await node.get(address)).json
        seen += [about for _, about in subjects(page) if about != node.me]
        address = page.get("next")
    assert seen == ids

    later = (await node.say(name="Plus tard")).id
    after = (await node.get(f"{node.me}/outbox?since={page['upTo']}")).json
    assert subjects(after) == [("Create", later)]
    nothing = (await node.get(f"{node.me}/outbox?since={after['upTo']}")).json
    assert (nothing["orderedItems"], nothing["upTo"]) == ([], after["upTo"])


async def test_since__each_reader_is_told_what_is_for_them(node: Served) -> None:
    node.ground.followed_by(PANIER)
    node.ground.belong(RESEAU, CLEF)
    ids = {visibility: (await node.say(visibility=visibility)).id for visibility in ("public", "followers", "network")}
    private = (await node.say(visibility="private")).id
    address = f"{node.me}/outbox?since=0"

    def told(answer: Answer) -> set[str]:
        assert private not in answer.text
        return {about for _, about in subjects(answer.json)} & set(ids.values())

    assert told(await node.get(address)) == {ids["public"]}
    assert told(await node.get_as(PANIER, address)) == {ids["public"], ids["followers"]}
    assert told(await node.get_as(CLEF, address)) == {ids["public"], ids["network"]}
    assert "public" not in (await node.get_as(CLEF, address)).headers.get("Cache-Control", "")


async def test_since__of_the_whole_node__has_every_organisation(node: Served) -> None:
    other = await node.add("autre")
    made = await node.say()

    page = (await node.get("/actor/outbox?since=0")).json

    assert {made.id, other} <= {about for _, about in subjects(page)}


async def test_cursor__is_bound_to_its_actor_and_made_by_nobody_else(node: Served) -> None:
    other = await node.add("autre")
    cursor = (await node.get(f"{node.me}/outbox?since=0")).json["upTo"]

    assert (await node.get(f"{other}/outbox?since={cursor}")).status == 400
    for rubbish in ("abc", cursor[:-2], cursor + "A", "%C3%A9", "1", "-1", "x" * 600):
        assert (await node.get(f"{node.me}/outbox?since={rubbish}")).status == 400, rubbish


async def test_cursor__of_another_epoch__is_410_with_where_to_begin_again(node: Served) -> None:
    cursor = (await node.get(f"{node.me}/outbox?since=0")).json["upTo"]
    await node.write(meta.put, "epoch", "e2")

    answer = await node.get(f"{node.me}/outbox?since={cursor}")

    assert (answer.status, answer.type) == (410, "application/problem+json")
    assert answer.json["restart"] == f"{node.me}/outbox?since=0"
    assert (await node.get(answer.json["restart"])).status == 200


# -- posting


async def test_post__with_a_token__publishes(node: Served) -> None:
    headers = JSON | {"Authorization": f"Bearer {await node.token()}"}

    answer = await node.post(f"{node.me}/outbox", b'{"kind": "offer", "name": "Par programme"}', headers)

    assert answer.status == 201
    activity = (await node.get(answer.headers["Location"])).json
    assert (activity["type"], activity["object"]["name"]) == ("Create", "Par programme")


async def test_post__warnings_travel_in_the_readers_language(node: Served) -> None:
    headers = JSON | {"Authorization": f"Bearer {await node.token()}", "Accept-Language": "en"}

    answer = await node.post(f"{node.me}/outbox", b'{"kind": "offer", "name": "x", "visibility": "network"}', headers)

    assert answer.json["warnings"] == ["Your organisation belongs to no network: the record stays here."]


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{}", {"Authorization": ""}, 401),
        (b"{}", {"Authorization": "Basic eDp5"}, 401),
        (b"{}", {"Authorization": "Bearer another"}, 401),
        (b"{}", {"Content-Type": "text/plain"}, 415),
        (b"{", {}, 400),
        (b"", {}, 400),
        (b"[]", {}, 400),
        (b'{"kind": "offer", "kind": "event"}', {}, 400),
        (b'{"name": "' + b"x" * 1_000_001 + b'"}', {}, 413),
        (b'{"kind": "offer"}', {}, 422),
        (b'{"type": "Create"}', {}, 400),
    ],
)
async def test_post__what_cannot_be__is_told_and_leaves_nothing(
    node: Served, body: bytes, headers: dict[str, str], status: int
) -> None:
    before = len(node.ground.entries())
    asked = {**JSON, "Authorization": f"Bearer {await node.token()}", **headers}

    answer = await node.post(f"{node.me}/outbox", body, {name: value for name, value in asked.items() if value})

    assert (answer.status, answer.type) == (status, "application/problem+json")
    assert answer.json["title"]
    if status == 422:
        assert [finding["field"] for finding in answer.json["findings"]] == ["name"]
    assert len(node.ground.entries()) == before


async def test_post__with_a_token_that_only_reads__or_anothers(node: Served) -> None:
    other = await node.add("autre")
    headers = JSON | {"Authorization": f"Bearer {await node.token('read')}"}

    assert (await node.post(f"{node.me}/outbox", b"{}", headers)).status == 403
    await node.write(lambda db: db.execute("UPDATE tokens SET actor = ?, scope = 'write'", (other,)))
    assert (await node.post(f"{node.me}/outbox", b"{}", headers)).status == 403
