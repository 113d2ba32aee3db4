"""Atom (RFC 4287), in pages (RFC 5005), with the records withdrawn of late (RFC 6721) and licences (RFC 4946)."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO
from typing import Any, Final

from feedgenerator import Atom1Feed

from node.feeds.feed import Feed
from node.feeds.told import Told

MEDIA_TYPE: Final = "application/atom+xml"
TOMBSTONES: Final = "http://purl.org/atompub/tombstones/1.0"
GEORSS: Final = "http://www.georss.org/georss"
# Of a feed that nothing was ever said in: a date has to stand there, and it must not change.
BEGINNING: Final = datetime(2026, 1, 1, tzinfo=UTC)


def write(feed: Feed) -> bytes:
    """The document."""
    atom = _Atom(
        title=feed.title,
        link=feed.page,
        description=None,
        subtitle=feed.about,
        language=feed.language,
        author_name=feed.publisher,
        author_link=feed.origin,
        feed_url=feed.here,
        feed_guid=feed.address,
    )
    atom.ours = feed
    for told in feed.told:
        atom.add_item(
            title=told.title,
            link=told.url,
            description=None,
            content=told.html,
            author_name=told.author,
            author_link=told.owner,
            pubdate=moment(told.published),
            updateddate=moment(told.updated),
            unique_id=told.id,
            categories=told.tags,
            item_copyright=told.rights,
            told=told,
        )
    out = StringIO()
    atom.write(out, "utf-8")
    return out.getvalue().encode()


def moment(instant: str) -> datetime:
    """An instant of ours as Python has it."""
    return datetime.fromisoformat(instant)


class _Atom(Atom1Feed):  # type: ignore[misc]
    """What Atom has that the library does not write."""

    ours: Feed

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:at": TOMBSTONES, "xmlns:georss": GEORSS}

    def latest_post_date(self) -> datetime:
        return moment(self.ours.updated) if self.ours.updated else BEGINNING

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        links = [("first", self.ours.address)] if self.ours.here != self.ours.address else []
        links += [("next", self.ours.next)] if self.ours.next else []
        for rel, href in links:
            handler.addQuickElement("link", None, {"rel": rel, "href": href, "type": MEDIA_TYPE})
        handler.addQuickElement("generator", "Bocage")

    def write_items(self, handler: Any) -> None:
        super().write_items(handler)
        for gone in self.ours.gone:
            handler.addQuickElement("at:deleted-entry", None, {"ref": gone.id, "when": gone.when})

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        told: Told = item["told"]
        return {} if told.language == self.ours.language else {"xml:lang": told.language}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        told: Told = item["told"]
        if told.license:
            handler.addQuickElement("link", None, {"rel": "license", "href": told.license})
        if point := point_of(told):
            handler.addQuickElement("georss:point", point)


def point_of(told: Told) -> str | None:
    """Latitude and longitude as GeoRSS Simple has them."""
    entry = told.item.entry
    return None if entry.latitude is None else f"{entry.latitude} {entry.longitude}"
