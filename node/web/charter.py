"""The catalogue of practices as data, /ns/charter: a page for people, Turtle and JSON-LD for programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import orjson
from aiohttp import web

from node.web.answers import problem, ready
from node.web.negotiation import HTML, TURTLE, choose
from node.web.practices import catalogue_page
from vocab.charter_skos import PREFIXES, Node, charter_nodes, in_json_ld, in_quads
from vocab.language import Text
from vocab.quads import to_turtle
from vocab.vocabulary import Vocabulary

JSON_LD: Final = "application/ld+json"
NO_FORM: Final = Text("Le catalogue n'existe pas sous cette forme.", "The catalogue does not come in this form.")
# By suffix: the type, and who writes it.
FORMS: Final[dict[str, tuple[str, Callable[[list[Node], str], bytes]]]] = {
    "ttl": (f"{TURTLE}; charset=utf-8", lambda nodes, base: to_turtle(in_quads(nodes, base), PREFIXES).encode()),
    "jsonld": (JSON_LD, lambda nodes, _: orjson.dumps(in_json_ld(nodes), option=orjson.OPT_INDENT_2)),
}
_SUFFIXES: Final = {TURTLE: "ttl", JSON_LD: "jsonld"}


@dataclass(slots=True)
class Charters:
    """The catalogue as data, each form written when it is first asked for."""

    vocabulary: Vocabulary
    _written: dict[str, bytes] = field(default_factory=dict)

    def written(self, suffix: str) -> bytes:
        """The catalogue in one of `FORMS`."""
        found = self._written.get(suffix)
        if found is None:
            charter = self.vocabulary.charter
            nodes = charter_nodes(charter, self.vocabulary.schemes)
            found = self._written[suffix] = FORMS[suffix][1](nodes, charter.iri)
        return found


CHARTERS: web.AppKey[Charters] = web.AppKey("charters", Charters)


async def get_charter(request: web.Request) -> web.StreamResponse:
    """`/ns/charter` by Accept, `/ns/charter.{ext}` by its name."""
    suffix = request.match_info.get("ext")
    if suffix is None:
        wanted = choose(request.headers.get("Accept"), (TURTLE, JSON_LD, HTML))
        if wanted == HTML:
            return catalogue_page(request)
        suffix = _SUFFIXES.get(wanted or "")
    if suffix is None:
        return problem(request, 406, NO_FORM, extra={"available": ", ".join(FORMS)})
    return ready(request, request.app[CHARTERS].written(suffix), FORMS[suffix][0])
