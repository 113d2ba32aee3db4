"""The catalogues of practices as data, /ns/charter: a page for people, Turtle and JSON-LD for programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import orjson
from aiohttp import web

from node.errors import Missing
from node.web.answers import problem, ready
from node.web.negotiation import HTML, TURTLE, choose
from node.web.practices import catalogue_page
from vocab.charter_skos import PREFIXES, Node, charter_nodes, fork_nodes, in_json_ld, in_quads
from vocab.fork import Fork
from vocab.language import Text
from vocab.quads import to_turtle
from vocab.vocabulary import Vocabulary

JSON_LD: Final = "application/ld+json"
NO_FORM: Final = Text("Le catalogue n'existe pas sous cette forme.", "The catalogue does not come in this form.")
NONE_SUCH: Final = Text("Aucune charte de ce nom n'est connue ici.", "No charter of this name is known here.")
# By suffix: the type, and who writes it.
FORMS: Final[dict[str, tuple[str, Callable[[list[Node], str], bytes]]]] = {
    "ttl": (f"{TURTLE}; charset=utf-8", lambda nodes, base: to_turtle(in_quads(nodes, base), PREFIXES).encode()),
    "jsonld": (JSON_LD, lambda nodes, _: orjson.dumps(in_json_ld(nodes), option=orjson.OPT_INDENT_2)),
}
_SUFFIXES: Final = {TURTLE: "ttl", JSON_LD: "jsonld"}


@dataclass(slots=True)
class Charters:
    """The catalogues as data, each form written when it is first asked for."""

    vocabulary: Vocabulary
    _written: dict[tuple[str, str], bytes] = field(default_factory=dict)

    def written(self, suffix: str, fork: Fork | None) -> bytes:
        """The common catalogue or a network's in one of `FORMS`; as many are kept as versions were installed."""
        charter, schemes = self.vocabulary.charter, self.vocabulary.schemes
        key = (fork.reference if fork else "", suffix)
        found = self._written.get(key)
        if found is None:
            nodes = fork_nodes(fork, charter, schemes) if fork else charter_nodes(charter, schemes)
            found = self._written[key] = FORMS[suffix][1](nodes, (fork or charter).iri)
        return found


CHARTERS: web.AppKey[Charters] = web.AppKey("charters", Charters)


async def get_charter(request: web.Request) -> web.StreamResponse:
    """`/ns/charter` and `/ns/charter/{slug}` by Accept, with `.{ext}` by their name."""
    charters = request.app[CHARTERS]
    slug, suffix = request.match_info.get("slug"), request.match_info.get("ext")
    fork = charters.vocabulary.charter.forks.named(slug) if slug else None
    if slug and fork is None:
        raise Missing(NONE_SUCH)
    if suffix is None:
        wanted = choose(request.headers.get("Accept"), (TURTLE, JSON_LD, HTML))
        if wanted == HTML:
            return await catalogue_page(request, fork)
        suffix = _SUFFIXES.get(wanted or "")
    if suffix is None:
        return problem(request, 406, NO_FORM, extra={"available": ", ".join(FORMS)})
    return ready(request, charters.written(suffix, fork), FORMS[suffix][0])
