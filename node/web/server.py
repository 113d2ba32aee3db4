"""The web server of a node: the application with its routes, listening."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from node.node import Node
from node.rdf import Mirror
from node.web.appkeys import NODE
from node.web.directory import DIRECTORY
from node.web.guardrails import guardrails
from node.web.kept import KEPT, Kept
from node.web.pages import PAGES, Pages
from node.web.rdf import MIRROR
from node.web.routes import ROUTES
from node.web.wellknown import RELEASE

KEEPALIVE_S = 75.0


def application(node: Node, release: str) -> web.Application:
    """The application over an open node."""
    app = web.Application(middlewares=[guardrails], client_max_size=node.home.settings.max_body_bytes)
    app[NODE] = node
    app[KEPT] = Kept(node.store)
    app[RELEASE] = release
    app[MIRROR] = Mirror()
    app[PAGES] = Pages.load(node.home.vocabulary)
    app[DIRECTORY] = node.directory
    for method, path, handler in ROUTES:
        app.router.add_route(method, path, handler)
        if method == "GET":
            app.router.add_route("HEAD", path, handler)
    return app


@asynccontextmanager
async def listening(app: web.Application, listen: str) -> AsyncIterator[str]:
    """Serve on host:port while inside; gives the address served."""
    host, _, port = listen.rpartition(":")
    runner = web.AppRunner(
        app, access_log=None, keepalive_timeout=KEEPALIVE_S, handle_signals=False, shutdown_timeout=5.0
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, host.strip("[]") or None, int(port), backlog=512)
        await site.start()
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()
