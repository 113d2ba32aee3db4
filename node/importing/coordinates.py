"""Points out of spreadsheets: decimal commas, both numbers in one cell, latitude and longitude the wrong way round."""

from __future__ import annotations

import re
from typing import Final

from node.importing.country import Countries, Point
from node.importing.row import Note
from vocab.language import Text

_NUMBER: Final = re.compile(r"[+-]?\d{1,3}(?:[.,]\d{1,20})?")
_DOTTED_PAIR: Final = re.compile(r"\[?\s*([+-]?\d{1,3}(?:\.\d+)?)\s*([,;/|]|\s)\s*([+-]?\d{1,3}(?:\.\d+)?)\s*\]?")
_COMMA_PAIR: Final = re.compile(r"([+-]?\d{1,3}(?:,\d+)?)\s*([;/|]|,\s|\s)\s*([+-]?\d{1,3}(?:,\d+)?)")
_WKT: Final = re.compile(r"POINT\s*\(\s*([+-]?\d+(?:\.\d+)?)\s+([+-]?\d+(?:\.\d+)?)\s*\)", re.IGNORECASE)


def point_of(latitude: str, longitude: str, pair: str, notes: list[Note]) -> Point | None:
    """The point (latitude, longitude) of two cells, or of one that holds both; None, and a note, when it is none.

    `lat,lon` with a comma, `lon lat` with a blank as map tools write it; `POINT(lon lat)` too.
    """
    if not latitude and not longitude and not pair:
        return None
    if not longitude and latitude and not pair:
        latitude, pair = "", latitude  # both pasted into the first of two columns
    found = _of_pair(pair) if pair else _of_two(latitude, longitude)
    if found is None:
        written = " ".join(cell.strip() for cell in (latitude, longitude, pair) if cell.strip())[:60]
        notes.append(
            Note(
                "point",
                Text(f"« {written} » n'est pas un point : laissé de côté", f'"{written}" is no point: left out'),
            )
        )
        return None
    return found


def settle(point: Point | None, country: str | None, countries: Countries, notes: list[Note]) -> Point | None:
    """The point turned round when only so it lies in its country, or in Europe; None when it cannot be right."""
    if point is None:
        return None
    turned = (point[1], point[0])
    if point == (0.0, 0.0) or not (_on_earth(point) or _on_earth(turned)):
        _left_out(point, Text("hors du globe ou nul", "off the globe or null"), notes)
        return None
    if _fits(point, country, countries):
        return point
    if _fits(turned, country, countries):
        notes.append(
            Note("point", Text("latitude et longitude étaient inversées", "latitude and longitude were swapped"))
        )
        return turned
    if country is not None:
        _left_out(point, Text(f"loin du pays {country}", f"far from {country}"), notes)
        return None
    if _on_earth(point):
        return point
    _left_out(point, Text("hors du globe", "off the globe"), notes)
    return None


def _of_two(latitude: str, longitude: str) -> Point | None:
    numbers = [_NUMBER.fullmatch(cell.strip()) for cell in (latitude, longitude)]
    if numbers[0] is None or numbers[1] is None:
        return None
    return _number(numbers[0][0]), _number(numbers[1][0])


def _of_pair(pair: str) -> Point | None:
    text = pair.strip()[:100]
    if match := _WKT.search(text):
        return float(match[2]), float(match[1])
    match = _DOTTED_PAIR.fullmatch(text) or _COMMA_PAIR.fullmatch(text)
    if match is None:
        return None
    first, second = _number(match[1]), _number(match[3])
    # A JSON array and a bare blank are the order of map tools: longitude first.
    return (second, first) if match[2].isspace() or text.startswith("[") else (first, second)


def _number(written: str) -> float:
    return float(written.replace(",", "."))


def _on_earth(point: Point) -> bool:
    return abs(point[0]) <= 90.0 and abs(point[1]) <= 180.0


def _fits(point: Point, country: str | None, countries: Countries) -> bool:
    if not _on_earth(point):
        return False
    return countries.near_any(point) if country is None else countries.holds(country, point)


def _left_out(point: Point, why: Text, notes: list[Note]) -> None:
    written = f"{point[0]:g}, {point[1]:g}"
    notes.append(
        Note("point", Text(f"point laissé de côté ({written}) : {why.fr}", f"point left out ({written}): {why.en}"))
    )
