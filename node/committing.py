"""Committing: what a network of ours asks of its members, as numbered and dated versions of one list."""

from __future__ import annotations

from collections.abc import Mapping

from vocab.language import Text
from vocab.shapes import Finding


def misplaced(kind: str, values: Mapping[str, object]) -> tuple[Finding, ...]:
    """What is wrong with asking something of members when one has none."""
    said = values.get("commitments")
    if kind == "network" or not isinstance(said, Mapping) or not said.get("asked"):
        return ()
    only = Text("seul un réseau demande quelque chose à ses membres", "only a network asks something of its members")
    return (Finding("commitments", only, Text("enlevez ce champ", "take this field away")),)


def numbered(before: object, said: object, today: str) -> dict[str, object]:
    """The field with its number and its day, which change when what is asked does; nothing where none is written.

    >>> numbered({"version": 2, "date": "2026-01-01", "asked": ["x"]}, {"asked": ["y"]}, "2026-11-27")
    {'commitments': {'version': 3, 'date': '2026-11-27', 'asked': ['y']}}
    """
    if not isinstance(said, Mapping):
        return {}
    held = before if isinstance(before, Mapping) else {}
    version, asked = held.get("version"), said.get("asked") or []
    last = version if isinstance(version, int) else 0
    if last and held.get("asked") == asked:
        return {"commitments": {"version": last, "date": held.get("date"), "asked": asked}}
    return {"commitments": {"version": last + 1, "date": today, "asked": asked}}
