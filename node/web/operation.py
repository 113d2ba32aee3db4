"""Operation: is the process alive, is the node ready, what does it measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Final

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from node.echo import Heard
from node.errors import Missing
from node.node import Node
from node.sparql.service import Sparql
from node.store import backlog, deliveries, errands, inbox, moderation, records
from node.store.backlog import Lag
from node.store.connection import Db
from node.web.appkeys import NODE, RATES
from node.web.sources import Sources
from vocab.language import Text

# The hosts that keep us waiting longest; a figure for each of ten thousand would help nobody.
MAX_HOSTS: Final = 20


async def get_livez(request: web.Request) -> web.Response:
    """The process answers; `probe=WORD` lets `doctor` hear its own request come back."""
    word, headers, node = request.query.get("probe"), request.headers, request.app[NODE]
    if word:
        remote = request.remote or ""
        heard = Heard(
            headers.get("Host", ""),
            headers.get("X-Forwarded-Proto", ""),
            headers.get("X-Forwarded-For", ""),
            remote,
            Sources.of(node.home.settings.trusted_proxies).limited(remote) is None,
        )
        node.echo.hear(word, heard)
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
    """Prometheus text: queues, who keeps us waiting, refusals by cause, records, commits; for those inside."""
    node = request.app[NODE]
    if node.home.settings.metrics != "open" and not request.app[RATES].inside(request):
        raise Missing(Text("Rien à cette adresse.", "There is nothing at this address."))
    figures = await node.store.reading(_figures)
    lags = await node.store.reading(backlog.by_origin, MAX_HOSTS)
    body = generate_latest(_registry(node, figures, lags))
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


def _figures(db: Db) -> dict[str, dict[str, int]]:
    return {
        "deliveries": deliveries.counts(db),
        "inbox": inbox.counts(db),
        "waiting": {"errands": errands.count(db), "moderation": moderation.count(db)},
        "records": {"local": records.count_local(db)},
    }


class _Counted(Collector):
    """Counted since the start, by a label. A counter of the library would say that it began anew with each reading."""

    def __init__(self, name: str, what: str, label: str, counts: Mapping[str, int]) -> None:
        self._name, self._what, self._label, self._counts = name, what, label, counts

    def collect(self) -> Iterator[CounterMetricFamily]:
        """One family, a figure a value of the label."""
        family = CounterMetricFamily(self._name, self._what, labels=[self._label])
        for value, count in self._counts.items():
            family.add_metric([value], count)
        yield family


def _registry(node: Node, figures: dict[str, dict[str, int]], lags: list[Lag]) -> CollectorRegistry:
    registry = CollectorRegistry()
    for name, states in figures.items():
        gauge = Gauge(f"bocage_{name}", f"{name} by state", ["state"], registry=registry)
        for state, count in states.items():
            gauge.labels(state).set(count)
    waiting = Gauge("bocage_host_deliveries", "deliveries that wait, by host", ["host"], registry=registry)
    lag = Gauge("bocage_host_lag_seconds", "age of the oldest that waits, by host", ["host"], registry=registry)
    for each in lags:
        waiting.labels(each.origin).set(each.due)
        lag.labels(each.origin).set(max(0.0, node.home.now() - each.oldest))
    refused = "requests refused since the start, by cause"
    registry.register(_Counted("bocage_refusals", refused, "cause", node.refusals.counts))
    Gauge("bocage_strangers", "unknown actors met in the last hour", registry=registry).set(node.discovery.count())
    commits = Gauge("bocage_store_commits", "commits since the start", registry=registry)
    commits.set(node.store.commits)
    units = Gauge("bocage_store_units", "units of work since the start", registry=registry)
    units.set(node.store.units)
    if node.sparql is not None:
        _of_sparql(node.sparql, registry)
    return registry


def _of_sparql(service: Sparql, registry: CollectorRegistry) -> None:
    status, pool = service.indexer.status, service.pool
    for name, what, value in (
        ("ready", "whether SPARQL questions are answered", float(status.ready)),
        ("behind", "changes that the SPARQL stores have not taken in", status.behind),
        ("lag_seconds", "for how long the SPARQL stores have been behind", service.lag_s),
        ("records", "records that anybody may ask SPARQL about", status.records),
        ("running", "SPARQL questions being answered", pool.running),
        ("waiting", "SPARQL questions that wait for a process", pool.waiting),
    ):
        Gauge(f"bocage_sparql_{name}", what, registry=registry).set(value)
    what = "SPARQL questions since the start, by end"
    registry.register(_Counted("bocage_sparql_questions", what, "end", asdict(pool.counts)))
    what = "index workers that ended by themselves since the start"
    registry.register(_Counted("bocage_sparql_restarts", what, "worker", {"index": service.indexer.restarts}))
