"""Moderation at the desk: what waits is decided, a server is refused and heard again; health is told in words."""

from __future__ import annotations

import pytest

from node import publishing
from node.announcers.serving import serve
from node.store import moderation, town_requests, towns
from node.store.moderation import Waiting
from node.store.town_requests import TownRequest
from tests.node.web.desk.browser import Browser, signed_in
from tests.node.web.served import Served

OWNER = "https://inconnu.example/actors/x"
ID = "https://inconnu.example/objects/1"


@pytest.fixture
async def mod(node: Served) -> Browser:
    return await signed_in(node, "mod@pedales.example", role="moderator", roles={})


async def test_waiting__is_shown_without_its_markup_and_turned_away(node: Served, mod: Browser):
    document = {"id": ID, "type": "Note", "name": "Une fiche", "content": "<script>alert(1)</script><p>Bonjour.</p>"}
    await node.write(moderation.wait, Waiting(ID, OWNER, document, "2026-11-23T10:00:00.000Z"), "unknown")
    answer = await mod.open("/desk/moderation")
    assert "Une fiche" in mod.text and "Bonjour." in mod.text and OWNER in mod.text
    assert "<script>alert" not in answer.text
    await mod.submit("/desk/moderation", do="refuse")
    assert "C'est fait" in mod.text and "Une fiche" not in mod.text
    assert await node.ground.store.reading(moderation.count) == 0


async def test_reports__are_read_and_settled(node: Served, mod: Browser):
    await node.write(
        moderation.report, "https://a.example/flags/1", OWNER, [node.me], "Ce n'est pas vrai", "2026-11-23"
    )
    await mod.open("/desk/moderation")
    assert "Ce n'est pas vrai" in mod.text
    await mod.submit("/desk/moderation", do="settle")
    assert await node.ground.store.reading(moderation.reports) == []


async def test_server__refused_with_a_reason_and_heard_again(node: Served, mod: Browser):
    await mod.open("/desk/moderation")
    await mod.submit("/desk/moderation", do="block", domain="spam.example", why="Publicité")
    assert "spam.example · Publicité" in mod.text
    await mod.submit("/desk/moderation", do="unblock")
    assert "spam.example" not in mod.text
    admin = await signed_in(node, "ada@pedales.example", role="administrator")
    await admin.open("/desk/journal")
    assert "a bloqué spam.example" in admin.text and "a débloqué spam.example" in admin.text


async def test_server__what_is_no_name_is_told(node: Served, mod: Browser):
    await mod.open("/desk/moderation")
    answer = await mod.submit("/desk/moderation", do="block", domain="http://", why="x")
    assert answer.status == 422 and 'role="alert"' in answer.text


async def test_alike__somebody_says_that_they_are_two(node: Served, mod: Browser):
    for name in ("panier", "corbeille"):
        actor = await node.add(name)
        await node.write(_same_site, node, actor, name)
    await mod.open("/desk/moderation")
    assert "Ce n'est pas la même organisation" in mod.text
    await mod.submit("/desk/moderation", do="separate")
    assert "Ce n'est pas la même organisation" not in mod.text


async def test_health__tells_each_thing_in_a_sentence(node: Served):
    admin = await signed_in(node, "ada@pedales.example", role="administrator")
    answer = await admin.open("/desk/health")
    assert answer.status == 200
    assert "Bien" in admin.text and "bocage doctor" in admin.text
    english = await admin.open("/desk/health", "en")
    assert "Fine" in english.text


def _same_site(db: object, node: Served, actor: str, name: str) -> None:
    draft = {"kind": "profile", "name": name.title(), "website": "https://panier.example"}
    publishing.publish(db, node.ground.home, actor, draft)  # type: ignore[arg-type]


async def test_towns__what_an_authority_asks_is_done_or_not(node: Served, mod: Browser):
    mairie = "https://lille.example/actors/mairie"
    await node.write(serve, node.ground.home, ["fr-commune-59350", "fr-commune-62041"])
    for slug in ("fr-commune-59350", "fr-commune-62041"):
        await node.write(
            town_requests.put, TownRequest(slug, mairie, None, "C'est à nous.", "2026-11-23T10:00:00.000Z")
        )
    await mod.open("/desk/moderation")
    assert "Lille" in mod.text and "C'est à nous." in mod.text and mairie in mod.text

    await mod.submit("/desk/moderation", do="grant-town", slug="fr-commune-59350")
    assert not await node.ground.store.reading(towns.is_served, "fr-commune-59350")
    await mod.submit("/desk/moderation", do="dismiss-town", slug="fr-commune-62041")
    assert await node.ground.store.reading(towns.is_served, "fr-commune-62041")
    assert await node.ground.store.reading(town_requests.every, 9) == []
