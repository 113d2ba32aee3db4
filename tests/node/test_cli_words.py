"""What the command says of itself: the library's sentences too are French for who speaks French."""

from __future__ import annotations

import ast
from pathlib import Path

import click
import pytest

from tests.catalogues import REPOSITORY, read
from tests.node.cli_world import Desk

ENGLISH = ("Usage:", "Error:", "Try ", "Invalid", "Missing", "No such", "Show ", "Commands:", "Options:")
WRONG_USE = [
    ["frobnicate"],
    ["publish"],
    ["search", "--foo"],
    ["search", "--limit", "0"],
    ["search", "--limit", "many"],
    ["search", "--json", "--csv"],
    ["setup", "--yes", "--origin", "htp://x"],
    ["setup", "--yes", "--origin", "https://x.example", "--name", "x", "--email", "x"],
    ["setup", "--yes", "--origin", "https://x.example", "--name", "commune 1"],
    ["actor", "add", "--name", "p", "--title", "P", "--kind", "club"],
    ["restore", "nowhere"],
    ["export", "/nowhere/a.json"],
    ["export", "one.json", "two.json"],
    ["import", "--license"],
    ["user", "add", "nobody"],
]


def said_by_click() -> set[str]:
    """Every sentence that the library asks gettext for."""
    found: set[str] = set()
    for path in Path(click.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
                found |= {str(each.value) for each in node.args if isinstance(each, ast.Constant)}
    return found


def test_catalogue__translates_only_what_is_said() -> None:
    catalogue = read(REPOSITORY / "node" / "cli" / "locale" / "fr" / "LC_MESSAGES" / "messages.po")
    names = [[message.id] if isinstance(message.id, str) else message.id for message in catalogue if message.id]

    assert len(names) > 30
    assert {each for name in names for each in name} - said_by_click() == set()


@pytest.mark.parametrize("words", WRONG_USE, ids=" ".join)
def test_wrong_use__is_told_in_french_with_2(words: list[str], tmp_path: Path) -> None:
    done = Desk(tmp_path / "data").type(*words)

    assert done.exit_code == 2, done.stderr
    assert "Utilisation :" in done.stderr or "Erreur :" in done.stderr
    assert not any(word in done.output for word in ENGLISH)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("words", WRONG_USE, ids=" ".join)
def test_wrong_use__is_told_in_english_too(words: list[str], tmp_path: Path) -> None:
    done = Desk(tmp_path / "data", "C.UTF-8").type(*words)

    assert "Usage:" in done.stderr or "Error:" in done.stderr
    assert not any(word in done.output for word in ("Erreur", "Utilisation", "Valeur"))


@pytest.mark.parametrize("words", [[], ["publish"], ["token", "create"], ["import"], ["setup"]], ids=" ".join)
def test_help__is_french_to_the_last_word(words: list[str], tmp_path: Path) -> None:
    done = Desk(tmp_path / "data").type(*words, "--help")

    assert done.exit_code == 0
    assert "Utilisation :" in done.stdout and "Affiche cette aide." in done.stdout
    assert not any(word in done.stdout for word in ("Usage", "Show this", "default:", "Commands"))
