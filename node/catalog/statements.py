"""Statements: a page of the catalogue in RDF, after DCAT-AP, as data portals read it.

What udata (the software of data.gouv.fr) makes of each was read in its harvester: a dataset is known by
`dct:identifier`, its licence is guessed from labels, its surface is a literal of GeoJSON behind `dct:spatial`, and
the next page is what `hydra:next` of a `hydra:PartialCollectionView` says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import orjson

from node.catalog.covering import Cover
from node.catalog.datasets import CSV, Form
from node.catalog.gathering import CLOSE, Gathered, Part
from node.catalog.paging import Slice
from node.catalog.writing import Literal, Statement
from node.query import MAX_LIMIT
from vocab.context import SPDX, TERRITORY
from vocab.language import LANGUAGES, Text
from vocab.vocabulary import Vocabulary

_EU: Final = "http://publications.europa.eu/resource/authority/"
_IANA: Final = "https://www.iana.org/assignments/media-types/"
# As the portal of the French State calls them: it guesses a licence by its title.
_PORTAL: Final = {
    "etalab-2.0": "Licence Ouverte / Open Licence version 2.0",
    "ODbL-1.0": "Open Data Commons Open Database License (ODbL)",
    "CC-BY-4.0": "Creative Commons Attribution",
    "CC-BY-SA-4.0": "Creative Commons Attribution Share-Alike",
    "CC0-1.0": "Creative Commons CCZero",
}
_SEVERAL: Final = "Other (Open)"
_SEVERAL_SAYS: Final = Text(
    "Plusieurs licences : chaque fichier dit la sienne.", "Several licences: each file says its own."
)
_COLUMNS: Final = Text("Colonnes du fichier CSV (Table Schema)", "Columns of the CSV file (Table Schema)")


@dataclass(frozen=True, slots=True)
class File:
    """One file of a dataset, where it is, and under which licence."""

    iri: str
    address: str
    form: Form
    part: Part
    title: Text
    schema: str | None

    @property
    def count(self) -> int | None:
        """How many records it has; None of a feed, which shows what is coming."""
        return None if self.form.feed else self.part.count


@dataclass(frozen=True, slots=True)
class Describer:
    """Describes what one node gives; `territory`: a slug, for the catalogue of that territory alone."""

    origin: str
    title: str
    publisher: str
    email: str
    vocabulary: Vocabulary
    territory: str | None = None

    @property
    def catalog(self) -> str:
        """The catalogue's own IRI."""
        asked = f"?{urlencode({'territory': self.territory})}" if self.territory else ""
        return f"{self.origin}/catalog{asked}"

    @property
    def name(self) -> Text:
        """What the catalogue is called."""
        place = self._place(self.territory)
        where = Text(f", {place.fr}", f", {place.en}") if place else Text("", "")
        return Text(f"Données ouvertes de {self.title}{where.fr}", f"Open data of {self.title}{where.en}")

    def page(self, shown: Slice, ext: str) -> list[Statement]:
        """The statements of a page, as `ext` names it."""
        found = [*self._catalog(shown), *self._view(shown, ext), *self._agents()]
        for gathered in shown.datasets:
            found += self._dataset(gathered)
        return list(dict.fromkeys(found))

    def title_of(self, gathered: Gathered) -> Text:
        """What a dataset is called; that of one territory has its name."""
        title, place = gathered.dataset.title, self._place(self.territory)
        return Text(f"{title.fr} : {place.fr}", f"{title.en}: {place.en}") if place else title

    def files(self, gathered: Gathered) -> list[File]:
        """Every file of a dataset: each licence by itself, in every form."""
        found = []
        title = self.title_of(gathered)
        for part in gathered.parts:
            licence = self.licence_name(part.license)
            for form in gathered.dataset.forms:
                found.append(
                    File(
                        iri=f"{self._iri(gathered)}-{_word(part.license)}-{form.ext}",
                        address=self._address(gathered, part, form),
                        form=form,
                        part=part,
                        title=Text(
                            f"{title.fr} ({form.title.fr}, {licence.fr})", f"{title.en} ({form.title.en}, {licence.en})"
                        ),
                        schema=self._schema(gathered) if form is CSV else None,
                    )
                )
        return found

    def landing(self, gathered: Gathered) -> str:
        """Where people look at the same."""
        if not gathered.dataset.kinds:
            return f"{self.origin}/practices" if gathered.dataset.id == "practices" else f"{self.origin}/directory"
        return f"{self.origin}/directory?{urlencode(self._asked(gathered))}"

    def left_out(self, gathered: Gathered) -> Text | None:
        """What is not in the files, and why, in a sentence."""
        fr, en = [], []
        if gathered.withheld:
            fr.append(f"{gathered.withheld} que leurs auteurs ne laissent pas emporter")
            en.append(f"{gathered.withheld} that their authors do not let be taken away")
        if gathered.unlicensed:
            fr.append(f"{gathered.unlicensed} qui ne disent pas de licence")
            en.append(f"{gathered.unlicensed} that state no licence")
        if not fr:
            return None
        return Text(
            f"Fiches laissées de côté : {', '.join(fr)} ; elles se lisent sur ce site.",
            f"Records left out: {', '.join(en)}; they can be read on this site.",
        )

    def licence_name(self, license: str) -> Text:
        """A licence in people's words, else its address."""
        return self.vocabulary.label("license", license) or Text(license, license)

    def _catalog(self, shown: Slice) -> Iterator[Statement]:
        catalog = self.catalog
        yield catalog, "rdf:type", "dcat:Catalog"
        yield catalog, "rdf:type", "hydra:Collection"
        yield from _both(catalog, "dct:title", self.name)
        yield from _both(
            catalog,
            "dct:description",
            Text(
                "Ce que ce site sait des plateformes coopératives, à réutiliser. Chaque fichier dit sa licence.",
                "What this site knows of platform cooperatives, to be reused. Each file says its licence.",
            ),
        )
        yield catalog, "dct:identifier", Literal(catalog)
        yield catalog, "dct:publisher", f"{self.origin}/actor"
        yield catalog, "dct:modified", Literal(shown.modified, type="xsd:dateTime")
        yield from _of(catalog, "foaf:homepage", f"{self.origin}/", "foaf:Document")
        yield from _of(catalog, "dcat:themeTaxonomy", f"{_EU}data-theme", "skos:ConceptScheme")
        yield from _languages(catalog)
        yield catalog, "hydra:totalItems", Literal(str(shown.total), type="xsd:integer")
        yield from ((catalog, "dcat:dataset", self._iri(gathered)) for gathered in shown.datasets)

    def _view(self, shown: Slice, ext: str) -> Iterator[Statement]:
        here = self.address_of(shown.number, shown, ext)
        yield self.catalog, "hydra:view", here
        yield here, "rdf:type", "hydra:PartialCollectionView"
        yield here, "hydra:first", self.address_of(1, shown, ext)
        yield here, "hydra:last", self.address_of(shown.last, shown, ext)
        if shown.number > 1:
            yield here, "hydra:previous", self.address_of(shown.number - 1, shown, ext)
        if shown.number < shown.last:
            yield here, "hydra:next", self.address_of(shown.number + 1, shown, ext)

    def address_of(self, number: int, shown: Slice, ext: str) -> str:
        """A page's own address; it keeps its form whatever a reader accepts."""
        asked = {"territory": self.territory} if self.territory else {}
        asked |= {"page": str(number), "page_size": str(shown.size)}
        suffix = f".{ext}" if ext else ""
        return f"{self.origin}/catalog{suffix}?{urlencode(asked)}"

    def _agents(self) -> Iterator[Statement]:
        node, contact = f"{self.origin}/actor", f"{self.catalog}#contact"
        yield node, "rdf:type", "foaf:Agent"
        yield node, "rdf:type", "foaf:Organization"
        yield node, "foaf:name", Literal(self.title)
        yield node, "foaf:homepage", f"{self.origin}/"
        yield contact, "rdf:type", "vcard:Kind"
        yield contact, "rdf:type", "vcard:Organization"
        yield contact, "vcard:fn", Literal(self.publisher or self.title)
        if _is_address(self.email):
            yield contact, "vcard:hasEmail", f"mailto:{self.email}"
        yield contact, "vcard:hasURL", f"{self.origin}/about"

    def _dataset(self, gathered: Gathered) -> Iterator[Statement]:
        iri, dataset = self._iri(gathered), gathered.dataset
        yield iri, "rdf:type", "dcat:Dataset"
        yield iri, "dct:identifier", Literal(iri)
        yield from _both(iri, "dct:title", self.title_of(gathered))
        missing = self.left_out(gathered)
        says = dataset.says
        if missing:
            says = Text(f"{says.fr} {missing.fr}", f"{says.en} {missing.en}")
            yield iri, "dct:provenance", f"{iri}-left-out"
            yield f"{iri}-left-out", "rdf:type", "dct:ProvenanceStatement"
            yield from _both(f"{iri}-left-out", "rdfs:label", missing)
        yield from _both(iri, "dct:description", says)
        for keyword in dataset.keywords:
            yield from _both(iri, "dcat:keyword", keyword)
        yield from _of(iri, "dcat:theme", f"{_EU}data-theme/SOCI", "skos:Concept")
        yield iri, "dct:modified", Literal(gathered.modified, type="xsd:dateTime")
        yield iri, "dct:publisher", f"{self.origin}/actor"
        yield iri, "dcat:contactPoint", f"{self.catalog}#contact"
        yield from _of(iri, "dct:accrualPeriodicity", f"{_EU}frequency/UPDATE_CONT", "dct:Frequency")
        yield from _of(iri, "dct:accessRights", f"{_EU}access-right/PUBLIC", "dct:RightsStatement")
        yield from _of(iri, "dcat:landingPage", self.landing(gathered), "foaf:Document")
        yield iri, "dct:conformsTo", self._schema(gathered)
        yield from _languages(iri)
        if gathered.cover:
            yield from self._spatial(iri, gathered.cover)
        if len(gathered.parts) > 1:
            several = f"{self.catalog}#several-licences"
            yield iri, "dct:license", several
            yield several, "rdf:type", "dct:LicenseDocument"
            yield several, "rdfs:label", Literal(_SEVERAL)
            yield from _both(several, "dct:title", _SEVERAL_SAYS)
        for file in self.files(gathered):
            yield iri, "dcat:distribution", file.iri
            yield from self._file(file, gathered)

    def _file(self, file: File, gathered: Gathered) -> Iterator[Statement]:
        yield file.iri, "rdf:type", "dcat:Distribution"
        yield file.iri, "dct:identifier", Literal(file.iri)
        yield from _both(file.iri, "dct:title", file.title)
        yield file.iri, "dcat:accessURL", file.address
        yield file.iri, "dcat:downloadURL", file.address
        yield from _of(file.iri, "dcat:mediaType", f"{_IANA}{file.form.media_type}", "dct:MediaType")
        yield from _of(file.iri, "dct:format", f"{_EU}file-type/{file.form.file_type}", "dct:MediaTypeOrExtent")
        yield file.iri, "dct:modified", Literal(gathered.modified, type="xsd:dateTime")
        if file.count is not None:
            yield file.iri, "void:entities", Literal(str(file.count), type="xsd:integer")
        licence = self._licence_iri(file.part.license)
        yield file.iri, "dct:license", licence
        yield licence, "rdf:type", "dct:LicenseDocument"
        yield from _both(licence, "dct:title", self.licence_name(file.part.license))
        if file.part.license in _PORTAL:
            yield licence, "rdfs:label", Literal(_PORTAL[file.part.license])
        if file.schema:
            yield file.iri, "dct:conformsTo", file.schema
            yield file.schema, "rdf:type", "dct:Standard"
            yield from _both(file.schema, "dct:title", _COLUMNS)

    def _spatial(self, iri: str, cover: Cover) -> Iterator[Statement]:
        place = f"{iri}-spatial"
        shape = {"type": "MultiPolygon", "coordinates": cover.coordinates}
        yield iri, "dct:spatial", place
        yield place, "rdf:type", "dct:Location"
        property = "locn:geometry" if cover.exact else "dcat:bbox"
        yield place, property, Literal(orjson.dumps(shape).decode(), type="geo:geoJSONLiteral")
        for slug in cover.slugs:
            label = self._place(slug)
            if label:
                yield from _both(place, "rdfs:label", label)
                country, kind, code = _parts(slug)
                yield place, "skos:related", f"{TERRITORY}{country}/{kind}/{code}"

    def _iri(self, gathered: Gathered) -> str:
        return f"{self.catalog}#{gathered.dataset.id}"

    def _asked(self, gathered: Gathered) -> list[tuple[str, str]]:
        asked = [("kind", kind) for kind in gathered.dataset.kinds]
        if self.territory:
            asked += [("territory", self.territory), *(("relation", each) for each in CLOSE)]
        return asked

    def _address(self, gathered: Gathered, part: Part, form: Form) -> str:
        if not gathered.dataset.kinds:
            only = f"?{urlencode({'license': part.license})}" if gathered.dataset.id == "territories" else ""
            return f"{self.origin}/catalog/{gathered.dataset.id}.{form.ext}{only}"
        asked = [*self._asked(gathered), ("license", part.license)]
        if form.feed:
            return f"{self.origin}/feeds/directory.{form.ext}?{urlencode([*asked, ('limit', str(MAX_LIMIT))])}"
        return f"{self.origin}/directory.{form.ext}?{urlencode(asked)}"

    def _schema(self, gathered: Gathered) -> str:
        if gathered.dataset.kinds:
            return f"{self.origin}/directory/csv-schema.json"
        return f"{self.origin}/catalog/{gathered.dataset.id}-schema.json"

    def _licence_iri(self, license: str) -> str:
        return license if "://" in license else f"{SPDX}{license}"

    def _place(self, slug: str | None) -> Text | None:
        return self.vocabulary.label("territory", slug) if slug else None


def _of(subject: str, name: str, value: str, kind: str) -> Iterator[Statement]:
    """With what it is, though a list of others' says so too: whoever checks the catalogue has it alone."""
    yield subject, name, value
    yield value, "rdf:type", kind


def _languages(subject: str) -> Iterator[Statement]:
    for each in ("FRA", "ENG"):
        yield from _of(subject, "dct:language", f"{_EU}language/{each}", "dct:LinguisticSystem")


def _both(subject: str, name: str, text: Text) -> Iterator[Statement]:
    for language in LANGUAGES:
        yield subject, name, Literal(text.in_(language), language)


def _parts(slug: str) -> Sequence[str]:
    country, _, rest = slug.partition("-")
    kind, _, code = rest.rpartition("-")
    return country, kind, code


def _word(license: str) -> str:
    """A licence as a part of an IRI."""
    return "".join(
        letter if letter.isalnum() or letter in ".-" else "-" for letter in license.partition("://")[2] or license
    )


def _is_address(text: str) -> bool:
    """Whether it can stand behind `mailto:` as it is."""
    return "@" in text and not any(letter in ' <>"{}|^`\\' or letter < "!" for letter in text)
