"""The actor of a territory or of a theme, a Group: it says what is new there, and whose account it is not."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from vocab.context import ACTOR
from vocab.language import LANGUAGES, Language, Text
from vocab.model import ActorFrame
from vocab.practice import Theme
from vocab.profile import generator
from vocab.territories import Territory
from vocab.territory_table import PARTS
from vocab.wire import Document, present

# Whose account this is not.
_AUTHORITIES: Final[Mapping[str, Text]] = {
    "commune": Text("de la commune", "of the commune"),
    "epci": Text("de l'intercommunalité", "of the intercommunal body"),
    "departement": Text("du département", "of the département"),
    "region": Text("de la région", "of the region"),
}
_COUNTED: Final[tuple[tuple[str, Text, Text], ...]] = (
    ("organization", Text("organisation", "organisation"), Text("organisations", "organisations")),
    ("offer", Text("proposition", "offer"), Text("propositions", "offers")),
    ("request", Text("demande", "request"), Text("demandes", "requests")),
    ("event", Text("rendez-vous", "event"), Text("rendez-vous", "events")),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a territory's actor says of itself: who publishes it, whom to ask, what exists, who the authority is.

    `authority`: (name, address) of the authority's own actor, where it is known.
    """

    territory: Territory
    publisher: str
    contact: str
    counts: Mapping[str, int]
    authority: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ToldTheme:
    """What a theme's actor says of itself: who publishes it, whom to ask, how many stories there are."""

    theme: Theme
    publisher: str
    contact: str
    stories: int


def to_group(told: Told, frame: ActorFrame) -> Document:
    """The document of a territory's actor, unsigned."""
    summaries = {each: _summary(told, each) for each in LANGUAGES}
    page = f"/territories/{told.territory.slug}"
    return _group(frame, about(told.territory), summaries, page, told.contact, {"areaServed": [told.territory.compact]})


def to_theme_group(told: ToldTheme, frame: ActorFrame) -> Document:
    """The document of a theme's actor, unsigned."""
    label, notation = told.theme.label, told.theme.notation
    name = Text(f"Récits de pratiques : {label.fr}", f"Stories of practices: {label.en}")
    summaries = {each: _summary_of_theme(told, each) for each in LANGUAGES}
    return _group(frame, name, summaries, f"/practices#{notation}", told.contact, {"theme": f"charter:{notation}"})


def _group(
    frame: ActorFrame,
    name: Text,
    summaries: Mapping[Language, str],
    page: str,
    contact: str,
    subject: Mapping[str, object],
) -> Document:
    """The language of its node stands first."""
    languages = sorted(LANGUAGES, key=lambda each: each != frame.language)
    names = {each: name.in_(each) for each in languages}
    fields = [{"type": "PropertyValue", "name": "Contact", "value": html.escape(contact)}] if contact else []
    return present(
        {
            "@context": ACTOR,
            "id": frame.id,
            "type": "Group",
            "preferredUsername": frame.name,
            "webfinger": frame.handle,
            "name": names[languages[0]],
            "nameMap": names,
            "summary": summaries[languages[0]],
            "summaryMap": {each: summaries[each] for each in languages},
            "url": f"{frame.origin}{page}",
            **subject,
            "attachment": fields,
            "inbox": f"{frame.id}/inbox",
            "outbox": f"{frame.id}/outbox",
            "followers": f"{frame.id}/followers",
            "featured": f"{frame.id}/featured",
            "endpoints": {"sharedInbox": f"{frame.origin}/inbox"},
            "publicKey": frame.public_key,
            "assertionMethod": list(frame.keys),
            "generator": generator(frame.origin),
            "manuallyApprovesFollowers": False,
            "discoverable": True,
            # It describes no organisation: directories of others have no use for it.
            "indexable": False,
            "movedTo": frame.moved_to,
            "published": frame.published,
            "updated": frame.updated,
        }
    )


def about(territory: Territory) -> Text:
    """What such an actor is called.

    >>> from vocab.territories import Territories
    >>> about(Territories.load().get("fr-commune-59350")).en
    'Information about Lille'
    """
    return Text(f"Informations sur {territory.label('fr')}", f"Information about {territory.label('en')}")


def existing(counts: Mapping[str, int]) -> Text:
    """What exists, in figures.

    >>> existing({"organization": 2, "offer": 1}).en
    '2 organisations, 1 offer.'
    """
    found = [
        (number, one if number == 1 else several) for kind, one, several in _COUNTED if (number := counts.get(kind, 0))
    ]
    if not found:
        return Text("Rien n'y est encore recensé.", "Nothing is listed there yet.")
    return Text(
        ", ".join(f"{number} {word.fr}" for number, word in found) + ".",
        ", ".join(f"{number} {word.en}" for number, word in found) + ".",
    )


def _summary_of_theme(told: ToldTheme, language: str) -> str:
    label, definition = told.theme.label.in_(language), told.theme.definition.in_(language)
    number = told.stories
    fr = "Aucun récit pour l'instant." if not number else "1 récit." if number == 1 else f"{number} récits."
    en = "No story so far." if not number else "1 story." if number == 1 else f"{number} stories."
    lines = [
        Text(
            f"Comment des plateformes ont fait : leurs récits sur le thème « {label} », annoncés par {told.publisher}.",
            f'How platforms did it: their stories on the theme "{label}", announced by {told.publisher}.',
        ).in_(language),
        definition,
        Text(
            f"Ce compte n'écrit rien lui-même : chaque récit est de l'organisation qui le signe. {fr}",
            f"This account writes nothing itself: each story is of the organisation that signs it. {en}",
        ).in_(language),
    ]
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in lines)


def _summary(told: Told, language: str) -> str:
    kind = "commune" if told.territory.type in PARTS else told.territory.type
    whose = _AUTHORITIES[kind].in_(language)
    subject, publisher = about(told.territory).in_(language), told.publisher
    lines = [
        Text(
            f"{subject}, publiées par {publisher}. Ce n'est pas un compte {whose}.",
            f"{subject}, published by {publisher}. Not an account {whose}.",
        ).in_(language),
        Text(
            f"Ce qui existe là et ce qui y sert : {existing(told.counts).fr}",
            f"What is there and what serves there: {existing(told.counts).en}",
        ).in_(language),
    ]
    escaped = [html.escape(line, quote=False) for line in lines]
    if told.authority is not None:
        name, address = (html.escape(each) for each in told.authority)
        words = Text("Le compte de la collectivité :", "The authority's own account:").in_(language)
        escaped.append(f'{words} <a href="{address}">{name}</a>')
    return "".join(f"<p>{line}</p>" for line in escaped)
