"""The list where an issuer says which of its credentials it revoked (W3C Bitstring Status List 1.0)."""

from __future__ import annotations

import gzip
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from typing import Final

from vocab.credential import VC, Document

# The least that the specification permits, so that a place in the list tells little of whose it is.
PLACES: Final = 131_072


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
