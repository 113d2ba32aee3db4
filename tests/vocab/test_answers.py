"""Answers: of what a peer may write, what is read, and that everybody reads the same."""

from __future__ import annotations

import pytest

from vocab.answers import answers_of, evidence_of, level_of, saying
from vocab.charter import Charter

REGISTER = {"evidenceType": "REG", "url": "https://a.example/"}


@pytest.fixture(scope="module")
def charter() -> Charter:
    return Charter.load()


def test_answers_of__in_their_order_and_of_two_the_last(charter: Charter) -> None:
    first, last = {"practice": "charter:D03", "level": 1}, {"practice": ["charter:D03"], "level": 2}
    other = {"practice": "charter:G01", "level": 3}

    found = answers_of({"answers": [first, other, last]}, charter)

    assert list(found.items()) == [("D03", last), ("G01", other)]
    assert answers_of({"answers": other}, charter) == {"G01": other}  # JSON-LD writes one value without a list


@pytest.mark.parametrize("rubbish", [None, 3, "G01", [], {}, {"practice": {}}, {"practice": "charter:Z99"}, [["G01"]]])
def test_answers_of__what_names_no_practice_is_left_out(charter: Charter, rubbish: object) -> None:
    assert answers_of({"answers": rubbish}, charter) == answers_of({"answers": [rubbish, None]}, charter) == {}


def test_saying__a_report_with_its_answer_any_other_record_as_a_whole(charter: Charter) -> None:
    answer = {"practice": "charter:D03", "evidence": REGISTER}
    practice = {"practice": "charter:D03", "evidence": [REGISTER, "?"]}

    assert saying({"answers": [answer], "evidence": []}, "D03", charter) is answer
    assert saying({"answers": [answer]}, "G01", charter) == {}
    assert saying(practice, "D03", charter) is practice
    assert evidence_of(answer) == evidence_of(practice) == [REGISTER]


@pytest.mark.parametrize("level", [None, True, "3", 3.0, -1, 5, [3]])
def test_level_of__there_are_five(level: object) -> None:
    assert level_of({"level": level}) is None
    assert [level_of({"level": each}) for each in range(5)] == [0, 1, 2, 3, 4]
