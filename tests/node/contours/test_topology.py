"""Topology: shared borders are kept once, simplified for both sides, and gone where two become one."""

from __future__ import annotations

import math
import random

from hypothesis import given
from hypothesis import strategies as st

from node.contours.shape import Polygon, Ring
from node.contours.simplifying import simplified
from node.contours.topology import topology_of


def square(x: int, y: int, size: int = 10) -> list[Polygon]:
    return [[[(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)]]]


def surface(polygons: list[Polygon]) -> float:
    return sum(abs(signed(rings[0])) - sum(abs(signed(hole)) for hole in rings[1:]) for rings in polygons)


def signed(ring: Ring) -> float:
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, ring[1:], strict=False)) / 2


def test_topology__a_shared_border_is_one_arc():
    found = topology_of({"a": square(0, 0), "b": square(10, 0)}, list)

    (a,), (b,) = found.shapes["a"][0], found.shapes["b"][0]
    assert len(found.arcs) == 3
    assert {max(each, ~each) for each in a} & {max(each, ~each) for each in b}


def test_topology__gives_back_what_it_was_made_of():
    shapes = {f"{x}-{y}": square(10 * x, 10 * y) for x in range(4) for y in range(4)}

    found = topology_of(shapes, list)

    for slug, polygons in shapes.items():
        assert sorted(found.polygons(slug)[0][0][:-1]) == sorted(polygons[0][0][:-1])
        assert surface(found.polygons(slug)) == 100


def test_merged__the_borders_between_them_are_gone():
    found = topology_of({f"{x}-{y}": square(10 * x, 10 * y) for x in range(3) for y in range(3)}, list)

    (whole,) = found.merged(found.shapes)

    assert surface([whole]) == 900
    assert (10, 10) not in whole[0]


def test_merged__a_hole_stays_a_ring_of_its_own():
    shapes = {f"{x}-{y}": square(10 * x, 10 * y) for x in range(3) for y in range(3) if (x, y) != (1, 1)}

    rings = topology_of(shapes, list).merged(shapes)

    assert sorted(abs(signed(polygon[0])) for polygon in rings) == [100, 900]


def test_merged__an_island_and_what_is_in_it():
    inner, outer = square(3, 3, 4), square(0, 0)
    outer[0].append(inner[0][0][::-1])

    (whole,) = topology_of({"lake": inner, "land": outer}, list).merged(["lake", "land"])

    assert surface([whole]) == 100


@given(st.integers(0, 2**32))
def test_simplified__neighbours_stay_neighbours(seed: int):
    chance = random.Random(seed)
    border = [(100 + (chance.randint(-9, 9) if 0 < y < 100 else 0), y) for y in range(101)]
    left: Ring = [(0, 0), *border, (0, 100), (0, 0)]
    right: Ring = [*border, (200, 100), (200, 0), border[0]]

    found = topology_of({"l": [[left]], "r": [[right]]}, lambda line: simplified(line, 300))

    one, other = found.polygons("l"), found.polygons("r")
    assert math.isclose(surface(one) + surface(other), 200 * 100)
    assert len(one[0][0]) < len(left)


def test_simplified__ends_stay_and_a_ring_stays_a_ring():
    ring = [(round(1000 * math.cos(n / 50 * math.tau)), round(1000 * math.sin(n / 50 * math.tau))) for n in range(50)]
    closed = [*ring, ring[0]]

    found = simplified(closed, 10_000_000)

    assert len(found) == 4 and found[0] == found[-1] == closed[0]
    assert simplified([(0, 0), (1, 1)], 1000) == [(0, 0), (1, 1)]
