"""Duplicates: what looks like one organisation, why, and for whom; and that somebody may say it is not."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from node import duplicates, shelving
from node.duplicates import Group
from node.errors import Missing, NodeError
from node.reader import Reader
from node.store import organizations
from node.store.organizations import MAX_ALIKE
from tests.node.ground import Ground, Peer
from tests.node.test_recognizing import LILLE, LISTER, clef, drain, listing, profile
from tests.vocabulary import VOCABULARY

OTHER = Peer("https://carte.example/actors/carte", seed=5)
ARRAS = {"type": "Place", "name": "Arras", "within": ["territory:fr/commune/62041"]}
SIREN = [{"type": "PropertyValue", "propertyID": "siren", "value": "732829320"}]
SIRET = [{"type": "PropertyValue", "propertyID": "siret", "value": "73282932000074"}]


async def two(ground: Ground, first: dict[str, object], second: dict[str, object], **place: object) -> tuple[str, str]:
    one = await listing(ground, "one", about={"website": None} | first)
    return one, await listing(ground, "two", by=OTHER, about={"website": None} | second, **place)


def reasons(ground: Ground, id: str, reader: Reader | None = None) -> dict[str, tuple[str, ...]]:
    found = duplicates.among(ground.db, [id], reader or Reader())
    return {each.id: each.reasons for each in found.get(id, [])}


PAGE = "facebook.com/clef"
ALL = {"name": "La Clef", "identifier": SIREN, "website": "https://w.example"}


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ({"name": "A", "website": "https://w.example"}, {"name": "B", "website": "http://www.w.example/"}, "website"),
        ({"name": "A", "website": f"https://{PAGE}"}, {"name": "B", "website": f"https://www.{PAGE}/"}, "website"),
        ({"name": "A", "identifier": SIREN}, {"name": "B", "identifier": SIRET}, "number"),
        ({"name": "La Clef (association)"}, {"name": "LA CLEF"}, "name"),
        (ALL, ALL, "number website name"),
    ],
)
async def test_alike__and_why(ground: Ground, first: dict[str, object], second: dict[str, object], why: str) -> None:
    one, other = await two(ground, first, second)
    because = tuple(why.split())

    assert reasons(ground, one) == {other: because}
    assert reasons(ground, other) == {one: because}
    assert duplicates.groups(ground.db) == [Group(tuple(sorted((one, other))), because)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"name": "La Clef"}, {"name": "La Serrure"}),
        ({"name": "Atelier 1"}, {"name": "Atelier 2"}),
        ({"name": "A", "website": "https://facebook.com/"}, {"name": "B", "website": "https://facebook.com/"}),
        ({"name": "A", "website": "https://w.example/a"}, {"name": "B", "website": "https://w.example/b"}),
    ],
)
async def test_alike__not(ground: Ground, first: dict[str, object], second: dict[str, object]) -> None:
    one, _ = await two(ground, first, second)

    assert reasons(ground, one) == {}
    assert duplicates.groups(ground.db) == []


async def test_alike__the_same_name_in_another_town__is_another(ground: Ground) -> None:
    one = await listing(ground, "one", about={"website": None})
    ground.follow(OTHER)
    elsewhere = OTHER.record(
        "two", kind="Listing", purpose=None, name="La Clef", organization={"name": "La Clef"}, location=ARRAS
    )
    await ground.hear(OTHER.says("Create", elsewhere, "two"))
    drain(ground)

    assert reasons(ground, one) == {}


async def test_alike__what_a_whole_chain_has_in_common__tells_nothing(ground: Ground) -> None:
    for number in range(MAX_ALIKE):
        await listing(ground, f"n{number}", about={"name": f"Magasin {number}", "website": "https://chaine.example"})

    assert duplicates.groups(ground.db) == []


async def test_alike__as_far_as_the_reader_may_see(ground: Ground) -> None:
    one = await listing(ground, "one", about={"website": None})
    hidden = ground.say(kind="listing", name="La Clef", location={"city": "Lille"}, visibility="private").id

    assert reasons(ground, one) == {}
    assert reasons(ground, one, Reader("admin")) == {hidden: ("name",)}


async def test_separate__and_join_again(ground: Ground) -> None:
    one, other = await two(ground, {"name": "La Clef"}, {"name": "La Clef"})

    duplicates.separate(ground.db, ground.home, other, one, ground.home.application)
    assert reasons(ground, one) == reasons(ground, other) == {}
    assert duplicates.groups(ground.db) == []
    shelving.reindex(ground.db, ground.home)
    assert duplicates.groups(ground.db) == []

    duplicates.join(ground.db, one, other)
    assert reasons(ground, one) == {other: ("name",)}
    with pytest.raises(Missing):
        duplicates.join(ground.db, one, other)


@pytest.mark.parametrize(("first", "second"), [("one", "one"), ("one", "https://x.example/1")])
async def test_separate__what_is_not_two(ground: Ground, first: str, second: str) -> None:
    id = await listing(ground, "one")
    names = {"one": id}

    with pytest.raises(NodeError):
        duplicates.separate(ground.db, ground.home, names[first], names.get(second, second), "x")


async def test_alike__a_listing_that_gave_way_is_no_duplicate(ground: Ground) -> None:
    await listing(ground)
    await profile(ground, clef())

    assert reasons(ground, clef().id) == {}
    assert duplicates.groups(ground.db) == []


NAMES = ("La Clef", "La Clef asso", "Serrure", "Clefs et serrures", "Serrures")
drawn = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.sampled_from(NAMES),
        st.sampled_from([None, "https://w.example", "https://v.example"]),
        st.booleans(),
        st.booleans(),
    ),
    max_size=12,
)


@settings(max_examples=30, deadline=None)
@given(drawn)
def test_groups__are_those_of_a_directory_made_anew(history: list[tuple[int, str, str | None, bool, bool]]) -> None:
    asyncio.run(_equal(history))


async def _equal(history: list[tuple[int, str, str | None, bool, bool]]) -> None:
    ground = await Ground.lay(VOCABULARY)
    ground.follow(LISTER)
    for n, (which, name, website, numbered, gone) in enumerate(history, 1):
        if gone:
            await ground.hear(LISTER.says("Delete", f"{LISTER.origin}/objects/{which}", f"d{n}"))
            continue
        about: dict[str, object] = {"name": name}
        about |= {"website": website} if website else {}
        about |= {"identifier": SIREN} if numbered else {}
        document = LISTER.record(
            str(which), version=n, kind="Listing", purpose=None, name=name, organization=about, location=LILLE
        )
        await ground.hear(LISTER.says("Update", document, f"u{n}"))
    drain(ground)
    incremental = duplicates.groups(ground.db)
    shelving.reindex(ground.db, ground.home)

    assert duplicates.groups(ground.db) == incremental
    # And they are what comparing each with each finds.
    every = [organizations.find(ground.db, num) for num in organizations.records_after(ground.db, 0, 100)]
    pairs = {
        (one.traits.id, other.id) for one in every if one is not None for other in duplicates.alike_to(ground.db, one)
    }
    assert {id for pair in pairs for id in pair} == {id for group in incremental for id in group.ids}
    assert all((other, one) in pairs for one, other in pairs)
