"""Answers: the solutions of a question, or its triples, as one of the W3C formats, up to a number of rows and bytes.

Only query workers import this module (law 4 of CONTRIBUTING). An answer is whole or there is none: half of a table
looks like a table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar
from xml.sax.saxutils import escape, quoteattr

import orjson
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    serialize,
)

Term = NamedNode | BlankNode | Literal | Triple
Row = list[Term | None]
T = TypeVar("T")
Results = QuerySolutions | QueryBoolean | QueryTriples

XSD_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
RDF_FORMATS: Final = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}
_XML_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'
# What XML 1.0 cannot hold, however it is written.
_NOT_IN_XML: Final = {code: "\ufffd" for code in range(32) if code not in (9, 10, 13)} | {
    0xFFFE: "\ufffd",
    0xFFFF: "\ufffd",
}
_CSV_SPECIAL: Final = frozenset('",\r\n')


class TooManyRows(Exception):
    """More rows than an answer may have."""


class TooManyBytes(Exception):
    """More bytes than an answer may have."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What an answer may come to."""

    rows: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Written:
    """An answer, and how many rows or triples it has."""

    body: bytes
    rows: int


def write(results: Results, format: str, limits: Limits, prefixes: Mapping[str, str]) -> Written:
    """The answer in a format. Raises `TooManyRows` and `TooManyBytes`."""
    if isinstance(results, QueryBoolean):
        return Written(_BOOLEANS[format](bool(results)), 1)
    if isinstance(results, QueryTriples):
        triples = list(_bounded(results, limits.rows))
        body = serialize(triples, format=RDF_FORMATS[format], prefixes=_used(triples, prefixes)) or b""
        if len(body) > limits.bytes:
            raise TooManyBytes
        return Written(body, len(triples))
    names = [variable.value for variable in results.variables]
    writer = _TABLES[format](names)
    pieces, size, rows = [writer.head], len(writer.head), 0
    for solution in _bounded(results, limits.rows):
        piece = writer.row([solution[place] for place in range(len(names))], first=rows == 0)
        pieces.append(piece)
        size, rows = size + len(piece), rows + 1
        if size > limits.bytes:
            raise TooManyBytes
    return Written(b"".join([*pieces, writer.end]), rows)


def _bounded(those: Iterable[T], most: int) -> Iterator[T]:
    for place, each in enumerate(those):
        if place >= most:
            raise TooManyRows
        yield each


def _used(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> dict[str, str]:
    """The prefixes that would shorten something."""
    terms = {part for triple in triples for part in (triple.subject, triple.predicate, triple.object)}
    iris = {part.value for part in terms if isinstance(part, NamedNode)}
    iris |= {part.datatype.value for part in terms if isinstance(part, Literal)}
    return {name: start for name, start in sorted(prefixes.items()) if any(iri.startswith(start) for iri in iris)}


class _Json:
    """SPARQL 1.1 Query Results JSON Format."""

    end = b"\n]}}\n"

    def __init__(self, names: list[str]) -> None:
        self._names = names
        self.head = b'{"head":{"vars":' + orjson.dumps(names) + b'},"results":{"bindings":['

    def row(self, terms: Row, *, first: bool) -> bytes:
        bound = {name: _as_json(term) for name, term in zip(self._names, terms, strict=True) if term is not None}
        return (b"\n" if first else b",\n") + orjson.dumps(bound)


def _as_json(term: Term) -> dict[str, object]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _as_json(part) for name, part in parts.items()}}
    found: dict[str, object] = {"type": "literal", "value": term.value}
    if term.language:
        found["xml:lang"] = term.language
    elif term.datatype.value != XSD_STRING:
        found["datatype"] = term.datatype.value
    return found


class _Xml:
    """SPARQL Query Results XML Format."""

    end = b"\n</results></sparql>\n"

    def __init__(self, names: list[str]) -> None:
        self._names = names
        head = "".join(f"<variable name={quoteattr(name)}/>" for name in names)
        self.head = f"{_XML_HEAD}<head>{head}</head><results>".encode()

    def row(self, terms: Row, *, first: bool) -> bytes:
        bound = "".join(
            f"<binding name={quoteattr(name)}>{_as_xml(term)}</binding>"
            for name, term in zip(self._names, terms, strict=True)
            if term is not None
        )
        return f"\n<result>{bound}</result>".encode()


def _as_xml(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f"<uri>{escape(term.value)}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{escape(term.value)}</bnode>"
    if isinstance(term, Triple):
        parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
        return "<triple>" + "".join(f"<{name}>{_as_xml(part)}</{name}>" for name, part in parts) + "</triple>"
    said = ""
    if term.language:
        said = f" xml:lang={quoteattr(term.language)}"
    elif term.datatype.value != XSD_STRING:
        said = f" datatype={quoteattr(term.datatype.value)}"
    return f"<literal{said}>{escape(term.value.translate(_NOT_IN_XML))}</literal>"


class _Csv:
    """SPARQL 1.1 Query Results CSV: values as people read them."""

    end = b""

    def __init__(self, names: list[str]) -> None:
        self.head = (",".join(names) + "\r\n").encode()

    def row(self, terms: Row, *, first: bool) -> bytes:
        return (",".join(map(_as_csv, terms)) + "\r\n").encode()


def _as_csv(term: Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, Literal | NamedNode):
        text = term.value
    else:
        text = str(term)
    return '"' + text.replace('"', '""') + '"' if _CSV_SPECIAL.intersection(text) else text


class _Tsv:
    """SPARQL 1.1 Query Results TSV: terms as Turtle writes them."""

    end = b""

    def __init__(self, names: list[str]) -> None:
        self.head = ("\t".join("?" + name for name in names) + "\n").encode()

    def row(self, terms: Row, *, first: bool) -> bytes:
        written = ("" if term is None else str(term).replace("\t", "\\t") for term in terms)
        return ("\t".join(written) + "\n").encode()


_TABLES: Final[Mapping[str, Callable[[list[str]], _Json | _Xml | _Csv | _Tsv]]] = {
    "json": _Json,
    "xml": _Xml,
    "csv": _Csv,
    "tsv": _Tsv,
}


def _word(answer: bool) -> str:
    return "true" if answer else "false"


_BOOLEANS: Final[Mapping[str, Callable[[bool], bytes]]] = {
    "json": lambda answer: b'{"head":{},"boolean":' + _word(answer).encode() + b"}\n",
    "xml": lambda answer: f"{_XML_HEAD}<head/><boolean>{_word(answer)}</boolean></sparql>\n".encode(),
    "csv": lambda answer: (_word(answer) + "\r\n").encode(),
    "tsv": lambda answer: (_word(answer) + "\n").encode(),
}
