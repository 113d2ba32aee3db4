"""Embeds: a list, a map or the figures of a question, inside somebody else's page.

They are asked with no credentials and set no cookie: what stands there is what everybody may see and its author lets
leave so (DESIGN 6, second column). They work without a script; with one, the frame is as high as what is in it, and the
map can be moved: it asks this node alone, as nobody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from aiohttp import web

from node import parameters
from node.directory import Directory
from node.errors import Missing
from node.feeds.embed import STORY_ASKED, THEMES, Embed, embed_of
from node.feeds.question import permitted
from node.formats.conditions import NAMES, conditions
from node.formats.item import Item, Labels, items_of
from node.formats.names import author_of, names_of
from node.query import NARROWING
from node.reader import Reader
from node.web.appkeys import NODE
from node.web.cards import card_of, content_of
from node.web.choices import address
from node.web.directory import DIRECTORY, owners_of, site_of
from node.web.feeds import reading_language
from node.web.maps import MAPS, Picture
from node.web.pages import PAGES, Pages
from node.web.reusing import reuse_of
from vocab.language import Language, Text

NO_STORY: Final = Text(
    "Aucun récit à montrer ici à cette adresse : `id` est celle d'un récit que chacun peut reprendre.",
    "No story to show here at this address: `id` is that of a story that anybody may take up.",
)
_COUNTED: Final = ("kind", "need")


async def get_embed(request: web.Request) -> web.Response:
    """One of them, as a page without the site around it."""
    directory, pages = request.app[DIRECTORY], request.app[PAGES]
    language = reading_language(request, directory.language)
    embed = embed_of(request.query.items(), directory.vocabulary)
    shown = request.match_info["show"]
    context = await _CONTENTS[shown](request, embed, language)
    picture = context.get("picture")
    live = isinstance(picture, Picture) and picture.live is not None
    html = pages.render(
        f"embed_{shown}.html",
        language,
        site_of(directory),
        title_of(embed, directory, language),
        request.path_qs,
        theme=embed.theme,
        whole=f"{address(embed.pairs)}",
        **context,
    )
    return _framed(request, html, language, live=live)


async def get_story_embed(request: web.Request) -> web.Response:
    """One story, in full, with the line that names its author. Raises `Missing` for one that may not leave so."""
    directory, pages = request.app[DIRECTORY], request.app[PAGES]
    language = reading_language(request, directory.language)
    values = parameters.gather(list(request.query.items()), STORY_ASKED)
    theme = parameters.one_of("theme", next(iter(values.get("theme", ())), None), THEMES) or THEMES[0]
    row = await directory.one(next(iter(values.get("id", ())), ""), Reader())
    item = next(iter(items_of((row,), pages.vocabulary) if row else ()), None)
    names = names_of(await directory.names(owners_of((item,)), Reader()), language) if item else {}
    reuse = reuse_of(pages, item, author_of(item, names), language, directory.origin) if item else None
    if item is None or reuse is None:
        raise Missing(NO_STORY)
    card = card_of(pages, item, language, directory.origin, names)
    html = pages.render(
        "embed_story.html",
        language,
        site_of(directory),
        card.name,
        request.path_qs,
        theme=theme,
        whole=reuse.page.removeprefix(directory.origin),
        card=card,
        content=content_of(item, language),
        reuse=reuse,
    )
    return _framed(request, html, language)


def _framed(request: web.Request, html: str, language: Language, *, live: bool = False) -> web.Response:
    """A page that may stand in a frame, where `embed_sites` allows it; `live`: its map may be moved."""
    body = html.encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {
        "ETag": etag,
        "Content-Language": language,
        "Content-Security-Policy": policy(request.app[NODE].home.settings.embed_sites, live=live),
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Referrer-Policy": "same-origin",
        "Vary": "Accept-Language",
        "Cache-Control": "public, no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    if etag in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers=headers)
    return web.Response(body=body, headers={**headers, "Content-Type": "text/html; charset=utf-8"})


async def get_script(request: web.Request) -> web.Response:
    """The script that puts a frame where its tag stands: what it shows is said in its own address."""
    body = request.app[PAGES].files["bocage.js"]
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {
        "ETag": etag,
        "Cache-Control": "public, max-age=3600",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Access-Control-Allow-Origin": "*",
        "X-Content-Type-Options": "nosniff",
    }
    if etag in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers=headers)
    return web.Response(body=body, headers={**headers, "Content-Type": "text/javascript; charset=utf-8"})


def title_of(embed: Embed, directory: Directory, language: Language) -> str:
    """What is shown, in people's words."""
    labels = Labels(directory.vocabulary, language)
    said = [value for name, value in conditions(embed.query, labels) if name != NAMES["sort"].in_(language)]
    return ", ".join(said) or directory.title


def policy(sites: str, *, live: bool = False) -> str:
    """What the page may do, which is to tell its height and, `live`, to ask this node for marks; who may frame it."""
    ancestors = "*" if sites.strip() == "*" else " ".join(["'self'", *sites.split()])
    asks = " connect-src 'self';" if live else ""
    return (
        f"default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self';{asks} form-action 'none';"
        f" base-uri 'none'; frame-ancestors {ancestors}"
    )


async def _list(request: web.Request, embed: Embed, language: Language) -> dict[str, object]:
    directory, pages = request.app[DIRECTORY], request.app[PAGES]
    query = permitted(replace(embed.query, facets=(), limit=embed.limit))
    answer = await directory.ask(query, Reader(), also={})
    items = items_of(answer.found.rows, pages.vocabulary)
    names = names_of(await directory.names(owners_of(items), Reader()), language)
    cards = [card_of(pages, item, language, directory.origin, names) for item in items]
    labels = Labels(pages.vocabulary, language)
    return {
        "cards": [(card, rights_of(item, labels)) for card, item in zip(cards, items, strict=True)],
        "total": answer.found.total,
    }


def rights_of(item: Item, labels: Labels) -> str:
    """Its licence, and what it asks besides of whoever takes it up."""
    asks = item.entry.policy if item.entry.policy != "commons-open" else None
    return ", ".join(filter(None, [labels.joined("license", (item.entry.license,)), labels.joined("policy", (asks,))]))


async def _map(request: web.Request, embed: Embed, language: Language) -> dict[str, object]:
    pages = request.app[PAGES]
    picture = await request.app[MAPS].of_query(pages, permitted(embed.query), Reader(), language)
    # No background of another site, whatever the site's own maps have: nothing of a third party stands in an embed.
    asked = [pair for pair in embed.pairs if pair[0] in NARROWING]
    records = f"/embed/pins.json?{urlencode([*asked, ('lang', language)])}"
    live = replace(picture.live, records=records, tiles="", credit="") if picture.live else None
    return {"picture": replace(picture, live=live, shades=(), links=())}


async def _figures(request: web.Request, embed: Embed, language: Language) -> dict[str, object]:
    directory, pages = request.app[DIRECTORY], request.app[PAGES]
    query = permitted(replace(embed.query, facets=_COUNTED, limit=1))
    found = (await directory.ask(query, Reader(), also={})).found
    tables = [(facet, _counts(pages, facet, found.facets.get(facet, ()), language)) for facet in _COUNTED]
    return {"total": found.total, "tables": [(facet, rows) for facet, rows in tables if rows]}


def _counts(pages: Pages, facet: str, counts: Sequence[tuple[str, int]], language: Language) -> list[tuple[str, int]]:
    """The counts whose values have words (DESIGN law 12)."""
    return [(label, n) for value, n in counts if (label := pages.label(language, facet, value))]


_CONTENTS: Final = {"list": _list, "map": _map, "figures": _figures}
