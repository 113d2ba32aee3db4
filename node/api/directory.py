"""The directory: its parameters, each said once, and its operations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from node import query
from node.api.operation import (
    BY_TOKEN_OR_SIGNATURE,
    LANGUAGE,
    PAGE_LANGUAGE,
    Operation,
    Parameter,
    Schema,
    Try,
    one,
)
from node.api.shapes import FILE, TEXT, among, named
from node.cursor import MAX_LENGTH as MAX_CURSOR
from node.exporting import FORMS
from node.map.window import MAX_ZOOM
from node.parameters import MAX_LENGTH, MAX_RADIUS_KM, SORTS
from vocab.language import Text

HTML: Final = "text/html"
JSON: Final = "application/json"
_LONG: Final[Schema] = {"type": "string", "maxLength": MAX_LENGTH}
_NUMBER: Final = r"-?[0-9]{1,5}(\.[0-9]{1,12})?"


def _numbers(count: int) -> Schema:
    return {"type": "string", "pattern": f"^{_NUMBER}(,{_NUMBER}){{{count - 1}}}$"}


def _of(name: str) -> Schema:
    """A value of one of our lists, or one that is not wanted, after a minus."""
    return {"anyOf": [named(name), {"type": "string", "pattern": "^-"}]}


# What each parameter is; which there are, and which may be repeated, `query` says.
SAID: Final[Mapping[str, tuple[Text, Schema, str | None]]] = {
    "q": (
        Text(
            "Des mots, et des lieux parmi eux ; -mot refuse. Ce qui est entre guillemets n'est pas un lieu.",
            "Words, and places among them; -word refuses. What stands between quotation marks is no place.",
        ),
        _LONG,
        "réparation vélo Lille",
    ),
    "kind": (Text("Le type de fiche.", "The kind of record."), _of("kind"), "offer"),
    "claimed": (
        Text(
            "true : qui se présente soi-même ; false : présenté par un autre.",
            "true: those that present themselves; false: listed by others.",
        ),
        among("true", "false", "-true", "-false"),
        None,
    ),
    "territory": (
        Text(
            "Un territoire et ce qu'il contient : fr-commune-…, fr-epci-…, fr-region-…, be-commune-….",
            "A territory and what it contains: fr-commune-…, fr-epci-…, fr-region-…, be-commune-….",
        ),
        {"type": "string", "pattern": "^-?[a-z0-9-]{2,60}$"},
        "fr-epci-200093201",
    ),
    "relation": (
        Text(
            "placed : y est ; serving : le dessert, ou quelque chose dedans ; wider : dessert plus grand que lui.",
            "placed: there; serving: serves it or something in it; wider: serves something that contains it.",
        ),
        among(*query.RELATIONS, *(f"-{each}" for each in query.RELATIONS)),
        None,
    ),
    "sector": (Text("Le secteur (ESSGlobal).", "The sector (ESSGlobal)."), _of("sector"), "AM160"),
    "need": (Text("L'usage.", "The need."), _of("need"), "livrer"),
    "practice": (
        Text(
            "Une pratique de la charte. Avec kind=organization : celles dont le dernier constat en vigueur le dit ;"
            " avec kind=request ou offer : l'aide cherchée ou proposée pour elle.",
            "A practice of the charter. With kind=organization: those whose newest unexpired statement says so; with"
            " kind=request or offer: the help that is looked for or offered with it.",
        ),
        _of("practice"),
        None,
    ),
    "min_level": (
        Text("Le niveau de la pratique, au moins.", "The level of the practice, at least."),
        {"type": "integer", "minimum": 0, "maximum": 4},
        None,
    ),
    "charter": (
        Text(
            "La version de la charte à laquelle une organisation adhère, tant que cela compte ; any : l'une d'elles.",
            "The version of the charter that an organisation adheres to, while that counts; any: one of them.",
        ),
        _of("charter"),
        "any",
    ),
    "stage": (Text("Où en est l'organisation.", "How far an organisation is."), _of("stage"), "running"),
    "coop_status": (Text("Le statut coopératif.", "The cooperative status."), _of("coop_status"), "SCIC"),
    "legal_form": (Text("La forme juridique.", "The legal form."), _of("legal_form"), None),
    "evidence": (
        Text(
            "Le genre de preuve qu'apporte une fiche ; avec kind=organization : une de ses fiches.",
            "The kind of evidence that a record brings; with kind=organization: one of its records.",
        ),
        _of("evidence"),
        None,
    ),
    "identifier": (
        Text("Un numéro, SIREN ou RNA, avec ou sans espaces.", "A number, SIREN or RNA, with or without blanks."),
        _LONG,
        None,
    ),
    "near": (
        Text("Autour d'un point : latitude,longitude.", "Around a point: latitude,longitude."),
        _numbers(2),
        "50.63,3.06",
    ),
    "radius_km": (
        Text(
            f"À combien de kilomètres de `near` ({query.DEFAULT_RADIUS_KM:g} sinon).",
            f"How many kilometres from `near` ({query.DEFAULT_RADIUS_KM:g} by default).",
        ),
        {"type": "number", "exclusiveMinimum": 0, "maximum": MAX_RADIUS_KM},
        None,
    ),
    "bbox": (
        Text("Dans une boîte : ouest,sud,est,nord.", "Within a box: west,south,east,north."),
        _numbers(4),
        "2.8,50.5,3.3,50.8",
    ),
    "updated_since": (
        Text("Mis à jour depuis ce jour ou cet instant.", "Updated since this day or instant."),
        {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]},
        "2026-01-31",
    ),
    "freshness": (
        Text("Mis à jour depuis combien de temps.", "How long ago it was updated."),
        _of("freshness"),
        None,
    ),
    "license": (
        Text("La licence, par son nom SPDX.", "The licence, by its SPDX name."),
        {"anyOf": [named("license"), {"type": "string", "pattern": "^-?[A-Za-z0-9.+:/#_-]{1,200}$"}]},
        "etalab-2.0",
    ),
    "policy": (Text("Ce que l'auteur permet.", "What the author permits."), _of("policy"), "commons-open"),
    "origin": (
        Text("Le serveur d'où viennent les fiches : hôte[:port].", "The server records come from: host[:port]."),
        {"type": "string", "pattern": r"^-?[A-Za-z0-9.\[\]:][A-Za-z0-9.\[\]:-]{0,252}$"},
        None,
    ),
    "verified_by": (
        Text(
            "Comment ce nœud a vérifié l'organisation ; des autres fiches, qui les dit.",
            "How this node verified the organisation; of other records, the one who says them.",
        ),
        _of("verified_by"),
        "domain-proved",
    ),
    "sort": (
        Text(
            "L'ordre : par pertinence quand il y a des mots, sinon le plus récent d'abord.",
            "The order: by relevance where there are words, else the newest first.",
        ),
        among(*SORTS),
        "name",
    ),
    "facets": (
        Text(
            "Les critères à compter, ou all, ou none ; none quand il y a un repère.",
            "The facets to count, or all, or none; none where there is a cursor.",
        ),
        among("all", "none", *query.FACETS),
        "need",
    ),
    "cursor": (
        Text("La page : le `next` de la précédente, pour la même question.", "The page: `next` of the one before."),
        {"type": "string", "maxLength": MAX_CURSOR},
        None,
    ),
    "limit": (
        Text(
            f"Combien de fiches par page ({query.DEFAULT_LIMIT} sinon).",
            f"How many records a page ({query.DEFAULT_LIMIT} by default).",
        ),
        {"type": "integer", "minimum": 1, "maximum": query.MAX_LIMIT, "default": query.DEFAULT_LIMIT},
        None,
    ),
    "view": (
        Text("La vue, pour les pages : liste, ou carte et liste.", "The view, of pages: a list, or a map with it."),
        among("list", "map"),
        None,
    ),
    "shade": (
        Text(
            "La teinte des territoires sur la carte d'un territoire : par nombre, ou pour 10 000 habitants.",
            "What shades the territories on the map of one: how many, or how many per 10,000 inhabitants.",
        ),
        among("number", "density"),
        None,
    ),
    "excel": (
        Text("fr : un CSV pour un Excel français.", "fr: a CSV for a French Excel."),
        among("fr"),
        None,
    ),
    "lang": (LANGUAGE.says, LANGUAGE.schema, None),
}


def parameters_of(names: tuple[str, ...] | frozenset[str]) -> tuple[Parameter, ...]:
    """Those of the directory's parameters that have these names, in the order in which they are said."""
    return tuple(
        Parameter(name, says, schema, repeated=name not in query.SINGLE, example=example)
        for name, (says, schema, example) in SAID.items()
        if name in names
    )


_PARAMETERS: Final = parameters_of(query.PARAMETERS)
_MORE: Final = Text(
    "Un paramètre répété élargit, des paramètres différents resserrent, une valeur après un moins est refusée. Ce"
    " qui est inconnu, mal écrit ou contradictoire est refusé, avec le nom du paramètre et la valeur la plus proche."
    " JSON vient par pages ; les autres formes contiennent toute la vue, sauf avec `limit` ou `cursor`.",
    "A repeated parameter widens, different ones narrow, a value after a minus is not wanted. What is unknown,"
    " malformed or contradictory is refused, with the name of the parameter and the nearest value. JSON comes in"
    " pages; the other forms hold the whole view, unless `limit` or `cursor` is given.",
)
_HEADERS: Final = {
    "Link": Text("`next` : la page suivante ; `describedby` : les colonnes du CSV.", "`next`: the next page."),
    "X-Total-Count": Text("D'une vue entière : combien répondent.", "Of a whole view: how many answer."),
    "X-Limit-Reached": Text("Combien en tiennent, s'ils n'y sont pas tous.", "How many are there, if not all are."),
}


def _shape_of(form: str) -> Schema:
    return {"geojson": named("view"), "jsonld": {"type": "object"}, "xlsx": FILE}.get(form, TEXT)


_FORMS: Final = {JSON: named("directoryPage"), **{form.media_type: _shape_of(name) for name, form in FORMS.items()}}
_TRIES: Final = (
    Try(
        Text("Qui livre dans la métropole de Lille", "Who delivers in Lille"), "need=livrer&territory=fr-epci-200093201"
    ),
    Try(Text("Des mots et un lieu, comme on les tape", "Words and a place, as people type them"), "q=vélo+Lille"),
    Try(Text("Les organisations, par secteur", "Organisations by sector"), "kind=organization&facets=sector&limit=1"),
    Try(
        Text("Autour d'un point, le plus proche d'abord", "Nearest first"), "near=50.63,3.06&radius_km=10&sort=distance"
    ),
    Try(Text("Un refus : un usage qui n'existe pas", "A refusal: a need that is not known"), "need=livre", status=400),
)


def _tries(path: str) -> tuple[Try, ...]:
    return tuple(Try(each.says, f"{path}?{each.address}", each.accept, each.status) for each in _TRIES)


HOME: Final = Operation(
    id="getHome",
    tag="directory",
    says=Text("La première page du nœud", "The node's first page"),
    answers=one(Text("Une page.", "A page."), {HTML: TEXT}),
    parameters=(PAGE_LANGUAGE,),
    refused=(401, 403),
    security=BY_TOKEN_OR_SIGNATURE,
)
DIRECTORY: Final = Operation(
    id="getDirectory",
    tag="directory",
    says=Text("L'annuaire, sous la forme que dit Accept", "The directory, in the form that Accept says"),
    more=_MORE,
    parameters=_PARAMETERS,
    answers=one(Text("Ce qui répond.", "What answers."), {**_FORMS, HTML: TEXT}, _HEADERS),
    refused=(400, 401, 403, 406),
    security=BY_TOKEN_OR_SIGNATURE,
    page=True,
    etag=True,
    tries=(Try(Text("Comme une page", "As a page"), "/directory"),),
)
DIRECTORY_AS: Final = Operation(
    id="getDirectoryAs",
    tag="directory",
    says=Text("L'annuaire, sous la forme que dit le nom", "The directory, in the form that its name says"),
    more=_MORE,
    parameters=(
        Parameter(
            "ext", Text("La forme.", "The form."), among("json", *FORMS), where="path", required=True, example="json"
        ),
        *_PARAMETERS,
    ),
    answers=one(Text("Ce qui répond.", "What answers."), _FORMS, _HEADERS),
    refused=(400, 401, 403, 404),
    security=BY_TOKEN_OR_SIGNATURE,
    etag=True,
    tries=(
        *_tries("/directory.json"),
        Try(Text("Le même en CSV pour Excel", "The same as CSV for Excel"), "/directory.csv?need=livrer&excel=fr"),
        Try(Text("Pour une carte : GeoJSON", "For a map: GeoJSON"), "/directory.geojson?kind=organization"),
        Try(Text("En Turtle", "As Turtle"), "/directory.ttl?kind=offer&limit=5"),
    ),
)
PINS: Final = Operation(
    id="getPins",
    tag="directory",
    says=Text("Les repères d'une partie de la carte", "The marks of a part of the map"),
    more=Text(
        "Pour une carte qu'on déplace : ce que la question trouve dans la fenêtre, regroupé. Une personne connectée y"
        " trouve ce que sa page lui montre. Aucun export : un repère de beaucoup de fiches en dit le nombre.",
        "For a map that is moved: what the question finds in the window, gathered. Who is signed in finds what their"
        " page shows them. No export: a mark of many records says how many, not which.",
    ),
    parameters=(
        Parameter(
            "window",
            Text("Ce qui est à l'écran : ouest,sud,est,nord.", "What is on the screen: west,south,east,north."),
            _numbers(4),
            required=True,
            example="2.8,50.5,3.3,50.8",
        ),
        Parameter(
            "zoom",
            Text("Le zoom des cartes du web.", "The zoom of web maps."),
            {"type": "integer", "minimum": 0, "maximum": MAX_ZOOM},
            required=True,
            example="10",
        ),
        *parameters_of(query.NARROWING),
    ),
    answers=one(Text("Les repères.", "The marks."), {JSON: named("pins")}),
    refused=(400, 401, 403),
    security=BY_TOKEN_OR_SIGNATURE,
    tries=(
        Try(
            Text("Autour de Lille", "Around Lille"), "/directory/pins.json?window=2.8,50.5,3.3,50.8&zoom=10&kind=offer"
        ),
    ),
)
CSV_SCHEMA: Final = Operation(
    id="getCsvSchema",
    tag="directory",
    says=Text("Ce que sont les colonnes du CSV", "What the columns of CSV are"),
    parameters=parameters_of(("excel", "lang")),
    answers=one(Text("Un Table Schema.", "A Table Schema."), {JSON: named("tableSchema")}),
    refused=(400,),
    exact=True,
    etag=True,
    tries=(Try(Text("Les colonnes", "The columns"), "/directory/csv-schema.json"),),
)
