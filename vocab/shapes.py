"""Shapes: what a well-formed record of ours has.

`check` reads what a person wrote (the friendly file, or what `draft_of` made of a JSON-LD object) field by field and
gives back the same with every value resolved, and a finding for each thing that is wrong: the field, what is wrong
with it, what would be right, in both languages. A table says which fields a kind has; `fields.py` says what a value
may be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rapidfuzz import process

from vocab import fields
from vocab.fields import Checker, Wrong
from vocab.language import Text
from vocab.vocabulary import Vocabulary

KINDS: Final = ("profile", "practice", "report", "story", "offer", "request", "event", "listing")
MAX_FINDINGS: Final = 50


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong: the field as its author wrote it, the sentence, and the fix."""

    field: str
    sentence: Text
    fix: Text

    def line(self, language: str) -> str:
        """The finding as one line.

        >>> fix = Text("un nombre de 0 à 4", "a number from 0 to 4")
        >>> Finding("level", Text("trop grand", "too large"), fix).line("en")
        'level: too large. Fix: a number from 0 to 4'
        """
        fix = Text("Correction", "Fix").in_(language)
        return f"{self.field}: {self.sentence.in_(language)}. {fix}: {self.fix.in_(language)}"


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft with its values resolved, and what is wrong with it."""

    values: dict[str, object]
    findings: tuple[Finding, ...]


_COMMON: Final[dict[str, Checker]] = {
    "kind": fields.one_of(*KINDS),
    "id": fields.url,
    "name": fields.short_text,
    "content": fields.long_text,
    "content_html": fields.markup,
    "language": fields.language,
    "territory": fields.territories,
    "location": fields.place,
    "sector": fields.concepts("sector"),
    "need": fields.concepts("need"),
    "visibility": fields.one_of("public", "network", "followers", "private"),
    "policy": fields.concept("policy"),
    "license": fields.licence,
    "confirmed": fields.date,
}
_EXCHANGE: Final[dict[str, Checker]] = {
    "action": fields.notation("action"),
    "exchange": fields.concepts("exchange"),
    "price": fields.price,
    "quantity": fields.quantity,
    "resource": fields.url,
    "deadline": fields.date,
    "valid_until": fields.date,
    "audience": fields.notations("audience_kind"),
}
_ORGANISATION: Final[dict[str, Checker]] = {
    "website": fields.website,
    "legal_form": fields.concept("legal_form"),
    "coop_status": fields.concept("coop_status"),
    "identifiers": fields.identifiers,
    "contact": fields.contact,
}
_OF_KIND: Final[dict[str, dict[str, Checker]]] = {
    "profile": {
        **_ORGANISATION,
        "stage": fields.concept("stage"),
        "founded": fields.year_or_date,
        "members": fields.count,
        "workers": fields.count,
        "tools": fields.tools,
        "replicable": fields.replicable,
        "charter": fields.adherence,
    },
    "practice": {
        "practice": fields.practice,
        "level": fields.level,
        "evidence": fields.evidence,
        "cost": fields.short_text,
        "result": fields.long_text,
        "valid_until": fields.date,
    },
    "report": {
        "charter": fields.version,
        "period": fields.short_text,
        "answers": fields.answers,
        "valid_until": fields.date,
        "supersedes": fields.url,
    },
    "story": {"practice": fields.practice},
    "offer": _EXCHANGE,
    "request": _EXCHANGE,
    "event": {
        "starts": fields.moment,
        "ends": fields.moment,
        "timezone": fields.timezone,
        "online": fields.url,
        "join_url": fields.url,
        "practice": fields.practice,
    },
    "listing": {
        **_ORGANISATION,
        "organization": fields.organization,
        "source": fields.short_text,
        "legal_basis": fields.short_text,
        "objections": fields.short_text,
    },
}
_REQUIRED: Final[dict[str, tuple[str, ...]]] = {
    "profile": ("name",),
    "practice": ("name", "practice"),
    "report": ("name", "answers"),
    "story": ("name", "content", "practice"),
    "offer": ("name",),
    "request": ("name",),
    "event": ("name", "starts"),
    "listing": ("name",),
}
# Kept for the file's author, written anew by the node.
_IGNORED: Final = ("published", "updated", "changes", "history")


def check(draft: Mapping[str, object], vocabulary: Vocabulary) -> Checked:
    """Resolve every value of a draft and say what is wrong with it.

    An unknown field is a finding that names the nearest one; a missing field that the kind needs is one too.
    """
    kind = draft.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        return Checked({}, (_unknown_kind(kind),))
    table = _COMMON | _OF_KIND[kind]
    values: dict[str, object] = {}
    findings: list[Finding] = []
    for field, value in draft.items():
        if field in _IGNORED or value is None:
            continue
        checker = table.get(field)
        if checker is None:
            findings.append(_unknown_field(field, kind, table))
            continue
        try:
            values[field] = checker(value, vocabulary)
        except Wrong as wrong:
            findings.append(Finding(field + wrong.inside, wrong.sentence, wrong.fix))
    for field in _REQUIRED[kind]:
        if field not in draft or draft[field] in (None, "", [], {}):
            findings.append(_missing(field, kind))
    return Checked(values, tuple(findings[:MAX_FINDINGS]))


def _unknown_kind(kind: object) -> Finding:
    kinds = ", ".join(KINDS)
    return Finding(
        "kind",
        Text(f"« {kind} » n'est pas une sorte de fiche", f'"{kind}" is not a kind of record'),
        Text(f"une de : {kinds}", f"one of: {kinds}"),
    )


def _unknown_field(field: str, kind: str, table: Mapping[str, Checker]) -> Finding:
    near = [name for name, _, _ in process.extract(field, list(table), limit=3, score_cutoff=60)]
    names = ", ".join(near or sorted(table))
    return Finding(
        field,
        Text(f"champ inconnu pour « {kind} »", f'unknown field for "{kind}"'),
        Text(f"peut-être : {names}", f"perhaps: {names}"),
    )


def _missing(field: str, kind: str) -> Finding:
    return Finding(
        field,
        Text(f"manque à cette fiche « {kind} »", f'is missing from this "{kind}"'),
        Text(f"ajoutez une ligne « {field}: … »", f'add a line "{field}: …"'),
    )
