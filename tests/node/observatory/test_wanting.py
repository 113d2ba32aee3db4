"""Who looks for help is counted in the whole network and in its groups, and no group tells a small count."""

from __future__ import annotations

from node.observatory.counting import Member
from node.observatory.wanting import Wanted, wanted

MEMBERS = [
    Member(f"coop{number}", {"sector": ("AM10",) if number < 8 else ("AM10", "AM160"), "size": ("1-9",)})
    for number in range(20)
]


def asked(*numbers: int) -> dict[str, list[str]]:
    return {"D03": [f"coop{number}" for number in numbers]}


def test_wanted__the_whole_exactly_its_groups_in_fives() -> None:
    found = {(each.scope, each.group): each.organizations for each in wanted(MEMBERS, asked(*range(2, 14)))}

    # Twelve: all of them in AM10, six in AM160 too, and so six in AM10 alone.
    assert found == {
        ("network", ""): 12,
        ("sector", "AM10"): 10,
        ("sector", "AM160"): 5,
        ("department", "unknown"): 10,
        ("size", "1-9"): 10,
    }


def test_wanted__a_group_that_leaves_few_is_not_told() -> None:
    found = {(each.scope, each.group): each.organizations for each in wanted(MEMBERS, asked(*range(5, 14)))}

    assert found["sector", "AM10"] == 5 and found["sector", "AM160"] is None


def test_wanted__few_are_not_counted_strangers_neither_and_nobody_has_no_line() -> None:
    assert wanted(MEMBERS, asked(1, 2, 3, 4)) == [Wanted("network", "", "D03", None)]
    assert wanted(MEMBERS, asked(1, 2, 3, 4, 99)) == [Wanted("network", "", "D03", None)]
    assert wanted(MEMBERS, {"D03": ["stranger"], "G01": []}) == []
