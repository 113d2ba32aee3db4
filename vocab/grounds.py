"""Grounds: what an answer of a report has to bring so that it stands: a reason, evidence, evidence of others.

Level 3 needs something that shows it, level 4 something that the organisation did not make itself; "this does not
concern us" needs its reason. A kind of evidence alone, without a link, a document or a word, shows nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vocab.charter import Charter
from vocab.fields import Fault
from vocab.language import Text

Values = Mapping[str, object]
EVIDENCED: Final = 3
INDEPENDENT: Final = 4

NO_REASON: Final = Text(
    "une pratique qui ne vous concerne pas demande une raison", "a practice that does not concern you needs a reason"
)
A_REASON: Final = Text(
    "une phrase : pourquoi la question ne se pose pas chez vous", "a sentence: why the question does not arise for you"
)
NO_EVIDENCE: Final = Text("le niveau 3 demande une preuve au moins", "level 3 needs at least one piece of evidence")
AN_EVIDENCE: Final = Text(
    "un lien, l'empreinte d'un document ou sa référence ; sinon choisissez le niveau 2",
    "a link, the fingerprint of a document or its reference; else choose level 2",
)
NOT_INDEPENDENT: Final = Text(
    "le niveau 4 demande une preuve que vous n'avez pas faite vous-mêmes",
    "level 4 needs evidence that you did not make yourselves",
)
AN_INDEPENDENT: Final = Text(
    "un registre, une révision ou un audit, une visite de pairs, une enquête auprès des membres ou une adresse qu'un"
    " programme vérifie ; sinon choisissez le niveau 3",
    "a register, a revision or audit, a peer visit, a survey of members or an address that a program checks;"
    " else choose level 3",
)


def lacking(answer: Values, charter: Charter) -> list[Fault]:
    """What a checked answer lacks; `inside` of a fault is the field of the answer, such as `.evidence`."""
    level = answer.get("level")
    if level is None:
        return [] if answer.get("reason") else [Fault(".reason", NO_REASON, A_REASON)]
    if not isinstance(level, int) or level < EVIDENCED:
        return []
    shown = showing(answer)
    if level >= INDEPENDENT:
        enough = any(each.get("kind") in charter.independent_evidence for each in shown)
        return [] if enough else [Fault(".evidence", NOT_INDEPENDENT, AN_INDEPENDENT)]
    return [] if shown else [Fault(".evidence", NO_EVIDENCE, AN_EVIDENCE)]


def showing(answer: Values) -> list[Values]:
    """The evidence of an answer that shows something."""
    rows = answer.get("evidence")
    said = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    return [row for row in said if any(row.get(part) for part in ("url", "digest", "note"))]
