"""Packages: whether another distribution has the name of one of ours, and whether others run a later release."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from node.checks import OK, WARN, Check
from vocab.language import Text

OURS: Final = ("vocab", "federation", "node")
DISTRIBUTION: Final = "bocage"
_FINAL: Final = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6}){0,3}", re.ASCII)


def names(owners: Mapping[str, Sequence[str]]) -> Check:
    """`owners`: which distributions installed here provide which top-level package."""
    taken = {name: others for name in OURS if (others := set(owners.get(name, ())) - {DISTRIBUTION})}
    if not taken:
        return Check("names", OK, Text("Le logiciel a son propre environnement.", "The software has its own place."))
    named = ", ".join(f"{name} ({', '.join(sorted(others))})" for name, others in taken.items())
    said = Text(
        f"Un autre logiciel installé ici porte le même nom : {named}.",
        f"Another distribution installed here has the name: {named}.",
    )
    fix = "python3 -m venv /opt/bocage && /opt/bocage/bin/pip install bocage"
    return Check("names", WARN, said, Text(fix, fix))


def release(own: str, others: Sequence[str]) -> Check:
    """No later release is out, by what the servers say that take what we send: no other place is asked.

    One server may say anything: two must run at least that release.
    """
    later = sorted((number for each in others if (number := _number(each)) > _number(own)), reverse=True)
    if len(later) < 2:
        return Check("release", OK, Text(f"Version {own} du logiciel.", f"Release {own} of the software."))
    newest = ".".join(map(str, later[1]))
    said = Text(
        f"Ce nœud est en version {own} ; d'autres serveurs sont en {newest}.",
        f"This node runs release {own}; other servers run {newest}.",
    )
    return Check("release", WARN, said, Text("pip install --upgrade bocage", "pip install --upgrade bocage"))


def _number(version: str) -> tuple[int, ...]:
    """The number of a final release; one that is being made counts as none.

    >>> _number("1.10.2"), _number("1.2.0rc1"), _number("unknown")
    ((1, 10, 2), (), ())
    """
    return tuple(map(int, version.split("."))) if _FINAL.fullmatch(version) else ()
