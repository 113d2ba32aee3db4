"""Views: the public pages as functions of what is known, each giving HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from federation.hosts import host_of
from node.directory import Answer
from node.exporting import FORMS
from node.extracts import Looking, looking
from node.formats.item import Item
from node.query import Query
from node.store.looked import Looked
from node.store.replaced import Replaced
from node.web.adhering import facts_of_adherence
from node.web.answered import answered
from node.web.cards import Card, author_of, card_of, content_of, facts_of, moved_to, names_of, notice_of
from node.web.choices import address, chips, groups
from node.web.doing import Doing
from node.web.endorsed import Seen
from node.web.evidence_link import UNSEEN
from node.web.feed_links import feed_links
from node.web.grouping import NONE, Alikes, together
from node.web.maps import Picture
from node.web.pages import Pages, Site
from node.web.picturing import pictures_of
from node.web.reaching import Reach, follow_of
from node.web.readings import around, readings, suggested
from node.web.reusing import reuse_of
from node.web.showing import LOOKS, Showing
from node.web.sighting import Saw
from node.web.standing import asked_lines, version_of
from node.web.vouching import at_length, replaced
from vocab.commitments import asked_of
from vocab.language import Language, Text

Profiles = Mapping[str, bytes]


def render_directory(
    pages: Pages,
    answer: Answer,
    items: Sequence[Item],
    profiles: Profiles,
    language: Language,
    site: Site,
    export_limit: int,
    alikes: Alikes = NONE,
    picture: Picture | None = None,
) -> str:
    """A page of the directory. `items` are what `answer` found; `profiles` the documents of owners known here.

    `export_limit`: how many records a file holds at most; `alikes`: what looks like what; `picture`: the map, if asked.
    """
    query = answer.query
    pairs = query.pairs()
    first = address(pairs)
    others = [pair for pair in pairs if pair[0] not in ("view", "shade")]
    sorts = [name for name in ("relevance", "updated", "name", "distance") if _sortable(name, query)]
    return pages.render(
        "directory.html",
        language,
        site,
        pages.t(language, "directory.title"),
        first,
        words=" ".join(value for name, value in pairs if name == "q"),
        hidden=[pair for pair in pairs if pair[0] not in ("q", "sort")],
        ask_place=not query.territory.wanted,
        chips=chips(pages, query, language),
        readings=readings(pages, query, language),
        around=around(pages, query, language),
        suggested=suggested(pages, answer, language),
        facets=groups(pages, answer, language),
        total=answer.found.total,
        sort=query.sort,
        sorts=sorts,
        sort_hidden=[pair for pair in pairs if pair[0] != "sort"],
        cards=_together(pages, items, profiles, language, site, alikes, looking(query, pages.vocabulary)),
        paged=query.cursor is not None,
        first=first,
        next=address([*pairs, ("cursor", answer.next)]) if answer.next else None,
        picture=picture,
        views=[
            (view, address([*others, *([("view", view)] if view != "list" else [])]), view == query.view)
            for view in ("list", "map")
        ],
        clear=address([("view", "map")] if picture else []),
        downloads=_downloads(pairs, language),
        follow=feed_links(pairs, language),
        export_limit=export_limit if answer.found.total > export_limit else None,
    )


def render_record(
    pages: Pages,
    item: Item,
    related: Mapping[str, Sequence[Item]],
    profiles: Profiles,
    language: Language,
    site: Site,
    here: str,
    replacing: Sequence[Replaced] = (),
    alikes: Alikes = NONE,
    reach: Reach | None = None,
    doing: Sequence[Doing] = (),
    picture: Picture | None = None,
    today: str = "",
    newer: str | None = None,
    endorsed: Sequence[Seen] = (),
    showing: Showing | None = None,
    sighted: Sequence[Saw] = (),
    looked: Mapping[str, Looked] = UNSEEN,
) -> str:
    """A record's or an organisation's page; `related` are an organisation's records by kind, `replacing` the listings
    that gave way to it, `alikes` those that look like it, `doing` its practices, `picture` where it lies,
    `newer` the report that took its place, `endorsed` what others state of it,
    `showing` its practices at a glance, `sighted` what this node saw of them,
    `looked` the links of a report that it looked at.
    """
    names = names_of(profiles, language)
    content = content_of(item, language)
    report = answered(pages, item, content, language, looked)
    (card,) = _together(pages, (item,), profiles, language, site, alikes)
    asked = asked_of(item.document, pages.vocabulary) if item.entry.platform_kind == "network" else None
    return pages.render(
        "record.html",
        language,
        site,
        card.name,
        here,
        card=card,
        host=host_of(card.id),
        content=None if report else content,
        pictures=pictures_of(item, site.origin),
        facts=[*facts_of(pages, item, language), *facts_of_adherence(pages, item, language, today)],
        notice=notice_of(pages, item, language, names),
        said_facts=[
            *at_length(pages, item, language, author_of(item, names), names),
            *replaced(pages, replacing, language, names),
        ],
        moved_to=moved_to(item),
        asked=asked_lines(pages, asked, language),
        asked_version=version_of(pages, asked, language),
        reach=reach,
        reuse=reuse_of(pages, item, author_of(item, names), language, site.origin),
        doing=doing,
        endorsed=endorsed,
        showing=showing,
        looks=LOOKS,
        sighted=sighted,
        today=pages.date(language, today),
        picture=picture,
        report=report,
        newer=newer,
        related=[
            (kind, _cards(pages, items, profiles, language, site))
            for kind, items in related.items()
            if items and not (kind == "practice" and doing)
        ],
    )


def render_yielded(
    pages: Pages, listing: Replaced, profiles: Profiles, language: Language, site: Site, here: str
) -> str:
    """What stands where a listing was that gave way: where the organisation speaks for itself."""
    names = names_of(profiles, language)
    name = names.get(listing.profile) or host_of(listing.profile)
    lister = names.get(listing.lister) or host_of(listing.lister)
    return pages.render("yielded.html", language, site, name, here, lister=lister, profile=listing.profile)


def render_error(
    pages: Pages, status: int, sentences: Sequence[str | Text], language: Language, site: Site, here: str = "/"
) -> str:
    """A page that says what is wrong, in sentences for people."""
    key = f"error.{status}" if status in (400, 404, 410) else "error.other"
    said = [each if isinstance(each, str) else each.in_(language) for each in sentences]
    if status == 410 and not said:
        said = [pages.t(language, "error.410.detail")]
    title = pages.t(language, key)
    said = [sentence for sentence in said if sentence.rstrip(".") != title]
    return pages.render("error.html", language, site, title, here, sentences=said)


def _together(
    pages: Pages,
    items: Sequence[Item],
    profiles: Profiles,
    language: Language,
    site: Site,
    alikes: Alikes,
    words: Looking | None = None,
) -> list[Card]:
    others = {card.id: card for card in _cards(pages, alikes.others, profiles, language, site)}
    return together(_cards(pages, items, profiles, language, site, words), others, alikes, language)


def _cards(
    pages: Pages,
    items: Sequence[Item],
    profiles: Profiles,
    language: Language,
    site: Site,
    words: Looking | None = None,
) -> list[Card]:
    names = names_of(profiles, language)
    cards = [card_of(pages, item, language, site.origin, names, words) for item in items]
    if not site.signed_in:
        return cards
    return [replace(card, follow=follow_of(item)) for card, item in zip(cards, items, strict=True)]


def _sortable(name: str, query: Query) -> bool:
    return (name != "relevance" or bool(query.words.wanted)) and (name != "distance" or query.near is not None)


def _downloads(pairs: list[tuple[str, str]], language: Language) -> dict[str, str]:
    """Where the whole of a view is, by form; in the language of the page it is taken from."""
    kept = [pair for pair in pairs if pair[0] not in ("limit", "excel", "lang", "view", "shade")]
    whole = [*kept, ("lang", language)]
    found = {form: address(whole, f".{form}") for form in FORMS}
    return {**found, "excel": address([*whole, ("excel", "fr")], ".csv"), "json": address(kept, ".json")}
