"""Derived RDF: what a document's statements gain and lose on the way into its owner's graph (DESIGN 4, RDF and Kinds).

A graph says what a record says of itself and of its parts. It gains the Valueflows class that the wire leaves out (no
kind may be taken by a peer's library for a class of its own). It loses what the record says of things that live on
other servers, which stay links: nobody speaks for another (DESIGN law 7). And it loses the words in which a node says
by which way a record came: those are for the node to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from vocab.context import COOP
from vocab.quads import RDF

VF: Final = "https://w3id.org/valueflows/ont/vf#"
CLASSES: Final = {f"<{COOP}Proposal>": f"<{VF}Proposal>"}
PROV: Final = "http://www.w3.org/ns/prov#"
# What a node says of a record it holds, in its graph of provenance.
SAID_BY_NODES: Final = {
    "owner": PROV + "wasAttributedTo",
    "origin": COOP + "origin",
    "received": COOP + "received",
    "verified": COOP + "verified",
    "via": COOP + "via",
    "license": COOP + "underLicense",
    "policy": COOP + "underPolicy",
}

_TYPE: Final = f"> <{RDF}type> "
# As they stand behind a subject.
_RESERVED: Final = tuple(f"> <{iri}> " for iri in SAID_BY_NODES.values())


def with_classes(lines: Iterable[str]) -> list[str]:
    """N-Quads lines with the classes that the wire leaves out, sorted."""
    found = set(lines)
    for kind, too in CLASSES.items():
        said, also = f"{_TYPE}{kind} ", f"{_TYPE}{too} "
        # Behind the subject: a text may contain anything.
        found |= {line.replace(said, also, 1) for line in found if line.startswith(said, line.find(">"))}
    return sorted(found)


def own_statements(lines: Iterable[str], id: str) -> list[str]:
    """Those of the lines that record `id` may say: of what lives on its server, and in no word of nodes."""
    origin = origin_of(id)
    ends = tuple(f"<{origin}{end}" for end in "/#?>")
    return [line for line in lines if line.startswith(ends) and not line.startswith(_RESERVED, line.find(">"))]


def foreign_to(lines: Iterable[str], id: str) -> list[str]:
    """Those of the lines that speak neither of the record `id` itself nor of a fragment of it."""
    parts = f"<{id}>", f"<{id.partition('#')[0]}#"
    return [line for line in lines if not line.startswith(parts)]


def origin_of(iri: str) -> str:
    """`https://host:port` of an IRI; the IRI itself when it has no authority.

    >>> origin_of("https://a.example:8443/objects/1#x"), origin_of("urn:x:1")
    ('https://a.example:8443', 'urn:x:1')
    """
    scheme, slashes, rest = iri.partition("://")
    if not slashes:
        return iri
    end = min((at for sign in "/?#" if (at := rest.find(sign)) >= 0), default=len(rest))
    return f"{scheme}://{rest[:end]}"
