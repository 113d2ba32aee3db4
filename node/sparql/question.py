"""A question: read just enough to know its form, its dataset, and whether it may be asked (R20).

A question reads, and reads here. An update is refused, and so is SERVICE, which would have this node ask others. What
is a keyword and what is part of a name is decided so that no doubt remains: the word `service` before something that
could be a server's name is refused unless it is plainly the end of a variable's or a prefixed name. The worker that
runs questions has no network either, where the system lets it go without.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, cast

from node.sparql.refusals import Refused, no_service, no_update
from vocab.language import Text

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]

FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
MAX_DEPTH: Final = 60
MAX_GRAPHS: Final = 100

_UPDATES: Final = frozenset("INSERT DELETE LOAD CLEAR DROP CREATE ADD MOVE COPY WITH".split())
# Strings (long ones first), IRIs, comments, names and variables; any other sign stands for itself. No part of it can
# be read in two ways, so reading takes time in proportion to the text (R13).
_TOKEN: Final = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+"""|' + r"'''(?:[^'\\]|\\.|'(?!''))*+'''"
    r'|"(?:[^"\\\n\r]|\\.)*+"' + r"|'(?:[^'\\\n\r]|\\.)*+'"
    r"|<[^<>\"{}|^`\\\x00-\x20]*+>|#[^\n\r]*+|[?$]\w++|@[A-Za-z][\w-]*+"
    r"|[\w.-]*+:(?:[\w.:%-]|\\.)*+|[\w.-]++|\S",
    re.DOTALL,
)
_SERVICE: Final = re.compile("service", re.IGNORECASE)
_GAP: Final = re.compile(r"(?:\s|#[^\n\r]*+)*+")
_SERVER: Final = re.compile(r"silent\b|<|[?$]\w|[^\s<>\"'{}()|^`\\:#?$]*+:", re.IGNORECASE)
_IN_NAME: Final = re.compile(r"[\w%\\:-]")
# How far around the word one looks; beyond that it is refused.
_NEAR: Final = 500
_ESCAPE: Final = re.compile(r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}")


@dataclass(frozen=True, slots=True)
class Question:
    """A question that may be asked. `graphs` are those that FROM and FROM NAMED name; `dataset`: whether any do."""

    text: str
    form: Form
    dataset: bool
    graphs: tuple[str, ...]


def read_question(text: str) -> Question:
    """Read a question; raises `Refused`."""
    if not text.strip():
        raise Refused(
            Text("Il manque la question.", "There is no question."),
            Text(
                "Donnez-la dans le paramètre « query », ou comme contenu de type application/sparql-query.",
                "Give it in the parameter `query`, or as a body of type application/sparql-query.",
            ),
        )
    _refuse_escapes(text)
    _refuse_service(text)
    tokens = [token for token in _TOKEN.findall(text) if not token.startswith("#")]
    _refuse_depth(tokens)
    prefixes, rest = _prologue(tokens)
    first = rest[0].upper() if rest else ""
    if first in _UPDATES:
        raise no_update()
    graphs = tuple(_graphs(rest, prefixes))
    if len(graphs) > MAX_GRAPHS:
        raise Refused(
            Text(f"Plus de {MAX_GRAPHS} graphes.", f"More than {MAX_GRAPHS} graphs."),
            Text("Nommez-en moins.", "Name fewer."),
        )
    # What begins otherwise is no SPARQL: whoever runs it says at which place.
    form = cast(Form, first) if first in FORMS else "SELECT"
    return Question(text, form, bool(graphs), graphs)


def _refuse_escapes(text: str) -> None:
    """A letter written as its number could make a keyword of what does not look like one."""
    for escape in _ESCAPE.findall(text):
        if int(escape[2:], 16) < 0x80:
            raise Refused(
                Text(f"{escape} : écrivez le signe lui-même.", f"{escape}: write the sign itself."),
                Text(
                    "Les numéros de caractères ne servent qu'aux signes qui ne sont pas de l'ASCII.",
                    "Numbers of characters are for signs beyond ASCII only.",
                ),
            )


def _refuse_service(text: str) -> None:
    for found in _SERVICE.finditer(text):
        if _may_name_a_server(text, found.end()) and not _ends_a_name(text, found.start()):
            raise no_service()


def _may_name_a_server(text: str, at: int) -> bool:
    """Whether what comes next, comments aside, could be where to ask."""
    near = text[at : at + _NEAR]
    gap = _GAP.match(near)
    after = gap.end() if gap else 0
    return _SERVER.match(near, after) is not None or (after == len(near) == _NEAR)


def _ends_a_name(text: str, at: int) -> bool:
    """Whether the word is the end of a variable or of a prefixed name, which are read as far as they go."""
    start = at
    while start > max(0, at - _NEAR) and _IN_NAME.match(text[start - 1]):
        start -= 1
    name = text[start:at]
    return ":" in name or (
        text[start - 1 : start] in ("?", "$") and (name == "" or name.isidentifier() or name.isalnum())
    )


def _refuse_depth(tokens: list[str]) -> None:
    depth = 0
    for token in tokens:
        depth += (token in ("(", "{", "[")) - (token in (")", "}", "]"))
        if depth > MAX_DEPTH:
            raise Refused(
                Text(
                    f"Plus de {MAX_DEPTH} parenthèses ou accolades l'une dans l'autre.",
                    f"More than {MAX_DEPTH} brackets inside one another.",
                ),
                Text("Simplifiez la question.", "Make the question simpler."),
            )


def _prologue(tokens: list[str]) -> tuple[dict[str, str], list[str]]:
    prefixes: dict[str, str] = {}
    at = 0
    while at < len(tokens):
        word = tokens[at].upper()
        if word == "PREFIX" and at + 2 < len(tokens) and tokens[at + 2].startswith("<"):
            prefixes[tokens[at + 1]] = tokens[at + 2][1:-1]
            at += 3
        elif word == "BASE" and at + 1 < len(tokens):
            at += 2
        else:
            break
    return prefixes, tokens[at:]


def _graphs(tokens: list[str], prefixes: dict[str, str]) -> list[str]:
    found = []
    for at, token in enumerate(tokens):
        if token.upper() != "FROM":
            continue
        after = tokens[at + 1 : at + 3]
        name = after[1] if len(after) == 2 and after[0].upper() == "NAMED" else after[0] if after else ""
        if name.startswith("<"):
            found.append(name[1:-1])
        elif ":" in name:
            prefix, _, local = name.partition(":")
            found.append(prefixes.get(prefix + ":", prefix + ":") + local)
    return found
