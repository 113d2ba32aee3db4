"""Registers: the official numbers that this node knows, each with names and commune, from files somebody installed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from node.store.connection import Db

# A file gives places, names, or both: those of Sirene come in two.
Part = Literal["sirene-places", "sirene-names", "rna"]


@dataclass(frozen=True, slots=True)
class Line:
    """What a file says of one number. `open`: the organisation exists; `names` or `commune` empty: not said there."""

    number: str
    names: tuple[str, ...] = ()
    commune: str = ""
    open: bool = True


@dataclass(frozen=True, slots=True)
class Installed:
    """A file that was installed, and how many organisations it gave."""

    name: Part
    file: str
    installed: str
    entries: int


_PUT: Final[dict[Part, str]] = {
    "sirene-places": (
        "INSERT INTO register_entries (number, commune) VALUES (:number, :commune)"
        " ON CONFLICT (number) DO UPDATE SET commune = excluded.commune"
    ),
    # Only of those whose place is known: the file has the whole country, a node one region perhaps.
    "sirene-names": "UPDATE register_entries SET names = :names WHERE number = :number",
    "rna": "INSERT OR REPLACE INTO register_entries (number, names, commune) VALUES (:number, :names, :commune)",
}


def put(db: Db, part: Part, lines: Iterable[Line]) -> None:
    """Write what a file says; what it says is closed goes."""
    opened, closed = [], []
    for line in lines:
        if line.open:
            opened.append({"number": line.number, "names": "\n".join(line.names), "commune": line.commune})
        else:
            closed.append((line.number,))
    db.executemany(_PUT[part], opened)
    db.executemany("DELETE FROM register_entries WHERE number = ?", closed)


def finish(db: Db, done: Installed) -> int:
    """A file was read to its end; how many organisations of its register are known now.

    Those whom the file of names does not name are natural persons, or do not wish to be shown.
    """
    scheme = "rna:" if done.name == "rna" else "siren:"
    if done.name == "sirene-names":
        db.execute("DELETE FROM register_entries WHERE number >= 'siren:' AND number < 'siren;' AND names IS NULL")
    sql = "INSERT OR REPLACE INTO registers (name, file, installed, entries) VALUES (?,?,?,?)"
    db.execute(sql, (done.name, done.file, done.installed, done.entries))
    counted = "SELECT count(*) FROM register_entries WHERE number >= ? AND number < ? AND names IS NOT NULL"
    return int(db.execute(counted, (scheme, scheme[:-1] + ";")).fetchone()[0])


def find(db: Db, number: str) -> Line | None:
    """What the installed registers say of a number, None when its name or its commune is not known."""
    sql = "SELECT names, commune FROM register_entries WHERE number = ? AND names <> '' AND commune <> ''"
    row = db.execute(sql, (number,)).fetchone()
    return Line(number, tuple(str(row[0]).split("\n")), str(row[1])) if row else None


def installed(db: Db) -> list[Installed]:
    """The files that were installed, by name."""
    return [Installed(*row) for row in db.execute("SELECT name, file, installed, entries FROM registers ORDER BY name")]
