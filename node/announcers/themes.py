"""Themes: whoever runs the node decides which themes of the catalogue have an account here, as of territories."""

from __future__ import annotations

from dataclasses import dataclass

from node.announcers.serving import EVERY
from node.announcers.subject import Subject, is_theme, subject_of, themes_of
from node.errors import Missing
from node.home import Home
from node.store import follows, towns
from node.store.connection import Db
from vocab.language import Language, Text
from vocab.vocabulary import Vocabulary
from vocab.words import fold


@dataclass(frozen=True, slots=True)
class ServedTheme:
    """A theme with an account here, and who follows it; `actor`: its id once somebody asked for it."""

    subject: Subject
    since: str
    actor: str | None
    followers: int


def themes_chosen(home: Home, reference: str) -> list[str]:
    """The theme that somebody means by its letter, its name or its account; `all`: each. Raises `Missing`."""
    themes = themes_of(home.vocabulary)
    said = reference.strip().removeprefix("@").partition("@")[0]
    if fold(said) == EVERY:
        return [each.slug for each in themes]
    found = [each.slug for each in themes if fold(said) in _names(each)]
    if not found:
        raise Missing(
            Text(
                f"Thème inconnu : {reference[:80]}. L'un de : {_named(themes, 'fr')}, ou all.",
                f"Unknown theme: {reference[:80]}. One of: {_named(themes, 'en')}, or all.",
            )
        )
    return found


def themes_listed(db: Db, vocabulary: Vocabulary) -> list[ServedTheme]:
    """Every theme that is served, by letter; those of another catalogue are none."""
    return [
        ServedTheme(subject, town.since, town.actor, follows.count_followers(db, town.actor) if town.actor else 0)
        for town in towns.every(db)
        if is_theme(town.slug) and (subject := subject_of(town.slug, vocabulary)) is not None
    ]


def _named(themes: list[Subject], language: Language) -> str:
    return ", ".join(f"{letter_of(each)} ({each.label.in_(language)})" for each in themes)


def letter_of(theme: Subject) -> str:
    """The letter of a theme, by which the catalogue knows it."""
    return theme.slug.rpartition("-")[2]


def _names(theme: Subject) -> set[str]:
    return {
        fold(each)
        for each in (letter_of(theme), theme.slug, theme.name, *theme.aliases, theme.label.fr, theme.label.en)
    }
