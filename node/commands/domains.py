"""domains: whom this node deals with."""

from __future__ import annotations

from node import barring
from node.control import Report
from node.node import Node
from node.store import domains as table

Arguments = dict[str, object]


async def domains_list(node: Node, arguments: Arguments, report: Report) -> object:
    """The verdicts, and what is done with everybody else."""
    verdicts = await node.store.reading(table.every)
    return {
        "federation": node.home.settings.federation,
        "domains": [
            {"domain": each.domain, "verdict": each.verdict, "why": each.why, "since": each.since} for each in verdicts
        ],
    }


async def domains_decide(node: Node, arguments: Arguments, report: Report) -> object:
    """Refuse or allow a domain, at once."""
    verdict = barring.verdict_on(
        str(arguments["domain"]), str(arguments["verdict"]), str(arguments.get("why") or ""), node.home.now_iso()
    )
    node.home.domains = await node.store.writing("domains", barring.decide, node.home, [verdict])
    return {"domain": verdict.domain, "verdict": verdict.verdict, "why": verdict.why, "since": verdict.since}


async def domains_forget(node: Node, arguments: Arguments, report: Report) -> object:
    """Lift a verdict: what was out of sight comes back."""
    domain = barring.verdict_on(str(arguments["domain"]), "", "", "").domain
    node.home.domains = await node.store.writing("domains", barring.forget, node.home, domain)
    return {"domain": domain, "verdict": None}


async def domains_import(node: Node, arguments: Arguments, report: Report) -> object:
    """Take the verdicts of a list in CSV."""
    found, unread = barring.read_list(str(arguments["text"]), node.home.now_iso())
    node.home.domains = await node.store.writing("domains", barring.decide, node.home, found)
    return {
        "taken": len(found),
        "unread": [{"line": each.line, "why": {"fr": each.why.fr, "en": each.why.en}} for each in unread],
    }


async def domains_export(node: Node, arguments: Arguments, report: Report) -> object:
    """The list in CSV."""
    return {"text": barring.write_list(await node.store.reading(table.every))}
