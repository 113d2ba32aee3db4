"""Keys: made, loaded, written as peers read them, and used (RSA PKCS#1 v1.5 with SHA-256, and Ed25519).

Every actor has one of each: RSA for draft-cavage signatures, Ed25519 for proofs (FEP-521a Multikey). Loaded key
objects are kept by the callers, because loading costs more than signing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Final, Literal

import base58
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from federation.digits import digits
from federation.errors import Unauthorized
from federation.owner import same_id, same_origin
from vocab.language import Text
from vocab.looseness import id_of, one_or_many

Algorithm = Literal["rsa-sha256", "ed25519"]

_PADDING: Final = padding.PKCS1v15()
_SHA256: Final = hashes.SHA256()
_SHA512: Final = hashes.SHA512()
_PSS: Final = padding.PSS(mgf=padding.MGF1(_SHA512), salt_length=64)
_ED25519_PREFIX: Final = b"\xed\x01"
_MAX_TEXT: Final = 8192
_MAX_KEYS: Final = 20
_MIN_RSA_BITS: Final = 2048
_MAX_RSA_BITS: Final = 8192
_UNREADABLE: Final = Text("La clé publique est illisible.", "The public key cannot be read.")


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key with the id under which its public half is published.

    `quick`: the same actor's Ed25519 key, for requests to peers that are known to read it.
    """

    key_id: str
    algorithm: Algorithm
    private: RSAPrivateKey | Ed25519PrivateKey
    quick: Signer | None = None

    def sign(self, data: bytes) -> bytes:
        """The signature over `data`; about 370 us with RSA (releases the interpreter lock), 30 us with Ed25519."""
        if isinstance(self.private, Ed25519PrivateKey):
            return self.private.sign(data)
        return self.private.sign(data, _PADDING, _SHA256)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A published key: its id, its owner's id, and until when it counts (unix seconds)."""

    id: str
    owner: str
    algorithm: Algorithm
    key: RSAPublicKey | Ed25519PublicKey
    expires: float | None = None
    revoked: float | None = None
    # The multibase it was read from: a key has one alone, and it is compared often.
    multibase: str | None = field(default=None, repr=False, compare=False)

    def verify(self, signature: bytes, data: bytes, *, pss: bool = False) -> bool:
        """True when `signature` was made over `data` by the private half; `pss` means RSA-PSS with SHA-512."""
        try:
            if isinstance(self.key, Ed25519PublicKey):
                self.key.verify(signature, data)
            elif pss:
                self.key.verify(signature, data, _PSS, _SHA512)
            else:
                self.key.verify(signature, data, _PADDING, _SHA256)
        except InvalidSignature:
            return False
        return True

    def counts_at(self, moment: float) -> bool:
        """True when a signature made at `moment` counts: not revoked (a thief can choose the date), not expired."""
        return self.revoked is None and (self.expires is None or moment < self.expires)

    def same_material(self, other: PublicKey) -> bool:
        """True when both are one key, whatever their ids."""
        return self is other or self.material() == other.material()

    def material(self) -> str:
        """The key itself as text: PEM for RSA, multibase for Ed25519; `public_key` reads it back."""
        if isinstance(self.key, Ed25519PublicKey):
            return self.multibase or multibase(self.key)
        return public_pem(self.key)


def generate_rsa() -> bytes:
    """A new RSA-2048 private key, PEM PKCS#8."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def generate_ed25519() -> bytes:
    """A new Ed25519 private key, its 32-byte seed."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def load_rsa(pem: bytes) -> RSAPrivateKey:
    """The RSA private key of a PEM this node wrote itself (unchecked: 9 us instead of 45 ms)."""
    private = serialization.load_pem_private_key(pem, password=None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(private, RSAPrivateKey):
        raise ValueError("this PEM does not hold an RSA private key")
    return private


def load_ed25519(seed: bytes) -> Ed25519PrivateKey:
    """The Ed25519 private key of a 32-byte seed."""
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_pem(key: RSAPrivateKey | RSAPublicKey) -> str:
    """The public half as `publicKeyPem` writes it."""
    public = key.public_key() if isinstance(key, RSAPrivateKey) else key
    return public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode()  # fmt: skip


def multibase(key: Ed25519PrivateKey | Ed25519PublicKey) -> str:
    """The public half as `publicKeyMultibase` writes it: z6Mk… (FEP-521a)."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return "z" + digits(_ED25519_PREFIX + public.public_bytes_raw())


def from_multibase(text: str) -> Ed25519PublicKey:
    """The Ed25519 key of a Multikey value; raises Unauthorized.

    >>> multibase(from_multibase("z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"))
    'z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2'
    """
    # Base58 takes time that grows with the square of the length: measure first.
    if not 40 <= len(text) <= 60 or not text.startswith("z6Mk"):
        raise Unauthorized("not an Ed25519 Multikey (z6Mk…)", _UNREADABLE)
    try:
        raw = base58.b58decode(text[1:])
        if len(raw) != 34 or not raw.startswith(_ED25519_PREFIX):
            raise ValueError("wrong length")
        return Ed25519PublicKey.from_public_bytes(raw[2:])
    except ValueError as error:
        raise Unauthorized(f"not an Ed25519 Multikey: {error}", _UNREADABLE) from error


def from_pem(text: str) -> RSAPublicKey | Ed25519PublicKey:
    """The public key of a PEM; RSA of 2048 to 8192 bits with a small exponent, or Ed25519; raises Unauthorized."""
    if len(text) > _MAX_TEXT:
        raise Unauthorized(f"public key of {len(text)} characters", _UNREADABLE)
    try:
        key = serialization.load_pem_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Unauthorized(f"unreadable public key: {error}", _UNREADABLE) from error
    if isinstance(key, Ed25519PublicKey):
        return key
    if not isinstance(key, RSAPublicKey):
        raise Unauthorized("the public key is neither RSA nor Ed25519", _UNREADABLE)
    # A huge modulus or exponent would make each verification cost milliseconds.
    if not _MIN_RSA_BITS <= key.key_size <= _MAX_RSA_BITS or key.public_numbers().e.bit_length() > 33:
        raise Unauthorized(f"RSA key of {key.key_size} bits, 2048 to 8192 expected", _UNREADABLE)
    return key


def public_key(
    key_id: str, owner: str, text: str, *, expires: float | None = None, revoked: float | None = None
) -> PublicKey:
    """The key of a PEM or a Multikey text; raises Unauthorized."""
    if text.startswith("z"):
        return PublicKey(key_id, owner, "ed25519", from_multibase(text), expires, revoked, text.rstrip())
    key = from_pem(text)
    return PublicKey(key_id, owner, _algorithm_of(key), key, expires, revoked)


def _algorithm_of(key: RSAPublicKey | Ed25519PublicKey) -> Algorithm:
    return "ed25519" if isinstance(key, Ed25519PublicKey) else "rsa-sha256"


def keys_of(actor_document: Mapping[str, object]) -> list[PublicKey]:
    """The keys this actor publishes (`publicKey`, and `assertionMethod` of FEP-521a), at most 20.

    Only keys that name the actor as their owner and live at its origin: nobody publishes a key for another.
    Unreadable ones are left out.
    """
    actor_id = actor_document.get("id")
    if not isinstance(actor_id, str):
        return []
    entries = chain.from_iterable(one_or_many(actor_document.get(name)) for name in ("publicKey", "assertionMethod"))
    found: dict[str, PublicKey] = {}
    for entry in islice(entries, _MAX_KEYS):
        key = _read(entry, actor_id)
        if key is not None:
            found.setdefault(key.id, key)
    return list(found.values())


def listed_keys(actor_document: Mapping[str, object]) -> list[str]:
    """The ids of the keys this actor lists, embedded or by address, at most 20."""
    entries = chain.from_iterable(one_or_many(actor_document.get(name)) for name in ("publicKey", "assertionMethod"))
    return [key_id for entry in islice(entries, _MAX_KEYS) if (key_id := id_of(entry)) is not None]


def key_from_document(document: Mapping[str, object], actor_id: str) -> PublicKey | None:
    """The key that a document of its own describes, when it names `actor_id` as its owner at its own origin."""
    return _read(document, actor_id)


def _read(entry: object, actor_id: str) -> PublicKey | None:
    if not isinstance(entry, Mapping):
        return None
    key_id, owner = entry.get("id"), id_of(entry.get("owner") or entry.get("controller"))
    text = entry.get("publicKeyPem") or entry.get("publicKeyMultibase")
    if not isinstance(key_id, str) or owner is None or not isinstance(text, str):
        return None
    if not same_id(owner, actor_id) or not same_origin(key_id, actor_id):
        return None
    expires, revoked = entry.get("expires"), entry.get("revoked")
    try:
        return public_key(key_id, actor_id, text, expires=_moment(expires), revoked=_moment(revoked))
    except Unauthorized:
        return None  # RSA Multikeys and curves we do not speak: the actor's other keys still count


def _moment(value: object) -> float | None:
    """Unix seconds of an XSD dateTime; a date we cannot read counts as long past, so that the key is not used."""
    if value is None:
        return None
    try:
        read = datetime.fromisoformat(value) if isinstance(value, str) else datetime.fromtimestamp(0, UTC)
    except ValueError:
        return 0.0
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()
