"""Writing statements as Turtle, JSON-LD and RDF/XML: a page of a catalogue is small, and needs no RDF library."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import orjson

from vocab.quads import RDF, XSD, quoted, to_turtle

PREFIXES: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "locn": "http://www.w3.org/ns/locn#",
    "rdf": RDF,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": XSD,
}
_STRING: Final = XSD + "string"
# XML has no way to write these.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Literal:
    """A text, in a language or of a type (a prefixed name)."""

    text: str
    language: str = ""
    type: str = ""


# Who, what (a prefixed name), and an IRI or a text.
Statement = tuple[str, str, str | Literal]


def turtle(statements: Iterable[Statement]) -> bytes:
    """For people to read."""
    lines = (f"<{subject}> <{full(name)}> {_term(value)} ." for subject, name, value in statements)
    return to_turtle(lines, PREFIXES).encode()


def jsonld(statements: Iterable[Statement]) -> bytes:
    """One object a subject, with the prefixes in its context: nothing has to be fetched to read it."""
    nodes: dict[str, dict[str, list[object]]] = {}
    for subject, name, value in statements:
        node = nodes.setdefault(subject, {})
        if name == "rdf:type":
            node.setdefault("@type", []).append(value)
        else:
            node.setdefault(name, []).append(_object(value))
    graph = [{"@id": subject, **node} for subject, node in nodes.items()]
    return orjson.dumps({"@context": PREFIXES, "@graph": graph}, option=orjson.OPT_INDENT_2) + b"\n"


def rdfxml(statements: Iterable[Statement]) -> bytes:
    """One description a subject."""
    nodes: dict[str, list[str]] = {}
    for subject, name, value in statements:
        nodes.setdefault(subject, []).append(_element(name, value))
    spaces = " ".join(f"xmlns:{prefix}={quoteattr(iri)}" for prefix, iri in sorted(PREFIXES.items()))
    lines = ['<?xml version="1.0" encoding="utf-8"?>', f"<rdf:RDF {spaces}>"]
    for subject, elements in nodes.items():
        lines += [f"<rdf:Description rdf:about={quoteattr(subject)}>", *elements, "</rdf:Description>"]
    return "\n".join([*lines, "</rdf:RDF>", ""]).encode()


Write = Callable[[Sequence[Statement]], bytes]
# Suffix -> media type and how it is written.
WRITERS: Final[dict[str, tuple[str, Write]]] = {
    "jsonld": ("application/ld+json", jsonld),
    "ttl": ("text/turtle", turtle),
    "xml": ("application/rdf+xml", rdfxml),
}


def full(name: str) -> str:
    """A prefixed name as an IRI; an IRI as it is.

    >>> full("dct:title"), full("https://a.example/")
    ('http://purl.org/dc/terms/title', 'https://a.example/')
    """
    prefix, colon, local = name.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else name


def _term(value: str | Literal) -> str:
    if isinstance(value, str):
        return f"<{full(value)}>"
    if value.language:
        return f"{quoted(value.text)}@{value.language}"
    return quoted(value.text, full(value.type) if value.type else _STRING)


def _object(value: str | Literal) -> dict[str, str]:
    if isinstance(value, str):
        return {"@id": full(value)}
    if value.language:
        return {"@value": value.text, "@language": value.language}
    return {"@value": value.text, "@type": value.type} if value.type else {"@value": value.text}


def _element(name: str, value: str | Literal) -> str:
    if isinstance(value, str):
        return f"  <{name} rdf:resource={quoteattr(full(value))}/>"
    more = ""
    if value.language:
        more = f' xml:lang="{value.language}"'
    elif value.type:
        more = f" rdf:datatype={quoteattr(full(value.type))}"
    return f"  <{name}{more}>{escape(_UNWRITABLE.sub('', value.text))}</{name}>"
