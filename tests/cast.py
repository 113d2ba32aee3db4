"""The permanent cast, for tests: the same people, addresses and ids, always.

`load_cast` reads what the demo reads; the constants name the members tests speak of, and the three functions give the
addresses they would have if each ran a node of its own.
"""

from __future__ import annotations

import datetime
import hashlib
from typing import Final

from node.demo.cast import Cast, CastActor, CastChange, CastNode, CastRecord, CastVersion, load_cast

__all__ = [
    "AS_OF",
    "LA_CLEF",
    "LES_PEDALES",
    "PANIER",
    "PARTAGE_AUTO",
    "RESEAU",
    "SAINT_AUBERT",
    "TOUT_RAFLE",
    "Cast",
    "CastActor",
    "CastChange",
    "CastNode",
    "CastRecord",
    "CastVersion",
    "actor_id",
    "load_cast",
    "object_id",
    "origin_of",
]

AS_OF: Final = datetime.date(2026, 11, 23)

RESEAU: Final = "reseau"
LES_PEDALES: Final = "pedales"
PANIER: Final = "panier"
LA_CLEF: Final = "clef"
SAINT_AUBERT: Final = "saint_aubert"
PARTAGE_AUTO: Final = "partage_auto"
TOUT_RAFLE: Final = "tout_rafle"

_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def origin_of(node: str) -> str:
    """Where a node of the cast would live."""
    return f"https://{node.replace('_', '-')}.example"


def actor_id(actor: CastActor) -> str:
    """The id of an actor of the cast."""
    return f"{origin_of(actor.node)}/actors/{actor.name}"


def object_id(cast: Cast, record: CastRecord) -> str:
    """The id of a record of the cast: a ULID made of its first day and of its key, so always the same."""
    midnight = datetime.datetime.combine(record.published, datetime.time(), datetime.UTC)
    milliseconds = int(midnight.timestamp() * 1000)
    number = milliseconds << 80 | int.from_bytes(hashlib.sha256(record.key.encode()).digest()[:10], "big")
    ulid = "".join(_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))
    return f"{origin_of(cast.actor(record.actor).node)}/objects/{ulid}"
