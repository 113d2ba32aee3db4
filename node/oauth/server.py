"""The authorization server, made anew for each unit of work: Authlib's, over our store.

It is handed a request as parameters and gives back an answer as status, body and headers: it knows no HTTP library.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from authlib.common.security import generate_token
from authlib.oauth2.rfc6749 import AuthorizationServer, OAuth2Error
from authlib.oauth2.rfc6749.models import ClientMixin
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload, OAuth2Request
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc9207 import IssuerParameter

from node.accounts.permits import may
from node.home import Home
from node.oauth.grants import Challenge, CodeGrant, RefreshGrant, Revocation, hash_of, known_scopes
from node.oauth.program import Program
from node.oauth.scopes import SCOPES
from node.store import accounts, oauth
from node.store.connection import Db
from node.store.oauth import Token

ACCESS_S: Final = 3_600
REFRESH_S: Final = 30 * 86_400.0
TOKEN_LENGTH: Final = 48


@dataclass(frozen=True, slots=True)
class Asked:
    """What came: the method, and each parameter, all of its values."""

    method: str
    parameters: Mapping[str, tuple[str, ...]]

    def first(self) -> dict[str, str]:
        """Each parameter's first value; a client_secret is not looked at (FEP-d8c2)."""
        return {name: values[0] for name, values in self.parameters.items() if values and name != "client_secret"}


@dataclass(slots=True)
class Answer:
    """What to send back: `body` is JSON when it is a dict; `location` is where a browser goes next."""

    status: int
    body: object = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def location(self) -> str | None:
        """The redirect's address."""
        return self.headers.get("Location")

    @location.setter
    def location(self, address: str) -> None:
        self.headers["Location"] = address


@dataclass(frozen=True, slots=True)
class Work:
    """The unit of work a server serves in."""

    db: Db
    home: Home
    now: float
    now_iso: str


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person is asked to agree to."""

    program: str
    name: str
    redirect: str
    scopes: tuple[str, ...]


def consent(db: Db, home: Home, asked: Asked, program: Program) -> Consent | Answer:
    """What to show before anybody agrees, or the answer that refuses: to the program where its address is proved."""
    oauth.keep_program(db, program.id, program.name, program.redirects, home.now())
    server = _server(db, home)
    try:
        grant = server.get_consent_grant(asked)
    except OAuth2Error as error:
        return server.refusal(error)
    scopes = tuple(grant.request.scope.split())
    return Consent(program.id, program.name, grant.redirect_uri, scopes)


def decide(db: Db, home: Home, asked: Asked, person: str, actor: str | None) -> Answer:
    """The answer to the program: a code when `person` agrees for `actor`, access_denied when that is None."""
    server = _server(db, home)
    try:
        grant = server.get_consent_grant(asked)
    except OAuth2Error as error:
        return server.refusal(error)
    agreed = (person, actor) if actor is not None and _may_act(db, person, actor) else None
    answer: Answer = server.create_authorization_response(grant.request, agreed, grant)
    return answer


def _may_act(db: Db, person: str, actor: str) -> bool:
    account = accounts.find(db, person)
    return account is not None and may(account, "publish", actor)


def token(db: Db, home: Home, asked: Asked) -> Answer:
    """A token for a code or for a refresh token (RFC 6749 sections 4.1.3 and 6)."""
    answer: Answer = _server(db, home).create_token_response(asked)
    return answer


def revoke(db: Db, home: Home, asked: Asked) -> Answer:
    """The end of a token (RFC 7009); 200 also for one nobody knows."""
    answer: Answer = _server(db, home).create_endpoint_response("revocation", asked)
    return answer


def metadata(origin: str) -> dict[str, object]:
    """What programs may rely on (RFC 8414, RFC 9207)."""
    return {
        "issuer": origin,
        "authorization_endpoint": f"{origin}/oauth/authorize",
        "token_endpoint": f"{origin}/oauth/token",
        "revocation_endpoint": f"{origin}/oauth/revoke",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "revocation_endpoint_auth_methods_supported": ["none"],
        "scopes_supported": list(SCOPES),
        "authorization_response_iss_parameter_supported": True,
        "client_id_metadata_document_supported": True,
    }


class KnownProgram(ClientMixin):  # type: ignore[misc]
    """A program as Authlib reads it."""

    def __init__(self, id: str, redirects: tuple[str, ...]) -> None:
        self.id = id
        self._redirects = redirects

    def get_client_id(self) -> str:
        """Its address."""
        return self.id

    def get_default_redirect_uri(self) -> str | None:
        """The only address of a program that has one."""
        return self._redirects[0] if len(self._redirects) == 1 else None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Exactly one of its addresses, to the letter (RFC 9700 section 2.1)."""
        return redirect_uri in self._redirects

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """The scopes we know among those asked; reading alone when none is asked; None when none is known."""
        return (known_scopes(scope, frozenset(SCOPES)) or None) if scope else "read"

    def check_response_type(self, response_type: str) -> bool:
        """A code, nothing else."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """What `metadata` says."""
        return grant_type in ("authorization_code", "refresh_token")

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """Programs have no secret."""
        return method == "none"


class Request(OAuth2Request):  # type: ignore[misc]
    """A request as Authlib reads it."""

    def __init__(self, asked: Asked) -> None:
        # TLS ends at the proxy, and whether there is one is not this module's business.
        super().__init__(asked.method, "https://localhost/")
        self.payload = BasicOAuth2Payload(asked.first())
        self.payload._datalist = {name: list(values) for name, values in asked.parameters.items()}

    @property
    def args(self) -> dict[str, str]:
        """The parameters."""
        return dict(self.payload.data)

    @property
    def form(self) -> dict[str, str]:
        """The parameters."""
        return dict(self.payload.data)


class Server(AuthorizationServer):  # type: ignore[misc]
    """Authlib's server over one unit of work."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self.register_grant(CodeGrant, [Challenge(required=True)])
        self.register_grant(RefreshGrant)
        self.register_endpoint(Revocation)
        self.register_extension(lambda server: Issuer(work.home.origin)(server))
        self.register_token_generator("default", BearerTokenGenerator(_secret, _secret, lambda *_: ACCESS_S))

    def query_client(self, client_id: str) -> KnownProgram | None:
        """A program we have read."""
        found = oauth.find_program(self.work.db, client_id)
        return KnownProgram(client_id, found[1]) if found is not None else None

    def save_token(self, token: dict[str, Any], request: OAuth2Request) -> None:
        """Keep the hashes of what was just made."""
        person, actor, consent = request.user
        work, scope, program = self.work, token["scope"], request.client.get_client_id()
        made = [(token["access_token"], "access", work.now + ACCESS_S)]
        if "refresh_token" in token:
            made.append((token["refresh_token"], "refresh", work.now + REFRESH_S))
        for secret, kind, expires in made:
            kept = Token(hash_of(secret), actor, person, scope, kind, program, consent, expires)
            oauth.keep_token(work.db, kept, work.now_iso)

    def create_oauth2_request(self, request: Asked | OAuth2Request) -> OAuth2Request:
        """The request in Authlib's terms."""
        return Request(request) if isinstance(request, Asked) else request

    def handle_response(self, status: int, body: object, headers: list[tuple[str, str]]) -> Answer:
        """The answer in ours."""
        return Answer(status, body, dict(headers))

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nobody listens."""

    def refusal(self, error: OAuth2Error) -> Answer:
        """An error as an answer, with who says it."""
        answer: Answer = self.handle_error_response(None, error)
        Issuer(self.work.home.origin).add_issuer_parameter(self, answer)
        return answer


class Issuer(IssuerParameter):  # type: ignore[misc]
    """Says in each redirect which server answers (RFC 9207)."""

    def __init__(self, origin: str) -> None:
        self._origin = origin

    def get_issuer(self) -> str:
        """This node."""
        return self._origin


def _server(db: Db, home: Home) -> Server:
    return Server(Work(db, home, home.now(), home.now_iso()))


def _secret(**_: object) -> str:
    return str(generate_token(TOKEN_LENGTH))
