"""Files of one set of a dump, written record by record: N-Quads, JSON-LD and SQLite, compressed, with their digests."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import orjson

from node.store import dumped
from node.store.changes import Shelved
from node.store.connection import Db
from vocab.entry import read_entry
from vocab.vocabulary import Vocabulary

LEVEL: Final = 6
PIECE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Written:
    """One file as it stands."""

    name: str
    bytes: int
    sha256: str


@dataclass(slots=True)
class SetFiles:
    """The files of one set. `left_out` counts records that are in no RDF: their JSON and their JSON-LD disagree."""

    folder: Path
    name: str
    vocabulary: Vocabulary
    about: Mapping[str, str]
    records: int = 0
    statements: int = 0
    left_out: int = 0
    ids: list[str] = field(default_factory=list)
    licenses: set[str] = field(default_factory=set)
    kinds: dict[str, int] = field(default_factory=dict)
    _quads: gzip.GzipFile = field(init=False)
    _documents: gzip.GzipFile = field(init=False)
    _tables: Db = field(init=False)

    def __post_init__(self) -> None:
        self._quads = self._compressed(f"{self.name}.nq.gz")
        self._documents = self._compressed(f"{self.name}.jsonld.gz")
        self._documents.write(b"[")
        self._tables = dumped.begin(self.folder / f"{self.name}.sqlite", self.about, _labels(self.vocabulary))

    def put(self, shelved: Shelved, body: bytes, lines: Iterable[str], *, readable: bool) -> None:
        """A record: its document as it was signed, its statements; `readable` when it has some of its own."""
        record = shelved.record
        said = list(lines)
        self._quads.write("".join(f"{line}\n" for line in said).encode())
        if readable:
            self._documents.write((b",\n" if self.records > self.left_out else b"\n") + body)
        else:
            self.left_out += 1
        entry = read_entry(shelved.document, self.vocabulary)
        if entry is not None:
            dumped.put(self._tables, record, entry, body.decode())
            self.kinds[entry.kind] = self.kinds.get(entry.kind, 0) + 1
            if entry.license:
                self.licenses.add(entry.license)
            for slug in (*entry.placed, *entry.served):
                territory = self.vocabulary.territories.get(slug)
                if territory is not None:
                    dumped.label(self._tables, "territory", slug, territory.label("fr"), territory.label("en"))
        self.records, self.statements = self.records + 1, self.statements + len(said)
        self.ids.append(record.id)

    def finish(self, withdrawals: Mapping[str, object]) -> tuple[Written, ...]:
        """Close them, say what was withdrawn since the dump before, write sums; what there is."""
        self._documents.write(b"\n]\n")
        self._quads.close()
        self._documents.close()
        dumped.finish(self._tables)
        tables = self.folder / f"{self.name}.sqlite"
        with tables.open("rb") as source, self._compressed(f"{self.name}.sqlite.gz") as target:
            shutil.copyfileobj(source, target, PIECE)
        tables.unlink()
        gone = self.folder / f"{self.name}.withdrawals.json"
        gone.write_bytes(orjson.dumps(withdrawals, option=orjson.OPT_INDENT_2) + b"\n")
        names = [f"{self.name}.{end}" for end in ("nq.gz", "jsonld.gz", "sqlite.gz", "withdrawals.json")]
        written = tuple(_written(self.folder / name) for name in names)
        sums = "".join(f"{each.sha256}  {each.name}\n" for each in written)
        (self.folder / f"{self.name}.sha256").write_text(sums, encoding="ascii")
        return written

    def _compressed(self, name: str) -> gzip.GzipFile:
        # Without the moment it was made: the same content gives the same file.
        return gzip.GzipFile(self.folder / name, "wb", LEVEL, mtime=0)


def _written(path: Path) -> Written:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Written(path.name, path.stat().st_size, digest)


def _labels(vocabulary: Vocabulary) -> Iterable[tuple[str, str, str, str]]:
    for scheme in vocabulary.schemes:
        for concept in scheme:
            yield scheme.name, concept.notation, concept.label.fr, concept.label.en
    for practice in vocabulary.charter.known:
        yield "practice", practice.notation, practice.label.fr, practice.label.en
