"""The catalogue of practices: /practices, and a page for each: what it is, what its levels mean, who does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import orjson
from aiohttp import web

from federation.hosts import host_of
from node.announcers.subject import slug_of
from node.announcers.themes import ServedTheme, themes_listed
from node.clock import iso
from node.directory import Directory
from node.endorsements import circles
from node.endorsements.circles import Told
from node.errors import Missing
from node.formats.item import Item
from node.helping import about, helping
from node.reader import Reader
from node.store import stating
from node.store.stating import Stated
from node.web.answers import ready
from node.web.cards import card_of, names_of
from node.web.choices import address
from node.web.directory import DIRECTORY, JSON, owners_of, reader_of, site_of
from node.web.doing import Doing, doings
from node.web.endorsed import SHOWN as ENDORSED
from node.web.endorsed import for_programs, look_again, seen
from node.web.kin import kin_lines, whose
from node.web.negotiation import HTML, choose
from node.web.pages import PAGES, Pages, language_of, page
from node.web.practice_search import search_of
from vocab.charter import LEVELS, Charter, Practice
from vocab.fork import Fork
from vocab.language import Language, Text
from vocab.practice import Theme

SHOWN: Final = 50
STORIES: Final = 4
# Of those that look for help and of those that offer it.
HELP: Final = 6
HELPING: Final[tuple[Literal["request"], Literal["offer"]]] = ("request", "offer")
# Units that an indicator says itself: "Ratio of …", "Number of …".
OBVIOUS: Final = ("count", "ratio", "text", "yes-no")
UNKNOWN: Final = Text("Aucune pratique du catalogue ne porte ce code.", "No practice of the catalogue has this code.")


NO_THEME: Final = Text("Aucun thème du catalogue ne porte cette lettre.", "No theme of the catalogue has this letter.")


@dataclass(frozen=True, slots=True)
class Following:
    """Where the stories of a theme, or of a practice, can be followed: an account, where this node serves it; feeds."""

    handle: str | None
    feeds: tuple[tuple[str, str], ...]
    stories: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A practice in people's words; `levels`: the name of each and what is seen there; `own`: only a network has
    it; `further`: its name in other languages."""

    notation: str
    label: str
    definition: str
    why: str
    begin: str
    question: str
    own: bool
    further: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]


async def get_practices(request: web.Request) -> web.Response:
    """The catalogue by theme."""
    return await catalogue_page(request)


async def catalogue_page(request: web.Request, fork: Fork | None = None) -> web.Response:
    """A catalogue as people read it: themes, practices, and under each what is seen at its levels."""
    directory, pages = request.app[DIRECTORY], request.app[PAGES]
    language = language_of(request, directory.language)
    charter = directory.vocabulary.charter
    served = await directory.store.reading(themes_listed, directory.vocabulary)
    practices = fork.of(charter.practices) if fork else charter.practices
    html = pages.render(
        "practices.html",
        language,
        site_of(directory),
        (fork or charter).label.in_(language),
        request.path,
        definition=(fork or charter).definition.in_(language),
        themes=[
            (
                theme.notation,
                theme.label.in_(language),
                theme.definition.in_(language),
                [_shown(pages, practice, language, fork) for practice in practices if practice.theme == theme.notation],
            )
            for theme in charter.themes
        ],
        following={each.notation: _following(directory, each, charter, served) for each in charter.themes},
        # Said once: the names of levels under each practice would be a tenth of the page.
        scale=[pages.label(language, "level", str(level)) for level in LEVELS],
        version=(fork or charter).version,
        version_iri=(fork or charter).version_iri,
        earlier=() if fork else charter.earlier,
        path=f"/ns/charter/{fork.slug}" if fork else "/ns/charter",
        network=fork.network if fork else None,
        set_aside=[
            (each.notation, each.label.in_(language)) for each in charter.practices if each.notation in fork.retired
        ]
        if fork
        else [],
        search=search_of(pages, request.query.get("q", ""), language),
        others=[] if fork else [(each.slug, each.label.in_(language)) for each in charter.forks],
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
    endorsed = await directory.store.reading(circles.of_practice, practice.notation, now, ENDORSED)
    look_again(request, endorsed)
    requests, offers = [await helping(directory, kind, practice.notation, reader, HELP) for kind in HELPING]
    doing = await doings(directory, pages, stated, reader, language)
    if request.path.endswith(".json") or choose(request.headers.get("Accept"), (JSON, HTML)) == JSON:
        said = described(practice, stated, doing, total, endorsed, directory) | {
            name: [each.entry.id for each in items] for name, items in (("requests", requests), ("offers", offers))
        }
        return ready(request, orjson.dumps(said), JSON)
    charter = directory.vocabulary.charter
    theme = next((each for each in charter.themes if each.notation == practice.theme), None)
    served = await directory.store.reading(themes_listed, directory.vocabulary)
    html = pages.render(
        "practice.html",
        language,
        site_of(directory),
        practice.label.in_(language),
        request.path,
        about=_shown(pages, practice, language),
        theme=(theme.notation, theme.label.in_(language)) if theme else None,
        whose=await whose(directory, pages, practice, language),
        kin=kin_lines(pages, practice, language),
        indicator=practice.indicator.in_(language),
        unit=None if practice.unit in OBVIOUS else charter.units[practice.unit].in_(language),
        matches=_matches(charter, practice, language),
        evidence=[label for each in practice.evidence if (label := pages.label(language, "evidence", each))],
        sources=[source.in_(language) for source in practice.sources],
        optional=practice.optional,
        doing=doing,
        endorsed=await seen(directory, pages, endorsed, language),
        total=total,
        organisations=address([("kind", "organization"), ("practice", practice.notation)]),
        records=address([("kind", "practice"), ("practice", practice.notation)]),
        stories=await _stories(directory, pages, practice.notation, reader, language),
        helping=[
            (
                f"help-{kind}",
                await _cards(directory, pages, items, reader, language),
                address([("kind", kind), ("practice", practice.notation)]),
            )
            for kind, items in zip(HELPING, (requests, offers), strict=True)
        ],
        following=_following(directory, theme, charter, served, practice) if theme else None,
        neighbours=_listed(
            [each for each in charter.offered(practice.theme) if each.notation != practice.notation], language
        ),
        notation=practice.notation,
        iri=practice.iri,
    )
    return page(request, html, language)


def _following(
    directory: Directory,
    theme: Theme,
    charter: Charter,
    served: Sequence[ServedTheme],
    practice: Practice | None = None,
) -> Following:
    account = next((each.subject.name for each in served if each.subject.slug == slug_of(theme)), None)
    named = f"practice-{practice.notation}" if practice is not None else f"theme-{theme.notation}"
    practices = (practice,) if practice is not None else charter.offered(theme.notation)
    return Following(
        f"@{account}@{host_of(directory.origin)}" if account else None,
        tuple((form, f"/feeds/{named}.{form}") for form in ("atom", "rss", "json")),
        address([("kind", "story"), *(("practice", each.notation) for each in practices)]),
    )


def described(
    practice: Practice,
    stated: Sequence[Stated],
    doing: Sequence[Doing],
    total: int,
    endorsed: Sequence[Told],
    directory: Directory,
) -> dict[str, object]:
    """A practice for programs."""
    by_record = {(each.record, each.notation): each for each in doing}
    return {
        "id": practice.iri,
        "notation": practice.notation,
        "theme": practice.theme,
        "label": _both(practice.label),
        "definition": _both(practice.definition),
        "why": _both(practice.why),
        "begin": _both(practice.begin),
        "question": _both(practice.question),
        "first": practice.first,
        "indicator": _both(practice.indicator),
        "unit": practice.unit,
        "levels": [_both(anchor) for anchor in practice.anchors],
        "evidence": list(practice.evidence),
        "sources": [_both(source) for source in practice.sources],
        "matches": [
            {"id": each.iri, "how": each.how, "scheme": each.scheme, "number": each.number, "label": _both(each.label)}
            for each in practice.matches
        ],
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
        "endorsements": for_programs(endorsed),
        "directory": f"{directory.origin}{address([('kind', 'practice'), ('practice', practice.notation)], '.json')}",
    }


async def _stories(
    directory: Directory, pages: Pages, practice: str, reader: Reader, language: Language
) -> list[object]:
    items = await about(directory, "story", practice, reader, STORIES)
    return await _cards(directory, pages, items, reader, language)


async def _cards(
    directory: Directory, pages: Pages, items: Sequence[Item], reader: Reader, language: Language
) -> list[object]:
    names = names_of(await directory.names(owners_of(list(items)), reader), language)
    return [card_of(pages, item, language, directory.origin, names) for item in items]


def _shown(pages: Pages, practice: Practice, language: Language, fork: Fork | None = None) -> Shown:
    translations = fork.translations if fork else {}
    levels = [(pages.label(language, "level", str(level)) or "", each) for level, each in enumerate(practice.anchors)]
    return Shown(
        practice.notation,
        practice.label.in_(language),
        practice.definition.in_(language),
        practice.why.in_(language),
        practice.begin.in_(language),
        practice.question.in_(language),
        fork is not None and practice in fork.added,
        tuple((tag, labels[practice.notation]) for tag, labels in translations.items() if practice.notation in labels),
        tuple((name, anchor.in_(language)) for name, anchor in levels),
    )


def _matches(charter: Charter, practice: Practice, language: Language) -> list[tuple[str, list[str]]]:
    """What a practice corresponds to, by list: `8. Decent work and economic growth`."""
    found = [
        (
            matched.label.in_(language),
            [f"{each.number}. {each.label.in_(language)}" for each in practice.matches if each.scheme == matched.name],
        )
        for matched in charter.matched
    ]
    return [(label, matches) for label, matches in found if matches]


def _listed(practices: Sequence[Practice], language: Language) -> list[tuple[str, str]]:
    return [(each.notation, each.label.in_(language)) for each in practices]


def _both(text: Text) -> dict[str, str]:
    return {"fr": text.fr, "en": text.en}
