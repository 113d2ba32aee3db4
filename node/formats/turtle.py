"""Turtle: the same statements for people to read, without the graphs they stand in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Final

from node.formats.about import About, Pieces
from node.formats.rdf import quads_of
from node.formats.tools import Tools
from vocab.context import CHARTER, COOP, TERRITORY
from vocab.quads import to_turtle

PREFIXES: Final = {
    "as": "https://www.w3.org/ns/activitystreams#",
    "coop": COOP,
    "territory": TERRITORY,
    "charter": CHARTER,
    "dct": "http://purl.org/dc/terms/",
    "ess": "http://purl.org/essglobal/vocab/",
    "sdo": "https://schema.org/",
    "sec": "https://w3id.org/security#",
    "vf": "https://w3id.org/valueflows/ont/vf#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_DIRECTIVE: Final = "@prefix "


async def write(about: About, pieces: Pieces, tools: Tools) -> AsyncIterator[bytes]:
    """The prefixes, then a block for each subject."""
    yield "".join(f"{_DIRECTIVE}{name}: <{iri}> .\n" for name, iri in sorted(PREFIXES.items())).encode() + b"\n"
    async with aclosing(quads_of(about, pieces, tools)) as quads:
        async for lines in quads:
            # A text's own line ends are escaped: whatever line begins like a directive is one.
            blocks = to_turtle(lines, PREFIXES).splitlines(keepends=True)
            yield "".join(line for line in blocks if not line.startswith(_DIRECTIVE)).encode() + b"\n"
