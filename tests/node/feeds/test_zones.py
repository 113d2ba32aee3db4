"""The rules of time zones that a calendar brings along: the library that reads them must say what Python says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from node.feeds.zones import timezone, zone_named


@pytest.mark.parametrize(
    "name",
    ["Europe/Paris", "America/New_York", "America/St_Johns", "Asia/Kolkata", "Australia/Lord_Howe", "Indian/Reunion"],
)
def test_timezone__says_what_the_tables_say(name: str) -> None:
    zone = ZoneInfo(name)
    moments = [datetime(2026, 2, 1, tzinfo=UTC), datetime(2028, 11, 1, tzinfo=UTC)]

    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *timezone(zone, moments), "END:VCALENDAR"]
    (read,) = icalendar.Calendar.from_ical("\r\n".join([*lines, ""])).walk("VTIMEZONE")
    made = read.to_tz()

    for day in range(0, 1000, 5):
        wall = datetime(2026, 1, 15, 12) + timedelta(days=day)
        assert wall.replace(tzinfo=made).utcoffset() == wall.replace(tzinfo=zone).utcoffset(), wall


@pytest.mark.parametrize(
    "name", [None, "", "UTC", "Europe", "Europe/Bocage", "../../etc/passwd", "/etc/passwd", "x" * 99]
)
def test_zone_named__none_for_what_is_none(name: str | None) -> None:
    assert zone_named(name) is None
