"""A question as SQL: one condition for each thing asked, so that a facet can be counted without its own.

A clause tests a row of `entries e`; most can also list the rows they let through (`seed`), from which a search starts
when that list is short. Text and geography each stand in one function: another database has its own words for them.
Only these questions can be asked: whoever has a query of their own asks SPARQL, over another store (R20).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from node import adhering, freshness
from node.parameters import Choice
from node.query import Query
from node.reader import Reader
from node.store.connection import Db
from node.store.entries import BROAD, PLACED, SERVING, SERVING_PART, tag, unit_vector
from node.store.globe import around
from node.store.stated import newest_statements, record_kinds
from node.store.visible import Sql, marks, visible
from vocab.forms import Sought, sought
from vocab.vocabulary import Vocabulary

EARTH_KM: Final = 6371.0088
EVIDENCE: Final = "evidence"
# A list of rows longer than this is no shortcut.
SHORT: Final = 10_000


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition; `match` is the full-text expression of the clause that looks for words, `missed` of one that only
    refuses some. `words` are the expressions of the single words wanted, `begun` of names that begin as was typed.

    `length` is how long the list of `seed` is, counted no further than just beyond SHORT.
    """

    test: str
    params: tuple[object, ...] = ()
    seed: str | None = None
    seed_params: tuple[object, ...] = ()
    match: str | None = None
    missed: str | None = None
    words: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()
    length: int = SHORT + 1


def clauses(db: Db, query: Query, reader: Reader, vocabulary: Vocabulary, now: str) -> dict[str, Clause]:
    """The conditions of a question by the facet they belong to (`q`, `area`, `since`, `practice`, …)."""
    found = conditions(query, reader, vocabulary, now)
    return {name: replace(part, length=_length(db, part)) if part.seed else part for name, part in found.items()}


def conditions(query: Query, reader: Reader, vocabulary: Vocabulary, now: str) -> dict[str, Clause]:
    """The same before anybody looks how long their lists are."""
    found: dict[str, Clause] = {}
    if query.words:
        found["q"] = text(query.words, vocabulary)
    for facet, choice in query.choices.items():
        if facet == "freshness":
            found[facet] = _freshness(choice, now)
        elif facet == EVIDENCE:
            found[facet] = _evidenced(choice, reader)
        elif facet == "charter":
            found[facet] = _choice(facet, adhering.meant(choice, vocabulary.charter, now))
        elif facet != "practice" and choice:
            found[facet] = _choice(facet, choice)
    if query.choices.get("practice") or query.min_level is not None:
        found["practice"] = practice(query, reader, now)
    if query.territory:
        found["territory"] = _territory(query.territory, query.relations, vocabulary)
    if query.near or query.bbox:
        found["area"] = area(query)
    if query.updated_since:
        found["since"] = Clause("e.updated >= ?", (query.updated_since,))
    return found


def where(parts: Sequence[Clause], allowed: Sql, *, newest: bool = False) -> Sql:
    """All of `parts` and `allowed` as one condition on `entries e`, starting from the shortest list there is.

    `newest`: the rows are wanted in that order, and their index is a good start when no list is short.
    """
    best = min((part for part in parts if part.seed), key=lambda part: part.length, default=None)
    start = best if best is not None and best.length <= SHORT else None
    # A list may hold more than its test lets through: the test alone knows what is refused, and what is exact.
    tests = [part.test for part in parts if part is not start or part.test != f"e.num IN ({part.seed})"]
    params = [value for part in parts if part is not start or part.test in tests for value in part.params]
    if start is not None:
        tests.insert(0, f"e.num IN ({start.seed})")
        params[:0] = start.seed_params
    sql, values = allowed
    if start is not None or not newest:
        sql = sql.replace(".open = 1", ".open + 0 = 1")  # else the planner walks that index and looks up every row
    return " AND ".join([*tests, sql]), (*params, *values)


def text(asked: Choice, vocabulary: Vocabulary) -> Clause:
    """Words by their stems and families, each as the beginning of one, and what our schemes say they mean."""
    wanted = [words for words in map(sought, asked.wanted) if words]
    refused = [matching(*each) for value in asked.refused for each in _meant(sought(value), vocabulary)]
    if not wanted:
        if asked.wanted or not refused:  # nothing but words that mean nothing: no one can have meant everything
            return Clause("1 = 0" if asked.wanted else "1 = 1")
        listed = "SELECT rowid FROM entry_words WHERE entry_words MATCH ?"
        either = " OR ".join(refused)
        return Clause(f"e.num NOT IN ({listed})", (either,), missed=either)
    groups = [[matching(*each) for each in _meant(words, vocabulary)] for words in wanted]
    # A name that begins with what was typed first is most probably the one.
    begun = tuple(f'name : ^"{words[0].stem}"' for words in wanted)
    first = [f"({group[0]} OR {begins})" for group, begins in zip(groups, begun, strict=True)]
    match = " OR ".join(f"({' AND '.join([begins, *group[1:]])})" for begins, group in zip(first, groups, strict=True))
    words = tuple(dict.fromkeys(each for group in groups for each in group))
    if refused:
        match = f"({match}) NOT ({' OR '.join(refused)})"
    seed = "SELECT rowid FROM entry_words WHERE entry_words MATCH ?"
    return Clause(f"e.num IN ({seed})", (match,), seed, (match,), match, words=words, begun=begun)


def matching(word: Sought, meanings: Sequence[str] = ()) -> str:
    """A word looked for, as the full text takes it; or one of the values that it means."""
    written = f'"{word.stem}"' if word.whole else f'"{word.stem}"*'
    also = (f'"{beginning}"*' for beginning in word.also)
    meant = (f'labels : "{meaning}"' for meaning in meanings)
    return "(" + " OR ".join([written, *also, *meant]) + ")"


def practice(query: Query, reader: Reader, now: str) -> Clause:
    """Practices wanted or not, and a level: as a record states it, or an organisation in its newest statements."""
    choice = query.choices.get("practice", Choice())
    if not choice.refused:
        return _states(query, choice.wanted, reader, now)
    parts = [_states(query, choice.wanted, reader, now)] if choice.wanted or query.min_level is not None else []
    unwanted = _states(query, choice.refused, reader, now)
    if not query.kinds:
        parts.append(Clause("e.kind = 'practice'"))
    parts.append(Clause(f"NOT {unwanted.test}", unwanted.params))
    return Clause(" AND ".join(part.test for part in parts), tuple(each for part in parts for each in part.params))


def area(query: Query) -> Clause:
    """A circle, a box or both: the tree gives the neighbourhood, the exact point decides."""
    tests: list[str] = []
    params: list[object] = []
    seed, seed_params = "", tuple[object, ...]()
    if query.bbox:
        test, values = _in_box(query.bbox, "e.latitude", "e.latitude", "e.longitude", "e.longitude")
        tests.append(test)
        params += values
        rough, seed_params = _in_box(query.bbox, "south", "north", "west", "east")
        seed = f"SELECT num FROM entry_points WHERE {rough}"
    if query.near:
        expression, values = distance(query.near)
        tests.append(f"{expression} <= ?")
        params += [*values, chord_squared(query.radius_km)]
        rough, seed_params = _in_box(around(*query.near, query.radius_km / EARTH_KM), "south", "north", "west", "east")
        seed = f"SELECT num FROM entry_points WHERE {rough}"
    return Clause(" AND ".join(tests), tuple(params), seed, seed_params)


def distance(point: tuple[float, float]) -> Sql:
    """The square of the chord between an entry and `point` on the unit sphere: it grows with the distance."""
    x, y, z = unit_vector(*point)
    return "((e.x - ?) * (e.x - ?) + (e.y - ?) * (e.y - ?) + (e.z - ?) * (e.z - ?))", (x, x, y, y, z, z)


def kilometres(chord_squared: float) -> float:
    """The distance on the ground for what `distance` gives."""
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(chord_squared) / 2))


def chord_squared(kilometres: float) -> float:
    """What `distance` gives for a distance on the ground."""
    chord = 2 * math.sin(min(kilometres / EARTH_KM, math.pi) / 2)
    return chord * chord


def _meant(words: tuple[Sought, ...], vocabulary: Vocabulary) -> Iterator[tuple[Sought, tuple[str, ...]]]:
    return zip(words, vocabulary.meanings.of_words(words), strict=True)


def _choice(facet: str, choice: Choice) -> Clause:
    tests: list[str] = []
    params: list[object] = []
    for values, negation in ((choice.wanted, ""), (choice.refused, "NOT ")):
        if values:
            tests.append(negation + _has("facets", len(values)))
            params += [f" {tag(facet, value)} " for value in values]
    wanted = tuple(tag(facet, value) for value in choice.wanted)
    listed = bool(wanted) and not wanted[0].startswith(BROAD)
    return Clause(" AND ".join(tests), tuple(params), _tagged(wanted) if listed else None, wanted)


def _evidenced(choice: Choice, reader: Reader) -> Clause:
    """Records that bring such evidence, and the organisations of whose records `reader` may see one that does."""
    tests: list[str] = []
    params: list[object] = []
    for values, negation in ((choice.wanted, ""), (choice.refused, "NOT ")):
        if values:
            tags = tuple(tag(EVIDENCE, value) for value in values)
            allowed, seen = visible(reader, "ev")
            shown = f"SELECT ev.owner FROM entries ev WHERE ev.num IN ({_tagged(tags)})"
            shown += f" AND {allowed.replace('.open = 1', '.open + 0 = 1')}"
            own = f"e.num IN (SELECT num FROM records WHERE id IN ({shown}))"
            tests.append(f"{negation}({_has('facets', len(tags))} OR (e.kind = 'organization' AND {own}))")
            params += [*(f" {each} " for each in tags), *tags, *seen]
    return Clause(" AND ".join(tests), tuple(params))


def _freshness(choice: Choice, now: str) -> Clause:
    tests: list[str] = []
    params: list[object] = []
    for values, negation in ((choice.wanted, ""), (choice.refused, "NOT ")):
        if values:
            spans = [freshness.span(value, now) for value in values]
            tests.append(negation + "(" + " OR ".join(["(e.updated >= ? AND e.updated < ?)"] * len(spans)) + ")")
            params += [edge for span in spans for edge in span]
    return Clause(" AND ".join(tests), tuple(params))


def _territory(choice: Choice, relations: tuple[str, ...], vocabulary: Vocabulary) -> Clause:
    wanted = place_tags(choice.wanted, relations, vocabulary)
    # Refusing a town must not refuse those who serve the whole region.
    narrow = tuple(relation for relation in relations if relation != "wider")
    refused = place_tags(choice.refused, narrow, vocabulary)
    tests = [_has("places", len(wanted))] if choice.wanted else []
    if refused:
        tests.append("NOT " + _has("places", len(refused)))
    params = tuple(f" {place} " for place in (*wanted, *refused))
    return Clause(" AND ".join(tests) or "1 = 1", params, _tagged(wanted) if wanted else None, wanted)


def place_tags(slugs: tuple[str, ...], relations: tuple[str, ...], vocabulary: Vocabulary) -> tuple[str, ...]:
    """The values of `entries.places` that have one of these relations to one of these territories (DESIGN 7)."""
    found: dict[str, None] = {}
    for slug in slugs:
        around = vocabulary.territories.within(slug)
        meant = {
            "placed": [tag(PLACED, slug)],
            "serving": [tag(SERVING_PART, slug), tag(SERVING, slug)],
            "wider": [tag(SERVING, outer) for outer in around],
        }
        for relation in relations:
            found |= dict.fromkeys(meant[relation])
    return tuple(found)


def _has(column: str, count: int) -> str:
    return "(" + " OR ".join([f"instr(e.{column}, ?) > 0"] * count) + ")" if count else "1 = 0"


def _tagged(tags: tuple[str, ...]) -> str:
    return f"SELECT num FROM entry_tags WHERE tag IN (SELECT num FROM tags WHERE tag IN ({marks(tags)}))"


def _states(query: Query, practices: tuple[str, ...], reader: Reader, now: str) -> Clause:
    """Records that state one of these practices (or any); organisations that do by their newest statement."""
    tests: list[str] = []
    seeds: list[str | None] = []
    params: list[object] = []
    seed_params: list[object] = []
    kinds = record_kinds(query)
    if kinds:
        says = [_has("facets", len(practices))] if practices else []
        values: list[object] = [f" {tag('practice', practice)} " for practice in practices]
        if query.min_level is not None:
            only = f" AND s.practice IN ({marks(practices)})" if practices else ""
            says.append(f"EXISTS (SELECT 1 FROM statements s WHERE s.num = e.num{only} AND s.level >= ?)")
            values += [*practices, query.min_level]
        tests.append(f"(e.kind IN ({marks(kinds)}) AND {' AND '.join(says)})")
        params += [*kinds, *values]
        tags = tuple(tag("practice", practice) for practice in practices)
        seeds.append(_tagged(tags) if tags else None)
        seed_params += tags
    if "organization" in query.kinds:
        sql, newest = newest_statements(reader, now, practices, query.min_level or 0)
        # A profile's id is its owner's, and the records know ids.
        own = f"SELECT num FROM records WHERE id IN (SELECT organization FROM ({sql}))"
        tests.append(f"(e.kind = 'organization' AND e.claimed = 1 AND e.num IN ({own}))")
        seeds.append(own)
        params += newest
        seed_params += newest
    seed = " UNION ".join(each for each in seeds if each) if all(seeds) else None
    return Clause("(" + " OR ".join(tests) + ")", tuple(params), seed, tuple(seed_params))


def _in_box(
    box: tuple[float, float, float, float], south: str, north: str, west: str, east: str
) -> tuple[str, tuple[object, ...]]:
    """Whether something that reaches from south to north and from west to east touches the box."""
    west_end, south_end, east_end, north_end = box
    tall = f"{south} <= ? AND {north} >= ?"
    if west_end <= east_end:
        return f"{tall} AND {west} <= ? AND {east} >= ?", (north_end, south_end, east_end, west_end)
    return f"{tall} AND ({west} <= ? OR {east} >= ?)", (north_end, south_end, east_end, west_end)


def _length(db: Db, part: Clause) -> int:
    sql = f"SELECT count(*) FROM (SELECT 1 FROM ({part.seed}) LIMIT {SHORT + 1})"
    return int(db.execute(sql, part.seed_params).fetchone()[0])


def others(parts: Mapping[str, Clause], facet: str | None) -> list[Clause]:
    """Every clause but the one that belongs to `facet`."""
    return [part for name, part in parts.items() if name != facet]
