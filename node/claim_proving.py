"""Proving a claim without a moderator: by a letter to an address of the website's domain, or by a code on the website.

Both lead to one page with a secret address. Opening it does nothing: its button hands the listing over, at once where
the letter was received, once the website shows the code otherwise. The website is that of the listing, never one that
the claimant names; hosts shared by many prove nothing (DESIGN 5), nor does a letter to the host of a website that is a
page of it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from federation.websites import Website, website_of
from node import knocking
from node.accounts.sessions import hash_of
from node.errors import Missing, NodeError, NotAllowed, Unready
from node.home import Home
from node.mail.letters import Letter, is_address
from node.mail.posting import post
from node.mail.troubles import SAID
from node.profiles import KeyPair
from node.store import claim_proofs, drafts, records
from node.store.claim_proofs import ClaimProof, Way
from node.store.connection import Db
from vocab.language import Language, Text

LETTER_S: Final = 48 * 3_600.0
CODE_S: Final = 7 * 86_400.0
# Pages of one listing at once, letters to one address in a day, readings of a website for one page.
MOST: Final = 5
AGAIN_S: Final = 86_400.0
MOST_TRIES: Final = 30

NO_LONGER: Final = Text(
    "Ce lien a déjà servi, ou sa date est passée : recommencez depuis la page de la fiche.",
    "This link was used already, or its date has passed: begin again from the listing's page.",
)
TAKEN: Final = Text(
    "Cette fiche a déjà laissé la place à celle de l'organisation.",
    "This listing has given way to the organisation's own already.",
)
NO_PROOF: Final = Text(
    "Le site de cette fiche ne peut rien prouver : demandez à une personne de ce nœud.",
    "The website of this listing can prove nothing: ask somebody of this node.",
)
TOO_MANY: Final = Text(
    "Trop de demandes sont en cours pour cette fiche : revenez demain, ou demandez à une personne de ce nœud.",
    "Too many requests are under way for this listing: come back tomorrow, or ask somebody of this node.",
)
OTHER_DOMAIN: Final = Text(
    "Il faut une adresse qui se termine par @{domain} : c'est elle qui prouve que le site est le vôtre.",
    "It takes an address that ends with @{domain}: that is what proves that the website is yours.",
)
NOT_THERE: Final = Text(
    "Le code n'est pas encore sur le site : rien n'est perdu, revenez quand il y sera.",
    "The code is not on the website yet: nothing is lost, come back once it is.",
)
SUBJECT: Final = Text("{name} : cette fiche est-elle la vôtre ?", "{name}: is this listing yours?")
SAYS: Final = Text(
    "Quelqu'un dit que la fiche « {name} » de {site} est celle de son organisation, et a donné cette adresse pour le"
    " prouver. Si c'est vous, ouvrez la page et appuyez sur le bouton : la fiche devient la vôtre.",
    "Somebody says that the listing “{name}” at {site} is that of their organisation, and gave this address as a"
    " proof. If it is you, open the page and press the button: the listing becomes yours.",
)
BUTTON: Final = Text("Ouvrir la page", "Open the page")
ELSE: Final = Text(
    "Le lien vaut 48 heures. Si ce n'est pas vous, ne faites rien : rien ne changera.",
    "The link holds for 48 hours. If it is not you, do nothing: nothing will change.",
)


@dataclass(frozen=True, slots=True)
class Provable:
    """What may prove that a listing is somebody's. `domain`: whose addresses do; empty when none does."""

    website: Website
    domain: str


def provable(db: Db, home: Home, listing: str) -> Provable | None:
    """What could prove who a listing is of; None when nothing can. Raises `Missing`, `NotAllowed` when it gave way."""
    record = knocking.listing_of(db, listing)
    if records.document(db, record.num).get("isReplacedBy"):
        raise NotAllowed(TAKEN)
    draft = knocking.profile_from(drafts.find(db, record.num) or {})
    website = website_of(str(draft.get("website") or ""))
    if website is None or home.shared_hosts.covers(website.host):
        return None
    mailbox = website.is_whole_host and is_address(f"x@{website.host}")
    return Provable(website, website.host if mailbox else "")


def send_letter(db: Db, home: Home, listing: str, address: str, language: Language) -> None:
    """Write to an address of the website's domain. The same, whether anybody has it, here or there.

    Raises `Missing`, `NotAllowed`, `Unready`, `NodeError` for an address of another domain.
    """
    found = provable(db, home, listing)
    if found is None or not found.domain:
        raise NotAllowed(NO_PROOF)
    if home.office is None:
        raise Unready(SAID["unset"])
    domain = address.rpartition("@")[2].lower()
    # Whoever answers for a name answers for those below it; not the other way round.
    if not is_address(address) or not (domain == found.domain or domain.endswith(f".{found.domain}")):
        raise NodeError(Text(OTHER_DOMAIN.fr.format(domain=found.domain), OTHER_DOMAIN.en.format(domain=found.domain)))
    mark, now = home.office.sealer.mark(address), home.now()
    if any(each.mark == mark and each.made > now - AGAIN_S for each in claim_proofs.of_listing(db, listing, now)):
        return
    secret = _page(db, home, listing, "letter", mark, LETTER_S)
    name = knocking.listing_name(db, listing)
    said = {"name": name, "site": home.settings.title}
    letter = Letter(
        "claim",
        address,
        language,
        SUBJECT.in_(language).format(**said),
        (SAYS.in_(language).format(**said),),
        (BUTTON.in_(language), f"{home.origin}/claim/{secret}"),
        (ELSE.in_(language),),
    )
    post(db, home, letter, LETTER_S)


def begin_code(db: Db, home: Home, listing: str) -> str:
    """The secret of a page with a code to put on the website. Raises `Missing`, `NotAllowed`, `Unready`."""
    if provable(db, home, listing) is None:
        raise NotAllowed(NO_PROOF)
    return _page(db, home, listing, "code", "", CODE_S)


def find(db: Db, home: Home, secret: str) -> ClaimProof:
    """What a page proves. Raises `Missing`."""
    found = claim_proofs.find(db, hash_of(secret), home.now())
    if found is None:
        raise Missing(NO_LONGER)
    return found


def begin_try(db: Db, home: Home, secret: str) -> Website:
    """The website to read for a page. Raises `Missing`, `NotAllowed`, `Unready` after too many times."""
    found = find(db, home, secret)
    possible = provable(db, home, found.listing)
    if possible is None:
        raise NotAllowed(NO_PROOF)
    if found.tries >= MOST_TRIES:
        raise Unready(TOO_MANY)
    claim_proofs.tried(db, found.hash)
    return possible.website


def code_of(secret: str) -> str:
    """What the website has to show. Everybody may read it there, and it leads nobody to the page's secret."""
    return "bocage-" + hashlib.sha256(f"code {secret}".encode()).hexdigest()[:32]


def hand_over(db: Db, home: Home, secret: str, keys: KeyPair) -> str:
    """It is proved: the listing becomes an organisation of this node; gives the secret of an editor's invitation.

    Whoever calls has read the website where a code is to be there. Raises `Missing`, `NotAllowed`.
    """
    found = find(db, home, secret)
    possible = provable(db, home, found.listing)
    if possible is None:
        raise NotAllowed(NO_PROOF)
    invitation = knocking.settle_in(db, home, possible.website.host, found.listing, possible.website.host, keys)
    claim_proofs.settle(db, found.listing)
    return invitation


def _page(db: Db, home: Home, listing: str, way: Way, mark: str, lasting_s: float) -> str:
    now = home.now()
    if sum(each.way == way for each in claim_proofs.of_listing(db, listing, now)) >= MOST:
        raise Unready(TOO_MANY)
    secret = home.secret()
    claim_proofs.keep(db, ClaimProof(hash_of(secret), listing, way, mark, now, now + lasting_s))
    return secret
