"""Opening a file: which format it is, its lines, and what it says of its source and licence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from node.importing import csv_table, geojson, jsonld, murmurations
from node.importing.errors import ImportRefused
from node.importing.limits import MAX_BYTES
from node.importing.row import Line
from node.importing.stated import JSON, parse
from vocab.language import Text

Format = Literal["geojson", "csv", "jsonld"]
SUFFIXES: Final[dict[str, Format]] = {
    ".geojson": "geojson",
    ".jsonld": "jsonld",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
}


@dataclass(frozen=True, slots=True)
class Input:
    """A file, opened: `lines()` gives its lines anew each time; `total`, for the progress bar, is about right."""

    format: Format
    name: str
    headings: tuple[str, ...]
    total: int
    lines: Callable[[], Iterator[Line]]
    stated_source: str = ""
    stated_license: str = ""


def read_file(path: Path) -> Input:
    """Open a GeoJSON, CSV or JSON-LD file.

    Raises ImportRefused when it is empty, too large, or none of the three.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise ImportRefused(Text(f"fichier illisible : {path.name}", f"cannot read {path.name}")) from error
    if size == 0:
        raise ImportRefused(Text(f"{path.name} est vide", f"{path.name} is empty"))
    if size > MAX_BYTES:
        limit = MAX_BYTES // 1_000_000
        raise ImportRefused(Text(f"{path.name} dépasse {limit} Mo", f"{path.name} is over {limit} MB"))
    suffix = path.suffix.lower()
    with path.open("rb") as file:
        head = file.read(4096)
    if suffix == ".csv" or suffix == ".tsv" or not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return _table(path, head)
    return _document(path.name, parse(path.read_bytes()))


def _document(name: str, document: JSON) -> Input:
    """A JSON file is GeoJSON when it has features, a profile of Murmurations when it says so, else JSON-LD."""
    if geojson.is_geojson(document):
        features = geojson.open_document(document)
        return Input(
            "geojson", name, features.headings, features.total, features.lines, features.source, features.license
        )
    if murmurations.is_profile(document):
        document = murmurations.organisations(document)
    graph = jsonld.open_document(document)
    return Input("jsonld", name, graph.headings, graph.total, graph.lines, graph.source, graph.license)


def _table(path: Path, head: bytes) -> Input:
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ImportRefused(
            Text(
                f"{path.name} n'est ni GeoJSON, ni CSV, ni JSON-LD ; d'un tableur, enregistrez en CSV",
                f"{path.name} is no GeoJSON, CSV or JSON-LD; from a spreadsheet, save as CSV",
            )
        )
    table = csv_table.open_table(path)
    return Input("csv", path.name, table.headings, table.total, table.lines)
