"""Telling: what a report answers, in sentences, so that whoever reads it as a post knows what was said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vocab.charter import Charter, Practice
from vocab.grounds import showing
from vocab.language import LANGUAGES, Language, Text
from vocab.reports import answers_within

Values = Mapping[str, object]
_CONCERNS_NOT: Final = Text("ne nous concerne pas", "does not concern us")
_LEVEL: Final = Text("niveau {level} sur 4", "level {level} of 4")
_SHOWN: Final = Text("preuves : {n}", "evidence: {n}")
_OF: Final = Text("Répond à : {charter}.", "Answers: {charter}.")
_UNTIL: Final = Text("Valable jusqu'au {day}.", "Valid until {day}.")
_COLON: Final = Text(" : ", ": ")


def told(values: Values, charter: Charter) -> dict[str, str]:
    """The answers that the report's own readers may see, theme by theme, as Markdown in both languages.

    A text of its author comes first, in the languages that it has.
    """
    answers = answers_within(values)
    own, version = _own(values), str(values.get("charter") or "")
    of = charter.label_of(version) if charter.forks.version(version) else None
    found: dict[str, str] = {}
    for language in _languages(values):
        parts = [own.get(language, ""), *_themes(answers, version, charter, language)]
        if values.get("valid_until"):
            parts.append(_UNTIL.in_(language).format(day=values["valid_until"]))
        if of is not None:
            parts.append(_OF.in_(language).format(charter=_plain(of.in_(language))))
        found[language] = "\n\n".join(part for part in parts if part)
    return found


def _own(values: Values) -> dict[str, str]:
    said = values.get("content")
    if isinstance(said, Mapping):
        return {str(language): str(text) for language, text in said.items()}
    return {str(values.get("language") or LANGUAGES[0]): str(said)} if said else {}


def _languages(values: Values) -> list[Language]:
    """Ours, the record's own first."""
    own = str(values.get("language") or LANGUAGES[0])
    return sorted(LANGUAGES, key=lambda language: language != own)


def _themes(answers: list[dict[str, object]], version: str, charter: Charter, language: Language) -> list[str]:
    by_practice = {
        practice.notation: each for each in answers if (practice := charter.get(str(each.get("practice")))) is not None
    }
    parts = []
    for theme in charter.themes:
        lines = [
            _line(practice, by_practice[practice.notation], language)
            for practice in charter.answered_by(version)
            if practice.theme == theme.notation and practice.notation in by_practice
        ]
        if lines:
            parts.append(f"**{theme.label.in_(language)}**\n\n" + "\n".join(lines))
    return parts


def _line(practice: Practice, answer: Values, language: Language) -> str:
    level = answer.get("level")
    if not isinstance(level, int):
        reason = f" ({_plain(answer['reason'])})" if answer.get("reason") else ""
        return f"- {practice.label.in_(language)}{_COLON.in_(language)}{_CONCERNS_NOT.in_(language)}{reason}"
    notes = [_LEVEL.in_(language).format(level=level)]
    if answer.get("indicator"):
        notes.append(_plain(answer["indicator"]))
    if shown := len(showing(answer)):
        notes.append(_SHOWN.in_(language).format(n=shown))
    sentence = practice.anchors[level].in_(language)
    return f"- {practice.label.in_(language)}{_COLON.in_(language)}{sentence} ({' ; '.join(notes)})"


def _plain(text: object) -> str:
    """A value in the middle of a line of Markdown: no new line, and no markup of its own."""
    return "".join("\\" + letter if letter in "\\`*_[]<>#|" else letter for letter in " ".join(str(text).split()))
