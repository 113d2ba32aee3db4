"""Where a line's organisation stands in France: codes that lost their zeros, names written in every way.

A territory or commune that is written must exist, else the line is refused with the nearest names. A city is free
text: one that cannot be found is noted, and the line kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from typing import Final

from node.importing.row import Note
from node.importing.vocabulary import Places
from vocab.dataclass import dataclass
from vocab.language import Text
from vocab.territory_table import Territory, fold_name

FRANCE: Final = "FR"
MAX_REMEMBERED: Final = 20_000
_FLOAT: Final = re.compile(r"\.0+$")
_CODE: Final = re.compile(r"\d{3,5}|2[AB]\d{2,3}", re.IGNORECASE)
_SEVERAL: Final = re.compile(r"[;|]")
# "75116 Paris Cedex 16", "Lille CEDEX"
_CEDEX: Final = re.compile(r"\s*\bcedex\b.*$", re.IGNORECASE)
_POSTCODE_IN_CITY: Final = re.compile(r"^\s*(\d{5})\s+(?=\D)")


class UnknownPlace(Exception):
    """A territory that is written and that nobody knows; `reason` names the nearest."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


@dataclass(slots=True)
class Locator:
    """Finds communes for one import and remembers what it found, since a list names the same towns again and again."""

    places: Places
    _found: dict[tuple[str, str], Territory | None] = field(default_factory=dict)

    def territories(self, written: str) -> list[str]:
        """The slugs of the territories a cell names, by slug, IRI, code or name; raises UnknownPlace."""
        return [self._territory(part.strip()).slug for part in _SEVERAL.split(written) if part.strip()]

    def commune(self, written: str, postcode: str, notes: list[Note]) -> Territory:
        """The commune a `commune` cell names, by code or by name; raises UnknownPlace."""
        text = _FLOAT.sub("", written.strip())
        if _CODE.fullmatch(text):
            code = text.upper().zfill(5)
            if code != text.upper():
                notes.append(Note("commune", Text(f"code complété : {code}", f"code completed: {code}")))
            found = self.places.locate(commune=code)
        else:
            found = self._territory_or_none(text) or self._named(text, postcode) or self._named(text, "")
        return found or _unknown(written, self.places)

    def city(self, cells: Mapping[str, str], postcode: str, country: str | None, notes: list[Note]) -> Territory | None:
        """The French commune of a city and a postcode, None when there is none.

        Without a country, only a city and a postcode that agree are French.
        """
        city = _CEDEX.sub("", _POSTCODE_IN_CITY.sub("", cells.get("city", "")))
        if country not in (FRANCE, None) or not (city or postcode) or (country is None and not (city and postcode)):
            return None
        found = self._named(city, postcode)
        if country is None and found is not None and postcode not in found.postcodes:
            return None
        if found is None and country == FRANCE:
            written = f"{city} {postcode}".strip()
            notes.append(Note("city", Text(f"« {written} » : commune introuvable", f'"{written}": no such commune')))
        return found

    def _named(self, name: str, postcode: str) -> Territory | None:
        key = (name, postcode)
        if key not in self._found:
            if len(self._found) >= MAX_REMEMBERED:
                self._found.clear()
            self._found[key] = self.places.locate(name=name or None, postcode=postcode or None)
        return self._found[key]

    def _territory(self, written: str) -> Territory:
        return self._territory_or_none(written) or self._by_name(written) or _unknown(written, self.places)

    def _territory_or_none(self, written: str) -> Territory | None:
        found = self.places.get(written)
        if found is None and _CODE.fullmatch(written):
            found = self.places.locate(commune=written.upper().zfill(5))
        return found

    def _by_name(self, written: str) -> Territory | None:
        """The territory of any type that bears exactly this name; a commune before the département of its name."""
        wanted = fold_name(written)
        bearing = [each for each in self.places.find(written, 5) if wanted in _names(each)]
        whole = [each for each in bearing if not each.is_part] or bearing
        if len(whole) < 2 or whole[0].type != whole[1].type:
            return whole[0] if whole else None
        return self._named(written, "")  # several communes: none, unless one is meant


def _names(territory: Territory) -> set[str]:
    return {fold_name(name) for name in (territory.name, territory.label("fr"), territory.label("en"))}


def postcode_of(cells: Mapping[str, str], country: str | None, notes: list[Note]) -> str:
    """The postcode as text; a French one that a spreadsheet made a number gets its zero back."""
    written = _FLOAT.sub("", cells.get("postcode", "").strip())[:20]
    if not written and (inside := _POSTCODE_IN_CITY.match(cells.get("city", ""))):
        return inside[1]
    if country == FRANCE or (country is None and ("commune" in cells or "territory" in cells)):
        compact = written.replace(" ", "").removeprefix("F-")
        if compact.isdigit() and 4 <= len(compact) <= 5:
            if len(compact) == 4:
                notes.append(Note("postcode", Text(f"zéro rendu : 0{compact}", f"zero given back: 0{compact}")))
            return compact.zfill(5)
    return written


def _unknown(written: str, places: Places) -> Territory:
    near = [f"{each.label('fr')} ({each.slug})" for each in places.suggest(written)[:3]]
    fr = f" ; les plus proches : {', '.join(near)}" if near else ""
    en = f"; nearest: {', '.join(near)}" if near else ""
    raise UnknownPlace(Text(f"territoire « {written[:60]} » inconnu{fr}", f'unknown territory "{written[:60]}"{en}'))
