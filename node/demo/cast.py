"""The permanent fictional cast: who plays in the demo and in the tests, and what each of them published and when.

The files of `cast/` hold each record as it stands today, in the friendly format that `publish` takes, beside what the
cast adds around it: the actor who publishes, the day it was first published, what its fields were before each change,
and the day it was withdrawn. `CastRecord.versions` plays that back, oldest first. Everything in it is invented, except
the territories. Tout-Rafle, the ill-behaved one, has a file of its own that only tests ask for.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml

CAST_DIR: Final = Path(__file__).with_name("cast")
FILES: Final = (
    "nodes.yaml",
    "profiles.yaml",
    "listings_nord.yaml",
    "listings_pas_de_calais.yaml",
    "practices.yaml",
    "reports_and_stories.yaml",
    "proposals.yaml",
    "events.yaml",
    "gaps.yaml",
)
TOUT_RAFLE: Final = "tout_rafle.yaml"
# The C loader reads the whole cast ten times faster; a PyYAML built without libyaml only has the other.
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Body = Mapping[str, object]
Named = TypeVar("Named", "CastNode", "CastActor")


@dataclass(frozen=True, slots=True)
class CastNode:
    """One installation of the demo, as `bocage setup` takes it; `actors` are those it hosts, its own first."""

    name: str
    title: str
    kind: str
    territory: str
    language: str
    email: str
    actors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CastActor:
    """One organisation that publishes, as `bocage actor add` takes it, on the node of that name."""

    name: str
    node: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class CastChange:
    """On `date` the record changed; `before` has the fields as they were until then (None: absent until then)."""

    date: datetime.date
    before: Body


@dataclass(frozen=True, slots=True)
class CastVersion:
    """The record as it was published on `date`."""

    date: datetime.date
    body: Body


@dataclass(frozen=True, slots=True)
class CastRecord:
    """One record as it stands today: `body` is what `publish` takes (DESIGN section 7), its dates as ISO text."""

    key: str
    actor: str
    published: datetime.date
    body: Body
    changes: tuple[CastChange, ...] = ()
    withdrawn: datetime.date | None = None

    @property
    def kind(self) -> str:
        """The record kind of the friendly file: profile, listing, offer…"""
        return str(self.body["kind"])

    @property
    def updated(self) -> datetime.date:
        """The day of the last change, else of publication."""
        return self.changes[-1].date if self.changes else self.published

    def versions(self) -> tuple[CastVersion, ...]:
        """Every published state, oldest first; the last one is `body`.

        >>> change = CastChange(datetime.date(2026, 3, 2), {"level": 2, "evidence": None})
        >>> body = {"kind": "practice", "level": 3, "evidence": [{"kind": "STAT"}]}
        >>> record = CastRecord("clef_g01", "clef", datetime.date(2025, 1, 6), body, (change,))
        >>> [(version.date.isoformat(), version.body) for version in record.versions()][0]
        ('2025-01-06', {'kind': 'practice', 'level': 2})
        """
        dates = [self.published, *(change.date for change in self.changes)]
        states: list[Body] = [self.body]
        for change in reversed(self.changes):
            earlier = {**states[-1], **change.before}
            states.append({field: value for field, value in earlier.items() if value is not None})
        return tuple(CastVersion(date, body) for date, body in zip(dates, reversed(states), strict=True))


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody and everything; `gaps` are the needs that nobody meets on purpose, by the slug of the EPCI."""

    nodes: tuple[CastNode, ...]
    actors: tuple[CastActor, ...]
    records: tuple[CastRecord, ...]
    gaps: Mapping[str, tuple[str, ...]]

    def node(self, name: str) -> CastNode:
        """The node of that name; KeyError when there is none."""
        return _named(name, self.nodes)

    def actor(self, name: str) -> CastActor:
        """The actor of that name; KeyError when there is none."""
        return _named(name, self.actors)

    def record(self, key: str) -> CastRecord:
        """The record of that key; KeyError when there is none."""
        for record in self.records:
            if record.key == key:
                return record
        raise KeyError(key)

    def records_of(self, actor: str) -> tuple[CastRecord, ...]:
        """What an actor published, withdrawn records included, in the order of the files."""
        return tuple(record for record in self.records if record.actor == actor)

    def live(self) -> tuple[CastRecord, ...]:
        """The records that stand today."""
        return tuple(record for record in self.records if record.withdrawn is None)


def load_cast(*, with_tout_rafle: bool = False, folder: Path = CAST_DIR) -> Cast:
    """Read the cast; a missing file, an unknown actor or a malformed record is a bug and raises.

    `with_tout_rafle` adds the ill-behaved node, for tests alone.
    """
    names = (*FILES, TOUT_RAFLE) if with_tout_rafle else FILES
    parts = [yaml.load((folder / name).read_bytes(), Loader=_LOADER) for name in names]
    actors = tuple(CastActor(**row) for row in _rows(parts, "actors"))
    known = {actor.name for actor in actors}
    records = tuple(_record(row, known) for row in _rows(parts, "records"))
    nodes = tuple(_node(row, actors) for row in _rows(parts, "nodes"))
    gaps = {slug: tuple(needs) for part in parts for slug, needs in part.get("gaps", {}).items()}
    return Cast(nodes, actors, records, gaps)


def _rows(parts: Iterable[Mapping[str, Any]], section: str) -> Iterator[dict[str, Any]]:
    for part in parts:
        yield from part.get(section, ())


def _node(row: Mapping[str, Any], actors: Iterable[CastActor]) -> CastNode:
    hosted = [actor.name for actor in actors if actor.node == row["name"]]
    hosted.sort(key=lambda name: name != row["name"])
    return CastNode(**row, actors=tuple(hosted))


def _record(row: Mapping[str, Any], known: set[str]) -> CastRecord:
    if row["actor"] not in known:
        raise ValueError(f"record {row['key']} of the cast belongs to nobody: {row['actor']}")
    return CastRecord(
        key=row["key"],
        actor=row["actor"],
        published=row["published"],
        body=_plain(row["record"]),
        changes=tuple(CastChange(change["date"], _plain(change["before"])) for change in row.get("changes", ())),
        withdrawn=row.get("withdrawn"),
    )


def _plain(value: Any) -> Any:
    """The same with dates as ISO text, so that a record is JSON."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def _named(name: str, those: Iterable[Named]) -> Named:
    for one in those:
        if one.name == name:
            return one
    raise KeyError(name)
