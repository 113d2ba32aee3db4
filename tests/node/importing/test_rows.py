"""One line at a time: what is corrected, left out, held or refused."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from node.importing.row import Line, Row
from node.importing.rows import Judge, judge
from node.importing.vocabulary import ImportVocabulary
from tests.node.importing.conftest import stated
from vocab.concepts import Schemes
from vocab.territories import Territories
from vocab.territory_table import Table

Import = Callable[..., list[Row]]


def draft(row: Row) -> dict[str, Any]:
    assert row.draft is not None, row.reason
    return cast(dict[str, Any], row.draft)


def said(row: Row, field: str) -> str:
    return "; ".join(note.text.en for note in row.notes if note.field == field)


def test_row__a_whole_french_line(imported: Import) -> None:
    [row] = imported(
        "id;name;description;website;city;postcode;siren;sector;need;latitude;longitude\n"
        "7;Les Pédales;Coursiers à vélo;www.pedales.example;Lille;59000;732829320;AM160;livrer;50,6318;3,0471\n"
    )

    assert (row.number, row.key, row.outcome, row.reason) == (2, "7", "accepted", None)
    assert row.draft == {
        "kind": "listing",
        "name": "Les Pédales",
        "content": "Coursiers à vélo",
        "location": {
            "name": "Lille",
            "postcode": "59000",
            "country": "FR",
            "territory": "fr-commune-59350",
            "latitude": 50.6318,
            "longitude": 3.0471,
        },
        "sector": ["AM160"],
        "need": ["livrer"],
        "organization": {
            "name": "Les Pédales",
            "website": "https://www.pedales.example",
            "identifiers": {"siren": "732829320"},
        },
        "source": "liste.csv",
        "legal_basis": "intérêt légitime du réseau : faire connaître les organisations de son territoire",
        "objections": "contact@noeud.example",
        "license": "etalab-2.0",
    }


def test_row__no_name(imported: Import) -> None:
    rows = imported("name,city\n,Lille\n <b></b> ,Arras\n")

    assert [(row.outcome, row.reason.en if row.reason else "") for row in rows] == [("refused", "no name")] * 2


def test_row__same_key_twice_names_the_first(imported: Import) -> None:
    rows = imported("id,name\n1,Le Panier\n1,Le Panier bis\n")

    assert [row.outcome for row in rows] == ["accepted", "refused"]
    assert rows[1].reason is not None and rows[1].reason.fr == "même identifiant que la ligne 2"


def test_row__without_id_the_key_is_what_names_it(imported: Import) -> None:
    once = imported("name,city,website\nLe Panier,Lille,panier.example\n")
    again = imported("website,name,city\npanier.example,LE  PANIER,lille\n")
    elsewhere = imported("name,city,website\nLe Panier,Arras,panier.example\n")

    assert once[0].key == again[0].key != elsewhere[0].key


def test_row__digest_changes_with_the_draft_alone(imported: Import) -> None:
    one = imported("id,name,city\n1,Le Panier,Lille\n")
    same = imported("city,id,name,unknown\nLille,1,Le Panier,x\n")
    other = imported("id,name,city\n1,Le Panier,Arras\n")

    assert one[0].digest == same[0].digest != other[0].digest


@pytest.mark.parametrize("column", ["territory", "commune"])
def test_row__written_territory_unknown_is_refused_with_the_nearest(imported: Import, column: str) -> None:
    [row] = imported(f"name,{column}\nLe Panier,Roubex\n")

    assert row.outcome == "refused" and row.draft is None
    assert row.reason is not None and "Roubaix" in row.reason.fr and "inconnu" in row.reason.fr


@pytest.mark.parametrize(
    ("written", "slug"),
    [
        ("fr-epci-200093201", "fr-epci-200093201"),
        ("territory:fr/commune/59350", "fr-commune-59350"),
        ("Pas-de-Calais", "fr-departement-62"),
        ("Saint-André-lez-Lille", "fr-commune-59527"),
        ("St André lez Lille", "fr-commune-59527"),
        ("59350", "fr-commune-59350"),
    ],
)
def test_row__territory_in_every_spelling(imported: Import, written: str, slug: str) -> None:
    [row] = imported(f"name,territory\nLe Panier,{written}\n")

    assert draft(row)["territory"] == [slug]


def test_row__several_territories(imported: Import) -> None:
    [row] = imported("name;territory\nLe Panier;Roubaix|fr-departement-62\n")

    assert draft(row)["territory"] == ["fr-commune-59512", "fr-departement-62"]


def test_row__commune_code_and_postcode_get_their_zero_back(imported: Import) -> None:
    [row] = imported("name;commune;postcode\nLe Panier;1053;1000\n")

    location = draft(row)["location"]
    assert (location["territory"], location["postcode"], location["country"]) == ("fr-commune-01053", "01000", "FR")
    assert location["approximate"] is True and location["name"] == "Bourg-en-Bresse"
    assert "01053" in said(row, "commune") and "01000" in said(row, "postcode")
    assert "approximate" in said(row, "point")


def test_row__city_that_does_not_exist_is_noted_and_kept(imported: Import) -> None:
    [row] = imported("name,city,postcode,country\nLe Panier,Xyzzy-les-Bains,59999,France\n")

    assert row.outcome == "accepted" and "no such commune" in said(row, "city")
    assert "territory" not in draft(row)["location"]


def test_row__city_and_postcode_that_agree_are_french(imported: Import) -> None:
    rows = imported("name,city,postcode\nLe Panier,Lens,62300\nDer Korb,Reutte,6600\nLa Cesta,Valence,9999\n")

    assert draft(rows[0])["location"]["country"] == "FR"
    assert [draft(row)["location"].get("territory") for row in rows[1:]] == [None, None]


@pytest.mark.parametrize(
    ("line", "where"),
    [
        # By the country that is written, in its own language or another, with or without a postcode.
        ("city=Tournai,postcode=7500,country=Belgique", ("be-commune-57081", "7500", "BE")),
        ("city=Doornik,postcode=7500,country=België", ("be-commune-57081", "7500", "BE")),
        ("city=Tournai,country=BE", ("be-commune-57081", None, "BE")),
        ("city=Kain,postcode=7540,country=BE", ("be-commune-57081", "7540", "BE")),
        ("city=Bruxelles,postcode=1060,country=BE", ("be-commune-21013", "1060", "BE")),
        # By what the postcode looks like, and letters before it.
        ("city=Tournai,postcode=7500", ("be-commune-57081", "7500", "BE")),
        ("city=Lille,postcode=2275", ("be-commune-13019", "2275", "BE")),
        ("city=Lille,postcode=59000", ("fr-commune-59350", "59000", "FR")),
        ("city=B-7700 Mouscron", ("be-commune-57096", "7700", "BE")),
        ("city=Lens,postcode=B-3870,country=", (None, "3870", "BE")),
        ("commune=Lille,postcode=B-2275", ("be-commune-13019", "2275", "BE")),
        ("commune=Lille,postcode=59777", ("fr-commune-59350", "59777", "FR")),
        ("commune=Lens,country=BE", ("be-commune-53046", None, "BE")),
        ("commune=Tournai", ("be-commune-57081", None, "BE")),
        ("commune=57081,country=BE", ("be-commune-57081", None, "BE")),
        ("commune=57081,postcode=7500", ("be-commune-57081", "7500", "BE")),
        ("commune=59350", ("fr-commune-59350", None, "FR")),
        ("commune=be-commune-57081,postcode=7500", ("be-commune-57081", "7500", "BE")),
        # Four digits that a French town lost the zero of are no postcode of Brussels.
        ("city=Bourg-en-Bresse,postcode=1000", (None, "1000", None)),
        ("city=Bourg-en-Bresse,postcode=1000,country=France", ("fr-commune-01053", "01000", "FR")),
        ("city=Lens,postcode=6700,country=Österreich", (None, "6700", "AT")),
    ],
)
def test_row__towns_of_every_country_with_a_table(
    imported: Import, line: str, where: tuple[str | None, str | None, str | None]
) -> None:
    cells = dict(each.split("=") for each in line.split(","))
    [row] = imported(f"name,{','.join(cells)}\nLe Panier,{','.join(cells.values())}\n")

    location = draft(row)["location"]
    assert (location.get("territory"), location.get("postcode"), location.get("country")) == where


@pytest.mark.parametrize("column", ["commune", "territory"])
def test_row__town_of_two_countries__says_which_field_to_fill_in(imported: Import, column: str) -> None:
    [row] = imported(f"name,{column}\nLe Panier,Lens\n")

    assert row.outcome == "refused" and row.reason is not None
    assert row.reason.fr == (
        f"{column} : « Lens » est dans plusieurs pays (France, Belgique) : remplissez country (FR ou BE) ou postcode,"
        " ou écrivez fr-commune-62498 ou be-commune-53046"
    )
    assert "fill in country (FR or BE) or postcode" in row.reason.en


def test_row__city_of_two_countries_alone_is_noted(imported: Import) -> None:
    [row] = imported("name,city\nLe Panier,Lens\n")

    assert row.outcome == "accepted" and "territory" not in draft(row)["location"]
    assert "fill in country (FR or BE) or postcode" in said(row, "city")


@pytest.mark.parametrize(
    ("cells", "slugs"),
    [
        ({"territory": "Lens", "country": "BE"}, ["be-commune-53046"]),
        ({"territory": "Lens", "commune": "Tournai"}, ["be-commune-53046"]),
        ({"territory": "Lens", "city": "Lens", "postcode": "62300"}, ["fr-commune-62498"]),
        ({"territory": "Tournai;Lille", "country": "FR"}, ["be-commune-57081", "fr-commune-59350"]),
        ({"territory": "57081", "country": "BE"}, ["be-commune-57081"]),
        ({"territory": "Hainaut"}, ["be-province-50000"]),
    ],
)
def test_row__territory_is_told_apart_by_the_rest_of_the_line(
    imported: Import, cells: dict[str, str], slugs: list[str]
) -> None:
    [row] = imported(f"name,{','.join(cells)}\nLe Panier,{','.join(cells.values())}\n")

    assert draft(row)["territory"] == slugs


def test_row__postcode_keeps_its_four_digits_in_belgium(imported: Import) -> None:
    [row] = imported("name,territory,postcode\nLe Panier,be-commune-57081,7500\n")

    assert draft(row)["location"]["postcode"] == "7500" and "postcode" not in [note.field for note in row.notes]


def test_row__foreign_city_is_never_a_french_commune(imported: Import) -> None:
    [row] = imported("name,city,postcode,country\nDer Korb,Lens,6700,Österreich\n")

    assert draft(row)["location"] == {"name": "Lens", "postcode": "6700", "country": "AT"}


def test_row__house_number_stands_where_the_country_puts_it(imported: Import) -> None:
    rows = imported("name,street,housenumber,country\nA Panier,rue Basse,12,FR\nDer Korb,Hauptstraße,12,AT\n")

    assert [draft(row)["location"]["street"] for row in rows] == ["12 rue Basse", "Hauptstraße 12"]


def test_row__second_address_is_asked_when_the_first_is_none(imported: Import) -> None:
    [row] = imported("name,website,contact:website\nLe Panier,update6,panier.example\n")

    assert draft(row)["organization"]["website"] == "https://panier.example"
    assert "update6" in said(row, "website")


def test_row__contact_cells_are_dropped_and_noted(imported: Import) -> None:
    [row] = imported(
        "name;email;telephone;contact;description\n"
        "Le Panier;a@panier.example;03 20 00 00 00;Jeanne Martin;Paniers bio. Voir avec Jeanne Martin.\n"
    )

    assert "contact" not in draft(row) and "Jeanne" not in str(draft(row)) and "@panier" not in str(draft(row))
    assert {note.field for note in row.notes} >= {"contact_email", "contact_phone", "contact_name", "description"}


def test_row__mapping_keeps_what_it_names(imported: Import) -> None:
    text = "name;email;telephone\nLe Panier;bonjour@panier.example;03 20 00 00 00\n"

    [row] = imported(text, mapping="keep: [contact_email]")

    assert draft(row)["contact"] == "bonjour@panier.example"
    assert "03 20" not in str(draft(row))


def test_row__looks_like_one_person_is_held_with_its_draft(imported: Import) -> None:
    rows = imported(
        "name;forme juridique;website\n"
        "Jeanne Martin;;\n"
        "Atelier Martin;;\n"
        "Jeanne Martin Couture;Entrepreneur individuel;couture.example\n"
        "Couture Martin SARL;1000;\n"
        "Jeanne Martin Conseil;SCIC;\n"
    )

    assert [row.outcome for row in rows] == ["held", "accepted", "held", "held", "accepted"]
    assert all(row.draft and row.reason for row in rows if row.outcome == "held")
    assert draft(rows[4])["coop_status"] == "SCIC"


def test_row__name_of_the_contact_person_is_held(imported: Import) -> None:
    [row] = imported("name;contact;website\nJeanne Martin;Jeanne Martin;martin.example\n")

    assert row.outcome == "held"


def test_row__removed_organisation_does_not_return(imported: Import) -> None:
    text = "name,city,website\nLe Panier,Lille,panier.example\nLa Clef,Lille,clef.example\n"
    marks = imported(text)[0].marks

    rows = imported(text.replace("panier.example", "www.panier.example/"), suppressed=marks)

    assert [row.outcome for row in rows] == ["refused", "accepted"]
    assert rows[0].reason is not None and "does not return" in rows[0].reason.en


def test_row__sectors_from_tags_columns_and_labels(opened: Callable[..., tuple[Judge, list[Row]]]) -> None:
    judge, [row] = opened(
        'name,type_of_initiative,sector,need\nLe Panier,"vegetable_box;other_educatio,zut","Alimentation",manger\n'
    )

    assert draft(row)["sector"] == ["AM60", "AM130", "AM40"]
    assert draft(row)["need"] == ["manger", "se-cultiver"]
    assert judge.unmapped == {"zut": 1}
    assert '"other_educatio" read as "other education"' in said(row, "tags")


def test_row__markup_is_stripped_and_long_text_cut(imported: Import) -> None:
    long = "mot " * 2000
    [row] = imported(f'name,description\n<i>Le</i> Panier &amp; Cie,"<p>Un</p><script>x()</script>{long}"\n')

    assert draft(row)["name"] == "Le Panier & Cie"
    assert draft(row)["content"].startswith("Un\n") and "x()" not in draft(row)["content"]
    assert len(draft(row)["content"]) <= 5000 and "cut at 5000" in said(row, "description")


def test_row__descriptions_in_two_languages(imported: Import) -> None:
    [row] = imported(
        "name,description,description:fr\nThe Basket,"
        "We deliver the vegetables of our farm to the people of this town and that is it,Nous livrons\n"
    )

    assert list(draft(row)["content"]) == ["en", "fr"] and draft(row)["language"] == "en"


def test_row__terms_of_the_line_unless_given(imported: Import) -> None:
    text = "name,source,license\nLe Panier,Annuaire des paniers,ODbL\n"

    [row] = imported(text)
    [given] = imported(text, source="Moi", license="CC-BY-4.0", legal_basis="accord", objections="dpo@ici.example")

    assert (draft(row)["source"], draft(row)["license"]) == ("Annuaire des paniers", "ODbL-1.0")
    terms = ("source", "license", "legal_basis", "objections")
    assert [draft(given)[name] for name in terms] == ["Moi", "CC-BY-4.0", "accord", "dpo@ici.example"]


def test_row__a_country_that_is_added_as_a_file_has_its_towns_found(tmp_path: Path, schemes: Schemes) -> None:
    table = (
        "!lu\tLuxembourg\tLuxembourg\t4\tCC0-1.0\n"
        "commune/0204\tEsch-sur-Alzette\tde=Esch an der Alzette\t\t4001 4002\t\t\t49.496\t5.981\n"
        "commune/0304\tLens\t\t\t1009\t\t\t49.611\t6.130\n"
    )
    (tmp_path / "lu.tsv.gz").write_bytes(gzip.compress(table.encode()))
    vocabulary = ImportVocabulary.load(Territories(Table.load(tmp_path)), schemes)
    columns = ("name", "city", "postcode", "country", "commune")
    judge_of = judge(columns, vocabulary=vocabulary, terms=stated(vocabulary, "liste.csv"))

    def located(**cells: str) -> tuple[object, object]:
        location = draft(judge_of.row(Line(2, {"name": "Le Panier", **cells})))["location"]
        return location.get("territory"), location.get("country")

    assert located(city="Esch an der Alzette", country="Luxembourg") == ("lu-commune-0204", "LU")
    assert located(city="L-4001 Esch-sur-Alzette") == ("lu-commune-0204", "LU")
    assert located(city="Esch-sur-Alzette", postcode="4002") == ("lu-commune-0204", "LU")
    assert located(commune="0204", country="LU") == ("lu-commune-0204", "LU")
    refused = judge_of.row(Line(2, {"name": "Le Panier", "commune": "Lens"}))
    assert refused.reason is not None and "(FR ou BE ou LU)" in refused.reason.fr
