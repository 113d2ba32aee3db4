"""Provenance: who says a record, where it came from and when, how that was verified, and how long it is good for."""

from __future__ import annotations

import re
from typing import Final

import orjson

from node.reader import Reader
from node.store import verifications
from node.store.connection import Db
from node.store.visible import marks
from vocab.entry import instant

# As a statement: our context, which every document of ours carries, defines the word as an object.
_CONFIRMED: Final = re.compile(rb'"lastConfirmed"\s*:\s*[^{\s]')


def provenance_of(db: Db, nums: tuple[int, ...], reader: Reader) -> dict[int, dict[str, object]]:
    """What stands beside each of these entries, by number; who runs this node also sees why it is here.

    Dates are UTC; `confirmed` is left to `confirmed_in`, because only the document says it.
    """
    sql = (
        "SELECT r.num, r.owner, r.origin, r.received, r.verified, r.proof, r.via, e.expires FROM records r"
        f" JOIN entries e ON e.num = r.num WHERE r.num IN ({marks(nums)})"
    )
    found: dict[int, dict[str, object]] = {}
    for num, owner, origin, received, verified, proof, via, expires in db.execute(sql, nums):
        found[num] = {
            "said_by": owner,
            "origin": origin,
            "received": received,
            "verified": verified,
            "proof": orjson.loads(proof) if proof else None,
            "via": via,
            "confirmed": None,
            "expires": expires,
            "verified_by": [],
            "checks": {},
        }
    _add_verification(db, nums, found)
    if reader.level == "admin":
        _add_reasons(db, nums, found)
    return found


def confirmed_in(document: bytes, now: str) -> str | None:
    """When its author last said that a record is still true, as its document says it; a day to come says nothing."""
    if _CONFIRMED.search(document) is None:
        return None
    said = instant(orjson.loads(document).get("lastConfirmed"))
    return said if said is not None and said <= now else None


def _add_verification(db: Db, nums: tuple[int, ...], found: dict[int, dict[str, object]]) -> None:
    """In which ways an organisation is verified; of other records, the one who says them, beyond that it does."""
    sql = f"SELECT num, owner FROM entries WHERE kind <> 'organization' AND num IN ({marks(nums)})"
    speakers = {int(num): str(owner) for num, owner in db.execute(sql, nums)}
    owners = tuple(set(speakers.values()))
    numbered = dict(db.execute(f"SELECT id, num FROM records WHERE id IN ({marks(owners)})", owners).fetchall())
    ways = verifications.of(db, tuple({*nums, *numbered.values()}))
    for num, provenance in found.items():
        speaker = speakers.get(num)
        known = ways.get(num if speaker is None else numbered.get(speaker, -1), {})
        checks = {way: facts for way, facts in known.items() if speaker is None or way != verifications.CLAIMED}
        provenance["verified_by"] = list(checks)
        provenance["checks"] = {way: facts for way, facts in checks.items() if facts}


def _add_reasons(db: Db, nums: tuple[int, ...], found: dict[int, dict[str, object]]) -> None:
    reasons: dict[int, list[dict[str, str]]] = {num: [] for num in found}
    sql = f"SELECT record, reason, by FROM reasons WHERE record IN ({marks(nums)}) ORDER BY record, reason, by"
    for num, reason, by in db.execute(sql, nums):
        if num in reasons:
            reasons[num].append({"reason": reason, "by": by})
    for num, listed in reasons.items():
        found[num]["reasons"] = listed
