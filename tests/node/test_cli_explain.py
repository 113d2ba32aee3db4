"""The words of `explain`: none of the codes that a node keeps is left bare."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from node.arrivals import STATES
from node.cli import words
from node.cli.words import outcome, word

NODE = Path(words.__file__).parents[1]
RECEIVING = ("receiving", "taking", "relations", "parting", "undoing", "subscribing")
# Functions of these modules that answer something else than what became of an activity.
OTHERS = {"wire_kind", "policy_of", "owner_of", "_reason", "_shared_network", "announced_record"}
# What may stand in a sentence where it is no number.
FILLED = {"what": "membership", "state": "accepted"}


def outcomes() -> Iterator[str]:
    """Every sentence that a handler of activities returns; a number stands for each value in it."""
    for name in RECEIVING:
        syntax = ast.parse((NODE / f"{name}.py").read_text("utf-8"))
        for function in ast.walk(syntax):
            if isinstance(function, ast.FunctionDef) and function.name not in OTHERS:
                for node in ast.walk(function):
                    if isinstance(node, ast.Return) and node.value is not None:
                        yield from _sentences(node.value)


def _sentences(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.IfExp):
        yield from _sentences(value.body)
        yield from _sentences(value.orelse)
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.JoinedStr):
        yield "".join(
            str(part.value) if isinstance(part, ast.Constant) else FILLED.get(ast.unparse(part.value), "7")  # type: ignore[attr-defined]
            for part in value.values
        )


@pytest.fixture
def french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")


@pytest.mark.parametrize("said", sorted(set(outcomes())))
def test_outcome__has_its_words_in_french(said: str, french: None) -> None:
    assert outcome(said) != said


def test_outcome__of_what_a_release_to_come_may_say(french: None) -> None:
    assert outcome("something else") == "something else"
    assert outcome("Dance: not spoken here") == "Dance : n'a pas de sens ici"


@pytest.mark.parametrize("language", ["fr_FR.UTF-8", "C"])
def test_word__for_every_code(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", language)
    known = {
        "states": (STATES, ("done", "due", "apart", "refused", "expired")),
        "received": (words.RECEIVED, ("new", "later", "bug", "refused", "done")),
        "verified": (words.VERIFIED, ("own", "proof", "origin", "transport", "unconfirmed", "none")),
        "audiences": (words.AUDIENCES, ("public", "network", "followers", "private", "direct")),
        "reasons": (words.REASONS, ("own", "followed", "announced", "member", "accepted")),
        "how": (words.HOW, ("pushed", "pulled")),
    }
    for table, codes in known.values():
        assert set(table) == set(codes)
        assert all(word(table, code) for code in codes)
    assert word(words.HOW, "unheard of") == "unheard of"
