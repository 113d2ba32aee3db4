"""Answers: bytes with a validator, and problems in the reader's language (RFC 9457)."""

from __future__ import annotations

import orjson
from aiohttp import web

from node.web.prepared import Prepared
from vocab.language import Text, choose_language
from vocab.shapes import Finding


def ready(
    request: web.Request, body: bytes, content_type: str, *, status: int = 200, public: bool = True
) -> web.Response:
    """A body with a strong ETag; 304 to a reader that has it already (RFC 9110 section 13)."""
    made = Prepared.of(body, content_type, public=public)
    if status == 200 and made.held_by(request.headers.get("If-None-Match")):
        return web.Response(status=304, headers=made.headers)
    return web.Response(body=body, status=status, headers={**made.headers, "Content-Type": content_type})


def problem(
    request: web.Request,
    status: int,
    title: Text,
    *,
    detail: str | None = None,
    findings: tuple[Finding, ...] = (),
    headers: dict[str, str] | None = None,
    extra: dict[str, object] | None = None,
) -> web.Response:
    """A problem document: a sentence for people, what is wrong field by field, and nothing of our insides."""
    language = language_of(request)
    document: dict[str, object] = {"type": "about:blank", "status": status, "title": title.in_(language)}
    if detail:
        document["detail"] = detail
    if findings:
        document["findings"] = [
            {
                "field": finding.field,
                "sentence": finding.sentence.in_(language),
                "fix": finding.fix.in_(language),
            }
            for finding in findings
        ]
    document |= extra or {}
    return web.Response(
        body=orjson.dumps(document),
        status=status,
        headers={
            "Content-Type": "application/problem+json",
            "Content-Language": language,
            "Cache-Control": "no-store",
            "Access-Control-Allow-Origin": "*",
            **(headers or {}),
        },
    )


def language_of(request: web.Request) -> str:
    """The reader's language: asked for, else preferred, else the node's."""
    preferred = choose_language(request.headers.get("Accept-Language"))
    return choose_language(request.query.get("lang"), preferred)
