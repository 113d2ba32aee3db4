"""Passing pages on: their QR codes, and following an organisation from any server."""

from __future__ import annotations

from typing import Final

from node.api.operation import Answer, Body, Operation, Parameter, Try, one
from node.api.shapes import STRING, TEXT, record
from vocab.language import Text

HTML: Final = "text/html"
FORM: Final = "application/x-www-form-urlencoded"
SVG: Final = "image/svg+xml"

ACTOR_QR: Final = Operation(
    id="getActorQr",
    tag="directory",
    says=Text("Le code QR de la page d'une organisation", "The QR code of an organisation's page"),
    answers=one(Text("L'image.", "The picture."), {SVG: TEXT}),
    refused=(404,),
    page=True,
    tries=(Try(Text("Une image", "A picture"), "/actors/{name}/qr.svg"),),
)
OBJECT_QR: Final = Operation(
    id="getObjectQr",
    tag="directory",
    says=Text("Le code QR de la page d'une fiche", "The QR code of a record's page"),
    answers=one(Text("L'image.", "The picture."), {SVG: TEXT}),
    refused=(404,),
    page=True,
)
PICTURE: Final = Operation(
    id="getPicture",
    tag="activitypub",
    says=Text("Une image d'une fiche d'ici", "A picture of a record of this node"),
    more=Text(
        "Redessinée par ce nœud, sans métadonnées ; elle ne change pas sous une même adresse et part avec sa fiche.",
        "Drawn anew by this node, without metadata; it does not change under one address and goes with its record.",
    ),
    parameters=(
        Parameter(
            "hash",
            Text("Le condensat SHA-256 de ses octets.", "The SHA-256 of its bytes."),
            {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            where="path",
            required=True,
            example="0" * 64,
        ),
        Parameter(
            "ext",
            Text("Sa forme.", "Its form."),
            {"type": "string", "enum": ["jpg", "webp"]},
            where="path",
            required=True,
            example="webp",
        ),
    ),
    answers=one(Text("L'image.", "The picture."), {"image/jpeg": TEXT, "image/webp": TEXT}),
    refused=(404,),
)
FOLLOW: Final = Operation(
    id="postFollow",
    tag="directory",
    says=Text("Suivre une organisation depuis son propre serveur", "Follow an organisation from one's own server"),
    more=Text(
        "Pour le formulaire de la page : l'adresse donnée est cherchée par WebFinger, et l'on continue là où son"
        " serveur fait suivre (FEP-3b86, sinon authorize_interaction). Rien n'est gardé ici.",
        "For the form of the page: the handle given is asked for by WebFinger, and one goes on where its server lets"
        " people follow (FEP-3b86, else authorize_interaction). Nothing is kept here.",
    ),
    body=Body(Text("Le formulaire.", "The form."), {FORM: record({"handle": STRING}, ("handle",))}),
    answers={
        303: Answer(
            Text("La page de l'autre serveur.", "The page of the other server."),
            headers={"Location": Text("Son adresse.", "Its address.")},
        ),
        422: Answer(
            Text("La page de l'organisation, qui dit pourquoi cela ne mène nulle part.", "The page, which says why."),
            {HTML: TEXT},
        ),
    },
    refused=(403, 404, 408, 413, 415),
    page=True,
)
