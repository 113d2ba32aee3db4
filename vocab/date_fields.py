"""Fields of time: days, moments, time zones, as YAML, JSON and people write them."""

from __future__ import annotations

import datetime
import re
import zoneinfo
from typing import Final

from vocab.fields import Wrong, as_text, shown
from vocab.language import Text
from vocab.vocabulary import Vocabulary

_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})")
_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_ZONE: Final = re.compile(r"[A-Za-z0-9_+-]{1,40}(/[A-Za-z0-9_+-]{1,40}){0,2}")
# Clocks keep time zones by the rules we know within these years.
_YEARS: Final = range(1970, 2201)


def date(value: object, vocabulary: Vocabulary) -> object:
    """A day, or the day of a moment; gives YYYY-MM-DD."""
    day = _day(value)
    if day is not None:
        return day.isoformat()
    raise Wrong(
        Text(f"« {shown(value)} » n'est pas une date", f'"{shown(value)}" is not a date'), _nearest_date(as_text(value))
    )


def year_or_date(value: object, vocabulary: Vocabulary) -> object:
    """A year or a day; gives it as text."""
    text = as_text(value)
    return text if re.fullmatch(r"[1-9][0-9]{3}", text) else date(value, vocabulary)


def moment(value: object, vocabulary: Vocabulary) -> object:
    """A moment; gives YYYY-MM-DDTHH:MM:SS with its offset, or without where none is written (see `at_zone`)."""
    found = _moment(value)
    if found is None or found.year not in _YEARS:
        raise Wrong(
            Text(f"« {shown(value)} » n'est pas un moment", f'"{shown(value)}" is not a moment'),
            Text("2027-06-30T18:30:00+02:00", "2027-06-30T18:30:00+02:00"),
        )
    return found.replace(microsecond=0).isoformat()


def confirmed(value: object, vocabulary: Vocabulary) -> object:
    """The day or moment at which somebody last said "still true"; gives a moment in UTC (xsd:dateTime)."""
    if _day(value) is None:
        return date(value, vocabulary)
    found = str(moment(value, vocabulary))
    moved = datetime.datetime.fromisoformat(at_zone(found, "UTC")).astimezone(datetime.UTC)
    return moved.isoformat().replace("+00:00", "Z")


def timezone(value: object, vocabulary: Vocabulary) -> object:
    """A time zone of the IANA database."""
    if isinstance(value, str) and _zone(value) is not None:
        return value
    raise Wrong(
        Text(f"« {shown(value)} » n'est pas un fuseau horaire", f'"{shown(value)}" is not a time zone'),
        Text("Europe/Paris", "Europe/Paris"),
    )


def at_zone(moment: str, zone: str) -> str:
    """A moment as `moment` gives it, with the offset that clocks show then in `zone` where it has none.

    >>> at_zone("2027-06-30T18:30:00", "Europe/Paris"), at_zone("2027-06-30T18:30:00+00:00", "Europe/Paris")
    ('2027-06-30T18:30:00+02:00', '2027-06-30T18:30:00+00:00')
    """
    found = datetime.datetime.fromisoformat(moment)
    return moment if found.tzinfo else found.replace(tzinfo=_zone(zone) or datetime.UTC).isoformat()


def _day(value: object) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    found = _moment(value)
    return None if found is None else found.date()


def _moment(value: object) -> datetime.datetime | None:
    """YAML reads an unquoted date as a date and an unquoted moment as a moment; JSON gives texts."""
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return datetime.datetime.combine(value, datetime.time())
    text = value.isoformat() if isinstance(value, datetime.datetime) else as_text(value)
    if not _MOMENT.fullmatch(text):
        return None
    try:
        return datetime.datetime.fromisoformat(text)
    except ValueError:
        return None


def _zone(name: str) -> datetime.tzinfo | None:
    if not _ZONE.fullmatch(name):
        return None
    try:
        return zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):  # OSError: the name of a folder of zones
        return None


def _nearest_date(text: str) -> Text:
    found = _DAY_FIRST.fullmatch(text)
    if found is None:
        return Text("année-mois-jour : 2027-06-30", "year-month-day: 2027-06-30")
    day, month, year = found.groups()
    guess = f"{year}-{month:0>2}-{day:0>2}"
    return Text(guess, guess) if _moment(guess) else Text("2027-06-30", "2027-06-30")
