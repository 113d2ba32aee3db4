"""RSS 2.0: for readers that know nothing else. What it has no word for stands in Dublin Core, Atom and GeoRSS."""

from __future__ import annotations

from datetime import datetime
from io import StringIO
from typing import Any, Final

from feedgenerator import Rss201rev2Feed

from node.feeds.atom import BEGINNING, GEORSS, moment, point_of
from node.feeds.feed import Feed
from node.feeds.told import Told

MEDIA_TYPE: Final = "application/rss+xml"
_TTL_MIN: Final = 60


def write(feed: Feed) -> bytes:
    """The document."""
    rss = _Rss(
        title=feed.title,
        link=feed.page,
        description=feed.about or feed.title,
        language=feed.language,
        feed_url=feed.here,
        ttl=_TTL_MIN,
    )
    rss.ours = feed
    for told in feed.told:
        rss.add_item(
            title=told.title,
            link=told.url,
            description=told.html,
            author_name=told.author,
            pubdate=moment(told.published),
            updateddate=moment(told.updated),
            unique_id=told.id,
            unique_id_is_permalink=told.id == told.url,
            categories=told.tags,
            told=told,
        )
    out = StringIO()
    rss.write(out, "utf-8")
    return out.getvalue().encode()


class _Rss(Rss201rev2Feed):  # type: ignore[misc]
    """What other vocabularies add to RSS."""

    ours: Feed

    def rss_attributes(self) -> dict[str, str]:
        return {
            **super().rss_attributes(),
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:georss": GEORSS,
        }

    def latest_post_date(self) -> datetime:
        return moment(self.ours.updated) if self.ours.updated else BEGINNING

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        if self.ours.next:
            handler.addQuickElement("atom:link", None, {"rel": "next", "href": self.ours.next, "type": MEDIA_TYPE})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        told: Told = item["told"]
        handler.addQuickElement("dc:rights", told.rights)
        if told.license:
            handler.addQuickElement("atom:link", None, {"rel": "license", "href": told.license})
        if point := point_of(told):
            handler.addQuickElement("georss:point", point)
