"""The nightly dump: which there are, and their files."""

from __future__ import annotations

from typing import Final

from node.api.operation import BY_TOKEN_OR_SIGNATURE, PAGE_LANGUAGE, Answer, Operation, Parameter, Try, one
from node.api.shapes import FILE, STRING, TEXT, named
from vocab.language import Text

HTML: Final = "text/html"
JSON: Final = "application/json"

DUMPS: Final = Operation(
    id="getDumps",
    tag="dumps",
    says=Text("Les copies complètes qu'il y a", "The whole copies that there are"),
    more=Text(
        "Faites chaque nuit de ce qui peut sortir d'un bloc, gardées quelques jours ; chacune nomme ce qui a été retiré"
        " depuis la précédente. Aux membres, celle des membres aussi.",
        "Made each night of what may leave in bulk, kept some days; each names what was withdrawn since the one before."
        " Members are shown that of members too.",
    ),
    parameters=(PAGE_LANGUAGE,),
    answers=one(Text("La liste.", "The list."), {JSON: named("dumps"), HTML: TEXT}),
    refused=(401, 403, 404),
    security=BY_TOKEN_OR_SIGNATURE,
    page=True,
    etag=True,
    tries=(Try(Text("La liste", "The list"), "/{dumps}/", JSON),),
)
DUMP: Final = Operation(
    id="getDump",
    tag="dumps",
    says=Text("Un fichier d'une copie", "A file of a copy"),
    parameters=(
        Parameter(
            "stamp",
            Text("Quelle copie ; `latest` mène à la plus récente.", "Which copy; `latest` leads to the newest."),
            STRING,
            where="path",
            required=True,
            example="latest",
        ),
        Parameter("file", Text("Le fichier.", "The file."), STRING, where="path", required=True, example="void.ttl"),
    ),
    answers={
        200: Answer(
            Text("Le fichier.", "The file."),
            {
                "application/gzip": FILE,
                JSON: {},
                "text/turtle": TEXT,
                "text/yaml": TEXT,
                "text/plain": TEXT,
            },
        ),
        302: Answer(
            Text("De `latest` à la copie elle-même.", "From `latest` to the copy itself."),
            headers={"Location": Text("L'adresse du fichier.", "The address of the file.")},
        ),
    },
    refused=(401, 403, 404),
    security=BY_TOKEN_OR_SIGNATURE,
    page=True,
)
