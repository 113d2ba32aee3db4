from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.clock import SystemClock, iso, just_after, seconds_of, whole_seconds

MOMENTS = st.floats(0, 4_000_000_000, allow_nan=False)


def test_iso__milliseconds_in_utc() -> None:
    assert iso(1_795_600_800.0) == "2026-11-25T10:00:00.000Z"
    assert iso(1_795_600_800.4567) == "2026-11-25T10:00:00.456Z"
    assert whole_seconds(1_795_600_800.9) == "2026-11-25T10:00:00Z"


@given(MOMENTS, MOMENTS)
def test_iso__sorts_as_time_does(one: float, other: float) -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", iso(one))
    assert (iso(one) <= iso(other)) or one > other


@given(MOMENTS)
def test_seconds_of__reads_what_iso_wrote(seconds: float) -> None:
    found = seconds_of(iso(seconds))

    assert found is not None and seconds - 0.0011 < found <= seconds + 0.000001
    assert iso(found) == iso(seconds)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-01T00:00:01Z", 1.0),
        ("1970-01-01T00:00:01", 1.0),
        ("1970-01-01T01:00:01+01:00", 1.0),
        ("1970-01-02", 86_400.0),
        ("soon", None),
        ("1970-13-01", None),
        ("", None),
        (None, None),
        (3, None),
        ("1970-01-01T00:00:01Z" + "0" * 40, None),
    ],
)
def test_seconds_of(text: object, seconds: float | None) -> None:
    assert seconds_of(text) == seconds


@given(MOMENTS, MOMENTS)
def test_just_after__is_now_or_later_than_the_last(now: float, before: float) -> None:
    last = iso(before)
    version = just_after(now, last)

    assert version > last
    assert version == iso(now) or iso(now) <= last


@given(MOMENTS, st.integers(1, 50))
def test_just_after__a_stopped_clock_still_counts(now: float, updates: int) -> None:
    versions = [iso(now)]
    for _ in range(updates):
        versions.append(just_after(now, versions[-1]))

    assert versions == sorted(set(versions))


def test_just_after__versions_of_whole_seconds() -> None:
    assert just_after(10.5, "1970-01-01T00:00:10Z") == "1970-01-01T00:00:10.500Z"
    assert just_after(10.0, "1970-01-01T00:00:10Z") == "1970-01-01T00:00:10.001Z"
    assert just_after(10.0, None) == just_after(10.0, "never") == "1970-01-01T00:00:10.000Z"


def test_system_clock__moves_on() -> None:
    clock = SystemClock()

    assert clock.now() <= clock.now()
    assert iso(clock.now()) > "2025"
