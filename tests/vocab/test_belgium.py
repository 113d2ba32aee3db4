"""Belgium in the same model, whatever lies on either side of a border, and how a country is added."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.vocabulary import VOCABULARY
from vocab.landscape import Landscape
from vocab.skos import NUTS, SKOS, territory_lines
from vocab.territories import Territories, Territory
from vocab.territory_table import FOLDER, BadTable, Table, check, read
from vocab.vocabulary import Vocabulary

TOURNAI, MOUSCRON, HAINAUT, WALLONIA = (
    "be-commune-57081",
    "be-commune-57096",
    "be-province-50000",
    "be-region-03000",
)
ROOT = Path(__file__).parents[2]
# A tiny country: two towns, a village that lies in the region only, all in one region.
SYLDAVIA = (
    "!zy\tSyldavie\tSyldavia\t4\tCC0-1.0\n"
    "commune/0001\tKlow\ten=Klowgrad|Klov\tprovince/01\t1000 1001\t\t120000\t45.100\t22.100\n"
    "commune/0002\tZlip\t\tprovince/01\t2000\t\t3000\t\t\n"
    "commune/0003\tBrod\t\tregion/R1\t3000\t\t\t45.300\t22.400\n"
    "province/01\tHaute-Syldavie\ten=Upper Syldavia\tregion/R1\t\t\t\t45.200\t22.200\n"
    "region/R1\tSyldavie\ten=Syldavia\t\t\t\t\t45.200\t22.300\n"
)


@pytest.fixture(scope="module")
def territories() -> Territories:
    return Territories.load()


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return VOCABULARY


def known(territories: Territories, reference: str) -> Territory:
    territory = territories.get(reference)
    assert territory is not None, reference
    return territory


def written(folder: Path, text: str, name: str = "zy") -> Path:
    path = folder / f"{name}.tsv.gz"
    path.write_bytes(gzip.compress(text.encode()))
    return path


# -- Belgium


def test_belgium__every_tier_is_there(territories: Territories) -> None:
    regions = [slug for slug in ("be-region-02000", WALLONIA, "be-region-04000") if territories.get(slug)]
    provinces = [slug for region in regions for slug in territories.children(region, "province")]
    communes = {commune for slug in (*regions, *provinces) for commune in territories.children(slug, "commune")}

    assert (len(regions), len(provinces), len(communes)) == (3, 10, 565)
    assert len(territories.below("be-region-04000")) == 19


def test_belgium__slugs_iris_and_what_contains_what(territories: Territories) -> None:
    tournai = known(territories, "territory:be/commune/57081")

    assert tournai.slug == TOURNAI and tournai.iri.endswith("/territory/be/commune/57081")
    assert territories.within(TOURNAI) == (HAINAUT, WALLONIA)
    assert territories.commune(TOURNAI) == TOURNAI and "7500" in tournai.postcodes
    # The same code in two countries is two territories.
    assert known(territories, "fr-commune-57081").name != tournai.name


@pytest.mark.parametrize(
    ("slug", "fr", "en"),
    [
        ("be-commune-11002", "Anvers", "Antwerp"),
        ("be-commune-21004", "Bruxelles", "Brussels"),
        ("be-commune-12025", "Malines", "Mechelen"),
        (TOURNAI, "Tournai", "Tournai"),
        (HAINAUT, "Hainaut (province)", "Hainaut (province)"),
        (WALLONIA, "Wallonie (région)", "Wallonia (region)"),
        ("be-province-30000", "Flandre occidentale (province)", "West Flanders (province)"),
    ],
)
def test_belgium__labels_in_both_languages(territories: Territories, slug: str, fr: str, en: str) -> None:
    territory = known(territories, slug)

    assert (territory.label("fr"), territory.label("en")) == (fr, en)


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("Tournai", TOURNAI),
        ("Doornik", TOURNAI),
        ("7500", TOURNAI),
        ("Mouscron", MOUSCRON),
        ("Moeskroen", MOUSCRON),
        ("Antwerpen", "be-commune-11002"),
        ("Wallonie", WALLONIA),
        ("Région wallonne", WALLONIA),
        ("Hainaut (province)", HAINAUT),
        # The larger of two of one name, whatever the border.
        ("Lens", "fr-commune-62498"),
        ("Lille", "fr-commune-59350"),
    ],
)
def test_belgium__found_by_what_people_type(territories: Territories, typed: str, slug: str) -> None:
    assert territories.find(typed, 1)[0].slug == slug


def test_belgium__an_address_says_its_country(territories: Territories) -> None:
    french, belgian = territories.locate(name="Lens"), territories.locate(name="Lens", country="be")

    assert french is not None and french.slug == "fr-commune-62498"
    assert belgian is not None and belgian.country == "be"
    assert territories.locate(name="Mouscron") is None
    found = territories.locate(postcode="7700", country="be")
    assert found is not None and found.slug == MOUSCRON


@pytest.mark.parametrize(
    ("name", "countries"),
    [
        ("Tournai", ["be"]),
        ("doornik", ["be"]),
        ("Lille", ["be", "fr"]),
        ("Roubaix", ["fr"]),
        ("Lill", []),
        ("", []),
    ],
)
def test_belgium__who_bears_a_name(territories: Territories, name: str, countries: list[str]) -> None:
    assert [each for each in sorted(territories.countries) if territories.bears(name, each)] == countries


def test_belgium__lies_beside_lille(territories: Territories) -> None:
    towns = Landscape(territories).towns((3.0, 50.55, 3.45, 50.8), 500)

    assert {"Lille", "Tournai", "Mouscron", "Tourcoing"} <= {town.name for town in towns}


@pytest.mark.parametrize("typed", ["vélos à Tournai", "réparation Mouscron", "covoiturage près de Bruxelles"])
def test_belgium__places_among_words(words: Vocabulary, typed: str) -> None:
    places = words.places(typed).places

    assert len(places) == 1 and places[0].slugs[0].startswith("be-commune-")


@pytest.mark.parametrize("typed", ["jette vélo", "table forest", "spa et sauna", "dour comme fer"])
def test_belgium__names_that_are_words_are_words(words: Vocabulary, typed: str) -> None:
    assert not words.places(typed).places


# -- statistical regions


@pytest.mark.parametrize(
    ("slug", "codes"),
    [
        ("fr-region-32", {"FRE"}),
        ("fr-departement-59", {"FRE11"}),
        ("fr-region-11", {"FR1", "FR10"}),
        (HAINAUT, {"BE32"}),
        ("be-region-04000", {"BE1", "BE10"}),
        (TOURNAI, set()),
    ],
)
def test_nuts__linked_in_the_rdf(words: Vocabulary, slug: str, codes: set[str]) -> None:
    lines = territory_lines(known(words.territories, slug).iri, words)

    assert {line.split(NUTS)[1].split(">")[0] for line in lines if f"<{SKOS}exactMatch>" in line} == codes


def test_nuts__every_departement_region_and_province_has_one(words: Vocabulary) -> None:
    territories = words.territories
    assert all(territories.get(slug) for slug in words.nuts)
    regions = [slug for slug in words.nuts if "-region-" in slug]
    assert (len(regions), len(words.nuts)) == (21, 132)
    larger = {slug for region in regions for slug in territories.below(region) if "-commune-" not in slug}
    assert larger <= words.nuts.keys()
    assert len({code for codes in words.nuts.values() for code in codes}) == sum(map(len, words.nuts.values()))


def test_rdf__names_in_the_languages_of_the_place(words: Vocabulary) -> None:
    lines = territory_lines(known(words.territories, "be-commune-11002").iri, words)

    assert [line for line in lines if "prefLabel" in line and '"Antwerp"@en' in line]
    assert [line for line in lines if "altLabel" in line and '"Antwerpen"@nl' in line]


# -- a further country


def test_country__is_one_file(tmp_path: Path) -> None:
    written(tmp_path, SYLDAVIA)

    territories = Territories(Table.load(tmp_path))

    klow = known(territories, "zy-commune-0001")
    assert (klow.label("fr"), klow.label("en"), klow.population) == ("Klow", "Klowgrad", 120_000)
    assert territories.within("zy-commune-0001") == ("zy-province-01", "zy-region-R1")
    assert territories.below("zy-region-R1") == ("zy-province-01",)
    assert territories.children("zy-region-R1") == ("zy-commune-0003", "zy-province-01")
    assert territories.find("Klov")[0] == klow and territories.find("1001")[0] == klow
    zlip = known(territories, "zy-commune-0002")
    assert zlip.approximate and zlip.latitude == 45.2
    assert territories.countries["zy"].license == "CC0-1.0"
    # The others are as they were.
    assert territories.within(TOURNAI) == (HAINAUT, WALLONIA)
    assert known(territories, "fr-commune-59350").name == "Lille"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("!zy\t", "!xx\t"), "the first line says xx"),
        (("!zy\tSyldavie", "Syldavie"), "the first line is not"),
        (("commune/0002", "village/0002"), "line 3: village/0002 is not a known type"),
        (("commune/0003", "commune/0001"), "line 4: commune/0001 does not come after"),
        (("province/01\t1000", "province/02\t1000"), "line 2: no row province/02"),
        (("\t120000\t", "\t"), "line 2: 8 columns, not 9"),
    ],
)
def test_country__a_file_that_is_wrong_says_where(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    written(tmp_path, SYLDAVIA.replace(*change))

    with pytest.raises(BadTable, match=said):
        Table.load(tmp_path)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.tsv.gz")), ids=lambda path: path.name)
def test_country__those_that_ship_are_right(path: Path) -> None:
    country, rows = read(path)
    check(path, rows)

    assert country.license and f"territories/{path.name}" in (FOLDER.parent / "LICENCES.md").read_text("utf-8")


@pytest.mark.parametrize("guide", ["countries.md", "pays.md"])
def test_country__the_guide_shows_a_file_that_is_right(tmp_path: Path, guide: str) -> None:
    text = (ROOT / "docs" / guide).read_text("utf-8")
    shown = text.split("```tsv\n")[1].split("```")[0].replace("→", "\t")

    country, rows = read(written(tmp_path, shown, shown[1:3]))
    check(tmp_path / f"{country.code}.tsv.gz", rows)
    Territories(Table.load(tmp_path))
