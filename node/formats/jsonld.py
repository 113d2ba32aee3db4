"""JSON-LD: the records untouched, in a collection of ActivityStreams."""

from __future__ import annotations

from collections.abc import AsyncIterator

import orjson

from node.formats.about import About, Credits, Pieces
from node.formats.item import Labels
from node.formats.rdf import said
from node.formats.tools import Tools
from vocab.context import RECORD


async def write(about: About, pieces: Pieces, tools: Tools) -> AsyncIterator[bytes]:
    """An ordered collection, or a page of one; each member has its own context and proof.

    A document whose two views disagree is left out (DESIGN law 6), and that it was is said at the end.
    """
    labels, credits, left_out = Labels(tools.vocabulary, about.language), Credits(), 0
    whole = {"type": "OrderedCollection", "id": about.address}
    page = {"type": "OrderedCollectionPage", "partOf": about.address.partition("?")[0]}
    head: dict[str, object] = {
        "@context": RECORD,
        **(whole if about.whole else page),
        "name": about.name,
        "attributedTo": f"{about.origin}/actor",
        "updated": about.made,
        "totalItems": about.total,
    }
    if about.next_address:
        head["next"] = about.next_address
    yield orjson.dumps(head)[:-1] + b',"orderedItems":['
    between = b""
    async with tools.mirrors() as mirror:
        async for rows in pieces:
            members = []
            for row in rows:
                document = orjson.loads(row.document)
                if not await mirror.agrees(document):
                    left_out += 1
                    continue
                credits.add(document, row)
                members.append(row.document)
            if members:
                yield between + b",".join(members)
                between = b","
    summary = f"{about.description(labels)} {about.attribution}"
    tail: dict[str, object] = {"summary": f"{summary} {said(left_out, about)}".strip()}
    if credits.license_iris():
        tail["license"] = credits.license_iris()
    yield b"]," + orjson.dumps(tail)[1:]
