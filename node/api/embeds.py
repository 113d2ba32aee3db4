"""Embeds: a list, a map or figures inside somebody else's page, and the page that makes the code."""

from __future__ import annotations

from typing import Final

from node.api.directory import HTML, PINS, parameters_of
from node.api.operation import PAGE_LANGUAGE, Operation, Parameter, Try, one
from node.api.shapes import TEXT, among
from node.feeds.embed import ASKED, LEAST_HEIGHT, MOST, MOST_HEIGHT, SHOWN, THEMES, USUAL
from vocab.language import Text

_SHOW: Final = Text("Ce qui est montré.", "What is shown.")
_OPTIONS: Final = (
    Parameter("theme", Text("Les couleurs.", "The colours."), among(*THEMES)),
    Parameter(
        "limit",
        Text(f"Combien de fiches ({USUAL} sinon).", f"How many records ({USUAL} by default)."),
        {"type": "integer", "minimum": 1, "maximum": MOST},
    ),
    Parameter(
        "height",
        Text("La hauteur, en pixels, qui reste alors la même.", "The height, in pixels, which then stays the same."),
        {"type": "integer", "minimum": LEAST_HEIGHT, "maximum": MOST_HEIGHT},
    ),
)
_QUESTION: Final = parameters_of(ASKED - {"limit", "lang"})

EMBED: Final = Operation(
    id="getEmbed",
    tag="embeds",
    says=Text("Une question, dans la page d'un autre site", "A question, inside a page of another site"),
    more=Text(
        "Pour un cadre (`iframe`). Le même pour tous, sans cookie ni compte : ce que chacun peut voir et que son auteur"
        " laisse partir ainsi.",
        "For a frame (`iframe`). The same for everybody, without cookie or account: what anybody may see and its author"
        " lets leave so.",
    ),
    parameters=(
        Parameter("show", _SHOW, among(*SHOWN), where="path", required=True, example="list"),
        *_QUESTION,
        *_OPTIONS,
        PAGE_LANGUAGE,
    ),
    answers=one(Text("Une page sans le site autour.", "A page without the site around it."), {HTML: TEXT}),
    refused=(400, 404),
    etag=True,
    tries=(Try(Text("Une carte", "A map"), "/embed/map?kind=organization", HTML),),
)
EMBED_PINS: Final = Operation(
    id="getEmbedPins",
    tag="embeds",
    says=Text("Les repères d'une carte intégrée", "The marks of an embedded map"),
    more=Text(
        "Pour la carte d'une intégration, qu'on déplace : ce que la question trouve dans la fenêtre, regroupé. Le même"
        " pour tous, sans cookie ni compte.",
        "For the map of an embed, which is moved: what the question finds in the window, gathered. The same for"
        " everybody, without cookie or account.",
    ),
    parameters=PINS.parameters,
    answers=PINS.answers,
    refused=(400,),
    tries=(
        Try(Text("Autour de Lille", "Around Lille"), "/embed/pins.json?window=2.8,50.5,3.3,50.8&zoom=10&kind=offer"),
    ),
)
STORY_EMBED: Final = Operation(
    id="getStoryEmbed",
    tag="embeds",
    says=Text("Un récit en entier, dans la page d'un autre site", "A story in full, inside a page of another site"),
    more=Text(
        "Avec la ligne qui dit son auteur et sa licence. Un récit que son auteur ne laisse pas partir n'y est pas.",
        "With the line that says its author and its licence. A story that its author keeps from leaving is not there.",
    ),
    parameters=(
        Parameter("id", Text("L'adresse du récit.", "The story's address."), TEXT, required=True),
        Parameter("theme", Text("Les couleurs.", "The colours."), among(*THEMES)),
        PAGE_LANGUAGE,
    ),
    answers=one(Text("Une page sans le site autour.", "A page without the site around it."), {HTML: TEXT}),
    refused=(400, 404),
    etag=True,
)
EMBED_SCRIPT: Final = Operation(
    id="getEmbedScript",
    tag="embeds",
    says=Text("Le script qui pose un cadre là où est sa balise", "The script that puts a frame where its tag stands"),
    more=Text(
        "Ce qu'il montre est dit dans son adresse : `show`, puis les paramètres de l'intégration.",
        "What it shows is said in its address: `show`, then the parameters of the embed.",
    ),
    answers=one(Text("Un script.", "A script."), {"text/javascript": TEXT}),
    etag=True,
)
EMBEDDING: Final = Operation(
    id="getEmbedding",
    tag="embeds",
    says=Text("La page qui fait le code à copier", "The page that makes the code to copy"),
    parameters=(Parameter("show", _SHOW, among(*SHOWN)), *_QUESTION, *_OPTIONS, PAGE_LANGUAGE),
    answers=one(Text("Une page.", "A page."), {HTML: TEXT}),
    refused=(400,),
    page=True,
)
