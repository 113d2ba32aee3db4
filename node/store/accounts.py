"""People who may sign in, and what they may act for. Only hashes of passwords are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from node.store.connection import Db, Row

NodeRole = Literal["administrator", "moderator", "member"]
Role = Literal["editor", "reader"]
_COLUMNS = "email, name, role, everywhere, created, disabled"


@dataclass(frozen=True, slots=True)
class Account:
    """A person; `roles`: what they are to organisations of this node, by actor; `everywhere`: editor of all of them."""

    email: str
    name: str
    role: NodeRole
    everywhere: bool
    created: str
    disabled: str | None
    roles: dict[str, Role]


def keep(db: Db, email: str, password: str, created: str) -> None:
    """Write a person's password hash; somebody new acts for all of this node until `limit` says otherwise."""
    db.execute(
        "INSERT INTO users (email, password, created) VALUES (?, ?, ?)"
        " ON CONFLICT (email) DO UPDATE SET password = excluded.password, disabled = NULL",
        (email, password, created),
    )


def rehash(db: Db, email: str, old: str, new: str) -> None:
    """The same password in another string, unless it was changed meanwhile."""
    db.execute("UPDATE users SET password = ? WHERE email = ? AND password = ?", (new, email, old))


def rename(db: Db, email: str, name: str) -> None:
    """How the others here know a person."""
    db.execute("UPDATE users SET name = ? WHERE email = ?", (name, email))


def appoint(db: Db, email: str, role: NodeRole) -> None:
    """What a person is to the whole node."""
    db.execute("UPDATE users SET role = ? WHERE email = ?", (role, email))


def limit(db: Db, email: str, roles: dict[str, Role]) -> None:
    """A person who acts for these organisations alone, not for all of this node."""
    db.execute("UPDATE users SET everywhere = 0 WHERE email = ?", (email,))
    db.execute("DELETE FROM user_actors WHERE email = ?", (email,))
    for actor, role in roles.items():
        admit(db, email, actor, role)


def admit(db: Db, email: str, actor: str, role: Role) -> None:
    """A person is, from now on, this to one organisation."""
    db.execute(
        "INSERT INTO user_actors (email, actor, role) VALUES (?, ?, ?)"
        " ON CONFLICT (email, actor) DO UPDATE SET role = excluded.role",
        (email, actor, role),
    )


def dismiss(db: Db, email: str, actor: str) -> bool:
    """A person is nothing to an organisation any more; False when they were not."""
    sql = "DELETE FROM user_actors WHERE email = ? AND actor = ?"
    return db.execute(sql, (email, actor)).rowcount > 0


def disable(db: Db, email: str, now: str) -> bool:
    """Shut a person out; False when unknown."""
    return db.execute("UPDATE users SET disabled = ? WHERE email = ?", (now, email)).rowcount > 0


def find(db: Db, email: str) -> Account | None:
    """A person who may sign in; None for one who is unknown or shut out."""
    row = db.execute(f"SELECT {_COLUMNS} FROM users WHERE email = ? AND disabled IS NULL", (email,)).fetchone()
    return _account(db, row) if row else None


def known(db: Db, email: str) -> bool:
    """Whether this person was ever given access."""
    return db.execute("SELECT 1 FROM users WHERE email = ?", (email,)).fetchone() is not None


def password_of(db: Db, email: str) -> str | None:
    """The password hash of a person who may sign in."""
    row = db.execute("SELECT password FROM users WHERE email = ? AND disabled IS NULL", (email,)).fetchone()
    return str(row[0]) if row else None


def every(db: Db) -> list[Account]:
    """Everybody who has or had access, by address."""
    return [_account(db, row) for row in db.execute(f"SELECT {_COLUMNS} FROM users ORDER BY email").fetchall()]


def people_of(db: Db, actor: str) -> list[Account]:
    """Who may sign in and is something to this organisation, those of the whole node included."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM users WHERE disabled IS NULL AND (everywhere = 1 OR role = 'administrator'"
        " OR email IN (SELECT email FROM user_actors WHERE actor = ?)) ORDER BY email",
        (actor,),
    )
    return [_account(db, row) for row in rows.fetchall()]


def administrators(db: Db) -> int:
    """How many may run this node."""
    sql = "SELECT count(*) FROM users WHERE role = 'administrator' AND disabled IS NULL"
    return int(db.execute(sql).fetchone()[0])


def _account(db: Db, row: Row) -> Account:
    email, name, role, everywhere, created, disabled = row
    roles = db.execute("SELECT actor, role FROM user_actors WHERE email = ? ORDER BY actor", (email,)).fetchall()
    return Account(email, name, role, bool(everywhere), created, disabled, {actor: each for actor, each in roles})
