"""Who may show a practice to whom, and why."""

from __future__ import annotations

import pytest

from vocab.entry import Entry
from vocab.learning import Likeness, Shower, kilometres, may_show, nearest_first, size_of

LILLE, ROUBAIX, PARIS = (50.632, 3.075), (50.69, 3.18), (48.857, 2.352)


def entry(id: str, at: tuple[float, float] | None = None, **said: object) -> Entry:
    latitude, longitude = at or (None, None)
    return Entry(id, "organization", id, "fr", {}, {}, latitude, longitude, **said)  # type: ignore[arg-type]


OURS = entry("a", LILLE, sectors=("H53",))


@pytest.mark.parametrize(
    ("theirs", "level", "size", "expected"),
    [
        ({"at": ROUBAIX}, 3, None, Likeness((), 10, False, None)),
        ({"at": ROUBAIX, "approximate": True}, 4, None, Likeness((), 10, True, None)),
        ({"at": PARIS, "sectors": ("H53",)}, 3, None, Likeness(("H53",), None, False, None)),
        ({"sectors": ("A01",)}, 3, "1-9", Likeness((), None, False, "1-9")),
        ({"at": PARIS, "sectors": ("A01",)}, 3, "50+", None),
        ({"at": ROUBAIX}, 2, "1-9", None),
        ({"at": ROUBAIX, "willing_to_show": ""}, 3, "1-9", None),
    ],
)
def test_may_show(theirs: dict[str, object], level: int, size: str | None, expected: Likeness | None) -> None:
    said = entry("b", **({"willing_to_show": "mardi"} | theirs))  # type: ignore[arg-type]

    assert may_show(OURS, "1-9", Shower(said, size, level, "2026-03-01", "r", True)) == expected


def test_may_show__nobody_to_oneself() -> None:
    ours = entry("a", LILLE, sectors=("H53",), willing_to_show="mardi")

    assert may_show(ours, "1-9", Shower(ours, "1-9", 4, "2026-03-01", "r", True)) is None


def test_nearest_first__never_by_level() -> None:
    near, far = Likeness((), 3, False, None), Likeness(("H53",), None, False, None)

    assert nearest_first(near, "Z") < nearest_first(far, "A") < nearest_first(far, "b")


def test_kilometres() -> None:
    assert kilometres(entry("a", LILLE), entry("b", PARIS)) == 204
    assert kilometres(entry("a", LILLE), entry("b")) is None


@pytest.mark.parametrize(
    ("workers", "size"), [(0, "0"), (9, "1-9"), (10, "10-49"), (50, "50+"), (-1, None), ("3", None), (True, None)]
)
def test_size_of(workers: object, size: str | None) -> None:
    assert size_of(workers) == size
