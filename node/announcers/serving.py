"""Serving: whoever runs the node decides which territories have an actor here, and when that ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from node.announcers.announcing import hush
from node.announcers.naming import alias_of, name_of
from node.announcers.subject import is_theme
from node.announcers.waking import describe
from node.errors import Missing, NodeError
from node.home import Home
from node.store import actors, follows, town_requests, towns
from node.store.connection import Db
from vocab.language import Text
from vocab.territories import Territories, Territory

EVERY: Final = "all"
# More than the communes of France: what `--inside` may choose at once.
MAX_AT_ONCE: Final = 50_000


@dataclass(frozen=True, slots=True)
class Served:
    """A territory with an actor here, and who follows it."""

    territory: Territory
    name: str
    alias: str
    since: str | None
    awake: bool
    followers: int


def chosen(home: Home, reference: str, *, inside: bool) -> list[str]:
    """The territory that somebody means, and with `inside` all that lies in it. Raises `NodeError`."""
    territories = home.vocabulary.territories
    found = territories.get(reference) or next(iter(territories.find(reference, 1)), None)
    if found is None:
        raise Missing(
            Text(
                f"Territoire inconnu : {reference}. Un code comme fr-commune-59350, ou un nom.",
                f"Unknown territory: {reference}. A code such as fr-commune-59350, or a name.",
            )
        )
    return [found.slug, *(_inside(territories, found.slug) if inside else ())]


def serve(db: Db, home: Home, slugs: Iterable[str]) -> int:
    """Give these territories or themes an actor; return for how many that is new. No key is made for it."""
    slugs = list(slugs)
    new = towns.put(db, slugs, "served", home.now_iso())
    for id in towns.awake(db, slugs):
        actor = actors.find(db, id)
        if actor is not None and actor.moved_to is not None:  # it is here again
            describe(db, home, replace(actor, moved_to=None))
    return new


def serve_all(db: Db) -> None:
    """Serve every territory where there is something, those that get something later too."""
    towns.serve_everywhere(db, True)


def unserve(db: Db, home: Home, slugs: Iterable[str]) -> int:
    """Serve these no longer: their followers are let go, and what they said is past. Raises `NodeError`."""
    served = [slug for slug in slugs if towns.is_served(db, slug)]
    if not served:
        raise NodeError(Text("Ce compte n'était pas servi.", "This account was not served."))
    for slug in served:
        town = towns.find(db, slug)
        if town is not None and town.actor is not None:
            hush(db, home, town.actor)
        town_requests.drop(db, slug)
    towns.put(db, served, "stopped", home.now_iso())
    return len(served)


def unserve_all(db: Db, home: Home) -> int:
    """Serve no territory."""
    towns.serve_everywhere(db, False)
    slugs = [town.slug for town in towns.every(db) if not is_theme(town.slug)]
    return unserve(db, home, slugs) if slugs else 0


def listed(db: Db, home: Home) -> list[Served]:
    """Every territory that is served, by slug."""
    known = {town.slug: town for town in towns.every(db)}
    stopped = {town.slug for town in towns.every(db, "stopped")}
    more = towns.with_content(db) if towns.everywhere(db) else []
    found = []
    for slug in sorted({*known, *more} - stopped):
        territory, town = home.vocabulary.territories.get(slug), known.get(slug)
        if territory is None or territory.slug != slug:
            continue
        actor = town.actor if town is not None else None
        found.append(
            Served(
                territory,
                name_of(territory),
                alias_of(territory, home.vocabulary.territories),
                town.since if town is not None else None,
                actor is not None,
                follows.count_followers(db, actor) if actor is not None else 0,
            )
        )
    return found


def around(db: Db, home: Home, slug: str) -> list[Territory]:
    """Of a territory and those that contain it, nearest first, those that are served."""
    territories = home.vocabulary.territories
    named = (territories.get(each) for each in (slug, *territories.within(slug)))
    return [each for each in named if each is not None and towns.is_served(db, each.slug)]


def _inside(territories: Territories, slug: str) -> list[str]:
    """All that lies in a territory; parts of communes are served by name only."""
    found: dict[str, None] = {}
    todo = [slug]
    while todo and len(found) < MAX_AT_ONCE:
        for child in territories.children(todo.pop()):
            territory = territories.get(child)
            if child not in found and territory is not None and not territory.is_part:
                found[child] = None
                # A commune holds only parts of itself.
                todo += [child] if territory.type != "commune" else []
    return list(found)
