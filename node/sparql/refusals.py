"""Refusals: why a question gets no answer, with what to do about it.

Unanswered
├── Refused    the question is not one that is answered here: it will never be, as it stands
├── TooMuch    it takes more time, room or rows than it may
└── NotNow     busy, or the store is being built: later it may
"""

from __future__ import annotations

from typing import Final

from node.errors import NodeError
from vocab.language import Text
from vocab.shapes import Finding

PAGES: Final = Text(
    "Ajoutez LIMIT (et OFFSET, avec ORDER BY, pour la suite), précisez la question, ou prenez le tout : /dumps/.",
    "Add LIMIT (and OFFSET, with ORDER BY, for what follows), narrow the question, or take the whole: /dumps/.",
)


class Unanswered(NodeError):
    """A question got no answer; `fix` says what to do, `extra` the figures."""

    def __init__(self, public: Text, fix: Text, detail: str = "", **extra: object) -> None:
        super().__init__(public, detail or public.en)
        self.fix, self.detail, self.extra = fix, detail, extra

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (Finding("query", self.public, self.fix),)


class Refused(Unanswered):
    """This question is not answered here."""


class NotAcceptable(Unanswered):
    """No form of the answer is one that the reader takes."""

    status = 406


class TooMuch(Unanswered):
    """This question takes more than it may."""

    status = 422


class NotNow(Unanswered):
    """Later."""

    status = 503
    retry_after_s = 5


class TooManyAtOnce(NotNow):
    """This reader asks several things at once already."""

    status = 429


def no_update() -> Refused:
    """SPARQL reads here."""
    return Refused(
        Text("Ici on lit : rien ne s'écrit par SPARQL.", "Here one reads: nothing is written by SPARQL."),
        Text(
            "Une question commence par SELECT, ASK, CONSTRUCT ou DESCRIBE. On publie par « bocage publish » ou par une"
            " boîte d'envoi.",
            "A question begins with SELECT, ASK, CONSTRUCT or DESCRIBE. Publish with `bocage publish`.",
        ),
    )


def no_service() -> Refused:
    """R20: this node is nobody's proxy."""
    return Refused(
        Text(
            "SERVICE n'est pas admis : ce nœud n'interroge pas d'autres serveurs pour vous.",
            "SERVICE is not allowed: this node asks no other server on your behalf.",
        ),
        Text(
            "Posez la question à chaque serveur, ou réunissez les exports chez vous (/dumps/). Si le mot est dans un"
            " texte, un commentaire ou un préfixe, écrivez-le autrement.",
            "Ask each server by itself, or gather the dumps at home (/dumps/). If the word is part of a text, a comment"
            " or a prefix, write it in another way.",
        ),
    )


def syntax(detail: str) -> Refused:
    """It is no SPARQL."""
    return Refused(
        Text("Cette question n'est pas du SPARQL correct.", "This question is not correct SPARQL."),
        Text(
            "Le détail dit à quelle ligne et à quelle colonne la lecture s'arrête.",
            "The detail says at which line and column reading stops.",
        ),
        detail,
    )


def too_long(time_s: int) -> TooMuch:
    """It was killed at its limit."""
    return TooMuch(
        Text(
            f"La question a été arrêtée au bout de {time_s} secondes, la limite de ce nœud.",
            f"The question was stopped after {time_s} seconds, the limit of this node.",
        ),
        Text(
            "Commencez par ce qui réduit le plus (un type, un territoire, une pratique), évitez les motifs sans lien"
            " entre eux, ou interrogez chez vous l'export complet : /dumps/.",
            "Begin with what narrows most (a type, a territory, a practice), avoid patterns that nothing links, or ask"
            " the whole at home: /dumps/.",
        ),
        limit_s=time_s,
    )


def too_many_rows(rows: int) -> TooMuch:
    """The answer is longer than it may be; nobody gets half an answer."""
    return TooMuch(
        Text(
            f"La réponse dépasse {rows} lignes, la limite de ce nœud : elle n'est pas donnée à moitié.",
            f"The answer has more than {rows} rows, the limit of this node: half of it is not given.",
        ),
        PAGES,
        limit_rows=rows,
    )


def too_large(megabytes: int) -> TooMuch:
    """The same, in bytes."""
    return TooMuch(
        Text(
            f"La réponse dépasse {megabytes} Mo, la limite de ce nœud : elle n'est pas donnée à moitié.",
            f"The answer has more than {megabytes} MB, the limit of this node: half of it is not given.",
        ),
        PAGES,
        limit_mb=megabytes,
    )


def too_heavy() -> TooMuch:
    """Its process ended: it took too much memory, or is nested too deeply."""
    return TooMuch(
        Text(
            "Cette question demande trop de mémoire, ou ses parenthèses sont trop imbriquées.",
            "This question takes too much memory, or its brackets are nested too deeply.",
        ),
        Text(
            "Évitez de trier ou de grouper des millions de lignes et les motifs sans lien entre eux.",
            "Avoid sorting or grouping millions of rows, and patterns that nothing links.",
        ),
    )


def unknown_graph(graph: str) -> Refused:
    """Nothing is fetched: a graph is here or it is not."""
    return Refused(
        Text(
            f"Ce nœud n'a pas de graphe {graph[:200]}, et ne va rien chercher ailleurs.",
            f"This node has no graph {graph[:200]}, and fetches nothing from elsewhere.",
        ),
        Text(
            "Les graphes d'ici : SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } LIMIT 100",
            "The graphs there are: SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } LIMIT 100",
        ),
    )


def busy() -> NotNow:
    """All places are taken."""
    return NotNow(
        Text("Trop de questions attendent déjà.", "Too many questions wait already."),
        Text("Reposez la vôtre dans quelques secondes.", "Ask yours again in a few seconds."),
    )


def one_at_a_time(most: int) -> TooManyAtOnce:
    """This address has its share."""
    return TooManyAtOnce(
        Text(
            f"Déjà {most} questions en cours depuis votre adresse.",
            f"{most} questions from your address are under way.",
        ),
        Text("Attendez que l'une d'elles finisse.", "Wait until one of them ends."),
    )


def being_built(done: int, of: int) -> NotNow:
    """The store is not there yet."""
    fr, en = (f" ({done} fiches sur {of})", f" ({done} records of {of})") if of else ("", "")
    return NotNow(
        Text(f"La base de questions se construit{fr}.", f"The store that questions are asked of is being built{en}."),
        Text("Revenez dans une minute.", "Come back in a minute."),
        done=done,
        of=of,
    )


def late() -> NotNow:
    """What was withdrawn since would be told."""
    return NotNow(
        Text(
            "La base de questions a trop de retard sur les fiches pour répondre.",
            "The store that questions are asked of is too far behind the records to answer.",
        ),
        Text(
            "Revenez plus tard ; qui tient ce nœud trouve la raison dans son journal.",
            "Come back later; whoever runs this node finds the reason in its log.",
        ),
    )
