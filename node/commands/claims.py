"""claim, claims: organisations that say that a listing describes them, ours and others', and what listers answer."""

from __future__ import annotations

from typing import Final

from federation.owner import same_origin
from node import claiming, duplicates, recognizing
from node.commands.who import acting
from node.control import Report
from node.duplicates import REASONS
from node.errors import Missing, NodeError
from node.home import Home
from node.introducing import read_profile
from node.node import Node
from node.store import actors, entries, listing_claims, organizations, records, sites
from node.store.connection import Db
from node.store.listing_claims import ListingClaim
from node.taking import owner_of, wire_kind
from vocab.language import LANGUAGES, Text
from vocab.looseness import first_text

Arguments = dict[str, object]
WHY: Final = {
    "host": Text("l'organisation publie depuis ce site web", "the organisation publishes from that website"),
    "rel-me": Text("ce site web désigne l'organisation", "that website names the organisation"),
    "well-known": Text("ce site web désigne l'organisation", "that website names the organisation"),
    "accepted": Text("l'auteur de la fiche l'a accepté", "the listing's author accepted it"),
}


async def claim(node: Node, arguments: Arguments, report: Report) -> object:
    """One of ours says that a listing describes it, or says it no longer."""
    listing = str(arguments["listing"])
    actor = await node.store.reading(acting, node.home, arguments.get("as"))
    if arguments.get("undo"):
        await node.store.writing("unclaim", claiming.unclaim, node.home, actor, listing)
        node.wake()
        return {"listing": listing, "state": None}
    lister = await _lister(node, listing)
    await node.store.writing("claim", claiming.claim, node.home, actor, listing, lister)
    await node.websites.settle()
    made = await node.store.writing("claim", _standing, node.home, listing, actor.id)
    node.wake()
    return made


async def claims_list(node: Node, arguments: Arguments, report: Report) -> object:
    """What was asked of us and by us, which listings gave way, and which look like one of ours."""
    return await node.store.reading(_listed)


async def claims_accept(node: Node, arguments: Arguments, report: Report) -> object:
    """A listing of ours gives way to who asked for it: its next version says so."""
    listing = str(arguments["listing"])
    claimant = await node.store.reading(_claimant, listing, arguments.get("for"))
    ours = await node.store.reading(actors.is_local, claimant)
    profile = None if ours else await read_profile(node.preparer, claimant)
    await node.store.writing("claims", claiming.accept, node.home, listing, claimant, profile)
    return await _decided(node, listing, claimant, "accepted")


async def claims_refuse(node: Node, arguments: Arguments, report: Report) -> object:
    """A listing of ours does not give way, or no longer, unless its website says so."""
    listing = str(arguments["listing"])
    claimant = await node.store.reading(_claimant, listing, arguments.get("for"))
    await node.store.writing("claims", claiming.refuse, node.home, listing, claimant)
    return await _decided(node, listing, claimant, "refused")


async def _decided(node: Node, listing: str, claimant: str, state: str) -> object:
    await node.websites.settle()
    node.wake()
    how = await node.store.reading(_gave_way, listing, claimant)
    return {"listing": listing, "claimant": claimant, "state": state, "gave_way": how is not None, "how": how}


async def _lister(node: Node, listing: str) -> str:
    """Whoever wrote a listing, met so that it can be told. Raises `NodeError`."""
    record = await node.store.reading(records.find, listing)
    if record is None or record.deleted:
        document = (await node.client.get_document(listing, node.preparer.signer)).document
        kind, owner = wire_kind(document), owner_of(document)
    else:
        kind, owner = record.kind, record.owner
    if kind != "Listing" or owner is None or not same_origin(listing, owner):
        raise NodeError(Text(f"{listing} n'est pas une fiche proposée.", f"{listing} is no listing."))
    if not await node.store.reading(actors.is_local, owner):
        await node.actors.resolve(owner)
    return owner


def _standing(db: Db, home: Home, listing: str, claimant: str) -> object:
    """How a claim stands now; the listed website is read at once if that may prove it."""
    known, claim = organizations.named(db, listing), listing_claims.find(db, listing, claimant)
    how = _gave_way(db, listing, claimant)
    website = None
    if known is not None and known.traits.site is not None and known.traits.site_host is not None:
        website = known.traits.website
        sites.hurry(db, known.traits.site, home.now())
    return {
        "listing": listing,
        "claimant": claimant,
        "lister": claim.lister if claim is not None else None,
        "state": claim.state if claim is not None else None,
        "gave_way": how is not None,
        "how": how,
        "website": website,
    }


def _gave_way(db: Db, listing: str, claimant: str) -> str | None:
    """What makes a listing give way to an organisation here, None when it does not."""
    found, profile = organizations.named(db, listing), records.find(db, claimant)
    return found.how if found is not None and profile is not None and found.gives_way == profile.num else None


def _claimant(db: Db, listing: str, named: object) -> str:
    """Who is meant: the one named, else the only one who claims. Raises `NodeError`."""
    claims = listing_claims.of_listing(db, listing)
    if named:
        found = actors.named(db, str(named))
        return found.id if found is not None else str(named)
    waiting = [claim for claim in claims if claim.state == "asked"] or claims
    if len(waiting) > 1:
        listed = ", ".join(claim.claimant for claim in waiting)
        raise NodeError(Text(f"Plusieurs demandent : --for {listed}", f"Several ask: --for {listed}"))
    if not waiting:
        raise Missing(Text(f"Personne ne demande {listing}.", f"Nobody claims {listing}."))
    return waiting[0].claimant


def _listed(db: Db) -> object:
    claims = listing_claims.every(db)
    gone = organizations.all_that_gave_way(db)
    return {
        "received": [_claim(db, claim) for claim in claims if actors.is_local(db, claim.lister)],
        "made": [_claim(db, claim) for claim in claims if actors.is_local(db, claim.claimant)],
        "gave_way": [
            {"listing": listing, "profile": profile, "how": how, "text": {"fr": WHY[how].fr, "en": WHY[how].en}}
            for listing, profile, how in gone
            if actors.is_local(db, profile) or _is_ours(db, listing)
        ],
        "look_alike": [each for actor in actors.every(db) for each in _look_alike(db, actor.id)],
    }


def _claim(db: Db, claim: ListingClaim) -> dict[str, object]:
    record = records.find(db, claim.listing)
    proof = recognizing.proof_of(db, claim.listing, claim.claimant)
    return {
        "listing": claim.listing,
        "name": _name(db, claim.listing),
        "withdrawn": record is not None and record.deleted,
        "claimant": claim.claimant,
        "lister": claim.lister,
        "state": claim.state,
        "since": claim.since,
        "proof": proof,
        "text": {"fr": WHY[proof].fr, "en": WHY[proof].en} if proof else None,
    }


def _look_alike(db: Db, actor: str) -> list[dict[str, object]]:
    """Listings by others that look like one of ours and stand: a number or a name only suggests."""
    own = organizations.named(db, actor)
    found: list[dict[str, object]] = []
    for each in duplicates.alike_to(db, own) if own is not None else []:
        other = organizations.find(db, each.num)
        record = records.numbered(db, each.num)
        if other is None or other.traits.claimed or record is None or not entries.holds(db, each.num):
            continue
        if listing_claims.find(db, each.id, actor) is None:
            words = {name: ", ".join(REASONS[reason].in_(name) for reason in each.reasons) for name in LANGUAGES}
            said = {"listing": each.id, "name": _name(db, each.id), "lister": record.owner, "actor": actor}
            found.append({**said, "reasons": list(each.reasons), "text": words})
    return found


def _is_ours(db: Db, listing: str) -> bool:
    record = records.find(db, listing)
    return record is not None and record.local


def _name(db: Db, id: str) -> str:
    record = records.find(db, id)
    document = records.document(db, record.num) if record is not None and not record.deleted else {}
    return first_text(document.get("name")) or ""
