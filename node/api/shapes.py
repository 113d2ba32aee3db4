"""Shapes: the few turns of JSON Schema that descriptions are made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from node.api.operation import Schema
from vocab.language import Text

STRING: Final[Schema] = {"type": "string"}
ADDRESS: Final[Schema] = {"type": "string", "format": "uri"}
MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
ANYTHING: Final[Schema] = {}
# A body that is no JSON: text, a page, a file.
TEXT: Final[Schema] = {"type": "string"}
FILE: Final[Schema] = {"type": "string", "contentMediaType": "application/octet-stream"}


def named(name: str) -> Schema:
    """A shape of the document's own list."""
    return {"$ref": f"#/components/schemas/{name}"}


def said(schema: Schema, fr: str, en: str) -> Schema:
    """The same with a sentence."""
    return {**schema, "description": Text(fr, en)}


def maybe(schema: Schema) -> Schema:
    """The same, or null."""
    type = schema.get("type")
    if isinstance(type, str) and "enum" not in schema:
        return {**schema, "type": [type, "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def each(schema: Schema) -> Schema:
    """A list of these."""
    return {"type": "array", "items": schema}


def some(schema: Schema) -> Schema:
    """One, or a list of them, as JSON-LD writes what may be several."""
    return {"anyOf": [schema, each(schema)]}


def record(properties: dict[str, Schema], required: Iterable[str] = (), **more: object) -> Schema:
    """An object with these properties; it may have others."""
    return {"type": "object", "properties": properties, "required": [*required], **more}


def constant(value: object) -> Schema:
    """Exactly this."""
    return {"const": value}


def among(*values: str) -> Schema:
    """One of these."""
    return {"type": "string", "enum": [*values]}
