"""Records: whole documents, given back byte for byte, their contexts kept once."""

from __future__ import annotations

import sqlite3
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from node.store import records
from node.store.connection import Db
from node.store.errors import Unstorable
from node.store.migrate import migrate
from node.store.records import Record, extern, intern, seed, shorten_body
from tests.deep import examples
from vocab.context import ACTOR, AS, RECORD

OWNER = "https://a.example/actors/a"
FOREIGN = [AS, {"toot": "http://joinmastodon.org/ns#", "Emoji": "toot:Emoji"}]


def row(id: str = "https://a.example/objects/1", **more: Any) -> Record:
    values: dict[str, Any] = {
        "num": 0, "id": id, "owner": OWNER, "kind": "Proposal", "version": "2026-11-23T10:00:00.000Z",
        "audience": "public", "policy": "commons-open", "local": False, "deleted": False, "origin": "a.example",
        "received": "2026-11-23T10:00:00.000Z", "verified": "proof", "proof": None, "via": None,
    }  # fmt: skip
    return Record(**(values | more))


def document(**more: object) -> dict[str, object]:
    return {"@context": RECORD, "id": "https://a.example/objects/1", "name": "é", "proof": {"@context": RECORD}} | more


def stored(db: Db) -> bytes:
    return bytes(db.execute("SELECT body FROM records").fetchone()[0])


def test_keep__and_find__the_row_and_the_bytes(db: Db) -> None:
    num = records.keep(db, row(via="https://n.example/a", proof="{}"), document())

    assert records.find(db, "https://a.example/objects/1") == row(via="https://n.example/a", proof="{}", num=num)
    assert records.numbered(db, num) == records.find(db, "https://a.example/objects/1")
    assert records.body(db, num) == orjson.dumps(document())
    assert records.document(db, num) == document()
    assert len(stored(db)) < 400


def test_keep__again__replaces_the_version_under_the_same_number(db: Db) -> None:
    first = records.keep(db, row(), document())
    second = records.keep(db, row(version="2026-11-24T10:00:00.000Z", deleted=True), document(name="b"))

    assert first == second
    found = records.find(db, "https://a.example/objects/1")
    assert found is not None
    assert (found.version, found.deleted) == ("2026-11-24T10:00:00.000Z", True)
    assert records.document(db, first)["name"] == "b"


def test_find__what_is_not_there(db: Db) -> None:
    assert records.find(db, "x") is None
    assert records.numbered(db, 12) is None
    assert records.body(db, 12) == b""


@pytest.mark.parametrize(
    "context", [RECORD, ACTOR, AS, FOREIGN, [*RECORD, "https://x.example/c"], {"a": "b"}, [], None, "x"]
)
def test_intern__any_context__comes_back_byte_for_byte(db: Db, context: object) -> None:
    activity = {
        "@context": context,
        "object": {"@context": context, "proof": {"@context": context}, "object": {"@context": FOREIGN}},
        "tag": [{"@context": context}],
        "text": '"@context":' + orjson.dumps(RECORD).decode(),
    }

    assert extern(db, intern(db, activity)) == orjson.dumps(activity)


def test_intern__our_contexts_are_kept_once(db: Db) -> None:
    for number in range(3):
        intern(db, {"@context": FOREIGN, "id": number})

    assert db.execute("SELECT count(*) FROM contexts").fetchone()[0] == 3


def test_decoded__our_contexts_are_the_constants(db: Db) -> None:
    found = records.decoded(db, intern(db, {"@context": RECORD, "proof": {"@context": RECORD}, "object": {"a": 1}}))

    assert found["@context"] is RECORD
    assert found == {"@context": RECORD, "proof": {"@context": RECORD}, "object": {"a": 1}}


@pytest.mark.parametrize("place", ["name", "@context", "key"])
def test_intern__a_text_with_the_stores_own_mark__is_refused(db: Db, place: str) -> None:
    mark = "\x00ctx:" + "0" * 64
    poisoned = {"@context": RECORD, mark: 1} if place == "key" else {"@context": RECORD, place: mark}

    with pytest.raises(Unstorable):
        intern(db, poisoned)


def test_shorten_body__comes_back_byte_for_byte(db: Db) -> None:
    body = b'{"id":"x","@context":' + orjson.dumps(RECORD) + b' , "b":[1, 2]}'

    assert len(shorten_body(body)) < 150
    assert extern(db, shorten_body(body)) == body


def test_shorten_body__with_the_stores_own_mark__is_refused() -> None:
    for mark in (b'"\\u0000ctx:' + b"0" * 64 + b'"', b'"\\u0000ctx:'):
        with pytest.raises(Unstorable):
            shorten_body(b'{"id":' + mark + b"}")


contexts = st.sampled_from([RECORD, ACTOR, AS, FOREIGN, {"x": "https://x.example/"}, None])
texts = st.text(max_size=20) | st.sampled_from(["@context", "\x00ctx", "ctx:", '"', "\\u0000"])
leaves = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False) | texts


def with_context(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    plain = st.dictionaries(texts, values, max_size=4)
    keyed = st.fixed_dictionaries({}, optional={"@context": contexts, "object": values, "proof": values})
    return st.lists(values, max_size=3) | st.builds(lambda a, b: {**a, **b}, plain, keyed)


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(texts, st.recursive(leaves, with_context, max_leaves=12), max_size=4), contexts)
def test_intern__any_document__comes_back_byte_for_byte(body: dict[str, object], context: object) -> None:
    db = sqlite3.connect(":memory:", isolation_level=None)
    migrate(db)
    seed(db)
    whole = body | {"@context": context}

    assert extern(db, intern(db, whole)) == orjson.dumps(whole)
    assert extern(db, shorten_body(orjson.dumps(whole))) == orjson.dumps(whole)
    for stored in (intern(db, whole), shorten_body(orjson.dumps(whole))):
        assert records.decoded(db, stored) == orjson.loads(orjson.dumps(whole))
    db.close()


def test_lists__live_public_of_one_owner_newest_first(db: Db) -> None:
    def put(name: str, **more: Any) -> str:
        id = f"https://a.example/objects/{name}"
        purpose = more.pop("purpose", "offer")
        records.keep(db, row(id, **more), {"@context": RECORD, "id": id, "purpose": purpose})
        return id

    offers = [put("a"), put("b")]
    request = put("c", purpose="request")
    put("d", audience="network")
    put("e", deleted=True)
    put("f", owner="https://b.example/actors/b")
    put("g", kind="Practice")
    local = put("h", local=True, kind="Listing")

    found = records.of_owner(db, OWNER, ("Proposal",))
    assert [record.id for record in found] == [request, *reversed(offers)]
    assert [record.id for record in records.of_owner(db, OWNER, ("Proposal",), purpose="offer")] == offers[::-1]
    assert [r.id for r in records.of_owner(db, OWNER, ("Proposal",), after=found[0].num, limit=1)] == [offers[1]]
    assert records.count_of_owner(db, OWNER, ("Proposal",), purpose="request") == 1
    assert records.count_local(db) == 1
    assert [record.id for record in records.each(db, owner=OWNER)][-1] == local
    assert len(list(records.each(db))) == 7


def test_forget__takes_its_reasons_along(db: Db) -> None:
    num = records.keep(db, row(), document())
    db.execute("INSERT INTO reasons (record, reason, by) VALUES (?, 'followed', 'x')", (num,))

    records.forget(db, num)

    assert records.find(db, row().id) is None
    assert db.execute("SELECT count(*) FROM reasons").fetchone()[0] == 0


def test_mark_verified(db: Db) -> None:
    num = records.keep(db, row(verified="unconfirmed"), document())

    records.mark_verified(db, num, "proof", '{"key": "k"}')

    found = records.numbered(db, num)
    assert found is not None
    assert (found.verified, found.proof) == ("proof", '{"key": "k"}')
