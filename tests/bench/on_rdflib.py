"""The directory's entries in rdflib's memory, and its questions asked of the graph's own indexes.

That is faster than its SPARQL. The graph holds what the questions need and no more: a statement for each value of a
facet, for each place that an entry has to do with, and for its name, its date, its point and its words.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from node.query import Query
from node.store.clauses import place_tags
from node.store.connection import Db
from node.store.entries import said, tag, unit_vector
from node.store.stated import LEVELS
from vocab.forms import sought
from vocab.vocabulary import Vocabulary

HAS, PLACE, NAME, UPDATED, WORDS, NORTH, EAST = (
    URIRef(f"urn:x:{each}") for each in "has place name updated words north east".split()
)
EARTH_KM = 6371.0088


def graph_of(db: Db) -> tuple[Graph, int]:
    """All that is open, as statements, and how many records that is."""
    graph, count = Graph(), 0
    sql = (
        "SELECT e.id, e.facets, e.places, e.name, e.updated, e.longitude, e.latitude,"
        " w.name || ' ' || w.labels || ' ' || w.content FROM entries e JOIN entry_words w ON w.rowid = e.num"
        " WHERE e.open = 1"
    )
    for id, facets, places, name, updated, east, north, words in db.execute(sql):
        entry = URIRef(id)
        count += 1
        for each in facets.split():
            graph.add((entry, HAS, Literal(each)))
        for each in places.split():
            graph.add((entry, PLACE, Literal(each)))
        graph.add((entry, NAME, Literal(name)))
        graph.add((entry, UPDATED, Literal(updated)))
        graph.add((entry, WORDS, Literal(words)))
        if east is not None:
            graph.add((entry, EAST, Literal(east)))
            graph.add((entry, NORTH, Literal(north)))
    return graph, count


def answer(graph: Graph, query: Query, vocabulary: Vocabulary) -> tuple[list[Node], int, dict[str, Counter[str]]]:
    """A page of what is found, how many there are, and the counts of the facets."""
    sets = _sets(graph, query, vocabulary)
    found = _all(graph, sets)
    counts: dict[str, Counter[str]] = {}
    if query.facets:
        for own in (None, *(name for name in sets if name in query.facets)):
            hits = found if own is None else _all(graph, {name: each for name, each in sets.items() if name != own})
            values = Counter(str(value) for hit in hits for value in graph.objects(hit, HAS))
            for value, n in values.items():
                facet = value.partition("=")[0]
                if facet == own or (own is None and facet not in sets):
                    counts.setdefault(facet, Counter())[value] = n
    by, descending = (NAME, False) if query.sort == "name" else (UPDATED, True)
    page = sorted(found, key=lambda hit: str(graph.value(hit, by)), reverse=descending)[: query.limit]
    return page, len(found), counts


def _all(graph: Graph, sets: dict[str, set[Node]]) -> set[Node]:
    ordered = sorted(sets.values(), key=len)
    return set.intersection(*ordered) if ordered else set(graph.subjects(UPDATED))


def _sets(graph: Graph, query: Query, vocabulary: Vocabulary) -> dict[str, set[Node]]:
    found: dict[str, set[Node]] = {}
    for facet, choice in query.choices.items():
        if facet == "practice" or not choice.wanted:
            continue
        found[facet] = _having(graph, HAS, (tag(facet, value) for value in choice.wanted))
    if query.choices.get("practice"):
        wanted = query.choices["practice"].wanted
        pairs = (said(each, level) for each in wanted for level in LEVELS if level >= (query.min_level or 0))
        found["practice"] = _having(graph, HAS, (tag("said", pair) for pair in pairs))
    if query.territory.wanted:
        found["territory"] = _having(graph, PLACE, place_tags(query.territory.wanted, query.relations, vocabulary))
    if query.updated_since:
        since = query.updated_since
        found["since"] = {entry for entry, at in graph.subject_objects(UPDATED) if str(at) >= since}
    if query.bbox:
        west, south, east, north = query.bbox
        found["area"] = {
            entry
            for entry, at in graph.subject_objects(NORTH)
            if south <= at.toPython() <= north and west <= graph.value(entry, EAST).toPython() <= east
        }
    if query.near:
        found["area"] = _near(graph, query.near, query.radius_km)
    if query.words.wanted:
        found["q"] = _saying(graph, query)
    return found


def _having(graph: Graph, predicate: URIRef, values: Iterable[str]) -> set[Node]:
    return {entry for value in values for entry in graph.subjects(predicate, Literal(value))}


def _near(graph: Graph, point: tuple[float, float], radius_km: float) -> set[Node]:
    centre, limit = unit_vector(*point), 2 * math.sin(radius_km / EARTH_KM / 2)
    return {
        entry
        for entry, at in graph.subject_objects(NORTH)
        if math.dist(unit_vector(at.toPython(), graph.value(entry, EAST).toPython()), centre) <= limit
    }


def _saying(graph: Graph, query: Query) -> set[Node]:
    wanted = [
        [f" {each}" for each in (word.stem, *word.also)] for typed in query.words.wanted for word in sought(typed)
    ]
    found = set()
    for entry, words in graph.subject_objects(WORDS):
        text = f" {words}"
        if all(any(each in text for each in word) for word in wanted):
            found.add(entry)
    return found
