"""The territories: what they are called, where they lie, what contains what (DESIGN section 4).

The key is (country, type, code). Containment is a DAG: a commune lies in its EPCI and in its département, and two EPCI
of Nord-Pas-de-Calais lie in no one département. A code that is gone (a commune merged into another) still resolves, to
the part that bears it, else to the commune that took it in. `Territories` is built once and handed to who needs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from heapq import nsmallest
from typing import TYPE_CHECKING, Final

from vocab.context import TERRITORY
from vocab.later import later
from vocab.territory_table import PARTS, TYPES, Country, Row, Table, Territory, fold_name, type_of
from vocab.words import fold

if TYPE_CHECKING:
    from rapidfuzz import fuzz, process
else:
    fuzz, process = later("rapidfuzz.fuzz"), later("rapidfuzz.process")

__all__ = ["Territories", "Territory"]

MAX_TEXT: Final = 200
MAX_FOUND: Final = 50
MAX_SCANNED: Final = 3000
MAX_CHILDREN: Final = 2000
KEPT: Final = 2048
KEPT_CHILDREN: Final = 500
LIKENESS: Final = 60.0

_TYPE: Final = "|".join(TYPES)
_REFERENCE: Final = re.compile(
    rf"(?:([a-z]{{2}})-({_TYPE})-|(?:territory:|{re.escape(TERRITORY)})?([a-z]{{2}})/({_TYPE})/)([0-9A-Z]{{2,9}})"
)
_CODE: Final = re.compile(r"[0-9]{2,9}|2[ABab][0-9]{0,3}")
_COMMUNE: Final = re.compile(r"[a-z]{2}-commune-[0-9A-Z]+")
_POSTCODE: Final = re.compile(r"[0-9]{4,5}")
_CEDEX: Final = re.compile(r"\bcedex\b.*", re.IGNORECASE)
_ARTICLES: Final = ("le ", "la ", "les ", "l ")
_LABEL: Final = re.compile(r"(.+) \(([^()]+)\)")
_TYPE_WORDS: Final = {fold(word): kind for kind, text in TYPES.items() if text for word in (text.fr, text.en)}
_ORDER: Final = {kind: position for position, kind in enumerate(TYPES)}
# A commune's code that names none any more: the part that bears it still says more than the commune around it.
_INSTEAD: Final = {
    "commune": ("commune-associee", "commune-deleguee", "arrondissement-municipal"),
    "commune-associee": ("commune-deleguee",),
    "commune-deleguee": ("commune-associee",),
}


# What stands between a commune and what is too large for its middle to say where a commune lies.
_NEAR: Final = ("epci/", "province/")
FRANCE: Final = "fr"
# What stands one level below a territory of each type, the first of which there are any.
_BELOW: Final = {
    "region": ("departement", "province", "commune"),
    "departement": ("epci",),
    "province": ("commune",),
    "epci": ("commune",),
}


class Territories:
    """All communes with their parts, EPCI, départements, provinces and régions; read-only, safe to share."""

    def __init__(self, table: Table, kept: int = KEPT) -> None:
        """`kept`: how many territories are remembered at most, for who reads a list that names thousands."""
        self._table = table
        self._first_commune = {code: (table.first(code, ""), table.first(code, "commune/")) for code in table.countries}
        # Bounded, and this object's own.
        self._at = lru_cache(kept)(self._make)
        self._number = lru_cache(kept)(self._resolve)
        self._referred = lru_cache(kept)(self._refer)
        self._containing = lru_cache(kept)(self._climb)
        self._directly = lru_cache(KEPT_CHILDREN)(self._descend)
        self._exactly = lru_cache(kept)(self._named_exactly)
        self._nearest = lru_cache(KEPT)(self._like)
        self._calling = lru_cache(KEPT)(self._bearing)

    @classmethod
    def load(cls, kept: int = KEPT) -> Territories:
        """The tables shipped with the package (about 40 ms and 3 MB; names come with the first search)."""
        return cls(Table.load(), kept)

    @property
    def countries(self) -> dict[str, Country]:
        """The countries there are tables of, by their codes."""
        return self._table.countries

    def __len__(self) -> int:
        return len(self._table)

    def get(self, reference: str) -> Territory | None:
        """The territory of a slug, a compact or full IRI or `fr/commune/59350`, former codes included; else None."""
        return self._referred(reference) if len(reference) <= MAX_TEXT else None

    def within(self, slug: str) -> tuple[str, ...]:
        """Slugs of all that contains it, nearest first, itself left out; () for an unknown one."""
        return self._containing(slug) if len(slug) <= MAX_TEXT else ()

    def commune(self, slug: str) -> str | None:
        """The commune that a territory is, or is a part of; None for what is larger.

        >>> Territories.load().commune("fr-commune-associee-59355")
        'fr-commune-59350'
        """
        found = self.get(slug)
        around = () if found is None else (found.slug, *self.within(found.slug))
        return next((each for each in around if _COMMUNE.fullmatch(each)), None)

    def children(self, slug: str, type: str | None = None) -> tuple[str, ...]:
        """Slugs of what lies directly in it, by type and code, all or of one type; at most MAX_CHILDREN.

        A commune of a département is its child; a commune of a région is not, its départements are.
        """
        territory = self.get(slug)
        return () if territory is None or territory.type in PARTS else self._directly(territory, type)

    def below(self, slug: str) -> tuple[str, ...]:
        """Slugs of what lies one level below: the départements of a région, the provinces of one that has those, the
        EPCI of a département, the communes of what has nothing between.
        """
        territory = self.get(slug)
        for type in _BELOW.get(territory.type, ()) if territory else ():
            inside = self.children(slug, type)
            if inside:
                return inside
        return ()

    def _descend(self, territory: Territory, type: str | None) -> tuple[str, ...]:
        holding = self._table.holding(territory.country, f"{territory.type}/{territory.code}", MAX_CHILDREN)
        inside = map(self._at, holding)
        return tuple(child.slug for child in inside if type is None or child.type == type)

    def find(self, text: str, limit: int = 10) -> list[Territory]:
        """What a person may mean by `text`: a reference, a name or its beginning, a word of it, a postcode, a code.

        Best first: the exact name, then names that begin so, then names with such words; among these the most
        populous, parts of communes last. At most `limit` (and MAX_FOUND).
        """
        text, limit = text.strip()[:MAX_TEXT], max(0, min(limit, MAX_FOUND))
        known = self.get(text)
        if known is not None:
            return [known][:limit]
        name, kind = _unlabelled(text)
        compact = text.replace(" ", "")
        searches = self._by_code(compact) if _CODE.fullmatch(compact) else self._by_name(fold_name(name))
        found: dict[int, None] = {}
        for numbers in searches:
            if len(found) >= limit:
                break
            fitting = {number for number in numbers if kind is None or self._at(number).type == kind}
            found.update(dict.fromkeys(nsmallest(limit, fitting.difference(found), key=self._rank)))
        return [self._at(number) for number in found][:limit]

    def located_communes(self) -> Iterator[tuple[float, float, int, int]]:
        """Latitude, longitude, population and number of every commune whose centre is known."""
        return self._table.located_communes()

    def name_of(self, number: int) -> str:
        """The name of a row by its number, as `located_communes` gives it."""
        return self._at(number).name

    def called(self, name: str) -> tuple[Territory, ...]:
        """Those that bear exactly this name, whatever its accents, `St` for `Saint`; the most populous first."""
        return tuple(map(self._at, self._calling(fold_name(name[:MAX_TEXT]), False)))

    def beginning(self, name: str) -> tuple[Territory, ...]:
        """The communes whose names begin with these words and go on: Boulogne-sur-Mer; the most populous first."""
        found = map(self._at, self._calling(fold_name(name[:MAX_TEXT]) + " ", True))
        return tuple(each for each in found if each.type == "commune")

    def starts(self, words: str) -> bool:
        """Whether a name begins with these words, whole: to know when to stop reading on."""
        begun = fold_name(words[:MAX_TEXT] + " x")[:-2]  # "lez" is "les" only where a name goes on
        return bool(begun) and bool(self._calling(begun + " ", True) or self._calling(begun, False))

    def _bearing(self, folded: str, begins: bool) -> tuple[int, ...]:
        table = self._table
        numbers = table.beginning(folded, MAX_SCANNED) if begins else table.called(folded)
        return tuple(sorted(dict.fromkeys(numbers), key=self._rank)[:MAX_FOUND]) if folded.strip() else ()

    def with_postcode(self, digits: str) -> tuple[Territory, ...]:
        """The communes that have this postcode, the most populous first; none for what is no postcode."""
        if not _POSTCODE.fullmatch(digits):
            return ()
        found = [self._at(number) for number in self._table.with_postcode(digits, MAX_FOUND)]
        return tuple(sorted((each for each in found if not each.is_part), key=lambda each: -(each.population or 0)))

    def prepare(self) -> None:
        """Make now what is else made when somebody first looks for a name (0.2 s, 2 MB)."""
        self._table.prepare()

    def suggest(self, text: str, limit: int = 3) -> list[Territory]:
        """The territories whose names are most like a misspelt one, likest first; [] when none is like it."""
        folded = fold_name(text[:MAX_TEXT])
        return [self._at(number) for number in self._nearest(folded)[: max(limit, 0)]]

    def locate(
        self,
        *,
        name: str | None = None,
        postcode: str | None = None,
        commune: str | None = None,
        country: str = FRANCE,
    ) -> Territory | None:
        """The one territory that an address means, or None when it means none or several.

        `commune` is an INSEE code and decides; a name only narrows it to a part of that commune. A postcode picks
        among the bearers of a name, or alone where one commune has it and the name is no other place's. Codes may
        have lost their leading zero. A name alone counts when one territory bears it, whatever lies in that or
        around it under the same name left aside (Paris is the commune). The caller knows the country of the address:
        names and postcodes are those of that country alone.
        """
        bare, kind = _unlabelled(_CEDEX.sub("", (name or "")[:MAX_TEXT]).strip())
        named = map(self._at, here := self._exactly(fold_name(bare)))
        names = tuple(
            number
            for number, each in zip(here, named, strict=True)
            if each.country == country and (kind is None or each.type == kind)
        )
        code = _restored(commune)
        if code is not None:
            number = self._number(country, "commune", code)
            return None if number is None else self._narrowed(number, names)
        digits = _restored(postcode, self._digits(country))
        if digits is None or not _POSTCODE.fullmatch(digits):
            return self._only(names)
        return self._by_postcode(digits, names, country)

    def bears(self, name: str, country: str) -> bool:
        """Whether anything in a country is called exactly so."""
        here = self._exactly(fold_name(name[:MAX_TEXT]))
        return any(self._table.country_of(number) == country for number in here)

    def _digits(self, country: str) -> int:
        known = self._table.countries.get(country)
        return known.postcode_digits if known else 0

    def _by_postcode(self, digits: str, names: tuple[int, ...], country: str) -> Territory | None:
        found = self._table.with_postcode(digits, MAX_FOUND)
        here = [number for number in found if self._table.country_of(number) == country]
        if names:
            if not here:  # a CEDEX number of the département
                area = _departements(digits)
                return self._only(n for n in names if area.intersection(self._containing(self._at(n).slug)))
            elsewhere = [number for number in names if number not in here and self._family(number)]
            # Most names stand at the postcode itself: what lies around it is then not read.
            wanted = here if elsewhere else []
            around = {slug for number in wanted for slug in (self._at(number).slug, *self._at(number).parents)}
            return self._only(number for number in names if number in here or around.intersection(self._family(number)))
        return self._only(number for number in here if not self._at(number).is_part)

    def _family(self, number: int) -> tuple[str, ...]:
        """For a part its commune, which alone has postcodes; for anything else nothing."""
        territory = self._at(number)
        return territory.parents if territory.is_part else ()

    def _narrowed(self, number: int, names: Iterable[int]) -> Territory:
        whole = self._at(number)
        part = self._only(other for other in names if whole.slug in self._at(other).parents)
        return whole if part is None or part.name == whole.name else part

    def _only(self, numbers: Iterable[int]) -> Territory | None:
        """The single one, after what is a part of another of them or contains another of them is put aside."""
        found = [self._at(number) for number in numbers]
        if len(found) < 2:
            return next(iter(found), None)
        slugs = {territory.slug for territory in found}
        whole = [one for one in found if not (one.is_part and slugs.intersection(one.parents))]
        around = {slug for one in whole for slug in self._containing(one.slug)}
        left = [one for one in whole if one.slug not in around]
        return left[0] if len(left) == 1 else None

    def _by_code(self, code: str) -> Iterator[Iterable[int]]:
        code = code.upper()
        if code.isdecimal() and 3 <= len(code) <= 5:
            begins = self._table.with_postcode(code, MAX_SCANNED)
            yield [number for number in begins[:MAX_FOUND] if code in self._at(number).postcodes]
            yield begins
        yield self._with_code(code)
        if code.isdecimal() and len(code) == 4:  # a spreadsheet took the zero
            yield self._table.with_postcode("0" + code, MAX_SCANNED)
            yield self._with_code("0" + code)

    def _with_code(self, code: str) -> set[int]:
        numbers = (self._number(country, kind, code) for country in self._table.countries for kind in TYPES)
        return {number for number in numbers if number is not None}

    def _by_name(self, folded: str) -> Iterator[Iterable[int]]:
        if not folded:
            return
        yield self._exactly(folded)
        yield (number for article in _ARTICLES for number in self._table.named(article + folded, 50, after="\n"))
        if len(folded) > 1:
            begins = (folded, *(article + folded for article in _ARTICLES))
            yield [number for words in begins for number in self._table.named(words, MAX_SCANNED)]
        if len(folded) > 2:
            yield self._table.named(folded, MAX_SCANNED, before=" ")
            yield self._with_words(folded.split())

    def _with_words(self, words: list[str]) -> Iterator[int]:
        """Rows whose name has words that begin with all of these; the longest is looked up, the others checked."""
        longest = max(words, key=len)
        if len(words) < 2 or len(longest) < 3:
            return
        for before in ("\n", " "):
            for number in self._table.named(longest, MAX_SCANNED, before=before):
                name = " " + self._table.name(number)
                if all(f" {word}" in name for word in words):
                    yield number

    def _named_exactly(self, folded: str) -> tuple[int, ...]:
        return tuple(dict.fromkeys(self._table.called(folded)[:MAX_FOUND])) if folded else ()

    def _like(self, folded: str) -> tuple[int, ...]:
        if len(folded) < 2:
            return ()
        near = process.extract(
            folded, self._table.names(), scorer=fuzz.ratio, processor=None, limit=MAX_FOUND, score_cutoff=LIKENESS
        )
        ranked = sorted((-round(score), self._rank(number), number) for _, score, number in near)
        return tuple(number for _, _, number in ranked)[:MAX_FOUND]

    def _rank(self, number: int) -> tuple[bool, int, int]:
        """Parts of communes last, then the most populous first, then communes (rows are sorted by type)."""
        part = any(first <= number < communes for first, communes in self._first_commune.values())
        return part, -self._table.population(number), number

    def _refer(self, reference: str) -> Territory | None:
        found = _REFERENCE.fullmatch(reference)
        if found is None:
            return None
        number = self._number(found[1] or found[3], found[2] or found[4], found[5])
        return None if number is None else self._at(number)

    def _resolve(self, country: str, kind: str, code: str) -> int | None:
        """Number of the row of a key, else of what stands for it today."""
        for today in (kind, *_INSTEAD.get(kind, ())):
            number = self._table.number(country, f"{today}/{code}")
            if number is not None:
                return number
        # A word of five letters is no code; to look for it would be to read the whole table.
        if kind not in _INSTEAD or len(code) != 5 or code.isalpha():
            return None
        holding = self._table.holding(country, code, MAX_FOUND)
        return next((number for number in holding if code in self._table.row(number).former_codes), None)

    def _make(self, number: int) -> Territory:
        row = self._table.row(number)
        kind, _, code = row.key.partition("/")
        point, approximate = (row.latitude, row.longitude), False
        if row.latitude is None:
            point, approximate = self._point_around(row), True
        return Territory(
            type=kind,
            code=code,
            name=row.name,
            parents=tuple(_slug(row.country, parent) for parent in row.parents),
            postcodes=row.postcodes,
            population=row.population,
            latitude=point[0],
            longitude=point[1],
            approximate=approximate and point[0] is not None,
            country=row.country,
            names=row.names,
        )

    def _point_around(self, row: Row) -> tuple[float | None, float | None]:
        """Where the nearest container lies; a commune of no EPCI has none, overseas that would be an ocean away."""
        if not row.parents or (row.key.startswith("commune/") and not row.parents[0].startswith(_NEAR)):
            return None, None
        around = self.get(_slug(row.country, row.parents[0]))
        return (None, None) if around is None else (around.latitude, around.longitude)

    def _climb(self, slug: str) -> tuple[str, ...]:
        territory = self.get(slug)
        parents = () if territory is None else territory.parents
        seen = dict.fromkeys(parents)
        for parent in parents:
            seen.update(dict.fromkeys(self._containing(parent)))
        # An EPCI's département is met twice; what is smaller comes first.
        return tuple(sorted(seen, key=_size))


def _slug(country: str, key: str) -> str:
    kind, _, code = key.partition("/")
    return f"{country}-{kind}-{code}"


def _size(slug: str) -> int:
    return _ORDER[type_of(slug)]


def _restored(code: str | None, digits: int = 5) -> str | None:
    """A code of so many characters, with the zero that a spreadsheet took; None when nothing is written."""
    bare = re.sub(r"\s", "", (code or "")[:MAX_TEXT]).upper()
    return bare.zfill(digits) if bare else None


def _departements(postcode: str) -> frozenset[str]:
    """Slugs of the départements that a postcode's beginning names."""
    if postcode.startswith("20"):
        return frozenset({"fr-departement-2A", "fr-departement-2B"})
    return frozenset({f"fr-departement-{postcode[: 3 if postcode.startswith(('97', '98')) else 2]}"})


def _unlabelled(text: str) -> tuple[str, str | None]:
    """The name and the type of a label such as `Nord (département)`; any other text as it is."""
    found = _LABEL.fullmatch(text)
    kind = _TYPE_WORDS.get(fold(found[2])) if found else None
    return (found[1], kind) if found and kind else (text, None)
