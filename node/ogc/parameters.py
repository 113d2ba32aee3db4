"""Parameters of the items of a collection: those of the standard, and those of the directory that narrow a view."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from node import parameters
from node.ogc.collections import Collection
from node.parameters import BadQuery
from node.query import Query
from vocab.entry import instant
from vocab.language import LANGUAGES, Text
from vocab.vocabulary import Vocabulary

DEFAULT_LIMIT: Final = 100
MAX_LIMIT: Final = 1_000
# Longitude and latitude on WGS 84, the only reference system of Part 1, under the names that programs give it.
CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_CRS84_TOO: Final = frozenset({CRS84, "https://www.opengis.net/def/crs/OGC/1.3/CRS84", "urn:ogc:def:crs:OGC:1.3:CRS84"})
# Parameters of `/directory` that mean the same here.
FILTERS: Final = (
    "q",
    "territory",
    "relation",
    "sector",
    "need",
    "practice",
    "min_level",
    "stage",
    "charter",
    "coop_status",
    "legal_form",
    "claimed",
    "identifier",
    "license",
    "policy",
    "origin",
    "freshness",
    "updated_since",
    "near",
    "radius_km",
)
STANDARD: Final = ("bbox", "bbox-crs", "datetime", "limit", "cursor", "f", "lang")
FORMS: Final = ("json", "html")

_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d))?", re.ASCII)
_OPEN: Final = ("", "..")
_WHEN: Final = Text(
    "écrivez un instant ou un intervalle : 2026-11-23T00:00:00Z, 2026-11-01T00:00:00Z/.., ../2026-11-30T00:00:00Z",
    "write an instant or an interval: 2026-11-23T00:00:00Z, 2026-11-01T00:00:00Z/.., ../2026-11-30T00:00:00Z",
)

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Interval:
    """From `start` to `end`, both included, in UTC; None where it is open."""

    start: str | None
    end: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a collection; `pairs` ask the same again, without the page."""

    query: Query
    box: Box | None
    during: Interval | None
    limit: int
    cursor: str | None
    pairs: tuple[tuple[str, str], ...]

    def about(self) -> bytes:
        """What a cursor of this question belongs to."""
        return b"ogc" + self.query.about() + repr((self.box, self.during)).encode()


def asked_of(collection: Collection, pairs: Iterable[tuple[str, str]], vocabulary: Vocabulary) -> Asked:
    """Read the parameters of an address; raises `BadQuery` for one that is unknown or malformed."""
    given = parameters.gather(pairs, {*FILTERS, *STANDARD})
    one = {name: _single(name, given[name]) for name in STANDARD if name in given}
    parameters.one_of("lang", one.get("lang"), LANGUAGES)
    filters = [(name, value) for name in FILTERS for value in given.get(name, ())]
    # By name: what is written to in the meantime keeps its place, so that a walk through the pages meets everything.
    question = [*filters, ("kind", collection.kind), ("sort", "name"), ("facets", "none")]
    query = Query.from_params(question, vocabulary)
    _crs(one.get("bbox-crs"))
    kept = [(name, one[name]) for name in ("bbox", "datetime", "limit", "lang") if name in one]
    return Asked(
        query=query,
        box=_box(one.get("bbox")),
        during=interval(one.get("datetime")),
        limit=_limit(one.get("limit")),
        cursor=one.get("cursor"),
        pairs=(*filters, *kept),
    )


def only(pairs: Iterable[tuple[str, str]], names: Iterable[str]) -> None:
    """Returns when an address has no other parameters than these. Raises `BadQuery`."""
    given = parameters.gather(pairs, {*names})
    one = {name: _single(name, values) for name, values in given.items()}
    parameters.one_of("lang", one.get("lang"), LANGUAGES)


def interval(value: str | None) -> Interval | None:
    """An instant or an interval (`../…`, `…/..`), as the standard writes it.

    >>> interval("2026-11-23T10:00:00Z/..")
    Interval(start='2026-11-23T10:00:00.000Z', end=None)
    """
    if value is None:
        return None
    # A plus in an address reads as a space.
    first, slash, second = value.strip().replace(" ", "+").upper().partition("/")
    if not slash:
        second = first
    if first in _OPEN and second in _OPEN:
        raise BadQuery("datetime", _WHEN)
    start, end = _moment(first, last=False), _moment(second, last=True)
    if start is not None and end is not None and start > end:
        raise BadQuery("datetime", Text("la fin précède le début", "the end comes before the beginning"))
    return Interval(start, end)


def _moment(written: str, *, last: bool) -> str | None:
    if written in _OPEN:
        return None
    found = instant(written) if _MOMENT.fullmatch(written) else None
    if found is None:
        raise BadQuery("datetime", _WHEN)
    return f"{written}T23:59:59.999Z" if last and len(written) == 10 else found


def _single(name: str, values: tuple[str, ...]) -> str:
    if len(values) > 1:
        raise BadQuery(name, Text("ce paramètre ne se donne qu'une fois", "this may be given only once"))
    return values[0]


def _limit(value: str | None) -> int:
    """How many on a page; more than there may be is no mistake, and gets what there may be."""
    if value is None:
        return DEFAULT_LIMIT
    if not value.isascii() or not value.isdigit() or len(value) > 9 or int(value) < 1:
        raise BadQuery("limit", Text("un nombre d'au moins 1 est attendu", "a number of at least 1 is expected"))
    return min(int(value), MAX_LIMIT)


def _box(value: str | None) -> Box | None:
    """Four numbers, or six with heights, which nothing here has."""
    if value is None:
        return None
    parts = value.split(",")
    return parameters.bbox(",".join((*parts[:2], *parts[3:5])) if len(parts) == 6 else value)


def _crs(value: str | None) -> None:
    if value is not None and value not in _CRS84_TOO:
        raise BadQuery("bbox-crs", Text(f"seulement {CRS84}", f"only {CRS84}"))
