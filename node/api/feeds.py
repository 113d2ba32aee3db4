"""Feeds: a territory or a question to the directory, for whoever follows it with a program."""

from __future__ import annotations

from typing import Final

from node import query
from node.api.directory import parameters_of
from node.api.operation import Answer, Operation, Parameter, Schema, Try
from node.api.shapes import TEXT, among
from node.feeds.feeds import FORMS
from vocab.language import Text

_CONTENT: Final[dict[str, Schema]] = {
    form.media_type.partition(";")[0]: {"type": "object"} if "json" in name else TEXT for name, form in FORMS.items()
}
_HEADERS: Final = {
    "Link": Text("`next` : la page suivante.", "`next`: the next page."),
    "Last-Modified": Text("Depuis quand il est ainsi.", "Since when it is so."),
}
_ANSWERS: Final = {200: Answer(Text("Une page du flux.", "A page of the feed."), _CONTENT, _HEADERS)}
_EXT: Final = Parameter(
    "ext", Text("La forme.", "The form."), among(*FORMS), where="path", required=True, example="atom"
)
_MORE: Final = Text(
    "Les paramètres de l'annuaire, le plus récent d'abord. Le même pour tous : ce que chacun peut voir et que son"
    " auteur laisse partir ainsi. Atom dit aussi, par leur adresse, les fiches retirées depuis peu ; ailleurs elles"
    " manquent. `ics` n'a que les rendez-vous, et les appels qui ont un dernier jour.",
    "The directory's parameters, the newest first. The same for everybody: what anybody may see and its author lets"
    " leave so. Atom also says, by their addresses, which records were withdrawn of late; elsewhere they are absent."
    " `ics` has events alone, and calls that have a last day.",
)

DIRECTORY_FEED: Final = Operation(
    id="getDirectoryFeed",
    tag="feeds",
    says=Text("Un flux de ce que trouve une question", "A feed of what a question finds"),
    more=_MORE,
    parameters=(_EXT, *parameters_of(query.PARAMETERS)),
    answers=_ANSWERS,
    refused=(400, 404),
    etag=True,
    tries=(
        Try(Text("Qui livre dans la métropole de Lille", "Who delivers in Lille"), "/feeds/directory.atom?need=livrer"),
        Try(Text("Les rendez-vous, pour un agenda", "Events, for a calendar"), "/feeds/directory.ics?kind=event"),
        Try(Text("Un refus", "A refusal"), "/feeds/directory.rss?need=livre", status=400),
    ),
)
TERRITORY_FEED: Final = Operation(
    id="getTerritoryFeed",
    tag="feeds",
    says=Text("Un flux d'un territoire", "A feed of a territory"),
    more=_MORE,
    parameters=(
        Parameter(
            "slug",
            Text("Le territoire : fr-commune-59350.", "The territory: fr-commune-59350."),
            {"type": "string", "pattern": "^[a-z][a-z]-[a-z-]+-[0-9A-Z]+$"},
            where="path",
            required=True,
            example="fr-commune-59350",
        ),
        _EXT,
        *parameters_of(query.PARAMETERS - {"territory"}),
    ),
    answers={**_ANSWERS, 301: Answer(Text("Le code a changé.", "The code has changed."))},
    refused=(400, 404),
    etag=True,
    tries=(
        Try(Text("Lille, pour un lecteur de flux", "Lille, for a feed reader"), "/feeds/fr-commune-59350.atom"),
        Try(Text("Lille, en JSON Feed", "Lille, as JSON Feed"), "/feeds/fr-commune-59350.json"),
    ),
)
_STORIES: Final = Text(
    "Les récits, sauf si `kind` demande autre chose ; les autres paramètres de l'annuaire les restreignent. Le plus"
    " récent d'abord, en entier. L'adresse reste quand le catalogue grandit.",
    "Stories, unless `kind` asks for something else; the directory's other parameters narrow them. The newest first, in"
    " full. The address stays when the catalogue grows.",
)
PRACTICE_FEED: Final = Operation(
    id="getPracticeFeed",
    tag="feeds",
    says=Text("Les récits d'une pratique", "The stories of a practice"),
    more=_STORIES,
    parameters=(
        Parameter(
            "notation",
            Text("La pratique : D03.", "The practice: D03."),
            {"type": "string", "pattern": "^[A-Z][0-9]{2,3}$"},
            where="path",
            required=True,
            example="D03",
        ),
        _EXT,
        *parameters_of(query.PARAMETERS - {"practice"}),
    ),
    answers=_ANSWERS,
    refused=(400, 404),
    etag=True,
    tries=(Try(Text("Pour un lecteur de flux", "For a feed reader"), "/feeds/practice-D03.atom"),),
)
THEME_FEED: Final = Operation(
    id="getThemeFeed",
    tag="feeds",
    says=Text("Les récits d'un thème", "The stories of a theme"),
    more=_STORIES,
    parameters=(
        Parameter(
            "theme",
            Text("Le thème, par sa lettre : G.", "The theme, by its letter: G."),
            {"type": "string", "pattern": "^[A-Z]{1,3}$"},
            where="path",
            required=True,
            example="G",
        ),
        _EXT,
        *parameters_of(query.PARAMETERS - {"practice"}),
    ),
    answers=_ANSWERS,
    refused=(400, 404),
    etag=True,
    tries=(Try(Text("La gouvernance, en JSON Feed", "Governance, as JSON Feed"), "/feeds/theme-G.json"),),
)
