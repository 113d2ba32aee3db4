"""The observatory: what is counted of practices once a month."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from node.api.operation import LANGUAGE, PAGE_LANGUAGE, Operation, Parameter, Schema, Try, one
from node.api.shapes import ADDRESS, COUNT, STRING, TEXT, among, each, maybe, named, record, said
from node.observatory.counting import SCOPES
from vocab.language import Text

HTML: Final = "text/html"
JSON: Final = "application/json"
CSV: Final = "text/csv"
_COUNTED: Final = said(maybe(COUNT), "null : ne peut pas être montré.", "null: may not be shown.")
_ROW: Final = record(
    {
        "scope": among(*SCOPES),
        "group": said(STRING, "Vide pour tout le réseau.", "Empty for the whole network."),
        "practice": STRING,
        "month": said(STRING, "Quand cette ligne a été comptée.", "When this line was counted."),
        "answered": _COUNTED,
        "levels": said(each(maybe(COUNT)), "Du niveau 0 au niveau 4.", "From level 0 to level 4."),
        "does_not_apply": _COUNTED,
    },
    ("scope", "group", "practice", "month", "answered", "levels", "does_not_apply"),
)
SCHEMAS: Final[Mapping[str, Schema]] = {
    "observatoryMonth": record(
        {
            "id": ADDRESS,
            "month": maybe(STRING),
            "made": STRING,
            "license": ADDRESS,
            "charter": STRING,
            "least": said(COUNT, "Le plus petit nombre qui se montre.", "The smallest number that is shown."),
            "organizations": maybe(COUNT),
            "rows": each(_ROW),
            "wanted": said(
                each(
                    record(
                        {"scope": among(*SCOPES), "group": STRING, "practice": STRING, "organizations": _COUNTED},
                        ("scope", "group", "practice", "organizations"),
                    )
                ),
                "Combien d'organisations ont une demande d'aide ouverte et publique qui nomme la pratique.",
                "How many organisations have an open public request for help that names the practice.",
            ),
            "together": each(
                record({"practices": each(STRING), "both": COUNT, "alone": each(COUNT)}, ("practices", "both", "alone"))
            ),
        },
        ("month", "least", "organizations", "rows", "together"),
        description=Text(
            "Un mois de l'observatoire : tout le réseau au plus juste, ses groupes arrondis à la cinquaine inférieure.",
            "A month of the observatory: the whole network exactly, its groups rounded down to fives.",
        ),
    )
}
_EXT: Final = Parameter(
    "ext", Text("La forme.", "The form."), among("json", "csv"), where="path", required=True, example="json"
)
_TABLE: Final = Parameter(
    "table",
    Text(
        "En CSV, quelles lignes : les réponses, ou les aides cherchées.",
        "As CSV, which lines: answers, or help wanted.",
    ),
    among("answers", "wanted"),
)
_FORMS: Final = {JSON: named("observatoryMonth"), CSV: TEXT}

OBSERVATORY: Final = Operation(
    id="getObservatory",
    tag="directory",
    says=Text("L'observatoire des pratiques", "The observatory of practices"),
    more=Text(
        "Compté une fois par mois, sans nommer personne : ni moins de cinq organisations, ni ce qui permettrait de"
        " retrouver un tel nombre.",
        "Counted once a month, naming nobody: neither under five organisations, nor what such a number could be worked"
        " out from.",
    ),
    parameters=(
        Parameter("by", Text("Par quel groupement (page).", "By which grouping (page)."), among(*SCOPES)),
        Parameter("group", Text("Un groupe de celui-ci (page).", "One group of it (page)."), STRING),
        PAGE_LANGUAGE,
    ),
    answers=one(Text("Le mois le plus récent.", "The newest month."), {JSON: named("observatoryMonth"), HTML: TEXT}),
    refused=(400,),
    page=True,
    etag=True,
    tries=(Try(Text("L'observatoire", "The observatory"), "/observatory"),),
)
NEWEST: Final = Operation(
    id="getObservatoryAs",
    tag="directory",
    says=Text("Le mois le plus récent, sous la forme que dit le nom", "The newest month, in the form its name says"),
    parameters=(_EXT, _TABLE, LANGUAGE),
    answers=one(Text("Le mois.", "The month."), _FORMS),
    refused=(400, 404),
    etag=True,
    exact=True,
    tries=(
        Try(Text("En JSON", "As JSON"), "/observatory.json", JSON),
        Try(Text("En CSV", "As CSV"), "/observatory.csv", CSV),
    ),
)
MONTH: Final = Operation(
    id="getObservatoryMonth",
    tag="directory",
    says=Text("Un mois de l'observatoire, pour toujours", "A month of the observatory, for ever"),
    parameters=(
        Parameter(
            "month",
            Text("Quel mois.", "Which month."),
            {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"},
            where="path",
            required=True,
            example="2026-11",
        ),
        _EXT,
        _TABLE,
        LANGUAGE,
    ),
    answers=one(Text("Le mois.", "The month."), _FORMS),
    refused=(400, 404),
    etag=True,
    exact=True,
)
