"""Choosing: which charter the report of an organisation answers: the common one, or that of a network it belongs to.

Nothing is pushed: without a choice it is the common one. What would become of the answers is shown before, and an
answer that a charter does not ask is kept for the day that another asks it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from node.accounts import journal
from node.desk.beginning import answers, begin
from node.desk.moved import in_force
from node.errors import Missing
from node.home import Home
from node.store import assessments, memberships
from node.store.actors import LocalActor
from node.store.assessments import Saved
from node.store.connection import Db
from vocab.carrying import carried
from vocab.charter import Charter
from vocab.edition import Edition, edition, same_words
from vocab.language import Text

NOT_OFFERED: Final = Text(
    "Cette charte n'est pas de celles qui s'offrent ici : le catalogue commun, et celles de vos réseaux.",
    "This charter is none of those offered here: the common catalogue, and those of your networks.",
)


@dataclass(frozen=True, slots=True)
class Moving:
    """What becomes of the answers in another edition: `stay`, must be asked `again` by what each came from, `left`."""

    to: Edition
    stay: tuple[str, ...]
    again: Mapping[str, tuple[str, ...]]
    left: tuple[str, ...]


def chosen(db: Db, home: Home, actor: str) -> Edition:
    """The edition that the report of an organisation answers."""
    return edition(home.vocabulary.charter, assessments.charter_of(db, actor))


def offered(db: Db, home: Home, actor: LocalActor) -> list[Edition]:
    """The common charter, those in force of the networks it belongs to, or is; and the one that it answers."""
    charter = home.vocabulary.charter
    networks = {actor.id, *memberships.networks_of(db, actor.id)}
    versions = ["", *(fork.reference for fork in charter.forks if fork.network in networks)]
    now = chosen(db, home, actor.id)
    newer = charter.forks.named(now.fork.slug) if now.fork else None
    versions += [newer.reference] if newer else []
    found = {each.version: each for each in (edition(charter, version) for version in versions)}
    return list((found | {now.version: now}).values())


def newer_than(home: Home, now: Edition) -> Edition | None:
    """The version in force of the charter of an edition, when it is another."""
    newest = home.vocabulary.charter.forks.named(now.fork.slug) if now.fork else None
    return edition(home.vocabulary.charter, newest.reference) if newest and newest != now.fork else None


def moving(db: Db, home: Home, actor: LocalActor, version: str) -> Moving:
    """What would become of the answers; nothing changes. Raises `Missing`."""
    to = _offered(db, home, actor, version)
    now, charter = chosen(db, home, actor.id), home.vocabulary.charter
    saved = answers(db, charter, actor.id)
    here, there = in_force(saved, charter, now.version), in_force(saved, charter, to.version)
    again: dict[str, tuple[str, ...]] = {}
    left: dict[str, None] = {}
    for before in dict.fromkeys(each.charter for each in saved.values()):
        rows = [{**each.answer, "practice": each.practice} for each in saved.values() if each.charter == before]
        if before != to.version and charter.version_named(before):
            done = carried(rows, before, to.version, charter)
            again |= done.again
            left |= dict.fromkeys(done.left)
    return Moving(
        to,
        tuple(each.notation for each in to.practices if each.notation in there),
        {each: asked for each, asked in again.items() if each not in there},
        # What is of no use where one is now either is nothing new.
        tuple(each.notation for each in now.practices if each.notation in here and each.notation in left),
    )


def choose(db: Db, home: Home, by: str, actor: LocalActor, version: str) -> None:
    """From now on the report answers this one. Raises `Missing`; then nothing is done."""
    to = _offered(db, home, actor, version)
    charter, now = home.vocabulary.charter, home.now_iso()
    begin(db, charter, actor.id)
    held = assessments.each(db, actor.id)
    for saved in in_force(held, charter, to.version).values() if to.fork else ():
        if to.get(saved.practice) and saved.charter != to.version:
            assessments.keep(db, actor.id, _as_of(to, saved, held.get(saved.practice), charter, by, now))
    assessments.choose(db, actor.id, to.version if to.fork else None, now)
    journal.note(db, home, by, "chose_charter", to.version, actor.id)


def _as_of(to: Edition, saved: Saved, before: Saved | None, charter: Charter, by: str, now: str) -> Saved:
    """An answer as one of that edition; where the words are others, no report says it yet."""
    if before is not None and same_words(charter, saved.practice, saved.charter, to.version):
        return replace(saved, charter=to.version)
    return replace(saved, charter=to.version, email=by, at=now, report=None)


def _offered(db: Db, home: Home, actor: LocalActor, version: str) -> Edition:
    found = next((each for each in offered(db, home, actor) if each.version == version), None)
    if found is None:
        raise Missing(NOT_OFFERED)
    return found
