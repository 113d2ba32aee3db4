"""The list where an issuer says which of its credentials it revoked (W3C Bitstring Status List 1.0)."""

from __future__ import annotations

import gzip
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from typing import Final

from vocab.credential import MAX_PLACES, VC, Document, wrong
from vocab.entry import instant
from vocab.looseness import id_of, types_of

# The least that the specification permits, so that a place in the list tells little of whose it is.
PLACES: Final = 131_072
# Of others' lists so much is unpacked.
_MAX_BYTES: Final = MAX_PLACES // 8


def to_status_list(id: str, issuer: str, revoked: Iterable[int], valid_from: str, valid_until: str) -> Document:
    """The list as a credential, unsigned; `revoked`: the places of the credentials that hold no longer."""
    return {
        "@context": [VC],
        "id": id,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": valid_from,
        "validUntil": valid_until,
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


def revoked_in(
    document: Mapping[str, object], id: str, issuer: str, places: Iterable[int], now: str
) -> tuple[set[int], set[int]]:
    """Of these places, those that an issuer's list says are revoked, and those that lie outside of it.

    Raises `Wrong` for what is not this list, is over, or is damaged. Whether its proof holds is asked elsewhere.
    """
    bits = _bits(_subject(document, id, issuer, now))
    asked = set(places)
    outside = {place for place in asked if place // 8 >= len(bits)}
    return {place for place in asked - outside if bits[place // 8] & (0x80 >> place % 8)}, outside


def _subject(document: Mapping[str, object], id: str, issuer: str, now: str) -> Mapping[str, object]:
    if id_of(document) != id:
        raise wrong("id", "ce n'est pas la liste demandée", "this is not the list that was asked for")
    if id_of(document.get("issuer")) != issuer:
        raise wrong("issuer", "la liste d'un autre auteur", "the list of another issuer")
    types, subject = types_of(document), document.get("credentialSubject")
    if "BitstringStatusListCredential" not in types or not isinstance(subject, Mapping):
        raise wrong("type", "ce n'est pas une liste de révocations", "this is no list of revocations")
    begins, ends = instant(document.get("validFrom")), instant(document.get("validUntil"))
    if (ends is not None and ends <= now) or (document.get("validUntil") is not None and ends is None):
        raise wrong("validUntil", "cette liste n'a plus cours", "this list is over")
    if begins is not None and ends is not None and ends <= begins:
        raise wrong("validUntil", "la fin vient avant le début", "the end comes before the beginning")
    if "BitstringStatusList" not in types_of(subject) or subject.get("statusPurpose") != "revocation":
        raise wrong("statusPurpose", "ce n'est pas une liste de révocations", "this is no list of revocations")
    if subject.get("statusSize", 1) != 1:
        raise wrong("statusSize", "un seul bit par place est attendu", "one bit a place is expected")
    return subject


def _bits(subject: Mapping[str, object]) -> bytes:
    written = subject.get("encodedList")
    if not isinstance(written, str) or not written.startswith("u"):
        raise wrong("encodedList", "du base64url précédé de « u » est attendu", 'base64url behind "u" is expected')
    try:
        packed = urlsafe_b64decode(written[1:] + "=" * (-len(written[1:]) % 4))
        unpacking = zlib.decompressobj(wbits=31)
        bits = unpacking.decompress(packed, _MAX_BYTES)
    except (ValueError, zlib.error) as error:
        raise wrong("encodedList", "la liste est abîmée", "the list is damaged") from error
    if unpacking.unconsumed_tail:
        raise wrong("encodedList", f"plus de {MAX_PLACES} places", f"more than {MAX_PLACES} places")
    if not unpacking.eof:
        raise wrong("encodedList", "la liste est coupée", "the list is cut short")
    if len(bits) * 8 < PLACES:
        raise wrong("encodedList", f"moins de {PLACES} places", f"fewer than {PLACES} places")
    return bits
