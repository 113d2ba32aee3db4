"""Strangers: whether a domain brings more unknown actors and servers than it may."""

from __future__ import annotations

from collections.abc import Sequence

from federation.discovery import EVERYBODY, Full
from node.checks import OK, WARN, Check
from vocab.language import Text


def strangers(count: int, full: Sequence[Full]) -> Check:
    """How many unknown actors were met in the hour, and which domains are told to come back later."""
    if not full:
        said = Text(f"Acteurs inconnus depuis une heure : {count}.", f"Unknown actors in an hour: {count}.")
        return Check("strangers", OK, said)
    named = [each.domain for each in full if each.domain != EVERYBODY]
    if not named:
        said = Text(
            "Trop d'inconnus de partout en une heure : les suivants reviendront plus tard.",
            "Too many strangers from everywhere in an hour: the next ones come back later.",
        )
        return Check("strangers", WARN, said, Text("bocage peers", "bocage peers"))
    names = ", ".join(named[:5])
    said = Text(
        f"Trop d'inconnus d'un même domaine en une heure : {names}.",
        f"Too many strangers of one domain in an hour: {names}.",
    )
    fix = f"bocage domains refuse {named[0].removeprefix('*.')}"
    return Check("strangers", WARN, said, Text(fix, fix))
