"""The contract of the API in OpenAPI 3.0: every operation, every parameter, every answer and every refusal."""

from __future__ import annotations

from typing import Final

from node.ogc.collections import COLLECTIONS
from node.ogc.documents import GEOJSON, HTML, JSON, OPENAPI
from node.ogc.parameters import CRS84, DEFAULT_LIMIT, FILTERS, FORMS, MAX_LIMIT
from vocab.language import Text

Document = dict[str, object]

PROBLEM: Final = "application/problem+json"
_TEXT: Final[Document] = {"type": "string"}
_LINK: Final[Document] = {
    "type": "object",
    "required": ["href", "rel"],
    "properties": {name: _TEXT for name in ("href", "rel", "type", "title", "hreflang")},
}
_LINKS: Final[Document] = {"type": "array", "items": {"$ref": "#/components/schemas/link"}}
_BOX: Final[Document] = {
    "type": "array",
    "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
    "items": {"type": "number"},
}
_EXTENT: Final[Document] = {
    "type": "object",
    "properties": {
        "spatial": {
            "type": "object",
            "properties": {"bbox": {"type": "array", "minItems": 1, "items": _BOX}, "crs": _TEXT},
        },
        "temporal": {
            "type": "object",
            "properties": {
                "interval": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                        "type": "array",
                        "minItems": 2,
                        "maxItems": 2,
                        "items": {"type": "string", "format": "date-time", "nullable": True},
                    },
                },
                "trs": _TEXT,
            },
        },
    },
}
_POINT: Final[Document] = {
    "type": "object",
    "nullable": True,
    "required": ["type", "coordinates"],
    "properties": {
        "type": {"type": "string", "enum": ["Point"]},
        "coordinates": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "number"}},
    },
}
SCHEMAS: Final[Document] = {
    "link": _LINK,
    "landingPage": {
        "type": "object",
        "required": ["links"],
        "properties": {"title": _TEXT, "description": _TEXT, "attribution": _TEXT, "links": _LINKS},
    },
    "confClasses": {
        "type": "object",
        "required": ["conformsTo"],
        "properties": {"conformsTo": {"type": "array", "items": _TEXT}, "links": _LINKS},
    },
    "collection": {
        "type": "object",
        "required": ["id", "links"],
        "properties": {
            **{name: _TEXT for name in ("id", "title", "description", "attribution", "itemType")},
            "crs": {"type": "array", "items": _TEXT},
            "extent": _EXTENT,
            "links": _LINKS,
        },
    },
    "collections": {
        "type": "object",
        "required": ["links", "collections"],
        "properties": {
            "links": _LINKS,
            "collections": {"type": "array", "items": {"$ref": "#/components/schemas/collection"}},
        },
    },
    "feature": {
        "type": "object",
        "required": ["type", "geometry", "properties", "id"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": _TEXT,
            "geometry": _POINT,
            "properties": {"type": "object", "nullable": True},
            "links": _LINKS,
        },
    },
    "featureCollection": {
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "features": {"type": "array", "items": {"$ref": "#/components/schemas/feature"}},
            "links": _LINKS,
            "attribution": _TEXT,
            "timeStamp": {"type": "string", "format": "date-time"},
            "numberMatched": {"type": "integer", "minimum": 0},
            "numberReturned": {"type": "integer", "minimum": 0},
        },
    },
    "exception": {
        "type": "object",
        "required": ["code"],
        "properties": {
            "code": _TEXT,
            "description": _TEXT,
            "type": _TEXT,
            "title": _TEXT,
            "status": {"type": "integer"},
            "parameter": _TEXT,
        },
    },
}
_REFUSALS: Final = {
    "400": Text(
        "Un paramètre est inconnu ou mal écrit : lequel, et comment l'écrire.", "A parameter is unknown or bad."
    ),
    "401": Text("Le jeton n'est pas ou plus valable.", "The token is not, or no longer, valid."),
    "403": Text("Le jeton ne permet pas de lire.", "The token does not permit to read."),
    "404": Text("Rien de tel, ou rien pour ce lecteur.", "No such thing, or none for this reader."),
    "406": Text("Cette forme n'existe pas.", "There is no such form."),
    "429": Text("Trop de demandes : l'en-tête Retry-After dit quand revenir.", "Too many: Retry-After says when."),
    "500": Text("Une erreur de notre côté.", "A failure on our side."),
}


def openapi(base: str, title: str, release: str, language: str) -> Document:
    """The contract of the API at `base`."""

    def say(fr: str, en: str) -> str:
        return Text(fr, en).in_(language)

    def operation(id: str, summary: str, schema: str, type: str, *parameters: str, wants: bool = False) -> Document:
        refused = [status for status in _REFUSALS if status != "404" or wants]
        return {
            "get": {
                "operationId": id,
                "summary": summary,
                "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in (*parameters, "f", "lang")],
                "responses": {
                    "200": _answer(summary, schema, type),
                    "304": {"description": say("Rien n'a changé.", "Nothing changed.")},
                    **{status: {"$ref": f"#/components/responses/refused{status}"} for status in refused},
                },
            }
        }

    filters = (*FILTERS, "bbox", "bbox-crs", "datetime", "limit", "cursor")
    one, items = "/collections/{collectionId}", "/collections/{collectionId}/items"
    paths = {
        "/": operation("getLandingPage", say("Ce que c'est", "What this is"), "landingPage", JSON),
        "/conformance": operation("getConformance", say("Conformité", "Conformance"), "confClasses", JSON),
        "/api": operation("getApi", say("Ce contrat", "This contract"), "", OPENAPI),
        "/collections": operation("getCollections", say("Les collections", "The collections"), "collections", JSON),
        one: operation(
            "describeCollection", say("Une collection", "A collection"), "collection", JSON, "collectionId", wants=True
        ),
        items: operation(
            "getFeatures",
            say("Les fiches d'une collection", "The records of a collection"),
            "featureCollection",
            GEOJSON,
            "collectionId",
            *filters,
            wants=True,
        ),
        f"{items}/{{featureId}}": operation(
            "getFeature", say("Une fiche", "A record"), "feature", GEOJSON, "collectionId", "featureId", wants=True
        ),
    }
    return {
        "openapi": "3.0.3",
        "info": {
            "title": say(f"Annuaire de {title} : OGC API Features", f"Directory of {title}: OGC API Features"),
            "version": release,
            "description": say(
                "Ce que chacun peut emporter de l'annuaire. Un membre d'un réseau a aussi, avec un jeton, ce qui est"
                " réservé à l'économie sociale et solidaire.",
                "What anybody may take away of the directory. A member of a network also has, with a token, what is"
                " kept for the social economy.",
            ),
        },
        "servers": [{"url": base}],
        "security": [{}, {"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "parameters": _parameters(language),
            "responses": {
                f"refused{status}": {
                    "description": text.in_(language),
                    "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/exception"}}},
                }
                for status, text in _REFUSALS.items()
            },
            "schemas": SCHEMAS,
        },
    }


def _answer(summary: str, schema: str, type: str) -> Document:
    shape: Document = {"$ref": f"#/components/schemas/{schema}"} if schema else {"type": "object"}
    return {"description": summary, "content": {type: {"schema": shape}, HTML: {"schema": _TEXT}}}


def _parameters(language: str) -> Document:
    def say(fr: str, en: str) -> str:
        return Text(fr, en).in_(language)

    same = say("Comme dans /directory ; répété : l'un ou l'autre.", "As in /directory; repeated: either.")
    some: Document = {"type": "array", "items": _TEXT}
    found: Document = {name: _parameter(name, same, some, explode=True) for name in FILTERS}
    ids = [each.id for each in COLLECTIONS]
    when = say("Un instant ou un intervalle : …/…, ../…, …/..", "An instant or an interval: …/…, ../…, …/..")
    return found | {
        "collectionId": _parameter("collectionId", "", {"type": "string", "enum": ids}, where="path"),
        "featureId": _parameter("featureId", "", _TEXT, where="path"),
        "bbox": _parameter("bbox", say("Ouest, sud, est, nord", "West, south, east, north"), _BOX),
        "bbox-crs": _parameter("bbox-crs", "", {"type": "string", "enum": [CRS84], "default": CRS84}),
        "datetime": _parameter("datetime", when, _TEXT),
        "limit": _parameter(
            "limit", "", {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
        ),
        "cursor": _parameter("cursor", say("Donné par le lien « next ».", "Given by the link “next”."), _TEXT),
        "f": _parameter(
            "f", say("La forme de la réponse", "The form of the answer"), {"type": "string", "enum": list(FORMS)}
        ),
        "lang": _parameter("lang", say("La langue", "The language"), {"type": "string", "enum": ["fr", "en"]}),
    }


def _parameter(name: str, says: str, schema: Document, *, where: str = "query", explode: bool = False) -> Document:
    found: Document = {"name": name, "in": where, "required": where == "path", "schema": schema}
    if says:
        found["description"] = says
    return found | ({"style": "form", "explode": explode} if where == "query" else {})
