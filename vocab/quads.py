"""Expanded JSON-LD to N-Quads and readable Turtle, without an RDF library.

Every blank node gets an IRI of its own inside the record, `<id>#b-…`, drawn from the path that leads to it: the same
record gives the same lines each time, and a store can replace a record by the subjects it last wrote. The graph around
a proof stays apart: with an owner's `graph` asked for, it is left out (the proof is kept with the record, whole), and
without one it is a graph of its own, as JSON-LD has it.

Statements that N-Quads cannot hold are dropped, as JSON-LD drops them: relative or malformed IRIs, blank predicates
(terms that nobody defined), language tags that are none.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Final

from vocab.canonical import jcs
from vocab.errors import Malformed, Unproven

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"

_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*\Z")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*\Z")
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_TO_ESCAPE: Final = re.compile(r"[\\\"\n\r\t]")
_MOVED: Final = frozenset({"@reverse", "@included", "@set", "@nest"})
_LINE: Final = re.compile(r"<([^>]*)> <([^>]*)> (<[^>]*>|\"(?:[^\"\\]|\\.)*\"\S*)(?: <[^>]*>)? \.\Z")
_LOCAL: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")


def to_quads(expanded: list[dict[str, object]], graph: str | None = None, *, base: str | None = None) -> list[str]:
    """The N-Quads lines (no line end, sorted, each once) of an expanded document, in the named graph `graph`.

    `base` names the blank nodes; by default the id of the document. Raises Malformed when there is neither, Unproven
    for `@reverse`, `@included` and other constructs that `vocab.expand` never makes.
    """
    if graph is not None and not _IRI.match(graph):
        raise Malformed("the name of a graph is an absolute IRI")
    lines: set[str] = set()
    for root in expanded:
        found = base or root.get("@id")
        if not isinstance(found, str) or not _IRI.match(found):
            raise Malformed("a document without an absolute id has no RDF")
        writer = _Writer(lines, found.partition("#")[0], keep_graphs=graph is None)
        writer.node(root, "" if graph is None else f" <{graph}>", "")
    return sorted(lines)


class _Writer:
    def __init__(self, lines: set[str], base: str, *, keep_graphs: bool) -> None:
        self._lines = lines
        self._base = base
        self._keep_graphs = keep_graphs

    def node(self, node: Mapping[str, object], graph: str, path: str) -> str | None:
        """Write what `node` says; its name, None when it has none that RDF can hold."""
        name = self._name(node.get("@id"), path)
        end = f"{graph} ."
        for key, values in node.items():
            if key == "@type":
                self._types(name, values, graph)
            elif key == "@graph":
                self._graph(name, values, path)
            elif key in _MOVED:
                raise Unproven(f"{key} in an expanded document")
            elif not key.startswith("@") and _IRI.match(key) and isinstance(values, list):
                for position, value in enumerate(values):
                    found = _simple(value) or self._object(value, graph, f"{path}/{key}[{position}]")
                    if name is not None and found is not None:
                        self._lines.add(f"{name} <{key}> {found}{end}")
        return name

    def _types(self, name: str | None, types: object, graph: str) -> None:
        for kind in types if isinstance(types, list) else [types]:
            self._say(name, RDF + "type", self._iri(kind), graph)

    def _graph(self, name: str | None, members: object, path: str) -> None:
        if not self._keep_graphs or name is None or not isinstance(members, list):
            return
        for position, member in enumerate(members):
            if isinstance(member, dict):
                self.node(member, f" {name}", f"{path}/@graph[{position}]")

    def _object(self, value: object, graph: str, path: str) -> str | None:
        if not isinstance(value, dict):
            raise Unproven("an expanded value that is no object")
        if "@value" in value:
            return _literal(value)
        if len(value) == 1 and "@id" in value:
            # Most values: a link that says nothing more.
            return self._name(value["@id"], path)
        if "@list" in value:
            return self._list(value["@list"], graph, path)
        if "@graph" in value and not self._keep_graphs:
            return None
        return self.node(value, graph, path)

    def _list(self, members: object, graph: str, path: str) -> str:
        rest = f"<{RDF}nil>"
        for position, member in reversed(list(enumerate(members if isinstance(members, list) else []))):
            cell = self._skolem(f"{path}/@list[{position}]")
            first = self._object(member, graph, f"{path}/@list[{position}]/")
            if first is not None:
                self._say(cell, RDF + "first", first, graph)
                self._say(cell, RDF + "rest", rest, graph)
                rest = cell
        return rest

    def _say(self, subject: str | None, predicate: str, value: str | None, graph: str) -> None:
        if subject is not None and value is not None:
            self._lines.add(f"{subject} <{predicate}> {value}{graph} .")

    def _name(self, iri: object, path: str) -> str | None:
        return self._skolem(path) if iri is None else self._iri(iri)

    def _iri(self, iri: object) -> str | None:
        if not isinstance(iri, str):
            return None
        if iri.startswith("_:"):
            return self._skolem(iri)
        return f"<{iri}>" if _IRI.match(iri) else None

    def _skolem(self, path: str) -> str:
        return f"<{self._base}#b-{hashlib.sha256(path.encode()).hexdigest()[:16]}>"


def _simple(value: object) -> str | None:
    """A link that says nothing more, or a text in no language, as most values are; None for anything else."""
    if type(value) is dict and len(value) == 1:
        (found,) = value.values()
        if type(found) is str:
            if "@id" in value:
                return f"<{found}>" if _IRI.match(found) and not found.startswith("_:") else None
            if "@value" in value:
                return f'"{_escaped(found)}"'
    return None


def _literal(value: Mapping[str, object]) -> str | None:
    """A value object as an N-Quads literal (JSON-LD API section 8.2.2)."""
    found = value["@value"]
    datatype = value.get("@type")
    language = value.get("@language")
    if datatype == "@json":
        return quoted(jcs(found).decode(), RDF + "JSON")
    if isinstance(language, str):
        return f'"{_escaped(str(found))}"@{language}' if _LANGUAGE.match(language) else None
    if datatype is not None and not (isinstance(datatype, str) and _IRI.match(datatype)):
        return None
    text, natural = _lexical(found, datatype)
    return quoted(text, str(datatype or natural))


def quoted(text: str, datatype: str = XSD + "string") -> str:
    """A text as a literal of N-Quads.

    >>> quoted('say "yes"')
    '"say \\\\"yes\\\\""'
    """
    written = f'"{_escaped(text)}"'
    return written if datatype == XSD + "string" else f"{written}^^<{datatype}>"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES) if _TO_ESCAPE.search(text) else text


def _lexical(found: object, datatype: object) -> tuple[str, str]:
    """The text of a native value and the datatype it has by nature."""
    if isinstance(found, bool):
        return ("true" if found else "false"), XSD + "boolean"
    if isinstance(found, (int, float)):
        whole = isinstance(found, int) or found.is_integer()
        if whole and abs(found) < 1e21 and datatype != XSD + "double":
            return str(int(found)), XSD + "integer"
        return _double(float(found)), XSD + "double"
    text = str(found)
    if datatype == XSD + "double":
        try:
            return _double(float(text)), XSD + "double"
        except ValueError:
            return text, XSD + "double"
    return text, XSD + "string"


def _double(number: float) -> str:
    """The canonical form of xsd:double, `1.5E0`."""
    mantissa, _, exponent = f"{number:.15E}".partition("E")
    if not exponent:
        return mantissa
    digits = mantissa.rstrip("0")
    return f"{digits}0E{int(exponent)}" if digits.endswith(".") else f"{digits}E{int(exponent)}"


def to_turtle(quads: Iterable[str], prefixes: Mapping[str, str]) -> str:
    """A modest Turtle of N-Quads lines as `to_quads` writes them: one block a subject, graph names left out."""
    subjects: dict[str, dict[str, list[str]]] = {}
    for line in quads:
        match = _LINE.match(line)
        if match is None:
            raise Malformed(f"not a line of ours: {line[:80]!r}")
        subject, predicate, value = match.groups()
        subjects.setdefault(subject, {}).setdefault(predicate, []).append(value)
    shorten = _Shortener(prefixes)
    blocks = [_block(subject, predicates, shorten) for subject, predicates in sorted(subjects.items())]
    head = [f"@prefix {name}: <{prefixes[name]}> ." for name in sorted(shorten.used)]
    return "\n".join([*head, "", *blocks]) if head else "\n".join(blocks)


class _Shortener:
    """IRIs as prefixed names where a prefix fits, longest first; remembers which prefixes served."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = sorted(prefixes.items(), key=lambda entry: -len(entry[1]))
        self.used: set[str] = set()

    def __call__(self, iri: str) -> str:
        for name, start in self._prefixes:
            if iri.startswith(start) and _LOCAL.match(iri, len(start)):
                self.used.add(name)
                return f"{name}:{iri[len(start) :]}"
        return f"<{iri}>"


def _block(subject: str, predicates: Mapping[str, list[str]], shorten: _Shortener) -> str:
    def order(predicate: str) -> tuple[bool, str]:
        return predicate != RDF + "type", predicate

    lines = [
        f"    {'a' if predicate == RDF + 'type' else shorten(predicate)} "
        + ", ".join(_turtle_object(value, shorten) for value in sorted(predicates[predicate]))
        for predicate in sorted(predicates, key=order)
    ]
    return f"{shorten(subject)}\n" + " ;\n".join(lines) + " .\n"


def _turtle_object(value: str, shorten: _Shortener) -> str:
    if value.startswith("<"):
        return shorten(value[1:-1])
    text, marker, datatype = value.rpartition("^^<")
    if marker and value.endswith(">"):
        return f"{text}^^{shorten(datatype[:-1])}"
    return value
