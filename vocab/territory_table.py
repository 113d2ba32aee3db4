"""The shipped tables of territories, kept as text: a row becomes an object only when somebody asks for it.

`data/territories/` has a file a country, each with rows sorted by key: 39,600 in all; as objects they would cost a node
more memory than all its other parts. So the tables are one run of bytes with the offset of each row, and one run of
folded names beside it, made at the first search for one: a key is found by bisection, a name, a postcode or a parent by
scanning, which takes well under 2 ms.
"""

from __future__ import annotations

import gzip
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import islice, takewhile
from operator import methodcaller
from pathlib import Path
from typing import Final, TypeVar

from vocab.context import TERRITORY
from vocab.language import Text
from vocab.words import fold, fold_lines

# A file a country, named after it: `fr.tsv.gz`. What is in one, and how to write one: docs/countries.md.
FOLDER: Final = Path(__file__).parent / "data" / "territories"
# Type -> what a label adds in brackets to the name. Communes and EPCI bear names that say what they are.
TYPES: Final[dict[str, Text | None]] = {
    "commune": None,
    "epci": None,
    "departement": Text("département", "département"),
    "province": Text("province", "province"),
    "region": Text("région", "region"),
    "arrondissement-municipal": None,
    "commune-associee": Text("commune associée", "associated commune"),
    "commune-deleguee": Text("commune déléguée", "delegated commune"),
}
# How the names of the actors of territories outside of France begin: `be_commune_57081`.
ABROAD: Final = re.compile(r"[a-z]{2}_(?:commune|epci|departement|province|region)_")
PARTS: Final = ("arrondissement-municipal", "commune-associee", "commune-deleguee")
_EPCI_WORDS: Final = {
    "CC": "Communauté de communes",
    "CA": "Communauté d'agglomération",
    "CU": "Communauté urbaine",
}
_SHORT_WORDS: Final = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_FOLDED_EPCI: Final = {short.lower(): fold(words) for short, words in _EPCI_WORDS.items()}
_OVER: Final = re.compile(r"\bs/\s*", re.IGNORECASE)
_END: Final = methodcaller("end")
_HEAD: Final = re.compile(r"!([a-z]{2})\t([^\t\n]+)\t([^\t\n]+)\t([0-9])\t([^\t\n]+)\n")
_KEY: Final = re.compile(rf"(?:{'|'.join(TYPES)})/[0-9A-Z]{{2,9}}")
_IN_LANGUAGE: Final = re.compile(r"([a-z]{2})=(.+)", re.DOTALL)
_POSTCODES: Final = 4  # columns
_POPULATION: Final = 6
COLUMNS: Final = 9
# Every so manieth key, and name, is kept for itself: a search begins among these, and reads the table for the rest.
_STEP: Final = 64
_T = TypeVar("_T", str, bytes)


@dataclass(frozen=True, slots=True)
class Country:
    """What the first line of a file says: the country, its names, how many digits its postcodes have (0: it has none
    made of digits), and the licence of what is in the file.
    """

    code: str
    name: Text
    postcode_digits: int
    license: str


class BadTable(ValueError):
    """A file of territories that cannot be read; says which, and why."""


def type_of(slug: str) -> str:
    """The type in a slug.

    >>> type_of("be-province-50000"), type_of("fr-commune-associee-59355")
    ('province', 'commune-associee')
    """
    return slug[3:].rpartition("-")[0]


def fold_name(text: str) -> str:
    """A place's name as names are compared: `fold`, with St, Ste, lez, s/, CC, CA, CU written out.

    >>> fold_name("St-André-lez-Lille"), fold_name("CC Flandre Lys")
    ('saint andre les lille', 'communaute de communes flandre lys')
    """
    words = fold(_OVER.sub("sur ", text)).split()
    if len(words) > 1 and words[0] in _FOLDED_EPCI:
        words[0] = _FOLDED_EPCI[words[0]]
    written = " ".join(_SHORT_WORDS.get(word, word) for word in words)
    return written.replace(" lez ", " les ")  # not at an end: there it is the river Lez


def _fold_column(names: str) -> str:
    """`fold_name` of every line, each with a line break before and after; official names begin with Saint in full."""
    folded = "\n" + fold_lines(names) + "\n"
    for short, word in (*_SHORT_WORDS.items(), ("lez", "les")):
        folded = folded.replace(f" {short} ", f" {word} ")
    for short, words in _FOLDED_EPCI.items():
        folded = folded.replace(f"\n{short} ", f"\n{words} ")
    return folded


@dataclass(frozen=True, slots=True)
class Territory:
    """One territory: its type and code name it, the code alone does not (59006 is two of them).

    `parents` are the slugs of what directly contains it, nearest first. `approximate`: latitude and longitude are
    those of what contains it (a commune's EPCI, a part's commune). For an EPCI, a département, a région they are the
    centre of its people, the mean of its located communes weighed by their population. Source: LICENCES.md.
    """

    type: str
    code: str
    name: str
    parents: tuple[str, ...]
    postcodes: tuple[str, ...]
    population: int | None
    latitude: float | None
    longitude: float | None
    approximate: bool
    country: str = "fr"
    # In other languages, where they differ: (("nl", "Doornik"),).
    names: tuple[tuple[str, str], ...] = ()

    @property
    def slug(self) -> str:
        """`fr-commune-59350`: for addresses and files (DESIGN section 4)."""
        return f"{self.country}-{self.type}-{self.code}"

    @property
    def compact(self) -> str:
        """`territory:fr/commune/59350`: the IRI as our context abbreviates it."""
        return f"territory:{self.country}/{self.type}/{self.code}"

    @property
    def iri(self) -> str:
        """The IRI in full, what `areaServed` expands to."""
        return f"{TERRITORY}{self.country}/{self.type}/{self.code}"

    @property
    def is_part(self) -> bool:
        """It is a part of a commune, not a commune of its own."""
        return self.type in PARTS

    def label(self, language: str) -> str:
        """The name for people, with a word for its type where the name alone would mislead."""
        name = dict(self.names).get(language, self.name)
        short, _, rest = name.partition(" ")
        if self.type == "epci" and short in _EPCI_WORDS:
            return f"{_EPCI_WORDS[short]} {rest}"
        word = TYPES[self.type]
        return name if word is None else f"{name} ({word.in_(language)})"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table as it stands; `parents` are keys, `latitude` and `longitude` its own or None."""

    country: str
    key: str
    name: str
    names: tuple[tuple[str, str], ...]
    usual_names: tuple[str, ...]
    parents: tuple[str, ...]
    postcodes: tuple[str, ...]
    former_codes: tuple[str, ...]
    population: int | None
    latitude: float | None
    longitude: float | None


class _Names:
    """Every name folded, one after the other: the official ones by row, then usual ones with their rows."""

    def __init__(self, table: bytes) -> None:
        names: list[bytes] = []
        usual_names: list[bytes] = []
        self.owners = array("I")
        for number, line in enumerate(BytesIO(table)):
            _, name, usual, _ = line.split(b"\t", 3)
            names.append(name)
            for other in usual.split(b"|") if usual else ():
                usual_names.append(other[3:] if other[2:3] == b"=" else other)
                self.owners.append(number)
        self.text = _fold_column(b"\n".join(names + usual_names).decode())
        self.starts = array("I", map(_END, re.finditer("\n", self.text)))
        self.starts.pop()  # what follows the last line break is no line

    def line(self, number: int) -> str:
        """One of the names."""
        start = self.starts[number]
        return self.text[start : self.text.index("\n", start)]


class Table:
    """The rows by number: the countries one after the other, in each the order of the keys."""

    def __init__(self, text: bytes, countries: Sequence[tuple[Country, int]] = ()) -> None:
        """`countries`: each with how many rows are its own, in the order of the text."""
        self._text = text
        self._starts = array("I", [0])
        self._starts.extend(map(_END, re.finditer(b"\n", text)))
        self._starts.pop()  # what follows the last line break is no line
        self._ranges: dict[str, tuple[int, int]] = {}
        self.countries = {country.code: country for country, _ in countries}
        first = 0
        for country, rows in countries:
            self._ranges[country.code] = (first, first + rows)
            first += rows
        self._steps = {
            code: [self._key(start) for start in self._starts[first:end:_STEP]]
            for code, (first, end) in self._ranges.items()
        }
        self._codes = tuple(self._ranges)
        self._firsts = tuple(first for first, _ in self._ranges.values())
        self._postcode_lengths = sorted({country.postcode_digits for country, _ in countries} - {0})

    @classmethod
    def load(cls, *folders: Path) -> Table:
        """The tables shipped with the package, and those of further folders."""
        found: dict[str, tuple[Country, bytes]] = {}
        for folder in (FOLDER, *folders):
            for path in sorted(folder.glob("*.tsv.gz")):
                country, text = read(path)
                if folder is not FOLDER:  # tests have looked at what is shipped
                    check(path, text)
                found[country.code] = country, text
        ordered = [found[code] for code in sorted(found)]
        return cls(b"".join(text for _, text in ordered), [(country, text.count(b"\n")) for country, text in ordered])

    def __len__(self) -> int:
        return len(self._starts)

    def prepare(self) -> None:
        """Make now what is else made at the first search."""
        _ = self._alphabet_steps, self._populations, self._postcodes

    def number(self, country: str, key: str) -> int | None:
        """Number of the row of a country whose key (`commune/59350`) this is."""
        _, end = self._ranges.get(country, (0, 0))
        number = self.first(country, key)
        return number if number < end and self._key(self._starts[number]) == key.encode() else None

    def first(self, country: str, beginning: str) -> int:
        """Number of the first row of a country whose key is this or after it."""
        first, end = self._ranges.get(country, (0, 0))
        sought = beginning.encode()
        low, high = _between(self._steps.get(country, ()), sought, end - first)
        return bisect_left(self._starts, sought, first + low, first + high, key=self._key)

    def country_of(self, number: int) -> str:
        """Which country a row is of."""
        return self._codes[bisect_right(self._firsts, number) - 1]

    def row(self, number: int) -> Row:
        """The row of that number, read anew."""
        start = self._starts[number]
        line = self._text[start : self._text.index(b"\n", start)].decode()
        key, name, usual, parents, postcodes, former, population, latitude, longitude = line.split("\t")
        others = usual.split("|") if usual else []
        said = [found for found in map(_IN_LANGUAGE.fullmatch, others) if found]
        return Row(
            country=self.country_of(number),
            key=key,
            name=name,
            names=tuple((found[1], found[2]) for found in said),
            usual_names=tuple(other for other in others if not _IN_LANGUAGE.fullmatch(other)),
            parents=tuple(parents.split()),
            postcodes=tuple(postcodes.split()),
            former_codes=tuple(former.split()),
            population=int(population) if population else None,
            latitude=float(latitude) if latitude else None,
            longitude=float(longitude) if longitude else None,
        )

    def holding(self, country: str, word: str, limit: int) -> Iterator[int]:
        """Numbers of the rows of a country in which `word` stands between tabs or spaces: a code or a parent's key."""
        sought = word.encode()
        first, end = self._ranges.get(country, (0, 0))
        stop = self._starts[end] if end < len(self) else len(self._text)
        position, found = self._text.find(sought, self._starts[first] if end else stop, stop), 0
        while position >= 0 and found < limit:
            after = position + len(sought)
            if self._text[position - 1 : position] in (b"\t", b" ") and self._text[after : after + 1] in b"\t \n":
                found += 1
                yield bisect_right(self._starts, position) - 1
                after = self._text.index(b"\n", after)
            position = self._text.find(sought, after, stop)

    def with_postcode(self, beginning: str, limit: int) -> list[int]:
        """Numbers of the rows with a postcode that begins so, of any country: digits, at most five."""
        found: list[int] = []
        for digits in self._postcode_lengths:
            if len(beginning) > digits:
                continue
            # A one before it, so that 7500 is not 07500.
            lowest, highest = int("1" + beginning.ljust(digits, "0")), int("1" + beginning.ljust(digits, "9"))
            first = bisect_left(self._postcodes, lowest << 32)
            after = bisect_left(self._postcodes, (highest + 1) << 32)
            found += [pair & 0xFFFFFFFF for pair in self._postcodes[first : min(after, first + limit - len(found))]]
        return found

    @cached_property
    def _postcodes(self) -> array[int]:
        """Postcode and row number in one integer each, sorted; made at the first use (50 ms, 0.3 MB)."""
        pairs = array("Q")
        for number, line in enumerate(BytesIO(self._text)):
            for postcode in line.split(b"\t", _POSTCODES + 1)[_POSTCODES].split():
                pairs.append(int(b"1" + postcode) << 32 | number)
        return array("Q", sorted(pairs))

    def located_communes(self) -> Iterator[tuple[float, float, int, int]]:
        """Latitude, longitude, population and number of every commune whose centre is known."""
        for country in self._ranges:
            for number in range(self.first(country, "commune/"), self.first(country, "commune0")):
                start = self._starts[number]
                line = self._text[start : self._text.index(b"\n", start)]
                *_, population, latitude, longitude = line.rsplit(b"\t", 3)
                if latitude:
                    yield float(latitude), float(longitude), int(population or 0), number

    def population(self, number: int) -> int:
        """How many live there, 0 where nobody counts; without reading the row."""
        return self._populations[number]

    @cached_property
    def _populations(self) -> array[int]:
        fields = (line.split(b"\t", _POPULATION + 1)[_POPULATION] for line in BytesIO(self._text))
        return array("I", [int(field) if field else 0 for field in fields])

    def named(self, words: str, limit: int, *, before: str = "\n", after: str = "") -> Iterator[int]:
        """Numbers of the rows with these words, folded by `fold_name`, in a name.

        `before` and `after` are what must stand there: a line break for an end of the name, a space for a word's.
        """
        sought = before + words + after
        names = self._folded
        position, found = names.text.find(sought), 0
        while position >= 0 and found < limit:
            found += 1
            line = bisect_right(names.starts, position + len(before)) - 1
            yield line if line < len(self) else names.owners[line - len(self)]
            # The next name; its line break may be the one that ends this.
            position = names.text.find(sought, names.text.index("\n", position + len(before)))

    @cached_property
    def _folded(self) -> _Names:
        """Names to search in, made at the first search (0.1 s, 1.5 MB): most nodes only ever look up codes."""
        return _Names(self._text)

    def called(self, name: str) -> list[int]:
        """Numbers of the rows with exactly this name, folded by `fold_name`, in a few steps."""
        return [number for line, number in takewhile(lambda pair: pair[0] == name, self._onward(name))]

    def beginning(self, words: str, limit: int) -> list[int]:
        """Numbers of the rows with a name that begins so."""
        lines = takewhile(lambda pair: pair[0].startswith(words), self._onward(words))
        return [number for _, number in islice(lines, limit)]

    def _onward(self, name: str) -> Iterator[tuple[str, int]]:
        """Every name from this one on in the order of the alphabet, with the number of its row."""
        names = self._folded
        low, high = _between(self._alphabet_steps, name, len(self._alphabetical))
        for place in range(bisect_left(self._alphabetical, name, low, high, key=names.line), len(self._alphabetical)):
            line = self._alphabetical[place]
            yield names.line(line), line if line < len(self) else names.owners[line - len(self)]

    @cached_property
    def _alphabetical(self) -> array[int]:
        """The lines of the names in the order of the alphabet; made at the first use (0.1 s, 0.2 MB)."""
        lines = self._folded.text[1:].split("\n")[:-1]
        return array("I", sorted(range(len(lines)), key=lines.__getitem__))

    @cached_property
    def _alphabet_steps(self) -> list[str]:
        return [self._folded.line(line) for line in self._alphabetical[::_STEP]]

    def name(self, number: int) -> str:
        """The official folded name of one row."""
        return self._folded.line(number)

    def names(self) -> list[str]:
        """The official folded name of every row, by number; a new list of 3 MB each time, for one search."""
        return self._folded.text[1:].split("\n", len(self))[:-1]

    def _key(self, start: int) -> bytes:
        return self._text[start : self._text.index(b"\t", start)]


def _between(steps: Sequence[_T], sought: _T, length: int) -> tuple[int, int]:
    """Between which places to look for it, in a sorted list of which every so manieth is in `steps`."""
    place = bisect_left(steps, sought)
    return max(place - 1, 0) * _STEP, min(place * _STEP, length)


def read(path: Path) -> tuple[Country, bytes]:
    """A file's country, and its rows. Raises `BadTable`."""
    line, _, rows = gzip.decompress(path.read_bytes()).partition(b"\n")
    head = _HEAD.fullmatch(line.decode("utf-8", "replace") + "\n")
    if head is None:
        raise BadTable(f"{path.name}: the first line is not !code, French name, English name, digits, licence")
    if head[1] != path.name.partition(".")[0]:
        raise BadTable(f"{path.name}: the first line says {head[1]}")
    return Country(head[1], Text(head[2], head[3]), int(head[4]), head[5]), rows


def check(path: Path, rows: bytes) -> None:
    """Whether the rows of a file are as they should be. Raises `BadTable`, which names the line."""
    keys = [row.partition(b"\t")[0].decode("utf-8", "replace") for row in rows.splitlines()]
    known, last = set(keys), ""
    for number, (row, key) in enumerate(zip(rows.decode("utf-8", "replace").splitlines(), keys, strict=True), 2):
        columns = row.split("\t")
        if len(columns) != COLUMNS:
            raise BadTable(f"{path.name}, line {number}: {len(columns)} columns, not {COLUMNS}")
        if not _KEY.fullmatch(key):
            raise BadTable(f"{path.name}, line {number}: {key} is not a known type and a code")
        if key.encode() <= last.encode():
            raise BadTable(f"{path.name}, line {number}: {key} does not come after {last}")
        lost = next((parent for parent in columns[3].split() if parent not in known), None)
        if lost:
            raise BadTable(f"{path.name}, line {number}: no row {lost}")
        last = key
    if rows and not rows.endswith(b"\n"):
        raise BadTable(f"{path.name}: the last line has no end")
