"""The ground of a map: land, what is asked, and the larger towns, as paths and words of a picture.

Where no contours are installed, land is the discs around the centres of communes, which overlap: their outline is near
enough to that of the land to find one's way, and needs no file. A disc is a stroke of no length with round ends.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from node.map.clusters import Cluster
from node.map.frame import Frame, Point, wider
from vocab.landscape import Landscape, Town

# How far land reaches from the centre of a commune: they lie some 4 km apart in most of France, and the table does not
# have the centre of each.
LAND_KM: Final = 6.5
ASKED_KM: Final = 2.7
# A picture with fewer units to a kilometre shows more than an intermunicipal body.
_FAR: Final = 6.0
SHADED_KM: Final = 1.6
# As few discs as leave no gaps: a whole country stays below 60 kB.
_NEXT_TO: Final = 0.55
_LEAST_RADIUS, _LEAST_STEP = 5.0, 5.0
MAX_TOWNS: Final = 9
# A map that can be moved shows a little more than its frame.
_BEYOND: Final = 1.6
_CANDIDATES: Final = 40
_LETTER: Final = 6.4
_LINE: Final = 13.0


@dataclass(frozen=True, slots=True)
class Discs:
    """Discs of one size: a path of points, and the width of its stroke; `rim` is the same with a line around it."""

    path: str
    width: float

    @property
    def rim(self) -> float:
        """The width that leaves a line around what is drawn with `width`."""
        return self.width + 2.4


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a town where it is, and where its words begin, end or have their middle."""

    name: str
    x: float
    y: float
    dot: Point
    anchor: str


def discs(points: Iterable[Point], frame: Frame, kilometres: float) -> Discs:
    """Discs around points of the earth; those that would lie on one another are one, those below one another a line."""
    radius = max(_LEAST_RADIUS, kilometres * frame.units_per_km)
    step = max(_LEAST_STEP, radius * _NEXT_TO)
    places = (frame.place(*point) for point in points)
    squares = sorted({(round(x / step), round(y / step)) for x, y in places})
    path = "".join(f"M{x * step:.0f} {top * step:.0f}v{(bottom - top) * step:.0f}" for x, top, bottom in _runs(squares))
    return Discs(path, round(2 * radius, 1))


def _runs(squares: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Sorted squares as columns without a gap: across, from, to."""
    at = 0
    while at < len(squares):
        across, top = squares[at]
        bottom = top
        while at + 1 < len(squares) and squares[at + 1] == (across, bottom + 1):
            bottom += 1
            at += 1
        yield across, top, bottom
        at += 1


def asked_km(frame: Frame) -> float:
    """How far what is asked reaches from the centre of a commune: from afar no hole is left in it."""
    return ASKED_KM if frame.units_per_km > _FAR else LAND_KM - 1


def land(landscape: Landscape, frame: Frame) -> Discs:
    """All the land on the picture, and around it."""
    return discs(landscape.centres(wider(frame.box, _BEYOND)), frame, LAND_KM)


def labels(towns: Sequence[Town], frame: Frame, marks: Sequence[Cluster], most: int = MAX_TOWNS) -> list[Label]:
    """The names of the largest towns, as far as there is room for them between the marks and on the picture."""
    taken = [(mark.x - mark.radius, mark.y - mark.radius, mark.x + mark.radius, mark.y + mark.radius) for mark in marks]
    found: list[Label] = []
    for town in towns:
        if len(found) == most:
            break
        x, y = frame.place(town.latitude, town.longitude)
        label = next((each for each in _around(town.name, x, y) if _free(_room(each), taken, frame)), None)
        if label is not None:
            taken += [_room(label), (x - 3, y - 3, x + 3, y + 3)]
            found.append(label)
    return found


def towns(landscape: Landscape, frame: Frame) -> list[Town]:
    """Those that may get their name on the picture."""
    return landscape.towns(frame.box, _CANDIDATES)


def _around(name: str, x: float, y: float) -> Iterable[Label]:
    places: tuple[tuple[str, Callable[[float], float], Callable[[float], float]], ...] = (
        ("middle", lambda x: x, lambda y: y - 7),
        ("start", lambda x: x + 7, lambda y: y + 4),
        ("end", lambda x: x - 7, lambda y: y + 4),
        ("middle", lambda x: x, lambda y: y + 16),
    )
    for anchor, across, down in places:
        yield Label(name, round(across(x), 1), round(down(y), 1), (round(x, 1), round(y, 1)), anchor)


def _room(label: Label) -> tuple[float, float, float, float]:
    width = _LETTER * len(label.name) + 4
    left = label.x - {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
    return left, label.y - _LINE + 2, left + width, label.y + 4


def _free(
    room: tuple[float, float, float, float], taken: Iterable[tuple[float, float, float, float]], frame: Frame
) -> bool:
    left, top, right, bottom = room
    if left < 2 or top < 2 or right > frame.width - 2 or bottom > frame.height - 2:
        return False
    return all(right < other[0] or left > other[2] or bottom < other[1] or top > other[3] for other in taken)


def shaded_km(frame: Frame, count: int) -> float:
    """How far the colour of a commune reaches: where few are on the picture, they lie further apart."""
    area = frame.width * frame.height / frame.units_per_km**2
    share = 0.3 if frame.units_per_km > _FAR else 0.6
    return max(SHADED_KM, min(4.0, share * math.sqrt(area / max(count, 1))))
