"""OGC API Features as pages: the same documents in people's words, what is for programs under the fold "Technique"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from node.formats.columns import COLUMNS
from node.ogc.documents import Document, Link, links_of
from node.web.pages import Pages
from vocab.language import Language

# Properties of a feature that people read as they are; the rest is for programs.
_SHOWN: Final = {
    "description": "description",
    "kind_label": "kind_label",
    "place": "place_label",
    "serves": "serves_label",
    "sector_label": "sector_label",
    "need_label": "need_label",
    "source": "source",
    "license_label": "license_label",
    "policy_label": "policy_label",
}
_DATES: Final = {"starts": "starts", "ends": "expires", "updated": "updated"}


@dataclass(frozen=True, slots=True)
class Fact:
    """A line: its name and its text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page."""

    heading: str
    href: str | None
    facts: tuple[Fact, ...]
    technique: tuple[Fact, ...]
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """What the template shows; `next` is the address of the next page of items."""

    text: str
    count: int | None
    sections: tuple[Section, ...]
    technique: tuple[Fact, ...]
    links: tuple[Link, ...]
    next: str | None


def page_of(pages: Pages, document: Document, language: Language, base: str) -> Page:
    """The page of a document of the API at `base`."""
    links = tuple(links_of(document))
    following = next((link["href"] for link in links if link["rel"] == "next"), None)
    count = document.get("numberMatched")
    return Page(
        text=str(document.get("description") or ""),
        count=count if isinstance(count, int) else None,
        sections=tuple(_sections(pages, document, language, base)),
        technique=tuple(_facts(document, ("numberReturned", "timeStamp", "attribution", "conformsTo", "openapi"))),
        links=links,
        next=following,
    )


def name_of(feature: Mapping[str, Any]) -> str:
    """What a feature is called, else its address."""
    properties = feature["properties"]
    return str(properties["name"] or properties["uri"])


def _sections(pages: Pages, document: Mapping[str, Any], language: Language, base: str) -> Iterable[Section]:
    for link in links_of(document):
        if link["rel"] == "data":
            facts = (Fact("", pages.t(language, "ogc.help", address=base)),)
            yield Section(link["title"], f"{link['href']}?f=html", facts, ())
    for each in document.get("collections", ()):
        yield _collection(each, f"{base}/collections/{each['id']}/items?f=html")
    if document.get("itemType"):
        yield _collection(document, f"{base}/collections/{document['id']}/items?f=html")
    here = next((link["href"] for link in links_of(document) if link["rel"] == "self"), "").partition("?")[0]
    for each in document.get("features", ()):
        yield _feature(pages, each, language, f"{here}/{each['id']}?f=html")
    if document.get("type") == "Feature":
        yield _feature(pages, document, language, None)
    for path, operations in document.get("paths", {}).items():
        yield _operation(path, operations["get"], base)


def _collection(each: Mapping[str, Any], href: str) -> Section:
    facts = (Fact("", str(each["description"])),)
    technique = tuple(_facts(each, ("id", "itemType", "crs", "extent", "attribution")))
    return Section(str(each["title"]), href, facts, technique, tuple(links_of(each)))


def _feature(pages: Pages, each: Mapping[str, Any], language: Language, href: str | None) -> Section:
    titles = {column.name: column.title.in_(language) for column in COLUMNS}
    properties = each["properties"]
    said = [(titles[column], properties[name]) for name, column in _SHOWN.items()]
    said += [(titles[column], pages.date(language, properties[name])) for name, column in _DATES.items()]
    point = each["geometry"]
    technique = [("geometry", point), *((name, value) for name, value in properties.items() if name not in _SHOWN)]
    return Section(
        heading=name_of(each),
        href=href or _web(str(properties["url"])),
        facts=tuple(Fact(name, str(text)) for name, text in said if text),
        technique=tuple(Fact(name, _plain(value)) for name, value in technique if value not in (None, [], "")),
    )


def _web(address: str) -> str | None:
    """An address that may be a link: those that others wrote may be anything."""
    return address if address.startswith(("https://", "http://")) else None


def _operation(path: str, operation: Mapping[str, Any], base: str) -> Section:
    parameters = [str(each["$ref"]).rpartition("/")[2] for each in operation["parameters"]]
    statuses = [f"{status}" for status in operation["responses"]]
    technique = (
        Fact("GET", base + path),
        Fact("parameters", ", ".join(parameters)),
        Fact("responses", ", ".join(statuses)),
    )
    href = f"{base}{path}?f=html" if "{" not in path else None
    return Section(str(operation["summary"]), href, (), technique)


def _facts(document: Mapping[str, Any], names: Iterable[str]) -> Iterable[Fact]:
    return (Fact(name, _plain(document[name])) for name in names if document.get(name) not in (None, {}))


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(each) for each in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_plain(each)}" for name, each in value.items())
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
