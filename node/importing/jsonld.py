"""JSON-LD as directories publish it: schema.org organisations, and listings and profiles of nodes like ours.

Read by plain keys, whatever the prefix, without expanding anything: an import takes names, places and words, and
nothing of what it takes is believed to come from the organisation itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from node.importing.errors import ImportRefused
from node.importing.limits import require_lines
from node.importing.row import Line
from node.importing.stated import JSON, stated_license, stated_source, text_of
from vocab.language import Text

_LISTS: Final = ("@graph", "graph", "items", "orderedItems", "itemListElement", "member", "dataset")
_PREFIXES: Final = ("https://schema.org/", "http://schema.org/", "schema:", "sdo:", "foaf:", "org:", "vcard:", "as:")
_NOT_ORGANISATIONS: Final = frozenset(
    "Person Event Offer Product Place PostalAddress GeoCoordinates WebSite WebPage Article ImageObject Dataset"
    " DataDownload DataCatalog PropertyValue ContactPoint Country Concept ConceptScheme Proposal Practice"
    " PracticeReport PracticeStory Collection OrderedCollection CollectionPage".split()
)
# Headings under our own names, and those we must know of to leave out.
HEADINGS: Final = (
    "key name description language website territory city postcode country street siren rna sector need tags"
    " legal_form latitude longitude source license contact_name contact_email contact_phone"
    " description:fr description:en description:de description:es description:it description:nl description:pt"
).split()

Node = Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class Graph:
    """The nodes of one document that may be organisations."""

    nodes: list[JSON]
    source: str
    license: str
    headings: tuple[str, ...] = tuple(HEADINGS)

    @property
    def total(self) -> int:
        """How many lines."""
        return len(self.nodes)

    def lines(self) -> Iterator[Line]:
        """Each node as a line, numbered from 1."""
        for number, node in enumerate(self.nodes, start=1):
            yield _line(number, node)


def open_document(document: JSON) -> Graph:
    """The nodes of a document: a graph, a list, or one organisation; raises ImportRefused when it has none."""
    top: Node = document if isinstance(document, Mapping) else {}
    found: JSON = document if isinstance(document, list) else None
    for name in _LISTS:
        if found is None and isinstance(top.get(name), list):
            found = top[name]
    if found is None and _types(top):
        found = [document]
    if not isinstance(found, list) or not any(isinstance(each, Mapping) for each in found):
        raise ImportRefused(
            Text(
                "ce JSON n'est ni du GeoJSON ni du JSON-LD d'organisations",
                "neither GeoJSON nor JSON-LD of organisations",
            )
        )
    nodes = [_inner(each) for each in found]
    # A graph also names places and addresses: they are no lines. A list of only such things is refused line by line.
    organisations = [node for node in nodes if not _is_something_else(node)]
    require_lines(len(organisations or nodes))
    whole: Node = {} if _types(top) else top
    return Graph(organisations or nodes, stated_source(whole), stated_license(whole))


def _inner(node: JSON) -> JSON:
    """The thing inside a schema.org ListItem or an activity."""
    if isinstance(node, Mapping):
        for wrapper, inside in (
            ("ListItem", "item"),
            ("Create", "object"),
            ("Update", "object"),
            ("Announce", "object"),
        ):
            if wrapper in _types(node) and isinstance(node.get(inside), Mapping):
                return node[inside]
    return node


def _is_something_else(node: JSON) -> bool:
    if not isinstance(node, Mapping):
        return False
    types = _types(node)
    return bool(types & _NOT_ORGANISATIONS) and "Person" not in types


def _line(number: int, node: JSON) -> Line:
    if not isinstance(node, Mapping):
        return Line(number, {}, problem=Text("ce n'est pas un objet JSON", "not a JSON object"))
    types = _types(node)
    if "Person" in types:
        return Line(number, {}, problem=Text("une personne n'est pas une organisation", "a person is no organisation"))
    if _is_something_else(node):
        kind = ", ".join(sorted(types))
        return Line(
            number, {}, problem=Text(f"ce n'est pas une organisation ({kind})", f"not an organisation ({kind})")
        )
    about = _node(_get(node, "organization")) if "Listing" in types else node
    cells = {name: text for name, read in _READERS.items() if (text := read(node) or read(about))}
    cells |= _translations(node)
    if people := _people(node):
        cells["contact_name"] = people
    return Line(number, cells)


def _types(node: Node) -> frozenset[str]:
    written: list[JSON] = []
    for name in ("type", "@type", "kind"):
        value = node.get(name)
        written.extend(value if isinstance(value, list) else [value])
    return frozenset(_local(each) for each in written if isinstance(each, str))


def _local(name: str) -> str:
    return name.rstrip("/").rpartition("/")[2].rpartition("#")[2].rpartition(":")[2]


def _get(node: Node, *names: str) -> JSON:
    """The first value under one of these local names, with or without a prefix."""
    for name in names:
        if (value := node.get(name)) not in (None, "", []):
            return value
        for prefix in _PREFIXES:
            if (value := node.get(prefix + name)) not in (None, "", []):
                return value
    return None


def _node(value: JSON) -> Node:
    """A value as one object: the first of a list, an empty one for anything else."""
    first = value[0] if isinstance(value, list) and value else value
    return first if isinstance(first, Mapping) else {}


def _first_text(value: JSON) -> str:
    return text_of(value[0] if isinstance(value, list) and value else value)


def _id(node: Node) -> str:
    return text_of(node.get("@id") or node.get("id"))


def _text(*names: str) -> Callable[[Node], str]:
    return lambda node: _first_text(_get(node, *names))


def _many(*names: str) -> Callable[[Node], str]:
    return lambda node: text_of(_get(node, *names))


def _website(node: Node) -> str:
    stated = _first_text(_get(node, "website", "homepage"))
    # Of our own records `url` is the page on their node, not the organisation's site.
    return stated or ("" if "Note" in _types(node) else _first_text(_get(node, "url", "sameAs")))


def _address(*names: str) -> Callable[[Node], str]:
    def read(node: Node) -> str:
        place = _node(_get(node, "location"))
        for address in (_node(_get(node, "address")), _node(_get(place, "address")), place):
            if text := _first_text(_get(address, *names)):
                return text
        return ""

    return read


def _degrees(*names: str) -> Callable[[Node], str]:
    def read(node: Node) -> str:
        place = _node(_get(node, "location"))
        for point in (_node(_get(node, "geo")), place, _node(_get(place, "geo")), node):
            if text := _first_text(_get(point, *names)):
                return text
        return ""

    return read


def _identifier(kind: str) -> Callable[[Node], str]:
    def read(node: Node) -> str:
        if text := _first_text(_get(node, kind)):
            return text
        values = _get(node, "identifier")
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, Mapping) and kind in text_of(_get(value, "propertyID", "name")).lower():
                return text_of(_get(value, "value"))
        return ""

    return read


def _translations(node: Node) -> dict[str, str]:
    """`contentMap`, and descriptions that state their language."""
    cells: dict[str, str] = {}
    texts = _get(node, "contentMap")
    if isinstance(texts, Mapping):
        cells |= {f"description:{language}": text_of(text) for language, text in texts.items()}
    described = _get(node, "description")
    for value in described if isinstance(described, list) else [described]:
        if isinstance(value, Mapping) and isinstance(value.get("@language"), str):
            cells[f"description:{value['@language'][:2]}"] = text_of(value)
    return {name: text for name, text in cells.items() if name in HEADINGS and text}


def _people(node: Node) -> str:
    """The names of people beside an organisation, so that they can be taken out of its description too."""
    names: list[str] = []
    for role in ("contactPoint", "founder", "employee", "member", "alumni"):
        value = _get(node, role)
        for person in value if isinstance(value, list) else [value]:
            if isinstance(person, Mapping) and (role == "contactPoint" or "Person" in _types(person)):
                names.append(text_of(_get(person, "name")))
    return ";".join(name for name in names[:50] if name)


def _inside_contact(name: str) -> Callable[[Node], str]:
    return lambda node: _first_text(_get(node, name)) or _first_text(_get(_node(_get(node, "contactPoint")), name))


_READERS: Final[dict[str, Callable[[Node], str]]] = {
    "key": _id,
    "name": _text("name", "legalName", "prefLabel"),
    "description": _text("description", "content", "summary", "abstract"),
    "language": _text("inLanguage", "language"),
    "website": _website,
    "territory": _many("areaServed", "territory"),
    "city": _address("addressLocality", "city", "name"),
    "postcode": _address("postalCode", "postcode"),
    "country": _address("addressCountry", "country"),
    "street": _address("streetAddress", "street"),
    "siren": _identifier("siren"),
    "rna": _identifier("rna"),
    "sector": _many("sector"),
    "need": _many("need"),
    "tags": _many("keywords", "knowsAbout", "category"),
    "legal_form": _text("legalForm", "coopStatus"),
    "latitude": _degrees("latitude", "lat"),
    "longitude": _degrees("longitude", "long"),
    "source": _text("statedSource", "isBasedOn"),
    "license": _text("license"),
    "contact_email": _inside_contact("email"),
    "contact_phone": _inside_contact("telephone"),
}
