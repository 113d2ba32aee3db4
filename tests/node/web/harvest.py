"""Harvesting as the portal of the French State does it: the form by suffix or HEAD, each page a graph, `hydra:next`."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from pyshacl import validate
from rdflib import Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF, Namespace

from tests.node.web.served import Answer, Served

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
VOID = Namespace("http://rdfs.org/ns/void#")
GEO = Namespace("http://www.opengis.net/ont/geosparql#")
IANA = "https://www.iana.org/assignments/media-types/"
FORMATS = {"application/ld+json": "json-ld", "text/turtle": "turtle", "application/rdf+xml": "xml"}
MAX_PAGES = 20
SHAPES = Path(__file__).parents[1] / "catalog" / "dcat_ap.ttl"
SH = Namespace("http://www.w3.org/ns/shacl#")


@dataclass
class Taken:
    """A file of a dataset, as the catalogue describes it and as it came; `count` is None where it says none."""

    url: str
    media_type: str
    license: str
    count: int | None
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
                None if (count := graph.value(file, VOID.entities)) is None else int(str(count)),
                await node.get(_path(url), {}),
            )
        )
    return taken


def breaches(graph: Graph) -> list[str]:
    """What of DCAT-AP is not kept, by our SHACL shapes; empty where all is."""
    with warnings.catch_warnings():
        # What pyshacl makes its own graphs of is a kind that rdflib no longer wants.
        warnings.simplefilter("ignore", DeprecationWarning)
        _, report, _ = validate(graph, shacl_graph=Graph().parse(SHAPES, format="turtle"))
    assert isinstance(report, Graph)
    return sorted(
        f"{report.value(result, SH.focusNode)} {report.value(result, SH.resultPath)} {report.value(result, SH.value)}:"
        f" {report.value(result, SH.resultMessage)}"
        for result in report.subjects(RDF.type, SH.ValidationResult)
    )


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
