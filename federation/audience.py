"""Audience: whom a record is for, as ActivityPub addresses say it (DESIGN section 6)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from vocab.context import PUBLIC
from vocab.looseness import audience_of

Audience = Literal["public", "network", "followers", "private"]


def recipients(visibility: str, actor: str, networks: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(to, cc) of a record of this visibility: nobody for private, for statistics the network actors themselves.

    >>> recipients("public", "https://a/actors/x", ())
    (('https://www.w3.org/ns/activitystreams#Public',), ('https://a/actors/x/followers',))
    >>> recipients("network", "https://a/actors/x", ["https://n/actors/r"])
    (('https://n/actors/r/members',), ())
    """
    if visibility == "public":
        return (PUBLIC,), (f"{actor}/followers",)
    if visibility == "followers":
        return (f"{actor}/followers",), ()
    if visibility == "network":
        return tuple(f"{network}/members" for network in networks), ()
    if visibility == "statistics":
        return tuple(networks), ()
    return (), ()


def classify(document: dict[str, object]) -> Audience:
    """Who may see a record, by its own addresses; the widest of them.

    Somebody named directly is no audience: such a record is private to those it names.
    """
    addressed = audience_of(document)
    if PUBLIC in addressed:
        return "public"
    if any(address.endswith("/members") for address in addressed):
        return "network"
    if any(address.endswith("/followers") for address in addressed):
        return "followers"
    return "private"


def networks_in(addressed: Iterable[str]) -> tuple[str, ...]:
    """The networks whose members are addressed."""
    return tuple(address.removesuffix("/members") for address in addressed if address.endswith("/members"))


def may_see(
    reader: str | None, addressed: Iterable[str], *, follows: frozenset[str], member_of: frozenset[str]
) -> bool:
    """Whether `reader`, who follows and belongs to these, is among those addressed.

    >>> may_see(None, ["https://a/actors/x/followers"], follows=frozenset(), member_of=frozenset())
    False
    """
    targets = set(addressed)
    if PUBLIC in targets:
        return True
    if reader is None:
        return False
    if reader in targets:
        return True
    return any(f"{followed}/followers" in targets for followed in follows) or any(
        f"{network}/members" in targets for network in member_of
    )
