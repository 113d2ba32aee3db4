"""A web page's organisations: what it says of them in JSON-LD (schema.org), or the JSON that stands at its address."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Final

import orjson

from node.importing.errors import ImportRefused
from node.importing.stated import JSON
from vocab.language import Text

MAX_SCRIPTS: Final = 50
NOTHING: Final = Text(
    "cette page ne décrit aucune organisation en JSON-LD (schema.org) : prenez plutôt un fichier",
    "this page describes no organisation in JSON-LD (schema.org): take a file instead",
)
# What a page says of itself besides.
_LISTS: Final = ("@graph", "itemListElement")


def organisations_of(text: str, address: str) -> bytes:
    """A JSON document with what a page describes, ready to be read as any other; raises ImportRefused.

    Each is known again by its own id, else by the page's address.
    """
    if text.lstrip()[:1] in ("{", "["):
        return text.strip().encode()
    reader = _Scripts()
    reader.feed(text)
    found = [node for script in reader.scripts for node in _nodes(_loaded(script))]
    if not found:
        raise ImportRefused(NOTHING)
    named = [{"@id": f"{address}#{place}", **node} for place, node in enumerate(found, start=1)]
    return orjson.dumps({"@graph": named})


class _Scripts(HTMLParser):
    """The texts of a page's `application/ld+json` scripts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.scripts: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = (dict(attrs).get("type") or "").partition(";")[0].strip().lower()
        self._inside = tag == "script" and kind == "application/ld+json" and len(self.scripts) < MAX_SCRIPTS
        if self._inside:
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.scripts[-1] += data


def _loaded(script: str) -> JSON:
    try:
        return orjson.loads(script)
    except orjson.JSONDecodeError:
        return None  # one script of a page is broken, as a browser finds: the others are read


def _nodes(document: JSON) -> list[Mapping[str, JSON]]:
    if isinstance(document, list):
        return [node for each in document[:1_000] for node in _nodes(each)]
    if not isinstance(document, Mapping):
        return []
    for name in _LISTS:
        if isinstance(document.get(name), list):
            return _nodes(document[name])
    inside = document.get("item")
    return _nodes(inside) if isinstance(inside, Mapping) else [document]
