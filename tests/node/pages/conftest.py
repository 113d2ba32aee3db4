"""What tests of the public pages share: a small directory, and a server of its pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import count

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from node.clock import SystemClock
from node.exporting import Exporter
from node.map.contours import Contours
from node.settings import Settings
from node.store.actors import LocalActor
from node.web.appkeys import RATES
from node.web.directory import DIRECTORY, EXPORTER, get_directory
from node.web.downloads import DOWNLOADS, Downloads
from node.web.guardrails import guardrails
from node.web.home import get_home
from node.web.maps import MAPS, Maps
from node.web.overviews import OVERVIEWS, Overviews
from node.web.pages import PAGES, Pages, get_static
from node.web.people import gone_page, organisation_page, record_page
from node.web.rates import Rates
from node.web.sources import Sources
from node.web.wellknown import RELEASE
from tests.node.directory_world import LILLE, MEL, World
from tests.node.pages.outline import AM160, Client
from tests.shipped import STOCK
from tests.vocabulary import VOCABULARY
from vocab.landscape import Landscape
from vocab.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return VOCABULARY


@pytest.fixture(scope="module")
def pages(vocabulary: Vocabulary) -> Pages:
    return Pages.load(vocabulary, STOCK)


@pytest.fixture
async def world(vocabulary: Vocabulary) -> World:
    world = await World.open(vocabulary)
    world.profile("Les Pédales", coopStatus="coop:status-scic", stage="coop:stage-running", location=LILLE)
    world.put(
        "Livraison à vélo",
        sector=[AM160],
        need=["coop:need-livrer"],
        areaServed=[MEL],
        location={**LILLE, "approximate": True},
        content="<p><strong>Livraison à vélo</strong></p>"
        "<p>Six jours <script>alert(1)</script><b onclick=x>sur</b> sept.</p>",
        exchangeMode=["coop:exchange-sell"],
        deadline="2026-01-01",
        url="https://a.example/objects/livraisonvlo",
    )
    world.put(
        "La Clef",
        host="annuaire.example",
        kind="Listing",
        purpose=None,
        statedSource="Annuaire régional",
        legalBasis="intérêt légitime du réseau",
        objections="contact@annuaire.example",
        organization={"type": "Organization", "name": "La Clef", "website": "https://clef.example/"},
    )
    world.put("D03 chez nous", kind="Practice", purpose=None, practice="charter:D03", level=3)
    return world


@pytest.fixture
async def client(world: World, pages: Pages) -> AsyncIterator[Client]:
    app = web.Application(middlewares=[guardrails])
    app[DIRECTORY] = world.directory
    app[PAGES] = pages
    app[RATES] = Rates(Settings(), Sources(), SystemClock())
    app[DOWNLOADS] = Downloads(Settings(), Sources())
    app[EXPORTER] = Exporter(world.directory)
    app[RELEASE] = "1.2.3"
    app[MAPS] = Maps(
        world.directory,
        Landscape(pages.vocabulary.territories),
        Contours(None, pages.vocabulary.territories),
    )
    app[OVERVIEWS] = Overviews(world.directory, count().__next__)

    async def get_entry(request: web.Request) -> web.Response:
        return await record_page(request, request.query["id"])

    async def get_organisation(request: web.Request) -> web.Response:
        id = request.query["id"]
        return await organisation_page(request, LocalActor(id, "a", "platform", {}, b"", ""))

    app.router.add_get("/", get_home)
    app.router.add_get("/directory", get_directory)
    app.router.add_get("/directory.{ext}", get_directory)
    app.router.add_get("/static/{name}", get_static)
    app.router.add_get("/entry", get_entry)
    app.router.add_get("/organisation", get_organisation)
    app.router.add_get("/gone", gone_page)
    async with TestClient(TestServer(app)) as client:
        yield client
