"""Goals at the desk: set, reached, given up, moved, looked back on; and nobody else's."""

from __future__ import annotations

import pytest

from node.store import assessments, goals
from node.store.assessments import Saved
from node.store.goals import Goal
from tests.node.web.desk.browser import Browser, signed_in
from tests.node.web.served import BROWSER, Served

DESK = "/desk/of/pedales/progress"
GOOD = {"practice": "G01", "level": "1", "aim": "3", "due": "2027-06-30", "who": "Zoé Canari", "help": ""}
CANARY = "Une relecture des statuts par une juriste-canari"


@pytest.fixture
async def ada(node: Served) -> Browser:
    saved = Saved("G01", node.ground.home.vocabulary.charter.version, {"level": 1, "reason": "x"}, "a", "2026-11-01")
    await node.write(assessments.keep, node.me, saved)
    return await signed_in(node, "ada@pedales.example", roles={node.me: "editor"})


async def held(node: Served) -> list[Goal]:
    return await node.inside.store.reading(goals.each, node.me)


async def test_goal__set_from_a_practice_and_followed_up(node: Served, ada: Browser) -> None:
    await ada.open(f"{DESK}?practice=G01")
    await ada.submit(DESK, do="set", due="2027-06-30", who="Zoé Canari")
    assert "L'objectif est noté" in ada.text and "S'en occupe : Zoé Canari." in ada.text
    assert "pour le 30 juin 2027" in ada.text
    (goal,) = await held(node)
    assert (goal.practice, goal.level, goal.aim, goal.request) == ("G01", 1, 3, None)

    await ada.submit(DESK, do="move", due="2027-09-30", reason="La juriste part.")
    assert "Déplacé du 30 juin 2027 au 30 septembre 2027. La juriste part." in ada.text
    await ada.submit(DESK, do="give_up", reason="")
    assert ada.page is not None and ada.page.status == 422 and "il manque la raison" in ada.text
    await ada.submit(DESK, do="done", reason="Une soirée a suffi.")
    assert "Bravo" in ada.text and "Aucun objectif ouvert" in ada.text

    await ada.open(f"{DESK}/review")
    for said in (
        "bilan 2026",
        "Zoé Canari",
        "Une soirée a suffi.",
        "Déplacé du 30 juin 2027",
        "Aucun objectif en cours",
    ):
        assert said in ada.text


WRONG = (
    ({"due": "2020-01-01"}, "Pour quand : cette date est passée"),
    ({"due": "demain"}, "Pour quand : ce n'est pas une date"),
    ({"due": "2099-01-01"}, "Pour quand : cette date est dans plus de 10 ans"),
    ({"level": "7"}, "Où vous en êtes : ce n'est pas un niveau"),
    ({"aim": "1"}, "Où vous voulez arriver : le niveau visé n'est pas au-dessus du départ"),
    ({"aim": "5"}, "Où vous voulez arriver : ce n'est pas un niveau"),
    ({"practice": "Z99"}, "Pratique : aucune pratique du catalogue"),
    ({"publish": "1"}, "L'aide que vous cherchez : rien ne dit quelle aide"),
    ({"who": "x" * 201}, "Qui s'en occupe : ce texte est trop long"),
)


async def test_goal__what_is_wrong_is_said_and_nothing_lost(node: Served, ada: Browser) -> None:
    await ada.open(DESK)
    for typed, fault in WRONG:
        await ada.submit(DESK, do="set", **(GOOD | typed))

        assert ada.page is not None and ada.page.status == 422 and fault in ada.text and "Il faut" in ada.text
        again = dict(ada.form(DESK, "set")["fields"])
        for name in {"who", "due", "aim", "practice"} - set(typed):
            assert again[name] == GOOD[name], (typed, name)
    assert not await held(node)


async def test_goal__twice_is_refused(node: Served, ada: Browser) -> None:
    for _ in range(2):
        await ada.open(DESK)
        await ada.submit(DESK, do="set", **GOOD)

    assert "vous avez déjà un objectif ouvert pour cette pratique" in ada.text and len(await held(node)) == 1


async def test_goal__help_is_published_only_if_one_wishes(node: Served, ada: Browser) -> None:
    await ada.open(DESK)
    await ada.submit(DESK, do="set", **(GOOD | {"help": CANARY}))
    assert (await node.get("/directory.json?kind=request")).json["total"] == 0
    await ada.submit(DESK, do="done")
    await ada.submit(DESK, do="set", **(GOOD | {"help": CANARY, "publish": "1"}))

    (item,) = (await node.get("/directory.json?kind=request")).json["items"]
    assert CANARY in item["content"] and item["name"] == "Cherche de l'aide : Statut démocratique"
    assert item["practice"] == "charter:G01" and "Zoé Canari" not in str(item)


async def test_goal__closing_it_withdraws_its_request_unless_one_says_no(node: Served, ada: Browser) -> None:
    found = []
    for close in ({"do": "done"}, {"do": "give_up", "reason": "Plus de temps."}, {"do": "done", "withdraw": []}):
        await ada.open(DESK)
        await ada.submit(DESK, do="set", **(GOOD | {"help": CANARY, "publish": "1"}))
        assert "La demande publiée" in ada.text and "Retirer aussi la demande" in ada.text
        # What is wrong loses nothing of what was chosen.
        await ada.submit(DESK, do="give_up", reason="", withdraw="1")
        assert dict(ada.form(DESK, "give_up")["fields"])["withdraw"] == "1"
        await ada.submit(DESK, **close)
        assert ("la demande d'aide est retirée" in ada.text) == ("withdraw" not in close)
        found.append((await held(node))[-1].request)
        node.ground.clock.at += 60

    assert [(await node.get(str(each))).status for each in found] == [410, 410, 200]
    assert (await ada.open(f"{DESK}/review")).status == 200
    assert ada.text.count("Elle cherche encore de l'aide") == 1 and str(found[2]) in ada.page.text


async def test_goal__says_that_its_request_ran_out_or_was_withdrawn(node: Served, ada: Browser) -> None:
    await ada.open(DESK)
    await ada.submit(
        DESK, do="set", **(GOOD | {"help": CANARY, "publish": "1", "due": node.ground.home.now_iso()[:10]})
    )
    (goal,) = await held(node)
    await ada.submit(DESK, do="move", due="2027-09-30")
    node.ground.clock.at += 86_400

    await ada.open(DESK)
    assert "Elle n'est plus ouverte" in ada.text and "Changer sa date" in ada.text
    await node.withdraw(str(goal.request))
    await ada.open(DESK)
    assert "a été retirée" in ada.text and "Retirer aussi" not in ada.text
    await ada.submit(DESK, do="done")

    assert "Bravo, c'est noté." in ada.text


async def test_goals__stay_with_their_people(node: Served, ada: Browser) -> None:
    await ada.open(DESK)
    await ada.submit(DESK, do="set", **(GOOD | {"help": CANARY}))
    panier = await node.add("panier")
    eve = await signed_in(node, "eve@panier.example", roles={panier: "editor"})
    (goal,) = await held(node)

    for path in ("", "/review", "/G01"):
        assert (await eve.open(f"{DESK}{path}")).status in (403, 404)
    # With her own organisation's address and another's goal.
    await eve.open("/desk/of/panier/progress")
    csrf = dict(eve.form("/desk/of/panier/progress", "set")["fields"])["csrf"]
    for do in ("done", "give_up", "move"):
        said = {"csrf": csrf, "do": do, "goal": str(goal.num), "reason": "x", "due": "2028-01-01"}
        assert (await eve.send("/desk/of/panier/progress", said)).status == 404
    assert await held(node) == [goal]
    reader = await signed_in(node, "rob@pedales.example", roles={node.me: "reader"})
    assert CANARY in (await reader.open(DESK)).text and "Se donner un objectif" not in reader.text
    for address in (
        "/directory.json",
        "/directory",
        node.me,
        f"{node.me}/outbox?page=true",
        "/directory.csv",
        "/about",
    ):
        found = await node.get(address, BROWSER if address in ("/directory", "/about") else None)
        assert "anari" not in found.text, address
