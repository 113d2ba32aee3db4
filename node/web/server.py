"""The web server of a node: the application with its routes, listening."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from node.api.document import Contract
from node.catalog.covering import Coverer
from node.catalog.gathering import Gatherer
from node.contours.keeping import FOLDER
from node.exporting import Exporter
from node.feeds.feeds import Feeds
from node.map.contours import Contours
from node.node import Node
from node.rdf import Mirror
from node.settings import Settings
from node.sparql.questions import Questions
from node.web.api import CONTRACTS, Contracts
from node.web.appkeys import NODE, RATES
from node.web.catalog import CATALOGS, Catalogs
from node.web.charter import CHARTERS, Charters
from node.web.connections import Connections, Gate, places
from node.web.desk.routes import desk_routes
from node.web.directory import DIRECTORY, EXPORTER
from node.web.downloads import DOWNLOADS, Downloads
from node.web.exactness import exactly
from node.web.feeds import FEEDS
from node.web.guardrails import guardrails
from node.web.kept import KEPT, Kept
from node.web.listener import Listener
from node.web.maps import MAPS, Maps
from node.web.notices import conformity
from node.web.ontology import ONTOLOGY, Ontology
from node.web.overviews import OVERVIEWS, Overviews
from node.web.pages import PAGES, Pages
from node.web.rates import Rates
from node.web.rdf import MIRROR
from node.web.routes import ROUTES
from node.web.sources import Sources
from node.web.sparql_page import QUESTIONS
from node.web.stock import Stock
from node.web.wellknown import RELEASE
from vocab.landscape import Landscape


def application(node: Node, release: str, scratch: Path | None = None, stock: Stock | None = None) -> web.Application:
    """The application over an open node; `scratch`: a folder where exports may lay what is large.

    `stock`: what pages are made of, where several nodes share it; else it is read.
    """
    app = web.Application(middlewares=[guardrails], client_max_size=node.home.settings.max_body_bytes)
    app[NODE] = node
    app[RATES] = Rates(node.home.settings, Sources.of(node.home.settings.trusted_proxies), node.home.clock)
    app[KEPT] = Kept(node.store)
    app[RELEASE] = release
    app[MIRROR] = Mirror()
    app[PAGES] = Pages.load(node.home.vocabulary, stock)
    app[PAGES].environment.globals["asks"] = node.sparql is not None
    app[PAGES].environment.globals["description"] = node.home.settings.description.strip()
    app[PAGES].environment.globals["conformity"] = lambda: conformity(node.home.settings, node.home.now())
    app[CHARTERS] = Charters(node.home.vocabulary)
    app[ONTOLOGY] = Ontology()
    app[QUESTIONS] = Questions()
    app[DIRECTORY] = node.directory
    settings = node.home.settings
    territories = node.home.vocabulary.territories
    folder = node.database.parent / FOLDER if node.database else None
    landscape, contours = Landscape(territories), Contours(folder, territories)
    app[MAPS] = Maps(
        node.directory,
        landscape,
        contours,
        settings.map_tiles,
        settings.map_tiles_credit,
    )
    gatherer = Gatherer(node.directory, Coverer(territories, landscape, contours), settings.default_license)
    app[CATALOGS] = Catalogs(gatherer, settings, lambda: node.store.units)
    app[OVERVIEWS] = Overviews(node.directory, lambda: node.store.units)
    app[FEEDS] = Feeds(
        node.directory, lambda: node.store.units, settings.feeds_kept_mb * 1_000_000, settings.feed_tombstone_days
    )
    app[EXPORTER] = Exporter(node.directory, scratch)
    described = tuple((method, path, operation) for method, path, _, operation in ROUTES)
    settings = node.home.settings
    app[CONTRACTS] = Contracts(Contract(described, node.home.origin, settings.title, release, node.home.vocabulary))
    app[DOWNLOADS] = Downloads(node.home.settings, Sources.of(node.home.settings.trusted_proxies))
    for method, path, handler, operation in ROUTES:
        answers = exactly(operation, handler) if operation.exact else handler
        app.router.add_route(method, path, answers)
        if method == "GET":
            app.router.add_route("HEAD", path, answers)
    for method, path, page in desk_routes():
        app.router.add_route(method, path, page)
        if method == "GET":
            app.router.add_route("HEAD", path, page)
    return app


@asynccontextmanager
async def listening(app: web.Application, listen: str) -> AsyncIterator[str]:
    """Serve on host:port while inside; gives the address served."""
    host, _, port = listen.rpartition(":")
    gates = connections(app[NODE].home.settings)
    language = app[NODE].home.settings.language
    runner = web.AppRunner(app, handle_signals=False, shutdown_timeout=5.0)
    await runner.setup()
    inside = runner.server
    assert inside is not None
    try:
        server = await asyncio.get_running_loop().create_server(
            lambda: Gate(Listener(inside, language), gates), host.strip("[]") or None, int(port), backlog=512
        )
        try:
            yield f"http://{host}:{port}"
        finally:
            server.close()
    finally:
        await runner.cleanup()
        gates.close()


def connections(settings: Settings) -> Connections:
    """The limits that an operator set, within those of the system."""
    return Connections(
        Sources.of(settings.trusted_proxies),
        headers_s=settings.header_deadline_s,
        most=places(settings.max_connections),
        most_per_address=settings.max_connections_per_address,
    )
