"""GeoJSON and CSV of a feed: the newest records as a map layer and as a table, each with its author and licence."""

from __future__ import annotations

from typing import Final

import orjson

from node.feeds.feed import Feed
from node.feeds.told import sayable
from node.formats.cells import cells_of
from node.formats.csv import BOM, table
from node.formats.geojson import feature
from node.formats.names import author_of

GEOJSON: Final = "application/geo+json"
CSV: Final = "text/csv; charset=utf-8"


def write_geojson(feed: Feed) -> bytes:
    """A FeatureCollection (RFC 7946); what has no point has a null geometry."""
    features = []
    for item in feed.items:
        made = feature(item, feed.labels)
        properties = made["properties"]
        assert isinstance(properties, dict)
        features.append({**made, "properties": {**properties, "author": sayable(author_of(item, feed.names))}})
    links = [{"rel": "alternate", "href": feed.page, "type": "text/html"}]
    links += [{"rel": "next", "href": feed.next, "type": GEOJSON}] if feed.next else []
    head = {"type": "FeatureCollection", "name": feed.title, "description": feed.about, "links": links}
    return orjson.dumps({**head, "features": features})


def write_csv(feed: Feed) -> bytes:
    """A line of column names, then a line for each record: the same columns as `/directory.csv`."""
    cells = [cells_of(item, feed.labels) for item in feed.items]
    return table(cells, feed.french_csv, BOM if feed.french_csv else "")
