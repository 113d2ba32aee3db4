"""Disagreements: what an actor elsewhere said of its followers here when we held another list (FEP-8fcf)."""

from __future__ import annotations

from dataclasses import dataclass

from node.store.connection import Db


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Where `subject` lists its followers here, the digest it gave, ours at that moment, when an errand was made."""

    subject: str
    url: str
    digest: str
    ours: str
    asked: float


_COLUMNS = "subject, url, digest, ours, asked"


def keep(db: Db, found: Disagreement) -> None:
    """Write the newest disagreement with an actor in place of the last."""
    db.execute(
        f"INSERT INTO disagreements ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (subject) DO UPDATE SET url = excluded.url, digest = excluded.digest, ours = excluded.ours,"
        " asked = excluded.asked",
        (found.subject, found.url, found.digest, found.ours, found.asked),
    )


def find(db: Db, subject: str) -> Disagreement | None:
    """The last disagreement with an actor."""
    row = db.execute(f"SELECT {_COLUMNS} FROM disagreements WHERE subject = ?", (subject,)).fetchone()
    return Disagreement(*row) if row else None


def prune(db: Db, before: float) -> int:
    """Forget those of before: another one may be looked into."""
    return db.execute("DELETE FROM disagreements WHERE asked < ?", (before,)).rowcount
