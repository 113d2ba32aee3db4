"""Postcodes as people write them: before the town, with letters of a country, without the zero that a table took."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from node.importing.row import Note
from node.importing.vocabulary import Places
from vocab.language import Text
from vocab.territories import FRANCE

FLOAT: Final = re.compile(r"\.0+$")
# "59000 Lille", "B-7500 Tournai"
IN_CITY: Final = re.compile(r"^\s*((?:[A-Z]{1,2}[- ])?\d{4,5})\s+(?=\D)")
_WRITTEN: Final = re.compile(r"(?:([A-Z]{1,2})[- ]?)?(\d{4,5})")
# The letters on cars stand before postcodes too.
_LETTERS: Final = {"F": "FR", "B": "BE", "L": "LU", "D": "DE", "I": "IT", "E": "ES", "A": "AT", "P": "PT"}


def postcode_of(cells: Mapping[str, str], country: str | None, places: Places, notes: list[Note]) -> str:
    """The postcode as text, without letters of a country; one that a spreadsheet made a number gets its zero back."""
    written = _written(cells)
    compact = written.replace(" ", "")
    letters = _WRITTEN.fullmatch(compact)
    known = places.countries.get((country or "").lower())
    if known is None or letters is None or (letters[1] and _by_letters(letters[1]) != country):
        return written
    digits = letters[2]
    if len(digits) != known.postcode_digits - 1:
        return digits
    whole = f"0{digits}"
    # In France a number that nobody has may still be a CEDEX.
    if known.code != FRANCE and not any(each.country == known.code for each in places.with_postcode(whole)):
        return digits
    notes.append(Note("postcode", Text(f"zéro rendu : {whole}", f"zero given back: {whole}")))
    return whole


def country_of(cells: Mapping[str, str]) -> str | None:
    """The country that letters before a postcode say (B-7500, FR-59000); None without any."""
    found = _WRITTEN.fullmatch(_written(cells).replace(" ", ""))
    return _by_letters(found[1]) if found and found[1] else None


def digits_of(postcode: str) -> str | None:
    """The digits of a postcode, whatever letters stand before them; None for what is none."""
    found = _WRITTEN.fullmatch(FLOAT.sub("", postcode.strip()).replace(" ", ""))
    return found[2] if found else None


def _by_letters(letters: str) -> str | None:
    return _LETTERS.get(letters, letters if len(letters) == 2 else None)


def _written(cells: Mapping[str, str]) -> str:
    written = FLOAT.sub("", cells.get("postcode", "").strip())[:20]
    if not written and (inside := IN_CITY.match(cells.get("city", ""))):
        return inside[1]
    return written
