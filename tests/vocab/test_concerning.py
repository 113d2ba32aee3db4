"""Which territories a record concerns, and how."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from vocab.concerning import NARROW, concerned, relation_to
from vocab.entry import Entry
from vocab.territories import Territories

TERRITORIES: Final = Territories.load()
LILLE, LOMME, MEL = "fr-commune-59350", "fr-commune-associee-59355", "fr-epci-200093201"
NORD, REGION, ARRAS = "fr-departement-59", "fr-region-32", "fr-commune-62041"
# A département of the old coal basin, a Corsican code, communes with parts, two EPCI that lie in two départements.
SLUGS: Final = tuple(
    slug
    for around in ("fr-departement-62", "fr-departement-2A", "fr-commune-59350", "fr-commune-75056", MEL, REGION)
    for slug in (around, *TERRITORIES.children(around)[:40], *TERRITORIES.within(around))
)
ENTRY: Final = Entry(
    id="https://pedales.example/objects/1",
    kind="offer",
    owner="https://pedales.example/actors/pedales",
    language="fr",
    names={"fr": "Livraison"},
    texts={},
)


def entry(*, placed: tuple[str, ...] = (), served: tuple[str, ...] = ()) -> Entry:
    return replace(ENTRY, placed=placed, served=served)


def test_concerned__what_stands_in_a_part_concerns_all_around_it() -> None:
    found = concerned(entry(placed=(LOMME,)), TERRITORIES)

    assert found == dict.fromkeys((LOMME, LILLE, MEL, NORD, REGION), "placed")


def test_concerned__what_serves_more_is_for_those_who_follow_more() -> None:
    found = concerned(entry(served=(MEL,)), TERRITORIES)

    assert found == dict.fromkeys((MEL, NORD, REGION), "serving")


def test_concerned__being_there_goes_before_serving_there() -> None:
    found = concerned(entry(placed=(ARRAS,), served=(LILLE,)), TERRITORIES)

    assert (found[ARRAS], found[LILLE], found[REGION]) == ("placed", "serving", "placed")


def test_concerned__without_a_place_nobody() -> None:
    assert concerned(entry(), TERRITORIES) == {}
    assert concerned(entry(placed=("fr-commune-00000",)), TERRITORIES) == {"fr-commune-00000": "placed"}


def test_relation_to__the_commune_is_wider_than_its_part_and_not_the_reverse() -> None:
    assert relation_to(LOMME, entry(served=(LILLE,)), TERRITORIES) == "wider"
    assert relation_to(LILLE, entry(served=(LOMME,)), TERRITORIES) == "serving"
    assert relation_to(LOMME, entry(placed=(LILLE,)), TERRITORIES) is None
    assert relation_to(ARRAS, entry(served=(LILLE,)), TERRITORIES) is None


def test_relation_to__a_code_shared_by_a_commune_and_a_part_names_two_places() -> None:
    commune, part = "fr-commune-59006", "fr-commune-deleguee-59006"
    assert TERRITORIES.get(commune) != TERRITORIES.get(part)

    assert relation_to(part, entry(placed=(commune,)), TERRITORIES) is None


slugs = st.lists(st.sampled_from(SLUGS), max_size=4).map(tuple)


def lies_in(slug: str, outer: str) -> bool:
    """The same by following parents one by one, as a person would."""
    territory = TERRITORIES.get(slug)
    return slug == outer or (territory is not None and any(lies_in(each, outer) for each in territory.parents))


@given(slugs, slugs, st.sampled_from(SLUGS))
@settings(max_examples=150)
def test_both__agree_with_the_definition(placed: tuple[str, ...], served: tuple[str, ...], slug: str) -> None:
    record = entry(placed=placed, served=served)

    relation = relation_to(slug, record, TERRITORIES)

    assert concerned(record, TERRITORIES).get(slug) == (relation if relation in NARROW else None)
    if any(lies_in(each, slug) for each in placed):
        assert relation == "placed"
    elif any(lies_in(each, slug) for each in served):
        assert relation == "serving"
    else:
        assert relation == ("wider" if any(lies_in(slug, each) for each in served) else None)


@given(slugs, slugs)
@settings(max_examples=80)
def test_concerned__who_hears_of_a_place_hears_of_all_that_lies_in_it(
    placed: tuple[str, ...], served: tuple[str, ...]
) -> None:
    found = concerned(entry(placed=placed, served=served), TERRITORIES)

    assert {outer for slug in found for outer in TERRITORIES.within(slug)} <= set(found)
