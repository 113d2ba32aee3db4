"""No count of one to four organisations can be read from what the observatory shows, nor worked out from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest

from node.observatory.suppressing import LEAST, apart, exactly, in_fives


def tables(total: int, cells: int) -> Iterator[tuple[int, ...]]:
    """Every way to spread a total over cells."""
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in tables(total - first, cells - 1):
            yield (first, *rest)


@pytest.mark.parametrize(("cells", "most"), [(2, 30), (3, 24), (6, 13)])
def test_exactly__whoever_knows_the_rule_and_the_sum_cannot_tell_a_small_count(cells: int, most: int) -> None:
    for total in range(LEAST, most):
        behind = defaultdict(list)
        for table in tables(total, cells):
            behind[exactly(table)].append(table)
        for shown, possible in behind.items():
            assert shown is not None
            for place in range(cells):
                values = {table[place] for table in possible}
                assert len(values) > 1 or not 0 < values.pop() < LEAST, (shown, possible)


def test_exactly__few_are_not_even_summed() -> None:
    assert [exactly(table) for table in tables(4, 3)] == [None] * 15


def test_exactly__what_hides_nobody_is_shown_whole() -> None:
    assert exactly((0, 5, 0, 12, 7, 0)) == (0, 5, 0, 12, 7, 0)


def test_apart__a_group_is_told_where_it_and_what_it_leaves_hold_no_small_count() -> None:
    ten, nine = dict.fromkeys("abcdefghij", 0), dict.fromkeys("abcde", 0) | dict.fromkeys("fghi", 1)

    assert apart(ten, {"one": "abcde", "two": "fghij"}) == ["one", "two"]
    assert apart(ten, {"one": "abcdef"}) == apart(nine, {"one": "abcdefghi"}) == []
    # Overlapping: four in both would be told by what is in neither.
    assert apart(ten, {"one": "abcde", "two": "bcdef"}) == ["one"]
    assert apart(ten, {"one": "abcde", "two": "abcdefghij"}) == ["one", "two"]
    assert [in_fives(count) for count in (0, 4, 5, 14)] == [None, None, 5, 10]
