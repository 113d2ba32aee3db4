"""sparql: a question to all that this node holds, as its administrator; and the stores made anew."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from node.control import Report
from node.errors import NodeError
from node.node import Node
from node.sparql.formats import Format, format_for, formats_of
from node.sparql.question import Form
from node.sparql.refusals import Unanswered
from node.sparql.request import read_get
from node.sparql.service import Sparql
from vocab.language import Text

Arguments = dict[str, object]
CHUNK: Final = 1_000_000


async def ask(node: Node, arguments: Arguments, report: Report) -> object:
    """Answer `query` in `format`, or in the plainest of its form; the answer comes in pieces through `report`."""
    try:
        asked = read_get([("query", str(arguments["query"]))])
        format = _format(asked.question.form, arguments.get("format"))
        async with _working(node) as service:
            # What was published just before is in the answer.
            await service.indexer.ask("sync", level="all")
            answer = await service.answer(asked, format, "all")
    except Unanswered as refusal:
        raise _with_fix(refusal) from refusal
    text = answer.body.decode()
    for start in range(0, len(text), CHUNK):
        report({"text": text[start : start + CHUNK]})
    return {"form": asked.question.form, "format": format.name, "rows": answer.rows}


async def rebuild(node: Node, report: Report) -> int:
    """Make the stores anew from the records; how many there are."""
    async with _working(node) as service:
        service.indexer.told = report
        try:
            done = await service.indexer.ask("rebuild")
        finally:
            service.indexer.told = None
    return int(str(done["records"]))


def _format(form: Form, wanted: object) -> Format:
    there_are = formats_of(form)
    name = str(wanted) if wanted else next(iter(there_are))
    # JSON of triples is JSON-LD.
    name = "jsonld" if name == "json" and name not in there_are else name
    return format_for(form, name, None, lambda accept, offers: None)


@asynccontextmanager
async def _working(node: Node) -> AsyncIterator[Sparql]:
    """The service, with a worker even where no node runs."""
    service = node.sparql
    if service is None:
        raise NodeError(
            Text(
                "Ce nœud ne répond pas au SPARQL : réglez sparql = true.",
                "This node does not answer SPARQL: set sparql = true.",
            )
        )
    if node.tasks:
        yield service
        return
    async with service.indexer.working():
        try:
            yield service
        finally:
            await service.close()


def _with_fix(refusal: Unanswered) -> NodeError:
    """For somebody at a keyboard: the reason and what to do, in one."""
    said, fix = refusal.public, refusal.fix
    return NodeError(Text(f"{said.fr} {fix.fr}", f"{said.en} {fix.en}"), refusal.detail or None)
