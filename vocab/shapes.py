"""Shapes: what a well-formed record of ours has.

`check` reads what a person wrote (the friendly file, or what `draft_of` made of a JSON-LD object) field by field and
gives back the same with every value resolved, and a finding for each thing that is wrong: the field, what is wrong
with it, what would be right, in both languages. A table says which fields a kind has; `fields.py` and the files named
`*_fields.py` say what a value may be, `consistency.py` what fields have to do with each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vocab.address_fields import addresses, identifiers, url, website
from vocab.compound_fields import (
    adherence,
    answers,
    commitments,
    evidence,
    material,
    organization,
    pictures,
    place,
    price,
    quantity,
    replicable,
    tools,
)
from vocab.concept_fields import (
    concept,
    concepts,
    licence,
    notation,
    notations,
    practice,
    practices,
    territories,
    version,
)
from vocab.consistency import settle
from vocab.date_fields import confirmed, date, moment, timezone, year_or_date
from vocab.fields import Checker, Fault, Wrong, as_text, shown, unknown
from vocab.language import Text
from vocab.later import later
from vocab.text_fields import (
    MAX_SHORT,
    count,
    flag,
    language,
    level,
    line,
    long_text,
    markup,
    one_of,
    plain_long_text,
    plain_part,
    plain_text,
    short_text,
)
from vocab.vocabulary import Vocabulary

if TYPE_CHECKING:
    from rapidfuzz import process
else:
    process = later("rapidfuzz.process")

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
        fix = Text("Correction :", "Fix:").in_(language)
        field = self.field + Text(" :", ":").in_(language)
        return f"{field} {self.sentence.in_(language)}. {fix} {self.fix.in_(language)}"


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft with its values resolved, and what is wrong with it."""

    values: dict[str, object]
    findings: tuple[Finding, ...]


_COMMON: Final[dict[str, Checker]] = {
    "kind": one_of(*KINDS),
    "id": url,
    "name": short_text,
    "content": long_text,
    "content_html": markup,
    "language": language,
    "territory": territories,
    "location": place,
    "sector": concepts("sector"),
    "need": concepts("need"),
    "visibility": one_of("public", "network", "followers", "private"),
    "policy": concept("policy"),
    "license": licence,
    "confirmed": confirmed,
    "images": pictures,
}
_EXCHANGE: Final[dict[str, Checker]] = {
    "action": notation("action"),
    "exchange": concepts("exchange"),
    "price": price,
    "quantity": quantity,
    "resource": url,
    "deadline": date,
    "valid_until": date,
    "audience": notations("audience_kind"),
    # The practice that help is looked for, or offered, with.
    "practice": practice,
}
_ORGANISATION: Final[dict[str, Checker]] = {
    "website": website,
    "legal_form": concept("legal_form"),
    "coop_status": concept("coop_status"),
    "identifiers": identifiers,
    "contact": plain_text,
}
_OF_KIND: Final[dict[str, dict[str, Checker]]] = {
    "profile": {
        **_ORGANISATION,
        "stage": concept("stage"),
        "founded": year_or_date,
        "members": count,
        "workers": count,
        "tools": tools,
        "replicable": replicable,
        "willing_to_show": plain_text,
        "repository": url,
        "charter": adherence,
        "commitments": commitments,
        "replaces": addresses,
        "approves_followers": flag,
    },
    "practice": {
        "practice": practice,
        "level": level,
        "evidence": evidence,
        "cost": plain_text,
        "result": plain_long_text,
        "valid_until": date,
    },
    "report": {
        "charter": version,
        "period": line,
        "answers": answers,
        "valid_until": date,
        "supersedes": url,
        # The networks that may count the answers for statistics alone; without it, all that the author belongs to.
        "statistics_to": addresses,
        # What this node writes in the companions of a report (see `reports`), not what people do.
        "visibility": one_of("public", "network", "followers", "private", "statistics"),
        "companion_of": url,
        "statistics_only": flag,
    },
    "story": {
        "practice": practices,
        "cost": plain_part,
        "result": plain_part,
        "mistakes": plain_part,
        "material": material,
    },
    "offer": _EXCHANGE,
    "request": _EXCHANGE,
    "event": {
        "starts": moment,
        "ends": moment,
        "timezone": timezone,
        "online": url,
        "join_url": url,
        "practice": practice,
    },
    "listing": {
        **_ORGANISATION,
        "organization": organization,
        "source": plain_text,
        "legal_basis": plain_text,
        "objections": plain_text,
        "replaced_by": url,
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
_FIELDS: Final = {kind: _COMMON | own for kind, own in _OF_KIND.items()}
# Kept for the file's author, written anew by the node.
_IGNORED: Final = ("published", "updated", "changes", "history")
_INTERNAL: Final = ("companion_of", "statistics_only", "content_html")
_EMPTY: Final[tuple[object, ...]] = (None, "", [], {})


def fields_of(kind: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields that people may write in a draft of a kind, and those that it must have.

    >>> fields_of("story")[1]
    ('name', 'content', 'practice')
    """
    written = (field for field in _FIELDS[kind] if field not in _INTERNAL)
    return (*written, *_IGNORED), _REQUIRED[kind]


def check(draft: Mapping[str, object], vocabulary: Vocabulary) -> Checked:
    """Resolve every value of a draft and say what is wrong with it; a resolved draft comes back as it is.

    An unknown field is a finding that names the nearest one; a missing field that the kind needs is one too. Whatever
    the values are, nothing is raised. At most MAX_FINDINGS.
    """
    kind = draft.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        return Checked({}, (_unknown_kind(kind),))
    table = _FIELDS[kind]
    values: dict[str, object] = {}
    faults: list[Fault] = []
    for field, value in draft.items():
        if field in _IGNORED or value is None:
            continue
        checker = table.get(field) if isinstance(field, str) else None
        if checker is None:
            faults.append(_unknown_field(field, kind, table))
        else:
            try:
                values[field] = checker(value, vocabulary)
            except Wrong as wrong:
                faults += wrong.within(field)
        if len(faults) > MAX_FINDINGS:
            break
    values, clashes = settle(kind, values)
    faults += clashes + _missing(draft, values, kind)
    findings = [Finding(fault.inside, fault.sentence, fault.fix) for fault in faults[:MAX_FINDINGS]]
    return Checked(values, tuple(findings))


def writable(kind: str) -> tuple[str, ...]:
    """The fields that a person or a program may write in a record of this kind, in the order of the tables."""
    return tuple(name for name in _FIELDS[kind] if name not in _INTERNAL)


def required(kind: str) -> tuple[str, ...]:
    """Those of them that may not be missing."""
    return _REQUIRED[kind]


def _unknown_kind(kind: object) -> Finding:
    near = process.extractOne(as_text(kind)[:MAX_SHORT], KINDS, score_cutoff=60)
    kinds = near[0] if near else ", ".join(KINDS)
    if kind is None:
        sentence = Text("la sorte de fiche manque", "the kind of record is missing")
    else:
        sentence = Text(f"« {shown(kind)} » n'est pas une sorte de fiche", f'"{shown(kind)}" is not a kind of record')
    return Finding("kind", sentence, Text(f"une de : {kinds}", f"one of: {kinds}"))


def _unknown_field(field: object, kind: str, table: Mapping[str, Checker]) -> Fault:
    fault = unknown(field, [name for name in table if name not in _INTERNAL])
    sentence = Text(f"champ inconnu pour « {kind} »", f'unknown field for "{kind}"')
    return Fault(shown(field), sentence, fault.fix)


def _missing(draft: Mapping[str, object], values: Mapping[str, object], kind: str) -> list[Fault]:
    """A field written wrongly is not missing; one that holds nothing is."""
    lacking = [field for field in _REQUIRED[kind] if values.get(field, draft.get(field)) in _EMPTY]
    if values.get("content_html") not in _EMPTY:
        lacking = [field for field in lacking if field != "content"]
    return [
        Fault(
            field,
            Text(f"manque à cette fiche « {kind} »", f'is missing from this "{kind}"'),
            Text(f"ajoutez une ligne « {field}: … »", f'add a line "{field}: …"'),
        )
        for field in lacking
    ]
