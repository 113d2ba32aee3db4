"""What was answered under an earlier version is found where the version in force has it, to be looked at again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from node.desk.moved import in_force
from node.store.assessments import Saved
from vocab.charter import Charter
from vocab.fork import Move

MOVES = (
    Move("renamed", ("G90",), ("G02",)),
    Move("merged", ("G91", "G92"), ("G03",)),
    Move("split", ("G93",), ("G04", "G05")),
    Move("dropped", ("G94",), ()),
)


@pytest.fixture(scope="module")
def charter() -> Charter:
    return replace(Charter.load(), moves={"1.0": MOVES})


def saved(practice: str, version: str = "1.0", level: int = 2, at: str = "2026-01-01") -> Saved:
    return Saved(practice, version, {"level": level, "visibility": "public"}, "ada@example.org", at)


def test_in_force__each_where_its_practice_went(charter: Charter) -> None:
    codes = ("G01", "G90", "G91", "G92", "G93", "G94")

    found = in_force({code: saved(code) for code in codes}, charter)

    assert {notation: (each.practice, each.charter, each.answer["level"]) for notation, each in found.items()} == {
        notation: (notation, "1.0", 2) for notation in ("G01", "G02", "G03")
    }


def test_in_force__what_was_answered_since_stands(charter: Charter) -> None:
    found = in_force({"G02": saved("G02", "2.0", 4), "G90": saved("G90")}, charter)

    assert (found["G02"].charter, found["G02"].answer["level"]) == ("2.0", 4)


def test_in_force__of_a_version_unknown_stays_as_it_is(charter: Charter) -> None:
    assert in_force({"G01": saved("G01", "0.1")}, charter) == {"G01": saved("G01", "0.1")}
