"""Synchronization of followers (FEP-8fcf): how two servers notice that they no longer agree on who follows whom.

With what is for its followers alone an actor sends a digest of those that live where it sends to. Where the digest of
what is believed there is another one, the list itself is asked for: it is given to the server whose actors are on it,
and to nobody else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from federation.errors import BlockedAddress
from federation.incoming import Incoming
from federation.owner import origin_of, same_origin
from federation.pairs import Unreadable, read_pairs, write_pairs
from vocab.context import AS

HEADER: Final = "Collection-Synchronization"
_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_PATH: Final = "followers_synchronization"


@dataclass(frozen=True, slots=True)
class Synchronization:
    """What the header says: of which collection, where the reader's part of it is, and that part's digest."""

    collection: str
    url: str
    digest: str

    def is_of(self, actor: str, followers: str | None) -> bool:
        """Whether it speaks of this actor's own followers, and would lead nowhere but to the actor's server."""
        return self.collection == followers and same_origin(self.url, actor)


def of_followers(actor: str, ids: Iterable[str]) -> Synchronization:
    """What an actor of ours says of those of its followers that live on one server."""
    return Synchronization(f"{actor}/followers", partial_url(actor), digest_of(ids))


def write(said: Synchronization) -> str:
    """The header's value."""
    return write_pairs({"collectionId": said.collection, "url": said.url, "digest": said.digest})


def read(request: Incoming, covered: frozenset[str]) -> Synchronization | None:
    """What the header of a request says; None when there is none, or one that the signature does not cover.

    What cannot be read is as if absent: the activity that came with it is good all the same.
    """
    values = request.values(HEADER.lower())
    if len(values) != 1 or HEADER.lower() not in covered:
        return None
    try:
        pairs = read_pairs(values[0])
    except Unreadable:
        return None
    said = Synchronization(pairs.get("collectionId", ""), pairs.get("url", ""), pairs.get("digest", "").lower())
    return said if _DIGEST.fullmatch(said.digest) else None


def digest_of(ids: Iterable[str]) -> str:
    """The digests of the ids, each counted once, XORed together: in any order the same.

    >>> digest_of([])[:8], digest_of(["https://a.example/1"] * 2) == digest_of(["https://a.example/1"])
    ('00000000', True)
    """
    total = 0
    for id in set(ids):
        total ^= int.from_bytes(sha256(id.encode()).digest(), "big")
    return f"{total:064x}"


def server_of(id: str) -> str | None:
    """The scheme and authority that ids of one server begin with; None where it is not written in its plain spelling.

    Whose ids could be read in two ways is left out: their followers would be missed, and then forgotten over there.

    >>> server_of("https://a.example/users/1"), server_of("https://A.example/users/1"), server_of("https://a%2eb/1")
    ('https://a.example', None, None)
    """
    try:
        origin = origin_of(id)
    except BlockedAddress:
        return None
    return origin if id == origin or id.startswith(f"{origin}/") else None


def partial_url(actor: str) -> str:
    """Where an actor of ours gives each server its part of the followers."""
    return f"{actor}/{_PATH}"


def partial_collection(actor: str, ids: list[str]) -> dict[str, object]:
    """The followers of one server, whole: older Mastodons read one page, and take what is not on it for lost."""
    return {
        "@context": AS,
        "id": partial_url(actor),
        "type": "OrderedCollection",
        "totalItems": len(ids),
        "orderedItems": ids,
    }
