"""Operations: what a route takes, what it answers, what it refuses, and links with which to try it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from vocab.language import Text

# A JSON Schema (2020-12), in which a sentence for people is a Text: the document says it in its language.
Schema = Mapping[str, object]
Where = Literal["query", "path", "header"]
# Each alternative names the schemes of `security.py` that it needs, with the scopes wanted; an empty one is: nobody.
Security = tuple[Mapping[str, Sequence[str]], ...]

OPEN: Final[Security] = ({},)
WITH_TOKEN: Final[Security] = ({"token": []}, {"oauth": ["read"]})
SIGNED: Final[Security] = ({"signature": []}, {"signature": [], "signatureInput": []})
# Anybody; who says who they are may be shown more.
BY_TOKEN_OR_SIGNATURE: Final[Security] = (*OPEN, *WITH_TOKEN, *SIGNED)
BY_SIGNATURE: Final[Security] = (*OPEN, *SIGNED)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: `repeated` when it may be given several times."""

    name: str
    says: Text
    schema: Schema
    where: Where = "query"
    repeated: bool = False
    required: bool = False
    example: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that is no refusal: each media type with the shape of its body (None: no JSON)."""

    says: Text
    content: Mapping[str, Schema] = field(default_factory=dict)
    headers: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Body:
    """What is sent: each media type with its shape, and examples by name."""

    says: Text
    content: Mapping[str, Schema]
    examples: Mapping[str, Example] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Example:
    """A body that is taken as it stands, by `type`; holes as in `Try`."""

    says: Text
    type: str
    value: object


@dataclass(frozen=True, slots=True)
class Try:
    """A question that this node can be asked at once; `{name}`, `{ulid}` and the like become what it really holds."""

    says: Text
    address: str
    accept: str | None = None
    status: int = 200


@dataclass(frozen=True, slots=True)
class Operation:
    """One method at one path.

    `refused`: the statuses of its problem documents, besides those that every route may give. `exact`: what is not
    described is refused before the handler is asked; handlers of questions see to that themselves, and the rest
    ignores what it does not know, because other servers and browsers add to addresses. `page`: browsers are shown
    pages, refusals included. `etag`: its answers carry one.
    """

    id: str
    tag: str
    says: Text
    more: Text | None = None
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    answers: Mapping[int, Answer] = field(default_factory=dict)
    refused: tuple[int, ...] = ()
    security: Security = OPEN
    exact: bool = False
    page: bool = False
    etag: bool = False
    tries: tuple[Try, ...] = ()

    @property
    def asked(self) -> frozenset[str]:
        """The names that may stand in an address after the question mark."""
        return frozenset(each.name for each in self.parameters if each.where == "query")


def one(says: Text, content: Mapping[str, Schema], headers: Mapping[str, Text] | None = None) -> dict[int, Answer]:
    """The answers of what is simply given: 200."""
    return {200: Answer(says, content, headers or {})}


LANGUAGE: Final = Parameter(
    "lang",
    Text("La langue des phrases ; sinon celle d'Accept-Language.", "The language of sentences; else Accept-Language."),
    {"type": "string", "enum": ["fr", "en"]},
)
# Of pages, which people pass on with whatever stands in their addresses: another language is as if none was asked.
PAGE_LANGUAGE: Final = Parameter("lang", LANGUAGE.says, {"type": "string"}, example="fr")
