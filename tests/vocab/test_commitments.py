"""Commitments: what may be asked, what is read of it, and where somebody stands by what they show."""

from __future__ import annotations

from typing import Any

import pytest

from tests.vocab.full_drafts import vocabulary
from vocab.commitments import Commitment, Shown, asked_of, shown_in, standing, to_asked
from vocab.shapes import check

ROW: dict[str, Any] = {"practice": "D03", "level": 3, "evidence": "REG", "since": "2027-01-01", "why": "Pour tous"}


def findings(*rows: dict[str, Any]) -> list[str]:
    draft = {"kind": "profile", "name": "Réseau", "commitments": {"asked": list(rows)}}
    found = check(draft, vocabulary()).findings
    assert all(each.fix.fr and each.fix.en for each in found)
    return [each.field for each in found]


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([ROW], []),
        ([ROW, ROW | {"practice": "G01"}], []),
        ([ROW, ROW], ["commitments.asked[1].practice"]),
        ([ROW, ROW | {"practice": "charter:D03"}], ["commitments.asked[1].practice"]),
        ([ROW | {"level": 5}], ["commitments.asked[0].level"]),
        ([ROW | {"level": -1}], ["commitments.asked[0].level"]),
        ([ROW | {"level": 0}], ["commitments.asked[0].level"]),
        ([ROW | {"practice": "Z99"}], ["commitments.asked[0].practice"]),
        ([ROW | {"evidence": "RUMEUR"}], ["commitments.asked[0].evidence"]),
        ([ROW | {"since": "bientôt"}], ["commitments.asked[0].since"]),
        ([{"why": "rien"}], ["commitments.asked[0].practice", "commitments.asked[0].level"]),
        ([ROW | {"score": 3}], ["commitments.asked[0].score"]),
    ],
)
def test_check__names_the_field(rows: list[dict[str, Any]], wrong: list[str]):
    assert findings(*rows) == wrong


def test_asked_of__what_was_written_is_read():
    draft = {"kind": "profile", "name": "Réseau", "commitments": {"version": 2, "date": "2026-11-27", "asked": [ROW]}}
    values = check(draft, vocabulary()).values

    document = to_asked(values["commitments"], "https://reseau.example/actors/reseau")
    found = asked_of({"commitments": document}, vocabulary())

    assert document == {
        "id": "https://reseau.example/actors/reseau#commitments",
        "type": "Commitments",
        "version": 2,
        "date": "2026-11-27",
        "asked": [
            {
                "id": "https://reseau.example/actors/reseau#commitment-1",
                "type": "Commitment",
                "practice": "charter:D03",
                "level": 3,
                "evidenceType": "REG",
                "date": "2027-01-01",
                "why": "Pour tous",
            }
        ],
    }
    assert found is not None and (found.version, found.date) == (2, "2026-11-27")
    assert found.commitments == (Commitment("D03", 3, "REG", "2027-01-01", "Pour tous"),)


@pytest.mark.parametrize(
    "said",
    [
        None,
        "charter:D03",
        {"asked": "charter:D03"},
        {"asked": [{"practice": "charter:Z99", "level": 3}]},
        {"asked": [{"practice": "charter:D03", "level": 9}]},
        {"asked": [{"practice": "charter:D03", "level": True}]},
    ],
)
def test_asked_of__nothing_that_we_understand_is_nothing(said: object):
    assert asked_of({"commitments": said}, vocabulary()) is None


@pytest.mark.parametrize(
    ("level", "kinds", "expected"),
    [
        (None, (), "not_shown"),
        (2, ("REG",), "not_yet"),
        (3, ("REG",), "kept"),
        (4, ("URL", "REG"), "kept"),
        (3, (), "not_shown"),
        (4, ("URL",), "not_shown"),
    ],
)
def test_standing__by_level_and_evidence(level: int | None, kinds: tuple[str, ...], expected: str):
    asked = Commitment("D03", 3, "REG", "", "")

    assert standing(asked, level, tuple(Shown(kind, None) for kind in kinds)) == expected


def test_standing__no_evidence_asked_none_is_needed():
    assert standing(Commitment("D03", 3, None, "", ""), 3, ()) == "kept"


def test_shown_in__an_answer_of_a_report_shows_its_own_evidence():
    own = [{"evidenceType": "REG", "url": "https://a.example/"}, {"evidenceType": "x", "url": "javascript:1"}, "rien"]
    other = {"practice": "charter:G01", "evidence": [{"evidenceType": "URL"}]}
    report = {"answers": [other, {"practice": "charter:D03", "evidence": own}]}

    assert shown_in(report, "D03", vocabulary()) == (Shown("REG", "https://a.example/"), Shown(None, None))
    assert shown_in({"evidence": own[:1]}, "D03", vocabulary()) == (Shown("REG", "https://a.example/"),)
    assert shown_in(report, "V01", vocabulary()) == ()
