"""The form of one question of the assessment: what is asked and why, and what is answered so far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from node.desk import answering
from node.desk.answering import CONCERNS_NOT
from node.store.looked import Looked
from node.web.desk.choosing import called
from node.web.desk.visit import Visit
from node.web.evidence_link import note_of
from vocab.charter import LEVELS, Practice
from vocab.edition import Edition
from vocab.reports import VISIBILITIES


def explained(visit: Visit, edition: Edition, practice: Practice) -> dict[str, Any]:
    """What a practice is, why and how to begin, by the charter that asks it."""
    language, charter = visit.language, visit.node.home.vocabulary.charter
    theme = next(each for each in charter.themes if each.notation == practice.theme)
    return {
        "practice": practice.label.in_(language),
        "theme": theme.label.in_(language),
        "notation": practice.notation,
        "charter": edition.version,
        "of": called(visit, edition) if edition.fork else None,
        "own": edition.fork is not None and practice in edition.fork.added,
        "further": edition.further(practice.notation),
        "definition": practice.definition.in_(language),
        "why": practice.why.in_(language),
        "begin": practice.begin.in_(language),
        "measured": practice.indicator.in_(language),
        "unit": charter.units[practice.unit].in_(language),
        "independent": [visit.pages.label(language, "evidence", each) for each in sorted(charter.independent_evidence)],
    }


def filled(
    visit: Visit, practice: Practice, answer: Mapping[str, object], seen: Mapping[str, Looked], more: int
) -> dict[str, Any]:
    """The form with what is answered; `seen`: its links that this node looked at, `more`: empty rows of evidence."""
    language, level = visit.language, answer.get("level", "")
    empty = dict.fromkeys((*answering.ROW, "seen"), "")
    rows = [
        {key: str(each.get(key) or "") for key in answering.ROW} | {"seen": _seen(visit, each, seen)}
        for each in answer.get("evidence") or ()  # type: ignore[attr-defined]
        if isinstance(each, Mapping)
    ]
    return {
        "levels": [
            (
                str(each),
                practice.anchors[each].in_(language),
                visit.pages.label(language, "level", str(each)),
                level == each,
            )
            for each in LEVELS
        ],
        "concerns_not": level is None,
        "na": CONCERNS_NOT,
        "reason": str(answer.get("reason") or ""),
        "indicator": str(answer.get("indicator") or ""),
        "date": str(answer.get("date") or ""),
        "rows": rows + [empty] * more,
        "kinds": _kinds(visit, practice),
        "visibilities": [
            (each, visit.t(f"assess.visibility.{each}"), visit.t(f"assess.visibility.{each}.how"))
            for each in VISIBILITIES
        ],
        "visibility": str(answer.get("visibility") or VISIBILITIES[0]),
    }


def _kinds(visit: Visit, practice: Practice) -> list[tuple[str, list[tuple[str, str]]]]:
    """The kinds of evidence by their names: those that this practice accepts, then the others."""
    known = [
        (each.notation, visit.pages.label(visit.language, "evidence", each.notation))
        for each in visit.node.home.vocabulary.schemes.evidence
    ]
    labels = {notation: label for notation, label in known if label}
    accepted = {each: labels[each] for each in practice.evidence if each in labels}
    others = {notation: label for notation, label in labels.items() if notation not in accepted}
    return [
        (visit.t("assess.evidence.accepted"), list(accepted.items())),
        (visit.t("assess.evidence.others"), list(others.items())),
    ]


def _seen(visit: Visit, row: Mapping[str, object], seen: Mapping[str, Looked]) -> str:
    """What is to be said of the link of a piece of evidence."""
    found = seen.get(str(row.get("url") or ""))
    return note_of(visit.pages, found, visit.language) if found is not None else ""
