"""RDF of a view: what N-Quads and Turtle have in common, and what both say of the view itself."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from typing import Final

import orjson

from node.formats.about import About, Credits, Pieces
from node.formats.item import Labels
from node.formats.tools import Quads, Tools
from node.sparql.names import graph_of
from node.store.search import Row
from vocab.looseness import id_of
from vocab.quads import RDF, XSD

_DCT: Final = "http://purl.org/dc/terms/"
_DATASET: Final = "http://rdfs.org/ns/void#Dataset"


async def quads_of(about: About, pieces: Pieces, tools: Tools) -> AsyncGenerator[list[str], None]:
    """The lines that say what this is, those of the records, piece by piece, then whose they are."""
    labels, credits, left_out = Labels(tools.vocabulary, about.language), Credits(), 0
    yield _head(about)
    async with tools.mirrors() as mirror:
        async for rows in pieces:
            lines: list[str] = []
            for row in rows:
                document, quads = await _readable(row, mirror, tools)
                if quads is None:
                    left_out += 1
                    continue
                credits.add(document, row)
                lines += quads
            yield lines
    yield _tail(about, credits, labels, left_out)


async def _readable(row: Row, mirror: Quads, tools: Tools) -> tuple[Mapping[str, object], list[str] | None]:
    """A record's document with its quads, in the graph of its owner; None for quads when its views disagree."""
    document = orjson.loads(row.document)
    owner = id_of(document.get("attributedTo")) or id_of(document.get("actor")) or row.id
    policy = tools.vocabulary.schemes.policy.get(id_of(document.get("usagePolicy")) or "")
    return document, await mirror.of(document, graph_of(owner, policy.notation if policy else ""))


def said(left_out: int, about: About) -> str:
    """How many documents were left out, in a sentence; nothing when none was."""
    if not left_out:
        return ""
    if about.language == "fr":
        return f"Fiches laissées de côté, parce que leur JSON et leur RDF ne disent pas la même chose : {left_out}."
    return f"Records left out, because their JSON and their RDF do not say the same: {left_out}."


def _head(about: About) -> list[str]:
    say = _Speaker(about)
    return [
        say.iri(RDF + "type", _DATASET),
        say.text(_DCT + "title", about.name),
        say.text(_DCT + "bibliographicCitation", about.attribution),
        say.typed(_DCT + "created", about.made, "dateTime"),
        say.iri(_DCT + "publisher", f"{about.origin}/actor"),
    ]


def _tail(about: About, credits: Credits, labels: Labels, left_out: int) -> list[str]:
    say = _Speaker(about)
    return [
        say.text(_DCT + "description", f"{about.description(labels)} {said(left_out, about)}".strip()),
        *(say.iri(_DCT + "license", license) for license in credits.license_iris()),
        *(say.text(_DCT + "provenance", f"{each['origin']}: {each['count']}") for each in credits.of_sources()),
    ]


class _Speaker:
    """Statements about the view, in a graph of their own."""

    def __init__(self, about: About) -> None:
        self._subject, self._graph = f"<{about.address}>", f"<{about.address}#about>"
        self._language = about.language

    def iri(self, predicate: str, iri: str) -> str:
        return f"{self._subject} <{predicate}> <{iri}> {self._graph} ."

    def text(self, predicate: str, text: str) -> str:
        return f"{self._subject} <{predicate}> {_quoted(text)}@{self._language} {self._graph} ."

    def typed(self, predicate: str, text: str, datatype: str) -> str:
        return f"{self._subject} <{predicate}> {_quoted(text)}^^<{XSD}{datatype}> {self._graph} ."


def _quoted(text: str) -> str:
    """A string of N-Quads: JSON escapes what N-Quads must, in a way that it reads."""
    return orjson.dumps(text).decode()
