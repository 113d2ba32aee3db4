"""Writes `vocab/ontology.jsonld` from `vocab/ontology.ttl`: for programs that read JSON, and for the page of terms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from rdflib import Graph

VOCAB: Final = Path(__file__).parents[1] / "vocab"
TURTLE: Final = VOCAB / "ontology.ttl"
JSON_LD: Final = VOCAB / "ontology.jsonld"


def written() -> str:
    """The ontology as JSON-LD: the same file every time."""
    graph = Graph().parse(TURTLE, format="turtle")
    context = {prefix: str(iri) for prefix, iri in graph.namespaces() if f"{prefix}:" in TURTLE.read_text("utf-8")}
    document: dict[str, Any] = json.loads(graph.serialize(format="json-ld", context=context))
    document["@graph"] = sorted(map(_sorted, document["@graph"]), key=lambda each: str(each["@id"]))
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(each) for key, each in value.items()}
    if isinstance(value, list):
        return sorted(map(_sorted, value), key=lambda each: json.dumps(each, sort_keys=True))
    return value


if __name__ == "__main__":
    JSON_LD.write_text(written(), "utf-8")
