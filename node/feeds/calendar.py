"""iCalendar (RFC 5545): events, and calls with a last day, for people's calendars.

Written here, with the library as judge in the tests: loading it would cost every node 4 MB at rest, and a calendar of
ours uses a dozen of its properties. What is withdrawn is gone, as calendars that subscribe take what they find for the
whole; what its author called off and did not withdraw says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from node.feeds.feed import Feed
from node.feeds.told import Told
from node.feeds.zones import timezone, zone_named
from vocab.language import Text
from vocab.looseness import first_text, id_of, one_or_many

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
KINDS: Final = ("event", "request", "offer")
# Octets a line may have, its end aside (RFC 5545, 3.1).
_WIDTH: Final = 75
_MAX_TEXT: Final = 4_000
_LAST_DAY: Final = Text("Dernier jour : {name}", "Last day: {name}")


def write(feed: Feed) -> bytes:
    """The calendar. Two calendars of the same records are the same bytes: DTSTAMP is when a record was last said."""
    dated = [each for told in feed.told if (each := _dated(told)) is not None]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Bocage//Feeds//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{_text(feed.title)}",
        f"X-WR-CALNAME:{_text(feed.title)}",
        f"DESCRIPTION:{_text(feed.about)}",
        f"SOURCE;VALUE=URI:{_address(feed.address)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        *_zones(dated),
        *(line for each in dated for line in _lines(feed, each)),
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


class _Dated:
    """An item with its times, as its author wrote them: days, or moments in a zone."""

    __slots__ = ("end", "start", "told", "zone")

    def __init__(self, told: Told, start: date | datetime, end: date | datetime | None, zone: ZoneInfo | None) -> None:
        self.told, self.start, self.end, self.zone = told, start, end, zone


def _dated(told: Told) -> _Dated | None:
    document, entry = told.item.document, told.item.entry
    if entry.kind == "event":
        zone = zone_named(first_text(document.get("timezone")))
        start, end = (_time(document.get(name), zone) for name in ("startTime", "endTime"))
        if start is None:
            return None
        if _at_midnight(start) and (end is None or _at_midnight(end)):
            # Who writes a day alone gets its midnight: nobody meets there and then.
            start, end = _day_of(start), None if end is None else _day_of(end)
        return _Dated(told, start, _ending(start, end), zone)
    last = _day(document.get("deadline")) or (_day(document.get("validUntil")) if entry.kind == "request" else None)
    return None if last is None else _Dated(told, last, last + timedelta(days=1), None)


def _time(value: object, zone: ZoneInfo | None) -> date | datetime | None:
    """A day where no hour is said, else a moment: on the clocks of its zone, else in UTC."""
    written = (first_text(value) or "").strip()
    if len(written) <= 10:
        return _day(written)
    try:
        found = datetime.fromisoformat(written)
        found = found if found.tzinfo else found.replace(tzinfo=zone or UTC)
        return found.astimezone(zone or UTC)
    except (ValueError, OverflowError):
        return None


def _at_midnight(time: date | datetime) -> bool:
    return not isinstance(time, datetime) or (time.hour, time.minute, time.second) == (0, 0, 0)


def _day_of(time: date | datetime) -> date:
    return time.date() if isinstance(time, datetime) else time


def _ending(start: date | datetime, end: date | datetime | None) -> date | datetime | None:
    """An end of the same sort as the beginning and after it; a day ends when the next begins."""
    if isinstance(start, datetime):
        return end if isinstance(end, datetime) and end > start else None
    last = None if end is None else _day_of(end)
    return (last if last is not None and last >= start else start) + timedelta(days=1)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat((first_text(value) or "").strip()[:10])
    except ValueError:
        return None


def _zones(dated: Iterable[_Dated]) -> Iterator[str]:
    """The rules of each zone that a time names."""
    moments: dict[str, tuple[ZoneInfo, list[datetime]]] = {}
    for each in dated:
        for time in (each.start, each.end):
            if each.zone is not None and isinstance(time, datetime):
                moments.setdefault(each.zone.key, (each.zone, []))[1].append(time)
    for _, (zone, times) in sorted(moments.items()):
        yield from timezone(zone, times)


def _lines(feed: Feed, dated: _Dated) -> Iterator[str]:
    told, document, entry = dated.told, dated.told.item.document, dated.told.item.entry
    call = entry.kind != "event"
    title = _LAST_DAY.in_(feed.language).format(name=told.title) if call else told.title
    yield "BEGIN:VEVENT"
    yield f"UID:{_address(told.id)}"
    yield f"DTSTAMP:{_utc(told.updated)}"
    yield f"LAST-MODIFIED:{_utc(told.updated)}"
    yield f"CREATED:{_utc(told.published)}"
    yield _property("DTSTART", dated.start, dated.zone)
    if dated.end is not None:
        yield _property("DTEND", dated.end, dated.zone)
    yield f"SUMMARY:{_text(title)}"
    yield f"DESCRIPTION:{_text(_described(told))}"
    yield f"URL:{_address(told.url)}"
    yield f"STATUS:{'CANCELLED' if _called_off(document) else 'CONFIRMED'}"
    if told.tags:
        yield "CATEGORIES:" + ",".join(_text(tag) for tag in told.tags)
    if place := _place(told):
        yield f"LOCATION:{_text(place)}"
    if entry.latitude is not None and not entry.approximate:
        yield f"GEO:{entry.latitude:.6f};{entry.longitude:.6f}"
    if call or not isinstance(dated.start, datetime):
        yield "TRANSP:TRANSPARENT"  # a day to remember keeps nobody busy
    yield "END:VEVENT"


def _described(told: Told) -> str:
    return "\n\n".join(part for part in (told.text[:_MAX_TEXT], told.rights, told.url) if part)


def _place(told: Told) -> str:
    """Where it is: its place by name with its town, else the address of what happens online."""
    for location in one_or_many(told.item.document.get("location"))[:5]:
        if isinstance(location, Mapping):
            name = (first_text(location.get("name")) or id_of(location.get("url")) or "").strip()[:200]
            return ", ".join(dict.fromkeys(part for part in (name, told.place) if part))
    return told.place


def _called_off(document: Mapping[str, object]) -> bool:
    """schema.org's status, or the one Mobilizon writes."""
    said = id_of(document.get("eventStatus")) or first_text(document.get("ical:status")) or ""
    return said.upper().endswith("CANCELLED")


def _property(name: str, time: date | datetime, zone: ZoneInfo | None) -> str:
    if not isinstance(time, datetime):
        return f"{name};VALUE=DATE:{time:%Y%m%d}"
    if zone is None:
        return f"{name}:{time.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{name};TZID={zone.key}:{time:%Y%m%dT%H%M%S}"


def _utc(instant: str) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """A text as a value (RFC 5545, 3.3.11)."""
    # One sign after the other: `str.translate` looks every letter up, and takes ten times as long.
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _address(address: str) -> str:
    """An address as a value: nothing that could end its line."""
    return address if address.isprintable() else "".join(letter for letter in address if letter.isprintable())


def _folded(line: str) -> bytes:
    """A line, continued on the next ones where it is long; no letter is cut in two."""
    left = line.encode("utf-8", "replace")
    if len(left) <= _WIDTH:
        return left + b"\r\n"
    parts: list[bytes] = []
    while len(left) > _WIDTH - (1 if parts else 0):
        cut = _WIDTH - (1 if parts else 0)
        while left[cut] & 0xC0 == 0x80:
            cut -= 1
        parts.append(left[:cut])
        left = left[cut:]
    return b"\r\n ".join([*parts, left]) + b"\r\n"
