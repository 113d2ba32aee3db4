"""Signing in by a link: a letter with a secret, good once and for a quarter of an hour.

Whoever asks is told the same whether anybody has that address or not, and the same is done: a row is kept and a letter
written in both cases; the one for nobody ends before it leaves.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from node.accounts import halves, journal
from node.accounts.halves import Entered
from node.accounts.sessions import hash_of
from node.errors import Missing, Unready
from node.home import Home
from node.mail.letters import Letter
from node.mail.posting import post
from node.mail.troubles import SAID
from node.store import accounts, sign_in_links
from node.store.connection import Db
from vocab.language import Language, Text

HOLDS_S: Final = 900.0
# Links for one address that hold at once.
MOST: Final = 3
# One that an administrator hands over has to reach its person.
HANDED_S: Final = 86_400.0

NO_LONGER: Final = Text(
    "Ce lien a déjà servi, ou son temps est passé : demandez-en un autre.",
    "This link was used already, or its time has passed: ask for another.",
)
SUBJECT: Final = Text("Se connecter à {site}", "Sign in to {site}")
SAYS: Final = Text(
    "Vous avez demandé à vous connecter sans mot de passe. Ouvrez la page et appuyez sur le bouton.",
    "You asked to sign in without a password. Open the page and press the button.",
)
BUTTON: Final = Text("Ouvrir la page", "Open the page")
ELSE: Final = Text(
    "Le lien vaut un quart d'heure, une seule fois. Si ce n'est pas vous, ne faites rien, et ne le donnez à personne.",
    "The link holds for a quarter of an hour, once. If it was not you, do nothing, and give it to nobody.",
)


def send(db: Db, home: Home, email: str, next: str, language: Language) -> None:
    """Send a link to whoever has this address here. Raises `Unready` where no e-mail leaves."""
    if home.office is None:
        raise Unready(SAID["unset"])
    now, mark, account = home.now(), home.office.sealer.mark(email), accounts.find(db, email)
    sign_in_links.prune(db, now)
    if sign_in_links.count(db, mark, now) >= MOST:
        return
    secret = home.secret()
    sign_in_links.keep(db, hash_of(secret), mark, account.email if account else None, now, now + HOLDS_S)
    link = f"{home.origin}/login/link/{secret}?{urlencode({'next': next})}"
    letter = Letter(
        "sign-in",
        email,
        language,
        SUBJECT.in_(language).format(site=home.settings.title),
        (SAYS.in_(language),),
        (BUTTON.in_(language), link),
        (ELSE.in_(language),),
    )
    post(db, home, letter, HOLDS_S if account else 0.0)


def hand(db: Db, home: Home, by: str, email: str) -> str:
    """A link for an administrator to hand to somebody who forgot their password; the journal says who made it.

    Raises `Missing` for somebody without access.
    """
    account, now = accounts.find(db, email), home.now()
    if account is None:
        raise Missing(Text(f"{email} n'a pas d'accès ici.", f"{email} has no access here."))
    secret = home.secret()
    sign_in_links.keep(db, hash_of(secret), "handed over", account.email, now, now + HANDED_S)
    journal.note(db, home, by, "handed_link", email)
    return f"{home.origin}/login/link/{secret}"


def find(db: Db, home: Home, secret: str) -> str:
    """Whom a link would sign in. Raises `Missing`."""
    email = sign_in_links.find(db, hash_of(secret), home.now())
    if email is None or accounts.find(db, email) is None:
        raise Missing(NO_LONGER)
    return email


def use(db: Db, home: Home, secret: str, agent: str) -> Entered:
    """Sign a person in, once, or ask for their second factor. Raises `Missing`."""
    email = find(db, home, secret)
    sign_in_links.end_of_person(db, email)
    return halves.enter(db, home, email, agent, "link")
