"""The contract over HTTP: as an OpenAPI document for programs, as a page for people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import orjson
from aiohttp import web

from node.api.document import Contract
from node.api.samples import Sample
from node.api.sampling import sample_of
from node.web.answers import ready
from node.web.api_page import render_api
from node.web.appkeys import NODE
from node.web.directory import DIRECTORY, site_of
from node.web.negotiation import HTML, choose
from node.web.pages import PAGES, language_of, page
from vocab.language import Language

JSON: Final = "application/json"


@dataclass(slots=True)
class Contracts:
    """The contract of this node, written once for each language and for what exists here."""

    contract: Contract
    _written: dict[str, tuple[Sample, bytes]] = field(default_factory=dict)

    def document(self, language: Language, sample: Sample) -> bytes:
        """The document as bytes."""
        known = self._written.get(language)
        if known is None or known[0] != sample:
            known = self._written[language] = sample, orjson.dumps(self.contract.document(language, sample))
        return known[1]


CONTRACTS: web.AppKey[Contracts] = web.AppKey("contracts", Contracts)


async def get_contract(request: web.Request) -> web.Response:
    """`/api/openapi.json`."""
    directory = request.app[DIRECTORY]
    language = language_of(request, directory.language)
    sample = await sample_of(request.app[NODE])
    answer = ready(request, request.app[CONTRACTS].document(language, sample), JSON)
    # Whose examples name what is here today.
    answer.headers.update(
        {
            "Content-Language": language,
            "Cache-Control": "public, no-cache",
            "Vary": "Accept, Accept-Language, Cookie",
        }
    )
    return answer


async def get_api(request: web.Request) -> web.Response:
    """`/api`: the page; the document to programs that ask for it."""
    if choose(request.headers.get("Accept"), (JSON, HTML)) != HTML:
        return await get_contract(request)
    directory, pages = request.app[DIRECTORY], request.app[PAGES]
    language = language_of(request, directory.language)
    sample = await sample_of(request.app[NODE])
    document = orjson.loads(request.app[CONTRACTS].document(language, sample))
    html = render_api(pages, document, language, site_of(directory))
    return page(request, html, language)
