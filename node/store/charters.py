"""Charters: the catalogues of networks that were installed, each version as its file says."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from node.store.connection import Db


@dataclass(frozen=True, slots=True)
class Installed:
    """A version of a network's catalogue; `document` is what its file says."""

    slug: str
    version: str
    document: object
    installed: str


def put(db: Db, charter: Installed) -> None:
    """Keep one more version, or the same once more."""
    db.execute(
        "INSERT INTO charters (slug, version, document, installed) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (charter.slug, charter.version, orjson.dumps(charter.document).decode(), charter.installed),
    )


def all_of(db: Db) -> tuple[Installed, ...]:
    """Every version of each, by name."""
    rows = db.execute("SELECT slug, version, document, installed FROM charters ORDER BY slug, installed, version")
    return tuple(Installed(slug, version, orjson.loads(document), since) for slug, version, document, since in rows)
