"""GeoJSON (RFC 7946): for maps and geographic software. What has no point has a null geometry, so none is missing."""

from __future__ import annotations

import orjson

from node.directory import Answer
from node.formats.item import Item, items_of, labels
from vocab.vocabulary import Vocabulary

_MAX_DESCRIPTION = 1000


def write(answer: Answer, vocabulary: Vocabulary, language: str) -> bytes:
    """A FeatureCollection; `numberMatched` and `links` as in OGC API Features."""
    features = [_feature(item, vocabulary, language) for item in items_of(answer.found.rows, vocabulary)]
    links = [{"rel": "next", "href": answer.next_address, "type": "application/geo+json"}] if answer.next else []
    return orjson.dumps(
        {
            "type": "FeatureCollection",
            "numberMatched": answer.found.total,
            "numberReturned": len(features),
            "links": links,
            "features": features,
        }
    )


def _feature(item: Item, vocabulary: Vocabulary, language: str) -> dict[str, object]:
    entry = item.entry
    point = None
    if entry.longitude is not None:
        point = {"type": "Point", "coordinates": [entry.longitude, entry.latitude]}

    def say(facet: str, *values: str | None) -> str | None:
        return ", ".join(labels(vocabulary, facet, values, language)) or None

    return {
        "type": "Feature",
        "id": entry.id,
        "geometry": point,
        "properties": {
            "name": entry.name_in(language),
            "description": entry.text_in(language)[:_MAX_DESCRIPTION],
            "url": item.url,
            "website": entry.website,
            "kind": entry.kind,
            "kind_label": say("kind", entry.kind),
            "claimed": entry.claimed,
            "approximate": entry.approximate if point else None,
            "place": say("territory", *entry.placed),
            "serves": say("territory", *entry.served),
            "sector": list(entry.sectors),
            "sector_label": say("sector", *entry.sectors),
            "need": list(entry.needs),
            "need_label": say("need", *entry.needs),
            "updated": entry.updated,
            "expired": item.row.expired,
            "relation": item.row.relation,
            "said_by": entry.owner,
            "source": item.source,
            "origin": item.row.provenance["origin"],
            "verified": item.row.provenance["verified"],
            "license": entry.license,
            "license_label": say("license", entry.license),
        },
    }
