"""JSON-LD: the records untouched, in a collection of ActivityStreams."""

from __future__ import annotations

import orjson

from node.directory import Answer
from vocab.context import RECORD
from vocab.vocabulary import Vocabulary


def write(answer: Answer, vocabulary: Vocabulary, language: str) -> bytes:
    """A page of an ordered collection; each member has its own context and proof."""
    head: dict[str, object] = {
        "@context": RECORD,
        "type": "OrderedCollectionPage",
        "partOf": answer.address,
        "totalItems": answer.found.total,
    }
    if answer.next_address:
        head["next"] = answer.next_address
    members = b",".join(row.document for row in answer.found.rows)
    return orjson.dumps(head)[:-1] + b',"orderedItems":[' + members + b"]}"
