"""Recognizing: what this node itself verified of an organisation, and whether a listing gives way to its profile.

Four ways, none of them a rank over the others: it speaks for itself (`claimed`); its website and its actor prove each
other (`domain-proved`); number, name and commune agree with a register (`register-matched`); a network that the
operator recognises counts it among its members, or attests who it is (`attested`). What an organisation says of itself
is none.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Final

import orjson

from federation.hosts import host_of
from federation.websites import host_name
from node.home import Home
from node.registering import REGISTER_MATCHED, matched
from node.store import endorsements, listing_claims, memberships, organizations, peers, registers, sites, verifications
from node.store.connection import Db
from node.store.organizations import Organization, Traits
from node.store.verifications import Facts
from node.yielding import HOST, Surroundings, Yielding, decide

# Grows when what is compared, or how, changes.
RULES: Final = 3
INPUTS: Final = "recognised by"


@dataclass(frozen=True, slots=True)
class Recognition:
    """In which ways an organisation is verified, with the facts of each; and to whom a listing gives way."""

    ways: dict[str, Facts] = field(default_factory=dict)
    yielding: Yielding = field(default_factory=Yielding)


def recognize(db: Db, home: Home, num: int, traits: Traits, *, fresh: bool = False) -> Recognition:
    """Keep what an organisation is compared by, and find out how it stands now; `fresh`: nothing of it is here yet."""
    organizations.put(db, num, traits, fresh=fresh)
    found = _profile(db, home, traits) if traits.claimed else _listing(db, home, traits)
    if verifications.put(db, num, found.ways, fresh=fresh):
        organizations.unsettle_said_by(db, traits.id)
    if not fresh or found.yielding != Yielding():
        organizations.stand(db, num, found.yielding.profile, found.yielding.how, asks=found.yielding.asks)
    return found


def inputs(db: Db, home: Home) -> str:
    """What decides besides the records and what was observed: when it is no longer the same, all is decided anew."""
    settings = home.settings
    files = [(each.name, each.installed) for each in registers.installed(db)]
    said = [RULES, settings.recognised_networks, sorted(home.shared_hosts.names), files]
    return hashlib.sha256(orjson.dumps(said)).hexdigest()


def proof_of(db: Db, listing: str, claimant: str) -> str | None:
    """What proves that an actor, whose profile need not be here, is the organisation that a listing describes."""
    known = organizations.named(db, listing)
    if known is None or known.traits.site is None or known.traits.site_host is None:
        return None
    if host_name(host_of(claimant)) == known.traits.site_host:
        return HOST
    seen = sites.find(db, known.traits.site)
    return seen.names((claimant,)) if seen is not None else None


def recognised_networks(db: Db, home: Home) -> frozenset[str]:
    """The networks whose members count as attested, by id; a handle that nobody here met yet names none."""
    found: set[str] = set()
    for name in home.settings.recognised_networks.replace(",", " ").split():
        if name.startswith(("https://", "http://")):
            found.add(name)
            continue
        user, _, host = name.removeprefix("@").rpartition("@")
        if host.lower() == home.host:
            found.add(home.actor_id(user.lower()))
        else:
            known = peers.named(db, user, host.lower())
            found.update([known] if known else [])
    return frozenset(found)


def _profile(db: Db, home: Home, traits: Traits) -> Recognition:
    ways: dict[str, Facts] = {"claimed": {}}
    domain = _proved_by_domain(db, traits)
    if domain is not None:
        ways["domain-proved"] = domain
    registered = matched(db, home.vocabulary, traits)
    if registered is not None:
        ways[REGISTER_MATCHED] = registered
    attested = _attested(db, home, traits.id)
    if attested:
        ways["attested"] = attested
    return Recognition(ways, Yielding(asks=traits.site_host is not None and traits.site_host != traits.host))


def _proved_by_domain(db: Db, profile: Traits) -> Facts | None:
    if profile.site is None or profile.site_host is None:
        return None
    if profile.host == profile.site_host:
        return {"by": HOST, "website": profile.website}
    seen = sites.find(db, profile.site)
    way = seen.names(profile.addresses) if seen is not None else None
    if seen is None or way is None:
        return None
    return {"by": way, "website": profile.website, "checked": seen.checked}


def _attested(db: Db, home: Home, actor: str) -> Facts:
    """The recognised networks that count an actor among their members, and what those attest of it that holds."""
    if not home.settings.recognised_networks:
        return {}
    recognised = recognised_networks(db, home)
    facts: Facts = {}
    networks = sorted(recognised.intersection(memberships.networks_of(db, actor)))
    if networks:
        facts["networks"] = networks
    stated = endorsements.attesting(db, actor, recognised, home.now_iso())
    if stated:
        facts["attestations"] = [
            {"by": each.issuer, "matter": each.matter, "reference": each.reference, "until": each.valid_until}
            for each in stated
        ]
    return facts


def _listing(db: Db, home: Home, listing: Traits) -> Recognition:
    around = Surroundings(
        seen=sites.find(db, listing.site) if listing.site is not None else None,
        alone=listing.site is not None and organizations.count_with_key(db, f"site={listing.site}", claimed=False) == 1,
        tenants=organizations.count_with_key(db, f"host={listing.site_host}", claimed=True),
    )
    found = decide(listing, _claimants(db, listing), around)
    if listing.site_host is not None and not found.asks and _is_asked_for(db, listing):
        found = Yielding(found.profile, found.how, asks=True)
    return Recognition(confirmed(db, home, listing), found)


def confirmed(db: Db, home: Home, listing: Traits) -> dict[str, Facts]:
    """In which ways a listing is verified: whoever it describes says nothing, so a register alone can."""
    registered = matched(db, home.vocabulary, listing)
    return {REGISTER_MATCHED: registered} if registered is not None else {}


def _claimants(db: Db, listing: Traits) -> list[Organization]:
    """The profiles here that may be the listed organisation's own."""
    found: dict[int, Organization] = {}
    keys = [f"replaces={listing.id}"]
    if listing.site_host is not None:
        keys += [f"site={listing.site}", f"host={listing.site_host}"]
    for key in keys:
        found |= {each.num: each for each in organizations.with_key(db, key, claimed=True)}
    if listing.replaced_by is not None:
        named = organizations.named(db, listing.replaced_by)
        if named is not None and named.traits.claimed:
            found[named.num] = named
    return list(found.values())


def _is_asked_for(db: Db, listing: Traits) -> bool:
    """Whether somebody whose profile is not here says that the listing describes them."""
    claims = listing_claims.of_listing(db, listing.id)
    return any(host_name(host_of(claim.claimant)) != listing.site_host for claim in claims if claim.state == "asked")
