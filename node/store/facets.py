"""Facets: how many entries each further choice would leave, counted only among what the reader may see.

The count of a facet heeds every part of the question but its own: choosing two sectors must not empty the list of
sectors. Without any filter the counts kept beside the index answer at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from node.query import RELATIONS, Query
from node.reader import Reader
from node.store.clauses import Clause, newest_statements, others, place_tags, record_kinds, where
from node.store.connection import Db
from node.store.visible import Sql, marks
from vocab.vocabulary import Vocabulary

Counts = dict[str, list[tuple[str, int]]]

MAX_VALUES: Final = 100
# What stands directly below a territory of each type, for those who look closer.
_BELOW: Final = {"region": "departement", "departement": "epci", "epci": "commune"}


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
        return self.kept and not filtered


def count(db: Db, query: Query, counting: Counting) -> tuple[Counts, int]:
    """The counts of the facets that `query` names, largest first, equal ones by value; and how many entries in all."""
    if counting.only_kinds(query):
        found = _kept(db, query)
        total = total_kept(db, query)
    else:
        found, total = _counted(db, query, counting)
    if "practice" in query.facets and "organization" in query.kinds:
        found["practice"] = found.get("practice", Counter()) + _of_organizations(db, query, counting)
    return {facet: _ranked(found.get(facet, Counter())) for facet in query.facets}, total


def total(db: Db, query: Query, counting: Counting) -> int:
    """How many entries answer."""
    if counting.only_kinds(query):
        return total_kept(db, query)
    condition, params = where(others(counting.parts, None), counting.allowed)
    return int(db.execute(f"SELECT count(*) FROM entries e WHERE {condition}", params).fetchone()[0])


def total_kept(db: Db, query: Query) -> int:
    """How many open entries of the kinds wanted there are."""
    return sum(_sums(db, "kind", query.kinds).values())


def _kept(db: Db, query: Query) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for facet in query.facets:
        kinds = record_kinds(query) if facet == "practice" else query.kinds
        if facet != "practice" or kinds:
            found[facet] = _sums(db, facet, () if facet == "kind" else kinds)
    if "territory" in found:
        found["territory"] = _top(found["territory"])
    return found


def _sums(db: Db, facet: str, kinds: tuple[str, ...]) -> Counter[str]:
    only = f" AND kind IN ({marks(kinds)})" if kinds else ""
    sql = f"SELECT value, sum(n) FROM entry_counts WHERE facet = ?{only} GROUP BY value"
    return Counter(dict(db.execute(sql, (facet, *kinds))))


def _counted(db: Db, query: Query, counting: Counting) -> tuple[dict[str, Counter[str]], int]:
    """One pass for the facets that nobody filters by, one more for each of the others."""
    own = [facet for facet in query.facets if facet in counting.parts]
    if "territory" in own and _nested(query, counting.vocabulary):
        own.remove("territory")
    shared = tuple(facet for facet in query.facets if facet not in own)
    hits = _hits(db, counting, None)
    found = _tally(query, shared, hits, counting.vocabulary)
    for facet in own:
        found |= _tally(query, (facet,), _hits(db, counting, facet), counting.vocabulary)
    return found, len(hits)


def _hits(db: Db, counting: Counting, own: str | None) -> list[tuple[str, str]]:
    """The packed facets and the packed places of every entry that answers without the clause `own`."""
    condition, params = where(others(counting.parts, own), counting.allowed)
    return db.execute(f"SELECT e.facets, e.places FROM entries e WHERE {condition}", params).fetchall()


def _tally(
    query: Query, facets: tuple[str, ...], hits: list[tuple[str, str]], vocabulary: Vocabulary
) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {facet: Counter() for facet in facets}
    # Joined and split again as one text: a loop over entries would cost ten times as much.
    for each, n in Counter("".join(packed for packed, _ in hits).split()).items():
        facet, _, value = each.partition("=")
        if facet in found:
            found[facet][value] = n
    if "practice" in found:
        found["practice"] = _of_records(query, hits)
    if "territory" in found:
        asked = query.territory.wanted
        found["territory"] = _below(asked, query, hits, vocabulary) if asked else _top(found["territory"])
    return found


def _of_records(query: Query, hits: list[tuple[str, str]]) -> Counter[str]:
    kinds = [f" kind={kind} " for kind in record_kinds(query)]
    stated = [packed for packed, _ in hits if " practice=" in packed and any(kind in packed for kind in kinds)]
    tags = Counter(tag for packed in stated for tag in packed.split() if tag.startswith("practice="))
    return Counter({tag.removeprefix("practice="): n for tag, n in tags.items()})


def _below(asked: tuple[str, ...], query: Query, hits: list[tuple[str, str]], vocabulary: Vocabulary) -> Counter[str]:
    """The territories one level below those asked, each with what asking for it would find."""
    meanings: dict[str, list[str]] = {}
    for child in _children(asked, vocabulary):
        for tag in place_tags((child,), query.relations, vocabulary):
            meanings.setdefault(tag, []).append(child)
    found: Counter[str] = Counter()
    for places, n in Counter(places for _, places in hits).items():
        for child in {child for tag in places.split() if tag in meanings for child in meanings[tag]}:
            found[child] += n
    return found


def _nested(query: Query, vocabulary: Vocabulary) -> bool:
    """Whether what has to do with a territory below those asked has to do with these, so that their filter may stay.

    Not so for a commune whose EPCI lies in two départements: serving its département is no relation to that EPCI.
    """
    if query.territory.refused or set(query.relations) != set(RELATIONS):
        return False
    asked = query.territory.wanted
    around = {outer for slug in asked for outer in (slug, *vocabulary.territories.within(slug))}
    return all(around.issuperset(vocabulary.territories.within(child)) for child in _children(asked, vocabulary))


def _children(asked: tuple[str, ...], vocabulary: Vocabulary) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for slug in asked:
        below = _BELOW.get(slug.removeprefix("fr-").rpartition("-")[0])
        if below:
            found |= dict.fromkeys(vocabulary.territories.children(slug, below))
    return tuple(found)


def _top(counts: Counter[str]) -> Counter[str]:
    """Regions, or the départements of the only one there is."""
    regions = Counter({slug: n for slug, n in counts.items() if slug.startswith("fr-region-")})
    return regions if len(regions) > 1 else Counter({slug: n for slug, n in counts.items() if slug not in regions})


def _of_organizations(db: Db, query: Query, counting: Counting) -> Counter[str]:
    """Practices of the organisations that answer, by their newest statements."""
    newest, values = newest_statements(query, counting.reader, counting.now, ())
    condition, params = where(others(counting.parts, "practice"), counting.allowed)
    sql = (
        f"SELECT n.practice, count(*) FROM ({newest}) n CROSS JOIN records r ON r.id = n.organization"
        " CROSS JOIN entries e ON e.num = r.num WHERE e.kind = 'organization' AND e.claimed = 1"
        f" AND {condition} GROUP BY n.practice"
    )
    return Counter(dict(db.execute(sql, (*values, *params))))


def _ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MAX_VALUES]
