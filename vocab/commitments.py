"""Commitments: which practices a network asks of its members, at which level, with which evidence, from when and why.

They stand in the network's own signed profile, as one numbered and dated list, so that every member reads the same.
Where a member stands is worked out from what the member itself shows. It is said practice by practice and never adds up
to anything: what is not shown may well be so (law 8).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from vocab.answers import evidence_of, saying
from vocab.concepts import Scheme
from vocab.looseness import first_text, id_of, one_or_many, web_address
from vocab.vocabulary import Vocabulary
from vocab.wire import Document, present

Standing = Literal["kept", "not_yet", "not_shown"]

MAX_ASKED: Final = 50
MAX_WHY: Final = 1_000


@dataclass(frozen=True, slots=True)
class Commitment:
    """One practice that members commit to; `evidence` is the kind asked for, None where any or none will do."""

    practice: str
    level: int
    evidence: str | None
    since: str
    why: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a network asks, as one version of its list."""

    version: int
    date: str
    commitments: tuple[Commitment, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a record shows for a practice: the kind of evidence, and where it is to be seen, if anywhere."""

    kind: str | None
    url: str | None


def to_asked(value: object, base: str) -> Document | None:
    """The list as it stands in a network's profile."""
    rows = value.get("asked") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or not isinstance(rows, list) or not rows:
        return None
    asked = [
        present(
            {
                "id": f"{base}#commitment-{number}",
                "type": "Commitment",
                "practice": row.get("practice"),
                "level": row.get("level"),
                "evidenceType": row.get("evidence"),
                "date": row.get("since"),
                "why": row.get("why"),
            }
        )
        for number, row in enumerate(rows, start=1)
    ]
    said = {"version": value.get("version"), "date": value.get("date"), "asked": asked}
    return present({"id": f"{base}#commitments", "type": "Commitments", **said})


def asked_of(document: Mapping[str, object], vocabulary: Vocabulary) -> Asked | None:
    """What a profile asks of members, read loosely; None where it asks nothing that we understand."""
    said = next((each for each in one_or_many(document.get("commitments")) if isinstance(each, Mapping)), None)
    if said is None:
        return None
    found: dict[str, Commitment] = {}
    for each in one_or_many(said.get("asked"))[:MAX_ASKED]:
        practice = vocabulary.charter.get(id_of(each.get("practice")) or "") if isinstance(each, Mapping) else None
        if practice is None or not isinstance(each, Mapping) or practice.notation in found:
            continue
        level = each.get("level")
        if isinstance(level, int) and not isinstance(level, bool) and 1 <= level <= 4:
            found[practice.notation] = Commitment(
                practice.notation,
                level,
                _kind(each.get("evidenceType"), vocabulary.schemes.evidence),
                (first_text(each.get("date")) or "")[:10],
                (first_text(each.get("why")) or "")[:MAX_WHY],
            )
    version = said.get("version")
    number = version if isinstance(version, int) and not isinstance(version, bool) and version > 0 else 1
    return Asked(number, (first_text(said.get("date")) or "")[:10], tuple(found.values())) if found else None


def standing(commitment: Commitment, level: int | None, shown: tuple[Shown, ...]) -> Standing:
    """Where somebody stands who states this level, None for nothing stated, and shows this.

    A level without the evidence asked for is not shown yet: it is nobody's place to say that it is not so.
    """
    if level is None:
        return "not_shown"
    if level < commitment.level:
        return "not_yet"
    shows = commitment.evidence is None or any(each.kind == commitment.evidence for each in shown)
    return "kept" if shows else "not_shown"


def shown_in(document: Mapping[str, object], practice: str, vocabulary: Vocabulary) -> tuple[Shown, ...]:
    """The evidence that a record gives for a practice: a report with its answer, any other record as a whole."""
    kinds = vocabulary.schemes.evidence
    return tuple(
        Shown(_kind(each.get("evidenceType"), kinds), web_address(each.get("url")))
        for each in evidence_of(saying(document, practice, vocabulary.charter))
    )


def _kind(value: object, scheme: Scheme) -> str | None:
    written = id_of(value) or first_text(value)
    known = scheme.get(written) if written else None
    return known.notation if known else None
