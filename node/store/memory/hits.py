"""Hits: what answers a question among what its reader may see, one set for each part of the question.

Each part means what its condition in `store/clauses.py` means; one that is not known here is asked of the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import orjson
from pyroaring import BitMap

from node import adhering, freshness
from node.parameters import Choice
from node.query import Query
from node.store.clauses import EVIDENCE, Clause, chord_squared, place_tags
from node.store.connection import Db
from node.store.entries import said, tag, unit_vector
from node.store.memory.points import Circle
from node.store.memory.shelf import MOMENT_BITS, OpenShelf, moment
from node.store.memory.view import View
from node.store.stated import LEVELS, record_kinds
from vocab.vocabulary import Vocabulary

_EVER: Final = 1 << MOMENT_BITS


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, where it is asked, and its parts as conditions of SQL (`clauses.conditions`)."""

    db: Db
    shelf: OpenShelf | View
    query: Query
    parts: Mapping[str, Clause]
    vocabulary: Vocabulary
    now: str

    def having(self, facet: str, *values: str) -> BitMap:
        """The entries that have one of these values of a facet."""
        return self.shelf.having(self.db, [tag(facet, value) for value in values])

    def fresh(self, value: str) -> BitMap:
        """The entries that are fresh in this way; not to be changed."""
        first, end = freshness.span(value, self.now)
        edges = (moment(first) if first else 0, _EVER if end > "9" else moment(end))
        return self.shelf.updated_between(self.db, *edges)

    def passing(self, part: Clause, within: BitMap) -> BitMap:
        """Those of `within` that the database lets through."""
        sql = f"SELECT e.num FROM entries e WHERE e.num IN (SELECT value FROM json_each(?)) AND {part.test}"
        listed = orjson.dumps(list(within)).decode()
        return BitMap([num for (num,) in self.db.execute(sql, (listed, *part.params))])


@dataclass(frozen=True, slots=True)
class Hits:
    """A set for each part of a question."""

    every: BitMap
    sets: Mapping[str, BitMap]

    def but(self, *parts: str) -> BitMap:
        """What answers to all the others; not to be changed."""
        found = sorted((each for name, each in self.sets.items() if name not in parts), key=len)
        return BitMap.intersection(*found) if len(found) > 1 else found[0] if found else self.every


def hits(asked: Asked) -> Hits:
    """The sets of a question."""
    known = {name: found for name, part in asked.parts.items() if (found := _set(asked, name, part)) is not None}
    sets = Hits(asked.shelf.every, known)
    # Nothing is counted without one of the parts: what the database lets through is asked of what answers to the rest.
    alone = not asked.query.facets and "q" not in asked.parts
    within = sets.but() if alone else asked.shelf.every
    others = {name: asked.passing(part, within) for name, part in asked.parts.items() if name not in known}
    return Hits(asked.shelf.every, known | others)


def standing(asked: Asked, query: Query) -> BitMap:
    """What states the practices of `query`, or does not, at its level: records in their own words, organisations by
    their newest statements."""
    choice = query.choices.get("practice", Choice())
    found = asked.shelf.every
    if choice.wanted or query.min_level is not None:
        found = _states(asked, query, choice.wanted)
    if choice.refused:
        if not query.kinds:
            found = found & asked.having("kind", "practice")
        found = found - _states(asked, query, choice.refused)
    return found


def stating(asked: Asked, practices: tuple[str, ...], least: int) -> BitMap:
    """The records that state one of these practices, or any, at this level or above."""
    levels = [level for level in LEVELS if level >= least]
    if not practices:
        return asked.having("level", *map(str, levels))
    return asked.having("said", *(said(practice, level) for practice in practices for level in levels))


def _set(asked: Asked, name: str, part: Clause) -> BitMap | None:
    """What answers to a part; None where only the database knows."""
    query, shelf, db = asked.query, asked.shelf, asked.db
    if name == "q" and part.match is not None:
        return shelf.texts.matching(db, part.match, shelf.every)
    if name == "q" and part.missed is not None:
        return shelf.every - shelf.texts.matching(db, part.missed, shelf.every)
    if name == "freshness":
        return _fresh(asked, query.choices["freshness"])
    if name == "practice":
        return standing(asked, query)
    if name == "territory":
        return _placed(asked)
    if name == "area":
        return _in_area(asked)
    if name == "since" and query.updated_since is not None:
        return shelf.updated(db).between(moment(query.updated_since), _EVER, shelf.every)
    if name == "charter":
        return _chosen(asked, name, adhering.meant(query.choices[name], asked.vocabulary.charter, asked.now))
    if name in query.choices and name != EVIDENCE:
        return _chosen(asked, name, query.choices[name])
    return None


def _chosen(asked: Asked, facet: str, choice: Choice) -> BitMap:
    found = asked.having(facet, *choice.wanted) if choice.wanted else asked.shelf.every
    return found - asked.having(facet, *choice.refused) if choice.refused else found


def _fresh(asked: Asked, choice: Choice) -> BitMap:
    found = BitMap.union(*map(asked.fresh, choice.wanted)) if choice.wanted else asked.shelf.every
    for value in choice.refused:
        found = found - asked.fresh(value)
    return found


def _placed(asked: Asked) -> BitMap:
    query, shelf = asked.query, asked.shelf
    found = shelf.every
    if query.territory.wanted:
        found = shelf.having(asked.db, place_tags(query.territory.wanted, query.relations, asked.vocabulary))
    # Refusing a town must not refuse those who serve the whole region.
    narrow = tuple(relation for relation in query.relations if relation != "wider")
    refused = place_tags(query.territory.refused, narrow, asked.vocabulary)
    return found - shelf.having(asked.db, refused) if refused else found


def _in_area(asked: Asked) -> BitMap:
    query, points, found = asked.query, asked.shelf.points(asked.db), asked.shelf.every
    if query.bbox is not None:
        found = points.box(query.bbox, found)
    circle = circle_of(query)
    return found if circle is None else points.circle(circle, found)


def circle_of(query: Query) -> Circle | None:
    """The circle that a question is about."""
    if query.near is None:
        return None
    return Circle(*query.near, unit_vector(*query.near), chord_squared(query.radius_km))


def _states(asked: Asked, query: Query, practices: tuple[str, ...]) -> BitMap:
    found = BitMap()
    kinds = record_kinds(query)
    if kinds:
        found = asked.having("kind", *kinds)
        if query.min_level is not None:
            found = found & stating(asked, practices, query.min_level)
        elif practices:
            found = found & asked.having("practice", *practices)
    if "organization" in query.kinds:
        found = found | asked.shelf.stands.standing(asked.db, practices or None, query.min_level or 0, asked.now)
    return found
