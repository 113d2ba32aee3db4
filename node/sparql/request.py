"""A request of the SPARQL 1.1 Protocol: what is asked, of which graphs, in which form; whatever the way it came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from node.sparql.question import MAX_GRAPHS, Question, read_question
from node.sparql.refusals import Refused, Unanswered, no_update
from vocab.language import Text

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
MAX_PARAMETERS: Final = 2 * MAX_GRAPHS + 20

Pairs = Sequence[tuple[str, str]]


class WrongMedia(Unanswered):
    """The body is of a type that holds no question."""

    status = 415


class TooLong(Unanswered):
    """A question longer than any that people write."""

    status = 413

    def __init__(self, max_bytes: int) -> None:
        super().__init__(
            Text(f"La question dépasse {max_bytes} octets.", f"The question has more than {max_bytes} bytes."),
            Text(
                "Une longue liste de valeurs se pose en plusieurs questions, ou se joint chez vous à l'export complet :"
                " /dumps/.",
                "Ask about a long list of values in several questions, or join it at home with the whole: /dumps/.",
            ),
            limit_bytes=max_bytes,
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks. `format` is what the parameter of that name says; None leaves it to Accept."""

    question: Question
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str | None = None


def read_get(pairs: Pairs) -> Asked:
    """The question of a GET (protocol section 2.1.1). Raises `Refused`."""
    return _read(pairs, None)


def read_post(content_type: str, pairs: Pairs, body: bytes, max_bytes: int) -> Asked:
    """The question of a POST, as a form or as it is (sections 2.1.2 and 2.1.3). Raises `Unanswered`."""
    if content_type == UPDATE:
        raise no_update()
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise Refused(
            Text("Le contenu n'est pas de l'UTF-8.", "The body is not UTF-8."),
            Text("Envoyez-le en UTF-8.", "Send it as UTF-8."),
        ) from error
    if content_type == QUERY:
        return _read(pairs, text, max_bytes)
    if content_type == FORM:
        try:
            given = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_PARAMETERS)
        except ValueError as error:
            raise _too_many() from error
        return _read([*pairs, *given], None, max_bytes)
    raise WrongMedia(
        Text("Ce type de contenu ne porte pas de question.", "A body of this type holds no question."),
        Text(f"Envoyez {QUERY} ou {FORM}.", f"Send {QUERY} or {FORM}."),
    )


def _too_many() -> Refused:
    return Refused(
        Text("Trop de paramètres.", "Too many parameters."), Text("Nommez moins de graphes.", "Name fewer graphs.")
    )


def _read(pairs: Pairs, query: str | None, max_bytes: int | None = None) -> Asked:
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    if "update" in given:
        raise no_update()
    queries = given.get("query", []) if query is None else [query]
    if len(queries) > 1:
        raise Refused(
            Text("Plusieurs questions à la fois.", "Several questions at once."),
            Text("Posez-les une par une.", "Ask them one by one."),
        )
    if max_bytes is not None and queries and len(queries[0].encode()) > max_bytes:
        raise TooLong(max_bytes)
    defaults, named = tuple(given.get("default-graph-uri", ())), tuple(given.get("named-graph-uri", ()))
    if len(defaults) + len(named) > MAX_GRAPHS:
        raise _too_many()
    question = read_question(queries[0] if queries else "")
    return Asked(question, defaults, named, given.get("format", [None])[-1] or None)
