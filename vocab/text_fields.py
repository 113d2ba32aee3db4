"""Fields of texts, words and numbers: what a person writes in their own language, and the short lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from vocab.fields import Checker, Fault, Wrong, as_text, shown
from vocab.language import Text
from vocab.prose import clean
from vocab.vocabulary import Vocabulary

MAX_SHORT: Final = 500
MAX_LONG: Final = 20_000
MAX_PART: Final = 5_000
# What MAX_LONG characters of Markdown may become as HTML.
MAX_MARKUP: Final = 100_000
MAX_LANGUAGES: Final = 20
MAX_COUNT: Final = 100_000_000
_LANGUAGE: Final = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,2}")


def short_text(value: object, vocabulary: Vocabulary) -> object:
    """A line, or one per language: {fr: …, en: …}."""
    return _in_languages(value, lambda text: " ".join(_bounded(text, MAX_SHORT).split()))


def long_text(value: object, vocabulary: Vocabulary) -> object:
    """A text in Markdown, or one per language."""
    return _in_languages(value, lambda text: _bounded(text, MAX_LONG))


def markup(value: object, vocabulary: Vocabulary) -> object:
    """HTML from a program, or one per language; gives it cleaned."""
    return _in_languages(value, lambda text: clean(_bounded(text, MAX_MARKUP)).strip())


def line(value: object, vocabulary: Vocabulary) -> object:
    """A line in the record's own language: the wire has no other for it."""
    return " ".join(str(plain_text(value, vocabulary)).split())


def plain_text(value: object, vocabulary: Vocabulary) -> object:
    """A few lines in the record's own language: the wire has no other for them."""
    return _bounded(_one_language(value), MAX_SHORT)


def plain_long_text(value: object, vocabulary: Vocabulary) -> object:
    """Paragraphs in the record's own language, without markup."""
    return _bounded(_one_language(value), MAX_LONG)


def plain_part(value: object, vocabulary: Vocabulary) -> object:
    """A part of a longer text: some paragraphs in the record's own language, without markup."""
    return _bounded(_one_language(value), MAX_PART)


def _one_language(value: object) -> object:
    if isinstance(value, str) or not isinstance(value, Mapping):
        return value
    raise Wrong(
        Text("un seul texte ici, dans la langue de la fiche", "one text here, in the record's language"),
        Text("gardez les langues pour « name » et « content »", 'keep the languages for "name" and "content"'),
    )


def language(value: object, vocabulary: Vocabulary) -> object:
    """A language tag such as fr, en, nl (BCP 47), in lower case."""
    return _tag(value)


def one_of(*allowed: str) -> Checker:
    """A word from a short list."""

    def check(value: object, vocabulary: Vocabulary) -> object:
        if isinstance(value, str) and value in allowed:
            return value
        choices = ", ".join(allowed)
        raise Wrong(
            Text(f"« {shown(value)} » n'est pas admis", f'"{shown(value)}" is not allowed'),
            Text(f"un de : {choices}", f"one of: {choices}"),
        )

    return check


def flag(value: object, vocabulary: Vocabulary) -> object:
    """Yes or no."""
    if isinstance(value, bool):
        return value
    raise Wrong(
        Text(f"« {shown(value)} » n'est ni oui ni non", f'"{shown(value)}" is neither yes nor no'),
        Text("true ou false", "true or false"),
    )


def count(value: object, vocabulary: Vocabulary) -> object:
    """A whole number of people."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_COUNT:
        return value
    raise Wrong(
        Text(f"« {shown(value)} » n'est pas un nombre de personnes", f'"{shown(value)}" is not a number of people'),
        Text("un nombre entier, tel que 42", "a whole number, such as 42"),
    )


def level(value: object, vocabulary: Vocabulary) -> object:
    """How far a practice is: 0 to 4."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 4:
        return value
    raise Wrong(
        Text(f"« {shown(value)} » n'est pas un niveau", f'"{shown(value)}" is not a level'),
        Text("un nombre entier de 0 à 4", "a whole number from 0 to 4"),
    )


def digest(value: object, vocabulary: Vocabulary) -> object:
    """The SHA-256 of a document, by which whoever is shown it sees that it is the same; gives 64 digits."""
    text = as_text(value).lower().removeprefix("f1220").removeprefix("sha256:").removeprefix("sha-256:").strip()
    if re.fullmatch(r"[0-9a-f]{64}", text):
        return text
    raise Wrong(
        Text(f"« {shown(value)} » n'est pas une empreinte SHA-256", f'"{shown(value)}" is not a SHA-256 fingerprint'),
        Text(
            "64 caractères de 0 à 9 et de a à f, que donne « sha256sum »", '64 characters 0-9 a-f, as "sha256sum" says'
        ),
    )


def amount(value: object, vocabulary: Vocabulary) -> object:
    """A quantity as a decimal number; gives it as text, with a point."""
    text = as_text(value).replace(",", ".")
    if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", text):
        return text
    raise Wrong(
        Text(f"« {shown(value)} » n'est pas un montant", f'"{shown(value)}" is not an amount'),
        Text('un nombre, tel que "12.50"', 'a number, such as "12.50"'),
    )


def _tag(value: object) -> str:
    if isinstance(value, str) and _LANGUAGE.fullmatch(value):
        return value.lower()
    raise Wrong(
        Text(f"« {shown(value)} » n'est pas un code de langue", f'"{shown(value)}" is not a language code'),
        Text("fr, en, nl… (« no » entre guillemets)", 'fr, en, nl… ("no" in quotes)'),
    )


def _in_languages(value: object, read: Callable[[object], str]) -> str | dict[str, str]:
    if isinstance(value, str) or not isinstance(value, Mapping):
        return read(value)
    if len(value) > MAX_LANGUAGES:
        raise Wrong(
            Text(f"{len(value)} langues, {MAX_LANGUAGES} au plus", f"{len(value)} languages, {MAX_LANGUAGES} at most"),
            Text("gardez les principales", "keep the main ones"),
        )
    found: dict[str, str] = {}
    faults: list[Fault] = []
    for key, item in value.items():
        try:
            tag = _tag(key)
            text = read(item) if item is not None else ""
        except Wrong as wrong:
            faults += wrong.within(f".{shown(key)}")
            continue
        if text:
            found[tag] = text
    if faults:
        raise Wrong.of(faults)
    return found


def _bounded(value: object, limit: int) -> str:
    if not isinstance(value, str) and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise Wrong(Text("un texte est attendu", "a text is expected"), Text("entre guillemets", "in quotes"))
    text = as_text(value)
    if len(text) > limit:
        raise Wrong(
            Text(f"{len(text)} caractères, {limit} au plus", f"{len(text)} characters, {limit} at most"),
            Text("raccourcissez", "make it shorter"),
        )
    return text
