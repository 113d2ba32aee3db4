"""Harvesting as the portal of the French State does it: the form by suffix or HEAD, each page a graph, `hydra:next`."""

from __future__ import annotations

import warnings
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from rdflib import Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, Namespace

from tests.node.web.served import Answer, Served

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
VOID = Namespace("http://rdfs.org/ns/void#")
GEO = Namespace("http://www.opengis.net/ont/geosparql#")
IANA = "https://www.iana.org/assignments/media-types/"
FORMATS = {"application/ld+json": "json-ld", "text/turtle": "turtle", "application/rdf+xml": "xml"}
MAX_PAGES = 20
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
# What DCAT-AP wants of each class and what the portal needs to make a dataset of it: (property, at least, at most); of
# texts, at most so many in one language.
WANTED: dict[URIRef, tuple[tuple[URIRef, int, int], ...]] = {
    DCAT.Catalog: (
        (DCTERMS.title, 1, 1),
        (DCTERMS.description, 1, 1),
        (DCTERMS.publisher, 1, 1),
        (DCAT.dataset, 1, 99),
    ),
    DCAT.Dataset: (
        (DCTERMS.title, 1, 1),
        (DCTERMS.description, 1, 1),
        (DCTERMS.identifier, 1, 1),
        (DCTERMS.modified, 1, 1),
        (DCTERMS.accrualPeriodicity, 1, 1),
        (DCAT.contactPoint, 1, 9),
        (DCTERMS.license, 0, 1),
        (DCTERMS.spatial, 0, 1),
        (DCAT.distribution, 1, 99),
    ),
    DCAT.Distribution: (
        (DCAT.accessURL, 1, 1),
        (DCAT.downloadURL, 1, 1),
        (DCTERMS.license, 1, 1),
        (DCTERMS.format, 1, 1),
        (DCAT.mediaType, 1, 1),
    ),
    VCARD.Organization: ((VCARD.fn, 1, 1),),
}
CLASSES: dict[URIRef, URIRef] = {
    DCTERMS.publisher: FOAF.Agent,
    DCAT.dataset: DCAT.Dataset,
    DCAT.distribution: DCAT.Distribution,
    DCAT.contactPoint: VCARD.Organization,
    DCTERMS.license: DCTERMS.LicenseDocument,
    DCTERMS.spatial: DCTERMS.Location,
}


@dataclass
class Taken:
    """A file of a dataset, as the catalogue describes it and as it came."""

    url: str
    media_type: str
    license: str
    count: int
    answer: Answer


@dataclass
class Harvested:
    """The pages of a catalogue as one graph, and how many there were."""

    graph: Graph = field(default_factory=Graph)
    pages: int = 0

    def datasets(self) -> dict[str, URIRef]:
        """By the last part of their names."""
        found = self.graph.subjects(RDF.type, DCAT.Dataset)
        return {str(each).partition("#")[2]: URIRef(str(each)) for each in found}

    def text(self, subject: URIRef, property: URIRef, language: str = "fr") -> str:
        """In one language."""
        return next(str(each) for each in self.graph.objects(subject, property) if each.language == language)  # type: ignore[attr-defined]


async def harvest(node: Served, address: str) -> Harvested:
    """Walk the pages, as udata's `walk_paginated_graph` does."""
    found, url = Harvested(), address
    head = await node.get(url, {}, method="HEAD")
    form = FORMATS[head.type]
    while url:
        answer = await node.get(_path(url), {})
        assert answer.status == 200, answer.text
        assert FORMATS[answer.type] == form
        page = graph_of(answer)
        found.graph += page
        found.pages += 1
        assert found.pages <= MAX_PAGES
        views = list(page.subjects(RDF.type, HYDRA.PartialCollectionView))
        assert len(views) == 1
        following = page.value(views[0], HYDRA.next)
        url = str(following) if following else ""
    return found


def graph_of(answer: Answer) -> Graph:
    """An answer as a graph."""
    with warnings.catch_warnings():
        # The JSON-LD reader of rdflib makes a graph of a kind that rdflib itself no longer wants.
        warnings.simplefilter("ignore", DeprecationWarning)
        return Graph().parse(data=answer.text, format=FORMATS[answer.type])


async def take(node: Served, harvested: Harvested, dataset: str) -> list[Taken]:
    """Every file of a dataset."""
    graph, taken = harvested.graph, []
    for file in sorted(graph.objects(harvested.datasets()[dataset], DCAT.distribution)):
        url = str(graph.value(file, DCAT.downloadURL))
        taken.append(
            Taken(
                url,
                str(graph.value(file, DCAT.mediaType)).removeprefix(IANA),
                str(graph.value(file, DCTERMS.license)),
                int(str(graph.value(file, VOID.entities))),
                await node.get(_path(url), {}),
            )
        )
    return taken


def breaches(graph: Graph) -> list[str]:
    """What of DCAT-AP is not kept; empty where all is."""
    found = []
    for kind, properties in WANTED.items():
        for subject in set(graph.subjects(RDF.type, kind)):
            for property, least, most in properties:
                languages = Counter(getattr(each, "language", None) for each in graph.objects(subject, property))
                if languages.total() < least or any(count > most for count in languages.values()):
                    found.append(f"{subject} {property} {languages}")
    for property, kind in CLASSES.items():
        for subject, value in graph.subject_objects(property):
            if (value, RDF.type, kind) not in graph:
                found.append(f"{subject} {property} {value} is no {kind}")
    return found


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
