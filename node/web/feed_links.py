"""Feed links: where what a page shows can be followed, and taken to another site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from node.digest.question import ASKED as BY_MAIL
from node.feeds.feeds import FORMS

Pair = tuple[str, str]

# What says how a page is cut, no condition.
_PAGE: Final = frozenset({"view", "shade", "limit", "cursor", "sort", "excel", "lang", "facets"})
# What feed readers look for in a page by themselves, in the order they should like it.
_FOUND: Final = ("atom", "rss", "json", "ics")


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed: its form, its address, its media type, and whether programs find it in the page's head."""

    form: str
    href: str
    media_type: str
    found: bool


@dataclass(frozen=True, slots=True)
class FeedLinks:
    """The feeds of what a page shows, the page that makes the code to embed it, and where it is asked for by e-mail."""

    feeds: Sequence[FeedLink]
    embed: str
    digest: str | None


def feed_links(pairs: Sequence[Pair], language: str, slug: str | None = None) -> FeedLinks:
    """Of a question, or of a territory (its slug)."""
    kept = [pair for pair in pairs if pair[0] not in _PAGE]
    asked = urlencode([*kept, ("lang", language)])
    feeds = [
        FeedLink(
            name, f"/feeds/{slug or 'directory'}.{name}?{asked}", form.media_type.partition(";")[0], name in _FOUND
        )
        for name, form in FORMS.items()
    ]
    pairs = [*([("territory", slug)] if slug else []), *kept]
    return FeedLinks(feeds, f"/embed?{urlencode(pairs)}" if pairs else "/embed", _digest(pairs))


def _digest(pairs: Sequence[Pair]) -> str | None:
    """None for a question that a letter cannot have."""
    by_mail = all(name in BY_MAIL or name == "relation" for name, _ in pairs)
    return f"/digest?{urlencode(pairs)}" if by_mail else None
