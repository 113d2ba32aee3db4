"""Metrics: what a node measures of itself, as Prometheus reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from node.node import Node
from node.sparql.service import Sparql
from node.store.backlog import Lag


def written(node: Node, figures: dict[str, dict[str, int]], lags: list[Lag]) -> tuple[bytes, str]:
    """The text, and what type it is of."""
    return generate_latest(_registry(node, figures, lags)), CONTENT_TYPE_LATEST


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
