"""An RDF store on disk, in the one process that writes it: lines in, lines out, snapshots.

Only worker processes import this module (law 4 of CONTRIBUTING).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

# More lines than this are sorted into new files at once; fewer go in one transaction.
BULK: Final = 20_000
# How Oxigraph says that a store cannot be read or written; a damaged one is a RuntimeError.
TROUBLE: Final = (OSError, RuntimeError, ValueError)


class Broken(Exception):
    """The store cannot be read or written: it is to be made anew."""


class QuadStore:
    """One store; nobody else may open its folder."""

    def __init__(self, folder: Path) -> None:
        """Open or begin it. Raises `Broken`."""
        try:
            self._store: Store | None = Store(str(folder))
        except TROUBLE as error:
            raise Broken(str(error)) from error

    def load(self, file: Path) -> None:
        """Add the lines of a file, as fast as may be: not in one transaction. Raises `Broken`."""
        try:
            self._open().bulk_load(path=str(file), format=RdfFormat.N_QUADS)
        except SyntaxError:
            # One line that no store takes would keep all the others out.
            with file.open(encoding="utf-8", newline="\n") as lines:
                while some := list(islice(lines, BULK)):
                    self._insert(sound(some), bulk=False)
        except TROUBLE as error:
            raise Broken(str(error)) from error

    def change(self, removed: list[str], added: list[str]) -> None:
        """Take lines out and put lines in. Raises `Broken`."""
        if not removed:
            self._insert(added, bulk=len(added) > BULK)
            return
        try:
            self._update(removed, added)
        except SyntaxError:
            self._update(sound(removed), sound(added))

    def snapshot(self, target: Path) -> None:
        """The store as it is now, in a folder of its own that never changes. Raises `Broken`."""
        store = self._open()
        try:
            store.flush()
            store.backup(str(target))
        except TROUBLE as error:
            raise Broken(str(error)) from error

    def lines(self) -> set[str]:
        """Everything in it: for tests and comparisons."""
        return {str(quad) + " ." for quad in self._open().quads_for_pattern(None, None, None, None)}

    def optimize(self) -> None:
        """Put its files together, and let go of what was taken out."""
        try:
            self._open().optimize()
        except TROUBLE as error:
            raise Broken(str(error)) from error

    def close(self) -> None:
        """Let it go."""
        self._store = None

    def _open(self) -> Store:
        if self._store is None:
            raise Broken("closed")
        return self._store

    def _insert(self, lines: list[str], *, bulk: bool) -> None:
        if not lines:
            return
        try:
            self._load(lines, bulk)
        except SyntaxError:
            # One line that no store takes would keep all the others out.
            self._load(sound(lines), bulk)

    def _load(self, lines: list[str], bulk: bool) -> None:
        store = self._open()
        text = "\n".join(lines).encode()
        try:
            if bulk:
                store.bulk_load(input=text, format=RdfFormat.N_QUADS)
            else:
                store.load(input=text, format=RdfFormat.N_QUADS)
        except TROUBLE as error:
            raise Broken(str(error)) from error

    def _update(self, removed: list[str], added: list[str]) -> None:
        parts = [f"{verb} DATA {{ {_as_sparql(lines)} }}" for verb, lines in (("DELETE", removed), ("INSERT", added))]
        try:
            self._open().update(" ;\n".join(parts))
        except TROUBLE as error:
            raise Broken(str(error)) from error


def sound(lines: Iterable[str]) -> list[str]:
    """Those of the lines that can be read."""
    return [line for line in lines if _reads(line)]


def allowed(term: str) -> bool:
    """Whether a store takes an IRI (`<…>`) or a language tag (`@…`).

    >>> allowed("<https://a.example/%zz>"), allowed("<urn:x:y>"), allowed("@fr-FR"), allowed("@a-b-c-d-e")
    (False, True, True, False)
    """
    try:
        if term.startswith("@"):
            Literal("", language=term[1:])
        else:
            NamedNode(term[1:-1])
    except ValueError:
        return False
    return True


def branch(snapshot: Path, target: Path) -> None:
    """A store that goes on from a snapshot: what never changes is linked, what does is copied. Raises `Broken`."""
    shutil.rmtree(target, ignore_errors=True)
    try:
        target.mkdir(mode=0o700)
        for entry in snapshot.iterdir():
            if entry.suffix == ".sst":
                os.link(entry, target / entry.name)
            elif entry.is_file():
                shutil.copyfile(entry, target / entry.name)
    except OSError as error:
        raise Broken(str(error)) from error


def turtle_lines(path: Path, graph: str) -> list[str]:
    """A Turtle file of ours as the lines of a graph."""
    return sorted(f"{triple} <{graph}> ." for triple in _triples(path))


def _triples(path: Path) -> Iterable[str]:
    for quad in parse(path=str(path), format=RdfFormat.TURTLE):
        yield f"{quad.subject} {quad.predicate} {quad.object}"


def _reads(line: str) -> bool:
    try:
        return len(list(parse(input=line.encode(), format=RdfFormat.N_QUADS))) == 1
    except SyntaxError:
        return False


def _as_sparql(lines: Iterable[str]) -> str:
    """N-Quads lines as SPARQL writes quads."""
    pieces = []
    for line in lines:
        triple, _, graph = line[:-2].rpartition(" ")
        pieces.append(f"GRAPH {graph} {{ {triple} }}")
    return "\n".join(pieces)
