"""Passkeys: a key that a person's device holds for this node signs them in, by itself and with nothing to remember."""

from __future__ import annotations

from typing import Final

from node.accounts import authenticators, challenges, journal, sessions, telling
from node.accounts.authenticators import Signed, Unproved
from node.errors import Missing, NotAllowed
from node.home import Home
from node.store import accounts, passkeys, sign_in_links
from node.store.connection import Db
from node.store.passkeys import Passkey
from vocab.language import Language, Text

# Of one person.
MOST: Final = 20
MAX_NAME: Final = 60
SIGN_IN: Final = "sign in"

TOO_MANY: Final = Text(
    f"Vous avez déjà {MOST} clés d'accès : retirez-en d'abord.", f"You have {MOST} passkeys already: remove some first."
)
NONE: Final = Text("Cette clé d'accès n'est pas une des vôtres.", "This passkey is none of yours.")


def to_sign_in(home: Home) -> dict[str, str] | None:
    """What a page asks a device to sign in with; None where there can be no passkey."""
    place = authenticators.place_of(home.origin)
    return {"challenge": challenges.make(home, SIGN_IN), "place": place} if place else None


def to_add(home: Home, session: str) -> dict[str, str] | None:
    """What a page of this session asks a device to make a key with."""
    place = authenticators.place_of(home.origin)
    return {"challenge": challenges.make(home, _adding(session)), "place": place} if place else None


def handle_of(home: Home, email: str) -> bytes:
    """By which a person's devices know them: nobody can tell the address from it."""
    if home.sealer is None:
        raise RuntimeError("this node was opened without the key that seals secrets")
    return home.sealer.stamp("passkeys of", email.encode())


def add(
    db: Db,
    home: Home,
    email: str,
    session: str,
    client_data: bytes,
    attestation: bytes,
    name: str,
    language: Language | None = None,
) -> bool:
    """One more passkey; False when it is not what the page of this session asked for. Raises `NotAllowed`: too many."""
    if len(passkeys.of(db, email)) >= MOST:
        raise NotAllowed(TOO_MANY)
    try:
        challenge = authenticators.challenge_in(client_data)
        if not challenges.is_ours(home, _adding(session), challenge):
            return False
        made = authenticators.made(home.origin, client_data, attestation)
    except Unproved:
        return False
    if not challenges.spend(db, home, challenge):
        return False
    said = " ".join(name.split())[:MAX_NAME]
    new = Passkey(made.id, email, handle_of(home, email), made.credential, made.counter, said, home.now())
    # WebAuthn 7.1, step 26: an id that somebody has is nobody else's.
    if not passkeys.keep(db, new):
        return False
    journal.note(db, home, email, "passkey", said)
    telling.tell(db, home, email, "passkey", language)
    return True


def sign_in(db: Db, home: Home, signed: Signed, agent: str) -> str | None:
    """Sign in whose passkey signed; gives the secret for their browser, None without saying what is wrong."""
    kept = passkeys.find(db, signed.name)
    if kept is None or accounts.find(db, kept.email) is None:
        return None
    try:
        challenge = authenticators.challenge_in(signed.client_data)
        if not challenges.is_ours(home, SIGN_IN, challenge) or signed.handle != kept.handle:
            return None
        counter = authenticators.counter_of(home.origin, kept.credential, signed)
    except Unproved:
        return None
    if not challenges.spend(db, home, challenge):
        return None
    # WebAuthn 7.2, step 22: a counter that does not grow is that of a copy. Devices that do not count say 0 for ever.
    if (counter or kept.counter) and counter <= kept.counter:
        journal.note(db, home, kept.email, "passkey_copied", kept.name)
        return None
    passkeys.used(db, kept.id, counter, home.now())
    sign_in_links.end_of_person(db, kept.email)
    return sessions.begin(db, home, kept.email, agent, "passkey")


def remove(db: Db, home: Home, email: str, id: str, language: Language | None = None) -> None:
    """A passkey signs nobody in any more. Raises `Missing`."""
    kept = passkeys.find(db, id)
    if kept is None or not passkeys.drop(db, email, id):
        raise Missing(NONE)
    journal.note(db, home, email, "passkey_off", kept.name)
    telling.tell(db, home, email, "passkey_off", language)


def _adding(session: str) -> str:
    return f"add to {session}"
