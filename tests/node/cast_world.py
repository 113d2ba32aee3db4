"""The cast's whole directory in a test's world: every live record as its node would publish it."""

from __future__ import annotations

import datetime

from node.demo.cast import CastRecord
from tests.cast import actor_id, load_cast, object_id
from tests.node.directory_world import World
from vocab.codec import to_document
from vocab.context import PUBLIC
from vocab.model import ActorFrame, Envelope
from vocab.profile import to_actor
from vocab.prose import Prose
from vocab.shapes import check
from vocab.vocabulary import Vocabulary


async def cast_world(vocabulary: Vocabulary) -> tuple[World, dict[str, str]]:
    """The directory, and the key of the cast for each id."""
    cast, world, prose = load_cast(), await World.open(vocabulary), Prose()
    keys: dict[str, str] = {}
    for record in cast.live():
        actor = cast.actor(record.actor)
        owner, id = actor_id(actor), object_id(cast, record)
        values = check(dict(record.body), vocabulary).values
        audience = str(values.get("visibility", "public"))
        if record.kind == "profile":
            origin = owner.partition("/actors/")[0]
            frame = ActorFrame(
                origin, actor.name, actor.kind, _instant(record.published), _instant(record.updated), "fr", {}, ()
            )
            document, id = to_actor(values, frame, prose), owner
        else:
            to = (PUBLIC,) if audience == "public" else ()
            envelope = Envelope(id, owner, id, to, (), _instant(record.published), _instant(record.updated), "fr")
            document = to_document(values, envelope, prose)
        keys[world.keep(document, audience, str(values.get("policy", "commons-open")))] = record.key
    return world, keys


def _instant(day: datetime.date) -> str:
    return f"{day.isoformat()}T10:00:00.000Z"


def of_kind(record: CastRecord) -> str:
    """The kind of a record of the cast."""
    return record.kind
