"""Looking again: an editor has the website and the code that the profile declares looked at, at most once an hour."""

from __future__ import annotations

import pytest

from node.store import assessments, looked, sites
from node.store.looked import REPOSITORY
from node.store.sites import Site
from tests.node.web.desk.browser import Browser, signed_in
from tests.node.web.served import Served

DESK = "/desk/of/pedales/practices"
CODE = "https://forge.example/velo"
SITE = "https://velo.example/"


@pytest.fixture
async def ada(node: Served) -> Browser:
    return await signed_in(node, "ada@pedales.example", roles={node.me: "editor"})


async def declare(node: Served, **declared: object) -> None:
    node.ground.clock.at += 60
    await node.say(kind="profile", name="Les Pédales", **declared)
    # As the worker does when it is woken.
    await node.inside.looking.decide()


async def look(ada: Browser, practice: str, **typed: str) -> int:
    await ada.open(f"{DESK}/{practice}?in={practice[0]}")
    form = ada.form(f"{DESK}/{practice}?in={practice[0]}", "next")
    kept = [(name, value) for name, value in form["fields"] if name not in typed]
    return (await ada.send(form["action"], [*kept, *typed.items(), ("do", "look")])).status


def due(node: Served) -> tuple[float | None, float | None]:
    """When the website and the code are looked at next."""
    site, code = sites.find(node.ground.db, "velo.example"), looked.find(node.ground.db, REPOSITORY, CODE)
    return site and site.next_check, code and code.next_check


async def test_look__both_are_due_at_once_and_the_answer_is_kept(node: Served, ada: Browser) -> None:
    await declare(node, website=SITE, repository=CODE)
    later = node.ground.clock.at + 1_000_000
    await node.write(looked.hurry, REPOSITORY, CODE, 0.0)
    code = looked.find(node.ground.db, REPOSITORY, CODE)
    assert code is not None
    await node.write(looked.keep, looked.Looked(REPOSITORY, CODE, "2026-11-22T10:00:00.000Z", None, "none", "", later))

    await ada.open(f"{DESK}/C01")
    assert (
        "aucun fichier de licence n'a été trouvé" in ada.text and CODE in ada.text and "Regarder maintenant" in ada.text
    )
    assert await look(ada, "C01", level="2") == 200

    assert "Ce nœud va regarder bientôt" in ada.text and "revenez sur cette page" in ada.text
    assert "Regarder maintenant" not in ada.text and "dans 60 minutes" in ada.text
    assert all(moment is not None and moment <= node.ground.clock.at for moment in due(node))
    kept = await node.inside.store.reading(assessments.find, node.me, "C01")
    assert kept is not None and kept.answer["level"] == 2
    assert sites.is_wanted(node.ground.db, "velo.example")


async def test_look__once_an_hour_for_all_that_an_organisation_declares(node: Served, ada: Browser) -> None:
    await declare(node, website=SITE, repository=CODE)
    assert await look(ada, "D05") == 200
    await node.write(sites.keep, Site("velo.example", SITE, next_check=9e9))

    node.ground.clock.at += 3_540
    assert await look(ada, "T02") == 200
    assert "a regardé il y a moins d'une heure" in ada.text and "dans 1 minute." in ada.text
    assert due(node)[0] == 9e9

    node.ground.clock.at += 60
    assert await look(ada, "T02") == 200
    assert due(node)[0] == node.ground.clock.at


AT_NOTHING: tuple[tuple[str, dict[str, str], str], ...] = (
    ("D05", {}, "ne déclare pas de site"),
    ("T02", {"website": "https://www.facebook.com/"}, "ou un site que beaucoup partagent"),
    ("C01", {"website": SITE}, "ne dit pas où se lit le code"),
)


async def test_look__at_nothing_and_not_for_other_questions(node: Served, ada: Browser) -> None:
    for practice, declared, said in AT_NOTHING:
        await declare(node, **declared)

        await ada.open(f"{DESK}/{practice}")
        assert said in ada.text and "Regarder maintenant" not in ada.text
        assert await look(ada, practice) == 404
    assert await look(ada, "G01") == 404
    assert looked.asked(node.ground.db, node.me) is None


async def test_said__a_page_that_could_not_be_read(node: Served, ada: Browser) -> None:
    await declare(node, website=SITE)
    tried = "2026-11-22T10:00:00.000Z"
    page = sites.Page("2026-11-01T10:00:00.000Z", ("stats.example",), None)
    for seen, before in ((None, False), (page, True)):
        await node.write(sites.keep, Site("velo.example", SITE, page=seen, tried=tried))
        await ada.open(f"{DESK}/D05", "en")
        assert "Tried on 22 November 2026: the page could not be read" in ada.text
        assert ("stats.example" in ada.text) == before

    await node.write(sites.keep, Site("velo.example", SITE, page=page, tried=page.on))
    await ada.open(f"{DESK}/D05", "en")
    assert "could not be read" not in ada.text and "read on 1 November 2026" in ada.text
