"""How territories are named, found and placed in one another."""

from __future__ import annotations

import pytest

from vocab.context import TERRITORY
from vocab.territories import MAX_FOUND, Territories, Territory
from vocab.territory_table import Table, fold_name

AMBIGUOUS = ("59006", "59260", "59588", "62295", "62447", "62471")


@pytest.fixture(scope="module")
def table() -> Table:
    return Table.load()


@pytest.fixture(scope="module")
def territories(table: Table) -> Territories:
    return Territories(table)


def known(territories: Territories, reference: str) -> Territory:
    territory = territories.get(reference)
    assert territory is not None, reference
    return territory


# get


@pytest.mark.parametrize(
    "reference",
    ["fr-commune-59350", "territory:fr/commune/59350", TERRITORY + "fr/commune/59350", "fr/commune/59350"],
)
def test_get__every_spelling(territories: Territories, reference: str) -> None:
    lille = known(territories, reference)

    assert lille == Territory(
        type="commune",
        code="59350",
        name="Lille",
        parents=("fr-epci-200093201", "fr-departement-59"),
        postcodes=("59000", "59160", "59260", "59777", "59800"),
        population=238_246,
        latitude=50.634,
        longitude=3.055,
        approximate=False,
    )
    assert (lille.slug, lille.compact) == ("fr-commune-59350", "territory:fr/commune/59350")
    assert lille.iri == "https://w3id.org/plateformcoop/territory/fr/commune/59350"


def test_get__each_form_of_each_type_comes_back(territories: Territories, table: Table) -> None:
    for number in range(0, len(table), 97):
        territory = known(territories, f"fr/{table.row(number).key}")
        for reference in (territory.slug, territory.compact, territory.iri):
            assert territories.get(reference) == territory


@pytest.mark.parametrize(
    "reference",
    [
        "",
        "Lille",
        "59350",
        "fr-commune-",
        "fr-commune-99999",
        "fr-village-59350",
        "be-commune-59350",
        "fr-commune-59350\n",
        "fr-commune-59350/..",
        "FR-COMMUNE-59350",
        "fr-commune-५९३५०",
        "https://evil.example/territory/fr/commune/59350",
        "fr-commune-" + "5" * 100_000,
    ],
)
def test_get__unknown(territories: Territories, reference: str) -> None:
    assert territories.get(reference) is None
    assert territories.within(reference) == ()
    assert territories.children(reference) == ()


@pytest.mark.parametrize("code", AMBIGUOUS)
def test_get__one_code_two_territories(territories: Territories, code: str) -> None:
    whole, part = known(territories, f"fr-commune-{code}"), known(territories, f"fr-commune-deleguee-{code}")

    assert (whole.type, part.type) == ("commune", "commune-deleguee")
    assert (whole.code, part.code) == (code, code)
    assert part.parents == (whole.slug,)
    assert territories.locate(commune=code) == whole


@pytest.mark.parametrize(
    ("former", "today"),
    [
        ("fr-commune-59355", "fr-commune-associee-59355"),  # Lomme, no commune since 2000
        ("fr-commune-deleguee-59355", "fr-commune-associee-59355"),
        ("fr-commune-59070", "fr-commune-deleguee-59070"),
        ("fr-commune-20004", "fr-commune-2A004"),  # Ajaccio, before Corsica had two départements
        ("fr-commune-01126", "fr-commune-01033"),  # merged, and no part bears it
        ("fr-commune-75101", "fr-arrondissement-municipal-75101"),
    ],
)
def test_get__former_codes(territories: Territories, former: str, today: str) -> None:
    assert known(territories, former).slug == today


# within and children


@pytest.mark.parametrize(("code", "name"), [("59355", "Lomme"), ("59298", "Hellemmes-Lille")])
def test_within__lomme_and_hellemmes_lie_in_lille(territories: Territories, code: str, name: str) -> None:
    part = known(territories, f"fr-commune-associee-{code}")
    lille = known(territories, "fr-commune-59350")

    assert part.name == name
    assert territories.within(part.slug) == (
        "fr-commune-59350",
        "fr-epci-200093201",
        "fr-departement-59",
        "fr-region-32",
    )
    assert (part.latitude, part.longitude, part.approximate) == (lille.latitude, lille.longitude, True)
    assert part.slug in territories.children(lille.slug, "commune-associee")


@pytest.mark.parametrize(("slug", "departements"), [("fr-epci-245900758", "59 62"), ("fr-epci-200069672", "62 80")])
def test_within__epci_over_two_departements(territories: Territories, slug: str, departements: str) -> None:
    members = [known(territories, child) for child in territories.children(slug)]

    assert territories.within(slug) == ("fr-region-32",)
    assert {member.parents for member in members} == {
        (slug, f"fr-departement-{departement}") for departement in departements.split()
    }


def test_within__larger_ones(territories: Territories) -> None:
    assert territories.within("fr-epci-200093201") == ("fr-departement-59", "fr-region-32")
    assert territories.within("fr-departement-59") == ("fr-region-32",)
    assert territories.within("fr-region-32") == ()
    assert territories.within("fr-commune-59355") == territories.within("fr-commune-associee-59355")


def test_kept__however_little_is_remembered_the_answers_are_the_same(table: Table, territories: Territories) -> None:
    forgetful = Territories(table, kept=1)
    named = (
        "fr-commune-59350",
        "be-commune-57081",
        "fr-commune-59355",
        "fr/epci/200093201",
        "fr-commune-99999",
        "x" * 300,
    )

    for reference in named * 2:
        assert forgetful.get(reference) == territories.get(reference), reference
        assert forgetful.within(reference) == territories.within(reference), reference
        assert forgetful.commune(reference) == territories.commune(reference), reference
    for name in ("Lille", "Saint-Denis", "Nulle part") * 2:
        assert forgetful.locate(name=name) == territories.locate(name=name), name


def test_children__by_type(territories: Territories) -> None:
    assert len(territories.children("fr-epci-200093201", "commune")) == 95
    assert len(territories.children("fr-departement-59", "commune")) == 647
    assert territories.children("fr-region-32", "departement") == tuple(
        f"fr-departement-{code}" for code in ("02", "59", "60", "62", "80")
    )
    assert territories.children("fr-region-32", "commune") == ()
    assert territories.children("fr-commune-associee-59355") == ()


def test_children__contain_what_says_so(territories: Territories) -> None:
    for parent in ("fr-commune-59350", "fr-epci-245900758", "fr-departement-2A", "fr-region-94"):
        children = territories.children(parent)

        assert children
        assert all(parent in known(territories, child).parents for child in children)


# label


@pytest.mark.parametrize(
    ("slug", "french", "english"),
    [
        ("fr-commune-59350", "Lille", "Lille"),
        ("fr-epci-200093201", "Métropole Européenne de Lille", "Métropole Européenne de Lille"),
        ("fr-epci-245900758", "Communauté de communes Flandre Lys", "Communauté de communes Flandre Lys"),
        ("fr-departement-59", "Nord (département)", "Nord (département)"),
        ("fr-region-32", "Hauts-de-France (région)", "Hauts-de-France (region)"),
        ("fr-commune-associee-59355", "Lomme (commune associée)", "Lomme (associated commune)"),
        ("fr-commune-deleguee-59006", "Amfroipret (commune déléguée)", "Amfroipret (delegated commune)"),
    ],
)
def test_label__says_the_type_where_needed(territories: Territories, slug: str, french: str, english: str) -> None:
    territory = known(territories, slug)

    assert (territory.label("fr"), territory.label("en")) == (french, english)
    assert territory in territories.find(french)
    assert territory in territories.find(english)


# find and suggest


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("lille", "fr-commune-59350"),
        ("  LILLE ", "fr-commune-59350"),
        ("lill", "fr-commune-59350"),
        ("Villeneuve d'Ascq", "fr-commune-59009"),
        ("VILLENEUVE-D’ASCQ", "fr-commune-59009"),
        ("St Omer", "fr-commune-62765"),
        ("saint-omer", "fr-commune-62765"),
        ("Ste-Catherine", "fr-commune-62744"),
        ("St-André-lès-Lille", "fr-commune-59527"),
        ("saint andre lez lille", "fr-commune-59527"),
        ("Noeux les mines", "fr-commune-62617"),
        ("Touquet", "fr-commune-62826"),
        ("Castelnau-le-Lez", "fr-commune-34057"),
        ("hellemmes", "fr-commune-associee-59298"),
        ("MEL", "fr-epci-200093201"),
        ("métropole lille", "fr-epci-200093201"),
        ("CC Flandre Lys", "fr-epci-245900758"),
        ("communauté de communes Ternois", "fr-epci-200069672"),
        ("Nord", "fr-departement-59"),
        ("hauts de france", "fr-region-32"),
        ("paris", "fr-commune-75056"),
        ("59160", "fr-commune-59350"),
        ("59 160", "fr-commune-59350"),
        ("1004", "fr-commune-01004"),
        ("62765", "fr-commune-62765"),
        ("200 093 201", "fr-epci-200093201"),
        ("59", "fr-departement-59"),
        ("2a", "fr-departement-2A"),
        ("2a004", "fr-commune-2A004"),
        ("territory:fr/region/32", "fr-region-32"),
    ],
)
def test_find__first(territories: Territories, text: str, first: str) -> None:
    assert territories.find(text)[0].slug == first


def test_find__exact_name_then_beginning_then_word(territories: Territories) -> None:
    found = [territory.slug for territory in territories.find("lille", 50)]

    assert found.index("fr-commune-59350") == 0
    assert found.index("fr-commune-76384") < found.index("fr-epci-200093201")  # Lillebonne, MEL
    assert len(set(found)) == len(found)


def test_find__larger_first_and_parts_last(territories: Territories) -> None:
    found = territories.find("Saint-Martin", MAX_FOUND)
    exact = [territory for territory in found if fold_name(territory.name) == "saint martin"]

    assert found[: len(exact)] == exact
    assert [territory.is_part for territory in exact] == sorted(territory.is_part for territory in exact)
    people = [territory.population or 0 for territory in exact if not territory.is_part]
    assert people == sorted(people, reverse=True)


@pytest.mark.parametrize("text", ["", " ", "x", "(((", "\n\t", "zzzzqqq", "0", "999999999", "a" * 10_000, "\x00"])
def test_find__nothing(territories: Territories, text: str) -> None:
    assert territories.find(text) == []


@pytest.mark.parametrize(("limit", "count"), [(-1, 0), (0, 0), (1, 1), (3, 3), (10_000, MAX_FOUND)])
def test_find__limit(territories: Territories, limit: int, count: int) -> None:
    assert len(territories.find("saint", limit)) == count
    assert len(territories.find("59350", limit)) == min(count, 2)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Roubais", "fr-commune-59512"),
        ("Vileneuve dasq", "fr-commune-59009"),
        ("Hazbrouck", "fr-commune-59295"),
        ("St Omre", "fr-commune-62765"),
        ("Metropole Europeene de Lile", "fr-epci-200093201"),
    ],
)
def test_suggest__nearest_first(territories: Territories, text: str, first: str) -> None:
    found = territories.suggest(text)

    assert found[0].slug == first
    assert len(found) <= 3


def test_suggest__nothing_like_it(territories: Territories) -> None:
    assert territories.suggest("zzzzqqqxxx") == []
    assert territories.suggest("") == []
    assert territories.suggest("Roubais", 0) == []


# locate


@pytest.mark.parametrize(
    ("given", "slug"),
    [
        ({"commune": "59350"}, "fr-commune-59350"),
        ({"commune": "1004"}, "fr-commune-01004"),
        ({"commune": " 2a004 "}, "fr-commune-2A004"),
        ({"commune": "59355"}, "fr-commune-associee-59355"),
        ({"commune": "59350", "name": "Lomme"}, "fr-commune-associee-59355"),
        ({"commune": "59350", "name": "Lille"}, "fr-commune-59350"),
        ({"commune": "59350", "name": "Fives"}, "fr-commune-59350"),
        ({"commune": "99999", "name": "Lille"}, None),
        ({"name": "Lomme", "postcode": "59160"}, "fr-commune-associee-59355"),
        ({"name": "Hellemmes"}, "fr-commune-associee-59298"),
        ({"name": "LILLE CEDEX 9", "postcode": "59019"}, "fr-commune-59350"),
        ({"name": "Ajaccio Cedex", "postcode": "20700"}, "fr-commune-2A004"),
        ({"name": "Euralille", "postcode": "59777"}, "fr-commune-59350"),
        ({"name": "Marseille", "postcode": "59000"}, None),
        ({"name": "Saint Denis", "postcode": "93200"}, "fr-commune-93066"),
        ({"name": "Ambérieu-en-Bugey", "postcode": "1500"}, "fr-commune-01004"),
        ({"name": "Saint-Denis"}, None),
        ({"name": "Vienne"}, None),  # a commune of Isère and a département
        ({"name": "Vienne (département)"}, "fr-departement-86"),
        ({"name": "Paris"}, "fr-commune-75056"),
        ({"name": "Nord"}, "fr-departement-59"),
        ({"postcode": "59100"}, "fr-commune-59512"),
        ({"postcode": "59300"}, None),
        ({"postcode": "00000"}, None),
        ({"name": "Lille", "postcode": "B-7500"}, "fr-commune-59350"),
        ({"name": "Bruxelles"}, None),
        ({"name": "", "postcode": "", "commune": ""}, None),
        ({}, None),
    ],
)
def test_locate__one_or_none(territories: Territories, given: dict[str, str], slug: str | None) -> None:
    found = territories.locate(**given)

    assert (found and found.slug) == slug
