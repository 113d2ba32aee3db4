"""Goals: how far an organisation wants to come with a practice, by when, and what became of it. They leave no node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from node.store.connection import Db, Row

_COLUMNS: Final = "num, practice, level, aim, due, who, help, request, state, reason, since, closed"


@dataclass(frozen=True, slots=True)
class Goal:
    """From `level` to `aim` by `due` (a day). `state`: open, done, given_up; `closed`: when it was. `request`: the one
    that was published for the help wanted.
    """

    num: int
    practice: str
    level: int
    aim: int
    due: str
    who: str
    help: str
    request: str | None
    state: str
    reason: str
    since: str
    closed: str | None


@dataclass(frozen=True, slots=True)
class Move:
    """A goal's day was moved: when, from which day to which, and why."""

    goal: int
    at: str
    was: str
    due: str
    reason: str


def keep(db: Db, actor: str, goal: Goal) -> int:
    """Write a new goal; its number."""
    return int(
        db.execute(
            "INSERT INTO goals (actor, practice, level, aim, due, who, help, request, state, reason, since)"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?) RETURNING num",
            (actor, goal.practice, goal.level, goal.aim, goal.due, goal.who, goal.help, goal.request, goal.state)
            + (goal.reason, goal.since),
        ).fetchone()[0]
    )


def find(db: Db, actor: str, num: int) -> Goal | None:
    """A goal of this organisation."""
    row = db.execute(f"SELECT {_COLUMNS} FROM goals WHERE actor = ? AND num = ?", (actor, num)).fetchone()
    return _goal(row) if row else None


def each(db: Db, actor: str) -> list[Goal]:
    """The goals of an organisation, by their day."""
    return [
        _goal(row) for row in db.execute(f"SELECT {_COLUMNS} FROM goals WHERE actor = ? ORDER BY due, num", (actor,))
    ]


def close(db: Db, actor: str, num: int, state: str, reason: str, at: str) -> None:
    """It was reached, or given up and why."""
    sql = "UPDATE goals SET state = ?, reason = ?, closed = ? WHERE actor = ? AND num = ? AND state = 'open'"
    db.execute(sql, (state, reason, at, actor, num))


def move(db: Db, actor: str, move: Move) -> None:
    """Its day is another; the former is remembered."""
    db.execute("UPDATE goals SET due = ? WHERE actor = ? AND num = ? AND state = 'open'", (move.due, actor, move.goal))
    sql = "INSERT INTO goal_moves (goal, at, was, due, reason) VALUES (?,?,?,?,?)"
    db.execute(sql, (move.goal, move.at, move.was, move.due, move.reason))


def moves(db: Db, actor: str) -> list[Move]:
    """Every move of an organisation's goals, the oldest first."""
    sql = (
        "SELECT m.goal, m.at, m.was, m.due, m.reason FROM goal_moves m JOIN goals g ON g.num = m.goal"
        " WHERE g.actor = ? ORDER BY m.at, m.goal"
    )
    return [Move(*row) for row in db.execute(sql, (actor,))]


def _goal(row: Row) -> Goal:
    return Goal(*row)
