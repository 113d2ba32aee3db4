"""Knocking: "is this yours?" Anybody may ask, without an account, about an organisation that others listed here.

A moderator decides: a removed listing stays away from later imports; a claimed one becomes an organisation of this
node, with what the listing said, and a link for the person who asked (DESIGN 5, Claiming a listing).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import count
from typing import Final

from node import claiming, publishing
from node.accounts import inviting, journal
from node.errors import Missing, Unready
from node.home import Home
from node.mail.letters import Letter, address_in
from node.mail.posting import post
from node.profiles import RESERVED, RESERVED_PREFIXES, KeyPair, NewActor, add_actor
from node.store import actors, drafts, knocks, listing_invitations, records
from node.store.connection import Db
from node.store.knocks import Door, Knock
from node.store.records import Record
from vocab.language import Text, choose_language
from vocab.territory_table import ABROAD
from vocab.words import fold

MOST: Final = 500
MOST_OF_ONE: Final = 5
MAX_WORDS: Final = 2_000
MAX_CONTACT: Final = 200
ABSENT: Final = Text(
    "Cette fiche n'est pas, ou plus, proposée par ce nœud.", "This listing is not, or no longer, of this node."
)
FULL: Final = Text(
    "Trop de demandes attendent déjà une réponse : écrivez plutôt à l'adresse de ce nœud.",
    "Too many requests wait for an answer already: write to this node's address instead.",
)
SETTLED: Final = Text("Cette demande est déjà traitée.", "This request was dealt with already.")
ANSWER_SUBJECT: Final = Text("{site} : votre organisation vous attend", "{site}: your organisation waits for you")
ANSWER: Final = Text(
    "Vous avez demandé à reprendre une fiche de {site}. Une personne du site a dit oui : ouvrez la page et choisissez"
    " votre mot de passe. Le lien sert une fois.",
    "You asked to take a listing of {site} in hand. Somebody of the site said yes: open the page and choose your"
    " password. The link works once.",
)
ANSWER_BUTTON: Final = Text("Entrer", "Come in")
# What a listing says of an organisation and its own profile may go on saying.
KEPT: Final = ("name", "content", "language", "territory", "location", "sector", "need", "website", "legal_form",
               "coop_status", "identifiers")  # fmt: skip


def knock(db: Db, home: Home, listing: str, door: Door, words: str, contact: str) -> None:
    """Keep what somebody asks about a listing of ours, for the moderators. Raises `Missing`, `Unready`."""
    listing_of(db, listing)
    if knocks.count(db) >= MOST or knocks.count(db, listing) >= MOST_OF_ONE:
        raise Unready(FULL)
    knocks.keep(db, Knock(0, listing, door, words[:MAX_WORDS], contact[:MAX_CONTACT], home.now_iso()))


def listing_name(db: Db, listing: str) -> str:
    """What a listing of ours is called. Raises `Missing`."""
    return str(records.document(db, listing_of(db, listing).num).get("name") or listing)


def settle(db: Db, home: Home, by: str, num: int) -> None:
    """A request is dealt with, and what it held of its author is forgotten. Raises `Missing`."""
    asked = _asked(db, num)
    knocks.settle(db, num)
    journal.note(db, home, by, "settled", asked.listing)


def remove(db: Db, home: Home, by: str, num: int) -> None:
    """The listing goes, and no later import brings it back. Raises `Missing`."""
    asked = _asked(db, num)
    record = listing_of(db, asked.listing)
    publishing.withdraw(db, home, record.owner, asked.listing)
    knocks.settle_all(db, asked.listing)
    listing_invitations.answered(db, asked.listing, "refused", home.now())
    journal.note(db, home, by, "withdrew", asked.listing, record.owner)


def hand_over(db: Db, home: Home, by: str, num: int, keys: KeyPair) -> str:
    """The organisation lives here from now on: its listing yields; gives the secret of a link for who asked.

    Raises `Missing`.
    """
    asked = _asked(db, num)
    secret = settle_in(db, home, by, asked.listing, asked.contact, keys)
    knocks.settle(db, num)
    _tell(db, home, asked, secret)
    return secret


def settle_in(db: Db, home: Home, by: str, listing: str, note: str, keys: KeyPair) -> str:
    """A listed organisation becomes one of this node: its listing yields; gives the secret of an editor's invitation.

    `by`: who decided, or the website that proved it. Raises `Missing`.
    """
    record = listing_of(db, listing)
    draft = profile_from(drafts.find(db, record.num) or {})
    title = str(_first(draft.get("name")) or listing)
    id = add_actor(db, home, NewActor(_free_name(db, title), title, "platform", draft=draft), keys)
    actor = actors.find(db, id)
    assert actor is not None
    claiming.claim(db, home, actor, listing, record.owner)
    claiming.accept(db, home, listing, id, None)
    listing_invitations.answered(db, listing, "claimed", home.now())
    return inviting.invite(db, home, by, id, "editor", note)


def profile_from(listing: Mapping[str, object]) -> dict[str, object]:
    """The first profile of an organisation, from what others had written of it."""
    within = listing.get("organization")
    said = {**(within if isinstance(within, Mapping) else {}), **listing}
    return {name: said[name] for name in KEPT if said.get(name)}


def listing_of(db: Db, id: str) -> Record:
    """A listing of ours that anybody may see. Raises `Missing`."""
    record = records.find(db, id)
    if record is None or not record.local or record.deleted or record.kind != "Listing" or record.audience != "public":
        raise Missing(ABSENT)
    return record


def _tell(db: Db, home: Home, asked: Knock, secret: str) -> None:
    """Send the link to who asked, where e-mail leaves; the moderator has it too, and may hand it over."""
    to = address_in(asked.contact)
    if home.office is None or not to:
        return
    language, said = choose_language(home.settings.language), {"site": home.settings.title}
    link = (ANSWER_BUTTON.in_(language), f"{home.origin}/invitation/{secret}")
    subject = ANSWER_SUBJECT.in_(language).format(**said)
    post(db, home, Letter("claim", to, language, subject, (ANSWER.in_(language).format(**said),), link))


def _asked(db: Db, num: int) -> Knock:
    found = knocks.find(db, num)
    if found is None:
        raise Missing(SETTLED)
    return found


def _first(name: object) -> object:
    return next(iter(name.values()), "") if isinstance(name, Mapping) else name


def _free_name(db: Db, title: str) -> str:
    """A short name nobody here has yet: `le_panier_d_artois`, `le_panier_d_artois_2`…"""
    bare = re.sub(r"[^a-z0-9]+", "_", fold(title)).strip("_")[:40] or "organisation"
    # Prefixes that this node keeps for itself end with an underscore; a letter before them makes a name free.
    name = f"o_{bare}" if bare.startswith(RESERVED_PREFIXES) or ABROAD.match(bare) else bare
    taken = {actor.name for actor in actors.every(db)} | set(RESERVED)
    names = (name if number == 1 else f"{name}_{number}" for number in count(1))
    return next(each for each in names if each not in taken)
