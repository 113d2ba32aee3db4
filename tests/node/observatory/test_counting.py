"""Answers become rows, and rows are renewed only when five organisations have said something new."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from node.observatory.counting import DOES_NOT_APPLY, WHOLE, Member, Row, counted, struck, together
from node.observatory.snapshot import hash_of, snapshot
from node.observatory.suppressing import LEAST, apart, exactly, in_fives
from tests.deep import examples
from tests.node.observatory.test_suppressing import tables

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


MONTH = st.lists(st.none() | st.integers(0, 5), min_size=12, max_size=12)


@settings(max_examples=examples(30))
@given(st.lists(MONTH, min_size=2, max_size=4))
def test_rows__two_months_that_are_shown_differ_by_nothing_or_by_five_organisations(
    said: list[list[int | None]],
) -> None:
    rows: list[Row] = []
    shown: dict[tuple[str, str, str], dict[str, int]] = {}
    for number, levels in enumerate(said):
        stands = {(name, "D03"): level for name, level in zip(NAMES, levels, strict=True) if level is not None}
        rows = counted(MEMBERS, stands, struck(rows, MEMBERS, stands.keys()), f"2026-{number:02}")

        for row in rows:
            # What was taken back is remembered nowhere.
            assert all((name, "D03") in stands for name in row.answers)
            if row.gone == 0:
                before = shown.get(row.key, row.answers)
                changed = [name for name in NAMES if row.answers.get(name) != before.get(name)]
                assert not 0 < len(changed) < LEAST
                shown[row.key] = row.answers


def test_rows__what_is_taken_back_is_struck_and_the_row_is_not_shown_until_five_have_changed() -> None:
    before = counted(MEMBERS, answers("D03", [2] * 12), [], "2026-11")
    eleven = answers("D03", [2] * 11)
    left = struck(before, MEMBERS, eleven.keys())
    still = counted(MEMBERS, eleven, left, "2026-12")

    assert still == left and {row.gone for row in still} == {1}
    assert not [row for row in still if NAMES[11] in row.answers]
    assert shown_of(still, "2026-12") == [] and together(still) == []
    # It comes back under another answer: one organisation, not two.
    back = answers("D03", [2] * 8 + [3] * 3 + [4])
    assert counted(MEMBERS, back, left, "2027-01") == left
    renewed = counted(MEMBERS, answers("D03", [2] * 7 + [3] * 5), left, "2027-01")
    assert {(row.month, row.gone) for row in renewed if row.scope == WHOLE} == {("2027-01", 0)}


def test_rows__a_group_is_renewed_with_the_whole_and_shown_beside_it_of_the_same_day_alone() -> None:
    before = counted(MEMBERS, answers("D03", [2] * 12), [], "2026-11")
    # Five change: three in both sectors, two in the first alone.
    after = counted(MEMBERS, answers("D03", [2] * 4 + [3] * 5 + [2] * 3), before, "2026-12")

    months = {(row.scope, row.group): row.month for row in after}
    assert months[WHOLE, ""] == months["sector", "AM160"] == "2026-12" and months["sector", "AM10"] == "2026-11"
    lines = shown_of(after, "2026-12")
    assert [line["answered"] for line in lines if line["group"] == "AM10"] == [None]


def test_together__only_where_each_part_is_nobody_or_five() -> None:
    said = answers("G01", [3] * 10) | answers("V01", [4] * 5) | answers("D03", [3] * 7)

    found = together(counted(MEMBERS, said, [], "2026-11"))

    # D03 with G01 leaves three that have G01 alone: not told.
    assert [(each.first, each.second, each.both, each.first_alone, each.second_alone) for each in found] == [
        ("G01", "V01", 5, 5, 0)
    ]


def test_together__tells_nothing_that_the_row_of_a_practice_hides() -> None:
    # Seven answered and five have both in place: the two that do not could be subtracted.
    said = answers("G01", [3] * 5 + [1, 2]) | answers("V01", [3] * 5 + [1, 2])
    assert together(counted(MEMBERS, said, [], "2026-11")) == []

    # Level 4 is shown, level 3 is hidden: all that are in place would tell it.
    said = answers("G01", [0] * 3 + [3] * 3 + [4] * 6) | answers("V01", [0] * 3 + [3] * 3 + [4] * 6)
    rows = counted(MEMBERS, said, [], "2026-11")
    assert exactly(rows[0].cells) is not None and together(rows) == []


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


def shown_of(rows: list[Row], month: str) -> list[dict[str, object]]:
    lines = snapshot("https://a.example", month, f"{month}-27T10:00:00.000Z", "2.0", MEMBERS, rows, [])["rows"]
    assert isinstance(lines, list)
    return lines


# Who can be in which groups: they overlap, lie in each other, make up others.
WORLDS = (
    ("A", "B", "AB", ""),
    ("A", "B", "AB"),
    ("AC", "C", ""),
    ("AC", "BC", ""),
    ("AC", "BC", "C", ""),
    ("A", "AB", "BC", "C"),
)
SMALL = [(pieces, 1, 12 if len(pieces) == 4 else 16) for pieces in WORLDS]
LARGER = [pytest.param(pieces, 2, 12, marks=pytest.mark.thorough) for pieces in WORLDS]


@pytest.mark.parametrize(("pieces", "levels", "most"), [*SMALL, *LARGER])
def test_groups_that_overlap__no_small_count_can_be_told(pieces: tuple[str, ...], levels: int, most: int) -> None:
    """Every way to spread few people over pieces and levels; from what is shown of it, nobody can tell a small count
    of a piece, nor of pieces together."""
    wholes = [each for size in range(1, len(pieces) + 1) for each in combinations(range(len(pieces)), size)]
    parts = [*((level,) for level in range(levels)), tuple(range(levels))]
    for total in range(LEAST, most + 1):
        behind: dict[object, list[tuple[int, ...]]] = defaultdict(list)
        for table in tables(total, len(pieces) * levels):
            behind[_told(pieces, levels, table)].append(table)
        behind.pop(None, None)
        for shown, possible in behind.items():
            for whole, part in product(wholes, parts):
                cells = [piece * levels + level for piece in whole for level in part]
                found = {sum(table[cell] for cell in cells) for table in possible}
                assert len(found) > 1 or not 0 < found.pop() < LEAST, (shown, whole, part, possible[0])


def _told(pieces: tuple[str, ...], levels: int, table: tuple[int, ...]) -> object:
    """What the observatory shows of a table: the whole, and each group that it may."""
    who = [(pieces[at // levels], at % levels) for at, n in enumerate(table) for _ in range(n)]
    said = {f"m{at}": level for at, (_, level) in enumerate(who)}
    whole = exactly([sum(table[level::levels]) for level in range(levels)])
    if whole is None:
        return None
    names = sorted(set("".join(pieces)))
    groups = {name: [f"m{at}" for at, (piece, _) in enumerate(who) if name in piece] for name in names}
    clear = apart(said, groups) if None not in whole else []
    told = {name: Counter(said[each] for each in groups[name]) for name in clear}
    rounded = [
        (name, in_fives(sum(n.values())), *(in_fives(n[level]) for level in range(levels))) for name, n in told.items()
    ]
    return whole, sum(table), tuple(rounded)
