"""Own records out of a table: offers, requests and events of one organisation, each line a draft as the desk has it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from node.importing import coordinates
from node.importing.errors import ImportRefused
from node.importing.listing import Draft
from node.importing.mapping import Headings, ImportMapping, require_columns, understand
from node.importing.place import FRANCE, Locator, UnknownPlace
from node.importing.postcode import country_of, postcode_of
from node.importing.row import Line, Note, Row
from node.importing.rows import digest, refused
from node.importing.tags import TagReader
from node.importing.text import MAX_DESCRIPTION, MAX_NAME, MAX_WORDS, bounded, one_line, plain
from node.importing.vocabulary import ImportVocabulary
from vocab.language import Text
from vocab.territory_table import Territory
from vocab.words import fold

ZONE: Final = "Europe/Paris"
_DAY: Final = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4}|\d{2})\b(.*)", re.DOTALL)
_ISO: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]?(.*))?", re.DOTALL)
_HOUR: Final = re.compile(r"(?:à|at|,)?\s*(\d{1,2})\s*(?:h|:|H)\s*(\d{2})?(?::\d{2})?\s*")
_AMOUNT: Final = re.compile(r"(\d{1,9})(?:[.,](\d{1,4}))?")
_FREE: Final = frozenset(("gratuit", "free", "offert", "prix libre et gratuit", "0"))
_LISTED: Final = re.compile(r"[;,|\n]")


@dataclass(slots=True)
class OwnJudge:
    """Judges the lines of one import of an organisation's own records, each by itself."""

    kind: str
    headings: Headings
    mapping: ImportMapping
    vocabulary: ImportVocabulary
    tags: TagReader
    locator: Locator
    license: str

    def row(self, line: Line) -> Row:
        """One line, judged; what the shapes say of its draft is for whoever publishes it."""
        cells = self.headings.cells(line.cells, self.mapping.defaults)
        notes: list[Note] = []
        if line.problem is not None:
            return refused(line, "", "", line.problem, notes)
        name = bounded(one_line(cells.get("name", "")), MAX_NAME, "name", notes)
        key = _key(cells, name)
        if not name:
            return refused(line, key, "", Text("aucun titre", "no title"), notes)
        try:
            draft = self._draft(line, cells, name, notes)
        except UnknownPlace as unknown:
            return refused(line, key, name, unknown.reason, notes)
        return Row(line.number, key, name, "accepted", draft, digest(draft), None, tuple(notes))

    @property
    def unmapped(self) -> dict[str, int]:
        """The tags that no sector or need answered so far, with how often they stood."""
        return self.tags.unmapped

    def _draft(self, line: Line, cells: dict[str, str], name: str, notes: list[Note]) -> Draft:
        meaning = self.tags.read(cells.get("tags", ""), "tags", notes)
        sector = self.tags.read(cells.get("sector", ""), "sector", notes)
        need = self.tags.read(cells.get("need", ""), "need", notes)
        location = self._location(line, cells, notes)
        language = cells.get("language", "").strip().lower()[:2]
        draft: Draft = {
            "kind": self.kind,
            "name": name,
            "content": bounded(plain(cells.get("description", "")), MAX_DESCRIPTION, "description", notes),
            "language": language if len(language) == 2 and language.isalpha() else "",
            "territory": self._territories(cells, location),
            "location": location,
            "sector": list(dict.fromkeys(sector.sectors + meaning.sectors)),
            "need": list(dict.fromkeys(need.needs + meaning.needs)),
            "license": self.license,
        }
        draft |= _of_event(cells) if self.kind == "event" else _of_exchange(cells)
        return {field: value for field, value in draft.items() if value not in ("", None, [], {})}

    def _location(self, line: Line, cells: dict[str, str], notes: list[Note]) -> Draft:
        commune, postcode = self._commune(cells, notes)
        written = line.point or coordinates.point_of(
            cells.get("latitude", ""), cells.get("longitude", ""), cells.get("point", ""), notes
        )
        country = commune.country.upper() if commune else None
        point = coordinates.settle(written, country, self.vocabulary.countries, notes)
        number, street = cells.get("housenumber", ""), cells.get("street", "")
        place: Draft = {
            "name": commune.label("fr") if commune else one_line(cells.get("city", ""))[:MAX_WORDS],
            "street": one_line(f"{number} {street}")[:MAX_WORDS],
            "postcode": postcode,
            "territory": commune.slug if commune else None,
            "latitude": point[0] if point else None,
            "longitude": point[1] if point else None,
        }
        return {field: value for field, value in place.items() if value not in ("", None)}

    def _commune(self, cells: dict[str, str], notes: list[Note]) -> tuple[Territory | None, str]:
        """The commune and the postcode of a line: in the country it says, else where both agree, else in France."""
        places, said = self.vocabulary.places, one_line(cells.get("country", ""))
        country = (self.vocabulary.countries.settle(said, None, notes) if said else None) or country_of(cells)
        if "commune" in cells:
            commune = self.locator.commune(cells["commune"], cells.get("postcode", ""), country, notes)
            return commune, postcode_of(cells, commune.country.upper(), places, notes)
        if country is None:
            written = postcode_of(cells, None, places, [])
            agreed = self.locator.city(cells, written, None, [])
            if agreed is not None:
                return agreed, written
        country = country or FRANCE
        postcode = postcode_of(cells, country, places, notes)
        return self.locator.city(cells, postcode, country, notes), postcode

    def _territories(self, cells: dict[str, str], location: Draft) -> list[str]:
        if "territory" not in cells:
            return []
        country = str(location.get("territory", ""))[:2].upper() or None
        return self.locator.territories(cells["territory"], country, cells.get("postcode", ""))


def judge_own(
    kind: str,
    columns: tuple[str, ...],
    *,
    vocabulary: ImportVocabulary,
    license: str,
    mapping: ImportMapping | None = None,
) -> OwnJudge:
    """What judges the lines of a file with these columns. Raises ImportRefused when no column can be a title."""
    mapping = mapping or ImportMapping()
    require_columns(columns, mapping)
    headings = understand(columns, mapping, kind)
    if "name" not in headings.fields.values() and "name" not in mapping.defaults:
        raise ImportRefused(Text("aucune colonne ne donne le titre", "no column gives the title"))
    tags = TagReader(vocabulary.tags.with_tags(mapping.tags))
    return OwnJudge(kind, headings, mapping, vocabulary, tags, Locator(vocabulary.places), license)


def moment_of(written: str, hour: str = "") -> str:
    """A moment as people in France write it, for `vocab.date_fields`; what is none stays as it is.

    >>> moment_of("3/12/2027 à 18h30"), moment_of("03.12.27", "9 h"), moment_of("2027-12-03 18:30:00")
    ('2027-12-03T18:30:00', '2027-12-03T09:00:00', '2027-12-03T18:30:00')
    """
    text = " ".join(written.split())
    if found := _DAY.fullmatch(text):
        day, month, year, rest = found.groups()
        stated = f"{2000 + int(year) if len(year) == 2 else int(year)}-{month:0>2}-{day:0>2}"
    elif found := _ISO.fullmatch(text):
        stated, rest = found[1], found[2] or ""
    else:
        return text
    if rest.strip() and (clock := _HOUR.fullmatch(rest.strip())) is None:
        return text
    clock = _HOUR.fullmatch(rest.strip() or hour.strip())
    return f"{stated}T{int(clock[1]):02}:{clock[2] or '00'}:00" if clock else stated


def _of_event(cells: dict[str, str]) -> Draft:
    starts = moment_of(cells.get("starts", ""), cells.get("starts_time", ""))
    ends = moment_of(cells.get("ends", ""), cells.get("ends_time", ""))
    if not ends and starts and cells.get("ends_time"):
        ends = moment_of(starts[:10], cells["ends_time"])
    found = {"starts": starts, "ends": ends, "timezone": ZONE if starts else ""}
    return {**found, **{name: one_line(cells.get(name, "")) for name in ("online", "join_url")}}


def _of_exchange(cells: dict[str, str]) -> Draft:
    return {
        "action": one_line(cells.get("action", "")),
        "exchange": [word for each in _LISTED.split(cells.get("exchange", ""))[:20] if (word := one_line(each))],
        "price": _price(cells.get("price", "")),
        **{name: moment_of(cells.get(name, ""))[:MAX_WORDS] for name in ("valid_until", "deadline")},
    }


def _price(written: str) -> object:
    """A price in euros: "12,50 €", "1 200", "gratuit"; what is neither stays as it is, and the shapes say so."""
    text = one_line(written)[:MAX_WORDS]
    if not text or fold(text) in _FREE:
        return "free" if text else ""
    bare = re.sub(r"[\s\u202f€]|eur(?:os?)?", "", text, flags=re.IGNORECASE)
    found = _AMOUNT.fullmatch(bare)
    return {"amount": f"{found[1]}.{found[2]}" if found[2] else found[1], "unit": "EUR"} if found else text


def _key(cells: dict[str, str], name: str) -> str:
    if own := cells.get("key", "").strip()[:500]:
        return own
    said = "\n".join((fold(name), cells.get("starts", "").strip(), fold(cells.get("city", "")[:200])))
    return "sha256:" + hashlib.sha256(said.encode()).hexdigest()
