"""ULIDs: what they look like, and that they sort by the moment and the order they were given in."""

from __future__ import annotations

import re

from node.ulids import Ulids

MOMENT = 1_795_000_000.25


def test_ulid__known_value() -> None:
    # The specification's own example, 01ARZ3NDEKTSV4RRFFQ69G5FAV, in numbers.
    chance = bytes.fromhex("d6764c61efb99302bd5b")

    assert Ulids(lambda size: chance)(1469922850.259) == "01arz3ndektsv4rrffq69g5fav"


def test_ulid__sorts_by_moment_and_within_one_by_order() -> None:
    ulids = Ulids()

    given = [ulids(MOMENT + number // 50 / 4) for number in range(1_000)]

    assert given == sorted(set(given))
    assert all(re.fullmatch("[0-9a-hjkmnp-tv-z]{26}", each) for each in given)
    assert len({each[:10] for each in given}) == 20


def test_ulid__two_who_give_them_at_one_moment_give_others() -> None:
    assert Ulids()(MOMENT) != Ulids()(MOMENT)


def test_ulid__goes_on_when_a_millisecond_is_used_up() -> None:
    ulids = Ulids(lambda size: b"\xff" * size)

    first, second = ulids(MOMENT), ulids(MOMENT)

    assert first < second
