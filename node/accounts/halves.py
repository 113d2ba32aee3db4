"""Half signed in: after the password or the link of whoever has a second factor, until the code is right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from node.accounts import second_factor, sessions
from node.accounts.sessions import Way, hash_of
from node.errors import Missing
from node.home import Home
from node.store import accounts, half_sign_ins
from node.store.connection import Db
from node.store.half_sign_ins import Half
from vocab.language import Text

HOLDS_S: Final = 600.0
TRIES: Final = 5

OVER: Final = Text(
    "Trop de codes essayés, ou trop de temps passé : connectez-vous de nouveau depuis le début.",
    "Too many codes tried, or too much time gone: sign in again from the beginning.",
)


@dataclass(frozen=True, slots=True)
class Entered:
    """`whole`: signed in, and the secret is for the browser; else it is for the page that asks for a code."""

    secret: str
    whole: bool


def enter(db: Db, home: Home, email: str, agent: str, way: Way) -> Entered:
    """Sign in whoever showed a password or a link, or ask for a code where they have a second factor."""
    if not second_factor.is_on(db, email):
        return Entered(sessions.begin(db, home, email, agent, way), whole=True)
    half_sign_ins.prune(db, home.now())
    secret = home.secret()
    half_sign_ins.keep(db, hash_of(secret), Half(email, way, TRIES), home.now() + HOLDS_S)
    return Entered(secret, whole=False)


def person_of(db: Db, home: Home, secret: str) -> str:
    """Who that is. Raises `Missing` when it holds no more."""
    return _find(db, home, secret).email


def finish(db: Db, home: Home, secret: str, typed: str, agent: str) -> str | None:
    """Sign them in for a right code; gives the secret for their browser, None for a wrong one.

    Raises `Missing` when it holds no more, `RateLimited`.
    """
    half = _find(db, home, secret)
    if not second_factor.check(db, home, half.email, typed):
        half_sign_ins.failed(db, hash_of(secret))
        return None
    half_sign_ins.end_of_person(db, half.email)
    return sessions.begin(db, home, half.email, agent, "link" if half.way == "link" else "password")


def _find(db: Db, home: Home, secret: str) -> Half:
    half = half_sign_ins.find(db, hash_of(secret), home.now())
    if half is None or accounts.find(db, half.email) is None:
        raise Missing(OVER)
    return half
