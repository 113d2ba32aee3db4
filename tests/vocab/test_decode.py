"""The JSON door lets one reading through, or none."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vocab.own_documents import activity, actor, every_shape, offer
from vocab.context import ACTOR, RECORD
from vocab.decode import MAX_KEYS, decode
from vocab.errors import Malformed, NotJSON, TooLarge

LOOSE = {"separators": (", ", ": "), "ensure_ascii": True}
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**40), 2**40), st.text(':"\\@{}[],a\u00e9', max_size=6)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(':"\\a\u00e9', max_size=3), inner, max_size=4)
    ),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.text(max_size=3), VALUES, max_size=5), st.booleans())
def test_decode__what_json_reads(document: dict[str, Any], ascii_only: bool) -> None:
    body = json.dumps(document, ensure_ascii=ascii_only, indent=1 if ascii_only else None).encode()

    assert decode(body) == document


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.text(':"\\a\u00e9', max_size=2), VALUES), max_size=6), st.booleans(), st.booleans())
def test_decode__repeated_keys_and_only_they(pairs: list[tuple[str, Any]], ascii_only: bool, below: bool) -> None:
    written = ", ".join(f"{json.dumps(key, ensure_ascii=ascii_only)}: {json.dumps(value)}" for key, value in pairs)
    body = (f'{{"below": [{{{written}}}]}}' if below else f"{{{written}}}").encode()
    repeated = len({key for key, _ in pairs}) < len(pairs)

    if repeated:
        with pytest.raises(Malformed, match="repeated"):
            decode(body)
    else:
        assert decode(body) == json.loads(body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":1,"a":1}',
        b'{"a":1,"\\u0061":2}',
        b'{"a:":1,"a\\u003a":2}',
        b'{"x":"\\u003A","a":1,"a":":"}',
        b'{"x":"\\u003a","a":{"b":[{"c":1,"c":2}]}}',
    ],
)
def test_decode__repeated_key(body: bytes) -> None:
    with pytest.raises(Malformed, match="repeated"):
        decode(body)


def test_decode__escaped_colon_is_no_crime() -> None:
    assert decode(b'{"a":"\\u003a","b":"\\\\u003a","c:\\u003a":1}') == {"a": ":", "b": "\\u003a", "c::": 1}


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b'"x"', b"null", b'{"a":1}x', b"<html>", "{}".encode("utf-16")),
        *(b'{"a":NaN}', b'{"a":Infinity}', b'{"a":1e999}', b'{"a":"\xff"}', b'{"a":"\\ud800"}'),
    ],
)
def test_decode__not_json(body: bytes) -> None:
    with pytest.raises(NotJSON):
        decode(body)


def test_decode__byte_order_mark_is_skipped() -> None:
    assert decode(b'\xef\xbb\xbf{"a":1}') == {"a": 1}


@pytest.mark.parametrize("number", ["9007199254740992", "-9007199254740992", "123456789012345678901234567890", "1e20"])
def test_decode__number_beyond_2_53(number: str) -> None:
    with pytest.raises(Malformed, match="2\\^53"):
        decode(f'{{"a":[{{"b":{number}}}]}}'.encode())


def test_decode__largest_number() -> None:
    assert decode(b'{"a":9007199254740991,"b":-1.5e3}') == {"a": 2**53 - 1, "b": -1500.0}


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":"' + b"x" * 1_000_000 + b'"}',
        b'{"a":"' + b"x" * 262_145 + b'"}',
        b'{"a":["' + b"x" * 262_145 + b'"]}',
        b'{"' + b"x" * 262_145 + b'":1}',
        b'{"a":[' + b"0," * 1000 + b"0]}",
        b'{"a":' + b"[" * 32 + b"]" * 32 + b"}",
        b'{"a":' * 33 + b"1" + b"}" * 33,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b'{"a":' * 300 + b"1" + b"}" * 300,
        b'{"a":' + b"[" * 900 + b'{"\\u003a":1}' + b"]" * 900 + b"}",
        b"{" + b",".join(b'"%d":1' % number for number in range(MAX_KEYS + 1)) + b"}",
    ],
    ids=[
        "body",
        "text",
        "text in list",
        "key",
        "list",
        "lists deep",
        "objects deep",
        "endlessly deep",
        "deep",
        "deeper",
        "keys",
    ],
)
def test_decode__too_large(body: bytes) -> None:
    # R11: how much, how deep, how many.
    with pytest.raises(TooLarge):
        decode(body)


def test_decode__just_within_limits() -> None:
    body = b'{"a":["' + b"x" * 262_144 + b'"],"b":[' + b"0," * 999 + b'0],"c":' + b"[" * 31 + b"]" * 31 + b"}"

    assert set(decode(body)) == {"a", "b", "c"}


def test_decode__limits_are_settings() -> None:
    with pytest.raises(TooLarge):
        decode(b'{"a":1}', max_bytes=6)
    with pytest.raises(TooLarge):
        decode(b'{"a":{}}', depth=1)


@pytest.mark.parametrize(
    "body",
    [
        b'{"@graph":[]}',
        b'{"a":[{"@included":{}}]}',
        b'{"a":{"\\u0040reverse":{}}}',
        b'{"@context":{"@import":"https://a.example/"}}',
        b'{"@context":[{"@propagate":false}]}',
        b'{"@context":{"p":{"@id":"https://a.example/","@nest":"q"}}}',
        b'{"@context":{"g":"@graph"}}',
        b'{"@context":{"a":{"@id":"https://a.example/","@context":{"g":{"@id":"@included"}}}}}',
        b'{"@context":{"g":["@reverse"],"h":{"@id":"@reverse"}}}',
    ],
)
def test_decode__restructuring_keywords(body: bytes) -> None:
    # R10: at any depth.
    with pytest.raises(Malformed, match="keyword"):
        decode(body)


def test_decode__suspect_words_in_texts_and_containers_pass() -> None:
    document = {
        "@context": {"proof": {"@id": "https://a.example/proof", "@container": "@graph"}},
        "content": 'the keyword "@graph": and "@included"',
        "name": "@reverse",
    }

    assert decode(orjson.dumps(document)) == document


# -- contexts of ours are cut out and put back ------------------------------------------------------------------------


@pytest.mark.parametrize("document", every_shape(), ids=lambda document: str(document["type"]))
@pytest.mark.parametrize(
    "option", [0, orjson.OPT_SORT_KEYS, orjson.OPT_INDENT_2], ids=["as built", "sorted", "indented"]
)
def test_decode__own_documents(document: dict[str, Any], option: int) -> None:
    assert decode(orjson.dumps(document, option=option)) == document


def test_decode__own_contexts_are_shared() -> None:
    document: Any = decode(orjson.dumps(activity("Update", actor())))

    assert document["@context"] is RECORD
    assert document["object"]["@context"] is ACTOR
    assert document["object"]["proof"]["@context"] is ACTOR


@pytest.mark.parametrize("forged", [b'"@context":0', b'"@context":1', b'"@context":7', b'"@context":-1'])
def test_decode__context_forged_as_a_number(forged: bytes) -> None:
    """A number is how we mark a context of ours while reading: written by a peer it must not become one."""
    body = orjson.dumps(offer()).replace(b'"@context":' + orjson.dumps(RECORD), forged, 1)

    with pytest.raises(Malformed, match="number"):
        decode(body)


def test_decode__number_as_context_without_ours_stays() -> None:
    assert decode(b'{"@context":0}') == {"@context": 0}


def test_decode__context_under_a_look_alike_key() -> None:
    written = orjson.dumps(RECORD)

    with pytest.raises(Malformed, match="number"):
        decode(b'{"\\"@context":' + written + b"}")


def test_decode__context_repeated() -> None:
    written = orjson.dumps(RECORD)

    with pytest.raises(Malformed, match="repeated"):
        decode(b'{"@context":' + written + b',"@context":' + written + b"}")
