"""The Table Schema says of the CSV what is true of it: the same columns, and every cell of its type."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

import pytest

from node.asking import anybody
from node.exporting import Exporter
from node.formats.table_schema import schema
from tests.node.directory_world import LILLE, World
from vocab.vocabulary import Vocabulary


@pytest.fixture
async def world() -> World:
    world = await World.open(Vocabulary.load())
    world.put("Vélo", location={**LILLE, "longitude": -1.5}, need=["coop:need-livrer"], deadline="2026-12-31")
    world.put("D03 chez nous", kind="Practice", purpose=None, practice="charter:D03", level=3)
    world.profile("Les Pédales", website="https://pedales.example/")
    world.put("Fête", type="Event", kind=None, purpose=None, startTime="2026-12-01T10:00:00Z")
    return world


def conforms(field: dict[str, Any], cell: str) -> bool:
    """Whether a cell is of its field's type and within its constraints (Table Schema, types and formats)."""
    limits = field.get("constraints", {})
    if not cell:
        return not limits.get("required")
    kind = field["type"]
    if kind == "boolean":
        return cell in field["trueValues"] + field["falseValues"]
    if kind in ("number", "integer"):
        value = float(cell.replace(field.get("decimalChar", "."), "."))
        whole = kind == "number" or cell.isdigit()
        return whole and limits["minimum"] <= value <= limits["maximum"]
    if kind == "datetime":
        return datetime.fromisoformat(cell).tzinfo is not None
    return cell in limits.get("enum", [cell]) and (field.get("format") != "uri" or "://" in cell)


@pytest.mark.parametrize("french", [False, True])
async def test_schema__is_true_of_the_table(world: World, french: bool) -> None:
    exporter = Exporter(world.directory)
    asked = "excel=fr" if french else ""
    view = await exporter.view(world.query(asked), anybody, "csv", "fr", most=100)
    text = b"".join([piece async for piece in exporter.stream(view, "csv")]).decode("utf-8-sig")
    found = schema("fr", french=french)
    fields: list[Any] = found["fields"]  # type: ignore[assignment]
    delimiter: str = found["dialect"]["delimiter"]  # type: ignore[index]

    head, *rows = csv.reader(io.StringIO(text), delimiter=delimiter)

    assert head == [field["name"] for field in fields]
    assert len(rows) == 4
    cells = [(field, cell) for row in rows for field, cell in zip(fields, row, strict=True)]
    assert not [(field["name"], cell) for field, cell in cells if not conforms(field, cell)]
    assert {field["type"] for field in fields} == {"string", "number", "integer", "boolean", "datetime"}


@pytest.mark.parametrize(("name", "cell"), [("latitude", "91"), ("level", "x"), ("kind", "pizza"), ("claimed", "oui")])
def test_conforms__refuses(name: str, cell: str) -> None:
    field = next(each for each in schema("en", french=False)["fields"] if each["name"] == name)  # type: ignore[attr-defined]

    try:
        assert not conforms(field, cell)
    except ValueError:
        pass
