"""Yielding: whether a listing gives way to the organisation's own profile (DESIGN 5, Claiming a listing).

It does to a profile that is proved, and that is meant: (a) the actor lives on the host of the listed website, (b) that
website names the actor, (c) whoever wrote the listing says so. A register number or a name proves nothing; they only
tell which of several profiles, or of several listings of one website, belong together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from node.store.organizations import Organization, Traits
from node.store.sites import Site
from vocab.likeness import alike

ACCEPTED: Final = "accepted"
HOST: Final = "host"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What else is known of a listing's website: `seen`, what it said; `alone`: no other listing has it; `tenants`: how
    many profiles of actors on its host are here.
    """

    seen: Site | None
    alone: bool
    tenants: int


@dataclass(frozen=True, slots=True)
class Yielding:
    """To which profile a listing gives way, and how that is proved; `asks`: its website has to be read to know."""

    profile: int | None = None
    how: str | None = None
    asks: bool = False


def decide(listing: Traits, profiles: Sequence[Organization], around: Surroundings) -> Yielding:
    """To which of these profiles a listing gives way; whatever their order, the same."""
    meant = [each for each in profiles if is_meant(listing, each.traits, around)]
    proofs = [(proof(listing, each.traits, around.seen), each) for each in meant]
    proved = [(how, each) for how, each in proofs if how is not None]
    asks = listing.site_host is not None and any(how not in (HOST, ACCEPTED) for how, _ in proofs)
    if not proved:
        return Yielding(asks=asks)
    how, chosen = min(proved, key=lambda pair: _rank(listing, pair[0], pair[1].traits))
    return Yielding(chosen.num, how, asks)


def proof(listing: Traits, profile: Traits, seen: Site | None) -> str | None:
    """What proves that a profile's actor speaks for the listed organisation: host, rel-me, well-known or accepted."""
    if listing.replaced_by == profile.id:
        return ACCEPTED
    if listing.site_host is None:
        return None
    if profile.host == listing.site_host:
        return HOST
    return seen.names(profile.addresses) if seen is not None else None


def is_meant(listing: Traits, profile: Traits, around: Surroundings) -> bool:
    """Whether a profile, once proved, is that of the organisation a listing describes."""
    if listing.replaced_by == profile.id or listing.id in profile.replaces:
        return True
    if not set(listing.numbers).isdisjoint(profile.numbers) or alike(listing.names, profile.names):
        return True
    # A network's website stands in many listings of its members, and its host may be home to many actors.
    if not around.alone or listing.site is None:
        return False
    return profile.site == listing.site or (listing.is_whole_host and around.tenants == 1)


def _rank(listing: Traits, how: str, profile: Traits) -> tuple[object, ...]:
    return (
        how != ACCEPTED,
        listing.id not in profile.replaces,
        set(listing.numbers).isdisjoint(profile.numbers),
        not alike(listing.names, profile.names),
        profile.id,
    )
