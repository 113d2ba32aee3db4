"""Searching the catalogue: what was typed on the page of practices, and the practices found, with whose they are."""

from __future__ import annotations

from dataclasses import dataclass

from node.parameters import BadQuery
from node.web.pages import Pages
from vocab.charter_search import MAX_TEXT, searched
from vocab.kin import keepers
from vocab.language import Language, Text


@dataclass(frozen=True, slots=True)
class Found:
    """A practice found; `of`: the network's charter that has it, None for the common catalogue."""

    notation: str
    label: str
    definition: str
    of: str | None


@dataclass(frozen=True, slots=True)
class Search:
    """The words typed, and what was found: None where nothing was typed."""

    text: str
    found: tuple[Found, ...] | None


def search_of(pages: Pages, typed: str, language: Language) -> Search:
    """What the page of practices shows of a search. Raises `BadQuery`."""
    if len(typed) > MAX_TEXT:
        raise BadQuery("q", Text(f"{MAX_TEXT} caractères au plus", f"{MAX_TEXT} characters at most"))
    text, charter = " ".join(typed.split()), pages.vocabulary.charter
    if not text:
        return Search("", None)
    found = []
    for practice in searched(charter, text):
        of = next((fork.label.in_(language) for fork in keepers(charter, practice)), None)
        found.append(Found(practice.notation, practice.label.in_(language), practice.definition.in_(language), of))
    return Search(text, tuple(found))
