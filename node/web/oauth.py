"""Letting a program act for an organisation: the page where a person agrees, and what programs then ask (FEP-d8c2).

The page takes e-mail, password and answer in one form: nobody stays signed in here, so there is no session to steal
and no answer that another site could send in somebody's name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import orjson
from aiohttp import web

from federation.errors import FederationError, Refused, WrongType
from node.accounts import second_factor
from node.accounts.permits import may
from node.oauth.program import Program, fetch
from node.store import actors, oauth
from node.store.actors import LocalActor
from node.web.appkeys import NODE, RATES
from node.web.directory import DIRECTORY, site_of
from node.web.pages import CONTENT_SECURITY_POLICY, PAGES, language_of, page
from node.web.people import error_page
from node.web.proving import person_with
from vocab.language import Text
from vocab.later import later

if TYPE_CHECKING:
    from node.oauth import server
    from node.oauth.server import Answer, Asked, Consent
else:
    # With the library that decides, which a node needs when the first program comes.
    server = later("node.oauth.server")

FORM: Final = "application/x-www-form-urlencoded"
MAX_PARAMETERS: Final = 40
MAX_VALUE: Final = 2_000
REQUEST: Final = (
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
)
UNKNOWN_PROGRAM: Final = Text(
    "La demande ne dit pas quel programme la fait : client_id doit être son adresse.",
    "The request does not say which program makes it: client_id must be its address.",
)
UNREADABLE: Final = Text(
    "La demande contient des caractères qui n'y ont pas leur place.",
    "The request holds characters that have no place there.",
)
NOT_UNDERSTOOD: Final = Text(
    "La demande de ce programme n'est pas correcte ; c'est à ses auteurs de la corriger.",
    "This program's request is not right; it is for its authors to mend it.",
)


async def get_metadata(request: web.Request) -> web.Response:
    """What programs may rely on (RFC 8414)."""
    body = orjson.dumps(server.metadata(request.app[NODE].home.origin))
    headers = {"Content-Type": "application/json", "Access-Control-Allow-Origin": "*"}
    return web.Response(body=body, headers={**headers, "Cache-Control": "public, max-age=3600"})


async def get_authorize(request: web.Request) -> web.Response:
    """The page where a person agrees, or the refusal."""
    node = request.app[NODE]
    asked = _asked("GET", request.query.items())
    try:
        id = _client_id(asked)
        # R14: whoever asks names it, as others name actors.
        async with node.discovery.meeting(id):
            program = await fetch(node.client, id)
    except FederationError as error:
        return await error_page(request, 400, (error.public,))
    found = await node.store.writing("consent", server.consent, node.home, asked, program)
    return await _agree_or_refuse(request, asked, found)


async def post_authorize(request: web.Request) -> web.Response:
    """What the person answered: back to the program with a code, or without."""
    node = request.app[NODE]
    form = await _form(request)
    said = form.first()
    asked = server.Asked("GET", {name: values for name, values in form.parameters.items() if name in REQUEST})
    if said.get("decision") != "allow":
        return await _sent_back(request, await node.store.writing("deny", server.decide, node.home, asked, "", None))
    request.app[RATES].password(request, said.get("email", "").strip())
    email, actor = said.get("email", "").strip(), await node.store.reading(actors.named, said.get("actor", ""))
    account = await person_with(node, email, said.get("password", ""))
    if actor is None or account is None:
        return await _again(request, asked, "oauth.wrong", email)
    # In the same form as the password: nobody is half signed in here.
    if not await node.store.writing("code", second_factor.check, node.home, email, said.get("code", "")):
        return await _again(request, asked, "code.missing", email)
    if not may(account, "publish", actor.id):
        return await _again(request, asked, "oauth.not_yours", email)
    return await _sent_back(
        request, await node.store.writing("agree", server.decide, node.home, asked, email, actor.id)
    )


async def post_token(request: web.Request) -> web.Response:
    """A token for a code or a refresh token."""
    node = request.app[NODE]
    return _plain(await node.store.writing("oauth token", server.token, node.home, await _form(request)))


async def post_revoke(request: web.Request) -> web.Response:
    """The end of a token."""
    node = request.app[NODE]
    return _plain(await node.store.writing("oauth revoke", server.revoke, node.home, await _form(request)))


async def _again(request: web.Request, asked: Asked, why: str, email: str) -> web.Response:
    node = request.app[NODE]
    known = await node.store.reading(oauth.find_program, _client_id(asked))
    if known is None:
        return await error_page(request, 400, (UNKNOWN_PROGRAM,))
    program = Program(_client_id(asked), *known)
    found = await node.store.writing("consent", server.consent, node.home, asked, program)
    return await _agree_or_refuse(request, asked, found, why=why, email=email)


async def _agree_or_refuse(
    request: web.Request, asked: Asked, found: Consent | Answer, why: str | None = None, email: str = ""
) -> web.Response:
    if isinstance(found, server.Answer):
        return await _sent_back(request, found)
    node, directory, pages = request.app[NODE], request.app[DIRECTORY], request.app[PAGES]
    language = language_of(request, directory.language)
    ours = [actor for actor in await node.store.reading(actors.every) if actor.kind != "application"]
    html = pages.render(
        "authorize.html",
        language,
        site_of(directory),
        pages.t(language, "oauth.title", program=found.name),
        request.path_qs if request.method == "GET" else "/oauth/authorize",
        program=found,
        host=_place(found.program),
        goes_to=_place(found.redirect),
        permits=[pages.t(language, f"oauth.scope.{scope}") for scope in found.scopes],
        request={name: value for name, value in asked.first().items() if name in REQUEST},
        organisations=[(actor.name, _title(actor)) for actor in ours],
        why=pages.t(language, why) if why else None,
        email=email,
    )
    answer = page(request, html, language, status=403 if why else 200)
    # A browser applies form-action to where the answer to a form leads: to the program.
    allowed = f"form-action 'self' {_source(found.redirect)}"
    answer.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace("form-action 'self'", allowed)
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def _sent_back(request: web.Request, answer: Answer) -> web.Response:
    if answer.location is None:
        return await error_page(request, 400, (NOT_UNDERSTOOD, _said(answer)))
    # R18: only an address that the program's own document names.
    headers = {"Location": answer.location, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return web.Response(status=303, headers=headers)


def _said(answer: Answer) -> Text:
    body = answer.body if isinstance(answer.body, dict) else {}
    said = str(body.get("error_description") or body.get("error") or "")
    return Text(said, said)


def _plain(answer: Answer) -> web.Response:
    headers = {"Content-Type": "application/json", "Access-Control-Allow-Origin": "*", **answer.headers}
    return web.Response(body=orjson.dumps(answer.body), status=answer.status, headers=headers)


async def _form(request: web.Request) -> Asked:
    if request.content_type != FORM:
        raise WrongType(
            f"oauth got {request.content_type!r}", Text(f"Type attendu : {FORM}.", f"Expected type: {FORM}.")
        )
    sent = await request.post()
    return _asked("POST", ((name, value) for name, value in sent.items() if isinstance(value, str)))


def _asked(method: str, pairs: Iterable[tuple[str, str]]) -> Asked:
    parameters: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        parameters[name] = (*parameters.get(name, ()), value)
        # The library repeats what it refuses in a sentence that may hold only these characters (RFC 6749 5.2).
        plain = value.isascii() and value.isprintable() and '"' not in value and "\\" not in value
        if (
            len(parameters) > MAX_PARAMETERS
            or len(value) > MAX_VALUE
            or not (plain or name in ("email", "password", "code"))
        ):
            raise Refused(f"oauth parameter {name[:40]!r} cannot be read", UNREADABLE)
    return server.Asked(method, parameters)


def _client_id(asked: Asked) -> str:
    said = asked.first().get("client_id", "")
    if not said.startswith(("https://", "http://")):
        raise Refused("no client_id", UNKNOWN_PROGRAM)
    return said


def _place(address: str) -> str:
    """What people recognise of an address: its host, or for a program on their device its scheme."""
    parts = urlsplit(address)
    return parts.netloc or f"{parts.scheme}:"


def _source(address: str) -> str:
    """An address as a content security policy names where it leads."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else f"{parts.scheme}:"


def _title(actor: LocalActor) -> str:
    return str(orjson.loads(actor.document).get("name") or actor.name)
