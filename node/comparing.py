"""Comparing: what a profile or a listing is compared by, read from what its document says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from federation.hosts import host_of
from federation.owner import same_origin
from federation.websites import host_name, website_of
from node.shared_hosts import SharedHosts
from node.store.organizations import Traits
from vocab.calls import AUTHORITY
from vocab.entry import Entry
from vocab.likeness import MAX_NAMES, bare, keys
from vocab.looseness import first_text, id_of, ids_of, one_or_many
from vocab.territories import Territories
from vocab.words import fold

MAX_REPLACED: Final = 50
MAX_NUMBERS: Final = 10
_REGISTERS: Final = frozenset({"siren", "siret", "rna"})
_SIREN_DIGITS: Final = 9


def traits_of(entry: Entry, document: Mapping[str, object], territories: Territories, shared: SharedHosts) -> Traits:
    """The traits of an organisation's entry."""
    website = website_of(entry.website)
    is_shared = website is None or shared.covers(website.host)
    # The first page of a forge or a network is nobody's; one below it, or a name of its own there, is somebody's.
    nobodys = website is None or (website.is_whole_host and website.host in shared.names)
    site = None if website is None or nobodys else website.key
    commune = commune_of(entry, territories) or _own_territory(entry)
    place = commune or _written_place(document)
    town = territories.get(commune) if commune else None
    written = dict.fromkeys(_names(entry, document))
    names = dict.fromkeys(bare(name, town.name if town else "") for name in written)
    name_keys = {key for name in names for key in keys(name)}
    claimed = entry.claimed is True
    return Traits(
        id=entry.id,
        claimed=claimed,
        host=host_name(host_of(entry.id)) if claimed else None,
        addresses=_addresses(entry.id, document) if claimed else (),
        website=website.url if website is not None and site is not None else None,
        site=site,
        site_host=None if website is None or is_shared else website.host,
        names=tuple(names)[:MAX_NAMES],
        place=place,
        numbers=_numbers(entry),
        replaces=tuple(dict.fromkeys(ids_of(document.get("replaces"))))[:MAX_REPLACED] if claimed else (),
        replaced_by=None if claimed else id_of(document.get("isReplacedBy")),
        name_keys=tuple(sorted(name_keys)) if place else (),
    )


def commune_of(entry: Entry, territories: Territories) -> str | None:
    """The commune in which an organisation stands, whichever part of it is named."""
    return next(filter(None, map(territories.commune, entry.placed)), None)


def _own_territory(entry: Entry) -> str | None:
    """Of an authority that says no seat: the one territory that it serves is its own."""
    return entry.served[0] if entry.platform_kind == AUTHORITY and len(entry.served) == 1 else None


def _names(entry: Entry, document: Mapping[str, object]) -> list[str]:
    """The names in every language; of a listing also the name of the organisation it describes."""
    subject = document.get("organization")
    about = first_text(subject.get("name")) if isinstance(subject, Mapping) else None
    return [name for name in (*entry.names.values(), about or "") if name]


def _written_place(document: Mapping[str, object]) -> str | None:
    """Where it stands, as written, for what is in no commune that we know."""
    for location in one_or_many(document.get("location")):
        if isinstance(location, Mapping):
            address = location.get("address")
            lines = address if isinstance(address, Mapping) else {}
            town = first_text(lines.get("addressLocality")) or first_text(location.get("name")) or ""
            folded = fold(f"{first_text(lines.get('addressCountry')) or ''} {town}"[:200])
            if folded:
                return folded
    return None


def _addresses(id: str, document: Mapping[str, object]) -> tuple[str, ...]:
    """By which addresses a website may name the actor: its id, and its pages at its own origin."""
    pages = (url for url in ids_of(document.get("url"))[:10] if same_origin(url, id))
    return tuple(dict.fromkeys((id, *pages)))


def _numbers(entry: Entry) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for scheme, value in entry.identifiers[:MAX_NUMBERS]:
        if scheme not in _REGISTERS:
            continue
        # An establishment's number begins with its organisation's.
        number = value[:_SIREN_DIGITS] if scheme == "siret" else value.upper()
        found[f"{'siren' if scheme == 'siret' else scheme}:{number}"] = None
    return tuple(found)
