"""Second factors: whether the key that seals their secrets is the one they were sealed with."""

from __future__ import annotations

from node.checks import FAIL, OK, Check
from node.mail.sealing import KEY_FILE
from vocab.language import Text


def check(held: int, unreadable: int) -> Check:
    """What that means. `held`: how many people have one; `unreadable`: how many secrets no key of ours opens."""
    if not unreadable:
        return Check("factors", OK, Text(f"Seconds facteurs en place : {held}.", f"Second factors set up: {held}."))
    said = Text(
        f"{KEY_FILE} n'est pas la clé de {unreadable} second(s) facteur(s) : ces personnes n'entrent plus qu'avec un"
        " code de secours. Remettez la bonne clé, ou retirez-leur le second facteur.",
        f"{KEY_FILE} is not the key of {unreadable} second factor(s): these people come in by a recovery code only. Put"
        " the right key back, or take their second factor away.",
    )
    fix = Text("bocage user reset ADRESSE", "bocage user reset ADDRESS")
    return Check("factors", FAIL, said, fix)
