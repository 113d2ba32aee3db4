"""Points find in a box, in a circle and nearest what looking at each finds, at the poles and the 180th meridian too."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from node.store.entries import unit_vector
from node.store.memory import points as module
from node.store.memory.points import Circle, Located, Points

# A town, the edges of the world, and anywhere.
latitudes = st.one_of(st.floats(50.5, 50.7), st.floats(-90, 90), st.sampled_from((-90.0, 90.0, 0.0, 50.6)))
longitudes = st.one_of(st.floats(3.0, 3.2), st.floats(-180, 180), st.sampled_from((-180.0, 180.0, 0.0, 3.1, 179.99)))
places = st.tuples(latitudes, longitudes)
shelves = st.dictionaries(st.integers(1, 300), places, min_size=1, max_size=60)
radii = st.one_of(st.floats(0.001, 60), st.floats(1, 20_000))


def located(held: dict[int, tuple[float, float]]) -> list[Located]:
    return [(num, *place, *unit_vector(*place)) for num, place in held.items()]


def circle(place: tuple[float, float], radius_km: float) -> Circle:
    chord = 2 * math.sin(min(radius_km / 6371.0088, math.pi) / 2)
    return Circle(*place, unit_vector(*place), chord * chord)


def far(one: tuple[float, float], other: tuple[float, float]) -> float:
    return sum((a - b) * (a - b) for a, b in zip(unit_vector(*one), unit_vector(*other), strict=True))


@given(shelves, shelves, longitudes, latitudes, longitudes, latitudes)
def test_box__holds_what_looking_finds(
    first: dict[int, tuple[float, float]],
    later: dict[int, tuple[float, float]],
    west: float,
    south: float,
    east: float,
    north: float,
) -> None:
    points, held = Points(located(first)), first | later
    points.replace(BitMap(later), located(later))

    found = points.box((west, south, east, north), BitMap(held))

    def inside(place: tuple[float, float]) -> bool:
        latitude, longitude = place
        across = west <= longitude <= east if west <= east else longitude >= west or longitude <= east
        return south <= latitude <= north and across

    expected = {num for num, place in held.items() if inside(place)}
    assert set(found) == expected


@pytest.mark.parametrize("many", [0, 30_000])
@given(shelves, places, radii)
def test_circle__holds_what_looking_finds(
    many: int, held: dict[int, tuple[float, float]], place: tuple[float, float], radius_km: float
) -> None:
    points, asked = Points(located(held)), circle(place, radius_km)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_MANY", many)
        found = points.circle(asked, BitMap(held))

    expected = {num for num, each in held.items() if far(place, each) <= asked.chord_squared}
    assert set(found) == expected


@given(shelves, places, radii, st.integers(1, 10), st.data())
def test_nearest__are_those_that_looking_finds(
    held: dict[int, tuple[float, float]], place: tuple[float, float], radius_km: float, count: int, data: st.DataObject
) -> None:
    points, asked = Points(located(held)), circle(place, radius_km)
    within = points.circle(asked, BitMap(held))
    away = {num: far(place, held[num]) for num in within}
    beyond = data.draw(st.sampled_from([None, *away.values()]))

    nearest = points.nearest(asked, count, within, beyond=beyond)

    left = sorted((value, num) for num, value in away.items() if beyond is None or value >= beyond)
    expected = {num for value, num in left if value <= left[min(count, len(left)) - 1][0]} if left else set()
    assert expected <= set(nearest.nums)
    assert not nearest.all or {num for _, num in left} <= set(nearest.nums)


def test_points__few_of_very_many_numbers() -> None:
    held = {1: (50.6, 3.1), 9_000_000: (50.6, 3.1)}
    points, asked = Points(located(held)), circle((50.6, 3.1), 1)

    assert points.circle(asked, BitMap(held)) == BitMap(held)
    points.replace(BitMap([1, 2]), located({2: (50.6, 3.1)}))
    assert points.nearest(asked, 2, BitMap([2, 9_000_000]), beyond=None).nums == BitMap([2, 9_000_000])
