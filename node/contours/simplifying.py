"""Simplifying: a line with fewer points, without those that matter least to its shape (Visvalingam and Whyatt 1993)."""

from __future__ import annotations

import heapq
import math
from typing import Final

from node.contours.shape import GRID, Ring

_METRES_PER_DEGREE: Final = 111_195.0


def simplified(line: Ring, metres: float) -> Ring:
    """The line without the points whose triangle with their neighbours is smaller than half a square of `metres`.

    Its ends stay, and a closed line stays a ring of four points at least.
    """
    least = 4 if line[0] == line[-1] else 2
    if len(line) <= least:
        return line
    middle = math.radians(line[len(line) // 2][1] / GRID)
    unit = _METRES_PER_DEGREE / GRID
    limit = metres * metres / 2 / (unit * unit * max(math.cos(middle), 0.05))
    before = list(range(-1, len(line) - 1))
    after = list(range(1, len(line) + 1))
    area = [math.inf] * len(line)
    for place in range(1, len(line) - 1):
        area[place] = _area(line, place - 1, place, place + 1)
    heap = [(area[place], place) for place in range(1, len(line) - 1)]
    heapq.heapify(heap)
    gone = bytearray(len(line))
    left = len(line)
    while heap and left > least:
        size, place = heapq.heappop(heap)
        if gone[place] or size != area[place]:
            continue
        if size >= limit:
            break
        gone[place] = 1
        left -= 1
        one, other = before[place], after[place]
        after[one], before[other] = other, one
        for near in (one, other):
            if 0 < near < len(line) - 1:
                # What is left matters at least as much as what went before it.
                area[near] = max(size, _area(line, before[near], near, after[near]))
                heapq.heappush(heap, (area[near], near))
    return [point for place, point in enumerate(line) if not gone[place]]


def _area(line: Ring, one: int, two: int, three: int) -> float:
    (ax, ay), (bx, by), (cx, cy) = line[one], line[two], line[three]
    return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2
