"""Signing up for a digest, in two steps: an address is given, and whoever reads what arrives there confirms.

The answer to an address is the same whether it is known, refused or written to a minute ago: nobody learns here who
hears of what. An address gets one confirmation a day, and a node sends so many a day at most; one that does not confirm
is forgotten after two days.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from node.accounts.sessions import hash_of
from node.digest.question import said
from node.digest.rhythm import Rhythm, next_edition, rhythm_of
from node.digest.state import name_of
from node.errors import Missing, NodeError, Unready
from node.home import Home
from node.mail.letters import Letter, is_address
from node.mail.posting import post
from node.mail.troubles import SAID
from node.outboxes import secret as node_secret
from node.store import digests, letters
from node.store.connection import Db
from node.store.digests import Asking
from vocab.language import Language, Text

DAY_S: Final = 86_400.0
CONFIRM_S: Final = 2 * DAY_S

NO_ADDRESS: Final = Text(
    "Il manque une adresse de courriel, comme nom@exemple.org.",
    "An e-mail address is needed, such as name@example.org.",
)
NO_RHYTHM: Final = Text(
    "Choisissez : chaque jour, chaque semaine ou chaque mois.", "Choose: each day, each week or each month."
)
NO_LONGER: Final = Text(
    "Ce lien a déjà servi, ou ses deux jours sont passés : donnez à nouveau votre adresse.",
    "This link was used already, or its two days have passed: give your address again.",
)
NOBODY: Final = Text("Plus aucun courriel ne part à ce titre.", "No e-mail leaves on this account any more.")
RHYTHM: Final[dict[Rhythm, Text]] = {
    "daily": Text("chaque jour", "each day"),
    "weekly": Text("chaque semaine", "each week"),
    "monthly": Text("chaque mois", "each month"),
}
SUBJECT: Final = Text("{site} : confirmez votre abonnement", "{site}: confirm what you asked for")
LEAD: Final = Text(
    "Quelqu'un a demandé que cette adresse reçoive, {rhythm}, ce qui est nouveau, changé ou terminé : {what}.",
    "Somebody asked that this address gets, {rhythm}, what is new, changed or ended: {what}.",
)
NOT_YOU: Final = Text(
    "Si ce n'est pas vous, ne faites rien : l'adresse est oubliée dans deux jours.",
    "If it was not you, do nothing: the address is forgotten in two days.",
)
BUTTON: Final = Text("Confirmer", "Confirm")


def ask(db: Db, home: Home, email: str, question: str, rhythm: str, language: Language) -> None:
    """Write to an address to have it confirmed, if it may be written to; raises `Unready`, `NodeError`."""
    if home.office is None:
        raise Unready(SAID["unset"])
    if not is_address(email):
        raise NodeError(NO_ADDRESS)
    chosen = rhythm_of(rhythm)
    if chosen is None:
        raise NodeError(NO_RHYTHM)
    mark, now = home.office.sealer.mark(email), home.now()
    if not _may_be_asked(db, home, mark, now):
        return
    secret = home.secret()
    sealed = home.office.sealer.seal(email, now)
    letter = Letter(
        "digest-confirm",
        email,
        language,
        SUBJECT.in_(language).format(site=home.settings.title),
        (
            LEAD.in_(language).format(
                rhythm=RHYTHM[chosen].in_(language), what=said(question, home.vocabulary, language)
            ),
        ),
        (BUTTON.in_(language), f"{home.origin}/digest/confirm/{secret}"),
        after=(NOT_YOU.in_(language),),
    )
    if post(db, home, letter, CONFIRM_S):
        digests.ask(db, Asking(hash_of(secret), mark, sealed, question, chosen, language, now))


def find(db: Db, home: Home, secret: str) -> Asking:
    """What a letter's link would confirm; raises `Missing` when it has served or was too long ago."""
    found = digests.asking(db, hash_of(secret), home.now() - CONFIRM_S)
    if found is None:
        raise Missing(NO_LONGER)
    return found


def confirm(db: Db, home: Home, secret: str, known: bytes) -> None:
    """Begin to send: `known` is the state of the question now, so that the first letter tells what comes after.

    Raises `Missing`.
    """
    found = find(db, home, secret)
    rhythm = rhythm_of(found.rhythm)
    assert rhythm is not None
    name = name_of(known)
    digests.keep_state(db, name, known)
    stop = hash_of(stop_secret(db, found.mark, found.question))
    digests.confirm(db, found, stop, name, next_edition(rhythm, home.now()))


def stop_secret(db: Db, mark: str, question: str) -> str:
    """What ends somebody's digest: the same in each letter."""
    return hmac.new(node_secret(db), f"digest {mark} {question}".encode(), hashlib.sha256).hexdigest()[:40]


def find_stop(db: Db, home: Home, secret: str, language: Language) -> str:
    """What a link ends, in words. Raises `Missing`."""
    found = digests.stopped_by(db, hash_of(secret))
    if found is None:
        raise Missing(NOBODY)
    return said(found.question, home.vocabulary, language)


def stop(db: Db, secret: str) -> None:
    """Send it no more; the same when it was not sent."""
    found = digests.stopped_by(db, hash_of(secret))
    if found is not None:
        digests.drop(db, found.num)


def _may_be_asked(db: Db, home: Home, mark: str, now: float) -> bool:
    """Whether a confirmation may leave for an address. A no is told to nobody."""
    settings = home.settings
    return (
        not letters.is_stopped(db, mark)
        and not digests.asked_since(db, mark, now - DAY_S)
        and digests.count_asked(db, now - DAY_S) < settings.digest_asks_per_day
        and digests.count(db) < settings.digests_most
    )
