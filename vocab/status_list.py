"""The list where an issuer says which of its credentials it revoked (W3C Bitstring Status List 1.0)."""

from __future__ import annotations

import gzip
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from typing import Final

from vocab.credential import VC, Document
from vocab.looseness import id_of

# The least that the specification permits, so that a place in the list tells little of whose it is.
PLACES: Final = 131_072
# Of others' lists so much is unpacked: eight million places.
_MAX_BYTES: Final = 1_000_000


def to_status_list(id: str, issuer: str, revoked: Iterable[int], valid_from: str) -> Document:
    """The list as a credential, unsigned; `revoked`: the places of the credentials that hold no longer."""
    return {
        "@context": [VC],
        "id": id,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": valid_from,
        "credentialSubject": {
            "id": f"{id}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(revoked),
        },
    }


def encoded(revoked: Iterable[int]) -> str:
    """The bits, the first one leftmost, compressed, in base64url without padding behind the mark of its base."""
    bits = bytearray(PLACES // 8)
    for place in revoked:
        bits[place // 8] |= 0x80 >> place % 8
    return "u" + urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")


def revoked_in(document: Mapping[str, object], id: str, issuer: str, places: Iterable[int]) -> set[int]:
    """Which of these places an issuer's list says are revoked; none where it is no such list, or damaged."""
    subject = document.get("credentialSubject")
    if id_of(document) != id or id_of(document.get("issuer")) != issuer or not isinstance(subject, Mapping):
        return set()
    written = subject.get("encodedList")
    if subject.get("statusPurpose") != "revocation" or not isinstance(written, str) or not written.startswith("u"):
        return set()
    try:
        packed = urlsafe_b64decode(written[1:] + "=" * (-len(written[1:]) % 4))
        bits = zlib.decompressobj(wbits=31).decompress(packed, _MAX_BYTES)
    except (ValueError, zlib.error):
        return set()
    return {place for place in places if place // 8 < len(bits) and bits[place // 8] & (0x80 >> place % 8)}
