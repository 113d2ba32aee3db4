"""Topology: the borders of outlines as arcs, each kept once though two territories share it.

So a border that is simplified is simplified for both sides, and no gap opens between neighbours; and the outline of
what several make together is what only one of them has. The manner is that of TopoJSON (Bostock 2012).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from node.contours.shape import Point, Polygon, Ring

Arc = tuple[Point, ...]
# An arc by its number, the other way round by its complement.
Line = list[int]


@dataclass(slots=True)
class Topology:
    """Arcs, and the rings of each shape as lines of them."""

    arcs: list[Ring]
    shapes: dict[str, list[list[Line]]]

    def polygons(self, slug: str) -> list[Polygon]:
        """The surfaces of a shape, each ring as points again."""
        return [[self.ring(line) for line in polygon] for polygon in self.shapes[slug]]

    def ring(self, line: Iterable[int]) -> Ring:
        """The points of a line of arcs."""
        found: Ring = []
        for number in line:
            arc = self.arcs[number] if number >= 0 else self.arcs[~number][::-1]
            found += arc[1:] if found else arc
        return found

    def merged(self, slugs: Iterable[str]) -> list[Polygon]:
        """The surface that several make together: the arcs that only one of them has, joined to rings again."""
        lines = [line for slug in slugs for polygon in self.shapes[slug] for line in polygon]
        times = Counter(max(number, ~number) for line in lines for number in line)
        outer = [number for line in lines for number in line if times[max(number, ~number)] == 1]
        return [[self.ring(line)] for line in self._joined(outer)]

    def _joined(self, numbers: list[int]) -> Iterator[Line]:
        """Arcs as closed lines: as many begin at a point as end there, whatever way is taken."""
        begins: dict[Point, list[int]] = {}
        for number in numbers:
            begins.setdefault(self._end(~number), []).append(number)
        while begins:
            start, waiting = next(iter(begins.items()))
            line, at = [], start
            while (waiting := begins.get(at, [])) != []:
                number = waiting.pop()
                if not waiting:
                    del begins[at]
                line.append(number)
                at = self._end(number)
                if at == start:
                    break
            yield line

    def _end(self, number: int) -> Point:
        return self.arcs[number][-1] if number >= 0 else self.arcs[~number][0]


def topology_of(shapes: Mapping[str, list[Polygon]], simplify: Callable[[Ring], Ring]) -> Topology:
    """The arcs of these shapes, each simplified, its ends kept."""
    joints = _joints(shapes)
    numbers: dict[Arc, int] = {}
    arcs: list[Ring] = []

    def number_of(points: Ring) -> int:
        arc = tuple(points)
        if (known := numbers.get(arc)) is not None:
            return known
        if (known := numbers.get(arc[::-1])) is not None:
            return ~known
        numbers[arc] = len(arcs)
        arcs.append(simplify(points))
        return numbers[arc]

    lines = {
        slug: [[[number_of(arc) for arc in _cut(ring, joints)] for ring in polygon] for polygon in polygons]
        for slug, polygons in shapes.items()
    }
    return Topology(arcs, lines)


def _joints(shapes: Mapping[str, list[Polygon]]) -> set[Point]:
    """The points at which borders part: where a point's neighbours are not the same in every ring."""
    neighbours: dict[Point, tuple[Point, Point]] = {}
    joints: set[Point] = set()
    for polygons in shapes.values():
        for polygon in polygons:
            for ring in polygon:
                for place in range(len(ring) - 1):
                    before, point, after = ring[place - 1 if place else -2], ring[place], ring[place + 1]
                    pair = (before, after) if before <= after else (after, before)
                    if neighbours.setdefault(point, pair) != pair:
                        joints.add(point)
    return joints


def _cut(ring: Ring, joints: set[Point]) -> Iterator[Ring]:
    """A ring as arcs from joint to joint; one without a joint begins at its least point, whoever has it."""
    open = ring[:-1]
    first = next((place for place, point in enumerate(open) if point in joints), None)
    if first is None:
        first = open.index(min(open))
        turned = [*open[first:], *open[: first + 1]]
        # The same ring, written the other way round by its neighbour.
        yield turned if turned[1] <= turned[-2] else turned[::-1]
        return
    turned = [*open[first:], *open[: first + 1]]
    begun = 0
    for place in range(1, len(turned)):
        if turned[place] in joints or place == len(turned) - 1:
            yield turned[begun : place + 1]
            begun = place
