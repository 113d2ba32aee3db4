"""Embedding: the page that makes the code with which another site shows a question of the directory."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from aiohttp import web
from markupsafe import escape

from node import parameters
from node.feeds.embed import ASKED, LEAST_HEIGHT, MOST, MOST_HEIGHT, SHOWN, THEMES, embed_of, options, source
from node.query import PARAMETERS, BadQuery
from node.web.choices import address
from node.web.directory import DIRECTORY, JSON, site_of
from node.web.embeds import title_of
from node.web.negotiation import HTML, choose
from node.web.pages import CONTENT_SECURITY_POLICY, PAGES, language_of, page
from node.web.refused import render_refused

# How high a frame alone is, by what it shows, where nobody says.
HEIGHTS: Final = {"list": 600, "map": 680, "figures": 420}
# The preview stands in a frame of this very node.
_WITH_FRAME: Final = CONTENT_SECURITY_POLICY + "; frame-src 'self'"


async def get_embedding(request: web.Request) -> web.Response:
    """The code to take along, and what it will show."""
    directory, pages = request.app[DIRECTORY], request.app[PAGES]
    language = language_of(request, directory.language)
    pairs = [(name, value) for name, value in request.query.items() if name in ASKED or name == "show"]
    try:
        shown = parameters.one_of("show", request.query.get("show"), SHOWN) or SHOWN[0]
        embed = embed_of([pair for pair in pairs if pair[0] != "show"], directory.vocabulary)
    except BadQuery as bad:
        if choose(request.headers.get("Accept"), (JSON, HTML)) == JSON:
            raise
        asked = [(name, value.strip()) for name, value in pairs if name in PARAMETERS and name != "lang"]
        return page(request, render_refused(pages, bad, asked, language, site_of(directory)), language, status=400)
    title = title_of(embed, directory, language)
    whole = f"{directory.origin}{address(embed.pairs)}"
    height = embed.height or HEIGHTS[shown]
    framed = source(shown, embed, language)
    scripted = [("show", shown), *options(embed, language), *([("height", str(embed.height))] if embed.height else [])]
    html = pages.render(
        "embedding.html",
        language,
        site_of(directory),
        pages.t(language, "embed.title"),
        f"/embed?{urlencode(pairs)}",
        about=title,
        asked=embed.pairs,
        shown=shown,
        shows=SHOWN,
        theme=embed.theme,
        themes=THEMES,
        limit=embed.limit,
        most=MOST,
        height=embed.height,
        heights=(LEAST_HEIGHT, MOST_HEIGHT),
        preview=framed,
        preview_height=height,
        frame=_frame(f"{directory.origin}{framed}", title, height, whole),
        script=_script(f"{directory.origin}/embed/bocage.js?{urlencode(scripted)}", title, whole),
        back=address(embed.pairs),
    )
    return page(request, html, language, policy=_WITH_FRAME)


def _frame(src: str, title: str, height: int, whole: str) -> str:
    """A frame, and a link for those who do not see frames."""
    return (
        f'<iframe src="{escape(src)}" title="{escape(title)}" width="100%" height="{height}" loading="lazy"></iframe>\n'
        f'<p><a href="{escape(whole)}">{escape(title)}</a></p>'
    )


def _script(src: str, title: str, whole: str) -> str:
    """One tag, whose frame is as high as what is in it; without scripts, a link."""
    return (
        f'<script src="{escape(src)}" data-title="{escape(title)}" async></script>\n'
        f'<noscript><p><a href="{escape(whole)}">{escape(title)}</a></p></noscript>'
    )
