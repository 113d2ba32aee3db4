"""The OpenAPI 3.1 document of a node: every route with its operation, in one language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from node.api import activities, observatory, others, places, records, refusals
from node.api.operation import Answer, Body, Operation, Parameter, Schema
from node.api.samples import Sample
from node.api.security import schemes
from vocab.language import Text
from vocab.vocabulary import Vocabulary

Document = dict[str, Any]
# Method, path with the expressions that its variables obey, and what is said of it.
Described = tuple[str, str, Operation]

TAGS: Final = {
    "directory": Text("L'annuaire : chercher, filtrer, emporter.", "The directory: search, narrow, take away."),
    "feeds": Text(
        "Suivre un territoire ou une question, sans compte.", "Following a territory or a question, without an account."
    ),
    "embeds": Text("Montrer l'annuaire sur un autre site.", "Showing the directory on another site."),
    "activitypub": Text(
        "ActivityPub : acteurs, boîtes, fiches, et le rattrapage pour tenir une copie.",
        "ActivityPub: actors, boxes, records, and catching up to hold a copy.",
    ),
    "discovery": Text("Trouver un acteur, et ce qu'est ce nœud.", "Find an actor, and what this node is."),
    "oauth": Text("Laisser un programme agir (FEP-d8c2).", "Letting a program act (FEP-d8c2)."),
    "sparql": Text("Des questions à travers les fiches.", "Questions across records."),
    "dumps": Text("Tout, en une fois : la copie de la nuit.", "All of it at once: the copy of the night."),
    "ogc": Text("Pour les logiciels de cartes : OGC API Features.", "For geographic software: OGC API Features."),
    "api": Text("Ce contrat, et les fichiers des pages.", "This contract, and the files of pages."),
    "about": Text("De qui est ce nœud.", "Whose node this is."),
    "operation": Text("Le nœud tourne-t-il ?", "Does the node run?"),
}
ABOUT: Final = Text(
    "Tout ce qu'un nœud sert et prend par HTTP. Une adresse sert les personnes et les programmes, selon Accept. Tout"
    " GET répond aussi à HEAD. Un refus est un document RFC 9457, avec une phrase que l'on peut montrer ; ce qu'un"
    " lecteur ne peut pas voir se dit comme ce qui n'existe pas. Les noms qui sont ici ne changent pas.",
    "All that a node serves and takes by HTTP. One address serves people and programs, by Accept. Every GET also"
    " answers HEAD. A refusal is a document of RFC 9457 with a sentence that may be shown to people; what a reader"
    " may not see is said as what does not exist. The names in here do not change.",
)
_VARIABLE: Final = re.compile(r"\{(\w+)(?::((?:[^{}]|\{[^{}]*\})+))?\}")
_PATHS: Final = {
    "name": Text("Le nom court d'une organisation.", "An organisation's short name."),
    "ulid": Text("Ce par quoi finit son adresse.", "What its address ends with."),
}
_IF_NONE_MATCH: Final = {
    "name": "If-None-Match",
    "in": "header",
    "description": Text("L'ETag que l'on a : 304 si rien n'a changé.", "The ETag one has: 304 if nothing changed."),
    "schema": {"type": "string"},
}


@dataclass(frozen=True, slots=True)
class Contract:
    """The routes of a node as a document, for a node of this address, title and release."""

    routes: tuple[Described, ...]
    origin: str
    title: str
    release: str
    vocabulary: Vocabulary

    def document(self, language: str, sample: Sample) -> Document:
        """The document in a language; `sample` is what exists here, for examples that are real."""
        paths: Document = {}
        for method, path, operation in self.routes:
            plain = _VARIABLE.sub(r"{\1}", path)
            paths.setdefault(plain, {})[method.lower()] = _operation(path, operation, sample)
        found = {
            "openapi": "3.1.0",
            "info": {
                "title": Text(f"{self.title} : un nœud Bocage", f"{self.title}: a Bocage node"),
                "version": self.release,
                "description": ABOUT,
                "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
            },
            "servers": [{"url": self.origin}],
            "tags": [{"name": name, "description": says} for name, says in TAGS.items()],
            "paths": paths,
            "components": {
                "schemas": self._schemas(),
                "responses": dict(_refusals()),
                "parameters": {"ifNoneMatch": _IF_NONE_MATCH},
                "headers": {
                    "ETag": {"description": Text("Le validateur.", "The validator."), "schema": {"type": "string"}}
                },
                "securitySchemes": schemes(self.origin),
            },
        }
        spoken: Document = in_language(found, language)
        return spoken

    def _schemas(self) -> dict[str, Schema]:
        found: dict[str, Schema] = {}
        for part in (records, activities, others, places, observatory, refusals):
            table = part.SCHEMAS
            clash = found.keys() & table.keys()
            if clash:
                raise ValueError(f"two shapes of one name: {sorted(clash)}")
            found |= table
        return found | dict(records.lists(self.vocabulary))


def in_language(value: Any, language: str) -> Any:
    """The same with its sentences in one language."""
    if isinstance(value, Text):
        return value.in_(language)
    if isinstance(value, Mapping):
        return {name: in_language(inner, language) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [in_language(inner, language) for inner in value]
    return value


def _operation(path: str, operation: Operation, sample: Sample) -> Document:
    said = {each.name for each in operation.parameters if each.where == "path"}
    held = [_held(name, expression, sample) for name, expression in _VARIABLE.findall(path) if name not in said]
    parameters = [*held, *(_parameter(each, sample) for each in operation.parameters)]
    if operation.etag:
        parameters.append({"$ref": "#/components/parameters/ifNoneMatch"})
    found: Document = {
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.says,
        "security": [dict(each) for each in operation.security],
        "responses": _responses(operation),
    }
    if operation.more is not None:
        found["description"] = operation.more
    if parameters:
        found["parameters"] = parameters
    if operation.body is not None:
        found["requestBody"] = _body(operation.body, sample)
    tries = [*_tries(operation, sample)]
    return found | ({"x-try": tries} if tries else {})


def _tries(operation: Operation, sample: Sample) -> Iterable[Document]:
    """Questions that this node answers as it is now, with the status of their answers: for the page, and for tests."""
    for each in operation.tries:
        address = sample.address(each.address)
        if address is not None:
            accept = {"accept": each.accept} if each.accept else {}
            yield {"summary": each.says, "url": address, "status": each.status, **accept}


def _held(name: str, expression: str, sample: Sample) -> Document:
    """A variable of a path that only the path speaks of."""
    schema: Document = {"type": "string"} | ({"pattern": f"^{expression}$"} if expression else {})
    return _parameter(Parameter(name, _PATHS[name], schema, "path", required=True, example=f"{{{name}}}"), sample)


def _parameter(parameter: Parameter, sample: Sample) -> Document:
    schema = {"type": "array", "items": parameter.schema} if parameter.repeated else parameter.schema
    found: Document = {
        "name": parameter.name,
        "in": parameter.where,
        "description": parameter.says,
        "schema": schema,
    }
    if parameter.required:
        found["required"] = True
    if parameter.where == "query":
        found |= {"style": "form", "explode": parameter.repeated}
    example = sample.fill(parameter.example) if parameter.example is not None else None
    if example is not None:
        found["example"] = [example] if parameter.repeated else _typed(example, parameter.schema)
    return found


def _typed(example: str, schema: Schema) -> object:
    if schema.get("type") == "array":
        return [float(part) for part in example.split(",")]
    return example


def _body(body: Body, sample: Sample) -> Document:
    content: Document = {type: {"schema": schema} for type, schema in body.content.items()}
    for name, example in body.examples.items():
        value = sample.filled(example.value)
        if value is not None:
            content[example.type].setdefault("examples", {})[name] = {"summary": example.says, "value": value}
    return {"required": True, "description": body.says, "content": content}


def _responses(operation: Operation) -> Document:
    found: Document = {
        str(status): _answer(answer, etag=operation.etag) for status, answer in operation.answers.items()
    }
    if operation.etag:
        found["304"] = {"description": Text("Rien n'a changé.", "Nothing changed.")}
    for status in (*operation.refused, *refusals.EVERYWHERE):
        if str(status) not in found:
            kind = "refusedPage" if operation.page else "refused"
            found[str(status)] = {"$ref": f"#/components/responses/{kind}{status}"}
    return dict(sorted(found.items()))


def _answer(answer: Answer, *, etag: bool) -> Document:
    headers: Document = {name: _header(says) for name, says in answer.headers.items()}
    if etag and answer.content:
        headers["ETag"] = {"$ref": "#/components/headers/ETag"}
    found: Document = {"description": answer.says}
    if answer.content:
        found["content"] = {type: {"schema": schema} for type, schema in answer.content.items()}
    return found | ({"headers": headers} if headers else {})


def _header(says: Text) -> Document:
    return {"description": says, "schema": {"type": "string"}}


def _refusals() -> Iterable[tuple[str, Document]]:
    problem = {refusals.PROBLEM: {"schema": {"$ref": "#/components/schemas/problem"}}}
    page = {"text/html": {"schema": {"type": "string"}}}
    for status, says in refusals.REFUSALS.items():
        headers = {name: _header(each) for name, each in refusals.HEADERS.get(status, {}).items()}
        more = {"headers": headers} if headers else {}
        yield f"refused{status}", {"description": says, "content": problem, **more}
        yield f"refusedPage{status}", {"description": says, "content": problem | page, **more}
