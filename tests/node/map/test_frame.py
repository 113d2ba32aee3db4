"""Frames: where things are on a picture."""

from __future__ import annotations

import pytest

from node.map.frame import LEAST_DEGREES, Frame, box_of, wider, written

LILLE = (3.0, 50.5, 3.2, 50.75)


def test_around__holds_the_box_with_its_margin():
    frame = Frame.around(LILLE, 420, 400, margin=0.1)

    left, top = frame.place(50.75, 3.0)
    right, bottom = frame.place(50.5, 3.2)

    assert 42 - 1e-6 <= left < right <= 378 + 1e-6
    assert 40 - 1e-6 <= top < bottom <= 360 + 1e-6
    assert top == pytest.approx(40) and (left + right) / 2 == pytest.approx(210)


def test_place__north_is_up_and_shapes_are_kept():
    frame = Frame.around(LILLE, 420, 400)

    x, y = frame.place(50.63, 3.06)
    east, north = frame.place(50.63, 3.07), frame.place(50.63 + 0.01 * 0.634, 3.06)

    assert east[0] > x and north[1] < y
    assert east[0] - x == pytest.approx(y - north[1], rel=0.01)


def test_box__is_what_place_puts_on_the_edges():
    frame = Frame.around(LILLE, 420, 400)
    west, south, east, north = frame.box

    assert frame.place(north, west) == pytest.approx((0, 0), abs=1e-6)
    assert frame.place(south, east) == pytest.approx((420, 400), abs=1e-6)


def test_around__a_point_has_surroundings():
    west, south, east, north = Frame.around((3.0, 50.0, 3.0, 50.0), 420, 400).box

    assert east - west >= LEAST_DEGREES and north > 50 > south


@pytest.mark.parametrize("box", [(-180, -90, 180, 90), (179, 80, 180, 90), (0, -90, 0, -90)])
def test_around__the_ends_of_the_earth(box: tuple[float, float, float, float]):
    frame = Frame.around(box, 420, 400)

    assert all(-180 <= each <= 180 for each in frame.box)
    assert frame.scale > 0


def test_written__nothing_on_the_edge_is_lost():
    west, south, east, north = (float(each) for each in written((3.00004, 50.00004, 3.00006, 50.00006)).split(","))

    assert west <= 3.00004 and south <= 50.00004 and east >= 3.00006 and north >= 50.00006


def test_wider__stays_on_the_earth():
    assert wider((-170.0, 10.0, 170.0, 20.0), 3) == (-180.0, 0.0, 180.0, 30.0)


def test_box_of__nothing_is_no_box():
    assert box_of([]) is None
    assert box_of([(50.0, 3.0), (51.0, 2.0)]) == (2.0, 50.0, 3.0, 51.0)
