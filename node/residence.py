"""Residence: who moved elsewhere begins nothing new here; what it published stays its own to change and withdraw."""

from __future__ import annotations

from node.errors import NotAllowed
from node.store.actors import LocalActor
from vocab.language import Text


def require_lives_here(actor: LocalActor) -> None:
    """Returns for an organisation that did not move. Raises `NotAllowed` naming where it lives now."""
    if actor.moved_to is None:
        return
    raise NotAllowed(
        Text(
            f"{actor.name} a déménagé : c'est depuis {actor.moved_to} qu'elle publie, suit et rejoint désormais. "
            f"Pour rester ici finalement : bocage actor move {actor.name} --cancel",
            f"{actor.name} moved: it now publishes, follows and joins from {actor.moved_to}. "
            f"To stay here after all: bocage actor move {actor.name} --cancel",
        )
    )
