"""The grants we speak: a code for a token (RFC 6749 section 4.1, with PKCE, RFC 7636), and a new token for an old one.

Authlib decides; what it has to know it asks here, and what it decides is kept here, inside one unit of work. Nothing
is written in clear: codes and tokens are looked up by their hash. A code or a refresh token that comes back after it
was used has been stolen, by one side or the other: every token of that agreement ends (RFC 9700 section 2.2.2).
"""

from __future__ import annotations

import hashlib
from typing import Any, Final

from authlib.oauth2.rfc6749 import InvalidRequestError, scope_to_list
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, RefreshTokenGrant
from authlib.oauth2.rfc6749.requests import OAuth2Request
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge

from node.store import oauth
from node.store.oauth import Code, Token

CODE_S: Final = 60.0
METHOD: Final = "S256"
# Programs have no secret to keep: what they send as one is not looked at (FEP-d8c2).
AUTHENTICATION: Final = ["none"]


def hash_of(secret: str) -> str:
    """What is kept of a code or a token."""
    return hashlib.sha256(secret.encode()).hexdigest()


class AgreedCode:
    """A code as Authlib reads it."""

    def __init__(self, kept: Code) -> None:
        self.kept = kept
        self.code_challenge = kept.challenge
        self.code_challenge_method = METHOD

    def get_redirect_uri(self) -> str:
        """Where the code was sent."""
        return self.kept.redirect

    def get_scope(self) -> str:
        """What was agreed to."""
        return self.kept.scope


class KeptToken:
    """A token as Authlib reads it."""

    def __init__(self, kept: Token) -> None:
        self.kept = kept

    def get_scope(self) -> str:
        """What it permits."""
        return self.kept.scope

    def check_client(self, client: Any) -> bool:
        """Whether it was given to this program."""
        return bool(client.get_client_id() == self.kept.program)


class CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]
    """A code for a token."""

    TOKEN_ENDPOINT_AUTH_METHODS = AUTHENTICATION

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        """Keep what the person agreed to; `request.user` is (person, actor)."""
        person, actor = request.user
        work = self.server.work
        oauth.keep_code(
            work.db,
            Code(
                hash=hash_of(code),
                program=request.client.id,
                redirect=request.payload.redirect_uri or request.client.get_default_redirect_uri(),
                actor=actor,
                person=person,
                scope=request.scope,
                challenge=request.payload.data["code_challenge"],
                expires=work.now + CODE_S,
                consent=hash_of(f"consent {code}"),
            ),
        )

    def query_authorization_code(self, code: str, client: Any) -> AgreedCode | None:
        """The code, if it is this program's, in time and not used."""
        work = self.server.work
        kept = oauth.find_code(work.db, hash_of(code))
        if kept is None or kept.program != client.get_client_id():
            return None
        if kept.used is not None:
            oauth.revoke_consent(work.db, kept.consent, work.now_iso)
            return None
        return AgreedCode(kept) if work.now < kept.expires else None

    def delete_authorization_code(self, authorization_code: AgreedCode) -> None:
        """A code serves once."""
        oauth.use_code(self.server.work.db, authorization_code.kept.hash, self.server.work.now)

    def authenticate_user(self, authorization_code: AgreedCode) -> tuple[str, str, str]:
        """Who agreed, for which organisation, by which agreement."""
        kept = authorization_code.kept
        return kept.person, kept.actor, kept.consent


class RefreshGrant(RefreshTokenGrant):  # type: ignore[misc]
    """A new token for an old one, which then ends."""

    TOKEN_ENDPOINT_AUTH_METHODS = AUTHENTICATION
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> KeptToken | None:
        """The refresh token, if it still holds."""
        work = self.server.work
        kept = oauth.find_token(work.db, hash_of(refresh_token))
        if kept is None or kept.kind != "refresh":
            return None
        if kept.revoked is not None:
            oauth.revoke_consent(work.db, str(kept.consent), work.now_iso)
            return None
        return KeptToken(kept) if kept.expires is None or work.now < kept.expires else None

    def authenticate_user(self, refresh_token: KeptToken) -> tuple[str, str, str]:
        """Who agreed, for which organisation, by which agreement."""
        kept = refresh_token.kept
        return str(kept.person), kept.actor, str(kept.consent)

    def revoke_old_credential(self, refresh_token: KeptToken) -> None:
        """The refresh token served."""
        oauth.revoke_token(self.server.work.db, refresh_token.kept.hash, self.server.work.now_iso)


class Challenge(CodeChallenge):  # type: ignore[misc]
    """PKCE, always, and with S256 alone."""

    SUPPORTED_CODE_CHALLENGE_METHOD = [METHOD]

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        """Refuse a request without a challenge."""
        data = grant.request.payload.data
        if not data.get("code_challenge") or data.get("code_challenge_method") != METHOD:
            raise InvalidRequestError("code_challenge with code_challenge_method=S256 is required.")
        super().validate_code_challenge(grant, redirect_uri)


class Revocation(RevocationEndpoint):  # type: ignore[misc]
    """A program gives a token back (RFC 7009): all tokens of the agreement end."""

    CLIENT_AUTH_METHODS = AUTHENTICATION

    def query_token(self, token_string: str, token_type_hint: str | None) -> KeptToken | None:
        """The token, whatever sort the program believes it to be."""
        kept = oauth.find_token(self.server.work.db, hash_of(token_string))
        return KeptToken(kept) if kept is not None else None

    def revoke_token(self, token: KeptToken, request: OAuth2Request) -> None:
        """End the agreement."""
        work = self.server.work
        if token.kept.consent is not None:
            oauth.revoke_consent(work.db, token.kept.consent, work.now_iso)


def known_scopes(asked: str, supported: frozenset[str]) -> str:
    """The scopes of a request that we know; others are passed over (FEP-d8c2)."""
    return " ".join(scope for scope in scope_to_list(asked) if scope in supported)
