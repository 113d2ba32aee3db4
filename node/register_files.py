"""Register files: the stock files that the State publishes of Sirene and of the RNA, read line by line.

Which file it is, its headings tell. Sirene comes in two: the establishments say where the seat is, the legal units how
they are called. Each may be a CSV, a CSV within `.gz`, or a `.zip` of one or many. Natural persons are left out.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Final

from node.errors import NodeError
from node.store.registers import Line, Part
from vocab.language import Text

MAX_NAME: Final = 200
MAX_NAMES: Final = 5
_HEAD: Final = 1 << 16
_SIREN: Final = re.compile(r"[0-9]{9}")
_RNA: Final = re.compile(r"W[0-9A-Z]{9}")
_COMMUNE: Final = re.compile(r"[0-9][0-9AB][0-9]{3}")
# Sole traders, by their legal category.
_PERSON: Final = "1000"
_HEADINGS: Final[dict[Part, frozenset[str]]] = {
    "sirene-places": frozenset(
        ("siren", "etablissementSiege", "etatAdministratifEtablissement", "codeCommuneEtablissement")
    ),
    "sirene-names": frozenset(
        ("siren", "etatAdministratifUniteLegale", "categorieJuridiqueUniteLegale", "denominationUniteLegale")
    ),
    "rna": frozenset(("id", "titre", "position", "adrs_codeinsee")),
}
_NAMES: Final = ("denominationUniteLegale", "sigleUniteLegale") + tuple(
    f"denominationUsuelle{number}UniteLegale" for number in (1, 2, 3)
)
_COLUMNS: Final[dict[Part, tuple[str, ...]]] = {
    "sirene-places": tuple(sorted(_HEADINGS["sirene-places"])),
    "sirene-names": (*sorted(_HEADINGS["sirene-names"]), *_NAMES[1:]),
    "rna": (*sorted(_HEADINGS["rna"]), "titre_court"),
}
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """A file of a register, known by its headings; `lines()` reads it from its beginning."""

    part: Part
    path: Path

    def lines(self) -> Iterator[Line]:
        """What it says of each number that is an organisation's. Raises `NodeError` where it cannot be read on."""
        try:
            for table in _tables(self.path):
                if _HEADINGS[self.part] <= set(table.headings):
                    yield from filter(None, map(_READ[self.part], table.rows(_COLUMNS[self.part])))
        except (OSError, EOFError, csv.Error, zipfile.BadZipFile, UnicodeError) as error:
            raise _unreadable(self.path) from error


def open_register(path: Path) -> RegisterFile:
    """Find out what a file is. Raises `NodeError`."""
    try:
        headings = set(next((table.headings for table in _tables(path)), ()))
    except (OSError, EOFError, csv.Error, zipfile.BadZipFile, UnicodeError) as error:
        raise _unreadable(path) from error
    for part, needed in _HEADINGS.items():
        if needed <= headings:
            return RegisterFile(part, path)
    known = " ; ".join(", ".join(sorted(needed)) for needed in _HEADINGS.values())
    raise NodeError(
        Text(
            f"{path.name} n'est pas un fichier stock de Sirene ou du RNA : il faut les colonnes {known}.",
            f"{path.name} is no stock file of Sirene or the RNA: these columns are needed: {known}.",
        )
    )


@dataclass(frozen=True, slots=True)
class _Table:
    headings: tuple[str, ...]
    lines: Iterator[list[str]]

    def rows(self, names: tuple[str, ...]) -> Iterator[Row]:
        """The columns of these names, of each line that has them all; empty where the file has no such column."""
        places = [(name, self.headings.index(name)) for name in names if name in self.headings]
        last = max(place for _, place in places)
        return ({name: line[place] for name, place in places} for line in self.lines if len(line) > last)


def _tables(path: Path) -> Iterator[_Table]:
    """The CSV files in a file, one after the other, each open while it is read."""
    with path.open("rb") as file:
        beginning = file.read(4)
        file.seek(0)
        if beginning.startswith(b"PK"):
            with zipfile.ZipFile(file) as archive:
                for name in sorted(archive.namelist()):
                    if name.lower().endswith(".csv"):
                        with archive.open(name) as member:
                            yield _table(member)
        elif beginning.startswith(b"\x1f\x8b"):
            with gzip.open(file) as unpacked:
                yield _table(unpacked)  # type: ignore[arg-type]
        else:
            yield _table(file)


def _table(file: IO[bytes]) -> _Table:
    head = file.read(_HEAD)
    try:
        # Where it is cut, a letter may be cut too.
        head[: head.rfind(b"\n") + 1 or None].decode("utf-8")
        encoding = "utf-8-sig"
    except UnicodeDecodeError:
        encoding = "cp1252"
    first = head.partition(b"\n")[0]
    delimiter = ";" if first.count(b";") > first.count(b",") else ","
    text = (piece.decode(encoding, "replace") for piece in chain(_split(head, file), file))
    lines = csv.reader(text, delimiter=delimiter)
    return _Table(tuple(next(lines, ())), lines)


def _split(head: bytes, file: IO[bytes]) -> Iterator[bytes]:
    """The lines of what was read already, the last one to its end."""
    yield from io.BytesIO(head + (b"" if head.endswith(b"\n") else file.readline()))


def _place(row: Row) -> Line | None:
    siren = row["siren"]
    if row["etablissementSiege"] not in ("true", "1", "O") or not _SIREN.fullmatch(siren):
        return None
    commune = row["codeCommuneEtablissement"].upper()
    known = row["etatAdministratifEtablissement"] == "A" and _COMMUNE.fullmatch(commune)
    return Line(f"siren:{siren}", commune=commune, open=bool(known))


def _named(row: Row) -> Line | None:
    siren = row["siren"]
    if not _SIREN.fullmatch(siren):
        return None
    names = _kept(row.get(name, "") for name in _NAMES)
    known = row["etatAdministratifUniteLegale"] == "A" and row["categorieJuridiqueUniteLegale"] != _PERSON and names
    return Line(f"siren:{siren}", names=names, open=bool(known))


def _association(row: Row) -> Line | None:
    number = row["id"].upper()
    if not _RNA.fullmatch(number):
        return None
    names = _kept((row["titre"], row.get("titre_court", "")))
    commune = row["adrs_codeinsee"].upper()
    known = row["position"] == "A" and names and _COMMUNE.fullmatch(commune)
    return Line(f"rna:{number}", names, commune, open=bool(known))


_READ: Final[dict[Part, Callable[[Row], Line | None]]] = {
    "sirene-places": _place,
    "sirene-names": _named,
    "rna": _association,
}


def _kept(names: Iterable[str]) -> tuple[str, ...]:
    """Names that say something, each once; "[ND]" stands where somebody does not wish to be shown."""
    written = (" ".join(name.split())[:MAX_NAME] for name in names)
    return tuple(dict.fromkeys(name for name in written if name and name != "[ND]"))[:MAX_NAMES]


def _unreadable(path: Path) -> NodeError:
    return NodeError(Text(f"Fichier illisible : {path}.", f"Cannot read {path}."))
