"""Hooking: an editor says where a program waits for news; it is told any only after it answered a challenge.

The address goes through the guard when it is given and each time it is told something; no redirect is followed, so that
nobody makes this node speak to what they could not reach themselves.
"""

from __future__ import annotations

from typing import Final

import orjson

from federation.client import Client
from federation.errors import FederationError
from node.accounts import journal
from node.accounts.permits import may
from node.digest.state import State, name_of
from node.errors import Missing, NodeError, NotAllowed, Unready
from node.home import Home
from node.mail.sealing import Sealer
from node.store import accounts, digests, webhooks
from node.store.connection import Db
from node.store.webhooks import Webhook
from node.webhooks.signing import HEADER, signature
from vocab.language import Text

MOST_EACH: Final = 10
MAX_URL: Final = 500

TOO_MANY: Final = Text(
    f"{MOST_EACH} adresses au plus par personne : retirez-en une d'abord.",
    f"{MOST_EACH} addresses a person at most: remove one first.",
)
NO_SUCH: Final = Text("Cette adresse n'est plus prévenue.", "This address is no longer told.")
NO_KEY: Final = Text("Ce nœud n'a pas de clé pour garder un secret.", "This node has no key to keep a secret with.")
NO_ANSWER: Final = Text(
    "Cette adresse n'a pas répondu au défi : {why} Elle doit répondre 200 et rendre le défi reçu.",
    "This address did not answer the challenge: {why} It must answer 200 and give back the challenge it got.",
)
NOT_GIVEN_BACK: Final = Text("le défi n'est pas dans sa réponse.", "the challenge is not in its answer.")


async def challenge(client: Client, home: Home, url: str, secret: str) -> None:
    """Ask the program at an address whether it wants to be told; raises `NodeError` with the reason when not."""
    token = home.secret()
    body = orjson.dumps({"type": "challenge", "challenge": token})
    headers = {HEADER: signature(secret, body, home.now()), "Bocage-Event": "challenge"}
    try:
        said = await client.hand(url, body, headers)
    except FederationError as error:
        raise NodeError(_unanswered(error.public), str(error)[:300]) from error
    if token not in said:
        raise NodeError(_unanswered(NOT_GIVEN_BACK))


def room(db: Db, email: str) -> None:
    """Raises `NotAllowed` for somebody who has as many as one may."""
    if webhooks.count_of(db, email) >= MOST_EACH:
        raise NotAllowed(TOO_MANY)


def add(db: Db, home: Home, email: str, actor: str, url: str, question: str, secret: str, known: bytes) -> int:
    """From now on the address is told; `known` is the state of the question now. Raises `NotAllowed`."""
    room(db, email)
    name = name_of(known)
    digests.keep_state(db, name, known)
    sealed = sealer(home).seal(secret, home.now())
    num = webhooks.add(db, email, actor, url, question, sealed, name, home.now())
    journal.note(db, home, email, "webhook", url, actor)
    return num


def remove(db: Db, home: Home, email: str, actor: str, num: int) -> None:
    """It is told nothing any more, whoever of the organisation's editors says so. Raises `Missing`."""
    found = find(db, actor, num)
    webhooks.drop(db, num)
    journal.note(db, home, email, "webhook_off", found.url, actor)


def resume(db: Db, home: Home, actor: str, num: int) -> None:
    """Try one that was given up again, now. Raises `Missing`."""
    find(db, actor, num)
    webhooks.settle(db, num, failures=0, next=home.now(), stopped="")


def find(db: Db, actor: str, num: int) -> Webhook:
    """One of an organisation's. Raises `Missing`."""
    found = webhooks.find(db, num)
    if found is None or found.actor != actor:
        raise Missing(NO_SUCH)
    return found


def is_allowed(db: Db, webhook: Webhook) -> bool:
    """Whether whoever set it up may still speak for the organisation."""
    account = accounts.find(db, webhook.email)
    return account is not None and may(account, "publish", webhook.actor)


def sealer(home: Home) -> Sealer:
    """What seals secrets. Raises `Unready`."""
    if home.sealer is None:
        raise Unready(NO_KEY)
    return home.sealer


def known_of(db: Db, webhook: Webhook) -> State | None:
    """What it knows."""
    kept = digests.state(db, webhook.state)
    return State.unpacked(kept) if kept is not None else None


def _unanswered(why: Text) -> Text:
    return Text(NO_ANSWER.fr.format(why=why.fr), NO_ANSWER.en.format(why=why.en))
