"""Discovery, and letting programs in."""

from __future__ import annotations

from typing import Final

from federation.websites import CLAIM_PATH
from node.api.operation import PAGE_LANGUAGE, Answer, Body, Operation, Parameter, Schema, Try, one
from node.api.shapes import STRING, TEXT, among, constant, named, record
from node.oauth.scopes import SCOPES
from vocab.language import Text

JSON: Final = "application/json"
HTML: Final = "text/html"
FORM: Final = "application/x-www-form-urlencoded"

WEBFINGER: Final = Operation(
    id="getWebFinger",
    tag="discovery",
    says=Text("Qui est ce nom, ou cette adresse", "Who is this name, or this address"),
    parameters=(
        Parameter(
            "resource",
            Text(
                "acct:nom@hôte, l'adresse d'un acteur, ou celle du nœud.",
                "acct:name@host, an actor's address, or the node's.",
            ),
            {"type": "string", "pattern": ":"},
            required=True,
            example="acct:{name}@{host}",
        ),
        Parameter("rel", Text("Ces liens seulement.", "Only these links."), STRING, repeated=True),
    ),
    answers=one(Text("Ses liens.", "Its links."), {"application/jrd+json": named("jrd")}),
    refused=(400, 404),
    etag=True,
    tries=(
        Try(
            Text("Une organisation d'ici", "An organisation of this node"),
            "/.well-known/webfinger?resource=acct:{name}@{host}",
        ),
        Try(
            Text("Personne de ce nom", "Nobody of that name"),
            "/.well-known/webfinger?resource=acct:-@{host}",
            status=404,
        ),
    ),
)
HOST_META: Final = Operation(
    id="getHostMeta",
    tag="discovery",
    says=Text("Où est WebFinger", "Where WebFinger is"),
    answers=one(Text("Un XRD.", "An XRD."), {"application/xrd+xml": TEXT}),
    etag=True,
    tries=(Try(Text("Où est WebFinger", "Where WebFinger is"), "/.well-known/host-meta"),),
)
NODEINFO_LINKS: Final = Operation(
    id="getNodeInfoLinks",
    tag="discovery",
    says=Text("Où est NodeInfo", "Where NodeInfo is"),
    answers=one(Text("Des liens.", "Links."), {JSON: named("nodeInfoLinks")}),
    etag=True,
    tries=(Try(Text("Où est NodeInfo", "Where NodeInfo is"), "/.well-known/nodeinfo"),),
)
NODEINFO: Final = Operation(
    id="getNodeInfo",
    tag="discovery",
    says=Text("Ce qu'est ce nœud : logiciel, protocoles, comptes", "What this node is: software, protocols, counts"),
    parameters=(
        Parameter(
            "version",
            Text("La version.", "The version."),
            among("2.0", "2.1"),
            where="path",
            required=True,
            example="2.1",
        ),
    ),
    answers=one(Text("NodeInfo.", "NodeInfo."), {JSON: named("nodeInfo")}),
    refused=(404,),
    etag=True,
    tries=(Try(Text("NodeInfo 2.1", "NodeInfo 2.1"), "/nodeinfo/2.1"),),
)
CLAIM: Final = Operation(
    id="getClaim",
    tag="discovery",
    says=Text("Les acteurs que ce site reconnaît comme siens", "The actors that this website calls its own"),
    more=Text(
        "Ce qu'un site public pour que d'autres nœuds vérifient que le profil qui le nomme est le sien.",
        "What a website publishes so that other nodes can verify that the profile which names it is its own.",
    ),
    answers=one(Text("Leurs adresses.", "Their addresses."), {JSON: named("claim")}),
    etag=True,
    tries=(Try(Text("Les acteurs d'ici", "The actors of this node"), CLAIM_PATH),),
)
METADATA: Final = Operation(
    id="getAuthorizationServer",
    tag="oauth",
    says=Text("Sur quoi un programme peut compter (RFC 8414)", "What programs may rely on (RFC 8414)"),
    answers=one(Text("Adresses et possibilités.", "Addresses and abilities."), {JSON: named("authorizationServer")}),
    tries=(
        Try(Text("Adresses et possibilités", "Addresses and abilities"), "/.well-known/oauth-authorization-server"),
    ),
)
_REQUEST: Final = (
    Parameter("response_type", Text("Toujours code.", "Always code."), among("code"), required=True),
    Parameter(
        "client_id",
        Text(
            "L'adresse du document par lequel le programme se décrit.",
            "The address of the document that describes the program.",
        ),
        {"type": "string", "format": "uri"},
        required=True,
    ),
    Parameter("redirect_uri", Text("Une des siennes.", "One of its own."), {"type": "string", "format": "uri"}),
    Parameter("scope", Text(f"Parmi {', '.join(SCOPES)}.", f"Among {', '.join(SCOPES)}."), STRING),
    Parameter("state", Text("Revient tel quel.", "Comes back as it is."), STRING),
    Parameter("code_challenge", Text("PKCE.", "PKCE."), STRING),
    Parameter("code_challenge_method", Text("Toujours S256.", "Always S256."), among("S256")),
)
_BACK: Final = Answer(
    Text("De retour au programme, avec un code ou un refus.", "Back to the program, with a code or a refusal."),
    headers={"Location": Text("Où aller.", "Where to go.")},
)
AUTHORIZE: Final = Operation(
    id="getAuthorize",
    tag="oauth",
    says=Text("La page où une personne laisse un programme agir", "The page where a person lets a program act"),
    parameters=(*_REQUEST, PAGE_LANGUAGE),
    answers={200: Answer(Text("La page.", "The page."), {HTML: TEXT}), 303: _BACK},
    refused=(400,),
    page=True,
)
_ANSWERED: Final[dict[str, Schema]] = {each.name: each.schema for each in _REQUEST}
AGREE: Final = Operation(
    id="postAuthorize",
    tag="oauth",
    says=Text("Ce que la personne répond", "What the person answers"),
    body=Body(
        Text("La page, remplie.", "The page, filled in."),
        {
            FORM: record(
                {**_ANSWERED, "decision": among("allow", "deny"), "actor": STRING, "email": STRING, "password": STRING},
                ("response_type", "client_id", "decision"),
            )
        },
    ),
    answers={
        303: _BACK,
        403: Answer(Text("La page, qui dit ce qui ne va pas.", "The page, which says what is wrong."), {HTML: TEXT}),
    },
    refused=(400, 408, 413, 415),
    page=True,
)
_NOT_OAUTH: Final = Answer(
    Text("Un refus, comme le dit RFC 6749.", "A refusal, as RFC 6749 has it."),
    {JSON: named("oauthError"), "application/problem+json": named("problem")},
)
TOKEN: Final = Operation(
    id="postToken",
    tag="oauth",
    says=Text("Un jeton, pour un code ou pour un jeton de rechange", "A token, for a code or for a refresh token"),
    body=Body(
        Text(
            "Un code (60 s, une fois), ou un jeton de rechange (30 jours, une fois).",
            "A code (60 s, once), or a refresh token (30 days, once).",
        ),
        {
            FORM: {
                "oneOf": [
                    record(
                        {
                            "grant_type": constant("authorization_code"),
                            "code": STRING,
                            "client_id": STRING,
                            "redirect_uri": STRING,
                            "code_verifier": STRING,
                        },
                        ("grant_type", "code", "client_id", "code_verifier"),
                    ),
                    record(
                        {"grant_type": constant("refresh_token"), "refresh_token": STRING, "client_id": STRING},
                        ("grant_type", "refresh_token", "client_id"),
                    ),
                ]
            }
        },
    ),
    answers={
        200: Answer(Text("Un jeton, bon une heure.", "A token, good for an hour."), {JSON: named("accessToken")}),
        400: _NOT_OAUTH,
        401: _NOT_OAUTH,
    },
    refused=(408, 413, 415),
)
REVOKE: Final = Operation(
    id="postRevoke",
    tag="oauth",
    says=Text("La fin d'un accord (RFC 7009)", "The end of an agreement (RFC 7009)"),
    body=Body(
        Text("Un jeton, d'accès ou de rechange.", "A token, for access or refreshing."),
        {FORM: record({"token": STRING, "token_type_hint": STRING, "client_id": STRING}, ("token", "client_id"))},
    ),
    answers={200: Answer(Text("C'est fini.", "It has ended."), {JSON: {}}), 400: _NOT_OAUTH, 401: _NOT_OAUTH},
    refused=(408, 413, 415),
)
