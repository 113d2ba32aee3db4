"""Themes of the catalogue have accounts as territories have: they tell of stories about their practices, once."""

from __future__ import annotations

import orjson
import pytest

from node.announcers.serving import serve, unserve, unserve_all
from node.announcers.subject import subject_called, subject_named, subject_of, themes_of
from node.announcers.themes import themes_chosen, themes_listed
from node.announcers.waking import Waker
from node.errors import Missing, NodeError
from node.store import actors, follows, towns
from tests.node.announcers.town_world import CLEF, LILLE, VILLE, announced, said, to, told, town
from tests.node.ground import Ground

G, D = "theme-G", "theme-D"
STORY = {"kind": "story", "name": "Comment nous avons voté", "content": "Pas à pas."}


async def test_announce__a_story_is_told_once_by_each_theme_of_its_practices(ground: Ground) -> None:
    for slug in (G, D, "theme-V"):
        town(ground, slug, CLEF)
    story = ground.say(**STORY, practice=["G01", "G11", "D03"]).id

    first, again = said(ground), said(ground)

    assert first == [(name, "Announce", "Create", story) for name in ("theme_d", "theme_g")]
    assert again == []
    assert len(told(ground, story)) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"practice": "V01"},
        {"practice": "G01", "visibility": "network"},
        {"practice": "G01", "visibility": "followers"},
        {"practice": "G01", "visibility": "private"},
        {"practice": "G01", "policy": "network-only"},
        {"practice": "G01", "kind": "practice"},
    ],
)
async def test_announce__nothing_else_and_nothing_that_may_not_leave(ground: Ground, other: dict[str, object]) -> None:
    town(ground, G, CLEF)
    ground.say(**{**STORY, **other})

    assert [each for each in said(ground) if each[0] == "theme_g"] == []


async def test_announce__an_edit_a_change_of_theme_and_a_withdrawal(ground: Ground) -> None:
    for slug in (G, D):
        town(ground, slug, CLEF, VILLE)
    story = ground.say(**STORY, practice="G01").id
    assert [kind for _, _, kind, _ in said(ground)] == ["address", "Create"]

    ground.clock.at += 60
    ground.say(**{**STORY, "id": story, "practice": "D03"})
    moved = {(actor, verb) for actor, verb, _, _ in said(ground)}
    ground.clock.at += 60
    ground.withdraw(story)
    gone = [each for each in announced(ground) if isinstance(each["object"], dict)]

    assert moved >= {("theme_d", "Announce"), ("theme_g", "Undo")}
    passed = [each for each in gone if each["object"]["type"] == "Delete"]
    assert [(each["actor"].rpartition("/")[2], each["object"]["object"]) for each in passed] == [("theme_d", story)]
    assert to(ground, CLEF, passed[0]) and to(ground, VILLE, passed[0])
    assert told(ground, story) == {}


async def test_news__over_the_limit_the_rest_is_one_note_on_the_theme(ground: Ground) -> None:
    id = town(ground, G, VILLE)
    limit = ground.home.settings.territory_told_per_hour
    for number in range(limit + 2):
        ground.say(**{**STORY, "name": f"Récit {number}", "practice": "G01"})
    pointed = [each for each in announced(ground) if isinstance(each["object"], str)]
    hour = towns.hour(ground.db, id)
    ground.clock.at += 3_601
    ground.say(**{**STORY, "name": "Le suivant", "practice": "G01"})

    notes = [each["object"] for each in announced(ground) if each["type"] == "Create"]

    assert len(pointed) == limit and hour is not None and hour.held == 2
    assert "2 récits de plus sur le thème « Gouvernance inclusive »" in notes[0]["contentMap"]["fr"]
    assert '2 more stories on the theme "Inclusive governance"' in notes[0]["contentMap"]["en"]
    assert "/practices#G" in notes[0]["content"]


async def test_wake__says_what_it_is_in_both_languages_and_has_keys_when_first_asked_for(ground: Ground) -> None:
    ground.say(**STORY, practice="G01")
    serve(ground.db, ground.home, [G])
    assert not towns.any_awake(ground.db)

    waker = Waker(ground.home, ground.store)
    assert await waker.wake("theme_g") and not await waker.wake("theme_d")

    actor = actors.named(ground.db, "theme_g")
    assert actor is not None and actor.kind in actors.GROUPS
    document = orjson.loads(actor.document)
    assert (document["type"], document["preferredUsername"]) == ("Group", "theme_g")
    assert document["nameMap"]["en"] == "Stories of practices: Inclusive governance"
    assert "n'écrit rien lui-même" in document["summaryMap"]["fr"] and "1 récit." in document["summaryMap"]["fr"]
    assert document["theme"] == "charter:G"
    assert document["url"].endswith("/practices#G")
    assert document["proof"]["verificationMethod"] == f"{actor.id}#ed25519-key"
    assert [each.name for each in actors.every(ground.db)] == ["pedales"]


async def test_names__a_readable_one_in_each_language_and_none_that_a_place_has(ground: Ground) -> None:
    vocabulary = ground.home.vocabulary

    for theme in themes_of(vocabulary):
        assert subject_of(theme.slug, vocabulary) == theme == subject_named(theme.name, vocabulary)
        assert [subject_called(alias, vocabulary) for alias in theme.aliases] == [theme, theme]
    governance = subject_of(G, vocabulary)
    assert governance is not None
    assert governance.aliases == ("theme_gouvernance_inclusive", "theme_inclusive_governance")
    assert subject_named("theme_x", vocabulary) is subject_of("theme-x", vocabulary) is None


async def test_serving__themes_and_territories_apart(ground: Ground) -> None:
    serve(ground.db, ground.home, [LILLE, *themes_chosen(ground.home, "all")])
    served = [each.subject.slug for each in themes_listed(ground.db, ground.home.vocabulary)]
    unserve_all(ground.db, ground.home)

    assert len(served) == len(themes_of(ground.home.vocabulary))
    assert not towns.is_served(ground.db, LILLE)
    assert towns.is_served(ground.db, G)


@pytest.mark.parametrize(
    "said", ["G", "g", "theme-G", "@theme_g@annuaire.example", "Gouvernance inclusive", "theme_inclusive_governance"]
)
async def test_chosen__however_it_is_said(ground: Ground, said: str) -> None:
    assert themes_chosen(ground.home, said) == [G]


async def test_chosen__what_is_none_is_told_with_those_that_are(ground: Ground) -> None:
    with pytest.raises(Missing) as caught:
        themes_chosen(ground.home, "cuisine")

    assert "G (Gouvernance inclusive)" in caught.value.public.fr
    with pytest.raises(NodeError):
        unserve(ground.db, ground.home, [G])


async def test_unserve__lets_its_followers_go(ground: Ground) -> None:
    id = town(ground, G, CLEF)

    assert unserve(ground.db, ground.home, [G]) == 1
    assert follows.count_followers(ground.db, id) == 0
    ground.say(**STORY, practice="G01")
    assert said(ground) == []
