"""Programs, the codes people agreed to, and the tokens these became. Only hashes of codes and tokens are kept."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Final

import orjson

from node.store.connection import Db

# Programs that somebody named and nobody agreed to: enough for everyone who is reading the page of consent.
MAX_UNUSED: Final = 2_000


@dataclass(frozen=True, slots=True)
class Code:
    """An agreement waiting to be changed for a token; `used` once it was."""

    hash: str
    program: str
    redirect: str
    actor: str
    person: str
    scope: str
    challenge: str
    expires: float
    consent: str
    used: float | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """A token in force or not: what it permits, to which program, by which agreement."""

    hash: str
    actor: str
    person: str | None
    scope: str
    kind: str
    program: str | None
    consent: str | None
    expires: float | None
    revoked: str | None = None


def keep_program(db: Db, id: str, name: str, redirects: tuple[str, ...], now: float) -> None:
    """Write a program as it describes itself now; of those to which nobody ever agreed only the newest stay (R14)."""
    db.execute(
        "INSERT INTO oauth_programs (id, name, redirects, read) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name, redirects = excluded.redirects, read = excluded.read",
        (id, name, orjson.dumps(redirects).decode(), now),
    )
    # Whoever asks for the page of consent names a program, and needs nobody's leave for that.
    db.execute(
        "DELETE FROM oauth_programs WHERE id IN (SELECT id FROM oauth_programs AS p"
        " WHERE id NOT IN (SELECT program FROM tokens WHERE program IS NOT NULL)"
        " AND id NOT IN (SELECT program FROM oauth_codes) ORDER BY read DESC, id LIMIT -1 OFFSET ?)",
        (MAX_UNUSED,),
    )


def find_program(db: Db, id: str) -> tuple[str, tuple[str, ...]] | None:
    """(name, redirect addresses) of a program as last read."""
    row = db.execute("SELECT name, redirects FROM oauth_programs WHERE id = ?", (id,)).fetchone()
    return (str(row[0]), tuple(orjson.loads(row[1]))) if row else None


def keep_code(db: Db, code: Code) -> None:
    """Write a code; those long past are swept out on the way."""
    db.execute("DELETE FROM oauth_codes WHERE expires < ?", (code.expires - 86_400,))
    db.execute(
        "INSERT INTO oauth_codes (hash, program, redirect, actor, person, scope, challenge, expires, consent, used)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        astuple(code),
    )


def find_code(db: Db, hash: str) -> Code | None:
    """A code, used or not."""
    row = db.execute(
        "SELECT hash, program, redirect, actor, person, scope, challenge, expires, consent, used FROM oauth_codes"
        " WHERE hash = ?",
        (hash,),
    ).fetchone()
    return Code(*row) if row else None


def use_code(db: Db, hash: str, now: float) -> None:
    """A code serves once; it is remembered for a day, so that a second use is noticed."""
    db.execute("UPDATE oauth_codes SET used = ? WHERE hash = ?", (now, hash))


def keep_token(db: Db, token: Token, created: str) -> None:
    """Write a token's hash with what it permits."""
    db.execute(
        "INSERT INTO tokens (hash, actor, person, scope, kind, program, consent, expires, revoked, created)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*astuple(token), created),
    )


def find_token(db: Db, hash: str) -> Token | None:
    """A token, in force or not."""
    row = db.execute(
        "SELECT hash, actor, person, scope, kind, program, consent, expires, revoked FROM tokens WHERE hash = ?",
        (hash,),
    ).fetchone()
    return Token(*row) if row else None


def revoke_consent(db: Db, consent: str, now: str) -> None:
    """End every token of an agreement."""
    db.execute("UPDATE tokens SET revoked = ? WHERE consent = ? AND revoked IS NULL", (now, consent))


def revoke_token(db: Db, hash: str, now: str) -> None:
    """End one token."""
    db.execute("UPDATE tokens SET revoked = ? WHERE hash = ? AND revoked IS NULL", (now, hash))
