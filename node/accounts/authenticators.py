"""What a device says of a passkey (WebAuthn level 3, sections 7.1 and 7.2): read and checked, without a database.

`fido2` reads and verifies; beside it stand our own bounds, the exact origin, the three algorithms we ask for, and no
frame of another site. User verification is required both times, so a passkey counts for two factors: the device, and
the finger or the code that opens it. Attestation is not asked for: whose make a device is, is not our business.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from vocab.later import later

if TYPE_CHECKING:
    from fido2 import server, utils, webauthn
else:
    # Loaded with the first passkey: nodes on which nobody has one carry nothing of it.
    server, utils, webauthn = later("fido2.server"), later("fido2.utils"), later("fido2.webauthn")

# ES256, EdDSA, RS256 (RFC 9053): what devices speak.
ALGORITHMS: Final = (-7, -8, -257)
MAX_CLIENT_DATA: Final = 4_096
MAX_ATTESTATION: Final = 16_384
MAX_CREDENTIAL: Final = 2_048
MAX_SIGNATURE: Final = 1_024
MAX_ID: Final = 1_023


class Unproved(Exception):
    """It is not what this node asked for, or not signed by that key."""


@dataclass(frozen=True, slots=True)
class Made:
    """A new passkey: its id (base64url), its public key, its counter."""

    id: str
    credential: bytes
    counter: int


@dataclass(frozen=True, slots=True)
class Signed:
    """What a device signed to sign somebody in."""

    id: bytes
    client_data: bytes
    authenticator_data: bytes
    signature: bytes
    handle: bytes

    @property
    def name(self) -> str:
        """The id as it is kept."""
        return str(utils.websafe_encode(self.id))


def place_of(origin: str) -> str | None:
    """The name passkeys of a node are bound to; None where browsers make none: at an address without a name.

    >>> place_of("https://pedales.example"), place_of("http://localhost:8080"), place_of("http://127.0.0.1:8080")
    ('pedales.example', 'localhost', None)
    """
    host = urlsplit(origin).hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return host or None
    return None


def challenge_in(client_data: bytes) -> bytes:
    """The challenge that a device signed. Raises `Unproved` for what cannot be read."""
    if len(client_data) > MAX_CLIENT_DATA:
        raise Unproved("client data too long")
    try:
        return webauthn.CollectedClientData(client_data).challenge
    except Exception as error:  # the library's readers raise whatever they stumble over
        raise Unproved(repr(error)[:200]) from error


def made(origin: str, client_data: bytes, attestation: bytes) -> Made:
    """A new passkey. Raises `Unproved`."""
    challenge = _challenge(client_data)
    if len(attestation) > MAX_ATTESTATION:
        raise Unproved("attestation too long")
    try:
        response = {
            "clientDataJSON": utils.websafe_encode(client_data),
            "attestationObject": utils.websafe_encode(attestation),
        }
        # The id is in the attestation, too; that one is kept.
        found = _server(origin).register_complete(_asked(challenge), {"rawId": "", "response": response})
        credential = found.credential_data
    except Exception as error:  # the library's readers raise whatever they stumble over
        raise Unproved(repr(error)[:200]) from error
    if credential is None or len(credential) > MAX_CREDENTIAL or len(credential.credential_id) > MAX_ID:
        raise Unproved("no key, or too long")
    if credential.public_key.ALGORITHM not in ALGORITHMS:
        raise Unproved(f"algorithm {credential.public_key.ALGORITHM}")
    return Made(utils.websafe_encode(credential.credential_id), bytes(credential), found.counter)


def counter_of(origin: str, credential: bytes, signed: Signed) -> int:
    """The device's counter, once it is sure that this key signed this. Raises `Unproved`."""
    challenge = _challenge(signed.client_data)
    if len(signed.authenticator_data) > MAX_CREDENTIAL or len(signed.signature) > MAX_SIGNATURE:
        raise Unproved("too long")
    try:
        response = {
            "clientDataJSON": utils.websafe_encode(signed.client_data),
            "authenticatorData": utils.websafe_encode(signed.authenticator_data),
            "signature": utils.websafe_encode(signed.signature),
        }
        _server(origin).authenticate_complete(
            _asked(challenge),
            [webauthn.AttestedCredentialData(credential)],
            {"rawId": utils.websafe_encode(signed.id), "response": response},
        )
        return webauthn.AuthenticatorData(signed.authenticator_data).counter
    except Exception as error:  # the library's readers raise whatever they stumble over
        raise Unproved(repr(error)[:200]) from error


def _challenge(client_data: bytes) -> bytes:
    challenge = challenge_in(client_data)
    if webauthn.CollectedClientData(client_data).cross_origin is not False:
        raise Unproved("in a frame of another site")
    return challenge


def _asked(challenge: bytes) -> dict[str, object]:
    return {
        "challenge": utils.websafe_encode(challenge),
        "user_verification": webauthn.UserVerificationRequirement.REQUIRED,
    }


def _server(origin: str) -> server.Fido2Server:
    entity = webauthn.PublicKeyCredentialRpEntity(name=origin, id=place_of(origin))
    return server.Fido2Server(entity, verify_origin=lambda said: said == origin)
