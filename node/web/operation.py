"""Operation: is the process alive, is the node ready, what does it measure."""

from __future__ import annotations

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from node.echo import Heard
from node.node import Node
from node.store import deliveries, errands, inbox, records
from node.store.connection import Db
from node.web.appkeys import NODE


async def get_livez(request: web.Request) -> web.Response:
    """The process answers; `probe=WORD` lets `doctor` hear its own request come back."""
    headers = request.headers
    heard = Heard(headers.get("Host", ""), headers.get("X-Forwarded-Proto", ""), headers.get("X-Forwarded-For", ""))
    request.app[NODE].echo.hear(request.query.get("probe", ""), heard)
    return web.Response(text="ok\n")


async def get_readyz(request: web.Request) -> web.Response:
    """The database answers and the workers run."""
    node = request.app[NODE]
    await node.store.reading(records.count_local)
    stopped = [task.get_name() for task in node.tasks if task.done()]
    if stopped:
        return web.Response(status=503, text="stopped: " + ", ".join(stopped) + "\n")
    return web.Response(text="ready\n")


async def get_metrics(request: web.Request) -> web.Response:
    """Prometheus text: queues, records, commits."""
    node = request.app[NODE]
    figures = await node.store.reading(_figures)
    body = generate_latest(_registry(node, figures))
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


def _figures(db: Db) -> dict[str, dict[str, int]]:
    return {
        "deliveries": deliveries.counts(db),
        "inbox": inbox.counts(db),
        "waiting": {"errands": errands.count(db)},
        "records": {"local": records.count_local(db)},
    }


def _registry(node: Node, figures: dict[str, dict[str, int]]) -> CollectorRegistry:
    registry = CollectorRegistry()
    for name, states in figures.items():
        gauge = Gauge(f"bocage_{name}", f"{name} by state", ["state"], registry=registry)
        for state, count in states.items():
            gauge.labels(state).set(count)
    commits = Gauge("bocage_store_commits", "commits since the start", registry=registry)
    commits.set(node.store.commits)
    units = Gauge("bocage_store_units", "units of work since the start", registry=registry)
    units.set(node.store.units)
    return registry
