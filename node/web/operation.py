"""Operation: is the process alive, is the node ready, what does it measure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aiohttp import web

from node.echo import Heard
from node.errors import Missing
from node.store import backlog, deliveries, errands, inbox, moderation, records
from node.store.connection import Db
from node.web.appkeys import NODE, RATES
from node.web.sources import Sources
from vocab.language import Text
from vocab.later import later

if TYPE_CHECKING:
    from node.web import metrics
else:
    # Most nodes are measured by nobody.
    metrics = later("node.web.metrics")

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
    body, kind = metrics.written(node, figures, lags)
    return web.Response(body=body, headers={"Content-Type": kind})


def _figures(db: Db) -> dict[str, dict[str, int]]:
    return {
        "deliveries": deliveries.counts(db),
        "inbox": inbox.counts(db),
        "waiting": {"errands": errands.count(db), "moderation": moderation.count(db)},
        "records": {"local": records.count_local(db)},
    }
