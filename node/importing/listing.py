"""The draft of a listing out of one line's cells: a friendly file as DESIGN section 7 has it, field by field.

What is corrected or left out is noted; only a territory that is written and unknown stops the line.
"""

from __future__ import annotations

from dataclasses import dataclass

from node.importing import address, coordinates, identifiers
from node.importing.contacts import without_contacts
from node.importing.language import language_of
from node.importing.mapping import Headings, ImportMapping
from node.importing.place import Locator
from node.importing.postcode import country_of, postcode_of
from node.importing.row import Line, Note
from node.importing.tags import TagReader
from node.importing.terms import Terms, spdx
from node.importing.text import MAX_DESCRIPTION, MAX_NAME, MAX_WORDS, bounded, one_line, plain
from node.importing.vocabulary import ImportVocabulary
from vocab.language import Text
from vocab.territory_table import Territory

Draft = dict[str, object]

_NUMBER_FIRST = frozenset(("FR", "GB", "IE", "LU", "MC", "MT", "IM", "US", "CA"))  # "12 rue…", not "Straße 12"
_DROPPED = {
    "contact_name": Text("nom d'une personne retiré", "a person's name taken out"),
    "contact_email": Text("adresse électronique retirée", "an e-mail address taken out"),
    "contact_phone": Text("numéro de téléphone retiré", "a telephone number taken out"),
}


@dataclass(slots=True)
class Drafter:
    """Drafts the listings of one import."""

    headings: Headings
    mapping: ImportMapping
    vocabulary: ImportVocabulary
    terms: Terms
    tags: TagReader
    locator: Locator

    def name(self, cells: dict[str, str], notes: list[Note]) -> str:
        """The organisation's name, without the addresses and numbers people put behind it."""
        name, dropped = without_contacts(one_line(cells.get("name", "")), self.mapping.keep | {"contact_name"}, ())
        notes.extend(Note("name", _DROPPED[what]) for what in dropped)
        return bounded(name, MAX_NAME, "name", notes)

    def draft(self, line: Line, cells: dict[str, str], name: str, notes: list[Note]) -> Draft:
        """The whole draft, empty fields left out; raises UnknownPlace."""
        location, territory = self._where(line, cells, notes)
        meaning = self.tags.read(cells.get("tags", ""), "tags", notes)
        sector = self.tags.read(cells.get("sector", ""), "sector", notes)
        need = self.tags.read(cells.get("need", ""), "need", notes)
        terms = self.terms.of_line(
            one_line(cells.get("source", ""))[:MAX_WORDS],
            spdx(cells.get("license", ""), self.vocabulary.schemes.license) or "",
        )
        draft: Draft = {
            "kind": "listing",
            "name": name,
            **self._words(line, cells, notes),
            "territory": territory,
            "location": location,
            "sector": list(dict.fromkeys(sector.sectors + meaning.sectors)),
            "need": list(dict.fromkeys(need.needs + meaning.needs)),
            "organization": self._organization(cells, name, notes),
            **self._legal_form(cells, notes),
            "contact": self._contact(cells, notes),
            "source": terms.source,
            "legal_basis": terms.legal_basis,
            "objections": terms.objections,
            "license": terms.license,
        }
        return {field_name: value for field_name, value in draft.items() if value not in ("", None, [], {})}

    def _words(self, line: Line, cells: dict[str, str], notes: list[Note]) -> Draft:
        """The description in its languages, and the record's language where it is stated or plain to see."""
        main = self._free_text(cells.get("description", ""), cells, notes)
        others = {
            language: text
            for language, written in self.headings.translations(line.cells, "description").items()
            if (text := self._free_text(written, cells, notes)) and text != main
        }
        stated = cells.get("language", "").strip().lower()[:2]
        language = stated if len(stated) == 2 and stated.isalpha() else language_of(main)
        if not others:
            return {"content": main, "language": language}
        if not main:
            return {"content": others}
        if language is None or language in others:
            # A text whose language nobody knows has no place in a table of languages.
            return {"content": "\n\n".join([main, *others.values()])}
        return {"content": {language: main, **others}, "language": language}

    def _free_text(self, written: str, cells: dict[str, str], notes: list[Note]) -> str:
        if not written:
            return ""
        text, dropped = without_contacts(plain(written), self.mapping.keep, people_in(cells))
        notes.extend(Note("description", _DROPPED[what]) for what in dropped)
        return bounded(text, MAX_DESCRIPTION, "description", notes)

    def _where(self, line: Line, cells: dict[str, str], notes: list[Note]) -> tuple[Draft, list[str]]:
        """Where it is, and the territories it serves: what is told of the one tells namesakes of the other apart."""
        written = line.point or coordinates.point_of(
            cells.get("latitude", ""), cells.get("longitude", ""), cells.get("point", ""), notes
        )
        country = self._country(cells, written, notes) or country_of(cells)
        commune = self._written_commune(cells, country, notes)
        if commune is not None:
            country = commune.country.upper()
        territory = (
            self.locator.territories(cells["territory"], country, cells.get("postcode", ""))
            if "territory" in cells
            else []
        )
        postcode = postcode_of(cells, country or _country_of(territory), self.vocabulary.places, notes)
        if commune is None:
            commune = self.locator.city(cells, postcode, country, notes)
            if commune is not None and country is None:
                country = commune.country.upper()
                said = Text(f"pays d'après la commune : {country}", f"country from the commune: {country}")
                notes.append(Note("country", said))
        if country is None and not cells.get("country") and written is not None:
            country = self.vocabulary.countries.settle("", written, notes)
        point = coordinates.settle(written, country, self.vocabulary.countries, notes)
        location: Draft = {
            "name": commune.label("fr") if commune is not None else one_line(cells.get("city", ""))[:MAX_WORDS],
            "street": self._street(cells, country),
            "postcode": postcode,
            "country": country,
            "territory": commune.slug if commune is not None else None,
        }
        location |= _coordinates(point, line.from_area, commune, notes)
        return {field_name: value for field_name, value in location.items() if value not in ("", None)}, territory

    def _written_commune(self, cells: dict[str, str], country: str | None, notes: list[Note]) -> Territory | None:
        if "commune" not in cells:
            return None
        return self.locator.commune(cells["commune"], cells.get("postcode", ""), country, notes)

    def _country(self, cells: dict[str, str], point: tuple[float, float] | None, notes: list[Note]) -> str | None:
        """From the field first; a line without one waits for what its city and postcode say."""
        written = one_line(cells.get("country", ""))
        return self.vocabulary.countries.settle(written, point, notes) if written else None

    def _street(self, cells: dict[str, str], country: str | None) -> str:
        street, number = cells.get("street", ""), cells.get("housenumber", "")
        text = one_line(f"{number} {street}" if country in _NUMBER_FIRST else f"{street} {number}")[:MAX_WORDS]
        return without_contacts(text, self.mapping.keep)[0]

    def _organization(self, cells: dict[str, str], name: str, notes: list[Note]) -> Draft:
        numbers = {
            "siren": identifiers.siren(cells.get("siren", ""), notes),
            "rna": identifiers.rna(cells.get("rna", ""), notes),
        }
        website = address.website(cells.get("website", ""), notes) or address.website(cells.get("website_2", ""), notes)
        known = {kind: number for kind, number in numbers.items() if number}
        about: Draft = {"name": name, "website": website, "identifiers": known}
        return {field_name: value for field_name, value in about.items() if value}

    def _legal_form(self, cells: dict[str, str], notes: list[Note]) -> Draft:
        written = one_line(cells.get("legal_form", ""))[:MAX_WORDS]
        if not written:
            return {}
        form = self.vocabulary.schemes.legal_form.get(written)
        status = self.vocabulary.schemes.coop_status.get(written)
        if form is None and status is None:
            notes.append(Note("legal_form", Text(f"forme « {written} » non reprise", f'form "{written}" not carried')))
        known: Draft = {
            "legal_form": form.notation if form else None,
            "coop_status": status.notation if status else None,
        }
        return known

    def _contact(self, cells: dict[str, str], notes: list[Note]) -> str:
        """What the mapping keeps of the contact cells; the rest is dropped and noted."""
        kept: list[str] = []
        for what, dropped in _DROPPED.items():
            if what in self.mapping.keep:
                kept.append(one_line(cells.get(what, "")))
            elif cells.get(what):
                notes.append(Note(what, dropped))
        return ", ".join(each for each in kept if each)[:MAX_WORDS]


def _country_of(slugs: list[str]) -> str | None:
    """The one country of territories, None of none or of several."""
    found = {slug[:2].upper() for slug in slugs}
    return found.pop() if len(found) == 1 else None


def people_in(cells: dict[str, str]) -> tuple[str, ...]:
    """The contact persons that a line's own cells name."""
    return tuple(name for each in cells.get("contact_name", "").split(";")[:50] if (name := each.strip()))


def _coordinates(
    point: tuple[float, float] | None, from_area: bool, commune: Territory | None, notes: list[Note]
) -> Draft:
    if point is not None:
        if from_area:
            notes.append(
                Note("point", Text("milieu d'une surface : approximatif", "the middle of an area: approximate"))
            )
        exact: Draft = {"latitude": round(point[0], 6), "longitude": round(point[1], 6)}
        return exact | ({"approximate": True} if from_area else {})
    if commune is None or commune.latitude is None or commune.longitude is None:
        return {}
    notes.append(Note("point", Text("centre de la commune : approximatif", "centre of the commune: approximate")))
    return {"latitude": commune.latitude, "longitude": commune.longitude, "approximate": True}
