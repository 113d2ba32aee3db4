"""Pages on which somebody proves that a listed organisation is theirs. Only hashes of their secrets are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from node.store.connection import Db

Way = Literal["letter", "code"]
_COLUMNS = "hash, listing, way, mark, made, expires, tries"


@dataclass(frozen=True, slots=True)
class ClaimProof:
    """One such page. Times in Unix seconds; `tries`: how often the website was read for it."""

    hash: str
    listing: str
    way: Way
    mark: str
    made: float
    expires: float
    tries: int = 0


def keep(db: Db, proof: ClaimProof) -> None:
    """A new page."""
    db.execute(
        f"INSERT INTO claim_proofs ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (proof.hash, proof.listing, proof.way, proof.mark, proof.made, proof.expires, proof.tries),
    )


def find(db: Db, hash: str, now: float) -> ClaimProof | None:
    """The page while it holds."""
    row = db.execute(f"SELECT {_COLUMNS} FROM claim_proofs WHERE hash = ? AND expires > ?", (hash, now)).fetchone()
    return ClaimProof(*row) if row else None


def of_listing(db: Db, listing: str, now: float) -> list[ClaimProof]:
    """Those of one listing that hold."""
    sql = f"SELECT {_COLUMNS} FROM claim_proofs WHERE listing = ? AND expires > ? ORDER BY made, hash"
    return [ClaimProof(*row) for row in db.execute(sql, (listing, now))]


def tried(db: Db, hash: str) -> None:
    """The website was read once more."""
    db.execute("UPDATE claim_proofs SET tries = tries + 1 WHERE hash = ?", (hash,))


def settle(db: Db, listing: str) -> None:
    """A listing is claimed: no other page of it leads anywhere."""
    db.execute("DELETE FROM claim_proofs WHERE listing = ?", (listing,))


def prune(db: Db, now: float) -> int:
    """Forget those that ended by themselves."""
    return db.execute("DELETE FROM claim_proofs WHERE expires <= ?", (now,)).rowcount
