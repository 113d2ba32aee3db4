"""Does a line describe one person rather than an organisation? If so it waits for a moderator (law 13)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from vocab.language import Text
from vocab.words import fold

# Categories 10 to 19 of the French register are natural persons (INSEE, catégories juridiques, niveau I: 1).
_NATURAL_PERSON: Final = re.compile(r"1\d(?:\d\d)?")
_TITLE: Final = re.compile(r"^(?:M|Mr|Mrs|Ms|Mme|Mlle|Dr|Herr|Frau|Monsieur|Madame|Maître|Me)\.?\s+", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-](?=[^\W\d_]))*\.?")


@dataclass(frozen=True, slots=True)
class Markers:
    """Words that tell an organisation or one person, all folded.

    `words` are whole words of organisations' names; `first` are family names too (Jardin, Verger) and count only at
    the beginning; `endings` are ends of compound words, as German makes them; `single` legal forms of one person.
    """

    words: frozenset[str]
    first: frozenset[str]
    endings: tuple[str, ...]
    single: frozenset[str]


def looks_like_one_person(
    name: str, *, legal_form: str, website: str | None, description: str, people: tuple[str, ...], markers: Markers
) -> Text | None:
    """Why the line looks like one person, or None when it does not."""
    if form := _single_form(legal_form, markers):
        return Text(
            f"la forme juridique est celle d'une personne seule ({form})", f"the legal form is one person's ({form})"
        )
    if name in people:
        return Text("le nom est celui de la personne à contacter", "the name is the contact person's")
    if website or description or not _two_capitalised_words(name):
        return None
    if _marked(name, markers):
        return None
    return Text(
        "un nom de deux mots, sans site, ni description, ni mot d'organisation : peut-être une personne",
        "a name of two words, no site, no description, no word of an organisation: perhaps a person",
    )


def _single_form(legal_form: str, markers: Markers) -> str | None:
    folded = fold(legal_form[:200])
    if not folded:
        return None
    if _NATURAL_PERSON.fullmatch(folded) or folded in markers.single:
        return legal_form.strip()
    # "Entrepreneur individuel (EI)", "1000 - Entrepreneur individuel"
    padded = f" {folded} "
    longer = " " in folded and any(" " in form and f" {form} " in padded for form in markers.single)
    return legal_form.strip() if longer else None


def _two_capitalised_words(name: str) -> bool:
    words = _TITLE.sub("", name).split()
    return len(words) == 2 and all(word[0].isupper() and _WORD.fullmatch(word) for word in words)


def _marked(name: str, markers: Markers) -> bool:
    words = fold(name).split()
    return words[0] in markers.first or any(word in markers.words or word.endswith(markers.endings) for word in words)
