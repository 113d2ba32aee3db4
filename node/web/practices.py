"""The catalogue of practices: /practices, and a page for each: what it is, what its levels mean, who does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import orjson
from aiohttp import web

from node.clock import iso
from node.directory import Directory
from node.errors import Missing
from node.formats.item import items_of
from node.parameters import Choice
from node.query import Query
from node.reader import Reader
from node.store import stating
from node.store.stating import Stated
from node.web.answers import ready
from node.web.cards import card_of, names_of
from node.web.choices import address
from node.web.directory import DIRECTORY, JSON, owners_of, reader_of, site_of
from node.web.doing import Doing, doings
from node.web.negotiation import HTML, choose
from node.web.pages import PAGES, Pages, language_of, page
from vocab.charter import Practice
from vocab.language import Language, Text

SHOWN: Final = 50
STORIES: Final = 4
UNKNOWN: Final = Text("Aucune pratique du catalogue ne porte ce code.", "No practice of the catalogue has this code.")


async def get_practices(request: web.Request) -> web.Response:
    """The catalogue by theme."""
    directory, pages = request.app[DIRECTORY], request.app[PAGES]
    language = language_of(request, directory.language)
    charter = directory.vocabulary.charter
    html = pages.render(
        "practices.html",
        language,
        site_of(directory),
        charter.label.in_(language),
        request.path,
        definition=charter.definition.in_(language),
        themes=[
            (
                theme.notation,
                theme.label.in_(language),
                theme.definition.in_(language),
                _listed(charter.of_theme(theme.notation), language),
            )
            for theme in charter.themes
        ],
    )
    return page(request, html, language)


async def get_practice(request: web.Request) -> web.StreamResponse:
    """One practice as a page, or as JSON by `Accept` or suffix."""
    directory = request.app[DIRECTORY]
    practice = directory.vocabulary.charter.get(request.match_info["notation"])
    if practice is None or practice.notation != request.match_info["notation"]:
        raise Missing(UNKNOWN)
    reader = await reader_of(request)
    now = iso(directory.clock.now())
    stated, total = await directory.store.reading(stating.of_practice, practice.notation, reader, now=now, limit=SHOWN)
    pages = request.app[PAGES]
    language = language_of(request, directory.language)
    doing = await doings(directory, pages, stated, reader, language)
    if request.path.endswith(".json") or choose(request.headers.get("Accept"), (JSON, HTML)) == JSON:
        return ready(request, orjson.dumps(described(practice, stated, doing, total, directory)), JSON)
    charter = directory.vocabulary.charter
    theme = next((each for each in charter.themes if each.notation == practice.theme), None)
    html = pages.render(
        "practice.html",
        language,
        site_of(directory),
        practice.label.in_(language),
        request.path,
        definition=practice.definition.in_(language),
        theme=(theme.notation, theme.label.in_(language)) if theme else None,
        question=practice.level3.in_(language),
        indicator=practice.indicator.in_(language),
        anchors=[anchor.in_(language) for anchor in practice.anchors],
        evidence=[label for each in practice.evidence if (label := pages.label(language, "evidence", each))],
        sources=[source.in_(language) for source in practice.sources],
        optional=practice.optional,
        doing=doing,
        total=total,
        organisations=address([("kind", "organization"), ("practice", practice.notation)]),
        records=address([("kind", "practice"), ("practice", practice.notation)]),
        stories=await _stories(directory, pages, practice.notation, reader, language),
        neighbours=_listed(
            [each for each in charter.of_theme(practice.theme) if each.notation != practice.notation], language
        ),
        notation=practice.notation,
        iri=practice.iri,
    )
    return page(request, html, language)


def described(
    practice: Practice, stated: Sequence[Stated], doing: Sequence[Doing], total: int, directory: Directory
) -> dict[str, object]:
    """A practice for programs."""
    by_record = {(each.record, each.notation): each for each in doing}
    return {
        "id": practice.iri,
        "notation": practice.notation,
        "theme": practice.theme,
        "label": _both(practice.label),
        "definition": _both(practice.definition),
        "question": _both(practice.level3),
        "indicator": _both(practice.indicator),
        "levels": [_both(anchor) for anchor in practice.anchors],
        "evidence": list(practice.evidence),
        "sources": [_both(source) for source in practice.sources],
        "total": total,
        "statements": [
            {
                "organization": each.organization,
                "name": found.name,
                "level": each.level,
                "stated": each.on,
                "record": each.record,
                "evidence": [shown.href for shown in found.evidence if shown.href],
            }
            for each in stated
            if (found := by_record.get((each.record, each.practice)))
        ],
        "directory": f"{directory.origin}{address([('kind', 'practice'), ('practice', practice.notation)], '.json')}",
    }


async def _stories(
    directory: Directory, pages: Pages, practice: str, reader: Reader, language: Language
) -> list[object]:
    choices = {"kind": Choice(("story",)), "practice": Choice((practice,))}
    answer = await directory.ask(Query(choices=choices, facets=(), limit=STORIES), reader)
    items = items_of(answer.found.rows, pages.vocabulary)
    names = names_of(await directory.names(owners_of(items), reader), language)
    return [card_of(pages, item, language, directory.origin, names) for item in items]


def _listed(practices: Sequence[Practice], language: Language) -> list[tuple[str, str]]:
    return [(each.notation, each.label.in_(language)) for each in practices]


def _both(text: Text) -> dict[str, str]:
    return {"fr": text.fr, "en": text.en}
