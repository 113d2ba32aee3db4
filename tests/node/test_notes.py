"""A note that a territory's account wrote of an organisation: found at its address, and taken away with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from node.profiles import NewActor, add_actor
from node.publishing import publish
from node.retention import DAY_S, forget
from node.store import deliveries
from tests.node.announcers.town_world import ARRAS, CLEF, LILLE, VILLE, announced, to, town
from tests.node.ground import PAIR
from tests.node.web.served import BROWSER, Served, served
from vocab.vocabulary import Vocabulary


@pytest.fixture
async def node(words: Vocabulary) -> AsyncIterator[Served]:
    async with served(words) as node:
        yield node


async def told(node: Served) -> tuple[str, dict[str, Any]]:
    """An organisation that was told by a note; its id, and the note, whose Create has the same name."""
    ground = node.ground
    town(ground, LILLE, CLEF, VILLE)
    panier = await node.write(add_actor, ground.home, NewActor("panier", "Panier", "platform", LILLE), PAIR)
    create = announced(ground)[0]
    note = create["object"]
    assert isinstance(note, dict) and create["type"] == "Create"
    return panier, note


async def leaves(node: Served, panier: str) -> list[dict[str, Any]]:
    """It is not there any more; what is said of that."""
    node.ground.clock.at += 60
    draft = {"kind": "profile", "name": "Panier", "territory": [ARRAS]}
    await node.write(publish, node.ground.home, panier, draft)
    return announced(node.ground)


async def test_note__is_found_at_its_address(node: Served) -> None:
    _, note = await told(node)

    found = await node.get(str(note["id"]))

    assert (found.status, found.type, found.json) == (200, "application/activity+json", note)
    create = await node.get(str(note["id"]).replace("/objects/", "/activities/"))
    assert create.json["object"] == note
    page = await node.get(str(note["id"]), BROWSER)
    assert (page.status, page.headers["Location"]) == (303, "https://pedales.example/territories/fr-commune-59350")


async def test_note__goes_with_what_it_tells_of__to_whoever_got_it(node: Served) -> None:
    panier, note = await told(node)
    ground = node.ground
    deliveries.finish(ground.db, [row.id for row in deliveries.waiting(ground.db)], "done", None, ground.clock.at)
    ground.clock.at += 90 * DAY_S
    forget(ground.db, ground.home)

    delete, undo = await leaves(node, panier)

    assert (delete["type"], delete["object"], undo["type"]) == ("Delete", note["id"], "Undo")
    assert to(ground, VILLE, delete) and not to(ground, CLEF, delete)
    gone = await node.get(str(note["id"]))
    assert (gone.status, gone.json["type"], gone.json["id"]) == (410, "Tombstone", note["id"])
    assert "Panier" not in gone.text
    assert (await node.get(str(note["id"]).replace("/objects/", "/activities/"))).status == 404
    assert announced(ground) == []


async def test_note__of_what_comes_back_is_another(node: Served) -> None:
    panier, first = await told(node)
    await leaves(node, panier)
    node.ground.clock.at += 60
    await node.write(publish, node.ground.home, panier, {"kind": "profile", "name": "Panier", "territory": [LILLE]})
    second = announced(node.ground)[0]["object"]

    assert isinstance(second, dict) and second["id"] != first["id"]
    assert (await node.get(str(second["id"]))).status == 200
    assert (await node.get(str(first["id"]))).status == 410


async def test_note__no_other_word_of_ours_is_read_as_one(node: Served) -> None:
    offer = await node.say(name="Une offre")
    assert offer.activity is not None

    assert (await node.get(offer.activity.replace("/activities/", "/objects/"))).status == 404
