"""One record, one activity: in each form, to those it is for; withdrawn or narrowed, gone or as if absent."""

from __future__ import annotations

import pytest

from tests.node.ground import Peer
from tests.node.web.served import ACTIVITY, BROWSER, Served

CLEF = Peer("https://clef.example/actors/clef", seed=2)
PANIER = Peer("https://panier.example/actors/panier", seed=5)
RESEAU = Peer("https://reseau.example/actors/reseau", kind="network", seed=4)
NOWHERE = "/objects/00000000000000000000000000"


async def test_get_object__is_the_document_as_it_was_signed(node: Served) -> None:
    made = await node.say(name="Livraison")

    answer = await node.get(made.id)

    assert (answer.status, answer.type) == (200, "application/activity+json")
    assert answer.json == node.ground.document(made.id)
    assert answer.json["proof"]["cryptosuite"] == "eddsa-jcs-2022"


@pytest.mark.parametrize(
    ("accept", "type"),
    [
        ("application/activity+json", "application/activity+json"),
        ('application/ld+json; profile="https://www.w3.org/ns/activitystreams"', "application/activity+json"),
        ("*/*", "application/activity+json"),
        ("text/turtle", "text/turtle"),
        ("application/n-quads", "application/n-quads"),
        ("text/html", "text/html"),
        ("text/html;q=0.1, text/turtle", "text/turtle"),
    ],
)
async def test_get_object__in_the_form_asked_for(node: Served, accept: str, type: str) -> None:
    made = await node.say()

    answer = await node.get(made.id, {"Accept": accept})

    assert (answer.status, answer.type) == (200, type)
    assert "Accept" in answer.headers["Vary"]


async def test_get_object__who_has_it__gets_304_and_the_next_version_whole(node: Served) -> None:
    made = await node.say(name="Un")
    first = await node.get(made.id)
    asking = ACTIVITY | {"If-None-Match": first.headers["ETag"]}
    again = await node.get(made.id, asking)
    assert (again.status, again.body) == (304, b"")

    node.ground.clock.at += 1
    await node.say(id=made.id, name="Deux")

    after = await node.get(made.id, asking)
    assert (after.status, after.json["name"]) == (200, "Deux")


async def test_get_object__withdrawn__is_410_with_a_tombstone(node: Served) -> None:
    made = await node.say(name="Secret de fabrication")
    await node.withdraw(made.id)

    for headers, type in ((ACTIVITY, "application/activity+json"), (BROWSER, "text/html")):
        answer = await node.get(made.id, headers)
        assert (answer.status, answer.type) == (410, type)
        assert "Secret" not in answer.text
    stone = (await node.get(made.id)).json
    assert (stone["type"], stone["id"], stone["formerType"]) == ("Tombstone", made.id, "Note")
    assert stone["deleted"]


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        ("public", {"nobody", "follower", "member", "network"}),
        ("followers", {"follower"}),
        ("network", {"member", "network"}),
        ("private", set()),
    ],
)
async def test_get_object__to_those_it_is_for__absent_for_all_others(
    node: Served, visibility: str, readers: set[str]
) -> None:
    node.ground.followed_by(PANIER)
    node.ground.belong(RESEAU, CLEF)
    made = await node.say(visibility=visibility)

    absent = await node.get(NOWHERE)
    answers = {
        "nobody": await node.get(made.id),
        "follower": await node.get_as(PANIER, made.id),
        "member": await node.get_as(CLEF, made.id),
        "network": await node.get_as(RESEAU, made.id),
    }
    assert {reader for reader, answer in answers.items() if answer.status == 200} == readers
    for reader in set(answers) - readers:
        assert (answers[reader].status, answers[reader].body) == (404, absent.body)
    if visibility != "public":
        assert all("public" not in answer.headers.get("Cache-Control", "") for answer in answers.values())


async def test_get_activity__of_a_narrowed_record__is_absent_for_who_lost_sight(node: Served) -> None:
    node.ground.followed_by(PANIER)
    node.ground.belong(RESEAU, CLEF)
    made = await node.say(name="Pour tous")
    assert made.activity is not None and (await node.get(made.activity)).json["object"]["name"] == "Pour tous"

    node.ground.clock.at += 1
    await node.say(id=made.id, name="Entre nous", visibility="network")

    assert (await node.get(made.activity)).status == 404
    assert (await node.get_as(PANIER, made.id)).status == 404
    assert (await node.get_as(CLEF, made.id)).json["name"] == "Entre nous"


@pytest.mark.parametrize("path", [NOWHERE, "/objects/x", "/activities/00000000000000000000000000", "/objects/"])
async def test_get__what_is_not_there(node: Served, path: str) -> None:
    answer = await node.get(path)

    assert (answer.status, answer.type) == (404, "application/problem+json")
