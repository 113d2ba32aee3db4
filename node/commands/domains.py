"""domains: whom this node deals with."""

from __future__ import annotations

from dataclasses import asdict

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
    effect = await node.store.reading(barring.effect, node.home, [verdict])
    node.home.domains = await node.store.writing("domains", barring.decide, node.home, [verdict])
    node.errands.awake.set()
    said = {"domain": verdict.domain, "verdict": verdict.verdict, "why": verdict.why, "since": verdict.since}
    return {**said, "effect": asdict(effect)}


async def domains_forget(node: Node, arguments: Arguments, report: Report) -> object:
    """Lift a verdict: what was out of sight comes back."""
    domain = barring.verdict_on(str(arguments["domain"]), "", "", "").domain
    node.home.domains = await node.store.writing("domains", barring.forget, node.home, domain)
    node.errands.awake.set()
    return {"domain": domain, "verdict": None}


async def domains_import(node: Node, arguments: Arguments, report: Report) -> object:
    """Take the verdicts of a list in CSV; with `dry`, only say what that would change."""
    found, unread = barring.read_list(str(arguments["text"]), node.home.now_iso())
    taken, ours = barring.of_others(node.home, found)
    effect = await node.store.reading(barring.effect, node.home, taken)
    if not arguments.get("dry"):
        node.home.domains = await node.store.writing("domains", barring.decide, node.home, taken)
        node.errands.awake.set()
    left = sorted([*unread, *ours], key=lambda each: each.line)
    return {
        "taken": len(taken),
        "unread": [{"line": each.line, "why": {"fr": each.why.fr, "en": each.why.en}} for each in left],
        "effect": asdict(effect),
    }


async def domains_export(node: Node, arguments: Arguments, report: Report) -> object:
    """The list in CSV."""
    return {"text": barring.write_list(await node.store.reading(table.every))}
