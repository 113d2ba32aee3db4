"""The two views of a document: plain JSON keys decide, and its JSON-LD reading must agree (DESIGN law 6).

A context can make `actor` mean something else, or let another key mean `actor`. Then what we verified and obeyed is not
what a reader of the RDF would be told: such a document stays JSON, and no RDF is stored from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vocab.context import AS
from vocab.context_table import Table
from vocab.looseness import id_of, one_or_many, types_of

_COMPARED: Final = ("actor", "object", "attributedTo")


def views_agree(document: Mapping[str, object], expanded: list[dict[str, object]], table: Table) -> bool:
    """Whether id, type (with `kind`), actor, object and attributedTo read alike in JSON and in its expanded form.

    `table` is the document's own context, as `Tables.read(document.get("@context"))` gives it.
    """
    if len(expanded) != 1:
        return False
    node = expanded[0]
    if node.get("@id") != document.get("id") or not _types_agree(document, node, table):
        return False
    return all(_same_ids(document.get(name), node.get(f"{AS}#{name}"), table) for name in _COMPARED)
