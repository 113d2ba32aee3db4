"""JSON at the door: parsed once, looked at with care, and what a file says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import orjson

from node.importing.errors import ImportRefused
from node.importing.limits import MAX_CELL
from vocab.language import Text

JSON = object  # whatever orjson gives: narrowed where it is read

_SOURCE_NAMES: Final = ("source", "statedSource", "attribution", "publisher", "creator", "title", "generator")
_LICENSE_NAMES: Final = ("license", "licence", "rights", "dct:license", "copyright")


def parse(data: bytes) -> JSON:
    """The JSON value of a file's bytes; raises ImportRefused."""
    try:
        return orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise ImportRefused(
            Text(
                f"ce JSON est illisible (ligne {error.lineno}, colonne {error.colno})",
                f"unreadable JSON (line {error.lineno}, column {error.colno})",
            )
        ) from error


def text_of(value: JSON) -> str:
    """A cell's text: numbers as written, lists joined, tables by their `@value`, `name`, or `@id`.

    >>> text_of(["a", {"@value": "b"}, 3])
    'a;b;3'
    """
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, str):
        return value[:MAX_CELL]
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) and value.is_integer() else str(value)
    if isinstance(value, list):
        return ";".join(text for each in value[:100] if (text := text_of(each)))[:MAX_CELL]
    if isinstance(value, Mapping):
        for name in ("@value", "name", "value", "@id", "id"):
            if isinstance(value.get(name), str | int | float):
                return text_of(value[name])
    return ""


def stated_source(document: Mapping[str, JSON]) -> str:
    """What a file says of its source, empty when it is silent."""
    return _first(document, _SOURCE_NAMES)


def stated_license(document: Mapping[str, JSON]) -> str:
    """What a file says of its licence, empty when it is silent."""
    return _first(document, _LICENSE_NAMES)


def _first(document: Mapping[str, JSON], names: tuple[str, ...]) -> str:
    inside = document.get("metadata")
    for place in (document, inside if isinstance(inside, Mapping) else {}):
        for name in names:
            if text := text_of(place.get(name)).strip():
                return text[:500]
    return ""
