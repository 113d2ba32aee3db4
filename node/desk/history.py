"""History: what changed in a record from a version to the next, field by field, in the words of its form; and undo."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from node import publishing
from node.accounts import journal
from node.desk import records as desk_records
from node.desk import sharing
from node.desk.form import Question, form_for
from node.desk.records import Draft
from node.errors import Missing
from node.home import Home
from node.outgoing import Published
from node.store import records, versions
from node.store.actors import LocalActor
from node.store.connection import Db
from vocab.language import Language, Text
from vocab.vocabulary import Vocabulary

# Longer texts are shown whole, before and after: comparing their words would take too long.
MAX_WORDS: Final = 1_500
# Who may see it and under which conditions is not what "go back" is about: nothing opens again by it.
KEPT: Final[tuple[str, ...]] = (
    "visibility",
    "policy",
    "license",
    "approves_followers",
    "replaces",
    "replaced_by",
    "confirmed",
    "images",
)
LANGUAGE_NAMES: Final = {"fr": Text("en français", "in French"), "en": Text("en anglais", "in English")}
NO_VERSION: Final = Text("Cette version n'est pas, ou plus, gardée.", "This version is not, or no longer, kept.")
SHARING: Final = Text("Qui peut voir cela, et qu'en faire ?", "Who may see this, and what may they do with it?")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: `same`, `gone` or `new`."""

    what: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that changed, by its question, with its words before and after."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One version: when it was published, what it changed of the one before; None for the first that is kept."""

    version: str
    differences: tuple[Difference, ...] | None
    present: bool


def history(db: Db, home: Home, actor: LocalActor, id: str, language: Language) -> list[Step]:
    """The versions of a record of ours, the newest first. Raises `Missing`."""
    mine = desk_records.find(db, home, actor, id)
    record = records.find(db, id)
    kept = versions.each(db, record.num) if record is not None else []
    all = [(mine.updated, mine.draft), *kept]
    steps = []
    for number, (version, draft) in enumerate(all):
        before = all[number + 1][1] if number + 1 < len(all) else None
        changed = None if before is None else differences(mine.kind, before, draft, home.vocabulary, language)
        steps.append(Step(version, changed, number == 0))
    return steps


def go_back(db: Db, home: Home, by: str, actor: LocalActor, id: str, version: str) -> Published:
    """Publish an earlier version again, as the next one; who may see the record stays as it is. Raises `Missing`."""
    mine = desk_records.find(db, home, actor, id)
    record = records.find(db, id)
    former = versions.find(db, record.num, version) if record is not None else None
    if former is None:
        raise Missing(NO_VERSION)
    kept: Draft = {name: mine.draft[name] for name in KEPT if name in mine.draft}
    draft: Draft = {**{name: value for name, value in former.items() if name not in KEPT}, **kept}
    draft["kind"] = mine.kind
    published = publishing.publish(db, home, actor.id, draft if id == actor.id else {**draft, "id": id})
    journal.note(db, home, by, "went_back", published.id, actor.id)
    return published


def differences(
    kind: str, before: Mapping[str, object], after: Mapping[str, object], vocabulary: Vocabulary, language: Language
) -> tuple[Difference, ...]:
    """What changed between two drafts."""
    first, second = (_answers(kind, draft, vocabulary, language) for draft in (before, after))
    found = []
    for name in dict.fromkeys((*first, *second)):
        label = (second.get(name) or first[name])[0]
        was, is_now = (answers[name][1] if name in answers else "" for answers in (first, second))
        if was != is_now:
            found.append(Difference(label, _pieces(was, is_now)))
    return tuple(found)


def _answers(
    kind: str, draft: Mapping[str, object], vocabulary: Vocabulary, language: Language
) -> dict[str, tuple[str, str]]:
    """Every question of the form by its name: how it is called, and its answer in words."""
    form = form_for(kind, draft, (), vocabulary, language)
    answers = {each.name: (each.label, _said(each)) for each in (*form.first, *form.rest)}
    for each in form.other:
        tongue = LANGUAGE_NAMES[each.name.rpartition(".")[2]].in_(language)
        answers[each.name] = (f"{each.label} ({tongue})", _said(each))
    chosen = sharing.answer_of(draft)
    shared = next((each.label.in_(language) for each in sharing.answers_for(kind) if each.name == chosen), "")
    return answers | {"sharing": (SHARING.in_(language), shared)}


def _said(question: Question) -> str:
    if question.widget == "price":
        unit = next((each.label for each in question.options if each.chosen), "")
        return f"{question.parts['amount']} {unit}".strip() if question.parts["amount"] or unit else ""
    if question.widget == "practice":
        return next((each.label for _, group in question.groups for each in group if each.chosen), "")
    if question.widget == "practices":
        labels = {each.value: each.label for _, group in question.groups for each in group}
        return "\n".join(labels.get(row["practice"], "") for row in question.rows if row["practice"])
    if question.rows or question.widget in ("evidence", "tools"):
        labels = {each.value: each.label for each in question.options}
        lines = [
            ", ".join(labels.get(part, part) for part in row.values() if part)
            for row in question.rows
            if any(value for name, value in row.items() if name != "kind")
        ]
        return "\n".join(lines)
    if question.parts:
        return ", ".join(part for part in question.parts.values() if part)
    if question.options:
        return ", ".join(each.label for each in question.options if each.chosen)
    return question.value


def _pieces(before: str, after: str) -> tuple[Piece, ...]:
    first, second = _words(before), _words(after)
    if len(first) + len(second) > MAX_WORDS:
        return tuple(Piece(what, text) for what, text in (("gone", before), ("new", after)) if text)
    pieces: list[Piece] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(first[a:b])))
            continue
        pieces += [Piece(what, "".join(words)) for what, words in (("gone", first[a:b]), ("new", second[c:d])) if words]
    return tuple(pieces)


def _words(text: str) -> Sequence[str]:
    """Words and the spaces between them."""
    found: list[str] = []
    for sign in text:
        if found and found[-1].isspace() == sign.isspace():
            found[-1] += sign
        else:
            found.append(sign)
    return found
