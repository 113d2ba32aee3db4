"""JSON Feed 1.1. What it has no word for, licence and reuse, stands in an extension of ours, `_bocage`."""

from __future__ import annotations

from typing import Final

import orjson

from node.feeds.feed import Feed
from node.feeds.told import Told

MEDIA_TYPE: Final = "application/feed+json"
VERSION: Final = "https://jsonfeed.org/version/1.1"


def write(feed: Feed) -> bytes:
    """The document."""
    head: dict[str, object] = {
        "version": VERSION,
        "title": feed.title,
        "description": feed.about,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "language": feed.language,
        "authors": [{"name": feed.publisher, "url": feed.origin}],
    }
    if feed.next:
        head["next_url"] = feed.next
    return orjson.dumps({**head, "items": [_item(told) for told in feed.told]})


def _item(told: Told) -> dict[str, object]:
    entry = told.item.entry
    return {
        "id": told.id,
        "url": told.url,
        "title": told.title,
        "content_html": told.html,
        "language": told.language,
        "date_published": told.published,
        "date_modified": told.updated,
        "authors": [{"name": told.author, "url": told.owner}],
        "tags": told.tags,
        "_bocage": {
            "about": "https://w3id.org/plateformcoop/ns#",
            "kind": entry.kind,
            "license": told.license or entry.license,
            "policy": entry.policy,
            "rights": told.rights,
            "starts": entry.starts,
            "ends": entry.expires,
            "latitude": entry.latitude,
            "longitude": entry.longitude,
        },
    }
