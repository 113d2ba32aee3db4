"""Assessments: the answers of an organisation about its practices as they stand at its desk, published or not yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import orjson

from node.store.connection import Db, Row
from node.store.drafts import written

Answer = dict[str, object]
_COLUMNS = "practice, charter, answer, email, at, report"


@dataclass(frozen=True, slots=True)
class Saved:
    """One answer as it was typed. `report`: the one that carries it as it stands; None for what none carries yet."""

    practice: str
    charter: str
    answer: Answer
    email: str
    at: str
    report: str | None = None


def keep(db: Db, actor: str, saved: Saved) -> None:
    """Keep an answer in place of what was said of that practice."""
    db.execute(
        "INSERT INTO assessment_answers (actor, practice, charter, answer, email, at, report) VALUES (?,?,?,?,?,?,?)"
        " ON CONFLICT (actor, practice) DO UPDATE SET charter = excluded.charter, answer = excluded.answer,"
        " email = excluded.email, at = excluded.at, report = excluded.report",
        (actor, saved.practice, saved.charter, written(saved.answer), saved.email, saved.at, saved.report),
    )


def find(db: Db, actor: str, practice: str) -> Saved | None:
    """The answer of an organisation about a practice."""
    sql = f"SELECT {_COLUMNS} FROM assessment_answers WHERE actor = ? AND practice = ?"
    row = db.execute(sql, (actor, practice)).fetchone()
    return _saved(row) if row else None


def each(db: Db, actor: str) -> dict[str, Saved]:
    """The answers of an organisation, by practice."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM assessment_answers WHERE actor = ? ORDER BY practice", (actor,))
    return {str(row[0]): _saved(row) for row in rows}


def drop(db: Db, actor: str, practice: str) -> bool:
    """Forget one; False when there is none."""
    sql = "DELETE FROM assessment_answers WHERE actor = ? AND practice = ?"
    return db.execute(sql, (actor, practice)).rowcount > 0


def charter_of(db: Db, actor: str) -> str | None:
    """The version of a network's charter that the report of an organisation answers; None for the common one."""
    row = db.execute("SELECT charter FROM assessment_charters WHERE actor = ?", (actor,)).fetchone()
    return str(row[0]) if row else None


def choose(db: Db, actor: str, charter: str | None, now: str) -> None:
    """Answer this version from now on; None: the common one."""
    db.execute("DELETE FROM assessment_charters WHERE actor = ?", (actor,))
    if charter is not None:
        db.execute("INSERT INTO assessment_charters VALUES (?, ?, ?)", (actor, charter, now))


def carry(db: Db, actor: str, version: str, answers: Iterable[Saved]) -> None:
    """A report was published: its answers are where the next begins, and what an earlier one of its charter said goes.

    What was written at the desk and is in no report yet stays, of the practices that the report is silent on; and what
    a report of another charter says. `version`: `2.0`, or `reseau-nord/1.0`.
    """
    named = "CASE WHEN instr(charter, '/') THEN substr(charter, 1, instr(charter, '/')) ELSE '' END"
    sql = f"DELETE FROM assessment_answers WHERE actor = ? AND report IS NOT NULL AND {named} = ?"
    db.execute(sql, (actor, version.rpartition("/")[0] + "/" if "/" in version else ""))
    for saved in answers:
        keep(db, actor, saved)


def _saved(row: Row) -> Saved:
    practice, charter, answer, email, at, report = row
    return Saved(practice, charter, orjson.loads(answer), email, at, report)
