"""What is stated of practices: as a condition of a question, and counted by practice and by level.

A record states its own practices. An organisation stands by its newest unexpired statement of each practice, as far as
the reader may see it (DESIGN 7).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from node.parameters import Choice
from node.query import Query
from node.reader import Reader
from node.store.connection import Db
from node.store.entries import tag
from node.store.visible import Sql, marks, visible

LEVELS: Final = range(5)
# Kinds whose word says how far somebody is: a story, an offer and a request name a practice and no more.
TELLING: Final = "('practice', 'report')"
_SAID: Final = "said="
_LEVEL: Final = "level="


def record_kinds(query: Query) -> tuple[str, ...]:
    """The kinds of record that a question about practices looks at, besides organisations."""
    return tuple(kind for kind in query.kinds if kind != "organization") if query.kinds else ("practice",)


def newest_statements(
    reader: Reader, now: str, practices: Sequence[str], least: int | None = 0, of: Sql = ("", ())
) -> Sql:
    """Organisations with a practice and its level, from each one's newest unexpired statement that `reader` may see.

    `least` is the lowest level that counts; with None those that say it does not apply are there too. `of`: a question
    for the ids of those that count, when they are not all.
    """
    allowed, values = visible(reader, "se")
    # Else the planner reads every open entry for the statements it may have.
    allowed = allowed.replace(".open = 1", ".open + 0 = 1")
    only = f" AND s.practice IN ({marks(tuple(practices))})" if practices else ""
    only += f" AND s.organization IN ({of[0]})" if of[0] else ""
    enough, bound = ("", ()) if least is None else (" AND level >= ?", (least,))
    sql = (
        "SELECT organization, practice, level FROM (SELECT s.organization, s.practice, s.level, ROW_NUMBER() OVER ("
        "PARTITION BY s.organization, s.practice ORDER BY s.stated DESC, se.id DESC) AS place"
        " FROM statements s JOIN entries se ON se.num = s.num"
        f" WHERE s.kind IN {TELLING} AND (s.expires IS NULL OR s.expires >= ?){only} AND {allowed})"
        f" WHERE place = 1{enough}"
    )
    return sql, (now, *practices, *of[1], *values, *bound)


def practices_of_records(query: Query, packed: Iterable[str]) -> Counter[str]:
    """How many of these records (`entries.facets`) state each practice, at the level asked or above."""
    found: Counter[str] = Counter()
    for pair, n in _tags(_stating(query, packed), _SAID).items():
        practice, _, level = pair.rpartition("/")
        if query.min_level is None or (level != "-" and int(level) >= query.min_level):
            found[practice] += n
    return found


def levels_of_records(query: Query, packed: Iterable[str]) -> Counter[str]:
    """How many of these records state one of the practices asked, or any, at each level or above."""
    stating = _stating(query, packed)
    choice = query.choices.get("practice", Choice())
    if not choice:
        return _at_least(Counter({(int(level), -1): n for level, n in _tags(stating, _LEVEL).items()}))
    found: Counter[tuple[int, int]] = Counter()
    for each in stating:
        pairs = [one.removeprefix(_SAID).rpartition("/") for one in each.split() if one.startswith(_SAID)]
        found[_span(choice, [(practice, int(level)) for practice, _, level in pairs if level != "-"])] += 1
    return _at_least(found)


def practices_of_organizations(db: Db, query: Query, reader: Reader, now: str, others: Sql) -> Counter[str]:
    """The same of the organisations that meet `others`, by their newest statements."""
    newest, values = newest_statements(reader, now, (), query.min_level or 0, of=_profiles(others))
    return Counter(dict(db.execute(f"SELECT practice, count(*) FROM ({newest}) GROUP BY practice", values)))


def levels_of_organizations(db: Db, query: Query, reader: Reader, now: str, others: Sql) -> Counter[str]:
    """The same, by level."""
    choice = query.choices.get("practice", Choice())
    named = (*choice.wanted, *choice.refused) if choice.wanted else ()
    newest, values = newest_statements(reader, now, named, of=_profiles(others))
    stated: dict[str, list[tuple[str, int]]] = {}
    for organization, practice, level in db.execute(newest, values):
        stated.setdefault(organization, []).append((practice, level))
    return _at_least(Counter(_span(choice, pairs) for pairs in stated.values()))


def levels_kept(counts: Counter[str]) -> Counter[str]:
    """From how many records state each level at most, how many state it or one above."""
    return _at_least(Counter({(int(level), -1): n for level, n in counts.items()}))


def practices_kept(counts: Counter[str]) -> Counter[str]:
    """From how many records state each practice at each level, how many state it."""
    found: Counter[str] = Counter()
    for pair, n in counts.items():
        found[pair.rpartition("/")[0]] += n
    return found


def _stating(query: Query, packed: Iterable[str]) -> list[str]:
    kinds = [f" {tag('kind', kind)} " for kind in record_kinds(query)]
    return [each for each in packed if f" {_SAID}" in each and any(kind in each for kind in kinds)]


def _tags(packed: list[str], begins: str) -> Counter[str]:
    counted = Counter("".join(packed).split())
    return Counter({each.removeprefix(begins): n for each, n in counted.items() if each.startswith(begins)})


def _span(choice: Choice, stated: list[tuple[str, int]]) -> tuple[int, int]:
    """The highest level of a practice wanted, and of one refused: a minimum between them lets the entry through."""
    wanted = [level for practice, level in stated if not choice.wanted or practice in choice.wanted]
    refused = [level for practice, level in stated if practice in choice.refused]
    return max(wanted, default=-1), max(refused, default=-1)


def _at_least(spans: Counter[tuple[int, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (highest, refused), n in spans.items():
        for level in LEVELS:
            if refused < level <= highest:
                found[str(level)] += n
    return found


def _profiles(others: Sql) -> Sql:
    """The organisations that meet `others`, by their own profiles. A profile's id is its owner's."""
    return f"SELECT e.id FROM entries e WHERE e.kind = 'organization' AND e.claimed = 1 AND {others[0]}", others[1]
