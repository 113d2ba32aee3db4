"""Which part of the earth a dataset is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from node.catalog.covering import Coverer
from node.contours import keeping
from node.contours.shape import Polygon
from node.map.contours import Contours
from vocab.landscape import Landscape
from vocab.territories import Territories

LILLE, LOOS = "fr-commune-59350", "fr-commune-59360"
SQUARE: Polygon = [[(30000, 506000), (31000, 506000), (31000, 507000), (30000, 507000), (30000, 506000)]]


@pytest.fixture(scope="module")
def territories() -> Territories:
    return Territories.load()


def coverer(territories: Territories, folder: Path | None = None) -> Coverer:
    return Coverer(territories, Landscape(territories), Contours(folder, territories))


def test_cover__the_contour_where_it_is_installed(territories: Territories, tmp_path: Path) -> None:
    folder = tmp_path / "contours"
    keeping.keep(folder, {LILLE: [SQUARE]}, {"source": "", "license": "", "file": ""}, territories)

    cover = coverer(territories, folder).of([LILLE])

    assert cover is not None and cover.exact
    [[ring]] = cover.coordinates
    assert {(round(x, 3), round(y, 3)) for x, y in ring} == {(3.0, 50.6), (3.1, 50.6), (3.1, 50.7), (3.0, 50.7)}
    assert ring[0] == ring[-1]


def test_cover__one_contour_missing__a_box_around_all(territories: Territories, tmp_path: Path) -> None:
    folder = tmp_path / "contours"
    keeping.keep(folder, {LILLE: [SQUARE]}, {"source": "", "license": "", "file": ""}, territories)

    cover = coverer(territories, folder).of([LILLE, LOOS])

    assert cover is not None and not cover.exact and cover.slugs == (LILLE, LOOS)
    [[ring]] = cover.coordinates
    assert len(ring) == 5 and ring[0][0] < ring[1][0] and ring[1][1] < ring[2][1]


def test_cover__a_region_is_the_box_of_its_communes(territories: Territories) -> None:
    cover = coverer(territories).of(["fr-region-32"])

    assert cover is not None
    [[ring]] = cover.coordinates
    west, south = ring[0]
    east, north = ring[2]
    assert 1.3 < west < 1.7 and 48.8 < south < 49.1 and 4.0 < east < 4.4 and 50.9 < north < 51.1


def test_cover__a_single_point_has_ground_around_it(territories: Territories) -> None:
    cover = coverer(territories).of([LILLE])

    assert cover is not None
    [[ring]] = cover.coordinates
    assert ring[0] != ring[2]


def test_cover__nowhere(territories: Territories) -> None:
    assert coverer(territories).of([]) is None
    assert coverer(territories).of(["fr-commune-00000"]) is None
