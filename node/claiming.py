"""Claiming: an organisation says that a listing describes it, and whoever wrote the listing answers (DESIGN 5).

It says so in its own profile (`replaces`), which everybody reads, and to the lister by an `Offer` of itself in the
place of the listing. The lister accepts by a new version of the listing that names it (`isReplacedBy`): signed, carried
and undone as any other version, so that every reader knows. `Accept` and `Reject` tell the claimant.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from federation.hosts import host_of
from node import heralding, moderating, outgoing, publishing
from node.errors import Missing, NodeError, NotAllowed
from node.home import Home
from node.moderating import Verified
from node.recognizing import proof_of
from node.shelving import shelve_again
from node.store import actors, drafts, listing_claims, organizations, reasons, records, words
from node.store.actors import LocalActor
from node.store.connection import Db
from node.store.listing_claims import ListingClaim
from node.store.records import Record
from vocab.language import Text
from vocab.looseness import id_of

WORD: Final = "claim"
MAX_REPLACED: Final = 50


def claim(db: Db, home: Home, actor: LocalActor, listing: str, lister: str) -> ListingClaim:
    """One of ours says that a listing describes it: in its profile, and to whoever wrote the listing."""
    if actor.id == lister:
        raise NodeError(
            Text("C'est votre propre fiche : retirez-la (withdraw).", "That listing is your own: withdraw it.")
        )
    replaces = _replaces(actor)
    if listing not in replaces:
        if len(replaces) >= MAX_REPLACED:
            raise NodeError(Text(f"{MAX_REPLACED} fiches au plus.", f"{MAX_REPLACED} listings at most."))
        _say_in_profile(db, home, actor, [*replaces, listing])
    return offer(db, home, actor.id, listing, lister)


def offer(db: Db, home: Home, actor: str, listing: str, lister: str) -> ListingClaim:
    """Tell the lister, once, that one of ours is the organisation that a listing describes."""
    known = listing_claims.find(db, listing, actor)
    if known is not None and known.state != "refused":
        return known
    if actors.is_local(db, lister):
        activity = home.new_activity_id()
    else:
        sent = outgoing.say(db, home, actor, "Offer", actor, lister, subject=listing, target=listing)
        activity = str(sent["id"])
    made = ListingClaim(listing, actor, lister, activity, "asked", home.now_iso())
    keep(db, made)
    return made


def unclaim(db: Db, home: Home, actor: LocalActor, listing: str) -> None:
    """One of ours says it no longer. Raises `Missing`."""
    known = listing_claims.find(db, listing, actor.id)
    replaces = _replaces(actor)
    if known is None and listing not in replaces:
        raise Missing(Text(f"{actor.name} n'a rien dit de {listing}.", f"{actor.name} said nothing of {listing}."))
    if listing in replaces:
        _say_in_profile(db, home, actor, [each for each in replaces if each != listing])
    if known is None:
        return
    if actors.is_local(db, known.lister):
        _end(db, home, known)
        return
    listing_claims.drop(db, listing, actor.id)
    undone = {"id": known.activity, "type": "Offer", "actor": actor.id, "object": actor.id, "target": listing}
    outgoing.say(db, home, actor.id, "Undo", undone, known.lister, subject=listing)


def accept(db: Db, home: Home, listing: str, claimant: str, profile: Verified | None) -> str:
    """The lister, who lives here, gives way: the listing says to whom. Raises `NodeError`.

    `profile`: the claimant's, as its origin serves it, for a claimant that lives elsewhere.
    """
    record = _own_listing(db, listing)
    known = listing_claims.find(db, listing, claimant)
    if profile is not None:
        moderating.take_in(db, home, claimant, profile, record.owner)
    elif not actors.is_local(db, claimant):
        raise Missing(Text(f"Aucune organisation {claimant}.", f"There is no organisation {claimant}."))
    _name_in_listing(db, home, record, claimant)
    if known is not None:
        _answer(db, home, known, "accepted")
    else:
        keep(db, ListingClaim(listing, claimant, record.owner, "", "accepted", home.now_iso()))
    heralding.herald(db, home, record.owner, claimant)
    for other in listing_claims.of_listing(db, listing):
        # A listing gives way to one organisation.
        if other.claimant != claimant and other.state == "accepted":
            _answer(db, home, other, "refused")
            _let_go(db, home, other.claimant, other.lister)
    return "accepted"


def admit(db: Db, home: Home, claim: ListingClaim, profile: Verified) -> str:
    """The listed website proves a claim that waits: the claimant's profile is let in, so that the listing gives way
    here for as long as that holds; the lister need not decide. Raises `NotAllowed`.
    """
    known = listing_claims.find(db, claim.listing, claim.claimant)
    if known is None or known.state != "asked" or proof_of(db, claim.listing, claim.claimant) is None:
        return "not proved any more"
    became = moderating.take_in(db, home, claim.claimant, profile, claim.lister)
    heralding.herald(db, home, claim.lister, claim.claimant)
    return became


def dismiss(db: Db, home: Home) -> None:
    """Who was let in because a website proved it goes when it does no longer, unless the lister accepted."""
    for claim in listing_claims.let_in(db):
        _let_go(db, home, claim.claimant, claim.lister)


def refuse(db: Db, home: Home, listing: str, claimant: str) -> str:
    """The lister, who lives here, says no, or no longer. Raises `Missing`."""
    record = _own_listing(db, listing)
    known = listing_claims.find(db, listing, claimant)
    named = _named_in(db, record) == claimant
    if known is None and not named:
        raise Missing(Text(f"{claimant} n'a rien demandé.", f"{claimant} asked nothing."))
    if named:
        _name_in_listing(db, home, record, None)
    if known is not None:
        _answer(db, home, known, "refused")
    _let_go(db, home, claimant, record.owner)
    return "refused"


def end_offer(db: Db, home: Home, actor: str, listing: str, said: str) -> str:
    """Somebody says it no longer: a listing that gave way at the lister's word stands again."""
    if not words.say(db, WORD, actor, listing, holds=False, said=said):
        return "said again since"
    known = listing_claims.find(db, listing, actor)
    if known is None or not actors.is_local(db, known.lister):
        return "remembered"
    _end(db, home, known)
    return "claim taken back"


def answered(db: Db, activity: str, *, accepted: bool) -> str:
    """The lister elsewhere answers an Offer of ours; what counts is the listing's next version."""
    known = listing_claims.asked_by(db, activity)
    if known is None:
        return "nothing was asked"
    state = "accepted" if accepted else "refused"
    keep(db, replace(known, state=state))
    return f"claim {state}"


def tell(db: Db, home: Home, claim: ListingClaim) -> None:
    """Tell a claimant elsewhere how its claim stands."""
    if host_of(claim.claimant) == home.host or not claim.activity:
        return
    verb = "Accept" if claim.state == "accepted" else "Reject"
    offer = {
        "id": claim.activity,
        "type": "Offer",
        "actor": claim.claimant,
        "object": claim.claimant,
        "target": claim.listing,
    }
    outgoing.say(db, home, claim.lister, verb, offer, claim.claimant, subject=claim.listing)


def keep(db: Db, claim: ListingClaim) -> bool:
    kept = listing_claims.put(db, claim)
    _unsettle(db, claim.listing)
    return kept


def _replaces(actor: LocalActor) -> list[str]:
    said = actor.draft.get("replaces")
    return [str(each) for each in said] if isinstance(said, list) else []


def _say_in_profile(db: Db, home: Home, actor: LocalActor, replaces: list[str]) -> None:
    publishing.publish(db, home, actor.id, {**actor.draft, "kind": "profile", "replaces": replaces})


def _own_listing(db: Db, listing: str) -> Record:
    record = records.find(db, listing)
    if record is None or not record.local or record.kind != "Listing":
        raise Missing(Text(f"Aucune fiche proposée d'ici : {listing}.", f"No listing of this node: {listing}."))
    if record.deleted:
        raise NotAllowed(Text("Cette fiche a été retirée.", "This listing was withdrawn."))
    return record


def _named_in(db: Db, record: Record) -> str | None:
    return id_of(records.document(db, record.num).get("isReplacedBy"))


def _name_in_listing(db: Db, home: Home, record: Record, claimant: str | None) -> None:
    """The next version of a listing names to whom it gives way, or nobody any more."""
    if _named_in(db, record) == claimant:
        return
    draft = drafts.find(db, record.num) or {}
    publishing.publish(db, home, record.owner, {**draft, "id": record.id, "replaced_by": claimant})


def _answer(db: Db, home: Home, known: ListingClaim, state: str) -> None:
    if known.state == state:
        return
    made = replace(known, state=state)
    keep(db, made)
    tell(db, home, made)


def _end(db: Db, home: Home, known: ListingClaim) -> None:
    listing_claims.drop(db, known.listing, known.claimant)
    record = records.find(db, known.listing)
    if record is not None and not record.deleted and _named_in(db, record) == known.claimant:
        _name_in_listing(db, home, record, None)
    _let_go(db, home, known.claimant, known.lister)
    _unsettle(db, known.listing)


def _let_go(db: Db, home: Home, claimant: str, lister: str) -> None:
    """Take back the reason that a lister gave to a claimant's profile, and what it announced of it, unless one of its
    claims still holds.
    """
    record = records.find(db, claimant)
    if record is None or any(_holds(db, claim) for claim in listing_claims.between(db, claimant, lister)):
        return
    if reasons.withdraw(db, record.num, "accepted", lister):
        shelve_again(db, home, record.num)
    heralding.silence(db, home, lister, claimant)


def _holds(db: Db, claim: ListingClaim) -> bool:
    if claim.state != "asked":
        return claim.state == "accepted"
    listing = records.find(db, claim.listing)
    # A listing that its author withdrew since has nobody to give way to.
    return listing is None or listing.deleted or proof_of(db, claim.listing, claim.claimant) is not None


def _unsettle(db: Db, listing: str) -> None:
    record = records.find(db, listing)
    if record is not None:
        organizations.unsettle(db, [record.num])
