"""Facets: how many entries each further choice would leave, counted only among what the reader may see.

The count of a facet heeds every part of the question but its own: choosing two sectors must not empty the list of
sectors. Without any filter the counts kept beside the index answer at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from node import adhering, freshness
from node.parameters import KINDS, Choice
from node.query import RELATIONS, Query
from node.reader import Reader
from node.store import stated
from node.store.clauses import Clause, others, place_tags, practice, where
from node.store.connection import Db
from node.store.visible import Sql, marks
from vocab.territory_table import type_of
from vocab.vocabulary import Vocabulary

Counts = dict[str, list[tuple[str, int]]]

MAX_VALUES: Final = 100
# Facets that are read from the counts of something finer, and the clause that is theirs when it has another name.
_FINER: Final = {"practice": "said", "min_level": "level", "freshness": "day"}
CLAUSE: Final = {"min_level": "practice"}


@dataclass(frozen=True, slots=True)
class Counting:
    """What a count needs to know besides the question; `kept`: it is about everything open, as the counts kept are."""

    parts: Mapping[str, Clause]
    allowed: Sql
    reader: Reader
    vocabulary: Vocabulary
    now: str
    kept: bool

    def only_kinds(self, query: Query) -> bool:
        """Whether nothing filters but the kinds wanted, so that the counts kept know the answer."""
        filtered = set(self.parts) - {"kind"} or (self.parts and query.choices["kind"].refused)
        # What is kept of territories counts every relation to them.
        related = query.relations == RELATIONS or "territory" not in query.facets
        return self.kept and related and not filtered


def count(db: Db, query: Query, counting: Counting) -> tuple[Counts, int]:
    """The counts of the facets that `query` names, largest first, equal ones by value; and how many entries in all."""
    if counting.only_kinds(query):
        found = _kept(db, query, counting.now)
        total = total_kept(db, query)
    else:
        found, total = _counted(db, query, counting)
    if "organization" in query.kinds:
        _add_organizations(db, query, counting, found)
    if "charter" in found:
        found["charter"] = adhering.counting(found["charter"], counting.vocabulary.charter, counting.now)
    return {facet: ranked(found.get(facet, Counter())) for facet in query.facets}, total


def total(db: Db, query: Query, counting: Counting) -> int:
    """How many entries answer."""
    if counting.only_kinds(query):
        return total_kept(db, query)
    condition, params = where(others(counting.parts, None), counting.allowed)
    return int(db.execute(f"SELECT count(*) FROM entries e WHERE {condition}", params).fetchone()[0])


def total_kept(db: Db, query: Query) -> int:
    """How many open entries of the kinds wanted there are."""
    return sum(_sums(db, "kind", query.kinds).values())


def _kept(db: Db, query: Query, now: str) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for facet in query.facets:
        of_practices = facet in ("practice", "min_level")
        kinds = stated.record_kinds(query) if of_practices else query.kinds
        if not of_practices or kinds:
            found[facet] = _sums(db, _FINER.get(facet, facet), () if facet == "kind" else kinds)
    if "practice" in found:
        found["practice"] = stated.practices_kept(found["practice"])
    if "min_level" in found:
        found["min_level"] = stated.levels_kept(found["min_level"])
    if "freshness" in found:
        found["freshness"] = Counter(freshness.counts(found["freshness"], now))
    if "territory" in found:
        found["territory"] = top(found["territory"])
    return found


def _sums(db: Db, facet: str, kinds: tuple[str, ...]) -> Counter[str]:
    only = f" AND kind IN ({marks(kinds)})" if kinds else ""
    sql = f"SELECT value, sum(n) FROM entry_counts WHERE facet = ?{only} GROUP BY value"
    return Counter(dict(db.execute(sql, (facet, *kinds))))


def _counted(db: Db, query: Query, counting: Counting) -> tuple[dict[str, Counter[str]], int]:
    """One pass for the facets that nobody filters by, one more for each of the others."""
    own = [facet for facet in query.facets if CLAUSE.get(facet, facet) in counting.parts]
    if "territory" in own and _nested(query, counting.vocabulary):
        own.remove("territory")
    shared = tuple(facet for facet in query.facets if facet not in own)
    hits = _hits(db, counting, None)
    found = _tally(query, shared, hits, counting)
    if "kind" in query.facets and "practice" in counting.parts:
        # Each kind states practices in its own way: a choice of kind changes what is asked of them.
        everything = replace(query, choices={**query.choices, "kind": Choice(KINDS)})
        wider = {**counting.parts, "practice": practice(everything, counting.reader, counting.now)}
        found |= _tally(query, ("kind",), _hits(db, replace(counting, parts=wider), "kind"), counting)
        own = [facet for facet in own if facet != "kind"]
    for clause in dict.fromkeys(CLAUSE.get(facet, facet) for facet in own):
        facets = tuple(facet for facet in own if CLAUSE.get(facet, facet) == clause)
        found |= _tally(query, facets, _hits(db, counting, clause), counting)
    return found, len(hits)


def _hits(db: Db, counting: Counting, own: str | None) -> list[tuple[str, str]]:
    """The packed facets and the packed places of every entry that answers without the clause `own`."""
    condition, params = where(others(counting.parts, own), counting.allowed)
    return db.execute(f"SELECT e.facets, e.places FROM entries e WHERE {condition}", params).fetchall()


def _tally(
    query: Query, facets: tuple[str, ...], hits: list[tuple[str, str]], counting: Counting
) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {_FINER.get(facet, facet): Counter() for facet in facets}
    # Joined and split again as one text: a loop over entries would cost ten times as much.
    for each, n in Counter("".join(packed for packed, _ in hits).split()).items():
        facet, _, value = each.partition("=")
        if facet in found:
            found[facet][value] = n
    if "freshness" in facets:
        found["freshness"] = Counter(freshness.counts(found.pop("day"), counting.now))
    if "practice" in facets:
        found["practice"] = stated.practices_of_records(query, (packed for packed, _ in hits))
    if "min_level" in facets:
        found["min_level"] = stated.levels_of_records(query, (packed for packed, _ in hits))
    if "territory" in facets:
        found["territory"] = _territories(query, hits, found["territory"], counting.vocabulary)
    return found


def _territories(
    query: Query, hits: list[tuple[str, str]], widest: Counter[str], vocabulary: Vocabulary
) -> Counter[str]:
    """The territories one level below those asked, else the widest, each with what asking for it would find."""
    if query.territory.wanted:
        return _related(below(query.territory.wanted, vocabulary), query, hits, vocabulary)
    if query.relations != RELATIONS:
        widest = _related(tuple(widest), query, hits, vocabulary)
    return top(widest)


def _related(slugs: tuple[str, ...], query: Query, hits: list[tuple[str, str]], vocabulary: Vocabulary) -> Counter[str]:
    meanings: dict[str, list[str]] = {}
    for slug in slugs:
        for tag in place_tags((slug,), query.relations, vocabulary):
            meanings.setdefault(tag, []).append(slug)
    found: Counter[str] = Counter()
    for places, n in Counter(places for _, places in hits).items():
        for slug in {slug for tag in places.split() if tag in meanings for slug in meanings[tag]}:
            found[slug] += n
    return found


def _nested(query: Query, vocabulary: Vocabulary) -> bool:
    """Whether what has to do with a territory below those asked has to do with these, so that their filter may stay.

    Not so for a commune whose EPCI lies in two départements: serving its département is no relation to that EPCI.
    """
    if query.territory.refused or set(query.relations) != set(RELATIONS):
        return False
    asked = query.territory.wanted
    around = {outer for slug in asked for outer in (slug, *vocabulary.territories.within(slug))}
    return all(around.issuperset(vocabulary.territories.within(child)) for child in below(asked, vocabulary))


def below(asked: tuple[str, ...], vocabulary: Vocabulary) -> tuple[str, ...]:
    """The territories one level below those asked."""
    found: dict[str, None] = {}
    for slug in asked:
        found |= dict.fromkeys(vocabulary.territories.below(slug))
    return tuple(found)


def top(counts: Counter[str]) -> Counter[str]:
    """Regions, or the départements of the only one there is."""
    regions = Counter({slug: n for slug, n in counts.items() if type_of(slug) == "region"})
    return regions if len(regions) > 1 else Counter({slug: n for slug, n in counts.items() if slug not in regions})


def _add_organizations(db: Db, query: Query, counting: Counting, found: dict[str, Counter[str]]) -> None:
    """Practices and levels of the organisations that answer, by their newest statements."""
    rest = where(others(counting.parts, "practice"), counting.allowed)
    for facet, count in (
        ("practice", stated.practices_of_organizations),
        ("min_level", stated.levels_of_organizations),
    ):
        if facet in query.facets:
            more = count(db, query, counting.reader, counting.now, rest)
            found[facet] = found.get(facet, Counter()) + more


def ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """The largest counts first, equal ones by value; as many as an answer shows."""
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MAX_VALUES]
