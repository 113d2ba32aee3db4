"""The contract of the OGC API (OpenAPI 3.0) is kept: every answer and every refusal is what it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from node.ogc.features import id_of
from node.ogc.parameters import FILTERS, STANDARD
from tests.node.web.served import Served
from tests.node.web.test_ogc import API, ITEMS, LILLE, get


def faults(contract: dict[str, Any], schema: dict[str, Any], value: Any, path: str = "") -> Iterator[str]:
    """Where a value is not what a schema of the contract says; the few words of JSON Schema that the contract uses."""
    if "$ref" in schema:
        schema = contract["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if value is None:
        if not schema.get("nullable"):
            yield f"{path} is null"
        return
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float)}
    if "type" in schema and not isinstance(value, kinds[schema["type"]]):
        yield f"{path} is no {schema['type']}"
        return
    if value not in schema.get("enum", [value]):
        yield f"{path} is not in the list"
    if isinstance(value, dict):
        yield from (f"{path}.{name} is missing" for name in schema.get("required", ()) if name not in value)
        for name, inner in schema.get("properties", {}).items():
            if name in value:
                yield from faults(contract, inner, value[name], f"{path}.{name}")
    if isinstance(value, list):
        sizes = [(each["minItems"], each["maxItems"]) for each in schema.get("oneOf", ())]
        if sizes and not any(least <= len(value) <= most for least, most in sizes):
            yield f"{path} has {len(value)} members"
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            yield f"{path} has {len(value)} members"
        for place, each in enumerate(value):
            yield from faults(contract, schema.get("items", {}), each, f"{path}[{place}]")


def test_faults__are_found() -> None:
    schema = {"type": "object", "required": ["a"], "properties": {"b": {"type": "array", "items": {"type": "string"}}}}

    assert list(faults({}, schema, {"b": ["x", 1]})) == [".a is missing", ".b[1] is no string"]


async def test_answers__are_what_the_contract_says(node: Served) -> None:
    id = (await node.say(name="Vélo", location=LILLE)).id
    contract = (await get(node, "/ogc/api")).json
    asked = {
        "/": "/ogc/",
        "/conformance": "/ogc/conformance",
        "/collections": "/ogc/collections",
        "/collections/{collectionId}": "/ogc/collections/offers",
        "/collections/{collectionId}/items": ITEMS,
        "/collections/{collectionId}/items/{featureId}": f"{ITEMS}/{id_of(id)}",
        "/api": "/ogc/api",
    }

    assert contract["openapi"].startswith("3.0.")
    assert contract["servers"] == [{"url": API}]
    assert set(contract["paths"]) == set(asked)
    for path, address in asked.items():
        answer = await get(node, address)
        (media,) = [
            name for name in contract["paths"][path]["get"]["responses"]["200"]["content"] if name != "text/html"
        ]
        shape = contract["paths"][path]["get"]["responses"]["200"]["content"][media]["schema"]
        assert answer.headers["Content-Type"] == media
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert list(faults(contract, shape, answer.json, path)) == []


async def test_contract__names_every_parameter_that_is_taken(node: Served) -> None:
    contract = (await get(node, "/ogc/api")).json
    operation = contract["paths"]["/collections/{collectionId}/items"]["get"]

    said = {each["$ref"].rpartition("/")[2] for each in operation["parameters"]}

    assert said == {*FILTERS, *STANDARD, "collectionId"}
    assert said <= set(contract["components"]["parameters"])


async def test_refusals__are_what_the_contract_says(node: Served) -> None:
    contract = (await get(node, "/ogc/api")).json
    shape = contract["components"]["schemas"]["exception"]
    for path, status in ((f"{ITEMS}?limit=x", 400), ("/ogc/collections/none", 404), (f"{ITEMS}/none", 404)):
        answer = await get(node, path)
        assert (answer.status, answer.type) == (status, "application/problem+json")
        assert list(faults(contract, shape, answer.json)) == []
        assert answer.json["code"] in ("InvalidParameterValue", "NotFound")
