"""Shapes of the other standards: discovery, OAuth, OGC API Features, SPARQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from node.api.operation import Schema
from node.api.shapes import ADDRESS, COUNT, MOMENT, STRING, among, constant, each, maybe, named, record, said
from node.ogc.openapi import SCHEMAS as OGC
from vocab.language import Text

_JRD_LINK: Final = record({"rel": STRING, "type": STRING, "href": ADDRESS, "template": STRING}, ("rel",))
# Rows of strings: what a value is, its type, its language.
_BINDINGS: Final = record({"bindings": each({"type": "object"})}, ("bindings",))
_HERE: Final = "#/components/schemas/"


def _modern(schema: object) -> object:
    """A shape of OpenAPI 3.0 as one of 3.1, which is JSON Schema: what may be null says so in its type."""
    if isinstance(schema, list):
        return [_modern(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    found = {name: _modern(value) for name, value in schema.items() if name != "nullable"}
    if str(found.get("$ref", "")).startswith(_HERE):
        found["$ref"] = _HERE + _called(str(found["$ref"]).removeprefix(_HERE))
    return maybe(found) if schema.get("nullable") else found


def _of_ogc() -> dict[str, Schema]:
    found = {}
    for name, schema in OGC.items():
        modern = _modern(schema)
        assert isinstance(modern, Mapping)
        found[_called(name)] = modern
    return found


def _called(name: str) -> str:
    # ActivityPub has collections too.
    return "ogcCollection" if name == "collection" else name


SCHEMAS: Final[Mapping[str, Schema]] = {
    **{name: schema for name, schema in _of_ogc().items() if name != "exception"},
    "jrd": record(
        {"subject": STRING, "aliases": each(ADDRESS), "links": each(_JRD_LINK)},
        ("subject", "links"),
        description=Text("Qui est ce nom ou cette adresse (RFC 7033).", "Who is this name or address (RFC 7033)."),
    ),
    "nodeInfoLinks": record(
        {"links": each(record({"rel": ADDRESS, "href": ADDRESS}, ("rel", "href")))},
        ("links",),
        description=Text("Où est NodeInfo.", "Where NodeInfo is."),
    ),
    "nodeInfo": record(
        {
            "version": among("2.0", "2.1"),
            "software": record({"name": constant("bocage"), "version": STRING}, ("name", "version")),
            "protocols": each(STRING),
            "services": {"type": "object"},
            "openRegistrations": {"type": "boolean"},
            "usage": {"type": "object"},
            "metadata": {"type": "object"},
        },
        ("version", "software", "protocols", "services", "openRegistrations", "usage", "metadata"),
        description=Text("Ce qu'est ce nœud.", "What this node is."),
    ),
    "claim": record(
        {"actors": each(ADDRESS)},
        ("actors",),
        description=Text("Les acteurs qu'un site reconnaît.", "The actors that a website calls its own."),
    ),
    "dumps": record(
        {"dumps": each(named("dump"))},
        ("dumps",),
        additionalProperties=False,
        description=Text("Les copies complètes, la plus récente d'abord.", "The whole copies, the newest first."),
    ),
    "dump": record(
        {
            "dump": said(STRING, "Son nom dans les adresses.", "Its name in addresses."),
            "made": said(MOMENT, "Quand elle a été faite.", "When it was made."),
            "files": each(
                record(
                    {"name": STRING, "url": ADDRESS, "bytes": COUNT},
                    ("name", "url", "bytes"),
                    additionalProperties=False,
                )
            ),
        },
        ("dump", "made", "files"),
        additionalProperties=False,
        description=Text("Une copie, avec ses fichiers.", "One copy, with its files."),
    ),
    "authorizationServer": record(
        {
            "issuer": ADDRESS,
            "authorization_endpoint": ADDRESS,
            "token_endpoint": ADDRESS,
            "revocation_endpoint": ADDRESS,
            "scopes_supported": each(STRING),
        },
        ("issuer", "authorization_endpoint", "token_endpoint", "scopes_supported"),
        description=Text("Ce sur quoi un programme peut compter (RFC 8414).", "What programs may rely on (RFC 8414)."),
    ),
    "accessToken": record(
        {
            "access_token": STRING,
            "token_type": constant("Bearer"),
            "expires_in": COUNT,
            "refresh_token": STRING,
            "scope": STRING,
        },
        ("access_token", "token_type", "expires_in"),
        description=Text("Un jeton d'accès (RFC 6749).", "An access token (RFC 6749)."),
    ),
    "oauthError": record(
        {"error": STRING, "error_description": STRING},
        ("error",),
        description=Text("Un refus d'OAuth (RFC 6749, section 5.2).", "A refusal of OAuth (RFC 6749 section 5.2)."),
    ),
    "solutions": {
        "anyOf": [
            record({"head": record({"vars": each(STRING)}), "results": _BINDINGS}, ("head", "results")),
            record({"head": {"type": "object"}, "boolean": {"type": "boolean"}}, ("head", "boolean")),
        ],
        "description": Text("Les réponses d'un SELECT ou d'un ASK.", "The answers of a SELECT or an ASK."),
    },
    "contract": record(
        {"openapi": STRING, "info": {"type": "object"}, "paths": {"type": "object"}, "components": {"type": "object"}},
        ("openapi", "info", "paths"),
        description=Text("Un contrat OpenAPI.", "An OpenAPI contract."),
    ),
}
