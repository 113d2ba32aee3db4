"""Consistency: what the fields of one record have to do with each other, once each is well written by itself."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Final

from vocab.date_fields import at_zone
from vocab.fields import Fault, shown
from vocab.language import Text

Values = dict[str, object]
_HOUR: Final = re.compile(r"[T ][0-9]{1,2}:[0-9]{2}(:[0-9.]+)?$")


def settle(kind: str, values: Values) -> tuple[Values, list[Fault]]:
    """The values made consistent, and what cannot be; `inside` of a fault is the field."""
    if kind == "event":
        values = _in_its_zone(values)
        return values, _event_faults(values)
    if kind == "report":
        return values, _report_faults(values)
    if kind == "story":
        return values, _story_faults(values)
    return values, []


def decided_ahead(values: Mapping[str, object], today: str) -> list[Fault]:
    """What is wrong with the draft of a profile whose adherence is said to be decided after today."""
    said = values.get("charter")
    day = str(said.get("date")) if isinstance(said, Mapping) else ""
    if day <= today[:10]:
        return []
    ahead = Text(
        f"« {shown(day)} » est à venir : une adhésion se publie une fois décidée",
        f'"{shown(day)}" is yet to come: an adherence is published once it is decided',
    )
    return [Fault("charter.date", ahead, Text("la date de la réunion qui a décidé", "the day of the meeting"))]


def _in_its_zone(values: Values) -> Values:
    """Moments written without an offset are what clocks show at the event; in UTC where no zone is given."""
    zone = str(values.get("timezone", "UTC"))
    moments = {name: at_zone(str(values[name]), zone) for name in ("starts", "ends") if name in values}
    return values | moments


def hour_without_zone(draft: Mapping[str, object]) -> bool:
    """Whether an event's file says an hour and neither where clocks show it nor how far from UTC they are.

    >>> hour_without_zone({"kind": "event", "starts": "2027-03-01T18:00"})
    True
    >>> hour_without_zone({"kind": "event", "starts": "2027-03-01T18:00+01:00"})
    False
    """
    text = str(draft.get("starts"))
    return draft.get("kind") == "event" and not draft.get("timezone") and bool(_HOUR.search(text))


def _event_faults(values: Mapping[str, object]) -> list[Fault]:
    faults = []
    if "starts" in values and "ends" in values:
        starts, ends = (datetime.datetime.fromisoformat(str(values[name])) for name in ("starts", "ends"))
        if ends <= starts:
            before = Text("la fin vient avant le début", "the end comes before the start")
            faults.append(Fault("ends", before, Text("un moment après « starts »", 'a moment after "starts"')))
    if "location" in values and "online" in values:
        both = Text("un lieu ou une adresse en ligne, pas les deux", "a place or an online address, not both")
        faults.append(
            Fault("online", both, Text("l'adresse en ligne dans « join_url »", 'the online address in "join_url"'))
        )
    return faults


def _story_faults(values: Mapping[str, object]) -> list[Fault]:
    """A text of signs alone, such as a line to draw, tells nothing."""
    text = values.get("content")
    said = " ".join(map(str, text.values())) if isinstance(text, Mapping) else str(text or "")
    if not said or re.search(r"[^\W_]", said):
        return []
    empty = Text("ce récit ne raconte rien", "this story tells nothing")
    return [
        Fault("content", empty, Text("quelques phrases : comment vous avez fait", "a few sentences: how you did it"))
    ]


def _report_faults(values: Mapping[str, object]) -> list[Fault]:
    """`statistics` is how this node's companion reports travel; nobody writes it of a whole report."""
    if values.get("visibility") == "statistics" and values.get("statistics_only") is not True:
        only = Text(
            "« statistics » se dit d'une réponse, pas d'un bilan", '"statistics" is for an answer, not a report'
        )
        choices = "public, network, followers, private"
        return [Fault("visibility", only, Text(f"un de : {choices}", f"one of: {choices}"))]
    return []
