"""Cards: what a page says of one record, in people's words.

Who says it and when always stands there; a value without words is left out; what is approximate says so. Addresses,
keys and servers wait under the fold "Technique" (DESIGN laws 7 and 12).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from markupsafe import Markup, escape

from node.extracts import Looking, shown
from node.formats.content import html_of
from node.formats.item import Item
from node.formats.names import author_of as author_of
from node.formats.names import name_of
from node.formats.names import names_of as names_of
from node.web.evidence_link import shown_link
from node.web.fact import Fact
from node.web.pages import Pages
from node.web.terms import moment_of, price_of
from node.web.vouching import in_short
from vocab.calls import AUTHORITY
from vocab.entry import NAMING
from vocab.extracts import Extract
from vocab.language import Language
from vocab.looseness import first_text, id_of, one_or_many

MAX_EXCERPT: Final = 280
_WEB: Final = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Badge:
    """A word beside the kind; `past` when its time is over; `day` when it says when it is."""

    text: str
    past: bool = False
    day: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One record on a page."""

    id: str
    href: str
    # Where its owner's server shows it, when that is not this one.
    original: str | None
    name: str
    title: Markup
    language: str | None
    kind: str
    badges: tuple[Badge, ...]
    excerpt: Markup
    found_by: str
    place: str
    serves: str
    said: str
    when: str | None
    updated: str | None
    verified: str | None
    vouched: tuple[str, ...]
    technique: tuple[tuple[str, str], ...]
    # Where somebody signed in here follows who speaks; None for others.
    follow: str | None = None
    # Those that look like the same organisation (node/web/grouping.py).
    doubles: tuple[Double, ...] = ()


@dataclass(frozen=True, slots=True)
class Double:
    """One that looks like the card it stands with, and why."""

    card: Card
    why: str


def card_of(
    pages: Pages,
    item: Item,
    language: Language,
    origin: str,
    names: Mapping[str, str],
    words: Looking | None = None,
) -> Card:
    """The card of a record; `origin` is this node's, `names` those of the owners that are known here.

    `words` are those looked for: marked where they stand, else the values are told that mean them.
    """
    entry = item.entry
    found = shown(entry, words, pages.vocabulary, language) if words else None
    spoken = found.language if found else language if language in entry.names else entry.language
    name = entry.name_in(spoken) or name_of(entry.id, {})
    text = entry.text_in(spoken)
    short = text if len(text) <= MAX_EXCERPT else text[:MAX_EXCERPT].rsplit(" ", 1)[0] + "…"
    own = entry.id.startswith(origin + "/")
    return Card(
        id=entry.id,
        href=entry.id if own else held_at(entry.id),
        original=item.url if item.url.startswith(_WEB) and not own else None,
        name=name,
        title=marked(found.name) if found and entry.name else escape(name),
        language=spoken if spoken not in (language, "und") and spoken.isalpha() else None,
        kind=_kind(pages, item, language),
        badges=tuple(dict.fromkeys(_badges(pages, item, language))),  # a need and a sector may share their word
        excerpt=marked(found.text) if found and found.text else escape(short),
        found_by=", ".join(dict.fromkeys(filter(None, (pages.label(language, *each) for each in found.by))))
        if found
        else "",
        place=place_of(pages, item, language),
        serves=labels(pages, "territory", entry.served, language),
        said=_said(pages, item, language, names),
        when=pages.date(language, entry.updated),
        updated=entry.updated,
        verified=pages.label(language, "verified", str(item.row.provenance.get("verified"))),
        vouched=in_short(pages, item, language, origin, names),
        technique=tuple(_technique(item)),
    )


def held_at(id: str) -> str:
    """Where this node shows the copy that it holds of a record of another."""
    return f"/record?{urlencode({'id': id})}"


def marked(extract: Extract) -> Markup:
    """A piece of a text with its words between `<mark>` and `</mark>`, all else escaped."""
    parts: list[Markup] = []
    at = 0
    for start, end in extract.marks:
        parts += [escape(extract.text[at:start]), Markup("<mark>%s</mark>") % extract.text[start:end]]
        at = end
    return Markup("").join([*parts, escape(extract.text[at:])])


def facts_of(pages: Pages, item: Item, language: Language) -> list[Fact]:
    """The lines of a record's page, those without words left out."""
    entry, document = item.entry, item.document
    serves = "record.serves" if entry.kind == "organization" else "record.serves.thing"
    statement = entry.statements[0] if entry.kind in NAMING and entry.statements else None
    level = None if statement is None or statement.level is None else str(statement.level)
    website = entry.website if entry.website and entry.website.lower().startswith(_WEB) else None
    numbers = ", ".join(f"{scheme.upper()} {value}" for scheme, value in entry.identifiers)
    ends = pages.date(language, entry.expires)
    found = [
        Fact("record.website", _bare(website), website) if website else None,
        _repository(pages, document, language),
        Fact("record.place", place_of(pages, item, language), _only(entry.placed)),
        Fact(serves, labels(pages, "territory", entry.served, language), _only(entry.served)),
        Fact("record.platform_kind", labels(pages, "platform_kind", (entry.platform_kind,), language)),
        _unattested(pages, item, language),
        Fact("record.sector", labels(pages, "sector", entry.sectors, language)),
        Fact("record.need", labels(pages, "need", entry.needs, language)),
        Fact("record.exchange", labels(pages, "exchange", entry.exchange, language)),
        Fact("record.audience", labels(pages, "audience", entry.audience_kinds, language)),
        *(
            Fact(
                "record.practice", pages.label(language, "practice", each.practice) or "", f"/practices/{each.practice}"
            )
            for each in (entry.statements if statement else ())
        ),
        Fact("record.level", labels(pages, "level", (level,), language)),
        # A story tells them in its text.
        *(
            (Fact("record.cost", item.said("cost")), Fact("record.outcome", item.said("outcome")))
            if entry.kind != "story"
            else ()
        ),
        *_evidence(pages, document, language),
        Fact("record.price", price_of(pages, item, language)),
        Fact(
            "record.starts", moment_of(pages, item, "startTime", language) or pages.date(language, entry.starts) or ""
        ),
        Fact("record.ends", moment_of(pages, item, "endTime", language) or ends or "")
        if entry.kind == "event"
        else None,
        Fact(
            "record.answer_by" if entry.kind == "request" else "record.until",
            "" if entry.kind == "event" else ends or "",
        ),
        Fact("record.coop_status", labels(pages, "coop_status", (entry.coop_status,), language)),
        Fact("record.legal_form", labels(pages, "legal_form", (entry.legal_form,), language)),
        Fact("record.stage", labels(pages, "stage", (entry.stage,), language)),
        Fact("record.identifier", numbers),
        Fact("record.license", labels(pages, "license", (entry.license,), language)),
        Fact("record.policy", labels(pages, "policy", (entry.policy,), language)),
    ]
    return [fact for fact in found if fact is not None and fact.text]


def _unattested(pages: Pages, item: Item, language: Language) -> Fact | None:
    """Anybody may say that they are an authority: where nothing bears it out, the page says so."""
    checks = item.row.provenance.get("checks")
    borne_out = isinstance(checks, Mapping) and not {"register-matched", "attested"}.isdisjoint(checks)
    if item.entry.platform_kind != AUTHORITY or borne_out:
        return None
    return Fact("record.authority", pages.t(language, "record.authority.alone"))


def _only(slugs: Sequence[str]) -> str | None:
    """The page of a territory, where there is but one."""
    return f"/territories/{slugs[0]}" if len(slugs) == 1 else None


def moved_to(item: Item) -> str | None:
    """Where an organisation says it lives now, if it moved."""
    where = id_of(item.document.get("movedTo")) if item.entry.claimed else None
    return where if where and where.startswith(_WEB) else None


def notice_of(pages: Pages, item: Item, language: Language, names: Mapping[str, str]) -> list[Fact]:
    """For an organisation described by another: who does, from which source, on which basis, whom to ask, and what
    makes the listing give way; where its author says that it did, to whom.
    """
    if item.entry.claimed is not False:
        return []
    ask = item.said("objections")
    href = ask if ask.startswith(_WEB) else f"mailto:{ask}" if "@" in ask and " " not in ask else None
    instead = id_of(item.document.get("isReplacedBy")) or ""
    found = [
        Fact("record.notice.who", name_of(item.entry.owner, names)),
        Fact("record.notice.source", item.said("statedSource")),
        Fact("record.notice.basis", item.said("legalBasis")),
        Fact("record.notice.objections", ask, href),
        Fact("record.notice.replaced", _bare(instead), instead)
        if instead.startswith(_WEB)
        else Fact("record.notice.yours", pages.t(language, "record.notice.yours.how")),
    ]
    return [fact for fact in found if fact.text]


def content_of(item: Item, language: Language) -> Markup:
    """A record's text as HTML that cannot act, ready for a template."""
    return Markup(html_of(item, language))


def place_of(pages: Pages, item: Item, language: Language) -> str:
    """Where it stands; approximate places and points say so."""
    entry = item.entry
    names = labels(pages, "territory", entry.placed, language)
    if not names:
        location = next((each for each in one_or_many(item.document.get("location")) if isinstance(each, Mapping)), {})
        names = (first_text(location.get("name")) or "").strip()[:200]
    about = pages.t(language, "card.about")
    if entry.approximate:
        names = f"{names} ({about})" if names else pages.t(language, "card.place.about")
    if item.row.distance_km is None:
        return names
    key = "card.away.about" if entry.approximate else "card.away"
    kilometres = f"{item.row.distance_km:.1f}".replace(".", "," if language == "fr" else ".")
    return ", ".join(filter(None, [names, pages.t(language, key, km=kilometres)]))


def labels(pages: Pages, facet: str, values: Iterable[str | None], language: Language) -> str:
    """The words of values, with commas between."""
    found = (pages.label(language, facet, value) for value in values if value)
    return ", ".join(label for label in found if label)


def _kind(pages: Pages, item: Item, language: Language) -> str:
    entry = item.entry
    if entry.claimed is False:
        return pages.label(language, "kind", "listing") or ""
    if entry.claimed and entry.platform_kind:
        return pages.label(language, "platform_kind", entry.platform_kind) or ""
    return pages.label(language, "kind", entry.kind) or ""


def _badges(pages: Pages, item: Item, language: Language) -> Iterable[Badge]:
    entry = item.entry
    if moved_to(item):
        yield Badge(pages.t(language, "card.moved"), past=True)
    if item.row.relation:
        yield Badge(pages.label(language, "relation", item.row.relation) or "")
    for facet, values in (("need", entry.needs), ("sector", entry.sectors), ("exchange", entry.exchange)):
        for value in values[:4]:
            if label := pages.label(language, facet, value):
                yield Badge(label)
    if entry.kind in NAMING:
        for statement in entry.statements:
            level = None if statement.level is None else pages.label(language, "level", str(statement.level))
            for label in (pages.label(language, "practice", statement.practice), level):
                if label:
                    yield Badge(label)
    if entry.starts and (day := pages.date(language, entry.starts)):
        yield Badge(pages.t(language, "card.starts", date=day), day=True)
    if item.row.expired:
        yield Badge(pages.t(language, "card.expired"), past=True)
    elif entry.kind != "event" and (day := pages.date(language, entry.expires)):
        yield Badge(pages.t(language, "card.until", date=day), day=True)


def _said(pages: Pages, item: Item, language: Language, names: Mapping[str, str]) -> str:
    if item.entry.claimed:
        return pages.t(language, "card.own")
    key = "card.proposed" if item.entry.claimed is False else "card.said"
    return pages.t(language, key, name=name_of(item.entry.owner, names))


def _bare(address: str) -> str:
    return address.partition("://")[2].rstrip("/")[:100]


def _technique(item: Item) -> Iterable[tuple[str, str]]:
    facts = item.row.provenance
    proof = facts.get("proof")
    yield "id", item.entry.id
    yield "owner", item.entry.owner
    for key in ("origin", "received", "verified"):
        if facts.get(key):
            yield key, str(facts[key])
    if isinstance(proof, Mapping) and proof.get("key"):
        yield "key", str(proof["key"])
    if facts.get("via"):
        yield "via", str(facts["via"])


def _repository(pages: Pages, document: Mapping[str, object], language: Language) -> Fact | None:
    """Where an organisation says its code is."""
    url, _ = shown_link(pages, document.get("sourceRepository"), language)
    return Fact("record.repository", _bare(url), url) if url else None


def _evidence(pages: Pages, document: Mapping[str, object], language: Language) -> Iterable[Fact]:
    for each in one_or_many(document.get("evidence"))[:20]:
        if isinstance(each, Mapping):
            url, note = shown_link(pages, each.get("url"), language)
            code = first_text(each.get("evidenceType"))
            label = pages.label(language, "evidence", code)
            if url:
                yield Fact("record.evidence", f"{label} : {_bare(url)}" if label else _bare(url), url)
            elif label:
                yield Fact("record.evidence", f"{label} ({note})" if note else label)
