"""Formats of answers: their names, their media types, and which one a reader takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from node.sparql.question import Form
from node.sparql.refusals import NotAcceptable
from vocab.language import Text


@dataclass(frozen=True, slots=True)
class Format:
    """One form of an answer; `aliases` are media types under which it is asked for too."""

    name: str
    media_type: str
    aliases: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """As an answer says it."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


# What SELECT and ASK give, the first by default.
TABLES: Final[Mapping[str, Format]] = {
    each.name: each
    for each in (
        Format("json", "application/sparql-results+json", ("application/json",)),
        Format("xml", "application/sparql-results+xml", ("application/xml", "text/xml")),
        Format("csv", "text/csv"),
        Format("tsv", "text/tab-separated-values"),
    )
}
# What CONSTRUCT and DESCRIBE give.
GRAPHS: Final[Mapping[str, Format]] = {
    each.name: each
    for each in (
        Format("turtle", "text/turtle", ("application/x-turtle",)),
        Format("ntriples", "application/n-triples", ("text/plain",)),
        Format("jsonld", "application/ld+json", ("application/json",)),
        Format("rdfxml", "application/rdf+xml", ("application/xml", "text/xml")),
    )
}

Choose = Callable[[str | None, tuple[str, ...]], str | None]


def formats_of(form: Form) -> Mapping[str, Format]:
    """The formats in which a question of this form is answered."""
    return TABLES if form in ("SELECT", "ASK") else GRAPHS


def format_for(form: Form, named: str | None, accept: str | None, choose: Choose) -> Format:
    """The format asked for by name, else the best by Accept. Raises `NotAcceptable`."""
    there_are = formats_of(form)
    if named is not None:
        found = there_are.get(named)
        if found is None:
            raise _not_acceptable(there_are)
        return found
    by_type = {type: each for each in [*there_are.values()][::-1] for type in (*each.aliases, each.media_type)}
    offers = [each.media_type for each in there_are.values()]
    offers += [type for each in there_are.values() for type in each.aliases]
    chosen = choose(accept, tuple(offers))
    if chosen is None:
        raise _not_acceptable(there_are)
    return by_type[chosen]


def _not_acceptable(there_are: Mapping[str, Format]) -> NotAcceptable:
    names = ", ".join(f"{each.name} ({each.media_type})" for each in there_are.values())
    return NotAcceptable(
        Text("Cette question n'a pas de réponse sous cette forme.", "This question has no answer in that form."),
        Text(f"Demandez l'une de celles-ci : {names}.", f"Ask for one of these: {names}."),
        available=list(there_are),
    )
