"""Matching: which territory each outline of a file is, by the code that stands beside it and by where it lies.

A code alone may be that of a département and of a région: 32 is the Gers and Hauts-de-France; and of two countries:
57081 is a village of the Moselle and Tournai. Where the outline lies decides, and tells of a file whose codes or
coordinates are not what they seem.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from node.contours.shape import Feature, Polygon, box_of
from vocab.language import Text
from vocab.territories import FRANCE, Territories, Territory
from vocab.territory_table import type_of

TYPES: Final = ("commune", "epci", "departement", "province", "region")
# How files call codes, without what is not a letter: INSEE_COM, codgeo, SIREN_EPCI, code_insee, nuts…
_NAMES: Final = re.compile(
    r"(ref|lau|gisco|code?s?|cog)?(id|insee|geo|geographique|officiel|siren)?(com|commune|communes|epci|dep|dept|dpt|departement|reg|region)?"
    r"(code?|insee|siren|actuel|officiel)?"
)
# And in Belgium: nis, NISCode, ref:INS, CD_MUNTY_REFNIS, prov_nis, mun_code, AdMuKey…
_BELGIAN: Final = re.compile(
    r"(cd|code|ref|tx)?(mun|munty|municipality|commune|gemeente|prov|province|rgn|reg|region)?"
    r"(code?|ref|)(nis|ins|nsi)(code?)?|(mun|prov)code|ad(mu|pr|re)key"
)
_BELGIAN_NAMES: Final = ("namefr", "namefre", "txmuntydescrfr", "txadmmuntydescrfr", "munnamefr", "namedut", "naam")
_LETTERS: Final = re.compile(r"[^a-z]")
_MAX_TOLD: Final = 30
# How far outside the box of its outline the centre of a territory may be said to be, in degrees.
_NEAR: Final = 0.25

NO_CODE: Final = Text(
    "aucun code de commune, d'EPCI, de département, de province ou de région", "no code of a territory"
)
UNKNOWN: Final = Text("code inconnu : {code}", "unknown code: {code}")
ELSEWHERE: Final = Text(
    "le code {code} est celui de {name}, qui est ailleurs", "the code {code} is that of {name}, which is elsewhere"
)
SWAPPED: Final = Text("latitude et longitude semblent inversées", "latitude and longitude seem to have changed places")


@dataclass(frozen=True, slots=True)
class Unmatched:
    """An outline that is no territory we know: what it calls itself, and why."""

    name: str
    why: Text


@dataclass(frozen=True, slots=True)
class Matched:
    """What a file holds: the surfaces of territories by slug, and what is left."""

    shapes: dict[str, list[Polygon]]
    counts: Counter[str]
    told: list[Unmatched]
    unmatched: int


def match(features: Sequence[Feature], territories: Territories) -> Matched:
    """Find the territory of each; those of one layer have their code in the same place, and are of one type."""
    shapes: dict[str, list[Polygon]] = {}
    told: list[Unmatched] = []
    unmatched = 0
    for layer in dict.fromkeys(feature.layer for feature in features):
        inside = [feature for feature in features if feature.layer == layer]
        best = _place(inside, territories)
        for feature in inside:
            found = _found(feature, best, territories) if best else NO_CODE
            if isinstance(found, Territory):
                # Former communes may have become one: their surfaces are then its own.
                shapes.setdefault(found.slug, []).extend(feature.polygons)
            else:
                unmatched += 1
                told += [Unmatched(_name(feature), found)] if len(told) < _MAX_TOLD else []
    counts = Counter(map(type_of, shapes))
    return Matched(shapes, counts, told, unmatched)


def _place(features: Sequence[Feature], territories: Territories) -> tuple[str, str] | None:
    """The property and the type that make most of a layer a territory; by a sample where it is long."""
    step = max(1, len(features) // 200)
    sample = features[::step]
    names = dict.fromkeys(name for feature in sample for name in _candidates(feature))
    fits = {
        (name, type): sum(isinstance(_found(each, (name, type), territories), Territory) for each in sample)
        for name in names
        for type in TYPES
    }
    # What is told of a layer without a match: the code that looks most like one.
    known = {pair: sum(bool(_coded(each, pair, territories)) for each in sample) for pair in fits}
    best = max(fits, key=lambda pair: (fits[pair], known[pair]), default=None)
    return best


def _candidates(feature: Feature) -> Iterator[str]:
    if feature.id is not None:
        yield ""
    for name in feature.properties:
        bare = _LETTERS.sub("", name.lower())
        if bare and (_NAMES.fullmatch(bare) or _BELGIAN.fullmatch(bare)):
            yield name


def _found(feature: Feature, place: tuple[str, str], territories: Territories) -> Territory | Text:
    code = _code(feature, place[0])
    if not code:
        return NO_CODE
    coded = _coded(feature, place, territories)
    if not coded:
        return Text(UNKNOWN.fr.format(code=code), UNKNOWN.en.format(code=code))
    there = next((each for each in coded if _lies(each, feature.polygons)), None)
    if there is not None:
        return there
    territory = coded[0]
    if _lies(territory, [[[(y, x) for x, y in ring] for ring in polygon] for polygon in feature.polygons]):
        return SWAPPED
    values = {"code": code, "name": territory.name}
    return Text(ELSEWHERE.fr.format(**values), ELSEWHERE.en.format(**values))


def _coded(feature: Feature, place: tuple[str, str], territories: Territories) -> list[Territory]:
    """Those of each country that bear the code, the one of the country that the code names before it first."""
    name, type = place
    code = _code(feature, name)
    named, _, rest = code.partition("_")  # as Eurostat writes them: FR_59350
    said = named.lower() if rest and named.lower() in territories.countries else None
    countries = (said,) if said else (FRANCE, *(each for each in territories.countries if each != FRANCE))
    found = (_in_country(country, type, rest if said else code, territories) for country in countries)
    return [each for each in found if each is not None]


def _in_country(country: str, type: str, code: str, territories: Territories) -> Territory | None:
    for written in (code, f"0{code}"):  # a spreadsheet took the zero
        found = territories.get(f"{country}-{type}-{written}") if written else None
        if found is not None:
            # A part that bears an old commune's code says nothing of the commune around it.
            return found if found.type == type else None
    return None


def _code(feature: Feature, name: str) -> str:
    value = feature.id if name == "" else feature.properties.get(name)
    if isinstance(value, list) and len(value) == 1:  # as some portals write every code
        value = value[0]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).strip().upper()[:20]


def _lies(territory: Territory, polygons: list[Polygon]) -> bool:
    """Whether its outline may be this; one that lies nowhere we know is believed."""
    if territory.latitude is None or territory.longitude is None:
        return True
    near = _NEAR * (4 if territory.approximate else 1)
    west, south, east, north = box_of(polygons)
    return west - near <= territory.longitude <= east + near and south - near <= territory.latitude <= north + near


def _name(feature: Feature) -> str:
    said: Mapping[str, object] = feature.properties
    for name in said:
        if _LETTERS.sub("", name.lower()) in (
            "nom",
            "name",
            "libelle",
            "nomcom",
            "nomcommune",
            "nomepci",
            "libgeo",
            *_BELGIAN_NAMES,
        ):
            return str(said[name])[:80]
    return str(feature.id if feature.id is not None else next(iter(said.values()), "?"))[:80]
