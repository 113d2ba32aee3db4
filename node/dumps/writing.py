"""Writing a dump: one pass over the directory as it is at one moment, aside, named when it is whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import orjson

from node.clock import iso
from node.dumps.describe import Described, citation, void
from node.dumps.files import SetFiles, Written
from node.dumps.sets import SETS, TITLES, set_of
from node.dumps.shelf import FOLDER, LAST, PART, prune, stamp_of
from node.sparql.statements import Statements
from node.store import changes, records
from node.store.connection import Db

Progress = Callable[[int], None]
EVERY: Final = 500


@dataclass(frozen=True, slots=True)
class Made:
    """A dump that is there now: its name, and how many records of each set it has."""

    stamp: str
    records: dict[str, int]
    withdrawn: dict[str, int]


@dataclass(frozen=True, slots=True)
class Dumper:
    """Writes dumps of a node's database `main` into its folder."""

    main: Db
    data: Path
    title: str
    statements: Statements
    days: int
    # Whether the node answers SPARQL, which a description tells.
    asked: bool = True

    def write(self, now: float, progress: Progress) -> Made:
        """Write one dump, and remove those that are too old. What fails leaves nothing behind."""
        place = self.data / FOLDER
        place.mkdir(mode=0o700, exist_ok=True)
        part = place / f"{PART}-{os.getpid()}"
        for left in place.glob(f"{PART}-*"):
            shutil.rmtree(left)
        part.mkdir(mode=0o700)
        try:
            made, last = self._fill(part, now, progress)
            os.replace(part, place / made.stamp)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        _write_aside(place / LAST, orjson.dumps(last))
        prune(self.data, now, self.days)
        return made

    def _fill(self, part: Path, now: float, progress: Progress) -> tuple[Made, dict[str, object]]:
        moment, stamp, origin = iso(now), self._free_stamp(now), self.statements.origin
        before = _last(self.data / FOLDER / LAST)
        about = {"made": moment, "origin": origin, "title": self.title, "dump": f"{origin}/dumps/{stamp}/"}
        sets = {
            name: SetFiles(part, name, self.statements.vocabulary, about | {"set": name, "what": str(TITLES[name])})
            for name in SETS
        }
        # One moment for all: what is withdrawn meanwhile is named in the next.
        self.main.execute("BEGIN")
        try:
            for number, shelved in enumerate(changes.each(self.main), 1):
                name = set_of(shelved.level, shelved.record.policy)
                if name is not None:
                    said = self.statements.of(shelved)
                    sets[name].put(shelved, changes.body(self.main, shelved), said.lines, readable=said.readable)
                if number % EVERY == 0:
                    progress(number)
            gone = {name: self._gone(before, name, files.ids) for name, files in sets.items()}
        finally:
            self.main.execute("ROLLBACK")
        for name, files in sets.items():
            since = before.get("stamp")
            written = files.finish({"since": since, "dump": stamp, "withdrawn": gone[name]})
            _describe(part, files, written, about)
        described = {name: Described(f.records, f.statements, sorted(f.licenses)) for name, f in sets.items()}
        told = void(origin, self.title, stamp, moment, described, asked=self.asked)
        (part / "void.ttl").write_text(told, encoding="utf-8")
        (part / "CITATION.cff").write_text(citation(origin, self.title, stamp, moment, described), encoding="utf-8")
        made = Made(stamp, {n: f.records for n, f in sets.items()}, {n: len(found) for n, found in gone.items()})
        return made, {"stamp": stamp, **{name: files.ids for name, files in sets.items()}}

    def _free_stamp(self, now: float) -> str:
        """A name that no dump has yet."""
        while (self.data / FOLDER / stamp_of(now)).exists():
            now += 1
        return stamp_of(now)

    def _gone(self, before: dict[str, object], name: str, ids: Iterable[str]) -> list[dict[str, str]]:
        """What the dump before had in a set and this one has not, and why: withdrawn, or no longer given like that."""
        former = before.get(name)
        missing = sorted(set(former if isinstance(former, list) else ()) - set(ids))
        return [{"id": id, "why": self._why(id)} for id in missing]

    def _why(self, id: str) -> str:
        record = records.find(self.main, id)
        return "withdrawn" if record is None or record.deleted else "no longer given under these conditions"


def _describe(part: Path, files: SetFiles, written: tuple[Written, ...], about: dict[str, str]) -> None:
    told = {
        **about,
        "set": files.name,
        "records": files.records,
        "statements": files.statements,
        "left_out_of_rdf": files.left_out,
        "kinds": files.kinds,
        "licenses": sorted(files.licenses),
        "files": [asdict(each) for each in written],
    }
    (part / f"{files.name}.json").write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n")


def _last(path: Path) -> dict[str, object]:
    try:
        found = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return {}
    return found if isinstance(found, dict) else {}


def _write_aside(path: Path, content: bytes) -> None:
    aside = path.with_name(f"{path.name}{PART}")
    aside.write_bytes(content)
    os.replace(aside, path)
