"""A visit: who is at the desk, for which organisation, with which form. One door for every page of the desk.

`entered` is that door: it finds who is signed in, refuses forms that no page of ours gave out, and looks up what the
page's permit asks for. A handler behind it decides nothing of that any more.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import orjson
from aiohttp import web
from multidict import MultiDict, MultiDictProxy

from federation.errors import WrongType
from node.accounts.permits import OF_ORGANISATION, Permit, may
from node.accounts.sessions import SignedIn
from node.errors import Missing, NodeError, NotAllowed
from node.node import Node
from node.store import actors
from node.store.accounts import Account
from node.store.actors import LocalActor
from node.web.appkeys import NODE
from node.web.desk.who import signed_in
from node.web.directory import DIRECTORY, site_of
from node.web.pages import CONTENT_SECURITY_POLICY, PAGES, WITH_SCRIPT, Pages, language_of, page
from vocab.language import Language, Text

FORM: Final = "application/x-www-form-urlencoded"
MAX_FIELDS: Final = 1_000
CSRF: Final = "csrf"
NOBODY_HERE: Final = Text("Aucune organisation d'ici ne porte ce nom.", "No organisation here has this name.")
NOT_FOR_YOU: Final = Text(
    "Votre accès ne permet pas cela : demandez à qui administre ce nœud ou édite cette organisation.",
    "Your access does not permit this: ask whoever administers this node or edits this organisation.",
)
UNREADABLE: Final = Text("Ce formulaire n'est pas en UTF-8.", "This form is not in UTF-8.")
UNKNOWN: Final = Text("Ce choix n'existe pas.", "There is no such choice.")
FROM_ELSEWHERE: Final = Text(
    "Ce formulaire vient d'une autre adresse que celle de ce nœud : rien n'a été fait. Ouvrez la page depuis {origin}.",
    "This form comes from another address than this node's: nothing was done. Open the page from {origin}.",
)

TOO_MANY: Final = Text(
    f"Ce formulaire a plus de {MAX_FIELDS} champs : envoyez-le en plusieurs fois.",
    f"This form has more than {MAX_FIELDS} fields: send it in several times.",
)


class TooManyFields(NodeError):
    """A form has more fields than any page of ours gives out."""

    status = 413


Fields = MultiDictProxy[str]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
DeskHandler = Callable[["Visit"], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a form: what its sender calls it, and the folder of its own in which it lies as `file`."""

    name: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody signed in. `actor`: the organisation of the address, where it names one."""

    request: web.Request
    node: Node
    who: SignedIn
    language: Language
    actor: LocalActor | None
    form: Fields
    upload: Upload | None = None

    @property
    def account(self) -> Account:
        """The person."""
        return self.who.account

    @property
    def pages(self) -> Pages:
        """The templates and their words."""
        return self.request.app[PAGES]

    @property
    def organisation(self) -> LocalActor:
        """The organisation of the address; only pages whose permit is about one ask for it."""
        if self.actor is None:
            raise Missing(NOBODY_HERE)
        return self.actor

    def said(self, name: str) -> str:
        """What a field of the form holds, without space around it."""
        return self.form.get(name, "").strip()

    def t(self, key: str, **values: object) -> str:
        """A sentence in the language of the page."""
        return self.pages.t(self.language, key, **values)

    def may(self, permit: Permit, actor: str | None = None) -> bool:
        """Whether this person may do something; for the organisation of the address when none is given."""
        return may(self.account, permit, actor or (self.actor.id if self.actor else None))

    def home(self) -> str:
        """The address of this organisation's desk."""
        return f"/desk/of/{self.organisation.name}"

    def show(
        self, template: str, heading: str, *, status: int = 200, script: bool = False, **context: object
    ) -> web.Response:
        """A page of the desk; nobody keeps a copy of it."""
        html = self.pages.render(
            template,
            self.language,
            site_of(self.request.app[DIRECTORY]),
            heading,
            self.request.path_qs if self.request.method == "GET" else "/desk",
            csrf=self.who.csrf,
            account=self.account,
            desk_of=self.actor and (self.actor.name, title_of(self.actor)),
            may=self.may,
            **context,
        )
        policy = WITH_SCRIPT.replace("; script-src", "; connect-src 'self'; script-src") if script else None
        answer = page(self.request, html, self.language, status=status, policy=policy or CONTENT_SECURITY_POLICY)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def go(self, address: str, said: str | None = None) -> web.Response:
        """On to another page of this node, which says what was done (`said`: a key of the words)."""
        query = f"?{urlencode({'said': said})}" if said else ""
        return web.Response(status=303, headers={"Location": address + query, "Cache-Control": "no-store"})


def entered(permit: Permit, handler: DeskHandler) -> Handler:
    """A page of the desk as the web server calls it, behind what it takes to see it."""

    @wraps(handler)
    async def entering(request: web.Request) -> web.StreamResponse:
        form = await form_of(request)
        if request.method == "POST":
            require_own(request)
        who = await signed_in(request)
        if who is None:
            return to_the_door(request, form)
        if request.method == "POST" and not hmac.compare_digest(form.get(CSRF, "").encode(), who.csrf.encode()):
            return again(request, form, who)
        actor = await actor_of(request, permit, who.account)
        if not may(who.account, permit, actor.id if actor else None):
            raise NotAllowed(NOT_FOR_YOU)
        return await handler(visit_of(request, who, actor, form))

    return entering


def visit_of(
    request: web.Request, who: SignedIn, actor: LocalActor | None, form: Fields, upload: Upload | None = None
) -> Visit:
    """The visit of somebody who may be here."""
    language = language_of(request, request.app[DIRECTORY].language)
    return Visit(request, request.app[NODE], who, language, actor, form, upload)


async def form_of(request: web.Request) -> Fields:
    """The fields of a form that was sent; files have a door of their own (`uploading`).

    Raises `WrongType`, `NodeError` for one that is not UTF-8, `TooManyFields`.
    """
    if request.method != "POST":
        return MultiDictProxy(MultiDict())
    if request.content_type != FORM:
        raise WrongType(
            f"a form came as {request.content_type!r}", Text(f"Type attendu : {FORM}.", f"Expected type: {FORM}.")
        )
    # Counted before they are read: the library that reads them would speak of bytes.
    if (await request.read()).count(b"&") >= MAX_FIELDS:
        raise TooManyFields(TOO_MANY)
    try:
        sent = await request.post()
    except (UnicodeDecodeError, LookupError) as error:
        raise NodeError(UNREADABLE, str(error)[:200]) from error
    return MultiDictProxy(MultiDict((name, value) for name, value in sent.items() if isinstance(value, str)))


def require_own(request: web.Request) -> None:
    """Raises `NotAllowed` for a form that a browser says another site sent (OWASP, CSRF)."""
    origin = request.app[NODE].home.origin
    said = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if said in (None, origin) and site in ("same-origin", "none"):
        return
    raise NotAllowed(Text(FROM_ELSEWHERE.fr.format(origin=origin), FROM_ELSEWHERE.en.format(origin=origin)))


def again(request: web.Request, form: Mapping[str, str], who: SignedIn | None) -> web.Response:
    """A form that comes from an older session, or from none: nothing of it is lost, its person sends it again."""
    node, pages = request.app[NODE], request.app[PAGES]
    language = language_of(request, request.app[DIRECTORY].language)
    html = pages.render(
        "desk_again.html",
        language,
        site_of(request.app[DIRECTORY]),
        pages.t(language, "desk.again.title"),
        "/desk",
        action=request.path,
        fields=[(name, value) for name, value in MultiDict(form).items() if name not in (CSRF, "password")],
        csrf=who.csrf if who else "",
        signed_in=who is not None,
        login=f"{node.home.origin}/login",
    )
    answer = page(request, html, language, status=403 if who else 401)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def title_of(actor: LocalActor) -> str:
    """The name of one of our organisations, as it says itself."""
    return str(orjson.loads(actor.document).get("name") or actor.name)


async def actor_of(request: web.Request, permit: Permit, account: Account) -> LocalActor | None:
    """The organisation that an address names, for whoever may see its desk. Raises `Missing`, `NotAllowed`."""
    name = request.match_info.get("name")
    if name is None:
        return None
    found = await request.app[NODE].store.reading(actors.named, name)
    # Who may not see an organisation's desk does not learn whether there is one.
    if found is None or found.kind == "application" or not may(account, "read", found.id):
        raise Missing(NOBODY_HERE) if permit in OF_ORGANISATION else NotAllowed(NOT_FOR_YOU)
    return found


def to_the_door(request: web.Request, form: Fields) -> web.Response:
    """Whoever is not signed in goes there first."""
    if request.method == "POST":
        return again(request, form, None)
    # DESIGN 7: signed out, 303 to /login.
    address = f"/login?{urlencode({'next': request.path_qs})}"
    return web.Response(status=303, headers={"Location": address, "Cache-Control": "no-store"})
