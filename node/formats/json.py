"""JSON: the records as they were published, each with its provenance and its relation to the territory asked.

The stored bytes of a document go out as they are; what we add stands after its last key.
"""

from __future__ import annotations

from typing import Final

import orjson

from node.directory import Answer
from node.store.search import Row
from vocab.asked import Asked
from vocab.language import Text
from vocab.vocabulary import Vocabulary

CLAIMED: Final = {
    "true": Text("se présente elle-même", "presents itself"),
    "false": Text("fiche proposée par quelqu'un d'autre", "listed by somebody else"),
}
_OURS = (b'"provenance"', b'"relation"', b'"expired"')


def write(answer: Answer, vocabulary: Vocabulary, language: str) -> bytes:
    """`{"items": […], "total": N, "facets": {…}, "next": CURSOR|null}` (DESIGN 7)."""
    found = answer.found
    facets = {
        facet: [_count(vocabulary, facet, value, n, language) for value, n in counts]
        for facet, counts in found.facets.items()
    }
    tail: dict[str, object] = {"total": found.total, "facets": facets, "next": answer.next}
    if answer.query.understood is not None:
        tail["understood"] = _understood(answer.query.understood, vocabulary, language)
    if answer.suggestions:
        tail["suggestions"] = [{"parameters": each.query.pairs(), "total": each.total} for each in answer.suggestions]
    return b'{"items":[' + b",".join(map(item, found.rows)) + b"]," + orjson.dumps(tail)[1:]


def item(row: Row) -> bytes:
    """A record with `provenance`, `relation` and, once its date is past, `expired`."""
    added: dict[str, object] = {"provenance": row.provenance, "relation": row.relation}
    if row.expired:
        added["expired"] = True
    if not row.document.startswith(b"{") or row.document == b"{}" or any(name in row.document for name in _OURS):
        return orjson.dumps({**orjson.loads(row.document), **added})  # the record has a word of ours: ours decides
    return row.document[:-1] + b"," + orjson.dumps(added)[1:]


def _understood(asked: Asked, vocabulary: Vocabulary, language: str) -> dict[str, object]:
    """What was read as words and what as places: asked again as `q` and `territory` it is the same question."""
    places = [
        {
            "typed": place.typed,
            "territory": [_named(slug, vocabulary, language) for slug in place.slugs],
            "others": [_named(slug, vocabulary, language) for slug in place.others],
        }
        for place in asked.places
    ]
    return {"q": asked.words, "places": places}


def _named(slug: str, vocabulary: Vocabulary, language: str) -> dict[str, str]:
    label = vocabulary.label("territory", slug)
    return {"value": slug, "label": label.in_(language) if label else slug}


def _count(vocabulary: Vocabulary, facet: str, value: str, n: int, language: str) -> dict[str, object]:
    label = CLAIMED.get(value) if facet == "claimed" else vocabulary.label(facet, value)
    return {"value": value, "label": label.in_(language) if label else value, "count": n}
