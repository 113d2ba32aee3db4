"""Shapes of the directory: records with what a node knows of them, facets, and the pages they come in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Final

from node.api.operation import Schema
from node.api.shapes import ADDRESS, COUNT, MOMENT, STRING, among, constant, each, maybe, named, record, said, some
from node.parameters import KINDS
from node.query import CHOICES, FACETS, RELATIONS
from vocab.adherence import ANY
from vocab.concepts import Schemes
from vocab.language import Text
from vocab.vocabulary import Vocabulary

# Lists of ours whose values stand in parameters and facets, under one name.
LISTS: Final = tuple(name for name in CHOICES if name in {each.name for each in fields(Schemes)})

_VALUE: Final = record(
    {"value": STRING, "label": said(STRING, "En mots, dans la langue demandée.", "In words, in the language asked.")},
    ("value", "label"),
)
_MARKED: Final = record(
    {
        "text": STRING,
        "marks": said(
            each({"type": "array", "items": COUNT, "minItems": 2, "maxItems": 2}),
            "Où sont les mots : début et fin, en caractères.",
            "Where the words stand: start and end, in characters.",
        ),
    },
    ("text", "marks"),
)
SCHEMAS: Final[Mapping[str, Schema]] = {
    "record": record(
        {
            "@context": {"description": Text("Les contextes JSON-LD.", "The JSON-LD contexts.")},
            "id": said(ADDRESS, "Son adresse, qui ne change pas.", "Its address, which does not change."),
            "type": said(some(STRING), "Sa classe ActivityStreams ou ValueFlows.", "Its class."),
            "kind": {"description": Text("Notre classe.", "Our class.")},
            "attributedTo": {"description": Text("L'organisation qui le dit.", "The organisation that says it.")},
            "name": {"description": Text("Son nom.", "Its name.")},
            "content": {"description": Text("Son texte, en HTML.", "Its text, as HTML.")},
            "license": {"description": Text("Sa licence : elle vous lie.", "Its licence: it binds you.")},
            "usagePolicy": {"description": Text("Ce que son auteur permet.", "What its author permits.")},
            "proof": {
                "description": Text(
                    "Sa preuve d'intégrité (eddsa-jcs-2022) : elle se vérifie sur toute copie.",
                    "Its integrity proof (eddsa-jcs-2022): it can be verified on any copy.",
                )
            },
        },
        ("id", "type"),
        description=Text(
            "Une fiche en JSON-LD, telle que son auteur l'a signée. Celles d'autres logiciels ont leurs propres"
            " champs.",
            "A record as JSON-LD, as its author signed it. Those of other software have fields of their own.",
        ),
    ),
    "item": {
        "allOf": [named("record")],
        **record(
            {
                "provenance": named("provenance"),
                "relation": said(
                    maybe({"type": "string", "enum": [*RELATIONS]}),
                    "Le lien au territoire demandé ; null quand aucun ne l'est.",
                    "Its relation to the territory asked; null when none is.",
                ),
                "expired": said(constant(True), "Sa date est passée.", "Its date is past."),
                "extract": named("extract"),
            },
            ("provenance", "relation"),
        ),
        "description": Text(
            "Une fiche, avec ce que ce nœud sait d'elle.", "A record, with what this node knows of it."
        ),
    },
    "provenance": record(
        {
            "said_by": said(ADDRESS, "L'acteur qui le dit.", "The actor who says it."),
            "origin": said(STRING, "Le serveur d'où cela vient.", "The server it comes from."),
            "received": said(MOMENT, "Quand ce nœud l'a eu.", "When this node got it."),
            "verified": said(
                among("own", "proof", "origin", "transport", "unconfirmed", "none"),
                "Comment la signature a été vérifiée.",
                "How its signature was verified.",
            ),
            "proof": said(
                maybe({"type": "object"}), "La clé et le moment de la vérification.", "The key and the moment."
            ),
            "via": said(maybe(STRING), "Qui l'a apporté, sinon son auteur.", "Who brought it, if not its author."),
            "verified_by": said(
                each(named("verified_by")),
                "Ce que ce nœud a vérifié de l'organisation, ou de qui le dit.",
                "What this node verified of the organisation, or of who says it.",
            ),
            "checks": said(
                {"type": "object", "additionalProperties": {"type": "object"}},
                "Les faits de chaque vérification.",
                "The facts of each verification.",
            ),
            "confirmed": said(maybe(MOMENT), "Quand son auteur l'a confirmé.", "When its author last confirmed it."),
            "expires": said(maybe(MOMENT), "Jusqu'à quand cela vaut.", "Until when it is good."),
        },
        ("said_by", "origin", "received", "verified", "proof", "via", "verified_by", "checks", "confirmed", "expires"),
        description=Text(
            "Qui le dit, d'où cela vient, comment c'est vérifié : ce que sait ce nœud, jamais ce que la fiche dit"
            " d'elle.",
            "Who says it, where it comes from, how that is verified: what this node knows, never the record's own"
            " word.",
        ),
    ),
    "extract": record(
        {
            "language": STRING,
            "name": _MARKED,
            "text": maybe(_MARKED),
            "by": each(record({"facet": STRING, "value": STRING, "label": STRING}, ("facet", "value", "label"))),
        },
        ("language", "name", "text", "by"),
        description=Text("Où sont les mots cherchés.", "Where the words looked for stand."),
    ),
    "facets": record(
        {facet: each(named("count")) for facet in FACETS},
        description=Text(
            "Pour chaque critère demandé, combien chaque choix en laisserait.",
            "For each facet asked, how many each choice would leave.",
        ),
        additionalProperties=False,
    ),
    "count": {
        "allOf": [_VALUE],
        **record({"count": COUNT}, ("count",)),
        "description": Text("Un choix et son compte.", "A choice and its count."),
    },
    "directoryPage": record(
        {
            "items": each(named("item")),
            "total": said(COUNT, "Combien de fiches répondent.", "How many records answer."),
            "facets": named("facets"),
            "next": said(
                maybe(STRING),
                "Le repère de la page suivante ; null à la dernière.",
                "The cursor of the next page; null on the last.",
            ),
            "understood": named("understood"),
            "suggestions": each(named("suggestion")),
        },
        ("items", "total", "facets", "next"),
        additionalProperties=False,
        description=Text("Une page de l'annuaire.", "A page of the directory."),
    ),
    "understood": record(
        {
            "q": STRING,
            "places": each(
                record(
                    {"typed": STRING, "territory": each(_VALUE), "others": each(_VALUE)},
                    ("typed", "territory", "others"),
                )
            ),
        },
        ("q", "places"),
        description=Text("Les lieux lus parmi les mots.", "The places read among the words."),
    ),
    "suggestion": record(
        {"parameters": each({"type": "array", "items": STRING, "minItems": 2, "maxItems": 2}), "total": COUNT},
        ("parameters", "total"),
        description=Text("Une question proche qui trouve.", "A close question that finds something."),
    ),
    "view": record(
        {
            "type": constant("FeatureCollection"),
            "name": STRING,
            "description": STRING,
            "attribution": STRING,
            "license": maybe(STRING),
            "licenses": each({"type": "object"}),
            "sources": each({}),
            "numberMatched": COUNT,
            "numberReturned": COUNT,
            "timeStamp": MOMENT,
            "links": each({"type": "object"}),
            "features": each(named("feature")),
        },
        ("type", "name", "features", "attribution"),
        description=Text("Toute une vue en GeoJSON.", "A whole view as GeoJSON."),
    ),
    "pins": record(
        {
            "total": said(COUNT, "Les fiches de la fenêtre.", "The records of the window."),
            "left": said(COUNT, "Celles dont le repère n'est pas dit.", "Those whose mark is not told."),
            "marks": each(
                record(
                    {
                        "count": COUNT,
                        "latitude": {"type": "number"},
                        "longitude": {"type": "number"},
                        "bbox": {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4},
                        "records": each(
                            record(
                                {
                                    "id": ADDRESS,
                                    "url": ADDRESS,
                                    "name": maybe(STRING),
                                    "kind": STRING,
                                    "kind_label": STRING,
                                    "place": maybe(STRING),
                                    "approximate": {"type": "boolean"},
                                },
                                ("id", "url", "kind", "kind_label"),
                            )
                        ),
                    },
                    ("count", "latitude", "longitude", "bbox"),
                )
            ),
        },
        ("total", "left", "marks"),
        description=Text("Les repères d'une fenêtre de carte.", "The marks of the window of a map."),
    ),
    "tableSchema": record(
        {"fields": each(record({"name": STRING, "type": STRING}, ("name", "type")))},
        ("fields",),
        description=Text("Les colonnes du CSV (Table Schema).", "The columns of the CSV (Table Schema)."),
    ),
}


def lists(vocabulary: Vocabulary) -> Iterator[tuple[str, Schema]]:
    """The lists that values are from, each value with its words."""
    kinds = {concept.notation: concept.label for concept in vocabulary.schemes.record_kind}
    yield "kind", _list((kind, kinds[kind]) for kind in KINDS)
    for name in LISTS:
        yield name, _list((concept.notation, concept.label) for concept in getattr(vocabulary.schemes, name))
    charter = vocabulary.charter
    said = {value: vocabulary.label("charter", value) for value in (ANY, *charter.every_version)}
    yield "charter", _list((value, label) for value, label in said.items() if label is not None)
    yield "practice", _list((practice.notation, practice.label) for practice in vocabulary.charter.known)


def _list(values: Iterable[tuple[str, Text]]) -> Schema:
    return {"type": "string", "oneOf": [{"const": value, "title": label} for value, label in values]}
