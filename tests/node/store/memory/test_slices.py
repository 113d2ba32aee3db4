"""Slices say of numbers what a dictionary says of them, after any changes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from node.store.memory.slices import Slices

BITS = 9
numbers = st.integers(0, (1 << BITS) - 1)
held = st.dictionaries(st.integers(1, 200), numbers, max_size=60)
changes = st.lists(st.tuples(st.sets(st.integers(1, 200), max_size=20), held), max_size=5)
within = st.sets(st.integers(1, 220))


def made(first: dict[int, int], later: list[tuple[set[int], dict[int, int]]]) -> tuple[Slices, dict[int, int]]:
    slices, values = Slices.of(BITS, list(first), list(first.values())), dict(first)
    for gone, new in later:
        changed = gone | set(new)
        slices.replace(BitMap(changed), new.items())
        values = {num: value for num, value in values.items() if num not in changed} | new
    return slices, values


@given(held, changes, within, st.integers(-1, (1 << BITS) + 1), st.integers(0, 5))
def test_split__is_that_of_a_dictionary(
    first: dict[int, int], later: list[tuple[set[int], dict[int, int]]], some: set[int], value: int, few: int
) -> None:
    slices, values = made(first, later)

    exact, rough = slices.split(value, BitMap(some)), slices.split(value, BitMap(some), few)

    smaller = {num for num in some if num in values and values[num] < value}
    same = {num for num in some if values.get(num) == value}
    assert (set(exact.below), set(exact.same)) == (smaller, same)
    assert set(rough.below) <= smaller <= set(rough.below | rough.same)
    assert same <= set(rough.same)
    assert len(rough.same) <= max(few, len(same))


@given(held, changes, within, numbers, st.integers(0, (1 << BITS) + 1))
def test_between__is_that_of_a_dictionary(
    first: dict[int, int], later: list[tuple[set[int], dict[int, int]]], some: set[int], begin: int, end: int
) -> None:
    slices, values = made(first, later)

    assert set(slices.between(begin, end, BitMap(some))) == {
        num for num in some if num in values and begin <= values[num] < end
    }


@given(held, changes, within, st.integers(0, 30))
def test_largest__are_sure_or_share_the_next(
    first: dict[int, int], later: list[tuple[set[int], dict[int, int]]], some: set[int], count: int
) -> None:
    slices, values = made(first, later)

    sure, sharing = slices.largest(count, BitMap(some))

    there = sorted((values[num] for num in some if num in values), reverse=True)
    assert sorted((values[num] for num in sure), reverse=True) == there[: len(sure)]
    assert len(sure) <= count
    assert len({values[num] for num in sharing}) <= 1
    assert len(sure) + len(sharing) >= min(count, len(there))
    if sharing:
        last = values[sharing.min()]
        assert set(sharing) == {num for num in some if values.get(num) == last}
