"""Data that the builders of documents take: who speaks, to whom, when."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the node decides about a record, whatever its author wrote.

    `published` and `updated` are UTC with milliseconds: 2026-11-23T10:00:00.000Z.
    """

    id: str
    actor: str
    url: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    published: str
    updated: str
    language: str


@dataclass(frozen=True, slots=True)
class ActorFrame:
    """What the node decides about an actor document: its addresses and keys.

    `keys` are the Multikey entries of `assertionMethod`, newest first; `public_key` is the RSA key's entry.
    """

    origin: str
    name: str
    kind: str
    published: str
    updated: str
    language: str
    public_key: dict[str, object]
    keys: tuple[dict[str, object], ...]
    also_known_as: tuple[str, ...] = ()
    moved_to: str | None = None

    @property
    def id(self) -> str:
        """The actor's id."""
        return f"{self.origin}/actors/{self.name}"

    @property
    def handle(self) -> str:
        """user@host[:port], as WebFinger knows it."""
        return f"{self.name}@{self.origin.partition('://')[2]}"
