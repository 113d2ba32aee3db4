"""The vocabulary, resolvable: /ns/ says what each term means, /ns/territory/… leads to the page of a territory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import orjson
from aiohttp import web

import vocab
from node.errors import Missing
from node.web.answers import problem, ready
from node.web.directory import DIRECTORY, site_of
from node.web.negotiation import HTML, TURTLE, choose
from node.web.pages import PAGES, language_of, page
from vocab.language import Language, Text
from vocab.looseness import one_or_many

JSON_LD: Final = "application/ld+json"
NO_FORM: Final = Text("Le vocabulaire n'existe pas sous cette forme.", "The vocabulary does not come in this form.")
NO_PLACE: Final = Text("Aucun territoire ne porte ce code.", "No territory has this code.")
_FOLDER: Final = Path(vocab.__file__).parent
_OURS: Final = "coop:"


@dataclass(frozen=True, slots=True)
class Term:
    """A term in one language; `name` is what stands in a document."""

    name: str
    label: str
    comment: str


@dataclass(slots=True)
class Ontology:
    """The ontology as it ships, each form read when it is first asked for."""

    _read: dict[str, bytes] = field(default_factory=dict)

    def written(self, suffix: str) -> bytes:
        """The file, `ttl` or `jsonld`."""
        if suffix not in self._read:
            self._read[suffix] = (_FOLDER / f"ontology.{suffix}").read_bytes()
        return self._read[suffix]

    def terms(self, language: Language) -> tuple[list[Term], list[Term]]:
        """Classes and properties of ours, by name."""
        classes: list[Term] = []
        properties: list[Term] = []
        for each in orjson.loads(self.written("jsonld"))["@graph"]:
            name = str(each["@id"]).removeprefix(_OURS)
            if not name or not str(each["@id"]).startswith(_OURS):
                continue
            term = Term(name, _said(each, "rdfs:label", language), _said(each, "rdfs:comment", language))
            (classes if "rdfs:Class" in one_or_many(each.get("@type")) else properties).append(term)
        return classes, properties


ONTOLOGY: web.AppKey[Ontology] = web.AppKey("ontology", Ontology)


async def get_ontology(request: web.Request) -> web.StreamResponse:
    """`/ns/` as a page, as Turtle or as JSON-LD, by Accept."""
    ontology = request.app[ONTOLOGY]
    wanted = choose(request.headers.get("Accept"), (TURTLE, JSON_LD, HTML))
    if wanted == TURTLE:
        return ready(request, ontology.written("ttl"), f"{TURTLE}; charset=utf-8")
    if wanted == JSON_LD:
        return ready(request, ontology.written("jsonld"), JSON_LD)
    if wanted != HTML:
        return problem(request, 406, NO_FORM, extra={"available": f"{TURTLE}, {JSON_LD}, {HTML}"})
    directory, pages = request.app[DIRECTORY], request.app[PAGES]
    language = language_of(request, directory.language)
    classes, properties = ontology.terms(language)
    html = pages.render(
        "ontology.html",
        language,
        site_of(directory),
        pages.t(language, "ontology.title"),
        request.path,
        classes=classes,
        properties=properties,
    )
    return page(request, html, language)


async def get_territory(request: web.Request) -> web.StreamResponse:
    """What the IRI of a territory is about: its page, which says the same to programs."""
    country, type, code = (request.match_info[part] for part in ("country", "type", "code"))
    territory = request.app[DIRECTORY].vocabulary.territories.get(f"{country}/{type}/{code}")
    if territory is None:
        raise Missing(NO_PLACE)
    raise web.HTTPSeeOther(f"/territories/{territory.slug}")


def _said(term: Mapping[str, object], key: str, language: Language) -> str:
    said = [each for each in one_or_many(term.get(key)) if isinstance(each, Mapping)]
    return next((str(each["@value"]) for each in said if each.get("@language") == language), "")
