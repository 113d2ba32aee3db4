"""Learning a practice: who may show it to an organisation, what is told of it, what is to come, what they offer.

Read when its page is asked for, as that organisation reads the directory; nobody is told, nothing is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from node.clock import iso
from node.desk.assessing import Assessment
from node.directory import Directory
from node.formats.item import Item, items_of
from node.helping import helping
from node.parameters import Choice
from node.query import Query
from node.reader import Reader
from node.store import endorsements, learning, stating
from node.store.connection import Db
from node.store.stating import Stated
from vocab.charter import Practice
from vocab.learning import WISHED, Likeness, Shower, may_show, nearest_first, size_of
from vocab.looseness import id_of, ids_of, one_or_many
from vocab.vocabulary import Vocabulary

# So many statements of one practice are looked at, and so many of each kind are shown.
MAX_READ: Final = 500
# Who says to have seen it at one of them, as far as they are named.
MAX_SEEN: Final = 20
MAX_SHOWN: Final = 20
_MAX_EVENTS: Final = 200
_OFFERS_OF_EACH: Final = 20
# What is offered to be of help rather than traded.
HELP: Final = ("volunteer", "give", "share")


@dataclass(frozen=True, slots=True)
class Below:
    """A practice with which an organisation is not as far as it wishes."""

    practice: Practice
    level: int
    wished: int


@dataclass(frozen=True, slots=True)
class Suggested:
    """An organisation that may show a practice, why, and who else says to have seen it there."""

    item: Item
    shower: Shower
    likeness: Likeness
    seen_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Learning:
    """What there is to learn a practice from. `aside`: what was said to be not for us, as far as it is still there."""

    showing: tuple[Suggested, ...]
    stories: tuple[Item, ...]
    events: tuple[Item, ...]
    offers: tuple[Item, ...]
    aside: tuple[Item, ...]

    @property
    def ids(self) -> frozenset[str]:
        """Everything that is shown: what may be put aside."""
        items = (*(each.item for each in self.showing), *self.stories, *self.events, *self.offers)
        return frozenset(each.entry.id for each in items)


def below(found: Assessment, wished: Mapping[str, int]) -> list[Below]:
    """The practices answered below what one wishes (`wished` by notation, else in place), in the catalogue's order."""
    rows = []
    for notation, asked in found.asked.items():
        level = asked.saved.answer.get("level") if asked.saved else None
        aim = wished.get(notation, WISHED)
        if isinstance(level, int) and level < aim:
            rows.append(Below(asked.practice, level, aim))
    return rows


async def learning_of(directory: Directory, reader: Reader, actor: str, practice: Practice) -> Learning:
    """What there is to learn this practice from; `reader` is the organisation."""
    store, vocabulary, now = directory.store, directory.vocabulary, iso(directory.clock.now())
    put_aside = await store.reading(learning.aside, actor, practice.notation)
    stated, _ = await store.reading(stating.of_practice, practice.notation, reader, now=now, limit=MAX_READ)
    # For its own answer nobody is needed; what it put aside is not looked at again.
    far = {each.organization: each for each in stated if each.organization != actor}
    near = await _like(directory, reader, actor, practice, far)
    shown = [each for each in near if each.item.entry.id not in put_aside][:MAX_SHOWN]
    stories = await _about(directory, reader, "story", practice, limit=MAX_SHOWN + len(put_aside))
    events = await _about(directory, reader, "event", practice, limit=_MAX_EVENTS)
    offers = await helping(directory, "offer", practice.notation, reader, MAX_SHOWN + len(put_aside))
    offers += [offer for each in shown for offer in await _help(directory, reader, each.item.entry.id)]

    def left(items: Iterable[Item]) -> tuple[Item, ...]:
        found = (each for each in items if each.entry.owner != actor and each.entry.id not in put_aside)
        return tuple(found)[:MAX_SHOWN]

    aside = items_of(await directory.some(put_aside[:MAX_SHOWN], reader), vocabulary)
    return Learning(tuple(shown), left(stories), left(events), left(offers), tuple(aside))


async def _like(
    directory: Directory, reader: Reader, actor: str, practice: Practice, far: Mapping[str, Stated]
) -> list[Suggested]:
    """Those of them that are like us and gladly show, the nearest first."""
    vocabulary, now = directory.vocabulary, iso(directory.clock.now())
    ours = next(iter(items_of(await directory.some((actor,), reader), vocabulary)), None)
    if ours is None:
        return []
    profiles = items_of(await directory.some(tuple(far), reader), vocabulary)
    records = tuple(far[each.entry.id].record for each in profiles if each.entry.willing_to_show)
    documents = {each.entry.id: each.document for each in items_of(await directory.some(records, reader), vocabulary)}
    seen = await directory.store.reading(_seen_by, [each.entry.id for each in profiles], practice.notation, now)
    found = []
    for item in profiles:
        shower = _shower(item, far[item.entry.id], documents, practice, vocabulary)
        likeness = may_show(ours.entry, _size(ours), shower)
        if likeness is not None:
            found.append(Suggested(item, shower, likeness, tuple(seen[item.entry.id])))
    return sorted(found, key=lambda each: nearest_first(each.likeness, each.item.entry.name))


def _shower(
    item: Item, said: Stated, documents: Mapping[str, Mapping[str, object]], practice: Practice, words: Vocabulary
) -> Shower:
    evidence = _evidenced(documents.get(said.record, {}), practice, words)
    return Shower(item.entry, _size(item), said.level, said.on, said.record, evidence)


def _evidenced(document: Mapping[str, object], practice: Practice, vocabulary: Vocabulary) -> bool:
    """Whether what says it brings something to look at: the record of the practice, or the answer of the report."""
    for part in (document, *one_or_many(document.get("answers"))):
        about = vocabulary.charter.get(id_of(part.get("practice")) or "") if isinstance(part, Mapping) else None
        if about == practice and isinstance(part, Mapping) and one_or_many(part.get("evidence")):
            return True
    return False


def _seen_by(db: Db, ids: list[str], practice: str, now: str) -> dict[str, list[str]]:
    return {id: endorsements.seen_by(db, id, practice, now, MAX_SEEN) for id in ids}


def _size(item: Item) -> str | None:
    workers = item.document.get("workerCount")
    return size_of(workers.get("value") if isinstance(workers, Mapping) else workers)


async def _about(directory: Directory, reader: Reader, kind: str, practice: Practice, *, limit: int) -> list[Item]:
    """Stories and events that name this practice and are not over."""
    choices = {"kind": Choice((kind,))}
    if kind == "story":
        choices["practice"] = Choice((practice.notation,))
    answer = await directory.ask(Query(choices=choices, facets=(), limit=limit), reader)
    found = [each for each in items_of(answer.found.rows, directory.vocabulary) if not each.row.expired]
    charter = directory.vocabulary.charter
    return [
        each for each in found if any(charter.get(iri) == practice for iri in ids_of(each.document.get("practice")))
    ]


async def _help(directory: Directory, reader: Reader, owner: str) -> list[Item]:
    """What an organisation offers to be of help, that is still open: with no practice, for what names one says it."""
    items = items_of(await directory.of_owner(owner, ("offer",), reader, limit=_OFFERS_OF_EACH), directory.vocabulary)
    unnamed = (each for each in items if not each.row.expired and not each.entry.statements)
    return [each for each in unnamed if set(each.entry.exchange).intersection(HELP)]
