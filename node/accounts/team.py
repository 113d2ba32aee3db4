"""The people of an organisation, and those of the node: who is what, and how that changes."""

from __future__ import annotations

from typing import Final

from node.accounts import journal
from node.errors import Missing, NotAllowed
from node.home import Home
from node.store import accounts, passkeys, sessions, tokens
from node.store.accounts import NodeRole, Role
from node.store.connection import Db
from vocab.language import Text

LAST: Final = Text(
    "C'est la dernière personne qui administre ce nœud : nommez-en d'abord une autre.",
    "This is the last person who administers this node: appoint another first.",
)


def change(db: Db, home: Home, by: str, email: str, actor: str, role: Role) -> None:
    """A person of an organisation becomes editor or reader. Raises `Missing`."""
    account = accounts.find(db, email)
    if account is None or actor not in account.roles:
        raise _unknown(email)
    accounts.admit(db, email, actor, role)
    if role == "reader":
        tokens.end_of_person_for(db, email, actor, home.now_iso())
    journal.note(db, home, by, "role", f"{role} {email}", actor)


def dismiss(db: Db, home: Home, by: str, email: str, actor: str) -> None:
    """A person leaves an organisation, and the programs they let act for it too. Raises `Missing`."""
    if not accounts.dismiss(db, email, actor):
        raise _unknown(email)
    tokens.end_of_person_for(db, email, actor, home.now_iso())
    journal.note(db, home, by, "dismissed", email, actor)


def appoint(db: Db, home: Home, by: str, email: str, role: NodeRole) -> None:
    """What a person is to the whole node. Raises `Missing`, `NotAllowed` for the last administrator."""
    account = accounts.find(db, email)
    if account is None:
        raise _unknown(email)
    if role != "administrator":
        require_another(db, email)
    accounts.appoint(db, email, role)
    journal.note(db, home, by, "role", f"{role} {email}")


def shut_out(db: Db, home: Home, by: str, email: str) -> None:
    """A person may not sign in any more, nor any program they let in; let in again, their passkeys open nothing.

    Raises `Missing`.
    """
    if not accounts.disable(db, email, home.now_iso()):
        raise _unknown(email)
    sessions.end_of_person(db, email)
    passkeys.drop_all(db, email)
    tokens.end_of_person(db, email, home.now_iso())
    journal.note(db, home, by, "dismissed", email)


def require_another(db: Db, email: str) -> None:
    """Raises `NotAllowed` when nobody would be left who may run this node."""
    account = accounts.find(db, email)
    if account is not None and account.role == "administrator" and accounts.administrators(db) == 1:
        raise NotAllowed(LAST)


def _unknown(email: str) -> Missing:
    return Missing(Text(f"{email} n'a pas d'accès ici.", f"{email} has no access here."))
