"""Where a description is exact, what it does not name is refused by name, with what there is."""

from __future__ import annotations

import pytest

from tests.node.web.served import Served

JSON = {"Accept": "application/json", "Accept-Language": "en"}


@pytest.mark.parametrize(
    ("asked", "parameter", "said"),
    [
        ("x=1", "x", "there is no such parameter"),
        ("excel=de", "excel", "nearest: fr"),
        ("excel=fr&excel=fr", "excel", "only once"),
        ("limit=3", "limit", "there is no such parameter"),
    ],
)
async def test_exactly__refuses_what_is_not_described(node: Served, asked: str, parameter: str, said: str) -> None:
    answer = await node.get(f"/directory/csv-schema.json?{asked}", JSON)

    assert (answer.status, answer.type) == (400, "application/problem+json")
    assert answer.json["parameter"] == parameter
    assert said in answer.json["title"]


async def test_exactly__lets_through_what_is(node: Served) -> None:
    assert (await node.get("/directory/csv-schema.json?excel=fr&lang=en", JSON)).status == 200


async def test_elsewhere__what_others_add_is_ignored(node: Served) -> None:
    assert (await node.get(f"{node.me}?utm_source=x")).status == 200
