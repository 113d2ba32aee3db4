"""The table of objects: what each server shows of a note or an event, and what it has to find there (PROTOCOL 2.2)."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Final

from tests.peers.readers.fields import (
    Document,
    Row,
    Unreadable,
    address,
    addressed,
    first_of,
    hashtags,
    in_languages,
    moment,
    one_of,
    plain_context,
    text,
)

# What is shown whole; what is turned into a title, a summary and a link; all else is dropped.
MASTODON_WHOLE: Final = ("Note", "Question")
MASTODON_TURNED: Final = ("Image", "Audio", "Video", "Article", "Page", "Event")
GOTOSOCIAL: Final = (
    *("Note", "Question", "Article", "Document", "Image", "Video", "Page", "Event", "Place", "Profile", "Album"),
)
LEMMY: Final = ("Page", "Article", "Note", "Video", "Event")
MISSKEY: Final = ("Note", "Question", "Article", "Audio", "Document", "Image", "Page", "Video", "Event")

ANY: Final = (
    Row("Mastodon", "@context", plain_context),
    Row("Mastodon", "id", address("id")),
    Row("Mastodon", "type", first_of("type", *MASTODON_WHOLE, *MASTODON_TURNED)),
    Row("Mastodon", "attributedTo", address("attributedTo", own_host=True)),
    Row("Mastodon", "url", address("url", own_host=True)),
    Row("Mastodon", "to", addressed("to")),
    Row("Mastodon", "cc", addressed("cc")),
    Row("Mastodon", "published", moment("published")),
    Row("Mastodon", "updated", moment("updated")),
    Row("Mastodon", "tag", hashtags),
    Row("GoToSocial", "@context", plain_context),
    Row("GoToSocial", "type", first_of("type", *GOTOSOCIAL)),
    Row("GoToSocial", "content", text("content")),
    Row("GoToSocial", "attributedTo", address("attributedTo")),
    Row("Lemmy", "type", one_of("type", *LEMMY)),
    Row("Lemmy", "name", text("name")),
    Row("Lemmy", "attributedTo", address("attributedTo")),
    Row("Lemmy", "to", addressed("to")),
    Row("Mobilizon", "attributedTo", address("attributedTo")),
    Row("Mobilizon", "content", text("content")),
    Row("Misskey", "type", one_of("type", *MISSKEY)),
    Row("Misskey", "content", text("content")),
    Row("Misskey", "attributedTo", address("attributedTo")),
)
NOTE: Final = (
    *ANY,
    Row("Mastodon", "content", text("content")),
    Row("Mastodon", "contentMap", in_languages),
)
EVENT: Final = (
    *ANY,
    Row("Mastodon", "name", text("name")),
    Row("Mastodon", "summary", text("summary")),
    Row("Mobilizon", "type", one_of("type", "Event")),
    Row("Mobilizon", "name", text("name")),
    Row("Mobilizon", "startTime", moment("startTime")),
    Row("Mobilizon", "endTime", moment("endTime")),
    Row("Mobilizon", "timezone", text("timezone")),
)


@dataclass(frozen=True, slots=True)
class Post:
    """What a follower on Mastodon sees: lines of text, where the date leads, a warning that hides it, hashtags."""

    lines: tuple[str, ...]
    link: str
    warning: str | None
    hashtags: tuple[str, ...]


def on_mastodon(document: Document) -> Post:
    """A note by its content, behind its summary when it has one; an event by its name, summary and link alone."""
    kind = first_of("type", *MASTODON_WHOLE, *MASTODON_TURNED)(document)
    for row in ANY:
        if row.server == "Mastodon" and row.field not in ("tag", "updated"):
            row.read(document)
    names = tuple(tag["name"] for tag in document.get("tag", ()) if tag.get("type") == "Hashtag")
    link = str(document["url"])
    if kind in MASTODON_TURNED:
        return Post((document["name"], *lines(document.get("summary", "")), link), link, None, names)
    return Post(lines(document["content"]), link, document.get("summary"), names)


def lines(markup: str) -> tuple[str, ...]:
    """The text of some HTML, a line a block; anything but the tags Mastodon keeps is unreadable."""
    kept = {"p", "span", "br", "a", "del", "pre", "code", "em", "strong", "b", "i", "u", "ul", "ol", "li", "blockquote"}
    used = set(re.findall(r"</?([a-z0-9]+)", markup))
    if used - kept:
        raise Unreadable(f"tags {used - kept}")
    blocks = re.split(r"</(?:p|li|ul|ol|blockquote|pre)>|<br>|\n", markup)
    found = (html.unescape(re.sub(r"<[^>]*>", "", block)).strip() for block in blocks)
    return tuple(line for line in found if line)
