"""Canonical JSON (JCS, RFC 8785): the bytes a proof signs and a version is compared by.

orjson with sorted keys writes the same bytes as RFC 8785, five to ten times faster, except for three things: numbers
that are not integers (it writes `1.0`, the RFC `1`; and NaN as `null`), integers beyond 2^53, and keys beyond the
Basic Multilingual Plane, which the RFC sorts by UTF-16 unit. A guard looks for these and sends such documents to the
`rfc8785` package; decimals of everyday size, such as `1.1` or a latitude, read the same in both and pass. The two
contexts of our own documents are known to be plain and are not looked into.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, Final

import orjson
import rfc8785

from vocab.context import ACTOR, RECORD
from vocab.errors import NotCanonical

_OPTIONS = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_STRICT_INTEGER
    | orjson.OPT_PASSTHROUGH_SUBCLASS
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
)
# A network passes on an activity that has a record with a proof inside: no document of ours has a context deeper.
_DEEPEST: Final = 4
# Contexts of ours as they are written, so that it is done once. Copied into what is written, never read.
_WRITTEN: Final = tuple(
    (context, orjson.Fragment(orjson.dumps(context, option=_OPTIONS))) for context in (RECORD, ACTOR)
)


def jcs(value: object) -> bytes:
    """The canonical JSON of `value` (RFC 8785); raises NotCanonical for NaN, integers beyond 2^53, what is not JSON.

    >>> jcs({"b": 1.0, "a": ["é", None]})
    b'{"a":["\\xc3\\xa9",null],"b":1}'
    """
    if not _only_plain(value):
        return _slowly(value)
    try:
        return orjson.dumps(_with_contexts_written(value) if type(value) is dict else value, option=_OPTIONS)
    except TypeError as error:  # orjson's own error is one
        raise NotCanonical(f"no canonical JSON: {error}") from error


def digest(value: object) -> bytes:
    """SHA-256 of the canonical JSON of `value`: 32 bytes.

    A document that begins with a context of ours is hashed from behind it: most of what there is to write and to hash
    is the same four kilobytes each time.
    """
    context = value.get("@context") if type(value) is dict else None
    for known, begun in _BEGUN:
        if context is known:
            return _digest_behind(begun, value)  # type: ignore[arg-type]  # a dict, seen above
    return hashlib.sha256(jcs(value)).digest()


def _digest_behind(begun: hashlib._Hash, document: dict[str, object]) -> bytes:
    rest = {key: value for key, value in document.items() if key != "@context"}
    written = jcs(rest)
    if not rest or min(rest) < "@context":  # then the context does not come first
        return hashlib.sha256(jcs(document)).digest()
    hashed = begun.copy()
    hashed.update(memoryview(written)[1:])
    return hashed.digest()


def _with_contexts_written(document: dict[str, object], deep: int = 0) -> dict[str, object]:
    """The same with the contexts of ours as their bytes, in the places where documents of ours have them."""
    changed: dict[str, object] = {}
    context = document.get("@context")
    for known, written in _WRITTEN:
        if context is known:
            changed["@context"] = written
    for key in ("proof", "object"):
        inner = document.get(key)
        if type(inner) is dict and deep < _DEEPEST:
            changed[key] = _with_contexts_written(inner, deep + 1)
    return {**document, **changed} if changed else document


def _only_plain(value: object) -> bool:
    """Whether `value` is made of dict, list, str, int, bool, None and everyday decimals alone, keys within the BMP."""
    waiting: list[object] = [value]
    while waiting:
        container = waiting.pop()
        members: Iterable[Any]
        if type(container) is dict:
            if not _only_bmp(container):
                return False
            members = container.values()
        elif type(container) is list:
            members = container
        else:
            return container is None or type(container) in (str, int, bool)  # a lone value
        for member in members:
            kind = type(member)
            if kind is str:
                continue
            if kind is dict:
                waiting.append(member)
            elif kind is list:
                if member is not RECORD and member is not ACTOR:
                    waiting.append(member)
            elif kind is float:
                if not _everyday(member):
                    return False
            elif kind is not int and kind is not bool and member is not None:
                return False
    return True


def _everyday(number: float) -> bool:
    """A decimal that both write alike: digits, a point, digits."""
    return 0.001 <= abs(number) <= 1e9 and number != int(number)


def _only_bmp(keys: Iterable[Any]) -> bool:
    try:
        together = "".join(keys)
    except TypeError:  # a key that is no text
        return False
    return together.isascii() or max(together) <= "\uffff"


def _slowly(value: object) -> bytes:
    try:
        return rfc8785.dumps(value)  # type: ignore[arg-type]  # it checks what it is given
    except (rfc8785.CanonicalizationError, RecursionError) as error:
        raise NotCanonical(f"no canonical JSON: {error}") from error


# How documents with these contexts begin, hashed. Only copied, never updated.
_BEGUN: Final = tuple((context, hashlib.sha256(b'{"@context":' + jcs(context) + b",")) for context in (RECORD, ACTOR))
