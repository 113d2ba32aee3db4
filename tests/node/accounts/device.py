"""A device that holds passkeys, in software: it answers as a browser would hand it on, or lies as told."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAG = AuthenticatorData.FLAG
ORIGIN = "https://pedales.example"
HELD = FLAG.UP | FLAG.UV


@dataclass
class Device:
    """One key. `counter` None: it does not count."""

    origin: str = ORIGIN
    place: str = "pedales.example"
    flags: AuthenticatorData.FLAG = HELD
    cross_origin: bool = False
    counter: int | None = 1
    id: bytes = b"a credential of ours"
    handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, challenge: str, handle: str = "") -> dict[str, str]:
        """Make the key for a page that asks so."""
        self.handle = read(handle)
        key = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(Aaguid(bytes(16)), self.id, key)
        said = AuthenticatorData.create(self._place(), self.flags | FLAG.AT, self._count(), credential)
        attestation = AttestationObject.create("none", said, {})
        return {"client_data": write(self._client("webauthn.create", challenge)), "attestation": write(attestation)}

    def sign(self, challenge: str, **lies: str) -> dict[str, str]:
        """Sign in to a page that asks so; `lies` stand in for what it would answer."""
        client, said = self._client("webauthn.get", challenge), self._said()
        signature = self.key.sign(said + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        answer = {
            "id": write(self.id),
            "client_data": write(client),
            "authenticator_data": write(said),
            "signature": write(signature),
            "user_handle": write(self.handle),
        }
        return answer | lies

    def _said(self) -> AuthenticatorData:
        if self.counter is not None:
            self.counter += 1
        return AuthenticatorData.create(self._place(), self.flags, self._count())

    def _count(self) -> int:
        return self.counter or 0

    def _place(self) -> bytes:
        return hashlib.sha256(self.place.encode()).digest()

    def _client(self, type: str, challenge: str) -> CollectedClientData:
        return CollectedClientData.create(type, challenge, self.origin, self.cross_origin)


def write(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def read(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
