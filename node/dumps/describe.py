"""What a dump is, for machines (VoID) and for whoever cites it (Citation File Format)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from node.dumps.sets import PUBLIC, TITLES
from vocab.context import SPDX
from vocab.quads import quoted

_PREFIXES: Final = """@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
_VOCABULARIES: Final = (
    "https://www.w3.org/ns/activitystreams#",
    "https://w3id.org/plateformcoop/ns#",
    "https://w3id.org/valueflows/ont/vf#",
    "https://schema.org/",
    "http://purl.org/essglobal/vocab/",
    "http://www.w3.org/ns/prov#",
)
_EACH_ITS_OWN: Final = "Chaque fiche dit sa licence. Each record says its licence: "
_FORMATS: Final = {"nq.gz": "N-Quads", "jsonld.gz": "JSON-LD"}


@dataclass(frozen=True, slots=True)
class Described:
    """One set, as a description tells it."""

    records: int
    statements: int
    licenses: Sequence[str]


def void(origin: str, title: str, stamp: str, made: str, sets: Mapping[str, Described], *, asked: bool) -> str:
    """The VoID description of the sets that are for everybody, in Turtle; `asked`: the node answers SPARQL too."""
    parts = [_PREFIXES, _whole(origin, title, made, stamp, [name for name in PUBLIC if name in sets], asked=asked)]
    parts += [_part(origin, title, made, stamp, name, sets[name]) for name in PUBLIC if name in sets]
    return "\n".join(parts)


def citation(origin: str, title: str, stamp: str, made: str, sets: Mapping[str, Described]) -> str:
    """CITATION.cff: how to cite this dump."""
    licenses = sorted({license for name in PUBLIC if name in sets for license in sets[name].licenses})
    lines = [
        "cff-version: 1.2.0",
        "message: Merci de citer ces données ainsi. Please cite these data like this.",
        "type: dataset",
        f"title: {_yaml(f'{title} : annuaire et pratiques des plateformes coopératives')}",
        "authors:",
        f"  - name: {_yaml(title)}",
        f"    website: {_yaml(origin)}",
        f"date-released: {made[:10]}",
        f"version: {_yaml(stamp)}",
        f"url: {_yaml(f'{origin}/dumps/')}",
    ]
    if len(licenses) == 1:
        lines.append(f"license: {_yaml(licenses[0])}")
    elif licenses:
        # A list would let whoever reads it choose one; each record has its own.
        lines.append(f"abstract: {_yaml(_EACH_ITS_OWN + ', '.join(licenses))}")
    return "\n".join(lines) + "\n"


def _whole(origin: str, title: str, made: str, stamp: str, names: Sequence[str], *, asked: bool) -> str:
    here = f"{origin}/dumps/{stamp}/"
    subsets = ", ".join(f"<{here}void.ttl#{name}>" for name in names)
    lines = [
        f"<{here}void.ttl> a void:DatasetDescription ; foaf:primaryTopic <{here}void.ttl#all> .",
        "",
        f"<{here}void.ttl#all> a void:Dataset ;",
        f"    dct:title {quoted(title)} ;",
        f"    dct:publisher <{origin}/actor> ;",
        f'    dct:issued "{made}"^^xsd:dateTime ;',
        f"    foaf:homepage <{origin}/> ;",
        *([f"    void:sparqlEndpoint <{origin}/sparql> ;"] if asked else []),
        f"    void:vocabulary {', '.join(f'<{iri}>' for iri in _VOCABULARIES)} ;",
        f"    void:subset {subsets} .",
    ]
    return "\n".join(lines) + "\n"


def _part(origin: str, title: str, made: str, stamp: str, name: str, said: Described) -> str:
    here = f"{origin}/dumps/{stamp}/"
    dumps = ", ".join(f"<{here}{name}.{end}>" for end in _FORMATS)
    lines = [
        f"<{here}void.ttl#{name}> a void:Dataset ;",
        f"    dct:title {quoted(TITLES[name].fr)}@fr, {quoted(TITLES[name].en)}@en ;",
        f'    dct:issued "{made}"^^xsd:dateTime ;',
        *(f"    dct:license <{SPDX}{license}> ;" for license in sorted(said.licenses)),
        f"    void:entities {said.records} ;",
        f"    void:triples {said.statements} ;",
        f"    void:dataDump {dumps} .",
    ]
    return "\n".join(lines) + "\n"


def _yaml(text: str) -> str:
    """A text as YAML reads it whatever is in it: JSON is YAML."""
    return orjson.dumps(text).decode()
