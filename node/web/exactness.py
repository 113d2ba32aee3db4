"""Exactness: where a description says so, what it does not name is refused: other parameters, other values."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from node import parameters
from node.api.operation import Operation
from node.parameters import BadQuery
from vocab.language import Text

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def exactly(operation: Operation, handler: Handler) -> Handler:
    """The handler, asked only what its description names."""

    async def answer(request: web.Request) -> web.StreamResponse:
        _require(operation, parameters.gather(request.query.items(), operation.asked))
        return await handler(request)

    return answer


def _require(operation: Operation, given: Mapping[str, tuple[str, ...]]) -> None:
    for parameter in operation.parameters:
        values = given.get(parameter.name, ())
        if len(values) > 1 and not parameter.repeated:
            raise BadQuery(parameter.name, Text("ce paramètre ne se donne qu'une fois", "this may be given only once"))
        known = parameter.schema.get("enum")
        if isinstance(known, list):
            for value in values:
                parameters.one_of(parameter.name, value, known)
