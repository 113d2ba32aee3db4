"""Operation of the node, the files of its pages, and this contract itself."""

from __future__ import annotations

from typing import Final

from node.api.operation import BY_TOKEN_OR_SIGNATURE, LANGUAGE, PAGE_LANGUAGE, Answer, Operation, Parameter, Try, one
from node.api.shapes import STRING, TEXT, named
from vocab.language import Text

HTML: Final = "text/html"
JSON: Final = "application/json"
OPENAPI: Final = "application/vnd.oai.openapi+json"
PLAIN: Final = "text/plain"

CONTRACT: Final = Operation(
    id="getContract",
    tag="api",
    says=Text("Ce contrat, en OpenAPI 3.1", "This contract, as OpenAPI 3.1"),
    parameters=(LANGUAGE,),
    answers=one(Text("Le contrat.", "The contract."), {JSON: named("contract")}),
    refused=(400,),
    exact=True,
    etag=True,
    tries=(Try(Text("Ce contrat", "This contract"), "/api/openapi.json"),),
)
API: Final = Operation(
    id="getApi",
    tag="api",
    says=Text("Le même, pour des personnes", "The same, for people"),
    parameters=(PAGE_LANGUAGE,),
    answers=one(Text("La page, ou le contrat.", "The page, or the contract."), {HTML: TEXT, JSON: named("contract")}),
    page=True,
    etag=True,
    tries=(Try(Text("La page", "The page"), "/api", HTML),),
)
API_TOO: Final = Operation(
    id="getApiToo",
    tag="api",
    says=Text("La même chose", "The same"),
    parameters=(PAGE_LANGUAGE,),
    answers=API.answers,
    page=True,
    etag=True,
)
STATIC: Final = Operation(
    id="getStatic",
    tag="api",
    says=Text("Un fichier dont les pages se servent", "A file that pages use"),
    parameters=(
        Parameter(
            "name",
            Text("Son nom.", "Its name."),
            {"type": "string", "pattern": "^[^/{}]+$"},
            where="path",
            required=True,
            example="site.css",
        ),
        Parameter("v", Text("Sa version.", "Its version."), STRING),
    ),
    answers=one(
        Text("Le fichier.", "The file."),
        {"text/css": TEXT, "text/javascript": TEXT, "image/svg+xml": TEXT},
    ),
    refused=(404,),
    page=True,
    tries=(Try(Text("La feuille de style", "The style sheet"), "/static/site.css"),),
)


def _notice(id: str, fr: str, en: str, path: str) -> Operation:
    says = Text(fr, en)
    return Operation(
        id=id,
        tag="about",
        says=says,
        parameters=(PAGE_LANGUAGE,),
        answers=one(Text("Une page.", "A page."), {HTML: TEXT}),
        tries=(Try(says, path),),
    )


ABOUT: Final = Operation(
    id="getAbout",
    tag="about",
    says=Text("Ce qu'est ce nœud et qui le fait vivre", "What this node is, and who runs it"),
    parameters=(PAGE_LANGUAGE,),
    answers=one(Text("Une page.", "A page."), {HTML: TEXT}),
    refused=(401, 403),
    security=BY_TOKEN_OR_SIGNATURE,
    tries=(Try(Text("Ce nœud", "This node"), "/about"),),
)
ACCESSIBILITY: Final = _notice(
    "getAccessibility",
    "À quel point les pages sont accessibles",
    "How accessible the pages are",
    "/accessibilite",
)
LEGAL: Final = _notice("getLegal", "Qui publie et qui héberge", "Who publishes and who hosts", "/mentions-legales")
PERSONAL_DATA: Final = _notice(
    "getPersonalData",
    "Ce qui est su des personnes, et à qui le demander",
    "What is known of people, and whom to ask about it",
    "/donnees-personnelles",
)
LIVEZ: Final = Operation(
    id="getLivez",
    tag="operation",
    says=Text("Le processus répond", "The process answers"),
    parameters=(Parameter("probe", Text("Un mot de « bocage doctor ».", "A word of `bocage doctor`."), STRING),),
    answers=one(Text("ok", "ok"), {PLAIN: TEXT}),
    tries=(Try(Text("Le processus répond", "The process answers"), "/livez"),),
)
READYZ: Final = Operation(
    id="getReadyz",
    tag="operation",
    says=Text("La base répond et les ouvriers tournent", "The store answers and the workers run"),
    answers={
        200: Answer(Text("Prêt.", "Ready."), {PLAIN: TEXT}),
        503: Answer(
            Text("Pas prêt, ou pas maintenant.", "Not ready, or not now."),
            {PLAIN: TEXT, "application/problem+json": named("problem")},
        ),
    },
    tries=(Try(Text("Prêt ?", "Ready?"), "/readyz"),),
)
METRICS: Final = Operation(
    id="getMetrics",
    tag="operation",
    says=Text("Des chiffres pour Prometheus", "Figures for Prometheus"),
    more=Text(
        "À cette machine et aux proxys nommés ; à tous avec metrics = « open ».",
        'To this machine and the proxies named; to all with metrics = "open".',
    ),
    answers=one(Text("Du texte.", "Text."), {PLAIN: TEXT}),
    refused=(404,),
    page=True,
)
