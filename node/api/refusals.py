"""Refusals: what each status of a problem document means (RFC 9457), and the shape that they all have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from node.api.operation import Schema
from node.api.shapes import ADDRESS, COUNT, STRING, each, named, record, said
from vocab.language import Text

PROBLEM: Final = "application/problem+json"
# What every route may answer, besides what its own description says.
EVERYWHERE: Final = (429, 503)
REFUSALS: Final[Mapping[int, Text]] = {
    400: Text(
        "La demande n'est pas comprise : le titre dit pourquoi, `parameter` ou `findings` disent où.",
        "The request is not understood: the title says why, `parameter` or `findings` say where.",
    ),
    401: Text(
        "Il manque un jeton ou une signature, ou ils ne sont pas valables : WWW-Authenticate dit ce qu'il faut.",
        "A token or a signature is missing, or does not hold: WWW-Authenticate says what is wanted.",
    ),
    403: Text("Qui demande est connu, et ne peut pas cela.", "Who asks is known, and may not."),
    404: Text(
        "Rien à cette adresse, ou rien pour ce lecteur : les deux se disent de la même façon.",
        "Nothing at this address, or nothing for this reader: both are said in the same way.",
    ),
    406: Text("Cette adresse n'a pas cette forme.", "This address does not come in that form."),
    408: Text("La demande n'est pas arrivée à temps.", "The request did not arrive in time."),
    410: Text(
        "Retiré, ou repère d'un autre temps : `restart` est alors l'adresse d'où recommencer.",
        "Withdrawn; or a cursor of another time: `restart` is then the address to begin again at.",
    ),
    413: Text("Le contenu est trop grand.", "The body is too large."),
    415: Text("Ce type de contenu ne se lit pas ici.", "A body of this type is not read here."),
    422: Text(
        "Bien écrit, et cela ne peut pas être fait : `findings` dit quoi corriger, champ par champ.",
        "Well written, and it cannot be done: `findings` says what to correct, field by field.",
    ),
    429: Text("Trop de demandes : Retry-After dit quand revenir.", "Too many requests: Retry-After says when."),
    503: Text("Pas maintenant : Retry-After dit quand revenir.", "Not now: Retry-After says when."),
}
HEADERS: Final[Mapping[int, Mapping[str, Text]]] = {
    401: {
        "WWW-Authenticate": Text("Ce qui aurait été bon.", "What would have been good."),
    },
    429: {"Retry-After": Text("Dans combien de secondes.", "In how many seconds.")},
    503: {"Retry-After": Text("Dans combien de secondes.", "In how many seconds.")},
}
SCHEMAS: Final[Mapping[str, Schema]] = {
    "problem": record(
        {
            "type": said(
                STRING, "Toujours about:blank : le statut dit la sorte.", "Always about:blank: the status says."
            ),
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "title": said(STRING, "Une phrase que l'on peut montrer.", "A sentence that may be shown to people."),
            "detail": said(STRING, "Pour qui écrit le programme.", "For whoever writes the program."),
            "parameter": said(STRING, "Le paramètre en cause.", "The parameter in question."),
            "findings": each(named("finding")),
            "restart": said(ADDRESS, "D'où recommencer.", "Where to begin again."),
            "available": {"description": Text("Ce qui existe.", "What there is.")},
            "code": said(STRING, "Le code d'OGC API.", "The code of OGC API."),
            "description": said(STRING, "La même phrase, pour OGC API.", "The same sentence, for OGC API."),
            "limit_s": COUNT,
            "limit_rows": COUNT,
            "limit_mb": COUNT,
            "limit_bytes": COUNT,
        },
        ("type", "status", "title"),
        description=Text(
            "Un refus (RFC 9457), dans la langue de qui demande.", "A refusal (RFC 9457), in the reader's language."
        ),
    ),
    "finding": record(
        {
            "field": said(STRING, "Le champ.", "The field."),
            "sentence": said(STRING, "Ce qui ne va pas.", "What is wrong."),
            "fix": said(STRING, "Quoi écrire.", "What to write."),
        },
        ("field", "sentence", "fix"),
        description=Text("Une chose à corriger.", "One thing to correct."),
    ),
}
