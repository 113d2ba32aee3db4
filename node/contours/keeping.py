"""Keeping: contours in the data folder, a TopoJSON file for what lies directly in each territory.

`contours/fr-epci-200093201.json` has the communes of an EPCI, `fr.json` and `be.json` the regions; `about.json` says
where they come from. A page reads one or two of them. A folder is made beside the old one and takes its place at once.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final

import orjson

from node.contours.shape import GRID, Polygon
from node.contours.simplifying import simplified
from node.contours.topology import Topology, topology_of
from vocab.territories import Territories
from vocab.territory_table import type_of

FOLDER: Final = "contours"
ABOUT: Final = "about.json"
OBJECT: Final = "inside"
# How far a border may be moved, in metres, by the size of what it surrounds.
METRES: Final = {"commune": 60.0, "epci": 120.0, "departement": 350.0, "province": 350.0, "region": 700.0}
# Of which parts the larger ones can be made. A region that holds communes alone is Brussels.
MADE_OF: Final = (
    ("commune", ("epci", "departement", "province", "region")),
    ("departement", ("region",)),
    ("province", ("region",)),
)
Shapes = dict[str, list[Polygon]]


def with_what_is_made_of(shapes: Shapes, territories: Territories) -> Shapes:
    """And the larger territories all of whose parts are there, where the file does not have them itself."""
    found = dict(shapes)
    for part, larger in MADE_OF:
        parts = {slug: found[slug] for slug in found if type_of(slug) == part}
        topology = topology_of(parts, lambda line: line)
        around = dict.fromkeys(
            slug for each in parts for slug in territories.within(each) if type_of(slug) in larger and slug not in found
        )
        for slug in around:
            inside = territories.children(slug, part)
            if inside and all(each in parts for each in inside):
                found[slug] = topology.merged(inside)
    return found


def keep(folder: Path, shapes: Shapes, about: Mapping[str, object], territories: Territories) -> int:
    """Write the folder anew, with what the old one had besides; how many bytes it has."""
    everything = {**read_all(folder), **shapes}
    made = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    for parent, type, slugs in _groups(everything, territories):
        topology = topology_of({slug: everything[slug] for slug in slugs}, partial(simplified, metres=METRES[type]))
        (made / f"{parent}.json").write_bytes(orjson.dumps(document(topology)))
    (made / ABOUT).write_bytes(orjson.dumps(about))
    old = folder.with_name(f"{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    made.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    return sum(path.stat().st_size for path in folder.iterdir())


def document(topology: Topology) -> dict[str, object]:
    """As TopoJSON, its arcs told by how far it is from point to point."""
    return {
        "type": "Topology",
        "transform": {"scale": [1 / GRID, 1 / GRID], "translate": [0, 0]},
        "objects": {
            OBJECT: {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "MultiPolygon", "id": slug, "arcs": polygons} for slug, polygons in topology.shapes.items()
                ],
            }
        },
        "arcs": [_steps(arc) for arc in topology.arcs],
    }


def read_topology(text: bytes) -> Topology:
    """What `document` made."""
    found = orjson.loads(text)
    arcs = []
    for steps in found["arcs"]:
        x = y = 0
        arc = []
        for across, up in steps:
            x, y = x + across, y + up
            arc.append((x, y))
        arcs.append(arc)
    return Topology(arcs, {each["id"]: each["arcs"] for each in found["objects"][OBJECT]["geometries"]})


def read_all(folder: Path) -> Shapes:
    """Every shape that is kept."""
    found: Shapes = {}
    for path in sorted(folder.glob("*.json")):
        if path.name == ABOUT:
            continue
        topology = read_topology(path.read_bytes())
        found |= {slug: topology.polygons(slug) for slug in topology.shapes}
    return found


def _groups(shapes: Shapes, territories: Territories) -> Iterator[tuple[str, str, list[str]]]:
    """What lies directly in each territory, by the slug of that."""
    inside: dict[str, list[str]] = {}
    below: dict[str, frozenset[str]] = {}
    for slug in sorted(shapes):
        if type_of(slug) == "region":
            inside.setdefault(slug[:2], []).append(slug)
        for around in territories.within(slug):
            if around not in below:
                below[around] = frozenset(territories.below(around))
            if slug in below[around]:
                inside.setdefault(around, []).append(slug)
    for parent, slugs in inside.items():
        yield parent, type_of(slugs[0]), slugs


def _steps(arc: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [
        point if not place else (point[0] - arc[place - 1][0], point[1] - arc[place - 1][1])
        for place, point in enumerate(arc)
    ]
