"""Waking: the actor of a territory or a theme gets its keys when somebody first asks for it, and not before.

What it tells of itself, its figures first, is counted anew when somebody reads it, at most once an hour: nobody is sent
it. Serving a whole region then costs rows in one table. So many may be woken in an hour: an RSA key takes a tenth of a
second, and whoever asks for all of them learns nothing by it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Final

import orjson

from federation.errors import Later
from node import outgoing, profiles
from node.announcers.authority import authority_of
from node.announcers.subject import Subject, subject_called, subject_named, subject_of_actor
from node.clock import iso, just_after
from node.home import Home
from node.outgoing import Document
from node.profiles import KeyPair
from node.store import actors, towns
from node.store.actors import LocalActor, PrivateKey
from node.store.connection import Db
from node.store.store import Store
from vocab.group import Told, ToldTheme, to_group, to_theme_group
from vocab.language import Text
from vocab.practice import Theme

HOUR_S: Final = 3_600.0
RESTING: Final = Text(
    "Trop de comptes de territoires ou de thèmes ont été demandés dans l'heure : revenez plus tard.",
    "Too many accounts of territories or themes were asked for within the hour: come back later.",
)


@dataclass(slots=True)
class Waker:
    """Gives territories and themes their actors, one at a time."""

    home: Home
    store: Store
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    # When it was last looked whether what an actor tells of itself still stands (Unix seconds).
    _looked: dict[str, float] = field(default_factory=dict)

    async def wake(self, name: str) -> bool:
        """Have the actor of this user name ready; False when it is nothing that is served here. Raises `Later`."""
        subject = subject_named(name, self.home.vocabulary)
        if subject is None or not await self.store.reading(towns.is_served, subject.slug):
            return False
        async with self._turn:
            if await self.store.reading(actors.named, name) is None:
                await self.store.reading(_require_room, self.home)
                keys = await asyncio.to_thread(KeyPair.generate)
                await self.store.writing("town", wake, self.home, subject, keys)
        return True

    async def refresh(self, actor: LocalActor) -> bool:
        """Have what an actor tells be of this hour, now that somebody reads it; whether it tells something else."""
        now = self.home.now()
        if now - self._looked.get(actor.id, -HOUR_S) < HOUR_S:
            return False
        self._looked[actor.id] = now
        if not await self.store.reading(is_outdated, self.home, actor):
            return False
        await self.store.writing("town described", describe, self.home, actor)
        return True

    async def served(self, name: str) -> Subject | None:
        """What is served here and has this user name or readable name; nothing is woken."""
        vocabulary = self.home.vocabulary
        subject = subject_named(name, vocabulary) or subject_called(name, vocabulary)
        if subject is None or not await self.store.reading(towns.is_served, subject.slug):
            return None
        return subject


def wake(db: Db, home: Home, subject: Subject, keys: KeyPair) -> str:
    """Write the actor of a territory or a theme, with its keys; return its id."""
    now, id = home.now_iso(), home.actor_id(subject.name)
    if actors.named(db, subject.name) is not None:
        return id
    for key in (
        PrivateKey(f"{id}#main-key", id, "rsa-sha256", keys.rsa, now),
        PrivateKey(f"{id}#ed25519-key", id, "ed25519", keys.ed25519, now),
    ):
        actors.keep_key(db, key)
    draft: dict[str, object] = {subject.kind: subject.slug}
    describe(db, home, LocalActor(id, subject.name, subject.kind, draft, b"{}", now))
    towns.wake(db, subject.slug, id, now)
    return id


def describe(db: Db, home: Home, actor: LocalActor) -> None:
    """Write the document of such an actor, with what there is now."""
    last = orjson.loads(actor.document).get("updated")
    document = _document(db, home, actor, just_after(home.now(), last))
    if document is not None:
        signed = outgoing.sign(db, home, actor.id, document, home.now())
        actors.keep(db, replace(actor, document=orjson.dumps(signed)))


def is_outdated(db: Db, home: Home, actor: LocalActor) -> bool:
    """Whether an actor that still speaks would tell something else of itself today."""
    if not towns.speaks(db, actor.id):
        return False
    told = orjson.loads(actor.document)
    told.pop("proof", None)
    document = _document(db, home, actor, str(told.get("updated")))
    return document is not None and orjson.loads(orjson.dumps(document)) != told


def _document(db: Db, home: Home, actor: LocalActor, updated: str) -> Document | None:
    subject = subject_of_actor(actor, home.vocabulary)
    if subject is None:  # gone from the table of a later release
        return None
    frame = profiles.frame_of(db, home, actor, updated)
    counts = towns.counts(db, subject.sought, home.now_iso())
    title, email = home.settings.title, home.settings.email
    if isinstance(subject.of, Theme):
        return to_theme_group(ToldTheme(subject.of, title, email, counts.get("story", 0)), frame)
    authority = authority_of(db, home, subject.slug)
    whose = (authority.name, authority.id) if authority is not None else None
    return to_group(Told(subject.of, title, email, counts, whose), frame)


def _require_room(db: Db, home: Home) -> None:
    if towns.woken_since(db, iso(home.now() - HOUR_S)) >= home.settings.territory_actors_per_hour:
        raise Later("as many accounts were woken within the hour as may be", RESTING, retry_after_s=HOUR_S / 4)
