"""The contract as a page: the OpenAPI document in people's words, with links that try it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from node.web.pages import Pages, Site
from vocab.language import Language

Document = Mapping[str, Any]

_METHODS: Final = ("get", "post", "options")
_BOUNDS: Final = (("minimum", "≥"), ("exclusiveMinimum", ">"), ("maximum", "≤"))
_LIST: Final = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Value:
    """What something may be, in words; `href` leads to the shape it is one of."""

    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A parameter, or a part of a shape."""

    name: str
    says: str
    values: tuple[Value, ...]
    required: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer: its status, what it means, its forms with their shapes, its headers."""

    status: str
    says: str
    forms: tuple[Value, ...]
    headers: tuple[Taken, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """An example of a body."""

    says: str
    type: str
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A question to try."""

    says: str
    href: str
    shown: str
    note: str


@dataclass(frozen=True, slots=True)
class Act:
    """An operation."""

    id: str
    method: str
    path: str
    says: str
    more: str
    who: tuple[Value, ...]
    takes: tuple[Taken, ...]
    body: str
    types: tuple[Value, ...]
    sent: tuple[Sent, ...]
    answers: tuple[Given, ...]
    tries: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The operations of one tag."""

    id: str
    says: str
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape of the list, with its parts, or with the values that there are."""

    id: str
    says: str
    parts: tuple[Taken, ...]
    values: tuple[tuple[str, str], ...]


def render_api(pages: Pages, document: Document, language: Language, site: Site) -> str:
    """The page of a document in this language."""
    words = _Words(pages, document, language)
    return pages.render(
        "api.html",
        language,
        site,
        pages.t(language, "api.title"),
        "/api",
        about=document["info"]["description"],
        release=document["info"]["version"],
        parts=[words.part(tag) for tag in document["tags"]],
        schemes=[(name, each["description"]) for name, each in document["components"]["securitySchemes"].items()],
        shapes=[words.shape(name, each) for name, each in document["components"]["schemas"].items()],
    )


@dataclass(frozen=True, slots=True)
class _Words:
    pages: Pages
    document: Document
    language: Language

    def part(self, tag: Document) -> Part:
        acts = (
            self._act(method, path, operations[method])
            for path, operations in self.document["paths"].items()
            for method in _METHODS
            if method in operations and tag["name"] in operations[method]["tags"]
        )
        return Part(tag["name"], tag["description"].removesuffix("."), tuple(acts))

    def shape(self, name: str, schema: Document) -> Shape:
        values = tuple((str(each["const"]), str(each["title"])) for each in schema.get("oneOf", ()) if "title" in each)
        return Shape(name, str(schema.get("description", "")), tuple(self._parts(schema)), values)

    def _act(self, method: str, path: str, operation: Document) -> Act:
        body = operation.get("requestBody", {})
        content = body.get("content", {})
        return Act(
            id=operation["operationId"],
            method=method.upper(),
            path=path,
            says=operation["summary"],
            more=operation.get("description", ""),
            who=tuple(self._who(operation["security"])),
            takes=tuple(self._taken(self._found(each)) for each in operation.get("parameters", ())),
            body=body.get("description", ""),
            types=tuple(self._form(type, media) for type, media in content.items()),
            sent=tuple(_sent(content)),
            answers=tuple(self._given(status, self._found(each)) for status, each in operation["responses"].items()),
            tries=tuple(self._try(each) for each in operation.get("x-try", ())),
        )

    def _who(self, security: Iterable[Document]) -> Iterable[Value]:
        """Each way of saying who asks, once: a signature is one, whichever of its two standards it follows."""
        scopes: dict[str, list[str]] = {}
        for needed in security:
            scheme = next(iter(needed), "anybody")
            scopes.setdefault(scheme, []).extend(needed.get(scheme, ()))
        for scheme, wanted in scopes.items():
            text = self.pages.t(self.language, f"api.who.{scheme}", scopes=", ".join(wanted))
            yield Value(text, None if scheme == "anybody" else f"#who-{scheme}")

    def _taken(self, parameter: Document) -> Taken:
        schema = parameter["schema"]
        repeated = schema.get("type") == "array" and parameter.get("explode", False)
        notes = [self.pages.t(self.language, f"api.in.{parameter['in']}")] if parameter["in"] != "query" else []
        notes += [self.pages.t(self.language, "api.repeated")] if repeated else []
        if "example" in parameter:
            notes.append(self.pages.t(self.language, "api.example", value=_plain(parameter["example"])))
        return Taken(
            parameter["name"],
            parameter.get("description", ""),
            tuple(self._values(schema["items"] if repeated else schema)),
            bool(parameter.get("required")),
            " ".join(notes),
        )

    def _parts(self, schema: Document) -> Iterable[Taken]:
        for inner in schema.get("allOf", ()):
            yield from self._parts(self._found(inner))
        needed = schema.get("required", ())
        for name, each in schema.get("properties", {}).items():
            yield Taken(name, each.get("description", ""), tuple(self._values(each)), name in needed)

    def _given(self, status: str, answer: Document) -> Given:
        forms = tuple(self._form(type, media) for type, media in answer.get("content", {}).items())
        headers = tuple(
            Taken(name, self._found(each)["description"], (), False) for name, each in answer.get("headers", {}).items()
        )
        return Given(status, answer["description"], forms, headers)

    def _form(self, type: str, media: Document) -> Value:
        reference = media["schema"].get("$ref", "")
        return Value(type, f"#shape-{reference.removeprefix(_LIST)}" if reference.startswith(_LIST) else None)

    def _try(self, each: Document) -> Link:
        notes = [f"Accept: {each['accept']}"] if "accept" in each else []
        notes += [str(each["status"])] if each["status"] != 200 else []
        return Link(each["summary"], each["url"], each["url"], ", ".join(notes))

    def _found(self, each: Document) -> Document:
        """What a reference stands for."""
        found = each
        while "$ref" in found:
            _, *steps = str(found["$ref"]).split("/")
            inner: Any = self.document
            for step in steps:
                inner = inner[step]
            found = inner
        return found

    def _values(self, schema: Document) -> Iterable[Value]:
        """What a schema lets through, in few words."""
        if "$ref" in schema:
            name = str(schema["$ref"]).removeprefix(_LIST)
            yield Value(name, f"#shape-{name}")
        for inner in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
            # What an expression lets through besides, the sentence says: "a value after a minus".
            if "pattern" not in inner:
                yield from self._values(inner)
        if "const" in schema:
            yield Value(_plain(schema["const"]))
        yield from (Value(str(each)) for each in schema.get("enum", ()))
        types = schema.get("type", ())
        types = [types] if isinstance(types, str) else [*types]
        if "array" in types and isinstance(schema.get("items"), Mapping):
            yield Value(self.pages.t(self.language, "api.list"))
            yield from self._values(schema["items"])
        elif types and "enum" not in schema:
            bounds = [f"{word} {schema[key]:g}" for key, word in _BOUNDS if key in schema]
            yield Value(" ".join([" | ".join(types), *([schema["format"]] if "format" in schema else []), *bounds]))


def _sent(content: Document) -> Iterable[Sent]:
    for type, media in content.items():
        for example in media.get("examples", {}).values():
            value = example["value"]
            text = value if isinstance(value, str) else orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
            yield Sent(example["summary"], type, text)


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ",".join(map(_plain, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
