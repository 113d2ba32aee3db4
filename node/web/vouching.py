"""Vouching: who said it and when, in people's words: for a line on a card, and for a part of a record's page.

Nothing here is a score: each sentence is one fact, with its date where it has one (DESIGN laws 7, 9 and 12).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from node.formats.item import Item
from node.formats.names import name_of
from node.store.replaced import Replaced
from node.web.endorsed import what_of
from node.web.fact import Fact
from node.web.pages import Pages
from vocab.language import Language

Names = Mapping[str, str]


def in_short(pages: Pages, item: Item, language: Language, origin: str, names: Names) -> tuple[str, ...]:
    """What a card adds to who says it and when; `origin` is this node's."""
    return tuple(_short(pages, item, language, origin, names))


def at_length(pages: Pages, item: Item, language: Language, who: str, names: Names) -> list[Fact]:
    """The lines of the part "who said it and when"; `who` is the name of its author."""
    said, entry = item.row.provenance, item.entry
    checked = "said.checked" if entry.kind == "organization" else "said.checked.speaker"
    found = [
        Fact("said.by", who),
        Fact("said.on", pages.date(language, entry.updated) or ""),
        Fact("said.origin", str(said.get("origin") or "")),
        Fact("said.received", pages.date(language, _text(said.get("received"))) or ""),
        Fact("said.verified", pages.label(language, "verified", _text(said.get("verified"))) or ""),
        Fact("said.confirmed", pages.date(language, _text(said.get("confirmed"))) or ""),
        Fact("said.expires", _until(pages, item, language)),
        *(Fact(checked, sentence) for sentence in _checks(pages, item, language, names)),
    ]
    return [fact for fact in found if fact.text]


def replaced(pages: Pages, listings: Sequence[Replaced], language: Language, names: Names) -> list[Fact]:
    """Whose listings an organisation's profile took the place of, and what proved that they were about it."""
    found = []
    for each in listings:
        proved = pages.t(language, f"said.replaces.{each.how}")
        name = name_of(each.lister, names)
        found.append(Fact("said.replaces", pages.t(language, "said.replaces.line", name=name, proved=proved)))
    return found


def networks_of(item: Item) -> tuple[str, ...]:
    """The networks that a row names, whose names a page needs."""
    return tuple(_networks(item.row.provenance))


def _short(pages: Pages, item: Item, language: Language, origin: str, names: Names) -> Iterator[str]:
    said = item.row.provenance
    host, received = _text(said.get("origin")), pages.date(language, _text(said.get("received")))
    if host and received and host != origin.partition("://")[2]:
        yield pages.t(language, "card.received", host=host, date=received)
    confirmed = pages.date(language, _text(said.get("confirmed")))
    if confirmed:
        yield pages.t(language, "card.confirmed", date=confirmed)
    if item.entry.kind == "organization":
        yield from _checks(pages, item, language, names)
        return
    ways = said.get("verified_by")
    listed = [pages.label(language, "verified_by", str(way)) for way in (ways if isinstance(ways, list) else ())]
    if known := ", ".join(filter(None, listed)):
        yield pages.t(language, "card.speaker", ways=known)


def _checks(pages: Pages, item: Item, language: Language, names: Names) -> Iterator[str]:
    """A sentence for each thing that this node verified of the organisation, or of who speaks."""
    checks = item.row.provenance.get("checks")
    if not isinstance(checks, Mapping):
        return
    domain, register = checks.get("domain-proved"), checks.get("register-matched")
    if isinstance(domain, Mapping):
        day = pages.date(language, _text(domain.get("checked")))
        key = "check.host" if domain.get("by") == "host" else "check.website.on" if day else "check.website"
        yield pages.t(language, key, website=_bare(str(domain.get("website"))), date=day)
    if isinstance(register, Mapping):
        number = str(register.get("number")).partition(":")
        key = f"check.register.{register.get('register')}"
        yield pages.t(language, key, number=f"{number[0].upper()} {number[2]}")
    networks = [name_of(network, names) for network in _listed(item.row.provenance, "networks")]
    if networks:
        yield pages.t(language, "check.attested", networks=", ".join(networks))
    for each in _attestations(item.row.provenance):
        by, matter = str(each.get("by")), str(each.get("matter"))
        what = what_of(pages, None, matter, str(each.get("reference") or ""), language)
        day = pages.date(language, _text(each.get("until")))
        if what and day:
            yield pages.t(language, "check.attestation", what=what, name=name_of(by, names), date=day)


def _networks(provenance: Mapping[str, object]) -> Iterator[str]:
    yield from _listed(provenance, "networks")
    yield from (str(each.get("by")) for each in _attestations(provenance))


def _attestations(provenance: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    yield from (each for each in _facts(provenance, "attestations") if isinstance(each, Mapping))


def _listed(provenance: Mapping[str, object], name: str) -> list[str]:
    return [str(each) for each in _facts(provenance, name)]


def _facts(provenance: Mapping[str, object], name: str) -> list[object]:
    checks = provenance.get("checks")
    attested = checks.get("attested") if isinstance(checks, Mapping) else None
    found = attested.get(name) if isinstance(attested, Mapping) else None
    return found if isinstance(found, list) else []


def _until(pages: Pages, item: Item, language: Language) -> str:
    if item.entry.kind == "event":
        return ""
    day = pages.date(language, _text(item.row.provenance.get("expires")))
    if day and item.row.expired:
        return pages.t(language, "said.expired", date=day)
    return day or ""


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _bare(address: str) -> str:
    return address.partition("://")[2].rstrip("/")[:100]
