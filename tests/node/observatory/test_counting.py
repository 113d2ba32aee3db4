"""Answers become rows, and rows are renewed only when five organisations have said something new."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from node.observatory.counting import DOES_NOT_APPLY, WHOLE, Member, Row, counted, together
from node.observatory.snapshot import hash_of, snapshot
from node.observatory.suppressing import LEAST

NAMES = [f"coop{number}" for number in range(12)]
MEMBERS = [
    Member(name, {"sector": ("AM160",) if number < 6 else ("AM10", "AM160"), "size": ("1-9",)})
    for number, name in enumerate(NAMES)
]


def answers(practice: str, levels: list[int]) -> dict[tuple[str, str], int]:
    return {(name, practice): level for name, level in zip(NAMES, levels, strict=False)}


def test_rows__the_whole_and_each_group_with_five_answers() -> None:
    rows = counted(MEMBERS, answers("D03", [3] * 7 + [DOES_NOT_APPLY] * 5), [], "2026-11")

    found = {(row.scope, row.group): row.cells for row in rows}
    assert found[WHOLE, ""] == (0, 0, 0, 7, 0, 5)
    assert found["sector", "AM10"] == (0, 0, 0, 1, 0, 5)
    assert found["size", "1-9"] == found["sector", "AM160"] == (0, 0, 0, 7, 0, 5)
    assert found["department", "unknown"] == (0, 0, 0, 7, 0, 5)


def test_rows__fewer_than_five_are_not_even_kept() -> None:
    assert counted(MEMBERS, answers("D03", [4] * 4), [], "2026-11") == []


def test_rows__stand_until_five_have_said_something_new() -> None:
    before = counted(MEMBERS, answers("D03", [2] * 8), [], "2026-11")
    four = counted(MEMBERS, answers("D03", [2] * 4 + [3] * 4), before, "2026-12")
    five = counted(MEMBERS, answers("D03", [2] * 3 + [3] * 5), before, "2026-12")

    assert four == before
    assert {(row.month, row.cells) for row in five if row.scope == WHOLE} == {("2026-12", (0, 0, 3, 5, 0, 0))}


@given(st.lists(st.integers(0, 5), max_size=12), st.lists(st.integers(0, 5), max_size=12))
def test_rows__two_months_differ_by_nothing_or_by_five_organisations(first: list[int], then: list[int]) -> None:
    before = counted(MEMBERS, answers("D03", first), [], "2026-11")
    after = {row.key: row for row in counted(MEMBERS, answers("D03", then), before, "2026-12")}

    for row in before:
        now = after.get(row.key, Row(*row.key, "2026-12", {}))
        changed = [name for name in NAMES if row.answers.get(name) != now.answers.get(name)]
        assert not 0 < len(changed) < LEAST


def test_together__only_where_each_part_is_nobody_or_five() -> None:
    said = answers("G01", [3] * 10) | answers("V01", [4] * 5) | answers("D03", [3] * 7)

    found = together(counted(MEMBERS, said, [], "2026-11"))

    # D03 with G01 leaves three that have G01 alone: not told.
    assert [(each.first, each.second, each.both, each.first_alone, each.second_alone) for each in found] == [
        ("G01", "V01", 5, 5, 0)
    ]


def test_snapshot__tells_no_name_and_its_hash_is_that_of_its_content() -> None:
    rows = counted(MEMBERS, answers("D03", [3] * 7 + [1] * 5), [], "2026-11")

    document = snapshot("https://a.example", "2026-11", "2026-11-27T10:00:00.000Z", "2.0", MEMBERS, rows, [])

    lines = document["rows"]
    assert isinstance(lines, list)
    assert lines[0] == {
        "scope": WHOLE,
        "group": "",
        "practice": "D03",
        "month": "2026-11",
        "answered": 12,
        "levels": [0, 5, 0, 7, 0],
        "does_not_apply": 0,
    }
    of_size = next(line for line in lines if line["scope"] == "size")
    assert (of_size["answered"], of_size["levels"]) == (10, [None, 5, None, 5, None])
    assert not [name for name in NAMES if name in str(document)]
    assert hash_of(document) != hash_of(document | {"made": "2026-11-28T10:00:00.000Z"})


def test_snapshot__what_is_hidden_of_the_whole_is_told_of_no_group() -> None:
    # Everybody is of one size: the size would tell that two levels have five of eleven each, so that one is left.
    rows = counted(MEMBERS, answers("D03", [1] + [2] * 5 + [3] * 5), [], "2026-11")

    lines = snapshot("https://a.example", "2026-11", "2026-11-27T10:00:00.000Z", "2.0", MEMBERS, rows, [])["rows"]

    assert isinstance(lines, list) and {line["scope"] for line in lines} == {WHOLE, "sector", "department", "size"}
    whole = next(line for line in lines if line["scope"] == WHOLE)
    hidden = [level for level, count in enumerate(whole["levels"]) if count is None]
    assert hidden == [1, 2, 3]
    assert [line["levels"][level] for line in lines for level in hidden] == [None] * len(hidden) * len(lines)


def test_snapshot__of_the_whole_and_its_groups_together_no_small_count_can_be_told() -> None:
    """Whoever knows the rules and every figure, for each way to spread few people over two levels and two sizes."""
    for total in range(LEAST, 13):
        behind: dict[str, list[tuple[int, ...]]] = defaultdict(list)
        for table in product(range(total + 1), repeat=4):
            if sum(table) == total:
                behind[_shown(table)].append(table)
        for shown, possible in behind.items():
            sums = [(a + c, b + d) for a, b, c, d in possible]
            for told in (*zip(*possible, strict=True), *zip(*sums, strict=True)):
                assert len(set(told)) > 1 or not 0 < told[0] < LEAST, (shown, possible[0])


def _shown(table: tuple[int, ...]) -> str:
    """What is shown of so many at levels 1 and 2 of a first size, then of a second."""
    cells = [(size, level) for size, level, n in zip("aabb", (1, 2, 1, 2), table, strict=True) for _ in range(n)]
    members = [Member(f"m{at}", {"size": (size,)}) for at, (size, _) in enumerate(cells)]
    said = {(f"m{at}", "D03"): level for at, (_, level) in enumerate(cells)}
    # That there are two sizes is known, whoever has answered.
    members += [Member(size, {"size": (size,)}) for size in "ab"]
    rows = counted(members, said, [], "2026-11")
    lines = snapshot("https://a.example", "2026-11", "2026-11-27T10:00:00.000Z", "2.0", members, rows, [])["rows"]
    assert isinstance(lines, list)
    return repr([(each["scope"], each["group"], each["answered"], each["levels"]) for each in lines])
