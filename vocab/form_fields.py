"""Form fields: how each field of a record is asked of a person, in which words, with which example.

The shapes say which fields a kind has and what is required; this table says them in words. A test holds the two
together: a field of a shape that is asked nowhere is named in `NOT_ASKED`, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from vocab.language import Text
from vocab.shapes import required, writable

# How a value is given. `line`, `paragraph` (plain) and `prose` (Markdown) are texts; `one` and `many` take from
# the scheme of that name; the rest have parts of their own.
Widget = Literal[
    "line",
    "paragraph",
    "prose",
    "url",
    "number",
    "day",
    "moment",
    "one",
    "many",
    "places",
    "site",
    "price",
    "numbers",
    "evidence",
    "tools",
    "replicable",
    "adherence",
    "practice",
    "practices",
    "material",
    "level",
    "language",
    "zone",
]


@dataclass(frozen=True, slots=True)
class FormField:
    """One question. `scheme`: the list to take from, for `one` and `many`."""

    name: str
    widget: Widget
    label: Text
    help: Text | None = None
    example: Text | None = None
    scheme: str | None = None


# Fields that a person is not asked for one by one.
NOT_ASKED: Final = {
    "kind": "chosen before the form is",
    "id": "the node's",
    "visibility": "one question sets visibility, policy and licence (DESIGN 6)",
    "policy": "one question sets visibility, policy and licence (DESIGN 6)",
    "license": "one question sets visibility, policy and licence (DESIGN 6)",
    "confirmed": "a button says still true",
    "images": "a page of their own takes and describes them",
    "quantity": "for programs and files",
    "resource": "for programs and files",
    "replaces": "claiming a listing writes it",
    "commitments": "a page of networks asks for them",
    "approves_followers": "the page of followers asks it",
    "replaced_by": "yielding writes it",
    "organization": "an import writes it; the fields beside it are asked",
    "source": "an import writes it",
    "legal_basis": "an import writes it",
    "objections": "an import writes it",
}


def _same(text: str) -> Text:
    return Text(text, text)


FIELDS: Final[dict[str, FormField]] = {
    field.name: field
    for field in (
        FormField(
            "name",
            "line",
            Text("Titre", "Title"),
            Text("Une ligne, comme vous le diriez à voix haute.", "One line, as you would say it aloud."),
            Text("Livraison à vélo jusqu'à 300 kg", "Bicycle delivery up to 300 kg"),
        ),
        FormField(
            "content",
            "prose",
            Text("Description", "Description"),
            Text(
                "Pour qui, comment, dans quelles limites. Une ligne vide sépare les paragraphes ; **gras**, - liste.",
                "For whom, how, within which limits. An empty line separates paragraphs; **bold**, - list.",
            ),
            Text(
                "Nous livrons la métropole six jours sur sept, jusqu'à 300 kg.",
                "We deliver in the metropolis six days a week, up to 300 kg.",
            ),
        ),
        FormField(
            "language",
            "language",
            Text("Langue de ce texte", "Language of this text"),
        ),
        FormField(
            "territory",
            "places",
            Text("Territoires desservis", "Territories served"),
            Text(
                "Communes, intercommunalités, départements ou régions : un par ligne, par nom ou code postal.",
                "Communes, intercommunalities, départements or regions: one a line, by name or postcode.",
            ),
            _same("Métropole Européenne de Lille"),
        ),
        FormField(
            "location",
            "site",
            Text("Lieu", "Place"),
            Text(
                "Là où l'on vous trouve. Le point est public : donnez la commune seule si c'est chez quelqu'un.",
                "Where you are to be found. The point is public: give the commune alone if it is somebody's home.",
            ),
        ),
        FormField("sector", "many", Text("Secteurs", "Sectors"), scheme="sector"),
        FormField(
            "need",
            "many",
            Text("À quel besoin cela répond", "Which need it answers"),
            Text("Ce que les gens cherchent.", "What people look for."),
            scheme="need",
        ),
        FormField("action", "one", Text("De quoi s'agit-il", "What it is about"), scheme="action"),
        FormField("exchange", "many", Text("De quelle manière", "In which way"), scheme="exchange"),
        FormField(
            "price",
            "price",
            Text("Prix", "Price"),
            Text("Laissez vide s'il se discute.", "Leave empty if it is to be discussed."),
            _same("12,50"),
        ),
        FormField(
            "deadline",
            "day",
            Text("Date limite de réponse", "Answers until"),
            Text("Après ce jour, la fiche se dit close.", "After that day the record says it is closed."),
        ),
        FormField(
            "valid_until",
            "day",
            Text("Valable jusqu'au", "Valid until"),
            Text(
                "Sans date, la fiche vous sera soumise à nouveau dans un an.",
                "Without a date, you will be asked again in a year.",
            ),
        ),
        FormField("audience", "many", Text("À qui elle s'adresse", "Whom it addresses"), scheme="audience_kind"),
        FormField(
            "website",
            "url",
            Text("Site web", "Website"),
            Text(
                "S'il renvoie à votre fiche (rel=\"me\"), les autres verront qu'il est bien le vôtre.",
                'If it links to your profile (rel="me"), others will see that it is yours.',
            ),
            _same("https://pedales.example"),
        ),
        FormField("legal_form", "one", Text("Forme juridique", "Legal form"), scheme="legal_form"),
        FormField("coop_status", "one", Text("Statut coopératif", "Cooperative status"), scheme="coop_status"),
        FormField(
            "identifiers",
            "numbers",
            Text("Numéros officiels", "Register numbers"),
            Text("Facultatifs : un groupe informel n'en a pas.", "Optional: an informal group has none."),
        ),
        FormField(
            "tools",
            "tools",
            Text("Vos outils numériques", "Your digital tools"),
            Text(
                "Les logiciels dont vous vous servez, et si d'autres peuvent les reprendre.",
                "The software you use, and whether others may reuse it.",
            ),
        ),
        FormField(
            "repository",
            "url",
            Text("Code source de votre plateforme", "Source code of your platform"),
            Text("Le dépôt où tout le monde peut le lire.", "The repository where everybody can read it."),
            _same("https://codeberg.org/pedales/pedales"),
        ),
        FormField(
            "replicable",
            "replicable",
            Text("Lancer la même chose ailleurs", "Starting the same elsewhere"),
            Text(
                "Si vous aidez d'autres équipes à se lancer, dites à qui et comment.",
                "If you help other teams to start, say whom and how.",
            ),
        ),
        FormField(
            "willing_to_show",
            "line",
            Text("Montrer ce que vous faites bien", "Showing what you do well"),
            Text(
                "Public. Comment et quand d'autres peuvent venir voir. Sans réponse, on ne vous propose à personne.",
                "Public. How and when others may come and see. Without an answer, nobody is led to you.",
            ),
            Text("Le premier mardi du mois, ou à distance", "The first Tuesday of the month, or by video"),
        ),
        FormField(
            "charter",
            "adherence",
            Text("La charte des pratiques", "The charter of practices"),
            Text(
                "Si votre organisation l'a adoptée : quelle version, qui l'a décidé, quand.",
                "If your organisation adopted it: which version, who decided, when.",
            ),
        ),
        FormField(
            "contact",
            "line",
            Text("Comment vous joindre", "How to reach you"),
            Text(
                "Public. Une adresse de fonction plutôt que celle d'une personne.",
                "Public. An address of a role rather than a person's.",
            ),
            _same("contact@pedales.example"),
        ),
        FormField("stage", "one", Text("Où en est le projet", "How far the project is"), scheme="stage"),
        FormField(
            "founded",
            "line",
            Text("Depuis quand", "Since when"),
            Text("Une année, ou une date (année-mois-jour).", "A year, or a date (year-month-day)."),
            _same("2019"),
        ),
        FormField("members", "number", Text("Sociétaires ou membres", "Members"), None, _same("42")),
        FormField("workers", "number", Text("Personnes salariées", "Paid workers"), None, _same("7")),
        FormField("practice", "practice", Text("Pratique du catalogue", "Practice of the catalogue")),
        FormField(
            "level",
            "level",
            Text("Où vous en êtes", "How far you are"),
            Text(
                "De l'intention à ce qui est éprouvé et partagé. Personne n'est classé.",
                "From an intention to what is proven and shared. Nobody is ranked.",
            ),
            scheme="level",
        ),
        FormField(
            "evidence",
            "evidence",
            Text("Ce qui le montre", "What shows it"),
            Text("Une page, un compte rendu, un registre…", "A page, minutes, a register…"),
            _same("https://pedales.example/statuts"),
            scheme="evidence",
        ),
        FormField(
            "cost",
            "line",
            Text("Ce que cela demande", "What it takes"),
            Text("Temps, argent, patience.", "Time, money, patience."),
            Text("Deux réunions par mois", "Two meetings a month"),
        ),
        FormField(
            "result",
            "paragraph",
            Text("Ce que cela apporte", "What it brings"),
            None,
            Text(
                "Douze livreurs votent les tarifs depuis deux ans.",
                "Twelve couriers have voted on prices for two years.",
            ),
        ),
        FormField(
            "mistakes",
            "paragraph",
            Text("Vos erreurs", "Your mistakes"),
            Text(
                "Ce qui n'a pas marché, ce que vous ne referiez pas : c'est ce qui sert le plus aux autres.",
                "What did not work, what you would not do again: that is what serves others most.",
            ),
            Text(
                "Nous avons voté trop tôt : la moitié n'avait pas lu le texte.",
                "We voted too early: half of us had not read the text.",
            ),
        ),
        FormField(
            "material",
            "material",
            Text("Ce que d'autres peuvent reprendre", "What others may take up"),
            Text(
                "Un modèle, un guide, un tableau : son nom, son adresse, et la licence sous laquelle vous le laissez.",
                "A template, a guide, a table: its name, its address, and the licence under which you leave it.",
            ),
            Text(
                "Modèle de règlement, https://pedales.example/reglement, CC BY-SA 4.0",
                "Template of rules, https://pedales.example/rules, CC BY-SA 4.0",
            ),
            scheme="license",
        ),
        FormField("starts", "moment", Text("Commence le", "Begins")),
        FormField("ends", "moment", Text("Finit le", "Ends")),
        FormField(
            "timezone",
            "zone",
            Text("Fuseau horaire", "Time zone"),
            None,
            _same("Europe/Paris"),
        ),
        FormField(
            "online",
            "url",
            Text("Adresse du rendez-vous en ligne", "Address of the online meeting"),
            None,
            _same("https://visio.example/assemblee"),
        ),
        FormField(
            "join_url",
            "url",
            Text("Page d'inscription", "Page to sign up"),
            None,
            _same("https://pedales.example/inscription"),
        ),
    )
}
# What is asked in other words of some kinds.
_OF_KIND: Final = {
    ("profile", "name"): FormField(
        "name",
        "line",
        Text("Nom de l'organisation", "Name of the organisation"),
        None,
        Text("Les Pédales", "Les Pédales"),
    ),
    ("listing", "name"): FormField(
        "name",
        "line",
        Text("Nom de l'organisation", "Name of the organisation"),
    ),
    ("practice", "name"): FormField(
        "name",
        "line",
        Text("Votre pratique en une ligne", "Your practice in one line"),
        None,
        Text("Les livreurs votent les tarifs", "The couriers vote on prices"),
    ),
    ("event", "name"): FormField(
        "name",
        "line",
        Text("Nom du rendez-vous", "Name of the event"),
        None,
        Text("Assemblée générale ouverte", "Open general assembly"),
    ),
    ("offer", "practice"): FormField(
        "practice",
        "practice",
        Text("Aide pour une pratique du catalogue", "Help with a practice of the catalogue"),
        Text(
            "Si vous aidez d'autres à la mettre en place : elle se lit aussi à la page de cette pratique.",
            "If you help others to put it in place: it is read at the page of that practice too.",
        ),
    ),
    ("request", "practice"): FormField(
        "practice",
        "practice",
        Text("Pratique du catalogue concernée", "Practice of the catalogue concerned"),
        Text(
            "Si vous cherchez de l'aide pour l'une d'elles : la demande se lit aussi à sa page et, si tout le monde"
            " peut la lire, elle est comptée sans votre nom parmi les aides les plus cherchées.",
            "If you look for help with one of them: the request is read at its page too and, if everybody may read it,"
            " counted without your name among the most wanted help.",
        ),
    ),
    ("story", "practice"): FormField(
        "practice",
        "practices",
        Text("Pratiques du catalogue", "Practices of the catalogue"),
        Text(
            "Celle que vous racontez ; d'autres si le récit en parle aussi.",
            "The one that you tell of; others if the story speaks of them too.",
        ),
    ),
    ("story", "name"): FormField(
        "name",
        "line",
        Text("Titre du récit", "Title of the story"),
        None,
        Text("Comment nous avons voté les tarifs", "How we voted the prices"),
    ),
    ("story", "content"): FormField(
        "content",
        "prose",
        Text("Comment vous avez fait", "How you did it"),
        Text(
            "Dans l'ordre : d'où vous partiez, qui a fait quoi, combien de temps. Les abonnés le lisent en entier.",
            "In order: where you started from, who did what, how long it took. Followers read all of it.",
        ),
        Text(
            "En mars, trois livreuses ont posé les chiffres sur la table. Nous avons écrit cinq règles et gardé trois.",
            "In March three couriers put the figures on the table. We wrote five rules and kept three.",
        ),
    ),
    ("story", "cost"): FormField(
        "cost",
        "paragraph",
        Text("Ce que cela a demandé", "What it took"),
        Text("Temps, argent, patience.", "Time, money, patience."),
        Text("Quatre soirées, 600 € de développement.", "Four evenings, €600 of programming."),
    ),
    ("story", "result"): FormField(
        "result",
        "paragraph",
        Text("Ce que cela a donné", "What came of it"),
        Text("Ce qui a changé, en chiffres si vous en avez.", "What changed, in figures if you have some."),
        Text(
            "L'écart entre la meilleure et la moins bonne paie est passé de 38 % à 9 %.",
            "The gap between the best and the lowest pay went from 38% to 9%.",
        ),
    ),
}
# What one fills in first, and what may wait under a fold.
_FIRST: Final = {
    "profile": ("name", "content", "territory", "location", "sector", "need", "website", "contact"),
    "offer": ("name", "content", "territory", "need", "valid_until"),
    "request": ("name", "content", "territory", "need", "deadline"),
    "event": ("name", "starts", "ends", "location", "content"),
    "practice": ("practice", "name", "level", "content", "evidence"),
    "story": ("practice", "name", "content", "cost", "result", "mistakes", "material"),
    "listing": ("name", "content", "territory", "location", "sector", "need", "website", "contact"),
}
KINDS: Final = tuple(_FIRST)


def form_of(kind: str) -> tuple[tuple[FormField, ...], tuple[FormField, ...]]:
    """The questions of a kind: those to answer first, the required ones among them, then those under the fold."""
    asked = [name for name in writable(kind) if name in FIELDS]
    first = [name for name in _FIRST[kind] if name in asked]
    first += [name for name in required(kind) if name in asked and name not in first]
    rest = [name for name in asked if name not in first]
    return _fields(kind, first), _fields(kind, rest)


def _fields(kind: str, names: list[str]) -> tuple[FormField, ...]:
    return tuple(_OF_KIND.get((kind, name), FIELDS[name]) for name in names)
