"""The window of a map: squares that stay where they are, and marks that can each be touched alone."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.map.window import APART_PX, MAX_SQUARES, SQUARE_PX, grid_of, marks_of
from node.parameters import BadQuery
from node.store.squares import FEW, Grid, Square


def square(latitude: float, longitude: float, count: int = 1, num: int = 1) -> Square:
    nums = tuple(range(num, num + count)) if count <= FEW else ()
    return Square(count, latitude, longitude, longitude, latitude, longitude, latitude, nums)


def pixels(grid: Grid, latitude: float, longitude: float) -> tuple[float, float]:
    return longitude / grid.wide * SQUARE_PX, latitude / grid.tall * SQUARE_PX


@given(st.integers(0, 18), st.floats(-170, 170), st.floats(-80, 80), st.integers(1, 40), st.integers(1, 40))
def test_grid__covers_the_window_with_whole_squares(zoom: int, west: float, south: float, across: int, up: int) -> None:
    wide = 360 / 2**zoom / 8
    window = (west, south, min(180.0, west + across * wide), min(84.0, south + up * wide / 6))

    grid = grid_of(window, zoom)

    left, below, right, above = grid.box
    assert grid.wide == wide and (right - left) / wide <= MAX_SQUARES + 2
    assert left <= window[0] and right >= window[2] and below <= window[1] and above >= window[3]


def test_grid__does_not_move_with_the_window() -> None:
    one, other = grid_of((2.0, 50.0, 3.0, 50.6), 9), grid_of((2.31, 50.07, 3.31, 50.67), 9)

    assert (one.wide, one.tall) == (other.wide, other.tall)


@pytest.mark.parametrize(
    ("window", "zoom"), [((3.0, 50.0, 2.0, 51.0), 9), ((2.0, 51.0, 3.0, 51.0), 9), ((-180.0, -85.0, 180.0, 85.0), 18)]
)
def test_grid__of_no_window_of_a_screen(window: tuple[float, float, float, float], zoom: int) -> None:
    with pytest.raises(BadQuery) as refused:
        grid_of(window, zoom)

    assert refused.value.parameter == "window"


@given(st.lists(st.tuples(st.floats(50.0, 50.6), st.floats(2.0, 3.0), st.integers(1, 40)), max_size=60))
def test_marks__are_apart_and_stand_for_everything(placed: list[tuple[float, float, int]]) -> None:
    grid = grid_of((2.0, 50.0, 3.0, 50.6), 9)

    marks = marks_of([square(*each) for each in placed], grid, 9)

    assert sum(mark.count for mark in marks) == sum(count for *_, count in placed)
    # Each began with its fullest square; those are apart, whatever joined them.
    assert len(marks) <= (1 + 0.6 / grid.tall * SQUARE_PX / APART_PX * 2) * (
        1 + 1 / grid.wide * SQUARE_PX / APART_PX * 2
    )


def test_marks__what_is_close_is_one__and_what_is_not_is_not() -> None:
    grid = grid_of((2.0, 50.0, 3.0, 50.6), 9)
    pixel = grid.wide / SQUARE_PX
    near, far = 2.5 + 20 * pixel, 2.5 + 60 * pixel

    one, other = marks_of([square(50.3, 2.5, 3), square(50.3, near, 1, 9), square(50.3, far, 1, 10)], grid, 9)

    assert (one.count, one.nums, other.count, other.nums) == (4, (), 1, (10,))
    assert one.box == (2.5, 50.3, near, 50.3) and one.longitude == pytest.approx((3 * 2.5 + near) / 4)
    assert math.dist(pixels(grid, one.latitude, one.longitude), pixels(grid, other.latitude, other.longitude)) > 40


def test_marks__few_at_one_spot_are_named__and_all_where_one_comes_no_closer() -> None:
    grid, close = grid_of((2.0, 50.0, 3.0, 50.6), 9), grid_of((2.5, 50.3, 2.51, 50.31), 14)

    assert marks_of([square(50.3, 2.5, FEW)], grid, 9)[0].nums
    assert not marks_of([square(50.3, 2.5, FEW + 1)], grid, 9)[0].nums
    apart = [square(50.3, 2.5, 1, 1), square(50.3, 2.5 + 20 * close.wide / SQUARE_PX, 1, 2)]
    assert marks_of(apart, close, 14)[0].nums == (1, 2)
    assert not marks_of(apart, close, 13)[0].nums
