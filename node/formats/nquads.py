"""N-Quads: each record in the graph of its owner, what the view says of itself in a graph of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing

from node.formats.about import About, Pieces
from node.formats.rdf import quads_of
from node.formats.tools import Tools


async def write(about: About, pieces: Pieces, tools: Tools) -> AsyncIterator[bytes]:
    """A line for each statement."""
    async with aclosing(quads_of(about, pieces, tools)) as quads:
        async for lines in quads:
            yield "".join(f"{line}\n" for line in lines).encode()
