"""From an empty form to the directory, and back: preview, publish, change, still true, withdraw, without JavaScript."""

from __future__ import annotations

import pytest

from tests.node.web.desk.browser import Browser, signed_in
from tests.node.web.served import Served


@pytest.fixture
async def ada(node: Served) -> Browser:
    return await signed_in(node, "ada@pedales.example", role="administrator")


def name(node: Served) -> str:
    return node.me.rpartition("/")[2]


async def test_offer__looked_at_then_published_changed_and_withdrawn(node: Served, ada: Browser):
    desk = f"/desk/of/{name(node)}"
    await ada.open(f"{desk}/new/offer")
    typed = {
        "name": "Livraison à vélo",
        "content": "Six jours sur sept.\r\n\r\n**Jusqu'à 300 kg.**",
        "territory": "Lille\r\n62000 Arras",
        "need": ["livrer"],
        "exchange": ["sell", "lend"],
        "price.amount": "12,50",
        "price.unit": "EUR",
        "location.city": "Lille",
        "location.postcode": "59000",
    }
    looked = await ada.submit(f"{desk}/new/offer", do="preview", **typed)
    assert looked.status == 200
    assert "Ce que les autres verront" in ada.text and "Rien n'est encore parti" in ada.text
    assert "<strong>Jusqu'à 300 kg.</strong>" in looked.text.replace("&#39;", "'")
    assert "Vous n'avez" not in ada.text
    assert (await node.get("/directory.json?kind=offer")).json["total"] == 0

    # What was typed stands in the form as it was: publishing sends it again.
    await ada.submit(f"{desk}/new/offer", do="publish")
    assert "C'est publié" in ada.text
    (item,) = (await node.get("/directory.json?kind=offer")).json["items"]
    assert item["name"] == "Livraison à vélo"
    assert item["areaServed"] == ["territory:fr/commune/59350", "territory:fr/commune/62041"]
    assert item["usagePolicy"].endswith("policy-commons-open")
    ulid = item["id"].rpartition("/")[2]

    await ada.open(f"{desk}/record/{ulid}/edit")
    await ada.submit(f"{desk}/record/{ulid}/edit", do="publish", name="Livraison à vélo cargo")
    assert "C'est modifié" in ada.text
    changed = (await node.get(item["id"])).json
    assert changed["name"] == "Livraison à vélo cargo"
    assert changed["areaServed"] == item["areaServed"] and changed["publishes"] == item["publishes"]

    await ada.open(f"{desk}/record/{ulid}/withdraw")
    await ada.submit(f"{desk}/record/{ulid}/withdraw")
    assert "C'est retiré" in ada.text
    assert (await node.get(item["id"])).status == 410


async def test_form__what_is_wrong_stands_with_its_question_and_nothing_is_lost(node: Served, ada: Browser):
    desk = f"/desk/of/{name(node)}"
    await ada.open(f"{desk}/new/offer")
    answer = await ada.submit(
        f"{desk}/new/offer",
        do="publish",
        name="",
        content="Un texte\r\nsur deux lignes",
        territory="Lillle",
        deadline="31/12/2026",
        **{"price.amount": "beaucoup", "price.unit": "EUR"},
    )
    assert answer.status == 422
    assert "4 choses à corriger" in ada.text
    assert 'href="#q-territory"' in answer.text and 'id="q-territory"' in answer.text
    assert "Lille" in ada.text
    assert "2026-12-31" in ada.text
    assert "Un texte\nsur deux lignes" in answer.text
    assert 'value="beaucoup"' in answer.text
    assert 'aria-invalid="true"' in answer.text


async def test_form__a_name_of_several_places_asks_which(node: Served, ada: Browser):
    desk = f"/desk/of/{name(node)}"
    await ada.open(f"{desk}/new/offer")
    await ada.submit(f"{desk}/new/offer", do="publish", name="Une offre", territory="Saint-Denis")
    assert "désigne plusieurs lieux" in ada.text
    assert "Saint-Denis (Seine-Saint-Denis)" in ada.text
    await ada.submit(f"{desk}/new/offer", do="publish", territory="Saint-Denis (Seine-Saint-Denis)")
    assert "C'est publié" in ada.text
    (item,) = (await node.get("/directory.json?kind=offer")).json["items"]
    assert item["areaServed"] == ["territory:fr/commune/93066"]


async def test_sharing__one_answer_sets_all_and_is_obeyed(node: Served, ada: Browser):
    desk = f"/desk/of/{name(node)}"
    await ada.open(f"{desk}/new/request")
    await ada.submit(f"{desk}/new/request", do="publish", name="Un local", sharing="private")
    assert "C'est publié" in ada.text
    assert (await node.get("/directory.json?kind=request")).json["total"] == 0
    await ada.open(desk)
    assert "Nous seuls" in ada.text


async def test_profile__first_run_tells_what_is_missing_until_it_is_there(node: Served, ada: Browser):
    desk = f"/desk/of/{name(node)}"
    await ada.open(desk)
    assert "ce que vous faites" in ada.text
    await ada.open(f"{desk}/record/profile/edit")
    await ada.submit(
        f"{desk}/record/profile/edit",
        do="publish",
        content="Nous livrons à vélo.",
        territory="Métropole Européenne de Lille",
        contact="bonjour@pedales.example",
        **{"location.city": "Lille", "identifiers.siren": ""},
    )
    assert "C'est modifié" in ada.text
    assert "Pour commencer" not in ada.text
    profile = (await node.get(node.me)).json
    assert "Nous livrons à vélo." in profile["summary"]
    assert profile["areaServed"] == ["territory:fr/epci/200093201"]


async def test_confirm__asked_after_a_year_and_answered_in_one_click(node: Served, ada: Browser):
    desk = f"/desk/of/{name(node)}"
    said = await node.say(name="Une vieille offre")
    await ada.open(desk)
    assert "Toujours vrai ?" not in ada.text
    node.ground.clock.at += 366 * 86_400
    again = await signed_in(node, "bob@pedales.example", role="administrator")
    await again.open(desk)
    assert "Toujours vrai ?" in again.text
    await again.submit(f"{desk}/record/{said.id.rpartition('/')[2]}/confirm")
    assert "toujours vrai" in again.text
    assert "Toujours vrai ?" not in again.text
    assert (await node.get(said.id)).json["lastConfirmed"] > "2027"


async def test_edit__what_the_form_does_not_ask_stays(node: Served, ada: Browser):
    said = await node.say(
        name={"fr": "Une offre", "en": "An offer", "nl": "Een aanbod"},
        content={"fr": "Texte", "en": "Text"},
        quantity={"amount": "3", "unit": "kg"},
        location={"name": "Dépôt", "city": "Lille", "latitude": 50.63, "longitude": 3.05},
        license="ODbL-1.0",
    )
    before = (await node.get(said.id)).json
    desk, ulid = f"/desk/of/{name(node)}", said.id.rpartition("/")[2]
    await ada.open(f"{desk}/record/{ulid}/edit")
    await ada.submit(f"{desk}/record/{ulid}/edit", do="publish")
    assert "C'est modifié" in ada.text
    after = (await node.get(said.id)).json

    same = set(before) - {"updated", "proof"}
    assert {key: after.get(key) for key in same} == {key: before[key] for key in same}


async def test_event__hours_are_kept_with_their_zone(node: Served, ada: Browser):
    desk = f"/desk/of/{name(node)}"
    await ada.open(f"{desk}/new/event")
    await ada.submit(
        f"{desk}/new/event", do="publish", name="Assemblée", starts="2027-06-30T18:30", timezone="Europe/Paris"
    )
    assert "C'est publié" in ada.text
    (item,) = (await node.get("/directory.json?kind=event")).json["items"]
    assert item["startTime"] == "2027-06-30T18:30:00+02:00"


@pytest.mark.parametrize("kind", ["report", "profile", "listing", "rubbish", "../x"])
async def test_new__a_kind_that_is_not_written_here(node: Served, ada: Browser, kind: str):
    assert (await ada.open(f"/desk/of/{name(node)}/new/{kind}")).status == 404


@pytest.mark.parametrize(
    "evil", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "]]>&\x00"]
)
async def test_form__what_is_typed_never_becomes_markup(node: Served, ada: Browser, evil: str):
    desk = f"/desk/of/{name(node)}"
    await ada.open(f"{desk}/new/offer")
    fields = {field: evil for field in ("name", "content", "territory", "location.city", "price.amount", "deadline")}
    answer = await ada.submit(f"{desk}/new/offer", do="preview", **fields)
    assert answer.status in (200, 422)
    assert "<script>alert" not in answer.text and "<img src=x" not in answer.text and "49" not in ada.text
    answer = await ada.submit(
        f"{desk}/new/offer", do="preview", territory="", deadline="", **{"price.amount": "", "location.city": ""}
    )
    assert answer.status == 200
    assert "<script>alert" not in answer.text and "<img src=x" not in answer.text
