"""The JSON door: bytes from anywhere become one bounded, unambiguous document, or a clear refusal.

What is refused is what makes two readers of the same bytes disagree, or one reader work without end: a repeated key
(orjson keeps the last, others the first), numbers beyond 2^53 (they change on the way through a float), the JSON-LD
keywords that restructure a graph while the signed quads stay the same (CVE-2026-46349, CVE-2026-42462), deep nesting,
endless lists and texts.

A document of ours carries the same 4 kB context up to four times. Its exact bytes are recognised and cut out before
parsing, and the constant itself is put back: three times faster, and every document shares one context object, which
later steps recognise by identity. Nobody changes a document in place, so sharing is safe.

Counting colons finds a repeated key for the price of a scan: a parsed document written again has one colon for each key
and the same colons inside its texts as the bytes had, so fewer colons mean that a key was lost. Only an escaped colon
could hide one, so bytes that hold one are counted in the slow and obvious way.
"""

from __future__ import annotations

import json
import re
from typing import Final

import orjson

from vocab.context import ACTOR, RECORD
from vocab.errors import Malformed, NotJSON, TooLarge

MAX_KEYS: Final = 20_000
MAX_LIST: Final = 1_000
MAX_TEXT: Final = 256 * 1024
_MAX_NUMBER: Final = 2**53 - 1

# R10: keywords; R11: how much, and how deep.
_RESTRUCTURING: Final = frozenset({"@graph", "@included", "@reverse"})
_NOT_INLINE: Final = frozenset({"@import", "@propagate", "@nest"})
_SUSPECT: Final = tuple(f'"{word}"'.encode() for word in sorted(_RESTRUCTURING | _NOT_INLINE))

_CONTEXT_KEY: Final = b'"@context":'
_KNOWN: Final = tuple(
    (written, index)
    for index, context in enumerate((RECORD, ACTOR))
    for written in (orjson.dumps(context), orjson.dumps(context, option=orjson.OPT_SORT_KEYS))
)
_CONTEXTS: Final = (RECORD, ACTOR)
_ESCAPED_COLON: Final = re.compile(rb"\\u003[aA]")


def decode(body: bytes, *, max_bytes: int = 1_000_000, depth: int = 32) -> dict[str, object]:
    """The JSON object in `body`, unambiguous and within limits; raises NotJSON, TooLarge or Malformed.

    A byte order mark is skipped. Nesting beyond `depth` is refused, and so are lists over 1,000, texts over 256 KiB,
    20,000 keys, numbers beyond 2^53 and restructuring JSON-LD keywords. Own contexts come back as the shared constants.

    >>> decode(b'{"type": "Note"}')
    {'type': 'Note'}
    """
    if len(body) > max_bytes:
        raise TooLarge(f"body of {len(body)} bytes, limit {max_bytes}")
    body = body.removeprefix(b"\xef\xbb\xbf")
    shortened, cut = _without_own_contexts(body)
    document = _parse(shortened)
    written = _written(document)
    _require_unique_keys(shortened, written)
    _measure(document, depth, cut, check_texts=len(body) > MAX_TEXT)
    if any(word in written for word in _SUSPECT):
        _refuse_keywords(document, in_context=False)
    return document


def _without_own_contexts(body: bytes) -> tuple[bytes, int]:
    """The body with each context of ours replaced by its number, and how many were."""
    pieces: list[bytes] = []
    kept = 0
    at = body.find(_CONTEXT_KEY)
    while at >= 0:
        start = at + len(_CONTEXT_KEY)
        for context, index in _KNOWN:
            if body.startswith(context, start):
                pieces += (body[kept:start], b"%d" % index)
                kept = start + len(context)
                break
        at = body.find(_CONTEXT_KEY, max(start, kept))
    return (b"".join((*pieces, body[kept:])) if pieces else body), len(pieces) // 2


def _parse(body: bytes) -> dict[str, object]:
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        if "depth limit" in str(error):
            raise TooLarge(f"nested too deep: {error}") from error
        raise NotJSON(f"not JSON: {error}") from error
    if not isinstance(document, dict):
        raise NotJSON(f"a JSON object is expected, not {type(document).__name__}")
    return document


def _written(document: dict[str, object]) -> bytes:
    try:
        return orjson.dumps(document)
    except orjson.JSONEncodeError as error:  # what was just parsed can only be nested too deep (254 levels)
        raise TooLarge(f"nested too deep: {error}") from error


def _require_unique_keys(body: bytes, written: bytes) -> None:
    if b"\\u003" in body and _ESCAPED_COLON.search(body):
        json.loads(body, object_pairs_hook=_unique)
    elif body.count(b":") != written.count(b":"):
        raise Malformed("a key is repeated inside one object")


def _unique(pairs: list[tuple[str, object]]) -> None:
    if len({key for key, _ in pairs}) != len(pairs):
        raise Malformed("a key is repeated inside one object")


def _measure(document: dict[str, object], depth: int, cut: int, *, check_texts: bool) -> None:
    """Count as we go down, level by level, and put back the contexts that were cut out."""
    level: list[dict[str, object] | list[object]] = [document]
    keys = put_back = 0
    while level:
        if depth == 0:
            raise TooLarge("nested too deep")
        depth -= 1
        below: list[dict[str, object] | list[object]] = []
        for container in level:
            if type(container) is dict:
                keys += len(container)
                if cut and type(container.get("@context")) is int:
                    container["@context"] = _own_context(container["@context"])
                    put_back += 1
                if check_texts:
                    _require_short(container)
                values = container.values()
            else:
                if len(container) > MAX_LIST:
                    raise TooLarge(f"list of {len(container)} entries, limit {MAX_LIST}")
                values = container  # type: ignore[assignment]
            for value in values:
                kind = type(value)
                if kind is str:
                    if check_texts:
                        _require_short((value,))
                elif kind is dict or kind is list:
                    if value is not RECORD and value is not ACTOR:
                        below.append(value)  # type: ignore[arg-type]
                elif (kind is int or kind is float) and not -_MAX_NUMBER <= value <= _MAX_NUMBER:  # type: ignore[operator]
                    raise Malformed("a number beyond 2^53 changes from reader to reader")
        if keys > MAX_KEYS:
            raise TooLarge(f"more than {MAX_KEYS} keys")
        level = below
    if put_back != cut:
        raise Malformed("a context is written as a number")


def _own_context(number: object) -> list[object]:
    if isinstance(number, int) and 0 <= number < len(_CONTEXTS):
        return _CONTEXTS[number]
    raise Malformed("a context is written as a number")


def _require_short(texts: object) -> None:
    for text in texts:  # type: ignore[attr-defined]
        if len(text) > MAX_TEXT:
            raise TooLarge(f"text of {len(text)} characters, limit {MAX_TEXT}")


def _refuse_keywords(value: object, *, in_context: bool) -> None:
    """Look again with care: a suspect word may stand harmlessly inside a text."""
    if isinstance(value, list):
        for member in value:
            _refuse_keywords(member, in_context=in_context)
    if not isinstance(value, dict):
        return
    for key, member in value.items():
        if key in _RESTRUCTURING or key in _NOT_INLINE:
            raise Malformed(f"keyword {key} is refused")
        # An alias restructures as well as the keyword; `@container: @graph` only says where a proof is kept.
        if in_context and key != "@container" and member in (_RESTRUCTURING | _NOT_INLINE if _hashable(member) else ()):
            raise Malformed(f"alias of keyword {member} is refused")
        _refuse_keywords(member, in_context=in_context or key == "@context")


def _hashable(value: object) -> bool:
    return isinstance(value, str)
