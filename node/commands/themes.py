"""theme: which themes of the catalogue have an account here that anybody may follow."""

from __future__ import annotations

from node.announcers import serving
from node.announcers.themes import ServedTheme, letter_of, themes_chosen, themes_listed
from node.control import Report
from node.node import Node

Arguments = dict[str, object]


async def theme_serve(node: Node, arguments: Arguments, report: Report) -> object:
    """Serve a theme, or all."""
    slugs = themes_chosen(node.home, str(arguments["theme"]))
    new = await node.store.writing("theme", serving.serve, node.home, slugs)
    return {"served": len(slugs), "new": new, **await _listed(node)}


async def theme_unserve(node: Node, arguments: Arguments, report: Report) -> object:
    """Serve a theme, or any, no longer."""
    slugs = themes_chosen(node.home, str(arguments["theme"]))
    count = await node.store.writing("theme", serving.unserve, node.home, slugs)
    node.wake()
    return {"stopped": count}


async def theme_list(node: Node, arguments: Arguments, report: Report) -> object:
    """The themes that are served."""
    return await _listed(node)


async def _listed(node: Node) -> dict[str, object]:
    found = await node.store.reading(themes_listed, node.home.vocabulary)
    return {"themes": [_said(each, node.home.host, node.home.settings.language) for each in found]}


def _said(served: ServedTheme, host: str, language: str) -> dict[str, object]:
    return {
        "theme": letter_of(served.subject),
        "name": served.subject.label.in_(language),
        "handle": f"{served.subject.name}@{host}",
        "aliases": [f"{alias}@{host}" for alias in served.subject.aliases],
        "since": served.since,
        "asked_for": served.actor is not None,
        "followers": served.followers,
    }
