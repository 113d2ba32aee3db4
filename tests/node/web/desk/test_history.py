"""The history of a record at the desk: what each version changed; going back; nothing left once withdrawn."""

from __future__ import annotations

import pytest

from node.desk.history import Piece, differences
from node.store import records, versions
from node.store.connection import Db
from tests.node.web.desk.browser import Browser, signed_in
from tests.node.web.served import Served
from vocab.vocabulary import Vocabulary


@pytest.fixture
async def ada(node: Served) -> Browser:
    return await signed_in(node, "ada@pedales.example", roles={node.me: "editor"})


def test_differences__field_by_field_in_the_words_of_the_form(words: Vocabulary):
    before = {"kind": "offer", "name": "Vélo bleu", "need": ["livrer"], "price": {"amount": "12", "unit": "EUR"}}
    after = {"kind": "offer", "name": {"fr": "Vélo vert", "en": "Green bike"}, "need": ["livrer", "reparer"]}

    french = {each.label: each.pieces for each in differences("offer", before, after, words, "fr")}
    english = {each.label: each.pieces for each in differences("offer", before, after, words, "en")}

    assert french["Titre"] == (Piece("same", "Vélo "), Piece("gone", "bleu"), Piece("new", "vert"))
    assert "Title" in english and "Titre" not in english
    assert any(piece.text == "Green bike" for pieces in french.values() for piece in pieces)
    assert any("12" in piece.text and piece.what == "gone" for pieces in french.values() for piece in pieces)
    assert not any("livrer" in piece.text for pieces in french.values() for piece in pieces if piece.what != "same")


def test_differences__of_long_texts_are_whole(words: Vocabulary):
    before, after = ({"kind": "offer", "name": "x", "content": f"{word} " * 4_000} for word in ("a", "b"))

    (found,) = differences("offer", before, after, words, "fr")

    assert [piece.what for piece in found.pieces] == ["gone", "new"]


async def test_history__is_read_and_gone_back_to(node: Served, ada: Browser):
    made = await node.say(name="Livraison du lundi", visibility="public")
    ulid = made.id.rpartition("/")[2]
    node.ground.clock.at += 60
    await node.say(id=made.id, name="Livraison du mardi", visibility="private")
    page = f"/desk/of/{node.me.rpartition('/')[2]}/record/{ulid}/history"
    text = (await ada.open(page)).text
    assert "<del>" in text and "lundi</del>" in text and "mardi</ins>" in text
    await ada.submit(do="go-back")
    assert "publiée à nouveau" in ada.text
    document = await node.ground.store.reading(_document, made.id)
    assert document["name"] == "Livraison du lundi"
    # Who may see it stays as it was narrowed.
    assert await node.ground.store.reading(lambda db: records.find(db, made.id).audience) == "private"  # type: ignore[union-attr]
    assert len(await node.ground.store.reading(_kept, made.id)) == 2


async def test_history__of_the_profile(node: Served, ada: Browser):
    await node.say(kind="profile", name="Les Pédales de Lille")
    page = f"/desk/of/{node.me.rpartition('/')[2]}/record/profile/history"
    assert "Lille</ins>" in (await ada.open(page)).text
    await ada.submit(do="go-back")
    assert (await node.get(node.me)).json["name"] == "Les Pédales"


async def test_history__goes_with_the_record_and_has_an_end(node: Served, ada: Browser):
    made = await node.say(name="Version 0")
    for number in range(1, 40):
        node.ground.clock.at += 1
        await node.say(id=made.id, name=f"Version {number}")
    assert len(await node.ground.store.reading(_kept, made.id)) == node.ground.home.settings.versions_kept
    await node.withdraw(made.id)
    assert await node.ground.store.reading(_kept, made.id) == []


@pytest.mark.parametrize("version", ["", "x", "2026-11-23T10:00:00.000Z"])
async def test_history__no_such_version(node: Served, ada: Browser, version: str):
    made = await node.say(name="Une")
    page = f"/desk/of/{node.me.rpartition('/')[2]}/record/{made.id.rpartition('/')[2]}/history"
    await ada.open("/desk/me")
    csrf = dict(ada.form("/logout")["fields"])["csrf"]
    assert (await ada.send(page, {"csrf": csrf, "version": version})).status == 404


async def test_history__of_another_organisation_is_not_there(node: Served):
    panier = await node.add("panier")
    made = await node.say(name="Une")
    eve = await signed_in(node, "eve@panier.example", roles={panier: "editor"})
    assert (await eve.open(f"/desk/of/panier/record/{made.id.rpartition('/')[2]}/history")).status == 404


def _document(db: Db, id: str) -> dict[str, object]:
    record = records.find(db, id)
    return records.document(db, record.num) if record else {}


def _kept(db: Db, id: str) -> list[object]:
    record = records.find(db, id)
    return list(versions.each(db, record.num)) if record else []
