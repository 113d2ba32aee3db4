"""A first report, as a newcomer makes it without JavaScript: answered, kept, completed, published, and replaced."""

from __future__ import annotations

from typing import Any

import pytest

from node.store import assessments, memberships, records
from node.store.connection import Db
from tests.node.web.desk.browser import Browser, signed_in
from tests.node.web.served import Served
from vocab.charter import Charter

DESK = "/desk/of/pedales/practices"
N = len(Charter.load().first)
PAGE = "https://pedales.example/statuts"


@pytest.fixture
async def ada(node: Served) -> Browser:
    return await signed_in(node, "ada@pedales.example", roles={node.me: "editor"})


async def answer(browser: Browser, practice: str, do: str = "next", walk: str = "first", **typed: Any) -> int:
    await browser.open(f"{DESK}/{practice}?in={walk}")
    return (await browser.submit(f"{DESK}/{practice}?in={walk}", do=do, **typed)).status


def shown(url: str = PAGE, kind: str = "STAT") -> dict[str, str]:
    return {"evidence.0.kind": kind, "evidence.0.url": url}


async def newest(node: Served) -> dict[str, Any]:
    (item,) = (await node.get("/directory.json?kind=report")).json["items"]
    return item  # type: ignore[no-any-return]


async def test_first_report__one_question_is_enough_to_publish(node: Served, ada: Browser):
    await ada.open(DESK)
    assert f"{N} questions pour commencer" in ada.text and "Toutes les questions" not in ada.text
    (begin,) = [link for link in ada.links() if "?in=first" in link and "G01" in link][:1]
    await ada.open(begin)
    assert f"Question 1 sur {N}" in ada.text and "Combien de voix" in ada.text

    await ada.submit(begin, do="next", level="2", reason="Les collèges votent déjà.")
    assert f"Question 2 sur {N}" in ada.text and f"1 réponse sur {N}, 0 avec une preuve" in ada.text
    await ada.submit(ada.address, do="stop")
    assert "Vos réponses sont gardées ici" in ada.text
    await ada.open(f"{DESK}/publish")
    assert "Publiées pour tout le monde" in ada.text and "Statut démocratique" in ada.text
    # One answer is looked at again, and the way leads back.
    await ada.open(f"{DESK}/G01?in=publish")
    await ada.submit(f"{DESK}/G01?in=publish", do="next")
    assert ada.address == f"{DESK}/publish"
    assert "1 réponse sur vos pratiques n'est pas encore publiée" in (await ada.open("/desk/of/pedales")).text.replace(
        "&#39;", "'"
    )
    await ada.open(f"{DESK}/publish")
    await ada.submit(DESK, do="publish", introduction="Rempli à six autour d'une table.")

    assert "Votre bilan de pratiques est publié" in ada.text and "Toutes les questions, par thème" in ada.text
    report = await newest(node)
    assert [(each["practice"], each["level"], each["reason"]) for each in report["answers"]] == [
        ("charter:G01", 2, "Les collèges votent déjà.")
    ]
    assert report["nameMap"] == {"fr": "Nos pratiques, novembre 2026", "en": "Our practices, November 2026"}
    assert report["validUntil"] == "2028-05-23" and "supersedes" not in report
    assert "Rempli à six autour" in report["content"] and "Statut démocratique" in report["content"]
    assert "Democratic statutes" in report["contentMap"]["en"]


async def test_question__what_lacks_something_is_said_beside_it_and_kept(node: Served, ada: Browser):
    status = await answer(ada, "G01", level="3", reason="Écrit en 2019")

    assert status == 422 and "Le niveau 3 demande une preuve au moins" in ada.text
    assert 'id="a-evidence-wrong-1"' in ada.page.text and 'href="#q-evidence"' in ada.page.text  # type: ignore[union-attr]
    assert "Écrit en 2019" in ada.text and "Ce que vous avez écrit est gardé" in ada.text
    kept = await node.inside.store.reading(assessments.find, node.me, "G01")
    assert kept is not None and kept.answer["level"] == 3
    await ada.open(DESK)
    assert "Une réponse à compléter" in ada.text and f"{DESK}/publish" not in ada.links()
    assert (await ada.open(f"{DESK}/publish")).status == 404

    assert await answer(ada, "G01", **shown()) == 200
    assert f"Question 2 sur {N}" in ada.text and "1 avec une preuve" in ada.text
    assert await answer(ada, "G01", level="4") == 422
    assert "une preuve que vous n'avez pas faite vous-mêmes" in ada.text
    assert await answer(ada, "G01", **shown(kind="REV")) == 200
    assert await answer(ada, "G03", level="na") == 422 and "demande une raison" in ada.text
    assert (await ada.submit(f"{DESK}/G03?in=first", do="later")).status == 200


BAD: tuple[tuple[dict[str, str], str], ...] = (
    ({"level": "9"}, "n'est pas un niveau"),
    ({"level": "moyen"}, "n'est pas un niveau"),
    ({"level": "", "reason": "sans niveau"}, "aucun niveau n'est choisi"),
    ({"level": "2", **shown("pas un lien")}, "n'est pas une adresse"),
    ({"level": "2", **shown("javascript:alert(1)")}, "n'est pas une adresse"),
    ({"level": "2", **shown("https://192.168.1.4/statuts")}, "n'est pas publique"),
    ({"level": "2", **shown("http://[::1]/statuts")}, "n'est pas publique"),
    ({"level": "2", **shown("http://2130706433/")}, "n'est pas publique"),
    ({"level": "2", **shown("https://nas.local/statuts")}, "n'est pas publique"),
    ({"level": "2", **shown("https://ada:secret@coop.example/statuts")}, "porte un nom ou un mot de passe"),
    ({"level": "2", **shown("ftp://coop.example/statuts")}, "n'est pas une adresse"),
    ({"level": "2", **shown(), "evidence.0.digest": "abc"}, "n'est pas une empreinte SHA-256"),
    ({"level": "2", "evidence.0.digest": "", "date": "demain"}, "n'est pas une date"),
    ({"level": "2", "date": "", "visibility": "tous"}, "« tous » n'est pas"),
    ({"level": "2", "visibility": "public", "charter": "1.0"}, "le catalogue a changé"),
)


async def test_question__bad_input_is_refused_with_its_fix_and_kept_as_typed(ada: Browser):
    for typed, said in BAD:
        assert await answer(ada, "G01", **typed) == 422, typed

        assert said.casefold() in ada.text.casefold() and "Il faut :" in ada.text, typed
        kept = [value for name, value in typed.items() if name not in ("level", "visibility", "charter")]
        assert all(value in ada.page.text for value in kept), typed  # type: ignore[union-attr]


async def test_question__of_no_practice__and_in_english(ada: Browser):
    assert (await ada.open(f"{DESK}/Z99")).status == 404
    assert "Aucune pratique du catalogue ne porte ce code" in ada.text

    await ada.open(f"{DESK}/G01?in=first", "en")

    assert f"Question 1 of {N}" in ada.text and "Which sentence is most like you?" in ada.text


async def test_next_report__begins_with_the_last_and_replaces_it(node: Served, ada: Browser):
    await answer(ada, "G01", level="1")
    await answer(ada, "D01", walk="D", level="2")
    await ada.open(f"{DESK}/publish")
    await ada.submit(DESK, do="publish")
    first = await newest(node)
    node.ground.clock.at += 86_400

    await ada.open(f"{DESK}/G01?in=G")
    assert 'value="1" checked' in ada.page.text  # type: ignore[union-attr]
    await answer(ada, "G01", walk="G", level="2")
    await ada.open(f"{DESK}/publish")
    assert "Il remplace le bilan précédent" in ada.text
    await ada.submit(DESK, do="publish")

    second = await newest(node)
    assert second["supersedes"] == first["id"] and len(second["answers"]) == 2
    assert (await node.get(first["id"])).status == 200
    for least, total in ((2, 1), (3, 0)):
        found = await node.get(f"/directory.json?kind=organization&practice=G01&min_level={least}")
        assert found.json["total"] == total
    assert "Bilans précédents" in ada.text


async def test_visibility__each_answer_for_whom_it_is(node: Served, ada: Browser):
    reseau = await node.add("reseau", "network")
    other = await node.add("autre", "network")
    for network in (reseau, other):
        await node.write(memberships.put, network, node.me, "https://x.example/join", "accepted", "2026-11-23")
    for practice, who in (("G01", "public"), ("V01", "network"), ("D01", "statistics"), ("C01", "private")):
        await answer(ada, practice, walk=practice[0], level="1", reason=f"canari {who}", visibility=who)
    await ada.open(f"{DESK}/publish")
    assert "Quels réseaux peuvent compter" in ada.text
    await ada.submit(DESK, do="publish", network=[reseau])

    held = await node.inside.store.reading(_reports)
    assert {tuple(each["to"]): _said(each) for each in held} == {
        ("https://www.w3.org/ns/activitystreams#Public",): ["canari public"],
        (f"{other}/members", f"{reseau}/members"): ["canari network"],
        (reseau,): ["canari statistics"],
    }
    await ada.open(DESK)
    assert "Reprendre ces réponses" in ada.text
    await ada.submit(DESK, do="take_back")
    assert "il est demandé aux réseaux de les effacer" in ada.text
    assert "canari statistics" not in str(await node.inside.store.reading(_reports))


async def test_file__published_elsewhere_is_where_the_desk_goes_on(node: Served, ada: Browser):
    await answer(ada, "V01", walk="V", level="1")
    await node.say(kind="report", name="Bilan", answers=[{"practice": "Statut démocratique", "level": 2}])

    await ada.open(f"{DESK}/G01")

    assert 'value="2" checked' in ada.page.text  # type: ignore[union-attr]
    found = await node.inside.store.reading(assessments.each, node.me)
    assert set(found) == {"G01", "V01"} and found["V01"].report is None

    # So is one that was published before answers were kept.
    await node.write(_forget_all)
    assert 'value="2" checked' in (await ada.open(f"{DESK}/G01")).text
    await answer(ada, "V01", walk="V", level="1")
    await ada.open(f"{DESK}/G01?in=G")
    assert 'value="2" checked' in ada.page.text  # type: ignore[union-attr]
    await ada.submit(f"{DESK}/G01?in=G", do="drop")
    assert set(await node.inside.store.reading(assessments.each, node.me)) == {"V01"}


def _forget_all(db: Db) -> None:
    db.execute("DELETE FROM assessment_answers")


def _reports(db: Db) -> list[dict[str, Any]]:
    return [records.document(db, each.num) for each in records.each(db) if each.kind == "PracticeReport"]


def _said(document: dict[str, Any]) -> list[str]:
    return [str(each.get("reason")) for each in document["answers"]]
