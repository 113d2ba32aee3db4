"""Told: an item as every feed says it, in one language: who, what, when, where, and what may be done with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from node.formats.content import html_of
from node.formats.item import Item, Labels
from node.formats.names import author_of
from vocab.looseness import id_of
from vocab.prose import plain

MAX_TITLE: Final = 300
MAX_HTML: Final = 20_000
# What XML 1.0 cannot hold (section 2.2), whatever people pasted; no other form misses it.
_UNSAYABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Told:
    """One record. Instants are UTC with milliseconds; `rights` names its author, its licence and what it asks."""

    item: Item
    id: str
    url: str
    title: str
    html: str
    language: str
    author: str
    owner: str
    license: str | None
    rights: str
    kind: str
    tags: tuple[str, ...]
    place: str
    published: str
    updated: str

    @property
    def text(self) -> str:
        """Its text without markup."""
        return plain(self.html)


def told(item: Item, labels: Labels, names: Mapping[str, str]) -> Told:
    """A record for a feed; `names` are those of the owners known here."""
    entry, language = item.entry, labels.language
    spoken = language if language in entry.names else entry.language if entry.language.isalpha() else language
    author = sayable(author_of(item, names))
    kind = labels.joined("kind", ("listing" if entry.claimed is False else entry.kind,))
    title = sayable(entry.name_in(language)).strip()[:MAX_TITLE]
    updated = entry.updated or entry.published or str(item.row.provenance["received"])
    return Told(
        item=item,
        id=entry.id,
        url=sayable(item.url),
        title=title or kind or entry.id,
        html=_cut(sayable(html_of(item, language)).strip()),
        language=spoken,
        author=author,
        owner=entry.owner,
        license=_web(id_of(item.document.get("license"))),
        rights=_rights(item, labels, author),
        kind=kind,
        tags=tuple(dict.fromkeys(_tags(item, labels, kind))),
        place=labels.joined("territory", entry.placed),
        published=entry.published or updated,
        updated=updated,
    )


def sayable(text: str) -> str:
    """A text without what no XML document can hold.

    >>> sayable("V\\x00élo\\x0b")
    'Vélo'
    """
    return _UNSAYABLE.sub("", text)


def _cut(html: str) -> str:
    """The whole text, or its beginning without markup: half a tag is none."""
    return html if len(html) <= MAX_HTML else f"<p>{plain(html)[:MAX_HTML].replace('<', '&lt;')}…</p>"


def _rights(item: Item, labels: Labels, author: str) -> str:
    """Les Pédales. Licence Ouverte 2.0. Réutilisation : …; what is said of it, and no more."""
    license = labels.joined("license", (item.entry.license,)) or item.entry.license or ""
    policy = labels.joined("policy", (item.entry.policy,))
    return ". ".join(sayable(part) for part in (author, license, policy) if part)


def _tags(item: Item, labels: Labels, kind: str) -> Iterable[str]:
    entry = item.entry
    coded: tuple[tuple[str, Iterable[str]], ...] = (
        ("need", entry.needs),
        ("sector", entry.sectors),
        ("practice", [each.practice for each in entry.statements] if entry.kind != "report" else ()),
        ("territory", entry.placed),
        ("territory", entry.served),
    )
    yield from (kind,) if kind else ()
    for facet, values in coded:
        for value in values:
            if label := labels.joined(facet, (value,)):
                yield label


def _web(address: str | None) -> str | None:
    return address if address and address.startswith(("https://", "http://")) else None
