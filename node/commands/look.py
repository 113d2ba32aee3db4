"""explain, search: what this node knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from node import outboxes
from node.arrivals import arrivals_of
from node.control import Report
from node.directory import Answer, Directory
from node.errors import Missing, NodeError
from node.formats import json
from node.formats.item import items_of, labels
from node.home import Home
from node.node import Node
from node.query import MAX_LIMIT, BadQuery, Query
from node.reader import Reader
from node.store import entries, inbox, log, reasons, records
from node.store.connection import Db
from vocab.language import Text
from vocab.vocabulary import Vocabulary

Arguments = dict[str, object]
# What a file of results may hold; a list at the screen holds what is asked, 50 by default.
MAX_ITEMS: Final = 10_000
CHUNK: Final = 1_000_000


async def explain(node: Node, arguments: Arguments, report: Report) -> object:
    """Everything known of an activity or of a record: received when, signed by whom, what it did; sent to whom."""
    return await node.store.reading(_explained, node.home, str(arguments["id"]))


async def search(node: Node, arguments: Arguments, report: Report) -> object:
    """Ask the directory as its administrator: `pairs`, `limit`, `form` (json, or lines), `language`.

    JSON comes in pieces through `report`. Other forms: `exporting.export_view`.
    """
    try:
        answer = await _answer(node, arguments)
    except BadQuery as bad:
        said = Text(f"{bad.parameter} : {bad.text.fr}.", f"{bad.parameter}: {bad.text.en}.")
        raise NodeError(said) from bad
    language = str(arguments.get("language") or node.home.settings.language)
    if arguments.get("form") != "json":
        return {
            "items": _lines(answer, node.home.vocabulary, language),
            "total": answer.found.total,
            "notes": list(_notes(answer, node.home.vocabulary, language)),
        }
    text = json.write(answer, node.home.vocabulary, language).decode()
    for start in range(0, len(text), CHUNK):
        report({"text": text[start : start + CHUNK]})
    return {"total": answer.found.total, "shown": len(answer.found.rows)}


async def _answer(node: Node, arguments: Arguments) -> Answer:
    home, settings = node.home, node.home.settings
    secret = await node.store.reading(outboxes.secret)
    directory = Directory(
        node.store, home.vocabulary, home.clock, settings.title, settings.origin, settings.language, secret
    )
    asked = arguments.get("pairs")
    pairs = [(str(name), str(value)) for name, value in asked] if isinstance(asked, list) else []
    wanted = min(int(str(arguments.get("limit") or MAX_ITEMS)), MAX_ITEMS)
    query = replace(Query.from_params(pairs, home.vocabulary, names=True), limit=min(wanted, MAX_LIMIT))
    answer = await directory.ask(query, Reader("admin"))
    rows, page = answer.found.rows, answer
    while page.next is not None and len(rows) < wanted:
        more = replace(query, cursor=page.next, facets=(), limit=min(MAX_LIMIT, wanted - len(rows)))
        page = await directory.ask(more, Reader("admin"))
        rows += page.found.rows
    return replace(answer, found=replace(answer.found, rows=rows), next=page.next)


def _lines(answer: Answer, vocabulary: Vocabulary, language: str) -> list[dict[str, object]]:
    return [
        {
            "id": item.entry.id,
            "name": item.entry.name_in(language),
            "kind": ", ".join(labels(vocabulary, "kind", (item.entry.kind,), language)),
            "place": ", ".join(labels(vocabulary, "territory", item.entry.placed or item.entry.served[:3], language)),
            "url": item.url,
        }
        for item in items_of(answer.found.rows, vocabulary)
    ]


def _notes(answer: Answer, vocabulary: Vocabulary, language: str) -> Iterator[str]:
    """How the question was read, and which others would find something."""
    understood = answer.query.understood
    for place in understood.places if understood else ():
        named = ", ".join(labels(vocabulary, "territory", place.slugs, language))
        yield Text(f"« {place.typed} » : {named}", f"“{place.typed}”: {named}").in_(language)
    for each in answer.suggestions:
        asked = [*each.query.words.wanted, *labels(vocabulary, "territory", each.query.territory.wanted, language)]
        said = ", ".join(asked)
        yield Text(f"Vouliez-vous dire « {said} » ? ({each.total})", f"Did you mean “{said}”? ({each.total})").in_(
            language
        )


def _explained(db: Db, home: Home, id: str) -> dict[str, object]:
    received = inbox.explain(db, id)
    record = records.find(db, id)
    if not received and record is None and log.find(db, id) is None:
        raise Missing(Text(f"Ce nœud ne sait rien de {id}.", f"This node knows nothing of {id}."))
    found: dict[str, object] = {"id": id, "received": received}
    sent = arrivals_of(db, id)
    if sent is not None:
        found["sent"] = sent
    if record is not None:
        found["record"] = {
            "owner": record.owner,
            "kind": record.kind,
            "version": record.version,
            "withdrawn": record.deleted,
            "audience": record.audience,
            "verified": record.verified,
            "via": record.via,
            "received": record.received,
            "in_directory": entries.holds(db, record.num),
            "refused": home.domains.refuses(record.origin),
            "reasons": [{"reason": reason, "by": by} for reason, by in reasons.remaining(db, record.num)],
        }
    return found
