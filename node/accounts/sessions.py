"""Being signed in: a secret in one browser's cookie, its hash in a row that can be ended from anywhere."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Final, Literal

from node.accounts import journal, telling
from node.home import Home
from node.store import accounts, half_sign_ins, sessions, sign_in_links, tokens
from node.store.accounts import Account
from node.store.connection import Db
from node.store.sessions import Session
from vocab.language import Language

DAY_S: Final = 86_400
# A person with more browsers than this has forgotten some of them.
MOST: Final = 20
# How old the note of when somebody was last seen may be.
SEEN_AGAIN_S: Final = 600.0
MAX_AGENT: Final = 200
# For so long after signing in nobody is asked again who they are.
FRESH_S: Final = 900.0

# How somebody showed who they are.
Way = Literal["password", "link", "passkey"]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is at the desk; `csrf` is what a form of theirs has to bring back."""

    account: Account
    session: Session
    csrf: str


def begin(db: Db, home: Home, email: str, agent: str, way: Way = "password") -> str:
    """Sign a person in; gives the secret for their browser."""
    secret = home.secret()
    now = home.now()
    sessions.keep(db, Session(hash_of(secret), email, now, now, _end(home, now), agent[:MAX_AGENT], way))
    sessions.trim(db, email, MOST)
    journal.note(db, home, email, "signed_in", email)
    return secret


def find(db: Db, home: Home, secret: str) -> SignedIn | None:
    """Who holds this secret; None when nobody does any more."""
    session = sessions.find(db, hash_of(secret), home.now())
    account = accounts.find(db, session.email) if session else None
    if session is None or account is None:
        return None
    return SignedIn(account, session, token_for(secret))


def is_stale(signed_in: SignedIn, now: float) -> bool:
    """Whether it is time to note that its person is still there."""
    return now - signed_in.session.seen > SEEN_AGAIN_S


def is_fresh(signed_in: SignedIn, now: float) -> bool:
    """Whether this person has only just shown who they are."""
    return now - signed_in.session.created < FRESH_S


def may_renew(signed_in: SignedIn, now: float) -> bool:
    """Whether a new password asks for no old one: who just came in by a link has none, or has forgotten it."""
    return signed_in.session.way == "link" and is_fresh(signed_in, now)


def prolong(db: Db, home: Home, hash: str) -> None:
    """Its person is there: it holds for as long again."""
    now = home.now()
    sessions.seen(db, hash, now, _end(home, now))


def end(db: Db, home: Home, email: str, hash: str) -> bool:
    """Sign a person out of one browser; False when it is none of theirs."""
    ended = sessions.end(db, email, hash)
    if ended:
        journal.note(db, home, email, "signed_out", email)
    return ended


def change_password(
    db: Db,
    home: Home,
    email: str,
    password: str,
    keeping: str = "",
    language: Language | None = None,
    by: str | None = None,
) -> None:
    """Another password hash; every other browser, and every program this person let in, is signed out.

    What waits to sign in is worth nothing any more, and a letter tells the person, in `language`. `by`: who did it,
    when it was not the person.
    """
    accounts.keep(db, email, password, home.now_iso())
    sessions.end_of_person(db, email, but=keeping)
    tokens.end_of_person(db, email, home.now_iso())
    half_sign_ins.end_of_person(db, email)
    sign_in_links.end_of_person(db, email)
    journal.note(db, home, by or email, "password", email)
    telling.tell(db, home, email, "password", language)


def hash_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token_for(secret: str) -> str:
    """What a form has to bring back: only a page of this node, shown to this browser, can know it (OWASP, CSRF)."""
    return hmac.new(secret.encode(), b"csrf", hashlib.sha256).hexdigest()


def _end(home: Home, now: float) -> float:
    return now + home.settings.session_days * DAY_S
