"""The pages of territories and of practices, with their data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from node.api.endorsed import ENDORSED
from node.api.operation import BY_TOKEN_OR_SIGNATURE, PAGE_LANGUAGE, Answer, Operation, Parameter, Schema, Try, one
from node.api.shapes import ADDRESS, COUNT, MOMENT, STRING, TEXT, among, each, maybe, named, record, said
from vocab.language import Text

HTML: Final = "text/html"
JSON: Final = "application/json"
CSV: Final = "text/csv"
TURTLE: Final = "text/turtle"
JSON_LD: Final = "application/ld+json"

# What is counted each month (`node/store/months.py`).
FIGURES: Final = ("here", "serving", "offers", "requests", "events", "practices")
_BOTH: Final = record({"fr": STRING, "en": STRING}, ("fr", "en"))
_NAMED: Final[dict[str, Schema]] = {
    "slug": said(STRING, "Ce que l'annuaire appelle `territory`.", "What the directory calls `territory`."),
    "type": STRING,
    "name": STRING,
    "label": _BOTH,
}
_PLACE: Final = tuple(_NAMED)
SCHEMAS: Final[Mapping[str, Schema]] = {
    "territory": record(
        {
            "id": ADDRESS,
            **_NAMED,
            "code": STRING,
            "population": maybe(COUNT),
            "postcodes": each(STRING),
            "latitude": maybe({"type": "number"}),
            "longitude": maybe({"type": "number"}),
            "approximate": said(
                {"type": "boolean"}, "Le point est celui de ce qui le contient.", "The point is that of what holds it."
            ),
            "within": said(each(record(_NAMED, _PLACE)), "Ce qui le contient.", "What contains it."),
            "contains": said(
                each(record({**_NAMED, "records": COUNT}, (*_PLACE, "records"))),
                "Ce qu'il contient directement, et combien de fiches y sont placées ou y servent un endroit.",
                "What lies directly in it, and how many records are placed there or serve something there.",
            ),
            "records": COUNT,
            "kinds": said({"type": "object", "additionalProperties": COUNT}, "Par type.", "By kind."),
            "needs": said(
                {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": COUNT}},
                "Par usage : les organisations qui sont là (here), qui interviennent (serving), qui couvrent plus large"
                " (wider) ; `organization` compte les deux premières ; les propositions, les demandes.",
                "By use: organisations that are there (here), that serve it (serving), that cover more (wider);"
                " `organization` counts the first two; offers, requests.",
            ),
            "similar": said(
                each(record(_NAMED, _PLACE)),
                "Du même pays et du même type, les plus proches : avec qui l'on compare.",
                "Of the same country and type, the nearest: what it is compared with.",
            ),
            "similar_by": said(
                maybe({"type": "string", "enum": ["population", "communes", "around"]}),
                "Par quoi ils se ressemblent : population du simple au double ; sans elle, nombre de communes du"
                " simple au double, ou pour une commune ses voisines de la même province ; null : rien à comparer.",
                "What makes them alike: half to twice the population; without it, half to twice as many communes, or"
                " for a commune its neighbours of the same province; null: nothing to compare.",
            ),
            "missing": said(
                maybe(each(record({"need": STRING, "there": each(STRING)}, ("need", "there")))),
                "Les usages sans organisation ici, alors que la moitié des territoires comparables en ont ; null quand"
                " la comparaison n'est pas possible.",
                "The uses without an organisation here while half of the similar territories have some; null where"
                " they cannot be compared.",
            ),
            "months": said(
                each(
                    record(
                        {"month": STRING, "organization": COUNT, **dict.fromkeys(FIGURES, COUNT)},
                        ("month", "organization", *FIGURES),
                    )
                ),
                "Ce qui a été compté une fois par mois, du plus ancien au plus récent.",
                "What was counted once a month, oldest first.",
            ),
            "directory": ADDRESS,
            "accounts": said(
                each(STRING),
                "Les comptes à suivre : le sien et ceux de ce qui le contient, s'ils sont servis ici.",
                "The accounts to follow: its own and those of what contains it, where they are served here.",
            ),
        },
        (
            "id",
            *_PLACE,
            "code",
            "within",
            "contains",
            "records",
            "kinds",
            "needs",
            "similar",
            "similar_by",
            "missing",
            "months",
            "directory",
            "accounts",
        ),
        description=Text(
            "Un territoire, et ce que l'annuaire en sait pour ce lecteur.",
            "A territory, and what the directory knows of it for this reader.",
        ),
    ),
    "practiceStated": record(
        {
            "id": ADDRESS,
            "notation": STRING,
            "theme": STRING,
            "label": _BOTH,
            "definition": _BOTH,
            "why": _BOTH,
            "begin": _BOTH,
            "question": said(_BOTH, "Comment la question est posée.", "How a person is asked."),
            "first": said({"type": "boolean"}, "Posée dans un premier bilan.", "Asked in a first report."),
            "indicator": _BOTH,
            "unit": STRING,
            "levels": said(each(_BOTH), "Ce que veut dire chaque niveau, de 0 à 4.", "What each level means, 0 to 4."),
            "evidence": each(STRING),
            "sources": each(_BOTH),
            "matches": said(
                each(
                    record(
                        {
                            "id": ADDRESS,
                            "how": among("broad", "close", "related"),
                            "scheme": STRING,
                            "number": STRING,
                            "label": _BOTH,
                        },
                        ("id", "how", "scheme", "number", "label"),
                    )
                ),
                "Ce qui lui correspond ailleurs : principes de l'ACI, de Fairwork, objectifs de développement durable.",
                "What corresponds to it elsewhere: principles of the ICA and of Fairwork, development goals.",
            ),
            "total": said(COUNT, "Combien d'organisations en parlent.", "How many organisations state it."),
            "statements": each(
                record(
                    {
                        "organization": ADDRESS,
                        "name": STRING,
                        "level": {"type": "integer", "minimum": 0, "maximum": 4},
                        "stated": MOMENT,
                        "record": ADDRESS,
                        "evidence": each(ADDRESS),
                    },
                    ("organization", "name", "level", "stated", "record", "evidence"),
                )
            ),
            "endorsements": said(
                each(ENDORSED),
                "Qui l'a vu chez qui, signé, accepté et non échu.",
                "Who has seen it at whom, signed, accepted and not over.",
            ),
            "requests": said(each(ADDRESS), "Aide cherchée, en cours.", "Help looked for, still open."),
            "offers": said(each(ADDRESS), "Aide proposée, en cours.", "Help offered, still open."),
            "directory": ADDRESS,
        },
        tuple("id notation label definition levels total statements endorsements requests offers directory".split()),
        description=Text(
            "Une pratique du catalogue, et qui dit où il en est, par ordre alphabétique.",
            "A practice of the catalogue, and who says how far they are, in alphabetical order.",
        ),
    ),
}

_SLUG: Final = Parameter(
    "slug",
    Text("Le territoire.", "The territory."),
    {"type": "string", "pattern": "^[a-z]{2}-[a-z-]{2,30}-[0-9A-Z]{2,9}$"},
    where="path",
    required=True,
    example="fr-commune-59350",
)
_SHADE: Final = Parameter(
    "shade",
    Text(
        "Sur la carte de la page : le nombre d'organisations, ou pour 10 000 habitants.",
        "On the map of the page: how many organisations, or how many per 10,000 inhabitants.",
    ),
    {"type": "string", "enum": ["number", "density"]},
)
_NOTATION: Final = Parameter(
    "notation",
    Text("Le code de la pratique.", "The code of the practice."),
    {"type": "string", "pattern": "^[A-Z][0-9]{1,3}(-[a-z0-9-]{1,40})?$"},
    where="path",
    required=True,
    example="D03",
)
_WORDS: Final = Parameter(
    "q",
    Text(
        "Des mots du nom, de la définition ou de la question, dans le catalogue commun et les chartes de réseaux.",
        "Words of the name, the definition or the question, in the common catalogue and the charters of networks.",
    ),
    {"type": "string", "maxLength": 200},
    example="permanence",
)
_FORM: Final = Parameter(
    "ext", Text("La forme.", "The form."), among("ttl", "jsonld"), where="path", required=True, example="ttl"
)
_FORK: Final = Parameter(
    "slug",
    Text("Le nom de la charte.", "The name of the charter."),
    {"type": "string", "pattern": "^[a-z][a-z0-9-]{0,39}$"},
    where="path",
    required=True,
    example="reseau-nord",
)
_MOVED: Final = Answer(
    Text("Ce code n'existe plus : voici ce qui en tient lieu.", "This code is no more: this stands for it."),
    headers={"Location": Text("L'adresse d'aujourd'hui.", "The address of today.")},
)

TERRITORY: Final = Operation(
    id="getTerritory",
    tag="directory",
    says=Text("Un territoire", "A territory"),
    more=Text(
        "Ce qui le contient et ce qu'il contient, les organisations, propositions, demandes et rendez-vous qui le"
        " concernent, et par usage ce qui existe et ce qui manque.",
        "What it lies in and what lies in it, the organisations, offers, requests and events that concern it, and by"
        " use what there is and what is missing.",
    ),
    parameters=(_SLUG, _SHADE, PAGE_LANGUAGE),
    answers={
        200: Answer(Text("Le territoire.", "The territory."), {JSON: named("territory"), HTML: TEXT}),
        301: _MOVED,
    },
    refused=(400, 401, 403, 404),
    security=BY_TOKEN_OR_SIGNATURE,
    page=True,
    etag=True,
    tries=(Try(Text("Lille, comme une page", "Lille, as a page"), "/territories/fr-commune-59350", HTML),),
)
HELD: Final = Operation(
    id="getHeldRecord",
    tag="directory",
    says=Text("La copie tenue ici d'une fiche d'ailleurs", "The copy held here of a record from elsewhere"),
    more=Text(
        "Une page, même quand le serveur d'origine ne répond pas. La fiche elle-même se demande à son adresse.",
        "A page, even while the server it comes from does not answer. The record itself is asked for at its address.",
    ),
    parameters=(
        Parameter(
            "id",
            Text("L'adresse de la fiche.", "The address of the record."),
            {"type": "string", "format": "uri", "maxLength": 500},
            required=True,
            example="https://pedales.example/objects/01jd0000000000000000000000",
        ),
        PAGE_LANGUAGE,
    ),
    answers={
        200: Answer(Text("La page.", "The page."), {HTML: TEXT}),
        308: Answer(
            Text("Elle est de ce nœud.", "It is of this node."),
            headers={"Location": Text("Son adresse.", "Its address.")},
        ),
    },
    refused=(401, 403, 404),
    security=BY_TOKEN_OR_SIGNATURE,
)
TERRITORY_AS_JSON: Final = Operation(
    id="getTerritoryAsJson",
    tag="directory",
    says=Text("Le même, en JSON", "The same as JSON"),
    parameters=(_SLUG, _SHADE, PAGE_LANGUAGE),
    answers={200: Answer(Text("Le territoire.", "The territory."), {JSON: named("territory")}), 301: _MOVED},
    refused=(400, 401, 403, 404),
    security=BY_TOKEN_OR_SIGNATURE,
    page=True,
    etag=True,
    tries=(Try(Text("La métropole de Lille", "Lille and around"), "/territories/fr-epci-200093201.json"),),
)
TERRITORY_AS_CSV: Final = Operation(
    id="getTerritoryFigures",
    tag="directory",
    says=Text("Les chiffres d'un territoire, en CSV", "The figures of a territory as CSV"),
    more=Text(
        "Les nombres que montrent les graphiques de la page, un code et son nom dans des colonnes à part.",
        "The numbers that the charts of the page show, codes and their names in columns of their own.",
    ),
    parameters=(
        _SLUG,
        Parameter(
            "figure",
            Text(
                "needs : par usage ; months : mois par mois ; similar : à côté des territoires comparables.",
                "needs: by use; months: month by month; similar: beside similar territories.",
            ),
            {"type": "string", "enum": ["needs", "months", "similar"], "default": "needs"},
        ),
        PAGE_LANGUAGE,
    ),
    answers={200: Answer(Text("Les chiffres.", "The figures."), {CSV: TEXT}), 301: _MOVED},
    refused=(400, 401, 403, 404),
    security=BY_TOKEN_OR_SIGNATURE,
    etag=True,
    tries=(Try(Text("Mois par mois", "Month by month"), "/territories/fr-epci-200093201.csv?figure=months"),),
)
CONTOURS: Final = Operation(
    id="getContours",
    tag="directory",
    says=Text("Les contours de ce qu'un territoire contient", "The contours of what lies in a territory"),
    more=Text(
        "En TopoJSON, là où des contours sont installés : les communes d'un EPCI ou d'une province, les EPCI"
        " d'un département, les départements ou les provinces d'une région, les régions de `fr` ou de `be`.",
        "As TopoJSON, where contours are installed: the communes of an EPCI or of a province, the EPCI"
        " of a département, the départements or provinces of a region, the regions of `fr` or `be`.",
    ),
    parameters=(
        Parameter(
            "slug",
            Text("Le territoire, ou un pays : fr, be.", "The territory, or a country: fr, be."),
            {"type": "string", "pattern": "^[a-z]{2}(-[a-z]+-[0-9A-Z]+)?$"},
            where="path",
            required=True,
            example="fr-epci-200093201",
        ),
    ),
    answers={200: Answer(Text("Les contours.", "The contours."), {JSON: {"type": "object"}})},
    refused=(404,),
    etag=True,
)
ONTOLOGY: Final = Operation(
    id="getOntology",
    tag="directory",
    says=Text("Le vocabulaire : ce que veut dire chaque terme", "The vocabulary: what each term means"),
    parameters=(PAGE_LANGUAGE,),
    answers=one(Text("Le vocabulaire.", "The vocabulary."), {TURTLE: TEXT, JSON_LD: {"type": "object"}, HTML: TEXT}),
    refused=(406,),
    page=True,
    etag=True,
    tries=(Try(Text("En Turtle", "As Turtle"), "/ns/", TURTLE),),
)
TERRITORY_IRI: Final = Operation(
    id="getTerritoryOfIri",
    tag="directory",
    says=Text("De l'IRI d'un territoire à sa page", "From the IRI of a territory to its page"),
    parameters=tuple(
        Parameter(name, says, {"type": "string", "pattern": pattern}, where="path", required=True, example=example)
        for name, says, pattern, example in (
            ("country", Text("Le pays.", "The country."), "^[a-z][a-z]$", "fr"),
            ("type", Text("Le type.", "The type."), "^[a-z-]{2,30}$", "commune"),
            ("code", Text("Le code.", "The code."), "^[0-9A-Z]{1,12}$", "59350"),
        )
    ),
    answers={
        303: Answer(
            Text("La page du territoire.", "The page of the territory."),
            headers={"Location": Text("Son adresse.", "Its address.")},
        )
    },
    refused=(404,),
)
CHARTER: Final = Operation(
    id="getCharter",
    tag="directory",
    says=Text("Le catalogue des pratiques, comme données", "The catalogue of practices, as data"),
    more=Text(
        "SKOS : la charte, ses thèmes, ses pratiques et leurs niveaux, dans les deux langues.",
        "SKOS: the charter, its themes, its practices and their levels, in both languages.",
    ),
    parameters=(PAGE_LANGUAGE,),
    answers=one(Text("Le catalogue.", "The catalogue."), {TURTLE: TEXT, JSON_LD: {"type": "object"}, HTML: TEXT}),
    refused=(406,),
    page=True,
    etag=True,
    tries=(Try(Text("En Turtle", "As Turtle"), "/ns/charter", TURTLE),),
)
CHARTER_AS: Final = Operation(
    id="getCharterAs",
    tag="directory",
    says=Text("Le même, sous la forme que dit le nom", "The same, in the form that its name says"),
    parameters=(_FORM,),
    answers=one(Text("Le catalogue.", "The catalogue."), {TURTLE: TEXT, JSON_LD: {"type": "object"}}),
    refused=(404,),
    etag=True,
    tries=(Try(Text("En JSON-LD", "As JSON-LD"), "/ns/charter.jsonld"),),
)
FORK: Final = Operation(
    id="getNetworkCharter",
    tag="directory",
    says=Text("Le catalogue d'un réseau, installé ici", "The catalogue of a network, installed here"),
    parameters=(_FORK, PAGE_LANGUAGE),
    answers=one(Text("Le catalogue.", "The catalogue."), {TURTLE: TEXT, JSON_LD: {"type": "object"}, HTML: TEXT}),
    refused=(404, 406),
    page=True,
    etag=True,
)
FORK_AS: Final = Operation(
    id="getNetworkCharterAs",
    tag="directory",
    says=Text("Le même, sous la forme que dit le nom", "The same, in the form that its name says"),
    parameters=(_FORK, _FORM),
    answers=one(Text("Le catalogue.", "The catalogue."), {TURTLE: TEXT, JSON_LD: {"type": "object"}}),
    refused=(404,),
    etag=True,
)
PRACTICES: Final = Operation(
    id="getPracticesCatalogue",
    tag="directory",
    says=Text("Le catalogue des pratiques, par thème", "The catalogue of practices, by theme"),
    parameters=(_WORDS, PAGE_LANGUAGE),
    answers=one(Text("Une page.", "A page."), {HTML: TEXT}),
    refused=(400,),
    tries=(
        Try(Text("Le catalogue", "The catalogue"), "/practices"),
        Try(Text("Une pratique par son nom", "A practice by its name"), "/practices?q=statuts"),
    ),
)
PRACTICE: Final = Operation(
    id="getPractice",
    tag="directory",
    says=Text("Une pratique, et qui la fait", "A practice, and who does it"),
    parameters=(_NOTATION, PAGE_LANGUAGE),
    answers=one(Text("La pratique.", "The practice."), {JSON: named("practiceStated"), HTML: TEXT}),
    refused=(401, 403, 404),
    security=BY_TOKEN_OR_SIGNATURE,
    page=True,
    etag=True,
    tries=(Try(Text("Comme une page", "As a page"), "/practices/D03", HTML),),
)
PRACTICE_AS_JSON: Final = Operation(
    id="getPracticeAsJson",
    tag="directory",
    says=Text("La même, en JSON", "The same as JSON"),
    parameters=(_NOTATION, PAGE_LANGUAGE),
    answers=one(Text("La pratique.", "The practice."), {JSON: named("practiceStated")}),
    refused=(401, 403, 404),
    security=BY_TOKEN_OR_SIGNATURE,
    page=True,
    etag=True,
    tries=(Try(Text("Une pratique", "A practice"), "/practices/D03.json"),),
)
