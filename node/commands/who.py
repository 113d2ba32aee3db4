"""Which of our organisations a command speaks for."""

from __future__ import annotations

from node.errors import Missing
from node.home import Home
from node.store import actors
from node.store.actors import LocalActor
from node.store.connection import Db
from vocab.language import Text


def acting(db: Db, home: Home, name: object) -> LocalActor:
    """The organisation called `name`, or the first one of this node. Raises `Missing`."""
    if name:
        found = actors.named(db, str(name)) or actors.find(db, str(name))
    else:
        found = next(iter(actors.every(db)), None)
    if found is None or found.kind in actors.GROUPS:
        names = ", ".join(actor.name for actor in actors.every(db))
        raise Missing(
            Text(f"Aucune organisation « {name} » ici ({names}).", f'No organisation "{name}" here ({names}).')
        )
    return found
