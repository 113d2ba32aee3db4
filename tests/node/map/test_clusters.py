"""Clusters: marks that can each be touched, and that together stand for everything."""

from __future__ import annotations

import math
import random

from node.map.clusters import APART, gathered
from node.map.frame import Frame
from node.store.squares import Square

FRAME = Frame.around((3.0, 50.5, 3.2, 50.75), 420, 400)


def cell(latitude: float, longitude: float, count: int = 1, num: int = 1) -> Square:
    return Square(count, latitude, longitude, longitude, latitude, longitude, latitude, (num,))


def test_gathered__all_are_counted_and_none_is_too_close():
    chance = random.Random(3)
    cells = [
        cell(50.5 + 0.25 * chance.random(), 3 + 0.2 * chance.random(), chance.randint(1, 9), n) for n in range(400)
    ]

    found = gathered(cells, FRAME)

    assert sum(each.count for each in found) == sum(each.count for each in cells)
    for place, one in enumerate(found):
        assert all(math.dist((one.x, one.y), (other.x, other.y)) >= APART - 0.2 for other in found[:place])


def test_gathered__a_record_alone_keeps_its_name():
    (one,) = gathered([cell(50.6, 3.1, num=7)], FRAME)

    assert (one.count, one.num) == (1, 7)


def test_gathered__the_view_of_a_cluster_holds_all_of_it():
    (both,) = gathered([cell(50.6, 3.1), cell(50.601, 3.101)], FRAME)

    west, south, east, north = both.box
    assert both.num is None and west < 3.1 and south < 50.6 and east > 3.101 and north > 50.601


def test_gathered__what_is_off_the_picture_is_left_out():
    assert gathered([cell(48.0, 2.0)], FRAME) == []
