"""checkup: what a node knows of its own health. `doctor` adds what can be seen from outside of it."""

from __future__ import annotations

from node import mending
from node.accounts import second_factor
from node.app import release
from node.control import Report
from node.doctor import derived, factors, mail, notices, packages, public, queues, strangers
from node.dumps.shelf import dumps
from node.node import Node
from node.store import second_factors, servers

Arguments = dict[str, object]


async def checkup(node: Node, arguments: Arguments, report: Report) -> object:
    """What waits, what fails, where our name leads; with `reach`, whether this node answers by its public address."""
    checks = [
        queues.settings(node.home),
        *queues.checks(await node.store.reading(queues.look, node.home)),
        strangers.strangers(node.discovery.count(), node.discovery.full()),
        *notices.checks(node.home.settings),
        packages.release(release(), await node.store.reading(servers.releases, packages.DISTRIBUTION)),
    ]
    checks.append(derived.index(await node.store.reading(mending.look, node.home)))
    if node.sparql is not None and node.tasks:
        checks.append(derived.sparql(node.sparql.indexer.status, node.sparql.lag_s))
    if node.nightly is not None and node.nightly.wanted:
        there_are = dumps(node.nightly.data)
        checks.append(derived.dumped(there_are[0].made if there_are else None, node.home.now()))
    answered = await node.mail.smtp.greet() if node.mail is not None and arguments.get("outside") else None
    checks.append(mail.mail(node.mail is not None, await node.store.reading(mail.look, node.home), answered))
    held = len(await node.store.reading(second_factors.holders))
    checks.append(factors.check(held, await node.store.reading(second_factor.unreadable, node.home)))
    if arguments.get("reach"):
        # Only a node that serves can hear its own request come back.
        checks += [*await public.outside(node), *await public.through(node)]
    elif arguments.get("outside"):
        checks += await public.outside(node)
    return [check.as_json() for check in checks]
