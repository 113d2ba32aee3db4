"""No count of one to four organisations can be read from what the observatory shows, nor worked out from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.observatory.suppressing import LEAST, among, exactly, in_fives


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


@given(st.lists(st.integers(0, 14), min_size=1, max_size=4), st.booleans())
def test_among__no_group_of_few_follows_from_the_whole(sizes: list[int], told: bool) -> None:
    groups = {str(place): size for place, size in enumerate(sizes)}
    whole = sum(sizes) if told else None

    shown = among(whole, {name: in_fives(size) for name, size in groups.items()})

    for name, size in groups.items():
        assert shown[name] in (None, in_fives(size))
        if whole is None or all(each is None for each in shown.values()):
            continue
        # By trying all that the groups may be: each as it is shown, or under five where it is not and all were told.
        others = [each for each in groups if each != name]
        possible = {
            value
            for value in _possible(shown[name])
            if any(value + sum(rest) == whole for rest in _every([shown[each] for each in others]))
        }
        assert not (0 < size < LEAST and possible == {size}), (shown, whole)


def _possible(shown: int | None) -> range:
    return range(LEAST) if shown is None else range(shown, shown + LEAST)


def _every(shown: list[int | None]) -> Iterator[tuple[int, ...]]:
    if not shown:
        yield ()
        return
    for first in _possible(shown[0]):
        for rest in _every(shown[1:]):
            yield (first, *rest)
