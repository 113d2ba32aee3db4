"""Inviting the organisations of our listings: each once, by a letter or by a link that somebody hands over.

The link leads to a page with three answers: it is ours, something is wrong, take it away. It was handed to the
organisation by whoever wrote the listing, who answers for that; it needs no other proof. What was refused stays so:
the listing goes, no import brings it back, and it is never asked about again.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from node import knocking, publishing
from node.accounts import journal
from node.errors import Missing, NodeError, NotAllowed
from node.home import Home
from node.mail.letters import Letter, address_in
from node.mail.posting import post
from node.outboxes import secret as node_secret
from node.profiles import KeyPair
from node.store import actors, drafts, knocks, letters, listing_invitations, records
from node.store.connection import Db
from node.store.listing_invitations import ListingInvitation
from vocab.language import Language, Text

MOST_AT_ONCE: Final = 200
MAX_TEXT: Final = 3_000
NAME, SITE = "{name}", "{site}"

DEFAULT: Final = Text(
    "Bonjour,\n\n{name} est dans l'annuaire {site}, d'après ce que d'autres en ont écrit. Cette fiche peut devenir la"
    " vôtre, en quelques minutes : vous la corrigez, vous dites ce que vous proposez et ce que vous cherchez, et"
    " d'autres plateformes, des collectivités et des habitants vous trouvent.\n\nVous pouvez aussi signaler une erreur,"
    " ou la faire retirer, sans vous justifier.",
    "Hello,\n\n{name} is in the directory {site}, by what others wrote of it. This listing can become yours, in a few"
    " minutes: you correct it, say what you offer and what you look for, and other platforms, local authorities and"
    " inhabitants find you.\n\nYou can also say what is wrong in it, or have it taken away, without giving reasons.",
)
SUBJECT: Final = Text("{name} dans l'annuaire {site}", "{name} in the directory {site}")
BUTTON: Final = Text("Voir la fiche et répondre", "See the listing and answer")
WHY: Final = Text(
    "Votre organisation reçoit ce courriel une seule fois. L'adresse vient de la fiche et n'est montrée à personne.",
    "Your organisation gets this e-mail once only. The address comes from the listing and is shown to nobody.",
)
NOT_OURS: Final = Text("Ce lien ne mène à aucune fiche.", "This link leads to no listing.")
ANSWERED: Final = Text(
    "Vous avez déjà répondu pour cette fiche. Merci.", "You have answered for this listing already. Thank you."
)
NO_TEXT: Final = Text(
    f"Le texte doit avoir entre 1 et {MAX_TEXT} caractères.", f"The text must have between 1 and {MAX_TEXT} characters."
)
NOTHING: Final = Text("Choisissez au moins une fiche.", "Choose at least one listing.")
AT_MOST: Final = Text(f"{MOST_AT_ONCE} fiches à la fois au plus.", f"{MOST_AT_ONCE} listings at once at most.")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A listing of ours at the desk. `mailed`: a letter would reach it; `link`: to hand over, once it was asked."""

    listing: str
    name: str
    website: str
    mailed: bool
    claimed: bool
    invitation: ListingInvitation | None
    link: str | None


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of inviting: letters in the queue, links to hand over, listings that were asked before or gave way."""

    letters: int
    links: int
    skipped: int


def candidates(db: Db, home: Home, actor: str, listings: Sequence[str]) -> list[Candidate]:
    """Those of these listings that are this organisation's, in the same order."""
    return [found for each in listings if (found := _candidate(db, home, actor, each)) is not None]


def invite(db: Db, home: Home, by: str, actor: str, listings: Sequence[str], text: str, language: Language) -> Sent:
    """Ask the organisations of these listings, those never asked before. Raises `NodeError`."""
    if not listings:
        raise NodeError(NOTHING)
    if len(listings) > MOST_AT_ONCE:
        raise NodeError(AT_MOST)
    if not 1 <= len(text.strip()) <= MAX_TEXT:
        raise NodeError(NO_TEXT)
    sent = links = skipped = 0
    for each in candidates(db, home, actor, listings):
        made = _ask(db, home, by, actor, each, text.strip(), language)
        sent, links, skipped = sent + (made == "letter"), links + (made == "link"), skipped + (made is None)
    journal.note(db, home, by, "invited", f"{sent + links} listings", actor)
    return Sent(sent, links, skipped)


def letter_to(home: Home, each: Candidate, to: str, text: str, language: Language, link: str) -> Letter:
    """What an organisation gets: the text, in which its name and that of this node stand, and the way to the page."""
    site = home.settings.title
    said = text.replace("\r\n", "\n").replace(NAME, each.name).replace(SITE, site)
    subject = SUBJECT.in_(language).replace(NAME, each.name).replace(SITE, site)
    paragraphs = tuple(part.strip() for part in said.split("\n\n") if part.strip())
    return Letter("invitation", to, language, subject, paragraphs, (BUTTON.in_(language), link), why=WHY.in_(language))


def find(db: Db, home: Home, listing: str, token: str) -> ListingInvitation:
    """The invitation behind a link. Raises `Missing`."""
    found = listing_invitations.find(db, listing)
    if found is None or not hmac.compare_digest(token.encode(), _token(db, listing).encode()):
        raise Missing(NOT_OURS)
    return found


def look(db: Db, home: Home, listing: str, token: str) -> None:
    """Somebody opens the page. Raises `Missing`."""
    find(db, home, listing, token)
    listing_invitations.opened(db, listing, home.now())


def claim(db: Db, home: Home, listing: str, token: str, keys: KeyPair) -> str:
    """It is theirs: gives the secret of an editor's invitation. Raises `Missing`, `NotAllowed`."""
    asked = _open(db, home, listing, token)
    return knocking.settle_in(db, home, asked.made_by, listing, knocking.listing_name(db, listing), keys)


def correct(db: Db, home: Home, listing: str, token: str, words: str) -> None:
    """Something is wrong: the moderators read it. Raises `Missing`, `NotAllowed`, `Unready`."""
    _open(db, home, listing, token)
    knocking.knock(db, home, listing, "correct", words, "")
    listing_invitations.answered(db, listing, "corrected", home.now())


def refuse(db: Db, home: Home, listing: str, token: str) -> None:
    """They do not want to be listed: the listing goes, for good. Raises `Missing`, `NotAllowed`."""
    _open(db, home, listing, token)
    record = knocking.listing_of(db, listing)
    publishing.withdraw(db, home, record.owner, listing)
    knocks.settle_all(db, listing)
    listing_invitations.answered(db, listing, "refused", home.now())


def links(db: Db, home: Home, actor: str) -> Iterator[tuple[str, str, str]]:
    """(name, website, link) of those that wait for somebody to hand their link over."""
    for asked in listing_invitations.of_actor(db, actor):
        each = _candidate(db, home, actor, asked.listing) if not asked.mark and asked.answer is None else None
        if each is not None and each.link is not None and not each.claimed:
            yield each.name, each.website, each.link


def _candidate(db: Db, home: Home, actor: str, listing: str) -> Candidate | None:
    record = records.find(db, listing)
    if record is None or not record.local or record.deleted or record.owner != actor or record.kind != "Listing":
        return None
    if record.audience != "public":
        return None
    document, draft = records.document(db, record.num), drafts.find(db, record.num) or {}
    asked = listing_invitations.find(db, listing)
    return Candidate(
        listing,
        str(document.get("name") or listing),
        str(knocking.profile_from(draft).get("website") or ""),
        _address(home, draft) != "",
        bool(document.get("isReplacedBy")),
        asked,
        _link(db, home, listing) if asked is not None else None,
    )


def _ask(db: Db, home: Home, by: str, actor: str, each: Candidate, text: str, language: Language) -> str | None:
    """Ask about one listing: by letter where its contact is an address, else by a link; None when it is not to be."""
    record = records.find(db, each.listing)
    if each.claimed or each.invitation is not None or record is None:
        return None
    to = _address(home, drafts.find(db, record.num) or {})
    mark = home.office.sealer.mark(to) if to and home.office is not None else ""
    if mark and letters.is_stopped(db, mark):
        to = mark = ""
    if not listing_invitations.keep(db, ListingInvitation(each.listing, actor, by, mark, home.now())):
        return None
    if not to:
        return "link"
    post(db, home, letter_to(home, each, to, text, language, _link(db, home, each.listing)))
    return "letter"


def _address(home: Home, draft: object) -> str:
    """Where a letter about a listing would go; empty when nowhere."""
    contact = str(draft.get("contact") or "") if isinstance(draft, dict) else ""
    return address_in(contact) if home.office is not None else ""


def _open(db: Db, home: Home, listing: str, token: str) -> ListingInvitation:
    found = find(db, home, listing, token)
    if found.answer in ("claimed", "refused"):
        raise NotAllowed(ANSWERED)
    record = knocking.listing_of(db, listing)
    if records.document(db, record.num).get("isReplacedBy") or actors.find(db, found.actor) is None:
        raise NotAllowed(ANSWERED)
    return found


def _link(db: Db, home: Home, listing: str) -> str:
    return f"{home.origin}/invited/{listing.rpartition('/')[2]}/{_token(db, listing)}"


def _token(db: Db, listing: str) -> str:
    """Of a listing's link: made anew whenever it is shown, so that a list of links can be had again."""
    return hmac.new(node_secret(db), f"invited {listing}".encode(), hashlib.sha256).hexdigest()[:40]
