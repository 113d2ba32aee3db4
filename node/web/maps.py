"""Maps: what a question finds and what a territory holds, as a picture made here, before any script (DESIGN law 11).

Nothing is on a map that is not in the list beside it: both ask the same question for the same reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

from node.clock import iso
from node.directory import Directory
from node.formats.item import Item, items_of
from node.map.clusters import Cluster, gathered
from node.map.contours import Contours, traced
from node.map.contours import box_of as outlined
from node.map.frame import Box, Frame, Point, box_of, wider, written
from node.map.ground import Discs, Label, asked_km, discs, labels, land, shaded_km, towns
from node.map.shades import classes, density, level_of
from node.parameters import Choice
from node.query import Query
from node.reader import Reader
from node.store import records, spots
from node.store.clauses import EARTH_KM
from node.store.globe import around
from node.store.squares import Grid, squares
from node.store.squares import rows as rows_of
from node.web.choices import address
from node.web.legends import legend_title, shade_words, step_words
from node.web.pages import WITH_SCRIPT, Pages
from vocab.landscape import Landscape, Town
from vocab.language import Language
from vocab.territories import Territory

WIDTH, HEIGHT = 420, 400
SMALL: Final = (300, 190)
# Squares of the grid in which records are counted, across the picture and down it.
GRID: Final = 40
# Around a single point: its surroundings, to know where one is.
NEARBY_KM: Final = 6.0
MAX_KEPT: Final = 64
_NOT_KEPT: Final = ("bbox", "view", "limit")
# How a list is ordered, cut and told.
_OF_THE_LIST: Final = ("view", "shade", "limit", "lang", "sort", "excel")


@dataclass(frozen=True, slots=True)
class Mark:
    """A pin or a cluster: where it is, what it says, where it leads."""

    x: float
    y: float
    radius: float
    count: int
    href: str
    label: str
    abroad: bool = False


@dataclass(frozen=True, slots=True)
class Region:
    """A territory of the level below: its shade, and what is said of it when it is pointed at."""

    slug: str
    discs: Discs
    outline: str
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the legend."""

    level: int
    words: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words and where they lead."""

    label: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Live:
    """What the script of a map that can be moved needs: where its marks are, and words."""

    records: str
    box: str
    words: Mapping[str, str]
    contours: str | None
    tiles: str
    credit: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A map, ready for its template."""

    width: int
    height: int
    label: str
    land: Discs
    asked: Discs | None
    outline: str
    regions: Sequence[Region]
    towns: Sequence[Label]
    marks: Sequence[Mark]
    legend: Sequence[Step] = ()
    legend_title: str = ""
    notes: Sequence[str] = ()
    links: Sequence[Link] = ()
    shades: Sequence[Link] = ()
    live: Live | None = None


@dataclass(frozen=True, slots=True)
class View:
    """What is shown of a question: the part of the earth, and what lies on it."""

    query: Query
    frame: Frame
    extent: spots.Extent
    clusters: list[Cluster]
    towns: list[Town]


@dataclass(slots=True)
class Maps:
    """The maps of one node."""

    directory: Directory
    landscape: Landscape
    contours: Contours
    tiles: str = ""
    tiles_credit: str = ""
    _centres: Callable[[str], list[Point]] = field(init=False)
    _land: Callable[[Frame], Discs] = field(init=False)

    def __post_init__(self) -> None:
        # Bounded, and this object's own.
        self._centres = lru_cache(MAX_KEPT * 4)(self.landscape.centres_of)
        self._land = lru_cache(MAX_KEPT)(lambda frame: land(self.landscape, frame))

    async def of_query(self, pages: Pages, query: Query, reader: Reader, language: Language) -> Picture:
        """What a question finds, whatever the page of its list."""
        view = await self._view(query, reader)
        slug = asked_of(query)
        shaded = slug if query.shade and slug and _below(self.directory, slug) else None
        regions, legend = await self._shaded(pages, query, reader, language, shaded, view.frame)
        return Picture(
            WIDTH,
            HEIGHT,
            pages.t(language, "map.label", n=view.extent.located),
            self._land(view.frame),
            self._discs(query.territory.wanted, view.frame),
            self._outline(query.territory.wanted, view.frame),
            regions,
            labels(view.towns, view.frame, view.clusters),
            await self._marks(pages, view, reader, language),
            legend,
            legend_title(pages, query, language) if shaded else "",
            [*_notes(pages, view, language), *self._credit(pages, language)],
            _wider(pages, view, language),
            _shades(pages, query, language) if slug and _below(self.directory, slug) else (),
            self._live(pages, view, slug, language),
        )

    async def of_territory(
        self, pages: Pages, territory: Territory, shade: str, reader: Reader, language: Language
    ) -> Picture | None:
        """The organisations of a territory; None where nobody knows where it lies."""
        query = Query(
            choices={"kind": Choice(("organization",))},
            territory=Choice((territory.slug,)),
            relations=("placed",),
            view="map",
            shade=shade,
        )
        if not self._centres(territory.slug) and not self.contours.outline(territory.slug):
            return None
        made = await self.of_query(pages, query, reader, language)
        here = f"/territories/{territory.slug}"
        shades = [
            replace(each, href=f"{here}?shade={kind}") for each, kind in zip(made.shades[1:], SHADES, strict=False)
        ]
        larger = Link(pages.t(language, "map.larger"), address([*query.pairs()]))
        return replace(made, links=(larger,), shades=shades, live=None)

    def of_item(self, pages: Pages, item: Item, language: Language) -> Picture | None:
        """Where one record lies, among the towns around it; None where it lies nowhere."""
        entry = item.entry
        if entry.latitude is None or entry.longitude is None:
            return None
        box = _around_point(entry.latitude, entry.longitude)
        frame = Frame.around(box, *SMALL, margin=0.0)
        x, y = frame.place(entry.latitude, entry.longitude)
        name = entry.name_in(language)
        near = address([("bbox", written(box)), ("view", "map")])
        mark = Mark(round(x, 1), round(y, 1), 9.0, 1, near, pages.t(language, "map.around", name=name))
        cluster = Cluster(mark.x, mark.y, 1, box, None)
        return Picture(
            *SMALL,
            pages.t(language, "map.of", name=name),
            self._land(frame),
            None,
            self._outline(entry.placed[:1], frame) if entry.placed else "",
            (),
            labels(towns(self.landscape, frame), frame, [cluster], 5),
            [mark],
            notes=[pages.t(language, "map.approximate")] if entry.approximate else [],
            links=[Link(pages.t(language, "map.near"), near)],
        )

    async def _view(self, query: Query, reader: Reader) -> View:
        directory = self.directory
        now = iso(directory.clock.now())
        vocabulary = directory.vocabulary
        keeper = directory.keeper
        held = keeper.held if keeper else None
        extent = await directory.store.reading(spots.extent, query, reader, vocabulary, now=now, held=held)
        frame = Frame.around(self._box(query, extent), WIDTH, HEIGHT)
        west, south, east, north = frame.box
        grid = Grid(frame.box, max(east - west, 1e-9) / GRID, max(north - south, 1e-9) / GRID)
        found = await directory.store.reading(squares, query, reader, vocabulary, grid, now=now, held=held)
        if keeper is not None:
            keeper.see()
        return View(query, frame, extent, gathered(found, frame), towns(self.landscape, frame))

    def _box(self, query: Query, extent: spots.Extent) -> Box:
        """What the picture shows: the box or the circle asked, the territories asked, else all that was found."""
        if query.bbox is not None and query.bbox[0] <= query.bbox[2]:
            return query.bbox
        if query.near is not None:
            return around(*query.near, query.radius_km / EARTH_KM)
        drawn = outlined(polygon for slug in query.territory.wanted for polygon in self.contours.outline(slug))
        if drawn is not None:
            return drawn
        asked = box_of(point for slug in query.territory.wanted for point in self._centres(slug))
        if asked is not None:
            return asked if asked[2] - asked[0] > 0.05 else _around_point((asked[1] + asked[3]) / 2, asked[0])
        return extent.box or FRANCE

    def _live(self, pages: Pages, view: View, slug: str | None, language: Language) -> Live | None:
        if not view.extent.located:
            return None
        asked = [pair for pair in view.query.pairs() if pair[0] not in _OF_THE_LIST]
        above = slug if slug and self.contours.below(slug) else None
        return Live(
            address([*asked, ("lang", language)], "/pins.json"),
            ",".join(f"{edge:.6f}" for edge in view.frame.box),
            {
                "one": pages.t(language, "map.one"),
                "records": pages.t(language, "map.word"),
                "about": pages.t(language, "card.about"),
                "closer": pages.t(language, "map.closer"),
                "wider": pages.t(language, "map.wider"),
                "close": pages.t(language, "map.close"),
                "keys": pages.t(language, "map.keys"),
            },
            f"/contours/{above}.json" if above else None,
            self.tiles.strip(),
            self.tiles_credit,
        )

    def _credit(self, pages: Pages, language: Language) -> list[str]:
        credit = self.contours.credit()
        return [pages.t(language, "map.credit", source=credit)] if credit else []

    def _outline(self, slugs: Sequence[str], frame: Frame) -> str:
        """The outline of what is asked, or of the régions where nothing is; empty where no contours are installed."""
        if slugs:
            return traced((polygon for slug in slugs for polygon in self.contours.outline(slug)), frame)
        countries = [
            inside for code in self.directory.vocabulary.territories.countries if (inside := self.contours.below(code))
        ]
        return traced((each for inside in countries for slug in inside.shapes for each in inside.polygons(slug)), frame)

    def _discs(self, slugs: Iterable[str], frame: Frame) -> Discs | None:
        points = [point for slug in slugs for point in self._centres(slug)]
        return discs(points, frame, asked_km(frame)) if points else None

    async def _shaded(
        self, pages: Pages, query: Query, reader: Reader, language: Language, slug: str | None, frame: Frame
    ) -> tuple[list[Region], list[Step]]:
        if slug is None:
            return [], []
        directory, territories = self.directory, self.directory.vocabulary.territories
        below = [found for each in _below(directory, slug) if (found := territories.get(each))]
        now = iso(directory.clock.now())
        here = replace(query, bbox=None)
        slugs = tuple(each.slug for each in below)
        held = directory.keeper.held if directory.keeper else None
        counts = await directory.store.reading(
            spots.counts, here, reader, directory.vocabulary, slugs, now=now, held=held
        )
        dense = query.shade == "density"
        values = {
            each.slug: density(counts.get(each.slug, 0), each.population) if dense else counts.get(each.slug, 0)
            for each in below
        }
        among = classes(values)
        reach = shaded_km(frame, sum(len(self._centres(each.slug)) for each in below))
        inside = self.contours.below(slug)
        regions = [
            Region(
                each.slug,
                discs(self._centres(each.slug), frame, reach),
                traced(inside.polygons(each.slug), frame) if inside and each.slug in inside.shapes else "",
                level_of(values[each.slug], among),
                shade_words(pages, each.label(language), values[each.slug], dense, language),
            )
            for each in below
        ]
        return regions, [Step(each.level, step_words(pages, each, dense, language)) for each in among]

    async def _marks(self, pages: Pages, view: View, reader: Reader, language: Language) -> list[Mark]:
        directory = self.directory
        singles = [each.num for each in view.clusters if each.num is not None]
        now = iso(directory.clock.now())
        rows = await directory.store.reading(rows_of, singles, reader, records.body, now=now) if singles else {}
        items = {item.entry.id: item for item in items_of(tuple(rows.values()), pages.vocabulary)}
        known = {num: items[row.id] for num, row in rows.items() if row.id in items}
        pairs = [*kept(view.query), ("view", "map")]
        found = [
            _mark(pages, cluster, view, known, pairs, language, self.directory.origin) for cluster in view.clusters
        ]
        # Read in the order in which one reads: those who go from one to the next by keyboard are not thrown about.
        return sorted(found, key=lambda mark: (round(mark.y / 60), mark.x))


FRANCE: Final[Box] = (-4.8, 42.3, 8.2, 51.1)
SHADES: Final = ("number", "density")
MAPS: web.AppKey[Maps] = web.AppKey("maps", Maps)


def policy_of(picture: Picture | None) -> str | None:
    """What a page with a map that can be moved may do: run our scripts, ask this node, show the tiles of one place."""
    if picture is None or picture.live is None:
        return None
    policy = f"{WITH_SCRIPT}; connect-src 'self'"
    place = tiles_origin(picture.live.tiles)
    return policy.replace("img-src 'self' data:", f"img-src 'self' data: {place}") if place else policy


def tiles_origin(tiles: str) -> str | None:
    """Where tiles come from, as a policy names it."""
    found = urlsplit(tiles.strip())
    return f"https://{found.netloc}" if found.scheme == "https" and found.netloc else None


def asked_of(query: Query) -> str | None:
    """The one territory asked, where there is one."""
    return query.territory.wanted[0] if len(query.territory.wanted) == 1 else None


def kept(query: Query) -> list[tuple[str, str]]:
    """The parameters of a question without what says where to look."""
    return [pair for pair in query.pairs() if pair[0] not in _NOT_KEPT]


def _below(directory: Directory, slug: str) -> tuple[str, ...]:
    return directory.vocabulary.territories.below(slug)


def _around_point(latitude: float, longitude: float) -> Box:
    return around(latitude, longitude, NEARBY_KM / EARTH_KM)


def _mark(
    pages: Pages,
    cluster: Cluster,
    view: View,
    known: Mapping[int, Item],
    pairs: list[tuple[str, str]],
    language: Language,
    origin: str,
) -> Mark:
    item = known.get(cluster.num) if cluster.num is not None else None
    if item is not None:
        entry = item.entry
        name = entry.name_in(language) or pages.t(language, "map.one")
        kind = pages.label(language, "kind", "listing" if entry.claimed is False else entry.kind)
        href = item.url if item.url.startswith(("https://", "http://")) else entry.id
        label = ", ".join(filter(None, [name, kind, pages.t(language, "card.about") if entry.approximate else None]))
        return Mark(cluster.x, cluster.y, cluster.radius, 1, href, label, not href.startswith(origin + "/"))
    town = _nearest(view, cluster)
    label = pages.t(language, "map.records", n=cluster.count)
    if town is not None:
        label = pages.t(language, "map.records.near", records=label, town=town.name)
    href = address([*pairs, ("bbox", written(cluster.box))])
    return Mark(cluster.x, cluster.y, cluster.radius, cluster.count, href, label)


def _nearest(view: View, cluster: Cluster) -> Town | None:
    def away(town: Town) -> float:
        x, y = view.frame.place(town.latitude, town.longitude)
        return (x - cluster.x) ** 2 + (y - cluster.y) ** 2

    return min(view.towns, key=away, default=None)


def _notes(pages: Pages, view: View, language: Language) -> list[str]:
    """What is in the list and not on the picture, so that nobody takes one for the other."""
    shown = sum(each.count for each in view.clusters)
    nowhere, outside = view.extent.total - view.extent.located, view.extent.located - shown
    found = [pages.t(language, "map.shown", n=shown)]
    found += [pages.t(language, "map.nowhere", n=nowhere)] if nowhere else []
    found += [pages.t(language, "map.outside", n=outside)] if outside > 0 else []
    return found


def _wider(pages: Pages, view: View, language: Language) -> list[Link]:
    pairs = [*kept(view.query), ("view", "map")]
    if view.query.bbox is None:
        return []
    out = address([*pairs, ("bbox", written(wider(view.frame.box, 2)))])
    return [Link(pages.t(language, "map.wider"), out), Link(pages.t(language, "map.whole"), address(pairs))]


def _shades(pages: Pages, query: Query, language: Language) -> list[Link]:
    pairs = [pair for pair in query.pairs() if pair[0] != "shade"]
    found = [Link(pages.t(language, "map.shade.none"), address(pairs), query.shade is None)]
    for kind in SHADES:
        label = pages.t(language, f"map.shade.{kind}")
        found.append(Link(label, address([*pairs, ("shade", kind)]), query.shade == kind))
    return found
