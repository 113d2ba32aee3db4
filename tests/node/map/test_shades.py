"""Shades: few, of different values, and every value has the one that the legend says."""

from __future__ import annotations

from node.map.shades import CLASSES, classes, density, level_of


def test_classes__each_value_is_in_one():
    values = {str(n): float(n) for n in (0, 1, 1, 2, 3, 5, 8, 13, 21, 34)} | {"none": 0.0}

    found = classes(values)

    assert [each.level for each in found] == [0, 1, 2, 3, 4]
    for value in values.values():
        assert sum(each.least <= value <= each.most for each in found) == 1
        assert level_of(value, found) == next(each.level for each in found if each.least <= value <= each.most)


def test_classes__no_more_than_there_are_values():
    assert [(each.level, each.least, each.most) for each in classes({"a": 2, "b": 2, "c": 2})] == [(CLASSES, 2, 2)]
    assert [each.level for each in classes({"a": 1, "b": 9})] == [2, 4]
    assert [each.level for each in classes({"a": 0})] == [0]
    assert classes({}) == []


def test_density__of_nobody_is_nothing():
    assert (density(3, 60_000), density(3, None), density(3, 0)) == (0.5, 0.0, 0.0)
