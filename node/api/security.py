"""Security schemes: how a request says who makes it."""

from __future__ import annotations

from typing import Final

from node.api.operation import Schema
from node.oauth.scopes import SCOPES
from vocab.language import Text

_OF_SCOPES: Final = {
    "read": Text("Lire comme l'organisation.", "Read as the organisation."),
    "write": Text("Publier, suivre et retirer en son nom.", "Publish, follow and withdraw in its name."),
    "write:sameorigin": Text(
        "Publier en son nom, seulement ce qui vit chez le programme.",
        "Publish in its name, only what lives where the program does.",
    ),
}


def schemes(origin: str) -> Schema:
    """Every scheme, for a node at `origin`."""
    return {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": Text(
                "Un jeton donné par « bocage token create », pour les programmes de l'organisation.",
                "A token given by `bocage token create`, for the organisation's own programs.",
            ),
        },
        "oauth": {
            "type": "oauth2",
            "description": Text(
                "OAuth 2 avec PKCE, tel que le décrit FEP-d8c2 : une personne laisse un programme agir pour son"
                " organisation. Le jeton obtenu se donne comme l'autre, dans Authorization: Bearer.",
                "OAuth 2 with PKCE as FEP-d8c2 has it: a person lets a program act for their organisation. The token so"
                " obtained is given as the other one is, in Authorization: Bearer.",
            ),
            "flows": {
                "authorizationCode": {
                    "authorizationUrl": f"{origin}/oauth/authorize",
                    "tokenUrl": f"{origin}/oauth/token",
                    "refreshUrl": f"{origin}/oauth/token",
                    "scopes": {scope: _OF_SCOPES[scope] for scope in SCOPES},
                }
            },
        },
        "signature": {
            "type": "apiKey",
            "in": "header",
            "name": "Signature",
            "description": Text(
                "Une signature HTTP de la demande, par la clé d'un acteur ActivityPub : seule, celle de"
                " draft-cavage-http-signatures-12, sur (request-target), host, date et, pour un POST, digest.",
                "An HTTP signature of the request by the key of an ActivityPub actor: alone, that of"
                " draft-cavage-http-signatures-12, over (request-target), host, date and, of a POST, digest.",
            ),
        },
        "signatureInput": {
            "type": "apiKey",
            "in": "header",
            "name": "Signature-Input",
            "description": Text(
                "Avec Signature, une signature selon RFC 9421, sur @method, @target-uri et, pour un POST,"
                " content-digest. Un refus dit dans Accept-Signature ce qui serait bon.",
                "Together with Signature a signature by RFC 9421, over @method, @target-uri and, of a POST,"
                " content-digest. A refusal says in Accept-Signature what would be good.",
            ),
        },
    }
