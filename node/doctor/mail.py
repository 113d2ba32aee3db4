"""Mail: whether e-mail leaves this node, what waits, and which addresses take nothing any more."""

from __future__ import annotations

from dataclasses import dataclass

from node.checks import FAIL, FOLDER, OK, WARN, Check
from node.home import Home
from node.mail.troubles import Trouble
from node.settings import CONFIG
from node.spans import span
from node.store import letters
from node.store.connection import Db
from vocab.language import Text


@dataclass(frozen=True, slots=True)
class Seen:
    """What waits; `kept`: since how long the oldest that could not leave does, and why; `stopped` addresses."""

    waiting: int = 0
    kept: tuple[float, str] | None = None
    stopped: int = 0


def look(db: Db, home: Home) -> Seen:
    """What the database says now."""
    kept = letters.oldest_kept(db)
    aged = (max(0.0, home.now() - kept[0]), kept[1]) if kept else None
    return Seen(letters.count(db), aged, letters.stopped(db))


def mail(ready: bool, seen: Seen, trouble: Trouble | None) -> Check:
    """What that means. `trouble`: what the mail server answered just now, where it was asked."""
    edit = f"nano {FOLDER}/{CONFIG}"
    if not ready:
        said = Text(
            "Ce nœud n'envoie pas de courriel : invitations et réponses se donnent par un lien, de la main à la main.",
            "This node sends no e-mail: invitations and answers are handed over as links.",
        )
        example = 'smtp_host = "mail.example", smtp_from = "bocage@example.org"'
        return Check("mail", OK, said, Text(f"{edit}   # {example} ; docs/courriel.md", f"{edit}   # {example}"))
    if trouble is not None:
        return Check("mail", FAIL, trouble.said, Text(edit, edit))
    if seen.kept is not None and seen.kept[1]:
        age, why = span(seen.kept[0]), Trouble(seen.kept[1]).said
        said = Text(
            f"Courriels en attente : {seen.waiting}, le plus ancien depuis {age.fr}. {why.fr}",
            f"E-mails that wait: {seen.waiting}, the oldest for {age.en}. {why.en}",
        )
        test = "bocage mail test ADDRESS"
        return Check("mail", WARN, said, Text(test, test))
    said = Text(
        f"Le courriel part. En attente : {seen.waiting} ; adresses qui n'en veulent plus : {seen.stopped}.",
        f"E-mail leaves. Waiting: {seen.waiting}; addresses that take none any more: {seen.stopped}.",
    )
    return Check("mail", OK, said)
