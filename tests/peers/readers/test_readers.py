"""Readable elsewhere: our served documents, read field by field as five other servers read theirs."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.node.web.served import Served, served
from tests.peers.readers.actors import APPLICATION, ORGANISATION
from tests.peers.readers.fields import AS, Row, Unreadable
from tests.peers.readers.objects import EVENT, NOTE, on_mastodon
from tests.vocab.full_drafts import DRAFTS
from vocab.vocabulary import Vocabulary

NOTES = ("practice", "story", "offer", "request", "listing")
# Codes of our lists and compact names: never shown to anybody.
BARE_CODE = re.compile(r"\b[A-Z]\d{2}\b|coop:|charter:|territory:|\bfr-(epci|commune)-|AM1\d0|transferCustody")


@pytest.fixture
async def node(vocabulary: Vocabulary) -> AsyncIterator[Served]:
    """A node with one organisation that has said all it can of itself."""
    async with served(vocabulary) as node:
        await node.say(**DRAFTS["profile"])
        yield node


async def _published(node: Served, kind: str, **more: object) -> dict[str, Any]:
    said = await node.say(**(DRAFTS[kind] | more))
    return (await node.get(said.id)).json


@pytest.mark.parametrize("row", ORGANISATION, ids=str)
async def test_organisation__is_read(node: Served, row: Row) -> None:
    document = (await node.get(node.me)).json

    assert row.read(document)
    _refuses_without(row, document)


@pytest.mark.parametrize("row", APPLICATION, ids=str)
async def test_application__is_read(node: Served, row: Row) -> None:
    document = (await node.get("/actor")).json

    assert row.read(document)
    _refuses_without(row, document)


@pytest.mark.parametrize("kind", NOTES)
async def test_note__is_read_by_all(node: Served, kind: str) -> None:
    document = await _published(node, kind)

    for row in NOTE:
        assert row.read(document), row
        _refuses_without(row, document)


async def test_event__is_read_by_all(node: Served) -> None:
    document = await _published(node, "event")

    for row in EVENT:
        assert row.read(document), row
        _refuses_without(row, document)


def _refuses_without(row: Row, document: dict[str, Any]) -> None:
    """A row that reads anything would show nothing."""
    with pytest.raises(Unreadable):
        row.read({key: value for key, value in document.items() if key != row.field or key == "id"} | _no_id(row))


def _no_id(row: Row) -> dict[str, Any]:
    return {"id": "tag:no-address"} if row.field == "id" else {}


@pytest.mark.parametrize("kind", ["practice", "offer", "request", "story"])
async def test_mastodon__shows_a_note_by_its_name_and_text(node: Served, kind: str) -> None:
    post = on_mastodon(await _published(node, kind))

    # A story goes on with its parts, all of them.
    assert post.lines[:4] == ("Livraison à vélo <300 kg>", "Six jours sur sept.", "en ville", "ailleurs")
    assert (len(post.lines) > 4) == (kind == "story")
    assert post.warning is None
    assert post.hashtags == ("#livrer", "#sedeplacer")
    assert post.link.startswith("https://pedales.example/")
    assert BARE_CODE.search("\n".join((*post.lines, *post.hashtags))) is None


@pytest.mark.parametrize("kind", ["practice", "offer", "request"])
async def test_mastodon__shows_the_barest_note(node: Served, kind: str) -> None:
    bare = {"practice": "D03", "level": 3} if kind == "practice" else {}
    said = await node.say(kind=kind, name="Livraison à vélo", **bare)
    post = on_mastodon((await node.get(said.id)).json)

    assert post.lines == ("Livraison à vélo",)
    assert post.warning is None


async def test_mastodon__shows_an_event_by_its_title_and_link(node: Served) -> None:
    post = on_mastodon(await _published(node, "event"))

    assert post.lines[0] == "Livraison à vélo <300 kg>"
    assert post.lines[-1] == post.link
    assert BARE_CODE.search("\n".join(post.lines[:-1])) is None


async def test_mastodon__the_link_of_a_post_is_a_page(node: Served) -> None:
    post = on_mastodon(await _published(node, "offer"))

    page = await node.get(post.link, {"Accept": "text/html"})

    assert (page.status, page.type) == (200, "text/html")
    assert "Livraison à vélo" in page.text


async def test_webfinger__and_the_actor_name_each_other(node: Served) -> None:
    """From a handle to the actor and back to the same handle: Mastodon takes nobody in without it."""
    for name in ("pedales", "actor"):
        found = (await node.get(f"/.well-known/webfinger?resource=acct:{name}@pedales.example", {})).json
        own = [link["href"] for link in found["links"] if link["rel"] == "self"]
        actor = (await node.get(own[0])).json
        back = (await node.get(f"/.well-known/webfinger?resource={actor['id']}", {})).json

        assert len(own) == 1
        assert actor["id"] == own[0]
        assert actor["webfinger"] == f"{actor['preferredUsername']}@pedales.example"
        assert found["subject"] == back["subject"] == f"acct:{actor['webfinger']}"


@pytest.mark.parametrize("name", ["featured", "followers", "following", "outbox"])
async def test_collection__named_by_the_actor__is_served_with_its_count(node: Served, name: str) -> None:
    actor = (await node.get(node.me)).json

    answer = await node.get(actor[name])

    assert (answer.status, answer.type) == (200, "application/activity+json")
    found = answer.json
    assert (found["@context"], found["id"], found["type"]) in (
        (AS, actor[name], "OrderedCollection"),
        ([AS], actor[name], "OrderedCollection"),
    )
    assert isinstance(found["totalItems"], int)
    # No `first` is read as hidden, unless the items are here.
    assert ("orderedItems" in found) != ("first" in found)


async def test_hashtag__leads_to_a_page(node: Served) -> None:
    document = await _published(node, "offer")

    for tag in document["tag"]:
        assert (await node.get(tag["href"], {"Accept": "text/html"})).status == 200
