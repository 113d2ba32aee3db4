"""What followers without our namespace hear: little at a time, the rest in one note when the hour is over."""

from __future__ import annotations

from node.announcers.news import HOUR_S
from node.announcers.worker import _owes, _sum_up
from node.publishing import publish
from node.store import towns
from tests.node.announcers.town_world import CLEF, LILLE, VILLE, announced, to, town
from tests.node.ground import Document, Ground

LISTING = {
    "kind": "listing",
    "name": "La Clef",
    "organization": {"name": "La Clef", "website": "https://laclef.example/"},
    "source": "Annuaire de l'union",
    "legal_basis": "legitimate interest",
    "objections": "contact@example.org",
    "territory": [LILLE],
}


def heard_by_ville(ground: Ground) -> list[Document]:
    return [each for each in announced(ground) if to(ground, VILLE, each)]


def summed_up(ground: Ground) -> list[Document]:
    before = len(ground.entries())
    if _owes(ground.db, ground.home):
        _sum_up(ground.db, ground.home)
    return [ground.activity(each.id) for each in ground.entries()[before:]]


async def test_news__at_most_so_many_an_hour_then_one_note(ground: Ground) -> None:
    id = town(ground, LILLE, CLEF, VILLE)
    limit = ground.home.settings.territory_told_per_hour
    offers = [ground.say(territory=[LILLE], name=f"Offre {number}").id for number in range(limit + 5)]

    heard = heard_by_ville(ground)

    assert [each["object"] for each in heard if isinstance(each["object"], str)] == offers[:limit]
    hour = towns.hour(ground.db, id)
    assert hour is not None
    assert (hour.told, hour.held) == (limit, 5)
    assert summed_up(ground) == []

    ground.clock.at += HOUR_S
    (note,) = summed_up(ground)

    content = note["object"]["contentMap"]  # type: ignore[index]
    assert "5 nouveautés de plus pour Lille" in content["fr"] and "5 more changes for Lille" in content["en"]
    assert all(offer in content["fr"] for offer in offers[limit:])
    assert to(ground, VILLE, note) and not to(ground, CLEF, note)
    assert summed_up(ground) == []


async def test_news__peers_that_speak_our_namespace_hear_all(ground: Ground) -> None:
    town(ground, LILLE, CLEF)
    for number in range(ground.home.settings.territory_told_per_hour + 5):
        ground.say(territory=[LILLE], name=f"Offre {number}")

    assert len(announced(ground)) == ground.home.settings.territory_told_per_hour + 5


async def test_news__the_next_hour_begins_with_the_sum_of_the_last(ground: Ground) -> None:
    town(ground, LILLE, VILLE)
    for number in range(ground.home.settings.territory_told_per_hour + 1):
        ground.say(territory=[LILLE], name=f"Offre {number}")
    announced(ground)
    ground.clock.at += HOUR_S
    offer = ground.say(territory=[LILLE], name="Une heure après").id

    note, address, activity = announced(ground)

    assert "1 nouveauté de plus" in note["object"]["contentMap"]["fr"]  # type: ignore[index]
    assert address["object"] == offer
    assert activity["object"]["type"] == "Create"  # type: ignore[index]


async def test_news__listings_come_in_the_sum_alone(ground: Ground) -> None:
    town(ground, LILLE, CLEF, VILLE)
    listing = publish(ground.db, ground.home, ground.me, LISTING).id

    (passed,) = announced(ground)
    assert to(ground, CLEF, passed) and not to(ground, VILLE, passed)

    ground.clock.at += HOUR_S
    (note,) = summed_up(ground)
    assert listing in str(note["object"])


async def test_news__an_edit_of_what_they_never_saw_says_nothing(ground: Ground) -> None:
    offer = ground.say(territory=[LILLE]).id
    ground.clock.at += 60
    town(ground, LILLE, VILLE)
    ground.clock.at += 60
    ground.say(id=offer, name="Autrement", territory=[LILLE])

    assert heard_by_ville(ground) == []
