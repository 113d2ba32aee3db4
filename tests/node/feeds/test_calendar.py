"""Calendars: lines as the standard wants them, and events as their authors left them."""

from __future__ import annotations

from dataclasses import replace

import icalendar
import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from node.feeds import calendar
from node.feeds.feed import Feed
from node.feeds.told import told
from node.formats.item import Labels, items_of
from node.store.search import Row
from vocab.context import RECORD
from vocab.vocabulary import Vocabulary

EVENT: dict[str, object] = {
    "@context": RECORD,
    "id": "https://a.example/objects/1",
    "type": "Event",
    "attributedTo": "https://a.example/actors/a",
    "name": "Assemblée",
    "startTime": "2026-12-21T09:30:00+01:00",
    "published": "2026-11-01T10:00:00.000Z",
}
PROVENANCE: dict[str, object] = {"origin": "a.example", "verified": "proof", "received": "2026-11-01T10:00:00.000Z"}


def calendar_of(words: Vocabulary, **said: object) -> icalendar.Component:
    """The one event of a calendar, as the library reads it."""
    labels = Labels(words, "fr")
    rows = [Row("x", orjson.dumps({**EVENT, **said}), PROVENANCE)]
    items = items_of(rows, words)
    origin = "https://n.example"
    feed = Feed(
        "Tout – Ici",
        "",
        "Ici",
        f"{origin}/",
        origin,
        f"{origin}/x.ics",
        f"{origin}/x.ics",
        None,
        "fr",
        labels,
        items,
        {},
    )
    feed = replace(feed, told=[told(item, labels, {}) for item in items])
    body = calendar.write(feed)
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    (event,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    return event


def test_status__called_off_by_its_author(words: Vocabulary) -> None:
    assert str(calendar_of(words)["STATUS"]) == "CONFIRMED"
    assert str(calendar_of(words, eventStatus="https://schema.org/EventCancelled")["STATUS"]) == "CANCELLED"
    assert str(calendar_of(words, **{"ical:status": "CANCELLED"})["STATUS"]) == "CANCELLED"


def test_end__that_lies_before_the_beginning_is_none(words: Vocabulary) -> None:
    assert "DTEND" not in calendar_of(words, endTime="2026-12-20T09:30:00+01:00")
    assert "DTEND" not in calendar_of(words, endTime="rubbish")


@settings(max_examples=40, deadline=None)
@given(name=st.text(st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1, max_size=120))
def test_text__comes_back_as_it_was(words: Vocabulary, name: str) -> None:
    written = " ".join(name.split()) or "Rendez-vous"

    assert str(calendar_of(words, name=name)["SUMMARY"]) == written
