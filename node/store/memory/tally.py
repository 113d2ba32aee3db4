"""Tally: how many entries each further choice would leave, counted by intersecting sets (`store/facets.py`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from pyroaring import BitMap

from node import adhering
from node.parameters import KINDS, Choice
from node.query import RELATIONS
from node.store import facets
from node.store.clauses import place_tags
from node.store.memory.hits import Asked, Hits, standing, stating
from node.store.stated import LEVELS, record_kinds

FRESHNESS = ("recent", "year", "older")


def tally(asked: Asked, hits: Hits) -> facets.Counts:
    """The counts of the facets that the question names, each heeding every part but its own."""
    return {facet: facets.ranked(_count(asked, hits, facet)) for facet in asked.query.facets}


def _count(asked: Asked, hits: Hits, facet: str) -> Counter[str]:
    if facet == "kind" and "practice" in hits.sets:
        # Each kind states practices in its own way: a choice of kind changes what is asked of them.
        everything = replace(asked.query, choices={**asked.query.choices, "kind": Choice(KINDS)})
        return _values(asked, facet, hits.but("kind", "practice") & standing(asked, everything))
    within = hits.but(facets.CLAUSE.get(facet, facet))
    if facet == "practice":
        return _practices(asked, within)
    if facet == "min_level":
        return _levels(asked, within)
    if facet == "territory":
        return _territories(asked, within)
    if facet == "freshness":
        return +Counter({value: within.intersection_cardinality(asked.fresh(value)) for value in FRESHNESS})
    if facet == "charter":
        return adhering.counting(_values(asked, facet, within), asked.vocabulary.charter, asked.now)
    return _values(asked, facet, within)


def _values(asked: Asked, facet: str, within: BitMap) -> Counter[str]:
    return asked.shelf.counts(asked.db, facet, within)


def _practices(asked: Asked, within: BitMap) -> Counter[str]:
    query, shelf = asked.query, asked.shelf
    found: Counter[str] = Counter()
    kinds = record_kinds(query)
    if kinds:
        for pair, n in _values(asked, "said", within & asked.having("kind", *kinds)).items():
            practice, _, level = pair.rpartition("/")
            if query.min_level is None or (level != "-" and int(level) >= query.min_level):
                found[practice] += n
    if "organization" in query.kinds:
        least = query.min_level or 0
        for practice, stated, members in shelf.stands.each(asked.db, asked.now):
            if stated >= least:
                found[practice] += within.intersection_cardinality(members)
    return +found


def _levels(asked: Asked, within: BitMap) -> Counter[str]:
    """Those that state a practice wanted at a level or above, and none of those refused."""
    query = asked.query
    choice = query.choices.get("practice", Choice())
    found: Counter[str] = Counter()
    kinds = record_kinds(query)
    records = within & asked.having("kind", *kinds) if kinds else BitMap()
    for level in LEVELS:
        if records:
            refused = stating(asked, choice.refused, level) if choice.refused else BitMap()
            found[str(level)] += len((records & stating(asked, choice.wanted, level)) - refused)
        if "organization" in query.kinds:
            stands, db, now = asked.shelf.stands, asked.db, asked.now
            refused = stands.standing(db, choice.refused, level, now) if choice.refused else BitMap()
            wanted = stands.standing(db, choice.wanted or None, level, now)
            found[str(level)] += len((within & wanted) - refused)
    return +found


def _territories(asked: Asked, within: BitMap) -> Counter[str]:
    query = asked.query
    if query.territory.wanted:
        return _related(asked, facets.below(query.territory.wanted, asked.vocabulary), within)
    widest = _values(asked, "territory", within)
    if query.relations != RELATIONS:
        widest = _related(asked, tuple(widest), within)
    return facets.top(widest)


def _related(asked: Asked, slugs: Iterable[str], within: BitMap) -> Counter[str]:
    """Territories with what asking for each would find."""
    relations = asked.query.relations
    near = tuple(relation for relation in relations if relation != "wider")
    around: dict[tuple[str, ...], BitMap] = {}
    found: Counter[str] = Counter()
    for slug in slugs:
        members = asked.shelf.having(asked.db, place_tags((slug,), near, asked.vocabulary))
        if "wider" in relations:
            # What serves the whole region is the same for each of its towns.
            outer = place_tags((slug,), ("wider",), asked.vocabulary)
            if outer not in around:
                around[outer] = asked.shelf.having(asked.db, outer) & within
            members = members | around[outer]
        found[slug] = within.intersection_cardinality(members)
    return +found
