"""Proofs that travel with a document: eddsa-jcs-2022 (FEP-8b32, W3C vc-di-eddsa section 3.3).

A proof signs SHA-256 of the canonical proof options followed by SHA-256 of the canonical document, so a record can be
believed from any copy. The proof repeats the document's `@context`, and both must be equal: a context added later
could change the meaning of what was signed. A linked-data `signature` beside a proof is dropped before hashing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import base58

from federation.digits import digits
from federation.keys import PublicKey, Signer
from vocab.canonical import digest
from vocab.errors import NotCanonical
from vocab.looseness import one_or_many

_SUITE: Final = "eddsa-jcs-2022"
_MAX_PROOFS: Final = 8
_CREATED: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


def add(
    document: Mapping[str, object], signer: Signer, created: str, *, with_context: bool = True
) -> dict[str, object]:
    """The document with its proof, made anew; `created` is UTC in whole seconds, `YYYY-MM-DDTHH:MM:SSZ`.

    `with_context`: the proof repeats the document's `@context`. Credentials leave it out, as vc-di-eddsa permits:
    Digital Bazaar's verifier takes two equal contexts that are objects for different ones.

    Raises ValueError when the signer is not Ed25519 or the date is written otherwise, NotCanonical (vocab) when the
    document has no canonical form.
    """
    if signer.algorithm != "ed25519":
        raise ValueError("a proof needs an Ed25519 key")
    if not _CREATED.fullmatch(created):
        raise ValueError(f"the date of a proof is written YYYY-MM-DDTHH:MM:SSZ, not {created[:40]!r}")
    repeated = with_context and "@context" in document
    options: dict[str, object] = {"@context": document["@context"]} if repeated else {}
    options |= {
        "type": "DataIntegrityProof",
        "cryptosuite": _SUITE,
        "verificationMethod": signer.key_id,
        "proofPurpose": "assertionMethod",
        "created": created,
    }
    unsigned = _unsigned(document)
    signature = signer.sign(_hashed(options, unsigned))
    return {**unsigned, "proof": {**options, "proofValue": "z" + digits(signature)}}


def verify(document: Mapping[str, object], public_key: PublicKey) -> bool:
    """True when one of the document's proofs was made by this key, and the key counted when it was made."""
    if public_key.algorithm != "ed25519":
        return False
    unsigned = _unsigned(document)
    return any(
        proof.get("verificationMethod") == public_key.id and _holds(proof, unsigned, public_key)
        for proof in _proofs(document)
    )


def method_of(document: Mapping[str, object]) -> str | None:
    """The key that the first proof we can read names, or None when the document counts as unsigned."""
    return next(iter(methods_of(document)), None)


def methods_of(document: Mapping[str, object]) -> tuple[str, ...]:
    """The keys named by all proofs we can read, in order; proofs of unknown suites do not count.

    >>> methods_of({"proof": {"type": "DataIntegrityProof", "cryptosuite": "unheard-of"}})
    ()
    """
    named = (proof.get("verificationMethod") for proof in _proofs(document))
    return tuple(method for method in named if isinstance(method, str))


def _proofs(document: Mapping[str, object]) -> list[Mapping[str, object]]:
    return [
        proof
        for proof in one_or_many(document.get("proof"))[:_MAX_PROOFS]
        if isinstance(proof, Mapping)
        and proof.get("type") == "DataIntegrityProof"
        and proof.get("cryptosuite") == _SUITE
        and proof.get("proofPurpose") == "assertionMethod"
    ]


def _holds(proof: Mapping[str, object], unsigned: dict[str, object], key: PublicKey) -> bool:
    signature = _signature_of(proof.get("proofValue"))
    made = _moment(proof.get("created"))
    if signature is None or made is None or not key.counts_at(made):
        return False
    if "@context" in proof and proof["@context"] != unsigned.get("@context"):
        return False
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        return key.verify(signature, _hashed(options, unsigned))
    except NotCanonical:
        return False


def _unsigned(document: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in document.items() if name not in ("proof", "signature")}


def _hashed(options: Mapping[str, object], unsigned: Mapping[str, object]) -> bytes:
    return digest(options) + digest(unsigned)


def _signature_of(value: object) -> bytes | None:
    # 64 bytes are at most 88 base58 digits; longer texts would cost quadratic time.
    if not isinstance(value, str) or not value.startswith("z") or len(value) > 90:
        return None
    written = value[1:]
    try:
        number = base58.b58decode_int(written)
    except ValueError:
        return None
    # A leading 1 is a leading zero byte. The package's own way from number to bytes costs four times the rest.
    size = len(written) - len(written.lstrip("1")) + (number.bit_length() + 7) // 8
    return number.to_bytes(64, "big") if size == 64 else None


def _moment(created: object) -> float | None:
    if not isinstance(created, str) or len(created) > 40:
        return None
    try:
        # Fedify writes nanoseconds, which the standard library reads since 3.11 (cut to microseconds).
        read = datetime.fromisoformat(created)
    except ValueError:
        return None
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()
