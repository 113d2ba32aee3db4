"""JSON: the records as they were published, each with its provenance and its relation to the territory asked.

The stored bytes of a document go out as they are; what we add stands after its last key.
"""

from __future__ import annotations

from typing import Final

import orjson

from node.directory import Answer
from node.extracts import Looking, looking, shown
from node.store.search import Row
from vocab.asked import Asked
from vocab.entry import read_entry
from vocab.extracts import Extract
from vocab.language import Text
from vocab.vocabulary import Vocabulary

CLAIMED: Final = {
    "true": Text("se présente elle-même", "presents itself"),
    "false": Text("fiche proposée par quelqu'un d'autre", "listed by somebody else"),
}
_OURS = (b'"provenance"', b'"relation"', b'"expired"', b'"extract"')


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
    words = looking(answer.query, vocabulary)
    items = [item(row, _extract(row, words, vocabulary, language) if words else None) for row in found.rows]
    return b'{"items":[' + b",".join(items) + b"]," + orjson.dumps(tail)[1:]


def item(row: Row, extract: dict[str, object] | None = None) -> bytes:
    """A record with `provenance`, `relation`, `expired` once its date is past, and `extract` when words are asked."""
    added: dict[str, object] = {"provenance": row.provenance, "relation": row.relation}
    if row.expired:
        added["expired"] = True
    if extract is not None:
        added["extract"] = extract
    if not row.document.startswith(b"{") or row.document == b"{}" or any(name in row.document for name in _OURS):
        return orjson.dumps({**orjson.loads(row.document), **added})  # the record has a word of ours: ours decides
    return row.document[:-1] + b"," + orjson.dumps(added)[1:]


def _extract(row: Row, words: Looking, vocabulary: Vocabulary, language: str) -> dict[str, object] | None:
    entry = read_entry(orjson.loads(row.document), vocabulary)
    if entry is None:
        return None
    found = shown(entry, words, vocabulary, language)
    by = [
        {"facet": facet, "value": value, "label": label.in_(language)}
        for facet, value in found.by
        if (label := vocabulary.label(facet, value))
    ]
    return {
        "language": found.language,
        "name": _marked(found.name),
        "text": None if found.text is None else _marked(found.text),
        "by": by,
    }


def _marked(extract: Extract) -> dict[str, object]:
    return {"text": extract.text, "marks": extract.marks}


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
