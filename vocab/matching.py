"""Matching: why a call or an announcement of others may concern an organisation, as reasons that a person can check.

Never a score: something is shown with all its reasons, or not at all. Nothing of it leaves the node.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from vocab.calls import MEANS, PLATFORM, is_call
from vocab.entry import Entry
from vocab.territories import Territories

_OTHER_SIDE: Final = {"offer": "request", "request": "offer"}
# Whom a call for platforms concerns besides: a network speaks for its platforms.
_AUDIENCE_OF: Final = {"network": PLATFORM}
EVERYBODY: Final = "public"


@dataclass(frozen=True, slots=True)
class Reasons:
    """What two have in common: the narrower of their territories, ways of exchange, usages, sectors; `mine`: the
    record of ours that it meets, None for the organisation itself."""

    territory: str
    exchange: tuple[str, ...]
    needs: tuple[str, ...]
    sectors: tuple[str, ...]
    mine: str | None = None


def concerns(profile: Entry, call: Entry, speaker: str | None, territories: Territories, now: str) -> Reasons | None:
    """Why an open call concerns an organisation: it serves the territory, and shares a usage or a sector.

    `speaker`: what the author of the call is.
    """
    if not is_call(call, speaker) or not _is_for(call, profile.platform_kind) or not _both_open((call,), now):
        return None
    where = meeting_place(areas(profile), areas(call), territories)
    needs, sectors = shared(profile.needs, call.needs), shared(profile.sectors, call.sectors)
    if where is None or not (needs or sectors):
        return None
    return Reasons(where, (), needs, sectors)


def meets(mine: Entry, theirs: Entry, kind: str | None, territories: Territories, now: str) -> Reasons | None:
    """Why an offer meets a request: the same place, the same category, both still open. `kind`: what we are.

    The category is the way of exchange where both name one; trade in general must share a usage or a sector too.
    """
    if _OTHER_SIDE.get(mine.kind) != theirs.kind or not _is_for(theirs, kind) or not _both_open((mine, theirs), now):
        return None
    where = meeting_place(areas(mine), areas(theirs), territories)
    exchange = shared(mine.exchange, theirs.exchange)
    needs, sectors = shared(mine.needs, theirs.needs), shared(mine.sectors, theirs.sectors)
    if where is None or (mine.exchange and theirs.exchange and not exchange):
        return None
    if not (needs or sectors):
        # Premises are premises; but those kept for one usage are not for another.
        means = set(exchange).intersection(MEANS)
        if not means or (_is_narrow(mine) and _is_narrow(theirs)):
            return None
    return Reasons(where, exchange, needs, sectors, mine.id)


def areas(entry: Entry) -> tuple[str, ...]:
    """Where something is meant to be: what it serves, and for an organisation also where it stands."""
    if entry.kind == "organization":
        return tuple(dict.fromkeys((*entry.served, *entry.placed)))
    return entry.served or entry.placed


def meeting_place(ours: Collection[str], theirs: Collection[str], territories: Territories) -> str | None:
    """The narrower of two territories of which one is, or lies in, the other; None where they lie apart."""
    for one in ours:
        for other in theirs:
            if one == other or other in territories.within(one):
                return one
            if one in territories.within(other):
                return other
    return None


def shared(ours: Collection[str], theirs: Collection[str]) -> tuple[str, ...]:
    """What both name."""
    return tuple(each for each in ours if each in theirs)


def _is_narrow(entry: Entry) -> bool:
    return bool(entry.needs or entry.sectors)


def _is_for(entry: Entry, kind: str | None) -> bool:
    """Whether we are among those it addresses; without any it addresses all."""
    wanted = entry.audience_kinds
    return not wanted or EVERYBODY in wanted or _AUDIENCE_OF.get(kind or PLATFORM, kind or PLATFORM) in wanted


def _both_open(entries: Collection[Entry], now: str) -> bool:
    """Whether their times overlap from now on: each ends, if ever, later than now."""
    return all(entry.expires is None or entry.expires >= now for entry in entries)
