"""ActivityPub: actors, boxes, collections, records and activities."""

from __future__ import annotations

from typing import Final

from node.api.operation import (
    BY_SIGNATURE,
    BY_TOKEN_OR_SIGNATURE,
    OPEN,
    SIGNED,
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
from node.api.shapes import TEXT, named
from vocab.language import Text

ACTIVITY: Final = "application/activity+json"
LD: Final = "application/ld+json"
JSON: Final = "application/json"
HTML: Final = "text/html"
TURTLE: Final = "text/turtle"
NQUADS: Final = "application/n-quads"
VC: Final = "application/vc"
_RDF: Final[dict[str, Schema]] = {TURTLE: TEXT, NQUADS: TEXT}
_WRITERS: Final[Security] = (
    {"token": []},
    {"oauth": ["write"]},
    {"oauth": ["write:sameorigin"]},
)
_READERS: Final[Security] = ({"token": []}, {"oauth": ["read"]})

_BEFORE: Final = Parameter(
    "before",
    Text("La page qui suit celle-ci : donné par `next`.", "The page after this one: given by `next`."),
    {"type": "string", "pattern": "^[0-9]{0,17}$"},
)
_AFTER: Final = Parameter(
    "after",
    Text(
        "Une page d'adresses, après celle-ci ; vide pour la première.",
        "A page of ids, after this one; empty for the first.",
    ),
    {"type": "string"},
)
_SINCE: Final = Parameter(
    "since",
    Text(
        "Un repère : la suite, la plus ancienne d'abord. 0 donne le dernier état de chaque fiche et tous les retraits.",
        "A cursor: what follows, oldest first. 0 gives the newest state of each record and all withdrawals.",
    ),
    {"type": "string"},
    example="0",
)
_PAGE: Final = Parameter("page", Text("La première page.", "The first page."), {"type": "string"}, example="true")

_ACTIVITY: Final = Parameter(
    "ulid",
    Text("Ce par quoi finit son adresse.", "What its address ends with."),
    {"type": "string", "pattern": "^[0-9a-z]{26}$"},
    where="path",
    required=True,
    example="{activity}",
)
_LIST: Final = {"anyOf": [named("collection"), named("collectionPage")]}


def _collection(
    id: str,
    fr: str,
    en: str,
    path: str,
    *parameters: Parameter,
    refused: tuple[int, ...] = (404,),
    security: Security = OPEN,
    more: Text | None = None,
) -> Operation:
    return Operation(
        id=id,
        tag="activitypub",
        says=Text(fr, en),
        more=more,
        parameters=parameters,
        answers=one(Text("Une collection, ou une de ses pages.", "A collection, or a page of it."), {ACTIVITY: _LIST}),
        refused=refused,
        security=security,
        etag=True,
        tries=(Try(Text(fr, en), path),) if path else (),
    )


def _outbox(id: str, fr: str, en: str, path: str) -> Operation:
    shapes = {"anyOf": [named("collection"), named("collectionPage"), named("catchUpPage")]}
    return Operation(
        id=id,
        tag="activitypub",
        says=Text(fr, en),
        more=Text(
            "Sans paramètre, combien et où est la première page ; avec `page` ou `before`, les activités publiques,"
            " la plus récente d'abord ; avec `since`, tout ce que ce lecteur peut voir, la plus ancienne d'abord,"
            " pour tenir une copie à jour. Un retrait vient par le même chemin et vous oblige.",
            "Without a parameter, how many and where the first page is; with `page` or `before` public activities,"
            " newest first; with `since` all that this reader may see, oldest first, to keep a copy up to date."
            " Withdrawals come by the same way and bind you.",
        ),
        parameters=(_PAGE, _BEFORE, _SINCE),
        answers=one(Text("Ce qui a été fait.", "What was done."), {ACTIVITY: shapes}),
        refused=(400, 401, 404, 410),
        security=BY_SIGNATURE,
        etag=True,
        tries=(
            Try(Text("Combien, et où est la première page", "How many, and where the first page is"), path),
            Try(Text("Les plus récentes", "The newest"), f"{path}?page=true"),
            Try(Text("Tout, depuis le début", "All, from the beginning"), f"{path}?since=0"),
            Try(
                Text("Un refus : un repère qui n'est pas d'ici", "A refusal: a cursor of elsewhere"),
                f"{path}?since=x",
                status=400,
            ),
        ),
    )


APPLICATION: Final = Operation(
    id="getApplication",
    tag="activitypub",
    says=Text("L'acteur du nœud lui-même", "The node's own actor"),
    answers=one(Text("L'acteur.", "The actor."), {ACTIVITY: named("application")}),
    etag=True,
    tries=(Try(Text("L'acteur du nœud", "The node's actor"), "/actor"),),
)
ACTOR: Final = Operation(
    id="getActor",
    tag="activitypub",
    says=Text(
        "Une organisation, ou un territoire servi : son acteur, ou sa page",
        "An organisation, or a territory that is served: its actor, or its page",
    ),
    answers={
        200: Answer(
            Text("L'organisation.", "The organisation."), {ACTIVITY: named("organization"), **_RDF, HTML: TEXT}
        ),
        303: Answer(
            Text(
                "L'acteur du nœud vit à /actor ; un territoire, pour un navigateur, a sa page.",
                "The node's actor lives at /actor; a territory has its page for browsers.",
            ),
            headers={"Location": Text("Où il est.", "Where it is.")},
        ),
    },
    refused=(401, 403, 404),
    security=BY_TOKEN_OR_SIGNATURE,
    page=True,
    etag=True,
    tries=(
        Try(Text("Une organisation d'ici", "An organisation of this node"), "/actors/{name}", ACTIVITY),
        Try(Text("La même en Turtle", "The same as Turtle"), "/actors/{name}", TURTLE),
    ),
)
OUTBOX: Final = _outbox(
    "getOutbox", "Ce qu'une organisation a publié", "What an organisation published", "/actors/{name}/outbox"
)
NODE_OUTBOX: Final = _outbox(
    "getNodeOutbox", "Ce que tout le nœud a publié", "What the whole node published", "/actor/outbox"
)
_INBOX_BODY: Final = Body(
    Text(
        "Une activité, signée par son acteur ou par qui la transmet.", "An activity, signed by its actor or its bearer."
    ),
    {ACTIVITY: named("activity"), LD: named("activity")},
)


def _inbox(id: str, fr: str, en: str, refused: tuple[int, ...]) -> Operation:
    return Operation(
        id=id,
        tag="activitypub",
        says=Text(fr, en),
        more=Text(
            "La demande est signée (draft-cavage-12 ou RFC 9421). 202 dit que l'activité est sur le disque ; ce qui en"
            " devient n'est pas attendu. Ce qui est compressé est refusé.",
            "The request is signed (draft-cavage-12 or RFC 9421). 202 says that the activity is on disk; what"
            " becomes of it is not awaited. What is compressed is refused.",
        ),
        body=_INBOX_BODY,
        answers={202: Answer(Text("Gardée.", "Kept."))},
        refused=(400, 401, *refused, 408, 413, 415),
        security=SIGNED,
    )


SHARED_INBOX: Final = _inbox("postSharedInbox", "La boîte commune du nœud", "The node's shared inbox", (403, 410))
INBOX: Final = _inbox("postInbox", "La boîte d'une organisation", "An organisation's inbox", (403, 404, 410))
POST_OUTBOX: Final = Operation(
    id="postOutbox",
    tag="activitypub",
    says=Text("Publier, modifier, retirer, suivre, adhérer…", "Publish, update, withdraw, follow, join…"),
    more=Text(
        "Au nom de l'organisation du jeton : une activité, ou une fiche seule, qui devient un Create. Update change ce"
        " qu'il donne, null enlève ; Move est celui de l'organisation elle-même. `to`, `cc` ou `visibility` disent pour"
        " qui.",
        "In the name of the token's organisation: an activity, or a record alone, which becomes a Create. Update"
        " changes what it gives, null removes; Move is that of the organisation itself. `to`, `cc` or `visibility`"
        " say for whom.",
    ),
    body=Body(
        Text("Une activité ou une fiche.", "An activity or a record."),
        {type: {"anyOf": [named("act"), named("draft"), named("newRecord")]} for type in (ACTIVITY, LD, JSON)},
        {
            "draft": Example(
                Text("Une fiche, comme on l'écrit pour « bocage publish »", "A record as written for `bocage publish`"),
                JSON,
                {
                    "kind": "offer",
                    "name": "Livraison à vélo jusqu'à 300 kg",
                    "content": "Nous livrons la métropole six jours sur sept.",
                    "language": "fr",
                    "territory": ["fr-epci-200093201"],
                    "need": ["livrer"],
                    "action": "deliverService",
                    "exchange": ["sell"],
                },
            ),
            "create": Example(
                Text("Une activité, avec sa fiche en JSON-LD", "An activity, with its record as JSON-LD"),
                ACTIVITY,
                {
                    "@context": "https://www.w3.org/ns/activitystreams",
                    "type": "Create",
                    "to": "https://www.w3.org/ns/activitystreams#Public",
                    "object": {"type": "Event", "name": "Portes ouvertes", "startTime": "2027-05-08T14:00:00+02:00"},
                },
            ),
            "update": Example(
                Text("Un autre nom pour une fiche", "Another name for a record"),
                ACTIVITY,
                {
                    "type": "Update",
                    "object": {"id": "{origin}/objects/{ulid}", "name": "Livraison à vélo, six jours sur sept"},
                },
            ),
            "delete": Example(
                Text("Retirer une fiche partout où elle est allée", "Withdraw a record everywhere it went"),
                ACTIVITY,
                {"type": "Delete", "object": "{origin}/objects/{ulid}"},
            ),
        },
    ),
    answers={
        201: Answer(
            Text("C'est fait : l'activité qui en est née.", "It is done: the activity that came of it."),
            {ACTIVITY: named("published")},
            {"Location": Text("L'adresse de l'activité.", "The activity's address.")},
        )
    },
    refused=(400, 401, 403, 404, 408, 410, 413, 415, 422),
    security=_WRITERS,
)

_WHO: Final = Text("Combien, puis des pages d'adresses.", "How many, then pages of ids.")
FOLLOWERS: Final = _collection("getFollowers", "Qui suit", "Who follows", "/actors/{name}/followers", _AFTER, more=_WHO)
NODE_FOLLOWERS: Final = _collection(
    "getNodeFollowers", "Les relais qui suivent le nœud", "Relays that follow the node", "/actor/followers", _AFTER
)
FOLLOWING: Final = _collection(
    "getFollowing", "Qui est suivi", "Who is followed", "/actors/{name}/following", _AFTER, more=_WHO
)
NODE_FOLLOWING: Final = _collection(
    "getNodeFollowing", "Les relais du nœud", "The node's relays", "/actor/following", _AFTER
)
SYNCHRONIZATION: Final = _collection(
    "getFollowersSynchronization",
    "Qui suit, du serveur qui demande",
    "Who follows, of the server that asks",
    "",
    refused=(401, 404),
    security=SIGNED,
    more=Text(
        "Entière, à une demande signée par un acteur de ce serveur (FEP-8fcf).",
        "Whole, to a request signed by any actor of that server (FEP-8fcf).",
    ),
)
MEMBERS: Final = _collection(
    "getMembers",
    "Les membres d'un réseau",
    "A network's members",
    "/actors/{name}/members",
    _AFTER,
    security=BY_SIGNATURE,
    more=Text("Le nombre à tous, la liste aux membres.", "The count to everybody, the list to members."),
)
FEATURED: Final = _collection(
    "getFeatured", "Ce qu'elle met en avant", "What it puts forward", "/actors/{name}/featured"
)


def _shelf(shelf: str, fr: str, en: str) -> Operation:
    id = f"get{shelf.title()}"
    return _collection(id, fr, en, f"/actors/{{name}}/{shelf}", _BEFORE, refused=(400, 404))


PRACTICES: Final = _shelf("practices", "Ses pratiques", "Its practices")
REPORTS: Final = _shelf("reports", "Ses bilans", "Its reports")
ENDORSEMENTS: Final = _collection(
    "getEndorsements", "Ce que d'autres constatent chez elle", "What others state of it", "/actors/{name}/endorsements"
)
ENDORSEMENTS_STATUS: Final = Operation(
    id="getEndorsementsStatus",
    tag="activitypub",
    says=Text("Ce qu'elle a révoqué de ce qu'elle a constaté", "What it revoked of what it stated"),
    answers=one(
        Text("Une liste signée (W3C Bitstring Status List).", "A signed list (W3C Bitstring Status List)."),
        {VC: named("credential")},
    ),
    refused=(404,),
    etag=True,
)
OFFERS: Final = _shelf("offers", "Ses propositions", "Its offers")
REQUESTS: Final = _shelf("requests", "Ses demandes", "Its requests")

_GONE: Final = Answer(
    Text("Retiré : ce qui en reste.", "Withdrawn: what is left of it."), {ACTIVITY: named("tombstone"), HTML: TEXT}
)
OBJECT: Final = Operation(
    id="getObject",
    tag="activitypub",
    says=Text("Une fiche : JSON-LD, Turtle, N-Quads ou page", "A record: JSON-LD, Turtle, N-Quads or a page"),
    answers={
        200: Answer(
            Text("La fiche, telle qu'elle est signée.", "The record, as it is signed."),
            {ACTIVITY: named("record"), VC: named("credential"), **_RDF, HTML: TEXT},
        ),
        410: _GONE,
    },
    refused=(401, 403, 404),
    security=BY_TOKEN_OR_SIGNATURE,
    page=True,
    etag=True,
    tries=(
        Try(Text("Une fiche d'ici", "A record of this node"), "/objects/{ulid}", ACTIVITY),
        Try(Text("La même en Turtle", "The same as Turtle"), "/objects/{ulid}", TURTLE),
    ),
)
GET_ACTIVITY: Final = Operation(
    id="getActivity",
    tag="activitypub",
    says=Text("Une activité d'ici", "An activity of this node"),
    parameters=(_ACTIVITY,),
    answers=one(
        Text("L'activité, telle qu'elle est signée.", "The activity, as it is signed."),
        {ACTIVITY: named("activity"), **_RDF},
    ),
    refused=(404,),
    security=BY_SIGNATURE,
    page=True,
    etag=True,
    tries=(Try(Text("Une activité d'ici", "An activity of this node"), "/activities/{activity}", ACTIVITY),),
)
DELIVERIES: Final = Operation(
    id="getDeliveries",
    tag="activitypub",
    says=Text("Où une activité est arrivée", "Where an activity went"),
    more=Text("Pour les programmes de son auteur.", "For its author's own programs."),
    parameters=(_ACTIVITY,),
    answers=one(Text("Boîte par boîte.", "Inbox by inbox."), {JSON: named("deliveries")}),
    refused=(400, 401, 403, 404),
    security=_READERS,
    exact=True,
    etag=True,
)
