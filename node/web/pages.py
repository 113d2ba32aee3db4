"""Pages: the templates, their words in French and English, and the files they use (`stock.py`), for one node.

Everything is escaped unless it went through `vocab.prose.clean`; nothing comes from another site and nothing needs
JavaScript (DESIGN law 11). What a template shows is prepared in `cards.py` and `choices.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final
from urllib.parse import urlencode

from aiohttp import web
from jinja2 import Environment

from node.web.catalogue import Catalogue
from node.web.numbers import grouped
from node.web.stock import TYPES, Stock
from vocab.language import LANGUAGES, Language, choose_language
from vocab.vocabulary import Vocabulary

COOKIE: Final = "lang"
CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
# A page with a script of ours, which acts in the page and asks nobody anything.
WITH_SCRIPT: Final = CONTENT_SECURITY_POLICY + "; script-src 'self'"


@dataclass(frozen=True, slots=True)
class Site:
    """What a page says of the node it comes from."""

    title: str
    origin: str
    # Whether somebody signed in here looks.
    signed_in: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Pages:
    """The templates with their words. Built once, handed to whoever renders."""

    environment: Environment
    catalogues: Mapping[str, Catalogue]
    files: Mapping[str, bytes]
    vocabulary: Vocabulary

    @classmethod
    def load(cls, vocabulary: Vocabulary, stock: Stock | None = None) -> Pages:
        """The pages of one node; what ships with the program is read, unless it is given."""
        stock = stock or Stock.read()
        environment = stock.environment()
        # Whether this node answers questions, what it says it is for, and how accessible it was found to be: the
        # application says so.
        environment.globals["asks"] = False
        environment.globals["description"] = ""
        environment.globals["conformity"] = lambda: "none"
        return cls(environment, stock.catalogues, stock.files, vocabulary)

    def t(self, language: str, key: str, **values: object) -> str:
        """The sentence `key` in `language`; `n` chooses singular or plural. A missing key is a bug: KeyError."""
        sentence = self.catalogues[language].sentence(key, n := values.get("n"))
        if isinstance(n, int):
            values["n"] = grouped(n, "fr" if language == "fr" else "en")
        return sentence.format(**values) if values else sentence

    def says(self, language: str, key: str) -> bool:
        """Whether the sentence `key` exists."""
        return self.catalogues[language].says(key)

    def label(self, language: str, facet: str, value: str | None) -> str | None:
        """What people read for a value; None for one that has no words: it is then not shown (DESIGN law 12)."""
        if facet == "claimed":
            return self.t(language, f"claimed.{value}")
        if facet == "origin":
            return value
        text = self.vocabulary.label(facet, value) if value else None
        return text.in_(language) if text else None

    def date(self, language: str, instant: str | None) -> str | None:
        """The day of an instant as people write it: 23 novembre 2026."""
        if instant is None or len(instant) < 10:
            return None
        months = self.t(language, "months").split()
        day = int(instant[8:10])
        first = "1er" if day == 1 and language == "fr" else str(day)
        return self.t(language, "date", day=first, month=months[int(instant[5:7]) - 1], year=instant[:4])

    def static(self, name: str) -> str:
        """The address of a file, which changes with its content."""
        return f"/static/{name}?v={hashlib.sha256(self.files[name]).hexdigest()[:12]}"

    def render(self, template: str, language: Language, site: Site, heading: str, here: str, **context: object) -> str:
        """A page as HTML. `here` is its address on this node, for the link to the other language."""
        other = "en" if language == "fr" else "fr"
        return self.environment.get_template(template).render(
            t=partial(self.t, language),
            static=self.static,
            language=language,
            other=other,
            other_language=with_language(here, other),
            site=site,
            heading=heading,
            **context,
        )


PAGES: web.AppKey[Pages] = web.AppKey("pages", Pages)


def with_language(address: str, language: str) -> str:
    """The same page in a given language."""
    path, _, query = address.partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith("lang=")]
    return f"{path}?{'&'.join([*kept, urlencode({'lang': language})])}"


def language_of(request: web.Request, default: str) -> Language:
    """The language of a page: asked, else chosen before, else of the browser, else of the node (DESIGN 7)."""
    fallback: Language = "fr" if default.startswith("fr") else "en"
    for asked in (request.query.get("lang"), request.cookies.get(COOKIE)):
        if asked in LANGUAGES:
            return "fr" if asked == "fr" else "en"
    return choose_language(request.headers.get("Accept-Language"), fallback)


def page(
    request: web.Request, html: str, language: Language, *, status: int = 200, policy: str = CONTENT_SECURITY_POLICY
) -> web.Response:
    """A page as an answer: nothing but this node may act in it, and a language asked for is remembered."""
    response = web.Response(
        text=html,
        status=status,
        content_type="text/html",
        headers={
            "Content-Language": language,
            "Content-Security-Policy": policy,
            "Referrer-Policy": "same-origin",
            "Vary": "Accept, Accept-Language, Cookie, Signature",
            "Cache-Control": "private, no-cache",
            "X-Content-Type-Options": "nosniff",
        },
    )
    if request.query.get("lang") in LANGUAGES:
        response.set_cookie(COOKIE, language, max_age=365 * 86400, httponly=True, samesite="Lax", path="/")
    return response


async def get_static(request: web.Request) -> web.Response:
    """A file that pages use; its address changes with its content, so it may be kept for ever."""
    name = request.match_info["name"]
    pages = request.app[PAGES]
    # R16: a name is looked up among those read at the start; no path is ever made of it.
    if name not in pages.files:
        raise web.HTTPNotFound
    return web.Response(
        body=pages.files[name],
        headers={
            "Content-Type": TYPES[name[name.rindex(".") :]],
            "Cache-Control": "public, max-age=31536000, immutable",
            "X-Content-Type-Options": "nosniff",
        },
    )
