"""Datasets: which there are, in people's words, and in which forms each is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from node.parameters import Choice
from vocab.language import Text


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a file: its media type, and what the European list of file types calls it.

    `kinds`: of which kinds it is given, all where none is named; `feed`: it is a feed, that holds what is coming.
    """

    ext: str
    media_type: str
    file_type: str
    title: Text
    kinds: tuple[str, ...] = ()
    feed: bool = False


@dataclass(frozen=True, slots=True)
class Dataset:
    """A set of data under a name that never changes.

    `kinds`: the kinds of its records, none for a table of counts; `counted`: those it is made of. `stored`: what a
    withdrawn one of these is kept as.
    """

    id: str
    kinds: tuple[str, ...]
    counted: tuple[str, ...]
    stored: tuple[str, ...]
    title: Text
    says: Text
    keywords: tuple[Text, ...]

    @property
    def forms(self) -> tuple[Form, ...]:
        """In which forms it is given."""
        if not self.kinds:
            return TABLE_FORMS
        return tuple(form for form in FORMS if not form.kinds or set(self.kinds) <= set(form.kinds))

    @property
    def choice(self) -> Choice:
        """The kinds as a question asks for them."""
        return Choice(self.kinds)


CSV: Final = Form("csv", "text/csv", "CSV", Text("tableau CSV", "CSV table"))
JSON: Final = Form("json", "application/json", "JSON", Text("JSON", "JSON"))
# Of records: answers of the directory, and feeds.
FORMS: Final = (
    CSV,
    Form(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "XLSX",
        Text("classeur XLSX", "XLSX workbook"),
    ),
    Form("geojson", "application/geo+json", "GEOJSON", Text("carte GeoJSON", "GeoJSON map")),
    Form("jsonld", "application/ld+json", "JSON_LD", Text("données liées JSON-LD", "linked data, JSON-LD")),
    Form("ttl", "text/turtle", "RDF_TURTLE", Text("données liées Turtle", "linked data, Turtle")),
    Form(
        "ics",
        "text/calendar",
        "ICS",
        Text("agenda ICS : ce qui vient, et le mois passé", "ICS calendar: what is coming, and the last month"),
        kinds=("event",),
        feed=True,
    ),
)
# Of counts.
TABLE_FORMS: Final = (CSV, JSON)

_COOPERATION: Final = Text("économie sociale et solidaire", "social and solidarity economy")
_PLATFORM: Final = Text("plateforme coopérative", "platform cooperative")

DATASETS: Final = (
    Dataset(
        "organizations",
        ("organization",),
        ("organization",),
        ("Profile", "Listing"),
        Text("Plateformes coopératives et organisations", "Platform cooperatives and organisations"),
        Text(
            "Plateformes coopératives, réseaux, collectivités et soutiens : nom, lieu, territoires desservis, secteurs,"
            " usages, statut. Chaque fiche dit qui l'a écrite et quand.",
            "Platform cooperatives, networks, authorities and supporters: name, place, territories served, sectors,"
            " needs, status. Each record says who wrote it and when.",
        ),
        (_COOPERATION, _PLATFORM, Text("annuaire", "directory")),
    ),
    Dataset(
        "offers-and-needs",
        ("offer", "request"),
        ("offer", "request"),
        ("Proposal",),
        Text("Propositions et demandes", "Offers and needs"),
        Text(
            "Ce que les organisations proposent et ce qu'elles cherchent, avec le territoire et l'échéance.",
            "What organisations offer and what they look for, with the territory and the deadline.",
        ),
        (_COOPERATION, _PLATFORM, Text("offres et demandes", "offers and requests")),
    ),
    Dataset(
        "events",
        ("event",),
        ("event",),
        ("Event",),
        Text("Rendez-vous", "Events"),
        Text("Où et quand se retrouver.", "Where and when to meet."),
        (_COOPERATION, _PLATFORM, Text("agenda", "calendar")),
    ),
    Dataset(
        "practices",
        (),
        ("practice", "report"),
        ("Practice", "PracticeReport"),
        Text("Pratiques, comptées", "Practices, counted"),
        Text(
            "Pour chaque pratique de la charte, combien d'organisations disent la suivre, par niveau. Aucune n'est"
            " nommée, aucune note n'est donnée.",
            "For each practice of the charter, how many organisations say they follow it, by level. None is named, no"
            " mark is given.",
        ),
        (_COOPERATION, _PLATFORM, Text("pratiques", "practices")),
    ),
    Dataset(
        "territories",
        (),
        ("organization", "offer", "request", "event"),
        ("Profile", "Listing", "Proposal", "Event"),
        Text("Territoires, avec ce qui s'y trouve", "Territories, with what is there"),
        Text(
            "Les territoires dont une fiche parle, ceux qui les contiennent compris : code officiel, noms, population,"
            " et combien d'organisations, de propositions, de demandes et de rendez-vous.",
            "The territories that a record speaks of, those around them included: official code, names, population, and"
            " how many organisations, offers, requests and events.",
        ),
        (_COOPERATION, _PLATFORM, Text("territoires", "territories")),
    ),
)
TABLES: Final = tuple(dataset.id for dataset in DATASETS if not dataset.kinds)
