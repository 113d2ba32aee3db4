"""What a territory's account serves and says, read as other servers read theirs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from node.profiles import NewActor, add_actor
from tests.node.announcers.town_world import CLEF, LILLE, VILLE, announced, to, town
from tests.node.ground import PAIR
from tests.node.web.served import Served, served
from tests.peers.readers.announces import GROUP, PASSED, POINTER, UNDO
from tests.peers.readers.fields import Row, Unreadable
from tests.peers.readers.objects import on_mastodon
from vocab.vocabulary import Vocabulary

OFFER = {"name": "Livraison à vélo", "territory": [LILLE]}


@pytest.fixture
async def node(vocabulary: Vocabulary) -> AsyncIterator[Served]:
    """A node that serves Lille, which one of our nodes follows and one of another family."""
    async with served(vocabulary, email="a@pedales.example") as node:
        yield node


def _read(rows: tuple[Row, ...], document: dict[str, Any]) -> None:
    for row in rows:
        assert row.read(document), row
        with pytest.raises(Unreadable):
            row.read({key: value for key, value in document.items() if key != row.field or key == "id"} | _no_id(row))


def _no_id(row: Row) -> dict[str, Any]:
    return {"id": "tag:no-address"} if row.field == "id" else {}


async def test_group__is_read_by_all(node: Served) -> None:
    id = town(node.ground, LILLE)

    _read(GROUP, (await node.get(id)).json)


async def test_group__tells_figures_of_this_hour_to_whoever_reads_it(node: Served) -> None:
    id = town(node.ground, LILLE)
    begun = await node.get(id)
    await node.say(**OFFER)
    node.ground.clock.at += 3_600

    found = await node.get(id)

    assert "1 proposition" in found.text and "1 proposition" not in begun.text
    assert found.headers["ETag"] != begun.headers["ETag"]
    assert (await node.get(id)).body == found.body


async def test_group__features_organisations__which_servers_of_others_leave_aside(node: Served) -> None:
    ground = node.ground
    panier = await node.write(add_actor, ground.home, NewActor("panier", "Panier", "platform", LILLE), PAIR)
    id = town(node.ground, LILLE)
    group = (await node.get(id)).json

    featured = (await node.get(group["featured"])).json

    assert (featured["type"], featured["id"]) == ("OrderedCollection", group["featured"])
    # By their addresses, as Mastodon asks; none is a note of the account, so none is pinned there.
    assert featured["orderedItems"] == [panier]
    assert (await node.get(panier)).json["type"] == "Organization"


async def test_note__of_an_organisation_is_shown_by_mastodon(node: Served) -> None:
    ground = node.ground
    town(ground, LILLE, VILLE)
    await node.write(add_actor, ground.home, NewActor("panier", "Panier", "platform", LILLE), PAIR)
    note = announced(ground)[0]["object"]
    assert isinstance(note, dict)

    post = on_mastodon((await node.get(str(note["id"]))).json)

    assert post.lines == ("Nouvelle organisation, à Lille ou pour Lille : Panier",)
    assert post.link.endswith("/territories/fr-commune-59350")


async def test_announces__are_read_by_all(node: Served) -> None:
    ground = node.ground
    town(ground, LILLE, CLEF, VILLE)
    offer = ground.say(**OFFER).id
    pointer, create = announced(ground)
    ground.clock.at += 60
    ground.say(id=offer, **{**OFFER, "name": "Le dimanche aussi"})
    (update,) = announced(ground)
    ground.withdraw(offer)
    delete, undo = announced(ground)

    _read(POINTER, pointer)
    for passed in (create, update, delete):
        _read(PASSED, passed)
    _read(UNDO, undo)
    # It is the boost that Mastodon keeps: the first that it hears of a record.
    assert undo["object"]["id"] == pointer["id"]
    assert to(ground, VILLE, pointer) and to(ground, VILLE, undo)
    # What it is pointed at it has to be able to read at its address.
    assert (await node.get(str(pointer["object"]))).status == 410
