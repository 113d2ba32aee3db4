"""Contours as paths of a picture."""

from __future__ import annotations

import re

from node.contours.shape import Polygon
from node.map.contours import Contours, box_of, traced
from node.map.frame import Frame
from vocab.territories import Territories

FRAME = Frame.around((3.0, 50.6, 3.1, 50.7), 420, 400)
FRANCE = Frame.around((-5, 42, 8, 51), 420, 400)
SQUARE: Polygon = [[(30000, 506000), (31000, 506000), (31000, 507000), (30000, 507000), (30000, 506000)]]
CRUMB: Polygon = [[(30000, 506000), (30000, 506001), (30001, 506001), (30000, 506000)]]


def test_traced__is_a_closed_path_of_whole_numbers():
    path = traced([SQUARE], FRAME)

    assert re.fullmatch(r"M-?\d+ -?\d+l(-?\d+ -?\d+ ?){3}z", path)


def test_traced__what_is_smaller_than_a_unit_is_left_out():
    assert traced([CRUMB], FRANCE) == ""


def test_box_of__in_degrees():
    assert box_of([SQUARE]) == (3.0, 50.6, 3.1, 50.7)
    assert box_of([]) is None


def test_contours__without_any__are_none():
    contours = Contours(None, Territories.load())

    assert contours.below("fr-epci-200093201") is None
    assert (contours.outline("fr-commune-59350"), contours.bytes_of("fr"), contours.credit()) == ([], None, None)
