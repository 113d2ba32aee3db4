"""The catalogue of open data, and its tables of counts."""

from __future__ import annotations

from typing import Final

from node.api.operation import LANGUAGE, PAGE_LANGUAGE, Operation, Parameter, Try, one
from node.api.shapes import TEXT, among, each, named
from node.catalog.datasets import TABLES
from node.catalog.paging import MAX_SIZE, SIZE
from node.catalog.writing import WRITERS
from vocab.language import Text

HTML: Final = "text/html"
JSON: Final = "application/json"
_MORE: Final = Text(
    "DCAT-AP, comme les portails de données le moissonnent : un jeu par sorte de fiches, un fichier par licence et par"
    " forme, et deux tableaux de comptes. `hydra:next` mène à la page suivante.",
    "DCAT-AP as data portals harvest it: a dataset for each sort of record, a file for each licence and form, and two"
    " tables of counts. `hydra:next` leads to the next page.",
)
_PARAMETERS: Final = (
    Parameter(
        "territory",
        Text(
            "Le catalogue de ce territoire seul : ce qui y est ou le dessert.",
            "The catalogue of this territory alone: what is there or serves it.",
        ),
        {"type": "string", "pattern": "^[a-z0-9-]{2,60}$"},
        example="fr-epci-200093201",
    ),
    Parameter("page", Text("Quelle page.", "Which page."), {"type": "integer", "minimum": 1, "maximum": 1_000}),
    Parameter(
        "page_size",
        Text(f"Combien de jeux par page ({SIZE} sinon).", f"How many datasets a page ({SIZE} by default)."),
        {"type": "integer", "minimum": 1, "maximum": MAX_SIZE, "default": SIZE},
    ),
)
_NEXT: Final = {"Link": Text("`next` : la page suivante.", "`next`: the next page.")}
_FORMS: Final = {type: {"type": "object"} if name == "jsonld" else TEXT for name, (type, _) in WRITERS.items()}
_TABLE: Final = Parameter(
    "table", Text("Quel tableau.", "Which table."), among(*TABLES), where="path", required=True, example="practices"
)

CATALOG: Final = Operation(
    id="getCatalog",
    tag="dumps",
    says=Text("Le catalogue des données ouvertes", "The catalogue of open data"),
    more=_MORE,
    parameters=(*_PARAMETERS, PAGE_LANGUAGE),
    answers=one(Text("Une page du catalogue.", "A page of the catalogue."), {**_FORMS, HTML: TEXT}, _NEXT),
    refused=(400, 404, 406),
    page=True,
    etag=True,
    tries=(Try(Text("Comme une page", "As a page"), "/catalog"),),
)
CATALOG_AS: Final = Operation(
    id="getCatalogAs",
    tag="dumps",
    says=Text("Le même, sous la forme que dit le nom", "The same, in the form that its name says"),
    parameters=(
        Parameter("ext", Text("La forme.", "The form."), among(*WRITERS), where="path", required=True, example="ttl"),
        *_PARAMETERS,
        LANGUAGE,
    ),
    answers=one(Text("Une page du catalogue.", "A page of the catalogue."), _FORMS, _NEXT),
    refused=(400, 404),
    etag=True,
    exact=True,
    tries=(
        Try(Text("En Turtle", "As Turtle"), "/catalog.ttl"),
        Try(Text("D'un territoire", "Of a territory"), "/catalog.jsonld?territory=fr-epci-200093201"),
    ),
)
TABLE: Final = Operation(
    id="getCatalogTable",
    tag="dumps",
    says=Text("Un tableau de comptes", "A table of counts"),
    more=Text(
        "`practices` : combien d'organisations disent suivre chaque pratique, par niveau. `territories` : ce qu'il y a"
        " dans chaque territoire. De ce que chacun peut emporter ; aucune organisation n'est nommée.",
        "`practices`: how many organisations say they follow each practice, by level. `territories`: what there is in"
        " each territory. Of what anybody may take away; no organisation is named.",
    ),
    parameters=(
        _TABLE,
        Parameter(
            "ext", Text("La forme.", "The form."), among("csv", "json"), where="path", required=True, example="csv"
        ),
        Parameter(
            "license",
            Text(
                "Des territoires, ceux dont les noms et les codes sont sous cette licence.",
                "Of territories, those whose names and codes are under this licence.",
            ),
            {"type": "string"},
            example="etalab-2.0",
        ),
        LANGUAGE,
    ),
    answers=one(
        Text("Les lignes.", "The lines."),
        {"text/csv": TEXT, JSON: each({"type": "object"})},
        {"Link": Text("`describedby` : les colonnes du CSV.", "`describedby`: the columns of CSV.")},
    ),
    refused=(400, 404),
    etag=True,
    exact=True,
    tries=(
        Try(Text("Les pratiques", "The practices"), "/catalog/practices.csv"),
        Try(Text("Les territoires", "The territories"), "/catalog/territories.json", JSON),
    ),
)
TABLE_SCHEMA: Final = Operation(
    id="getCatalogTableSchema",
    tag="dumps",
    says=Text("Ce que sont ses colonnes", "What its columns are"),
    parameters=(_TABLE, LANGUAGE),
    answers=one(Text("Un Table Schema.", "A Table Schema."), {JSON: named("tableSchema")}),
    refused=(400, 404),
    etag=True,
    exact=True,
    tries=(Try(Text("Les colonnes", "The columns"), "/catalog/practices-schema.json"),),
)
