"""Table Schema (Frictionless Data): what the columns of CSV are, for programs and portals that check what they load."""

from __future__ import annotations

from typing import Final

from node.formats.columns import COLUMNS, Column

PROFILE: Final = "https://specs.frictionlessdata.io/schemas/table-schema.json"
KINDS: Final = ("organization", "practice", "offer", "request", "event", "report", "story", "endorsement")
RELATIONS: Final = ("placed", "serving", "wider")


def schema(language: str, *, french: bool) -> dict[str, object]:
    """The schema of `directory.csv`; `french`: as `excel=fr` writes it, semicolons and decimal commas."""
    return {
        "$schema": PROFILE,
        "fields": [_field(column, language, french) for column in COLUMNS],
        "primaryKey": "id",
        "missingValues": [""],
        "dialect": {"delimiter": ";" if french else ",", "lineTerminator": "\r\n", "header": True},
        "encoding": "utf-8",
    }


def _field(column: Column, language: str, french: bool) -> dict[str, object]:
    found: dict[str, object] = {
        "name": column.name,
        "title": column.title.in_(language),
        "description": column.says.in_(language),
        "type": "string" if column.type == "uri" else column.type,
    }
    if column.type == "uri":
        found["format"] = "uri"
    if column.type == "boolean":
        found |= {"trueValues": ["true"], "falseValues": ["false"]}
    if column.type == "number" and french:
        found |= {"decimalChar": ",", "bareNumber": True}
    constraints = _constraints(column)
    return found | ({"constraints": constraints} if constraints else {})


def _constraints(column: Column) -> dict[str, object]:
    known: dict[str, dict[str, object]] = {
        "id": {"required": True, "unique": True},
        "kind": {"required": True, "enum": list(KINDS)},
        "relation": {"enum": list(RELATIONS)},
        "latitude": {"minimum": -90, "maximum": 90},
        "longitude": {"minimum": -180, "maximum": 180},
        "level": {"minimum": 0, "maximum": 4},
    }
    return known.get(column.name, {})
