"""Messages at the desk: for an organisation's own people alone; answered, blocked, reported, erased; never markup."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from node import messaging
from node.store import actors, messages, moderation
from node.store.connection import Db
from tests.node.ground import Ground
from tests.node.test_messaging import ATTACKS, JEANNE, create, note
from tests.node.web.desk.browser import Browser, signed_in
from tests.node.web.served import Served


@pytest.fixture
async def ada(node: Served) -> Browser:
    return await signed_in(node, "ada@pedales.example", roles={node.me: "editor"})


def desk_of(node: Served) -> str:
    return f"/desk/of/{node.me.rpartition('/')[2]}/messages"


async def hear(node: Served, content: str = "<p>Bonjour</p>", name: str = "m1") -> None:
    node.ground.meet(JEANNE)
    await node.ground.hear(create(JEANNE, note(JEANNE, node.me, content, name)))


async def test_messages__are_read_and_answered(node: Served, ada: Browser):
    await hear(node)
    await ada.open(f"/desk/of/{node.me.rpartition('/')[2]}")
    assert "1 nouveau message" in ada.text
    await ada.open(desk_of(node))
    assert "1 nouveau" in ada.text and "@jeanne@social.example" in ada.text
    await ada.open(f"{desk_of(node)}?with={quote(JEANNE.id)}")
    assert "Bonjour" in ada.text
    await ada.submit(do="write", text="Bonjour Jeanne")
    assert "C'est envoyé." in ada.text and "Bonjour Jeanne" in ada.text and "à envoyer" in ada.text
    await ada.open(desk_of(node))
    assert "nouveau" not in ada.text and "Vous : Bonjour Jeanne" in ada.text
    await ada.open(f"/desk/of/{node.me.rpartition('/')[2]}/journal")
    assert "a écrit à" in ada.text and "Bonjour Jeanne" not in ada.text


@pytest.mark.parametrize("attack", ATTACKS)
async def test_messages__show_no_markup_of_others(node: Served, ada: Browser, attack: str):
    await hear(node, f"<p>Lisez</p>{attack}")
    for address in (desk_of(node), f"{desk_of(node)}?with={quote(JEANNE.id)}"):
        page = (await ada.open(address)).text
        assert "Lisez" in page
        assert "<script>alert" not in page and "onerror=" not in page.replace("onerror=alert(1)&gt;", "")
        assert not [each for each in ("<img src=x", "<svg", "<iframe", "<math", "javascript:") if each in page]


async def test_messages__what_could_not_be_sent_is_not_lost(node: Served, ada: Browser):
    await ada.open(desk_of(node))
    answer = await ada.submit(do="write", **{"with": "pas une adresse", "text": "Un long message"})
    assert answer.status == 422
    assert "Un long message" in answer.text and 'value="pas une adresse"' in answer.text
    node.ground.meet(JEANNE)
    await ada.open(f"{desk_of(node)}?with={quote(JEANNE.id)}")
    answer = await ada.submit(do="write", text="  ")
    assert answer.status == 422 and "Écrivez quelque chose." in answer.text


async def test_messages__blocked_reported_and_erased(node: Served, ada: Browser):
    await hear(node)
    with_jeanne = f"{desk_of(node)}?with={quote(JEANNE.id)}"
    await ada.open(with_jeanne)
    await ada.submit(do="report", words="Réclame")
    (report,) = await node.ground.store.reading(moderation.reports)
    assert report["content"] == "Réclame"
    await ada.open(with_jeanne)
    await ada.submit(do="bar")
    assert await node.ground.store.reading(messages.is_barred, node.me, JEANNE.id)
    assert "Comptes bloqués" in ada.text
    await ada.submit(do="unbar")
    assert not await node.ground.store.reading(messages.is_barred, node.me, JEANNE.id)
    await ada.open(with_jeanne)
    await ada.submit(do="forget")
    assert await node.ground.store.reading(messages.conversations, node.me, 9) == []


async def test_messages__of_one_organisation_are_nobody_elses(node: Served, ada: Browser):
    """An editor of another organisation, a reader of this one, a moderator: who sees what, and who may write."""
    panier = await node.add("panier")
    await hear(node, "<p>Entre nous</p>")
    with_jeanne = f"{desk_of(node)}?with={quote(JEANNE.id)}"
    reader = await signed_in(node, "lea@pedales.example", roles={node.me: "reader"})
    assert "Entre nous" in (await reader.open(with_jeanne)).text
    assert "<textarea" not in (await reader.open(with_jeanne)).text
    eve = await signed_in(node, "eve@panier.example", roles={panier: "editor"})
    assert (await eve.open(with_jeanne)).status == 404
    assert "Entre nous" not in (await eve.open(f"/desk/of/panier/messages?with={quote(JEANNE.id)}")).text
    moderator = await signed_in(node, "mo@b.example", role="moderator", roles={})
    assert (await moderator.open(with_jeanne)).status == 404
    await node.write(_report, node.ground)
    assert "Entre nous" not in (await moderator.open("/desk/moderation")).text


async def test_messages__longer_than_a_page(node: Served, ada: Browser):
    panier = await node.add("panier")
    await node.write(_chatter, node.ground, panier, 60)
    await ada.open(f"{desk_of(node)}?with={quote(panier)}")
    assert "bavardage 59" in ada.text and "bavardage 9 " not in ada.text
    (link,) = [each for each in ada.links() if "before=" in each]
    await ada.open(link)
    assert "bavardage 0" in ada.text and "bavardage 59" not in ada.text


async def test_interact__leads_to_a_message(node: Served, ada: Browser):
    node.ground.meet(JEANNE)
    await ada.open(f"/interact?uri={quote(JEANNE.id)}")
    (link,) = [each for each in ada.links() if "messages?with=" in each]
    await ada.open(link)
    await ada.submit(do="write", text="Bonjour")
    assert "C'est envoyé." in ada.text


def _report(db: Db, ground: Ground) -> None:
    messaging.report(db, ground.home, ground.me, JEANNE.id, "À voir", tell_them=False)


def _chatter(db: Db, ground: Ground, panier: str, times: int) -> None:
    actor = actors.find(db, panier)
    assert actor is not None
    for number in range(times):
        if number % 25 == 0:
            ground.clock.at += 4_000
        messaging.write(db, ground.home, actor, ground.me, f"bavardage {number} .")
