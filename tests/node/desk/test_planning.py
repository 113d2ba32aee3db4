"""A year of goals looked back on."""

from __future__ import annotations

from dataclasses import replace

from node.desk.planning import review, years
from node.store.goals import Goal, Move

OPEN = Goal(1, "G01", 1, 3, "2027-06-30", "", "", None, "open", "", "2025-11-01T00:00:00.000Z", None)
DONE = replace(OPEN, num=2, state="done", closed="2026-05-01T00:00:00.000Z")
LEFT = replace(OPEN, num=3, state="given_up", reason="plus de temps", closed="2027-01-01T00:00:00.000Z")
LATER = replace(OPEN, num=4, since="2027-02-01T00:00:00.000Z")
MOVE = Move(1, "2026-03-01T00:00:00.000Z", "2026-06-30", "2027-06-30", "")


def test_review__of_a_year() -> None:
    found = review([OPEN, DONE, LEFT, LATER], [MOVE], "2026")

    assert found.aimed == (OPEN, DONE, LEFT)
    assert (found.reached, found.given_up, found.next) == ((DONE,), (), (OPEN, LEFT))
    assert found.moved == ((OPEN, MOVE),)


def test_review__a_goal_closed_before_is_in_no_later_year() -> None:
    found = review([DONE], [MOVE], "2027")

    assert (found.aimed, found.moved) == ((), ())


def test_years__from_the_first_goal_to_this_one() -> None:
    assert years([OPEN, LATER], "2027-03-01") == ["2027", "2026", "2025"]
    assert years([], "2027-03-01") == ["2027"]
