"""Names: our packages have plain ones, and another distribution that has one of them would be loaded instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from node.checks import OK, WARN, Check
from vocab.language import Text

OURS: Final = ("vocab", "federation", "node")
DISTRIBUTION: Final = "bocage"


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
    fix = Text(
        "Donnez à Bocage son propre environnement : python3 -m venv /opt/bocage",
        "Give Bocage an environment of its own: python3 -m venv /opt/bocage",
    )
    return Check("names", WARN, said, fix)
