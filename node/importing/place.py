"""Where a line's organisation stands, in any country whose territories are known: names written in every way, codes
that lost their zeros.

A territory or commune that is written must exist, and in one country alone, else the line is refused with what to write
instead. A city is free text: one that cannot be found is noted, and the line kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NoReturn

from node.importing.postcode import FLOAT, IN_CITY, digits_of
from node.importing.row import Note
from node.importing.vocabulary import Places
from vocab.language import Text
from vocab.territories import FRANCE as FRENCH
from vocab.territory_table import Territory, fold_name

FRANCE: Final = "FR"
MAX_REMEMBERED: Final = 20_000
# An INSEE code; elsewhere a code is what the country's table says.
_CODE: Final = re.compile(r"\d{3,5}|2[AB]\d{2,3}", re.IGNORECASE)
_BARE: Final = re.compile(r"[0-9A-Z]{2,9}", re.IGNORECASE)
_SEVERAL: Final = re.compile(r"[;|]")
# "75116 Paris Cedex 16", "Lille CEDEX"
_CEDEX: Final = re.compile(r"\s*\bcedex\b.*$", re.IGNORECASE)


class UnknownPlace(Exception):
    """A territory that is written and that no country knows, or several do; `reason` says what to write."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


@dataclass(slots=True)
class Locator:
    """Finds communes for one import and remembers what it found, since a list names the same towns again and again.

    A country is said by its alpha-2 code, as the line does; None where it says none.
    """

    places: Places
    _found: dict[tuple[str, str, str], Territory | None] = field(default_factory=dict)

    def territories(self, written: str, country: str | None = None, postcode: str = "") -> list[str]:
        """The slugs of the territories a cell names, by slug, IRI, code or name; raises UnknownPlace.

        The country and the postcode of the line tell namesakes apart; they refuse nothing: who is in Lille may serve
        Tournai.
        """
        parts = (part.strip() for part in _SEVERAL.split(written))
        return [self._territory(part, country, postcode).slug for part in parts if part]

    def commune(self, written: str, postcode: str, country: str | None, notes: list[Note]) -> Territory:
        """The commune a `commune` cell names, by code or by name; raises UnknownPlace."""
        text = FLOAT.sub("", written.strip())
        known = self.places.get(text)
        if known is not None:
            return known
        asked = self._tables(country) or self._tables(None)
        if len(asked) > 1:  # abroad a name that nobody bears is not made up for by the postcode
            found = self._in_each(self._bearing(asked, text), text, postcode)
            found = {each: here for each, here in found.items() if each == FRENCH or _bears(here, text)}
        else:
            found = self._in_each(asked, text, postcode)
        if len(found) > 1:
            found = self._told_apart(found, postcode)
        if len(found) > 1 and _CODE.fullmatch(text):
            found = _french_first(found)
        if len(found) > 1:
            self._several("commune", written, found.values())
        territory = next(iter(found.values()), None)
        if territory is None:
            return _unknown(written, self.places)
        if territory.country == FRENCH and _CODE.fullmatch(text) and len(text) < 5:
            code = text.upper().zfill(5)
            notes.append(Note("commune", Text(f"code complété : {code}", f"code completed: {code}")))
        return territory

    def city(self, cells: Mapping[str, str], postcode: str, country: str | None, notes: list[Note]) -> Territory | None:
        """The commune of a city and a postcode, None when there is none.

        Without a country, only a city and a postcode that agree are in one.
        """
        city = _CEDEX.sub("", IN_CITY.sub("", cells.get("city", ""))).strip()
        asked = self._tables(country)
        if not asked or not (city or postcode):
            return None
        if country is None and not (city and postcode):
            self._note_namesakes(city, notes)
            return None
        if country is None:
            asked = self._bearing(asked, city)
        found = {each: here for each in asked if (here := self._placed(city, postcode, each, notes))}
        if country is None:
            found = {each: here for each, here in found.items() if _agrees(each, city, postcode, here)}
        if len(found) == 1:
            return next(iter(found.values()))
        written = f"{city} {postcode}".strip()
        if found:
            notes.append(Note("city", self._which(written, found.values())))
        elif country is not None:
            notes.append(Note("city", Text(f"« {written} » : commune introuvable", f'"{written}": no such commune')))
        return None

    def _placed(self, city: str, postcode: str, country: str, notes: list[Note]) -> Territory | None:
        found = self._named(city, postcode, country)
        if found is not None or country == FRENCH or not (city and postcode):
            return found
        # "Bruxelles 1060": people call the large town's name what lies beside it; the postcode says Saint-Gilles.
        named, coded = self._named(city, "", country), self._named("", postcode, country)
        if named is None or coded is None or named.parents != coded.parents:
            return None
        name = coded.label("fr")
        notes.append(Note("city", Text(f"d'après le code postal : {name}", f"by the postcode: {name}")))
        return coded

    def _tables(self, country: str | None) -> tuple[str, ...]:
        """The countries to look in, the one there was first before the others; none for one without a table."""
        known = self.places.countries
        if country is None:
            return (FRENCH, *(each for each in known if each != FRENCH))
        return (country.lower(),) if country.lower() in known else ()

    def _bearing(self, countries: Iterable[str], text: str) -> tuple[str, ...]:
        """Those of several countries worth a look: abroad a code, or a name that something bears there."""
        return tuple(
            each
            for each in countries
            if each == FRENCH or self.places.bears(text, each) or self._coded(each, text) is not None
        )

    def _in_each(self, countries: Iterable[str], text: str, postcode: str) -> dict[str, Territory]:
        return {each: found for each in countries if (found := self._commune_in(each, text, postcode))}

    def _commune_in(self, country: str, text: str, postcode: str) -> Territory | None:
        if country == FRENCH and _CODE.fullmatch(text):
            return self.places.locate(commune=text.upper().zfill(5))
        coded = None if country == FRENCH else self._coded(country, text)
        if coded is not None or text.isdecimal():
            return coded
        return self._named(text, postcode, country) or self._named(text, "", country)

    def _coded(self, country: str, text: str) -> Territory | None:
        return self.places.get(f"{country}-commune-{text.upper()}") if _BARE.fullmatch(text) else None

    def _told_apart(self, found: dict[str, Territory], postcode: str) -> dict[str, Territory]:
        """Those in which the postcode is, else those whose postcodes look so; all where it tells nothing."""
        digits = digits_of(postcode)
        if digits is None:
            return found
        long = {each: self.places.countries[each].postcode_digits for each in found}
        ways = (
            {each: here for each, here in found.items() if digits in here.postcodes},
            {each: here for each, here in found.items() if digits.zfill(long[each]) in here.postcodes},
            {each: here for each, here in found.items() if len(digits) == long[each]},
        )
        return next((way for way in ways if len(way) == 1), found)

    def _named(self, name: str, postcode: str, country: str) -> Territory | None:
        key = (name, postcode, country)
        if key not in self._found:
            if len(self._found) >= MAX_REMEMBERED:
                self._found.clear()
            self._found[key] = self.places.locate(name=name or None, postcode=postcode or None, country=country)
        return self._found[key]

    def _territory(self, written: str, country: str | None, postcode: str) -> Territory:
        found = self.places.get(written)
        if found is None and _CODE.fullmatch(written):
            coded = self._in_each(self._tables(None), written, "")
            here = self._tables(country)[:1] if country else ()
            found = next((coded[each] for each in (*here, *coded) if each in coded), None)
        return found or self._by_name(written, country, postcode) or _unknown(written, self.places)

    def _by_name(self, written: str, country: str | None, postcode: str) -> Territory | None:
        """The territory of any type that bears exactly this name; a commune before the département of its name."""
        wanted = fold_name(written)
        bearing = [each for each in self.places.find(written, 5) if wanted in _names(each)]
        whole = [each for each in bearing if not each.is_part] or bearing
        whole = [each for each in whole if country and each.country == country.lower()] or whole
        if len(whole) < 2 or whole[0].type != whole[1].type:
            return whole[0] if whole else None
        # Several communes: none, unless one is meant, in one country.
        countries = dict.fromkeys(each.country for each in whole)
        meant = {each: here for each in countries if (here := self._named(written, "", each))}
        if len(meant) > 1:
            meant = self._told_apart(meant, postcode)
        if len(meant) > 1:
            self._several("territory", written, meant.values())
        return next(iter(meant.values()), None)

    def _note_namesakes(self, city: str, notes: list[Note]) -> None:
        if not city:
            return
        named = [here for each in self._tables(None) if (here := self._named(city, "", each))]
        if len(named) > 1:
            notes.append(Note("city", self._which(city, named)))

    def _several(self, column: str, written: str, found: Iterable[Territory]) -> NoReturn:
        said = self._which(written, found)
        slugs = [each.slug for each in found]
        fr, en = f"{said.fr}, ou écrivez {' ou '.join(slugs)}", f"{said.en}, or write {' or '.join(slugs)}"
        raise UnknownPlace(Text(f"{column} : {fr}", f"{column}: {en}"))

    def _which(self, written: str, found: Iterable[Territory]) -> Text:
        codes = [each.country for each in found]
        fr = ", ".join(self.places.countries[code].name.fr for code in codes)
        en = ", ".join(self.places.countries[code].name.en for code in codes)
        upper = [code.upper() for code in codes]
        written = written[:60]
        return Text(
            f"« {written} » est dans plusieurs pays ({fr}) : remplissez country ({' ou '.join(upper)}) ou postcode",
            f'"{written}" is in several countries ({en}): fill in country ({" or ".join(upper)}) or postcode',
        )


def _french_first(found: dict[str, Territory]) -> dict[str, Territory]:
    """A code alone is INSEE's where INSEE has it: files said no country before others had tables."""
    return {FRENCH: found[FRENCH]} if FRENCH in found else found


def _agrees(country: str, city: str, postcode: str, found: Territory) -> bool:
    """Whether a town and its postcode, in no country that is written, are this one.

    In France the name may be that of a hamlet; elsewhere four digits alone say too little: 1000 is Bourg-en-Bresse too.
    """
    return postcode in found.postcodes and (country == FRENCH or _bears(found, city))


def _bears(territory: Territory, written: str) -> bool:
    return territory.code == written.upper() or fold_name(written) in _names(territory)


def _names(territory: Territory) -> set[str]:
    said = (territory.name, territory.label("fr"), territory.label("en"), *(name for _, name in territory.names))
    return {fold_name(name) for name in said}


def _unknown(written: str, places: Places) -> Territory:
    near = [f"{each.label('fr')} ({each.slug})" for each in places.suggest(written)[:3]]
    fr = f" ; les plus proches : {', '.join(near)}" if near else ""
    en = f"; nearest: {', '.join(near)}" if near else ""
    raise UnknownPlace(Text(f"territoire « {written[:60]} » inconnu{fr}", f'unknown territory "{written[:60]}"{en}'))
