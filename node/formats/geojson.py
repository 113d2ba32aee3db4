"""GeoJSON (RFC 7946): for maps and geographic software. What has no point has a null geometry, so none is missing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

import orjson

from node.formats.about import About, Credits, Pieces
from node.formats.cells import text_of, ways_of
from node.formats.item import Item, Labels, items_of
from node.formats.tools import Tools

_MAX_DESCRIPTION: Final = 1000


async def write(about: About, pieces: Pieces, tools: Tools) -> AsyncIterator[bytes]:
    """A FeatureCollection; `numberMatched`, `numberReturned` and `links` as in OGC API Features.

    Licence and sources stand after the features, once all have been seen.
    """
    labels, credits = Labels(tools.vocabulary, about.language), Credits()
    links = [{"rel": "next", "href": about.next_address, "type": "application/geo+json"}] if about.next_address else []
    head = {
        "type": "FeatureCollection",
        "name": about.name,
        "description": about.description(labels),
        "attribution": about.attribution,
        "timeStamp": about.made,
        "numberMatched": about.total,
        "links": links,
    }
    yield orjson.dumps(head)[:-1] + b',"features":['
    between = b""
    async for rows in pieces:
        items = items_of(rows, tools.vocabulary)
        for item in items:
            credits.add(item.document, item.row)
        if items:
            yield between + b",".join(orjson.dumps(feature(item, labels)) for item in items)
            between = b","
    tail = {
        "numberReturned": credits.count,
        "license": credits.license(labels),
        "licenses": credits.of_licenses(labels),
        "sources": credits.of_sources(),
    }
    yield b"]," + orjson.dumps(tail)[1:]


def feature(item: Item, labels: Labels) -> dict[str, object]:
    """A record as a feature: what a map shows of it."""
    entry = item.entry
    point = None
    if entry.longitude is not None:
        point = {"type": "Point", "coordinates": [entry.longitude, entry.latitude]}

    def say(facet: str, *values: str | None) -> str | None:
        return labels.joined(facet, values) or None

    return {
        "type": "Feature",
        "id": entry.id,
        "geometry": point,
        "properties": {
            "name": entry.name_in(labels.language),
            "description": entry.text_in(labels.language)[:_MAX_DESCRIPTION],
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
            "starts": entry.starts,
            "ends": entry.expires,
            "updated": entry.updated,
            "expired": item.row.expired,
            "relation": item.row.relation,
            "said_by": entry.owner,
            "source": item.source,
            "origin": item.row.provenance["origin"],
            "verified": item.row.provenance["verified"],
            "verified_by": list(ways_of(item.row)),
            "verified_by_label": say("verified_by", *ways_of(item.row)),
            "received": text_of(item.row, "received"),
            "confirmed": text_of(item.row, "confirmed"),
            "license": entry.license,
            "license_label": say("license", entry.license),
            "policy": entry.policy,
            "policy_label": say("policy", entry.policy),
        },
    }
