"""Duplicates: profiles and listings that are most probably of one organisation, and the reason why.

Same website, same register number, or near-same name in the same place. Nothing is merged and nothing is counted
otherwise: pages show them together, and somebody here may say that two are not the same. What too many have in common
(a chain's website, the first word of a town's associations) tells nothing, so each is compared with a few dozen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from node.errors import Missing, NodeError
from node.home import Home
from node.reader import Reader
from node.store import entries, organizations, records, separations
from node.store.connection import Db
from node.store.organizations import MAX_ALIKE, Organization
from node.store.visible import seen
from vocab.language import Text
from vocab.likeness import alike

NUMBER: Final = "number"
WEBSITE: Final = "website"
NAME: Final = "name"
REASONS: Final = {
    NUMBER: Text("même numéro officiel", "same register number"),
    WEBSITE: Text("même site web", "same website"),
    NAME: Text("presque le même nom, au même endroit", "nearly the same name, in the same place"),
}


@dataclass(frozen=True, slots=True)
class Alike:
    """One that looks like another, and why."""

    num: int
    id: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that look like one organisation, by id, and why."""

    ids: tuple[str, ...]
    reasons: tuple[str, ...]


def alike_to(db: Db, one: Organization) -> list[Alike]:
    """Those that look like an organisation, by id; those of whom somebody said that they are not the same left out."""
    found: dict[int, tuple[Organization, list[str]]] = {}
    for reason, key in _keys(one):
        others = organizations.with_key(db, key)
        if len(others) < MAX_ALIKE:
            for other in others:
                _note(found, one, other, reason)
    apart = separations.of(db, one.traits.id)
    alikes = (Alike(num, other.traits.id, tuple(reasons)) for num, (other, reasons) in found.items())
    return sorted((each for each in alikes if each.id not in apart), key=lambda each: each.id)


def among(db: Db, ids: Iterable[str], reader: Reader) -> dict[str, list[Alike]]:
    """For each of these that is an organisation, those in the directory that look like it, as `reader` may see them."""
    found: dict[str, list[Alike]] = {}
    for id in ids:
        one = organizations.named(db, id)
        alikes = [] if one is None else alike_to(db, one)
        shown = seen(db, [each.num for each in alikes], reader)
        if kept := [each for each in alikes if each.num in shown]:
            found[id] = kept
    return found


def groups(db: Db) -> list[Group]:
    """All groups of the whole directory, by their first id."""
    leaders: dict[str, str] = {}
    reasons: dict[str, set[str]] = {}
    for num in organizations.with_shared_keys(db, ("number=", "site=", "name=")):
        one = organizations.find(db, num)
        if one is not None and entries.holds(db, num):
            for other in alike_to(db, one):
                if entries.holds(db, other.num):
                    _join(leaders, reasons, one.traits.id, other)
    members: dict[str, list[str]] = {}
    for id in leaders:
        members.setdefault(_leader(leaders, id), []).append(id)
    order = tuple(REASONS)
    found = [
        Group(tuple(sorted(ids)), tuple(sorted(set().union(*(reasons[id] for id in ids)), key=order.index)))
        for ids in members.values()
    ]
    return sorted(found, key=lambda group: group.ids)


def separate(db: Db, home: Home, one: str, other: str, by: str) -> None:
    """Say that two that look alike are not the same. Raises `Missing`, `NodeError`."""
    _require_two(db, one, other)
    separations.put(db, one, other, by, home.now_iso())


def join(db: Db, one: str, other: str) -> None:
    """Take back what `separate` said. Raises `Missing`."""
    if not separations.drop(db, one, other):
        raise Missing(Text("Personne ici ne les a séparées.", "Nobody here said that they are not the same."))


def _keys(one: Organization) -> list[tuple[str, str]]:
    traits = one.traits
    found = [(NUMBER, f"number={number}") for number in traits.numbers]
    found += [(WEBSITE, f"site={traits.site}")] if traits.site is not None else []
    found += [(NAME, f"name={traits.place}/{key}") for key in traits.name_keys] if traits.place else []
    return found


def _note(
    found: dict[int, tuple[Organization, list[str]]], one: Organization, other: Organization, reason: str
) -> None:
    if other.num == one.num or (reason == NAME and not alike(one.traits.names, other.traits.names)):
        return
    reasons = found.setdefault(other.num, (other, []))[1]
    if reason not in reasons:
        reasons.append(reason)


def _join(leaders: dict[str, str], reasons: dict[str, set[str]], one: str, other: Alike) -> None:
    for id in (one, other.id):
        leaders.setdefault(id, id)
        reasons.setdefault(id, set()).update(other.reasons)
    first, second = sorted((_leader(leaders, one), _leader(leaders, other.id)))
    leaders[second] = first


def _leader(leaders: dict[str, str], id: str) -> str:
    while leaders[id] != id:
        leaders[id] = leaders[leaders[id]]
        id = leaders[id]
    return id


def _require_two(db: Db, one: str, other: str) -> None:
    if one == other:
        raise NodeError(Text("C'est deux fois la même fiche.", "That is the same entry twice."))
    for id in (one, other):
        record = records.find(db, id)
        if record is None or record.deleted or record.kind not in ("Profile", "Listing"):
            raise Missing(Text(f"Aucune organisation {id} ici.", f"There is no organisation {id} here."))
