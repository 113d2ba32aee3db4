"""Forms as data: the questions of a kind, with what a draft answers to them and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, cast

from node.desk.places import written
from vocab.concepts import Scheme
from vocab.context import SPDX
from vocab.fields import as_text, missing
from vocab.form_fields import FormField, form_of
from vocab.language import LANGUAGES, Language, Text
from vocab.looseness import one_or_many
from vocab.shapes import Finding, required
from vocab.vocabulary import Vocabulary

# What a place, a price and register numbers are made of.
PARTS: Final = {
    "site": ("name", "street", "postcode", "city", "latitude", "longitude"),
    "price": ("amount", "unit"),
    "numbers": ("siren", "siret", "rna", "vat"),
    "replicable": ("open_to", "conditions", "help"),
    "adherence": ("version", "decided_by", "date", "minutes"),
}
# What a row of tools is made of.
TOOL: Final = ("name", "url", "license", "reuse")
# What a row of things to take up is made of.
MATERIAL: Final = ("name", "url", "license")
ROWS_TO_ADD: Final = 2
MOST_PRACTICES: Final = 8


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a list."""

    value: str
    label: str
    chosen: bool
    explained: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One field on a page. `value` is a text, `parts` what it is made of, `rows` several of those."""

    name: str
    widget: str
    label: str
    help: str | None
    example: str | None
    required: bool
    value: str = ""
    options: tuple[Option, ...] = ()
    groups: tuple[tuple[str, tuple[Option, ...]], ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[Mapping[str, str], ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def filled(self) -> bool:
        """Whether there is an answer already, or something wrong with it: then it is not folded away."""
        chosen = any(option.chosen for option in self.options)
        return bool(self.value or chosen or self.wrong or any(self.parts.values()))


@dataclass(frozen=True, slots=True)
class Form:
    """The questions to answer first, those that may wait, and what is wrong that no question shows."""

    kind: str
    first: tuple[Question, ...]
    rest: tuple[Question, ...]
    other: tuple[Question, ...]
    wrong: tuple[str, ...]

    @property
    def faults(self) -> tuple[tuple[str, str], ...]:
        """What is wrong, with the question it belongs to, in the order of the page."""
        found = [(each.name, said) for each in (*self.first, *self.rest, *self.other) for said in each.wrong]
        return (*found, *(("", said) for said in self.wrong))


def form_for(
    kind: str,
    draft: Mapping[str, object],
    findings: Sequence[Finding],
    vocabulary: Vocabulary,
    language: Language,
) -> Form:
    """The form of a kind, filled in from a draft; each finding stands with its question."""
    first, rest = form_of(kind)
    own = str(draft.get("language") or language)[:2]
    wrong = _by_field(findings, kind, draft, language)
    asked = [_question(each, kind, draft, own, wrong, vocabulary, language) for each in (*first, *rest)]
    known = {each.name for each in asked}
    loose = [said for name, all in wrong.items() if name not in known for said in all]
    return Form(kind, tuple(asked[: len(first)]), tuple(asked[len(first) :]), _other(draft, own, asked), tuple(loose))


def _by_field(
    findings: Iterable[Finding], kind: str, draft: Mapping[str, object], language: Language
) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for finding in findings:
        name = finding.field.partition(".")[0].partition("[")[0]
        found[name] = (*found.get(name, ()), _said(finding, kind, draft, language))
    return found


def _said(finding: Finding, kind: str, draft: Mapping[str, object], language: Language) -> str:
    """What is wrong, for somebody with a form and no file before them."""
    if finding.field in required(kind) and not draft.get(finding.field):
        return "Cette réponse est nécessaire." if language == "fr" else "This answer is needed."
    sentence = finding.sentence.in_(language)
    part = _ROW.match(finding.field)
    if part is not None and part[2] in _CALLED:
        where = f"{_CALLED[part[2]].in_(language)} {int(part[1]) + 1}"
        if finding.fix.en == missing(f".{part[2]}").fix.en:
            return (
                f"{where} : à remplir, ou videz la ligne."
                if language == "fr"
                else f"{where}: fill it in, or empty the row."
            )
        sentence = f"{where}{' :' if language == 'fr' else ':'} {sentence}"
    return f"{sentence[:1].upper()}{sentence[1:]}. {_FIX[language]} {finding.fix.in_(language)}"


_ROW: Final = re.compile(r"[a-z_]+\[([0-9]{1,3})\]\.([a-z]+)")
# Parts of a row, as the page calls them.
_CALLED: Final = {
    "name": Text("Nom", "Name"),
    "url": Text("Adresse", "Address"),
    "license": Text("Licence", "Licence"),
}
_FIX: Final = {"fr": "À écrire plutôt :", "en": "Write instead:"}


def _question(
    asked: FormField,
    kind: str,
    draft: Mapping[str, object],
    own: str,
    wrong: Mapping[str, tuple[str, ...]],
    vocabulary: Vocabulary,
    language: Language,
) -> Question:
    value = draft.get(asked.name)
    question = Question(
        asked.name,
        asked.widget,
        asked.label.in_(language),
        asked.help.in_(language) if asked.help else None,
        asked.example.in_(language) if asked.example else None,
        asked.name in required(kind),
        wrong=wrong.get(asked.name, ()),
    )
    return _FILL[asked.widget](question, value, asked, own, vocabulary, language)


def _plain(
    question: Question, value: object, asked: FormField, own: str, vocabulary: Vocabulary, language: Language
) -> Question:
    return replace(question, value=in_own(value, own))


def _moment(
    question: Question, value: object, asked: FormField, own: str, vocabulary: Vocabulary, language: Language
) -> Question:
    # What `datetime-local` shows: to the minute, without offset; the question of the zone stands beside it.
    return replace(question, value=as_text(value)[:16])


def _language(
    question: Question, value: object, asked: FormField, own: str, vocabulary: Vocabulary, language: Language
) -> Question:
    names = {"fr": "français", "en": "English"}
    options = [Option(each, names[each], each == own) for each in LANGUAGES]
    if own not in LANGUAGES:
        options.append(Option(own, own, True))
    return replace(question, options=tuple(options))


def _chosen(
    question: Question, value: object, asked: FormField, own: str, vocabulary: Vocabulary, language: Language
) -> Question:
    scheme = cast(Scheme, getattr(vocabulary.schemes, str(asked.scheme)))
    held = {found.notation for each in one_or_many(value) if (found := scheme.get(as_text(each)))}
    options = tuple(
        Option(each.notation, each.label.in_(language), each.notation in held, each.definition.in_(language))
        for each in scheme
    )
    return replace(question, options=options)


def _places(
    question: Question, value: object, asked: FormField, own: str, vocabulary: Vocabulary, language: Language
) -> Question:
    lines = []
    for each in one_or_many(value):
        found = vocabulary.territories.get(as_text(each))
        lines.append(written(found, vocabulary.territories) if found else as_text(each))
    return replace(question, value="\n".join(lines))


def _parts(
    question: Question, value: object, asked: FormField, own: str, vocabulary: Vocabulary, language: Language
) -> Question:
    given = value if isinstance(value, Mapping) else {}
    parts = {name: in_own(given.get(name), own) for name in PARTS[asked.widget]}
    if asked.widget == "price":
        held = "free" if value in ("free", "gratuit") else parts["unit"] or "EUR"
        units = tuple(
            Option(each.notation, each.label.in_(language), each.notation == held) for each in vocabulary.schemes.unit
        )
        return replace(question, parts={**parts, "unit": held if parts["amount"] else ""}, options=units)
    return replace(question, parts=parts)


def _evidence(
    question: Question, value: object, asked: FormField, own: str, vocabulary: Vocabulary, language: Language
) -> Question:
    held = [each for each in one_or_many(value) if isinstance(each, Mapping)]
    rows = tuple({"kind": as_text(each.get("kind")) or "URL", "url": as_text(each.get("url"))} for each in held)
    empty = ({"kind": "URL", "url": ""},) * ROWS_TO_ADD
    kinds = tuple(Option(each.notation, each.label.in_(language), False) for each in vocabulary.schemes.evidence)
    return replace(question, rows=(*rows, *empty), options=kinds, value="x" if rows else "")


def _tools(
    question: Question, value: object, asked: FormField, own: str, vocabulary: Vocabulary, language: Language
) -> Question:
    held = [each for each in one_or_many(value) if isinstance(each, Mapping)]
    rows = tuple({part: in_own(each.get(part), own) for part in TOOL} for each in held)
    empty = (dict.fromkeys(TOOL, ""),) * ROWS_TO_ADD
    return replace(question, rows=(*rows, *empty), value="x" if rows else "")


def _practice(
    question: Question, value: object, asked: FormField, own: str, vocabulary: Vocabulary, language: Language
) -> Question:
    charter = vocabulary.charter
    held = charter.get(as_text(value))
    groups = tuple(
        (
            theme.label.in_(language),
            tuple(
                Option(each.notation, f"{each.notation} – {each.label.in_(language)}", each == held)
                for each in charter.offered(theme.notation)
            ),
        )
        for theme in charter.themes
    )
    return replace(question, groups=groups, value=held.notation if held else "")


def _practices(
    question: Question, value: object, asked: FormField, own: str, vocabulary: Vocabulary, language: Language
) -> Question:
    """One list to choose from for each practice that is chosen, and one more; two at least."""
    held = [each for each in map(as_text, one_or_many(value)) if each][:MOST_PRACTICES]
    more = [""] * max(0, min(MOST_PRACTICES, max(2, len(held) + 1)) - len(held))
    found = [_practice(question, each, asked, own, vocabulary, language) for each in (*held, *more)]
    rows = tuple({"practice": each.value} for each in found)
    return replace(question, groups=found[0].groups, rows=rows, value="x" if held else "")


def _material(
    question: Question, value: object, asked: FormField, own: str, vocabulary: Vocabulary, language: Language
) -> Question:
    held = [each for each in one_or_many(value) if isinstance(each, Mapping)]
    known = vocabulary.schemes.license
    rows = []
    for each in held:
        row = {part: in_own(each.get(part), own) for part in MATERIAL}
        licence = known.get(row["license"])
        rows.append(row | ({"license": licence.notation} if licence else {}))
    empty = (dict.fromkeys(MATERIAL, ""),) * ROWS_TO_ADD
    options = tuple(Option(each.notation, each.label.in_(language), False) for each in known)
    others = dict.fromkeys(row["license"] for row in rows if row["license"] and known.get(row["license"]) is None)
    more = tuple(Option(each, each.removeprefix(SPDX), False) for each in others)
    return replace(question, rows=(*rows, *empty), options=(*options, *more), value="x" if rows else "")


def _level(
    question: Question, value: object, asked: FormField, own: str, vocabulary: Vocabulary, language: Language
) -> Question:
    options = tuple(
        Option(each.notation, each.label.in_(language), as_text(value) == each.notation, each.definition.in_(language))
        for each in vocabulary.schemes.level
    )
    return replace(question, options=options)


_FILL: Final = {
    **dict.fromkeys(("line", "paragraph", "prose", "url", "number", "day", "zone"), _plain),
    "moment": _moment,
    "language": _language,
    **dict.fromkeys(("one", "many"), _chosen),
    "places": _places,
    **dict.fromkeys(("site", "price", "numbers", "replicable", "adherence"), _parts),
    "evidence": _evidence,
    "tools": _tools,
    "practice": _practice,
    "practices": _practices,
    "material": _material,
    "level": _level,
}


def _other(draft: Mapping[str, object], own: str, asked: Sequence[Question]) -> tuple[Question, ...]:
    """Name and description in a second language, for records that speak two."""
    second = second_language(own)
    found = []
    for question in asked:
        if question.name in ("name", "content"):
            value = draft.get(question.name)
            text = as_text(value.get(second)) if isinstance(value, Mapping) else ""
            found.append(replace(question, name=f"{question.name}.{second}", value=text, required=False, wrong=()))
    return tuple(found)


def second_language(own: str) -> Language:
    """The language of ours that a record may be in besides its own."""
    return "en" if own == "fr" else "fr"


def in_own(value: object, own: str) -> str:
    """A text, or of several languages the one that is the record's own."""
    if not isinstance(value, Mapping):
        return as_text(value)
    return as_text(value.get(own) or next(iter(value.values()), ""))
