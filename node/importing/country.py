"""Which country a line means: the spellings people write, and the country that a bare point lies in."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from node.importing.row import Note
from vocab.language import Text
from vocab.later import later
from vocab.words import fold

if TYPE_CHECKING:
    from rapidfuzz import fuzz, process
else:
    fuzz, process = later("rapidfuzz.fuzz"), later("rapidfuzz.process")

Point = tuple[float, float]  # latitude, longitude, in degrees

NEAR_KM: Final = 120.0  # a point farther than that from every known town has no country
FAR_KM: Final = 300.0  # a point farther than that from every town of a country does not lie in it
CLEARLY: Final = 1.5  # the next country must be so many times farther
_SURE: Final = 80.0
_SHORTEST_GUESS: Final = 4


@dataclass(frozen=True, slots=True)
class Countries:
    """The countries of the world with their spellings, and the towns of Europe to place a point.

    `spellings` maps folded spellings to alpha-2 codes, `ambiguous` those that several countries use; `cells` maps whole
    degrees (latitude, longitude) to the towns in them.
    """

    spellings: Mapping[str, str]
    ambiguous: Mapping[str, tuple[str, ...]]
    cells: Mapping[tuple[int, int], tuple[tuple[float, float, str], ...]]
    placed: Mapping[str, frozenset[tuple[int, int]]]  # the countries whose towns we know, and the cells of these

    @classmethod
    def of(
        cls,
        names: Mapping[str, Iterable[str]],
        ambiguous: Mapping[str, Iterable[str]],
        points: Mapping[str, Iterable[Iterable[float]]],
    ) -> Countries:
        """Build from the two tables of `data/`."""
        spellings: dict[str, str] = {}
        for code, written in names.items():
            for spelling in (code, *written):
                spellings.setdefault(fold(spelling), code)
        cells: dict[tuple[int, int], list[tuple[float, float, str]]] = {}
        placed: dict[str, set[tuple[int, int]]] = {}
        for code, places in points.items():
            for latitude, longitude in places:
                cell = (math.floor(latitude), math.floor(longitude))
                cells.setdefault(cell, []).append((latitude, longitude, code))
                placed.setdefault(code, set()).add(cell)
        return cls(
            spellings,
            {fold(spelling): tuple(codes) for spelling, codes in ambiguous.items()},
            {cell: tuple(towns) for cell, towns in cells.items()},
            {code: frozenset(its_cells) for code, its_cells in placed.items()},
        )

    def settle(self, written: str, point: Point | None, notes: list[Note]) -> str | None:
        """The alpha-2 code of a line: what the field says, else where the point lies; what was supposed is noted."""
        folded = fold(written[:100])
        if folded in self.ambiguous:
            return self._choose(written, self.ambiguous[folded], point, notes)
        if code := self.spellings.get(folded):
            return code
        if folded and (code := self._guess(folded)) and (point is None or self.holds(code, point)):
            notes.append(Note("country", Text(f"« {written} » lu {code}", f'"{written}" read as {code}')))
            return code
        if folded:
            notes.append(Note("country", Text(f"pays « {written[:60]} » inconnu", f'unknown country "{written[:60]}"')))
        if point is None:
            return None
        code = self.at(point)
        if code is None:
            notes.append(
                Note("country", Text("le point ne suffit pas à dire le pays", "the point does not tell the country"))
            )
        else:
            notes.append(Note("country", Text(f"pays d'après le point : {code}", f"country from the point: {code}")))
        return code

    def at(self, point: Point) -> str | None:
        """The country a point lies in, None near a border, at sea and far from Europe."""
        nearest: dict[str, float] = {}
        for latitude, longitude, code in self._around(point, NEAR_KM):
            distance = distance_km(point, (latitude, longitude))
            if distance < nearest.get(code, NEAR_KM):
                nearest[code] = distance
        ranked = sorted((distance, code) for code, distance in nearest.items())
        if not ranked or (len(ranked) > 1 and ranked[1][0] < CLEARLY * ranked[0][0]):
            return None
        return ranked[0][1]

    def holds(self, code: str, point: Point) -> bool:
        """Whether a point can lie in a country; True where we cannot know."""
        its_cells = self.placed.get(code)
        # A town in the same degree or the next is well within reach, which spares most points the measuring.
        if its_cells is None or any(cell in its_cells for cell in _nine(point)):
            return True
        return any(
            town[2] == code and distance_km(point, (town[0], town[1])) < FAR_KM for town in self._around(point, FAR_KM)
        )

    def near_any(self, point: Point) -> bool:
        """Whether any town we know is near a point."""
        return any(cell in self.cells for cell in _nine(point)) or any(
            distance_km(point, (town[0], town[1])) < FAR_KM for town in self._around(point, FAR_KM)
        )

    def _choose(self, written: str, codes: tuple[str, ...], point: Point | None, notes: list[Note]) -> str | None:
        """SR is Slovakia on Slovak maps and Serbia on others: the point decides."""
        code = self.at(point) if point is not None else None
        if code not in codes:
            choices = ", ".join(codes)
            notes.append(
                Note(
                    "country", Text(f"« {written} » peut être {choices} : aucun", f'"{written}" may be {choices}: none')
                )
            )
            return None
        notes.append(
            Note(
                "country",
                Text(f"« {written} » lu {code}, d'après le point", f'"{written}" read as {code}, by the point'),
            )
        )
        return code

    def _guess(self, folded: str) -> str | None:
        """The one country whose spelling is a slip of the pen away."""
        if len(folded) < _SHORTEST_GUESS:
            return None
        close = process.extract(folded, self.spellings.keys(), scorer=fuzz.ratio, score_cutoff=_SURE, limit=5)
        codes = {self.spellings[spelling] for spelling, score, _ in close if score > close[0][1] - 5}
        return codes.pop() if len(codes) == 1 else None

    def _around(self, point: Point, within_km: float) -> Iterable[tuple[float, float, str]]:
        latitude, longitude = point
        high = within_km / 111.2
        wide = high / max(0.2, math.cos(math.radians(min(89.0, abs(latitude) + high))))
        for row in range(math.floor(latitude - high), math.floor(latitude + high) + 1):
            for column in range(math.floor(longitude - wide), math.floor(longitude + wide) + 1):
                yield from self.cells.get((row, column), ())


def _nine(point: Point) -> list[tuple[int, int]]:
    """The whole degree a point lies in, and those around it."""
    row, column = math.floor(point[0]), math.floor(point[1])
    return [(row + up, column + right) for up in (0, -1, 1) for right in (0, -1, 1)]


def distance_km(one: Point, other: Point) -> float:
    """How far two points are, on a plane that is good enough within Europe."""
    middle = math.radians((one[0] + other[0]) / 2)
    return 111.2 * math.hypot(one[0] - other[0], (one[1] - other[1]) * math.cos(middle))
