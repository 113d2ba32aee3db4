"""Whether a register knows an organisation: number, name and commune have to agree, and the register has to be here."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from node import shelving
from node.store import registers
from node.store.registers import Installed, Line
from tests.node.cli_world import set_up
from tests.node.ground import Ground
from tests.node.test_duplicates import SIREN, SIRET
from tests.node.test_recognizing import CLEF, LILLE, clef, drain, listing, profile, tags, ways
from tests.node.test_register_files import ASSOCIATIONS, NAMES, PLACES, put

ARRAS = {"type": "Place", "name": "Arras", "within": ["territory:fr/commune/62041"]}
LOMME = {"type": "Place", "name": "Lomme", "within": ["territory:fr/commune-associee/59355"]}
RNA = [{"type": "PropertyValue", "propertyID": "rna", "value": "W595000001"}]
MATCHED = {"register": "sirene", "number": "siren:732829320"}


def of_territory(siren: str) -> list[dict[str, str]]:
    return [{"type": "PropertyValue", "propertyID": "siren", "value": siren}]


def install(ground: Ground, number: str = "siren:732829320", name: str = "LA CLEF", commune: str = "59350") -> None:
    part: registers.Part = "rna" if number.startswith("rna") else "sirene-names"
    if part == "sirene-names":
        registers.put(ground.db, "sirene-places", [Line(number, commune=commune)])
    registers.put(ground.db, part, [Line(number, (name,), commune)])
    registers.finish(ground.db, Installed(part, "f.csv", "2026-11-23T10:00:00.000Z", 1))
    shelving.reindex(ground.db, ground.home)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"identifier": SIREN}, MATCHED),
        ({"identifier": SIRET}, MATCHED),
        ({"identifier": SIREN, "name": "La Clef de Lille (association)"}, MATCHED),
        ({"identifier": SIREN, "location": LOMME}, MATCHED),  # a part of the commune
        ({"identifier": SIREN, "name": "La Serrure"}, None),
        ({"identifier": SIREN, "location": ARRAS}, None),
        ({"identifier": SIREN, "location": None}, None),
        ({"identifier": of_territory("552100554")}, None),  # it adds up, and nobody knows it
        ({}, None),
    ],
)
async def test_profile__agrees_or_not(
    ground: Ground, said: dict[str, object], expected: dict[str, object] | None
) -> None:
    await profile(ground, clef(**said))
    assert "register-matched" not in ways(ground, CLEF)

    install(ground)

    assert ways(ground, CLEF).get("register-matched") == expected
    assert ("register-matched" in tags(ground, CLEF)) == (expected is not None)


async def test_profile__that_says_so_of_itself__is_not(ground: Ground) -> None:
    await profile(ground, clef(identifier=SIREN, verifiedBy="register-matched", verificationLevel=3))

    assert tags(ground, CLEF) == {"claimed"}


async def test_listing__agrees_too(ground: Ground) -> None:
    id = await listing(ground, about={"identifier": SIREN})

    install(ground)

    assert tags(ground, id) == {"register-matched"}


async def test_association__by_its_rna_number(ground: Ground) -> None:
    await profile(ground, clef(identifier=RNA))

    install(ground, "rna:W595000001")

    assert ways(ground, CLEF)["register-matched"] == {"register": "rna", "number": "rna:W595000001"}


@pytest.mark.parametrize(
    ("siren", "name", "place", "matches"),
    [
        ("215903501", "Ville de Lille", LILLE, True),
        ("215903501", "Mairie de Lille", LOMME, True),
        ("215903501", "Les amis de la rue", LILLE, False),
        ("215903501", "Lille", ARRAS, False),
        ("200093201", "Métropole européenne de Lille", LILLE, True),
        ("200093201", "Métropole européenne de Lille", ARRAS, False),
        ("200033579", "Communauté urbaine d'Arras", ARRAS, True),
    ],
)
async def test_authority__by_the_numbers_that_are_shipped(
    ground: Ground, siren: str, name: str, place: dict[str, object], matches: bool
) -> None:
    await profile(ground, clef(identifier=of_territory(siren), name=name, location=place))

    assert ("register-matched" in tags(ground, CLEF)) == matches


@pytest.mark.parametrize(
    ("kind", "served", "matches"),
    [
        ("authority", ["territory:fr/epci/200093201"], True),
        ("authority", ["territory:fr/commune/59350"], True),  # which lies in it
        ("authority", ["territory:fr/commune/62041"], False),
        ("authority", ["territory:fr/epci/200093201", "territory:fr/commune/62041"], False),
        ("platform", ["territory:fr/epci/200093201"], False),
        ("authority", [], False),
    ],
)
async def test_authority__without_a_seat_by_the_one_territory_it_serves(
    ground: Ground, kind: str, served: list[str], matches: bool
) -> None:
    said = clef(
        identifier=of_territory("200093201"),
        name="Métropole européenne de Lille",
        location=None,
        platformKind=kind,
        areaServed=served,
    )
    await profile(ground, said)

    assert ("register-matched" in tags(ground, CLEF)) == matches


async def test_register__what_it_closes_agrees_no_longer(ground: Ground) -> None:
    await profile(ground, clef(identifier=SIREN))
    install(ground)

    registers.put(ground.db, "sirene-names", [Line("siren:732829320", ("LA CLEF",), open=False)])
    registers.finish(ground.db, Installed("sirene-names", "g.csv", "2026-12-23T10:00:00.000Z", 1))
    shelving.reindex(ground.db, ground.home)

    assert tags(ground, CLEF) == {"claimed"}


async def test_names__only_where_the_place_is_known(ground: Ground) -> None:
    registers.put(ground.db, "sirene-places", [Line("siren:1", commune="59350"), Line("siren:2", commune="59350")])
    registers.put(ground.db, "sirene-names", [Line("siren:1", ("UN",)), Line("siren:3", ("TROIS",))])

    known = registers.finish(ground.db, Installed("sirene-names", "f.csv", "", 2))

    assert known == 1
    assert registers.find(ground.db, "siren:1") == Line("siren:1", ("UN",), "59350")
    assert [registers.find(ground.db, f"siren:{number}") for number in (2, 3)] == [None, None]
    drain(ground)


def test_install__from_the_files(tmp_path: Path) -> None:
    desk = set_up(tmp_path / "data")
    profile = "kind: profile\nname: La Clef\nidentifiers: {siren: '732829320'}\nterritory: [fr-commune-59350]\n"
    desk.did("publish", "-", input=profile + "location: {name: Lille, territory: fr-commune-59350}\n")
    places, names = put(tmp_path, PLACES, "places.csv"), put(tmp_path, NAMES, "names.csv")
    rna = put(tmp_path, ASSOCIATIONS, "rna.csv", "cp1252")

    assert "StockEtablissement" in desk.type("register", "install", str(names)).stderr
    assert "StockUniteLegale" in desk.did("register", "install", str(places))
    assert desk.type("register", "install", str(names), "--territory", "fr-region-32").exit_code == 1
    assert desk.type("register", "install", str(places), "--territory", "fr-region-99").exit_code == 1
    assert desk.type("register", "install", str(tmp_path / "none.csv")).exit_code == 2
    made = desk.json("register", "install", str(names))
    assert isinstance(made, dict) and (made["known"], made["matched"]) == (1, 1)
    assert desk.json("register", "install", str(rna))["known"] == 1  # type: ignore[index]

    (found,) = orjson.loads(desk.did("search", "--json"))["items"]
    assert found["provenance"]["verified_by"] == ["claimed", "register-matched"]
    assert found["provenance"]["checks"]["register-matched"] == MATCHED
    assert [line.split()[0] for line in desk.did("register", "list").splitlines()] == [
        "rna",
        "sirene-names",
        "sirene-places",
    ]

    # Of another territory alone: what was known and is not there goes.
    desk.did("register", "install", str(places), "--territory", "fr-departement-62")
    (found,) = orjson.loads(desk.did("search", "--json"))["items"]
    assert found["provenance"]["verified_by"] == ["claimed"]
