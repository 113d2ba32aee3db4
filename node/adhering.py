"""Adhering: which versions of the charter the directory counts now. An adherence ends by itself (`vocab.adherence`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from node.parameters import Choice
from vocab.adherence import ANY, in_force
from vocab.charter import Charter

# No organisation adheres to this: what a version asked for means once it counts no more.
_NONE = "-"


def meant(choice: Choice, charter: Charter, now: str) -> Choice:
    """What `any` and versions mean now, as versions."""
    counting = in_force(charter, now)
    return Choice(_versions(choice.wanted, counting), _versions(choice.refused, counting))


def counting(found: Counter[str], charter: Charter, now: str) -> Counter[str]:
    """Of counts by version, those of versions that still count."""
    kept = in_force(charter, now)
    return Counter({version: n for version, n in found.items() if version in kept})


def _versions(asked: Iterable[str], counting: tuple[str, ...]) -> tuple[str, ...]:
    meant = [each for value in asked for each in (counting if value == ANY else (value,))]
    return tuple(dict.fromkeys(each if each in counting else _NONE for each in meant))
