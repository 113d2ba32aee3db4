"""The question behind a feed or an embed: of what may leave so (DESIGN 6, second column), the newest first."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from node.parameters import Choice
from node.query import Query

# What may stand in feeds, embeds, announces and digests. A record from elsewhere without a policy is for pages alone.
POLICIES: Final = ("commons-open", "commons-share-alike", "reciprocal-ess")


def permitted(query: Query) -> Query:
    """The same question of what may leave this way; a policy that is asked narrows it further."""
    asked = query.choices.get("policy", Choice())
    wanted = tuple(each for each in asked.wanted if each in POLICIES) if asked.wanted else POLICIES
    if not wanted:
        # Another policy alone: nothing answers, as nobody who says nothing of themselves would be shown it either.
        wanted = asked.wanted
    literal = permitted(query.literal) if query.literal is not None else None
    return replace(query, choices={**query.choices, "policy": Choice(wanted, asked.refused)}, literal=literal)


def fed(query: Query, *, limit: int, sort: str | None = None) -> Query:
    """The question of a feed: without facets, the newest first unless it was asked otherwise."""
    order = sort or "updated"
    literal = replace(query.literal, facets=(), sort=order, limit=limit) if query.literal is not None else None
    return permitted(replace(query, facets=(), sort=order, limit=limit, view="list", literal=literal))
