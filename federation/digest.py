"""The digest of a body, so that a signature over headers also covers the bytes (RFC 3230, RFC 9530)."""

from __future__ import annotations

import binascii
from base64 import b64encode
from hashlib import sha256, sha512
from typing import Final

from federation.errors import Unauthorized
from federation.structured import Item, read_dictionary
from vocab.language import Text

_MAX_ALGORITHMS: Final = 8
_ACTIVE: Final = {"sha-256": sha256, "sha-512": sha512}


def digest_of(body: bytes) -> str:
    """The value of a `Digest` header (RFC 3230), as draft-cavage signers send it.

    >>> digest_of(b"")
    'SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
    """
    return "SHA-256=" + b64encode(sha256(body).digest()).decode()


def content_digest_of(body: bytes) -> str:
    """The value of a `Content-Digest` header (RFC 9530), as RFC 9421 signers send it.

    >>> content_digest_of(b"")
    'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:'
    """
    return "sha-256=:" + b64encode(sha256(body).digest()).decode() + ":"


def require_digest(header: str, body: bytes) -> None:
    """Returns when `header` (the value of Digest) has a SHA-256 that is the body's; else raises Unauthorized.

    Several algorithms may stand in the list; every SHA-256 among them must be right.
    """
    parts = header.split(",", _MAX_ALGORITHMS)
    found = [value for name, _, value in (part.strip().partition("=") for part in parts) if name.lower() == "sha-256"]
    if not found:
        raise Unauthorized(
            "the Digest header has no SHA-256",
            Text("L'en-tête Digest n'a pas de SHA-256.", "The Digest header has no SHA-256."),
        )
    expected = sha256(body).digest()
    for value in found:
        if _decoded(value) != expected:
            raise Unauthorized(
                f"Digest of {len(body)} bytes of body: expected {digest_of(body)}, got {value[:60]}",
                Text("L'empreinte ne correspond pas au contenu.", "The digest does not match the body."),
            )


def require_content_digest(header: str, body: bytes) -> None:
    """Returns when `header` (the value of Content-Digest) has a SHA-256 or SHA-512 and all it has are the body's.

    Else raises Unauthorized. Algorithms that RFC 9530 no longer recommends may stand beside; they count for nothing.
    """
    members = read_dictionary("Content-Digest", header)
    found = {name: member for name, member in members.items() if name in _ACTIVE}
    if not found or len(members) > _MAX_ALGORITHMS:
        raise Unauthorized(
            "the Content-Digest header has no sha-256",
            Text("L'en-tête Content-Digest n'a pas de sha-256.", "The Content-Digest header has no sha-256."),
        )
    for name, member in found.items():
        if not isinstance(member, Item) or member.value != _ACTIVE[name](body).digest():
            raise Unauthorized(
                f"Content-Digest of {len(body)} bytes of body: expected {content_digest_of(body)}, got {header[:120]}",
                Text("L'empreinte ne correspond pas au contenu.", "The digest does not match the body."),
            )


def _decoded(value: str) -> bytes | None:
    try:
        return binascii.a2b_base64(value, strict_mode=True)
    except ValueError:  # binascii.Error, and non-ASCII text
        return None
