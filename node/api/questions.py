"""Questions by other standards: SPARQL, and OGC API Features."""

from __future__ import annotations

from typing import Final

from node.api.directory import parameters_of
from node.api.operation import (
    BY_TOKEN_OR_SIGNATURE,
    LANGUAGE,
    OPEN,
    Answer,
    Body,
    Example,
    Operation,
    Parameter,
    Schema,
    Security,
    Try,
    one,
)
from node.api.shapes import STRING, TEXT, among, named, record
from node.ogc.collections import COLLECTIONS
from node.ogc.parameters import CRS84, DEFAULT_LIMIT, FILTERS, FORMS, MAX_LIMIT
from node.sparql.formats import GRAPHS, TABLES
from vocab.language import Text

HTML: Final = "text/html"
JSON: Final = "application/json"
GEOJSON: Final = "application/geo+json"
OPENAPI_3_0: Final = "application/vnd.oai.openapi+json;version=3.0"
FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"

# -- SPARQL

_GRAPH: Final = {"type": "string", "format": "uri"}
_DATASET: Final = (
    Parameter("default-graph-uri", Text("Le graphe interrogé.", "The graph asked."), _GRAPH, repeated=True),
    Parameter("named-graph-uri", Text("Un graphe nommé par GRAPH.", "A graph named by GRAPH."), _GRAPH, repeated=True),
    Parameter(
        "format",
        Text("La forme de la réponse ; sinon Accept.", "The form of the answer; else Accept."),
        among(*TABLES, *GRAPHS),
    ),
)
_FORMS: Final[dict[str, Schema]] = {
    TABLES["json"].media_type: named("solutions"),
    **{each.media_type: TEXT for name, each in (*TABLES.items(), *GRAPHS.items()) if name not in ("json", "jsonld")},
    GRAPHS["jsonld"].media_type: {},
    HTML: TEXT,
}
_SAYS: Final = {
    "Bocage-Time-Limit": Text("La limite de temps, en secondes.", "The limit of time, in seconds."),
    "Bocage-Row-Limit": Text("La limite de lignes.", "The limit of rows."),
    "Bocage-Lag": Text("Le retard de la base, en secondes.", "How far the store is behind, in seconds."),
    "Bocage-Rows": Text("Combien de lignes.", "How many rows."),
}
_MORE: Final = Text(
    "SPARQL 1.1, pour lire. Un graphe par organisation, un de provenance, un du vocabulaire ; sans dataset, la question"
    " porte sur tous. La réponse est entière, ou il n'y en a pas : un refus dit la limite et que faire. SERVICE,"
    " LOAD et les mises à jour sont refusés. D'autres paramètres que ceux-ci sont ignorés : des programmes en"
    " ajoutent.",
    "SPARQL 1.1, to read. One graph an organisation, one of provenance, one of the vocabulary; without a dataset a"
    " question is about all of them. An answer is whole or there is none: a refusal says the limit and what to do."
    " SERVICE, LOAD and updates are refused. Parameters other than these are ignored, because programs add some.",
)
_REFUSED: Final = (400, 401, 403, 404, 406, 413, 422)
SPARQL: Final = Operation(
    id="getSparql",
    tag="sparql",
    says=Text("Une question SPARQL ; sans question, la page", "A SPARQL question; without one, the page"),
    more=_MORE,
    parameters=(
        Parameter(
            "query", Text("La question.", "The question."), STRING, example="SELECT * WHERE { ?s ?p ?o } LIMIT 3"
        ),
        *_DATASET,
        LANGUAGE,
    ),
    answers=one(Text("La réponse, ou ce qu'est ce service.", "The answer, or what this service is."), _FORMS, _SAYS),
    refused=_REFUSED,
    security=BY_TOKEN_OR_SIGNATURE,
    page=True,
    tries=(
        Try(
            Text("Trois triplets", "Three triples"),
            "/{sparql}?query=SELECT+*+WHERE+%7B+%3Fs+%3Fp+%3Fo+%7D+LIMIT+3&format=json",
        ),
        Try(
            Text("Un refus : une question inachevée", "A refusal: a question without its end"),
            "/{sparql}?query=SELECT+*+WHERE+%7B&format=json",
            status=400,
        ),
    ),
)
POST_SPARQL: Final = Operation(
    id="postSparql",
    tag="sparql",
    says=Text("Une question SPARQL, dans le corps", "A SPARQL question, in the body"),
    more=_MORE,
    parameters=_DATASET,
    body=Body(
        Text("La question, telle quelle ou dans un formulaire.", "The question, as it is or as a form."),
        {
            QUERY: STRING,
            FORM: record(
                {"query": STRING, "default-graph-uri": STRING, "named-graph-uri": STRING, "format": STRING}, ("query",)
            ),
        },
        {"ask": Example(Text("Y a-t-il quelque chose ?", "Is there anything?"), QUERY, "ASK { ?s ?p ?o }")},
    ),
    answers={
        **one(Text("La réponse.", "The answer."), _FORMS, _SAYS),
        303: Answer(
            Text("Un navigateur va à l'adresse de sa question.", "A browser goes to the address of its question."),
            headers={"Location": Text("L'adresse.", "The address.")},
        ),
    },
    refused=(*_REFUSED, 408, 415),
    security=BY_TOKEN_OR_SIGNATURE,
    page=True,
)
SPARQL_OPTIONS: Final = Operation(
    id="optionsSparql",
    tag="sparql",
    says=Text("Ce qu'un autre site peut demander d'ici (CORS)", "What another site may ask here (CORS)"),
    answers={204: Answer(Text("Ce qui est permis.", "What is allowed."))},
)

# -- OGC API Features

_F: Final = Parameter("f", Text("La forme ; sinon Accept.", "The form; else Accept."), among(*FORMS))
_COLLECTION: Final = Parameter(
    "collection",
    Text("La collection.", "The collection."),
    among(*(each.id for each in COLLECTIONS)),
    where="path",
    required=True,
    example="offers",
)
_ITEM: Final = Parameter(
    "item",
    Text("La fiche : son adresse en base64url.", "The record: its address in base64url."),
    {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"},
    where="path",
    required=True,
    example="{item}",
)
_ITEMS_ONLY: Final = (
    Parameter(
        "bbox",
        Text(
            "Ouest,sud,est,nord ; ou six nombres, avec des hauteurs.",
            "West,south,east,north; or six numbers, with heights.",
        ),
        {"type": "array", "items": {"type": "number"}, "oneOf": [{"minItems": n, "maxItems": n} for n in (4, 6)]},
        example="2.8,50.5,3.3,50.8",
    ),
    Parameter("bbox-crs", Text("Seulement CRS84.", "Only CRS84."), among(CRS84)),
    Parameter(
        "datetime",
        Text("Un instant, ou un intervalle : …/…, ../…, …/..", "An instant, or an interval: …/…, ../…, …/.."),
        STRING,
        example="2026-01-01T00:00:00Z/..",
    ),
    Parameter(
        "limit",
        Text(
            f"Combien par page ; plus que {MAX_LIMIT} vaut {MAX_LIMIT}.",
            f"How many a page; more than {MAX_LIMIT} is {MAX_LIMIT}.",
        ),
        {"type": "integer", "minimum": 1, "default": DEFAULT_LIMIT},
    ),
)


def _ogc(
    id: str,
    fr: str,
    en: str,
    path: str,
    type: str,
    shape: str,
    *parameters: Parameter,
    refused: tuple[int, ...] = (),
    security: Security = OPEN,
) -> Operation:
    return Operation(
        id=id,
        tag="ogc",
        says=Text(fr, en),
        parameters=(*parameters, _F, LANGUAGE),
        answers=one(Text(fr, en), {type: named(shape), HTML: TEXT}),
        refused=(400, *refused, 406),
        security=security,
        page=True,
        etag=True,
        tries=(Try(Text(fr, en), f"{path}?f=json"),) if path else (),
    )


LANDING: Final = _ogc(
    "getOgc", "OGC API Features : l'accueil", "OGC API Features: the landing page", "", JSON, "landingPage"
)
LANDING_TOO: Final = _ogc("getOgcLanding", "La même chose", "The same", "/ogc/", JSON, "landingPage")
CONFORMANCE: Final = _ogc(
    "getConformance", "Ce à quoi cela se conforme", "What it conforms to", "/ogc/conformance", JSON, "confClasses"
)
OGC_API: Final = _ogc(
    "getOgcApi", "Son contrat (OpenAPI 3.0)", "Its contract (OpenAPI 3.0)", "/ogc/api", OPENAPI_3_0, "contract"
)
_TOO: Final = (401, 403)
COLLECTIONS_: Final = _ogc(
    "getCollections", "Les collections", "The collections", "/ogc/collections", JSON, "collections",
    refused=_TOO, security=BY_TOKEN_OR_SIGNATURE,
)  # fmt: skip
COLLECTION: Final = _ogc(
    "getCollection", "Une collection", "A collection", "/ogc/collections/offers", JSON, "ogcCollection", _COLLECTION,
    refused=(*_TOO, 404), security=BY_TOKEN_OR_SIGNATURE,
)  # fmt: skip
ITEMS: Final = _ogc(
    "getItems", "Les fiches d'une collection, en GeoJSON", "The records of a collection, as GeoJSON",
    "/ogc/collections/offers/items", GEOJSON, "featureCollection",
    _COLLECTION, *parameters_of(FILTERS), *parameters_of(("cursor",)), *_ITEMS_ONLY,
    refused=(*_TOO, 404), security=BY_TOKEN_OR_SIGNATURE,
)  # fmt: skip
ITEM: Final = _ogc(
    "getItem", "Une fiche, en GeoJSON", "A record, as GeoJSON",
    "/ogc/collections/{collection}/items/{item}", GEOJSON, "feature",
    _COLLECTION, _ITEM,
    refused=(*_TOO, 404), security=BY_TOKEN_OR_SIGNATURE,
)  # fmt: skip
