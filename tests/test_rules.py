"""Each rule against attack (R1 to R23) is named where it is enforced, in a test that tries it, and beside a threat."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

from tests.threats.table import THREATS

REPOSITORY = Path(__file__).parents[1]
RULES = [f"R{number}" for number in range(1, 24)]
NAMED = re.compile(r"\bR(?:1?[1-9]|10|2[0-3])\b")


def enforced() -> dict[str, list[str]]:
    """The modules that name each rule."""
    found: dict[str, list[str]] = defaultdict(list)
    for package in ("vocab", "federation", "node"):
        for file in sorted((REPOSITORY / package).rglob("*.py")):
            for rule in set(NAMED.findall(file.read_text("utf-8"))):
                found[rule].append(file.relative_to(REPOSITORY).as_posix())
    return found


def tried() -> dict[str, list[str]]:
    """The tests, as file::name, that name each rule in themselves or in the caption of their file."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted((REPOSITORY / "tests").rglob("test_*.py")):
        if file == Path(__file__):
            continue
        text, name = file.read_text("utf-8"), file.relative_to(REPOSITORY).as_posix()
        syntax, lines = ast.parse(text), text.splitlines()
        caption = set(NAMED.findall(ast.get_docstring(syntax) or ""))
        for node in syntax.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                for rule in caption | set(NAMED.findall("\n".join(lines[node.lineno - 1 : node.end_lineno]))):
                    found[rule].append(f"{name}::{node.name}")
    return found


def test_named__reads_every_number_and_no_other() -> None:
    assert NAMED.findall(" ".join(RULES)) == RULES
    assert NAMED.findall("R0 R24 R100 PR3 r5") == []


@pytest.mark.parametrize("rule", RULES)
def test_rule__is_named_where_it_is_enforced(rule: str) -> None:
    assert enforced()[rule]


@pytest.mark.parametrize("rule", RULES)
def test_rule__is_tried(rule: str) -> None:
    assert tried()[rule]


@pytest.mark.parametrize("rule", RULES)
def test_rule__has_its_threat(rule: str) -> None:
    assert [threat for threat in THREATS if rule in NAMED.findall(threat.rule)]
