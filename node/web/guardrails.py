"""Guardrails around every handler: failures become problem documents, nothing of our insides leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from federation import rfc9421
from federation.errors import FederationError, Later, RateLimited, Refused, Unauthorized, WrongType
from node.errors import NodeError, NoToken, ScopeMissing
from node.parameters import BadQuery
from node.store.errors import StoreError
from node.web.answers import problem
from node.web.appkeys import NODE, RATES
from node.web.connections import gate_of
from node.web.desk import uploading
from node.web.negotiation import HTML, choose
from node.web.people import ABSENT, error_page
from vocab.errors import VocabError
from vocab.language import Text

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

CHALLENGE = 'Signature realm="activitypub",headers="(request-target) host date digest content-type"'

GONE = Text("La demande s'est arrêtée en route.", "The request stopped on its way.")


@web.middleware
async def guardrails(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Run a handler; answer a failure by its fate: refused, later, or bug."""
    gate = gate_of(request)
    if gate is None:
        return await _answered(request, handler)
    gate.works()
    try:
        return await _answered(request, handler)
    finally:
        gate.waits()


async def _answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    rates = request.app[RATES]
    try:
        rates.admit(request)
        if request.method == "POST":
            _require_plain(request)
            _require_small(request)
            # R6: aiohttp waits for a body as long as a sender cares to drip it.
            async with asyncio.timeout(_deadline_s(request)):
                return await handler(request)
        return await handler(request)
    except Unauthorized as refusal:
        _note(request, refusal)
        rates.failed(request)
        return problem(request, 401, refusal.public, detail=refusal.log, headers=_challenge(request, refusal))
    except Refused as refusal:
        _note(request, refusal)
        return problem(request, refusal.status, refusal.public, detail=refusal.log)
    except Later as later:
        _note(request, later)
        if not isinstance(later, RateLimited):
            # A key whose origin does not answer cost us a fetch: it counts like one that is wrong.
            rates.failed(request)
        return _later(request, later)
    except NodeError as error:
        if choose(request.headers.get("Accept"), ("application/json", HTML)) == HTML:
            return await error_page(request, error.status, (error.public,))
        headers = {}
        if isinstance(error, ScopeMissing):
            headers["WWW-Authenticate"] = bearer(error="insufficient_scope", scope=error.scope)
        return problem(request, error.status, error.public, findings=error.findings, headers=headers)
    except BadQuery as bad:
        sentence = Text(f"{bad.parameter} : {bad.text.fr}.", f"{bad.parameter}: {bad.text.en}.")
        return problem(request, 400, sentence, extra={"parameter": bad.parameter})
    except (VocabError, StoreError) as error:
        return problem(request, 400, error.public, detail=str(error))
    except web.HTTPException as answer:
        if answer.status == 404 and choose(request.headers.get("Accept"), ("application/json", HTML)) == HTML:
            return await error_page(request, 404, (ABSENT,))
        if answer.status < 400:
            raise
        return _plain(request, answer)
    except TimeoutError:
        return await _late(request)
    except ConnectionError as lost:
        # Whoever leaves in the middle of a body is no failure of ours, and writes no traceback into our log.
        return _bug(request, lost) if _is_there(request) else problem(request, 400, GONE)
    except Exception as bug:  # the trace stays here; the reader gets a sentence
        return _bug(request, bug)


async def _late(request: web.Request) -> web.Response:
    """What came too slowly, or not to its end: told in a page to somebody with a browser, and the connection ends."""
    if uploading.takes_file(request) and choose(request.headers.get("Accept"), ("application/json", HTML)) == HTML:
        late = await error_page(request, 408, (uploading.STALLED,))
    else:
        late = problem(request, 408, Text("La demande n'arrive pas.", "The request does not arrive."))
    late.force_close()
    return late


def _bug(request: web.Request, bug: Exception) -> web.Response:
    structlog.get_logger("web").exception("bug", path=request.path, error=type(bug).__name__)
    return problem(request, 500, Text("Erreur de notre côté.", "A failure on our side."))


def _is_there(request: web.Request) -> bool:
    return request.transport is not None and not request.transport.is_closing()


def _deadline_s(request: web.Request) -> float:
    """How long a request with a body may take; a question waits for its place, and then takes its own time."""
    settings = request.app[NODE].home.settings
    asked = 2 * settings.sparql_time_s if request.path == "/sparql" else 0
    return settings.body_deadline_s + asked + uploading.deadline_s(request)


def _note(request: web.Request, error: FederationError) -> None:
    signed = "Signature" in request.headers or "Authorization" in request.headers
    request.app[NODE].refusals.note(error, signed=signed)


def _challenge(request: web.Request, refusal: Unauthorized) -> dict[str, str]:
    """What would have been good: a token that holds, or a signature."""
    if isinstance(refusal, NoToken):
        return {"WWW-Authenticate": bearer(error="invalid_token") if refusal.brought else bearer()}
    return {"WWW-Authenticate": CHALLENGE, "Accept-Signature": _wish(request)}


def bearer(**said: str) -> str:
    """A challenge for a token (RFC 6750 section 3); who brought none is told no error.

    >>> bearer(error="insufficient_scope", scope="write")
    'Bearer realm="bocage", error="insufficient_scope", scope="write"'
    """
    return ", ".join(['Bearer realm="bocage"', *(f'{name}="{value}"' for name, value in said.items())])


def _wish(request: web.Request) -> str:
    """How we would like a request signed, with a nonce of ours (RFC 9421 section 5.1)."""
    node = request.app[NODE]
    covered = rfc9421.POST if request.method == "POST" else rfc9421.GET
    return rfc9421.wish(covered, node.nonces.give(node.home.now()))


def _require_plain(request: web.Request) -> None:
    """R6: nobody compresses what it posts to an inbox, and what is not unpacked cannot swell."""
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        raise WrongType(
            f"body encoded as {encoding[:40]!r}",
            Text("Le contenu ne doit pas être compressé.", "The body must not be compressed."),
        )


def _require_small(request: web.Request) -> None:
    """What says that it is too large is not read up to the limit first."""
    length = request.content_length or 0
    if uploading.takes_file(request):
        return  # its door says how large a file may be, to those who may bring one
    if length > request.client_max_size:
        raise web.HTTPRequestEntityTooLarge(request.client_max_size, length)


def _later(request: web.Request, later: FederationError) -> web.Response:
    wait_s = getattr(later, "retry_after_s", None) or 60
    status = 429 if isinstance(later, RateLimited) else 503
    return problem(request, status, later.public, detail=later.log, headers={"Retry-After": str(int(wait_s))})


def _plain(request: web.Request, answer: web.HTTPException) -> web.Response:
    methods = answer.headers.get("Allow", "")
    most = request.client_max_size
    sentences = {
        404: Text("Rien à cette adresse.", "There is nothing at this address."),
        405: Text(
            f"{request.method} ne se fait pas à cette adresse, mais : {methods}.",
            f"This address does not take {request.method}, but: {methods}.",
        ),
        413: Text(
            f"Le contenu dépasse {most} octets : envoyez-le en plusieurs fois.",
            f"The body has more than {most} bytes: send it in several requests.",
        ),
    }
    text = sentences.get(answer.status, Text("La demande est refusée.", "The request is refused."))
    extra: dict[str, object] | None = {"limit_bytes": most} if answer.status == 413 else None
    return problem(request, answer.status, text, headers={"Allow": methods} if methods else None, extra=extra)
