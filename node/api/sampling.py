"""Sampling: one organisation, one record and one activity of this node that anybody may have, for examples."""

from __future__ import annotations

from typing import Final

import orjson

from node.api.samples import Sample
from node.node import Node
from node.ogc.collections import COLLECTIONS
from node.ogc.features import id_of
from node.parameters import Choice
from node.query import Query
from node.reader import Reader
from node.store import actors, log
from node.store.connection import Db
from vocab.entry import read_entry

_OF_KIND: Final = {each.kind: each.id for each in COLLECTIONS if each.kind != "organization"}


async def sample_of(node: Node) -> Sample:
    """What there is; a node without records, or without some of its parts, has fewer examples."""
    directory, home = node.directory, node.home
    holes = {"origin": home.origin, "host": home.host}
    parts = {"sparql": node.sparql, "dumps": node.nightly}
    holes |= {name: name for name, part in parts.items() if part is not None}
    holes |= await node.store.reading(_said)
    here = {"origin": Choice((home.host,)), "kind": Choice(tuple(_OF_KIND))}
    answer = await directory.ask(Query(choices=here, facets=(), limit=1), Reader(), bulk=True)
    for row in answer.found.rows:
        entry = read_entry(orjson.loads(row.document), directory.vocabulary)
        if entry is not None and entry.kind in _OF_KIND:
            holes |= {"ulid": row.id.rpartition("/")[2], "item": id_of(row.id), "collection": _OF_KIND[entry.kind]}
    return Sample(holes)


def _said(db: Db) -> dict[str, str]:
    """The first organisation, and the last thing that it said to everybody."""
    ours = next((actor for actor in actors.every(db) if actor.kind != "application"), None)
    if ours is None:
        return {}
    holes = {"name": ours.name}
    for entry in log.public_page(db, ours.id, before=None, limit=1):
        holes["activity"] = entry.id.rpartition("/")[2]
    return holes
