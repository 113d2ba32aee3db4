"""The public pages: what people read, in both languages, and what never reaches them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from itertools import count

import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from node.clock import SystemClock
from node.exporting import Exporter
from node.map.contours import Contours
from node.settings import Settings
from node.store import verifications
from node.store.actors import LocalActor
from node.web.appkeys import RATES
from node.web.directory import DIRECTORY, EXPORTER, get_directory
from node.web.downloads import DOWNLOADS, Downloads
from node.web.guardrails import guardrails
from node.web.home import get_home
from node.web.maps import MAPS, Maps
from node.web.overviews import OVERVIEWS, Overviews
from node.web.pages import PAGES, Pages, Site, get_static
from node.web.people import gone_page, organisation_page, record_page
from node.web.rates import Rates
from node.web.sources import Sources
from node.web.views import render_error
from node.web.wellknown import RELEASE
from tests.node.directory_world import LILLE, MEL, World
from vocab.landscape import Landscape
from vocab.language import LANGUAGES, Language, Text
from vocab.vocabulary import Vocabulary

AM160 = "http://purl.org/essglobal/standard/activities-modified/AM160"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "fr"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
VOID = {"meta", "link", "input", "br", "hr", "img"}

Client = TestClient[web.Request, web.Application]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.load()


@pytest.fixture(scope="module")
def pages(vocabulary: Vocabulary) -> Pages:
    return Pages.load(vocabulary)


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


class Outline(HTMLParser):
    """What a page is made of: every tag closed, ids once, links, text outside the fold."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.stack: list[str] = []
        self.shown: list[str] = []
        self.folded = 0
        self.feed(html)
        assert self.stack == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)
            self.folded += tag == "details" and dict(attrs).get("class") == "technique"

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag
        if tag == "details" and self.folded:
            self.folded = 0

    def handle_data(self, data: str) -> None:
        if not self.folded and data.strip():
            self.shown.append(data.strip())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def text(self) -> str:
        return " ".join(self.shown)


async def read(client: Client, address: str, **headers: str) -> tuple[int, str]:
    response = await client.get(address, headers=BROWSER | headers)
    return response.status, await response.text()


async def test_organisation__that_moved__says_where_it_lives(client: Client, world: World) -> None:
    id = world.profile("Les Roues", host="roues.example", movedTo="https://ailleurs.example/actors/roues")
    unsafe = world.profile("Les Freins", host="freins.example", movedTo="javascript:alert(1)")

    _, page = await read(client, f"/organisation?id={id}")
    _, listed = await read(client, "/directory?q=roues")
    _, without = await read(client, f"/organisation?id={unsafe}")

    assert "Cette organisation a déménagé" in Outline(page).text
    assert "https://ailleurs.example/actors/roues" in [link.get("href") for link in Outline(page).all("a")]
    assert "A déménagé" in Outline(listed).text
    assert "déménagé" not in Outline(without).text and "javascript" not in without


ADDRESSES = (
    "/",
    "/directory",
    "/directory?q=velo&territory=Lille&kind=offer&sector=-AM60",
    "/directory?q=introuvable",
    "/directory?territory=Tourcoin",
    "/directory?limit=1",
    "/organisation?id=https://a.example/actors/a",
    "/entry?id=https://a.example/objects/livraisonvlo",
    "/entry?id=https://annuaire.example/objects/laclef",
    "/entry?id=https://nowhere.example/",
    "/gone",
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ADDRESSES)
async def test_every_page__is_sound(client: Client, address: str, language: str) -> None:
    _, html = await read(client, address, **{"Accept-Language": language})
    outline = Outline(html)

    assert outline.all("html") == [{"lang": language}]
    assert len(outline.all("h1")) == 1
    assert len(outline.all("main")) == 1
    assert outline.all("a")[0] == {"class": "skip", "href": "#content"}
    assert not outline.all("script") and "onclick" not in html
    assert all(
        str(each["href"]).startswith(("/static/", "/directory", "/feeds/", "https://")) for each in outline.all("link")
    )
    assert not outline.all("img") and not outline.all("iframe") and "style=" not in html
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    labelled = {each["for"] for each in outline.all("label")}
    assert {each.get("id") for each in outline.all("input") if each.get("type") != "hidden"} <= labelled


@pytest.mark.parametrize("address", ADDRESSES)
async def test_no_page__shows_a_bare_code(client: Client, address: str) -> None:
    _, html = await read(client, address)
    text = Outline(html).text

    codes = r"\bAM\d+\b|coop:|charter:|territory:|fr-commune-|/objects/|etalab|commons-open"
    assert not re.search(codes, text)
    for word in ("ActivityPub", "JSON-LD", "provenance", "inbox", "None", "organization"):
        assert word not in text


async def test_directory__cards_say_who_where_and_when(client: Client) -> None:
    _, html = await read(client, "/directory?sort=name")
    text = Outline(html).text

    assert "4 résultats" in text
    assert "Fiche proposée par annuaire.example" in text
    assert "Dit par Les Pédales" in text
    assert "Se présente elle-même" in text
    assert "le 1er janvier 2026" in text
    assert "Lieu : Lille (environ)" in text
    assert "Intervient : Métropole Européenne de Lille" in text
    assert "Date passée" in text
    assert "Signé et vérifié" in text
    assert "En place" in text


async def test_directory__cards_say_what_was_verified_of_who_speaks(client: Client, world: World) -> None:
    number = world.db.execute("SELECT num FROM entries WHERE id = owner").fetchone()
    verifications.put(world.db, number[0], {"claimed": {}, "attested": {"networks": ["https://r.example/actors/r"]}})

    _, html = await read(client, "/directory?kind=offer")

    assert "vérifié ici, de qui le dit : Membre d'un réseau reconnu" in Outline(html).text


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "fr",
            (
                "Qui l'a dit et quand Dit par annuaire.example Dernière mise à jour 1er janvier 2026 Site d'origine"
                " annuaire.example Reçu ici le 23 novembre 2026 Signature Signé et vérifié Toujours vrai, confirmé le"
                " 1er octobre 2026 Valable jusqu'au 30 juin 2026 : date passée",
                "reçue de annuaire.example le 23 novembre 2026 · confirmée le 1er octobre 2026",
            ),
        ),
        (
            "en",
            (
                "Who said it and when Said by annuaire.example Last updated 1 January 2026 Site of origin"
                " annuaire.example Received here on 23 November 2026 Signature Signed and checked Still true, confirmed"
                " on 1 October 2026 Good until 30 June 2026: date passed",
                "received from annuaire.example on 23 November 2026 · confirmed on 1 October 2026",
            ),
        ),
    ],
)
async def test_record__who_said_it_and_when(
    client: Client, world: World, language: str, sentences: tuple[str, ...]
) -> None:
    id = world.put("Aide", host="annuaire.example", lastConfirmed="2026-10-01T08:00:00Z", validUntil="2026-06-30")

    _, html = await read(client, f"/entry?id={id}&lang={language}")

    for sentence in sentences:
        assert sentence in Outline(html).text


async def test_directory__what_looks_like_one_organisation_stands_together(client: Client, world: World) -> None:
    about = {"type": "Organization", "name": "La Clef", "website": "https://www.clef.example"}
    other = world.put("La Clef asbl", host="carte.example", kind="Listing", purpose=None, organization=about)

    _, html = await read(client, "/directory?kind=organization&sort=name")
    text = Outline(html).text
    answer = await (await client.get("/directory.json?kind=organization")).json()

    # Two cards for three records: the third stands with the one it looks like, and says why.
    assert "3 résultats" in text and answer["total"] == len(answer["items"]) == 3
    assert re.findall(r"<h3><a [^>]*>([^<]*)</a>", html) == ["La Clef", "Les Pédales"]
    assert (
        "Peut-être la même organisation, dans une autre fiche La Clef asbl : Fiche proposée par carte.example"
        " (même site web)" in text
    )
    assert '<a href="/about">Ce n&#39;est pas la même' in html
    _, page = await read(client, f"/entry?id={other}&lang=en")
    other_entry = "La Clef : Entry suggested by annuaire.example (same website)"
    said = f"Perhaps the same organisation, in another entry {other_entry}"
    assert said in Outline(page).text


async def test_directory__conditions_can_be_taken_away(client: Client) -> None:
    status, html = await read(client, "/directory?q=velo&territory=Lille&sector=AM160")
    links = [str(each["href"]) for each in Outline(html).all("a") if "aria-label" in each]

    assert status == 200
    assert sorted(links) == [
        "/directory?q=velo&sector=AM160",
        "/directory?q=velo&territory=fr-commune-59350",
        "/directory?sector=AM160&territory=fr-commune-59350",
    ]


async def test_directory__every_link_answers(client: Client) -> None:
    for start in ("/", "/directory", "/directory?q=velo&near=50.63,3.05", "/directory?limit=1"):
        _, html = await read(client, start)
        for link in {str(each["href"]) for each in Outline(html).all("a")}:
            if link.startswith("/directory"):
                assert (await client.get(link, headers=BROWSER)).status == 200, link


async def test_directory__a_place_typed_is_said_and_removable(client: Client) -> None:
    _, html = await read(client, "/directory?q=livraison+v%C3%A9lo+lille")
    page = Outline(html)
    links = {str(each["href"]) for each in page.all("a")}

    assert "« lille » est lu comme un lieu." in page.text
    assert {
        "/directory?q=livraison+v%C3%A9lo",  # without the place
        "/directory?territory=fr-commune-59350",  # without the words
        "/directory?q=livraison+v%C3%A9lo+%22lille%22",  # the word instead
    } <= links
    assert any("near=50.6" in link and "sort=distance" in link for link in links)

    _, html = await read(client, "/directory?q=v%C3%A9lo+arras&territory=fr-commune-59350")
    assert "/directory?territory=fr-commune-62041" in html  # a place typed anew takes the place of the one before


async def test_directory__namesakes_are_told_apart(client: Client) -> None:
    _, html = await read(client, "/directory?q=saint-omer")
    text = Outline(html).text

    assert "« saint-omer » est lu comme un lieu : Saint-Omer (Pas-de-Calais)." in text
    assert "Plutôt Saint-Omer (Calvados)" in text


async def test_directory__words_found_are_marked(client: Client, world: World) -> None:
    world.put("Atelier", content="<p>Réparation <b>de</b> vélos & <i>trottinettes</i>.</p>")

    _, html = await read(client, "/directory?q=reparation+v%C3%A9lo")
    assert "<mark>Réparation</mark> de <mark>vélos</mark> &amp; trottinettes." in html

    _, html = await read(client, "/directory?q=livraison")
    assert "<mark>Livraison</mark> à vélo</a>" in html

    _, html = await read(client, "/directory?q=coursier")
    assert "Trouvé par : Transport et livraison, Livrer et faire livrer" in Outline(html).text


async def test_directory__marks_let_nothing_act(client: Client, world: World) -> None:
    world.put("<img src=x onerror=alert(1)> vélo</mark><script>", content="<p>x</p>")

    _, html = await read(client, "/directory?q=velo+script")

    assert "<img src=x" not in html
    assert "&lt;img src=x onerror=alert(1)&gt; <mark>vélo</mark>&lt;/mark&gt;&lt;<mark>script</mark>&gt;" in html


async def test_directory__did_you_mean(client: Client) -> None:
    _, html = await read(client, "/directory?q=livrason")

    assert "Vouliez-vous dire… « livraison » 1 résultat" in " ".join(Outline(html).text.split())
    assert 'href="/directory?q=livraison"' in html


async def test_directory__json_says_how_it_understood(client: Client) -> None:
    found = await (await client.get("/directory.json?q=v%C3%A9lo+lille&lang=en")).json()

    assert found["understood"] == {
        "q": "vélo",
        "places": [
            {
                "typed": "lille",
                "territory": [{"value": "fr-commune-59350", "label": "Lille"}],
                "others": [{"value": "be-commune-13019", "label": "Lille"}],
            }
        ],
    }
    (item,) = found["items"]
    assert item["extract"] == {
        "language": "fr",
        "name": {"text": "Livraison à vélo", "marks": [[12, 16]]},
        "text": None,
        "by": [],
    }
    found = await (await client.get("/directory.json?q=livrason")).json()
    assert found["suggestions"] == [{"parameters": [["q", "livraison"]], "total": 1}]
    assert "suggestions" not in await (await client.get("/directory.json?q=livraison")).json()


async def test_directory__pages_lead_through(client: Client) -> None:
    seen: list[str] = []
    address: str | None = "/directory?limit=1"
    while address:
        _, html = await read(client, address)
        seen += re.findall(r"<h3><a [^>]*>([^<]*)</a>", html)
        address = next((str(a["href"]) for a in Outline(html).all("a") if a.get("rel") == "next"), None)

    assert sorted(seen) == ["D03 chez nous", "La Clef", "Les Pédales", "Livraison à vélo"]


async def test_directory__bad_parameter_is_said_in_words(client: Client) -> None:
    # R20: only the questions that we know.
    status, html = await read(client, "/directory?territory=Tourcoingue-sur-rien")

    assert status == 400
    assert "Territoire : « Tourcoingue-sur-rien » n'est pas connu" in Outline(html).text


# What is wrong, what the page says of it, and where it leads.
REFUSED = [
    ("kind=gateau", "Type : « gateau » n'est pas connu.", ("Proposition", "/directory?kind=offer")),
    (
        "sector=AM999&q=v%C3%A9lo",
        "Secteur : « AM999 » n'est pas connu.",
        ("La même recherche", "/directory?q=v%C3%A9lo"),
    ),
    ("need=-livre", "Usage : « livre » n'est pas connu.", ("sans Livrer et faire livrer", "/directory?need=-livrer")),
    ("claimed=peut-etre", "Qui présente l'organisation : « peut-etre »", ("Elle-même", "/directory?claimed=true")),
    ("claimed=true&kind=offer", "pour des organisations", ("Organisation", "claimed=true&amp;kind=offer&amp;kind=org")),
    ("practice=D03&kind=offer", "ne disent rien des pratiques", ("Récit", "&amp;kind=story")),
    ("need=livrer&need=-livrer", "« Livrer et faire livrer » est à la fois demandé et refusé", None),
    ("sort=distance&need=livrer", "Tri : pour trier par distance il faut un point.", ("par nom", "sort=name")),
    ("sort=taille", "Tri : « taille » n'est pas connu", ("les plus récentes", "/directory?sort=updated")),
    ("radius_km=3&need=livrer", "Distance : il faut aussi dire autour de quel point.", ("La même", "?need=livrer")),
    ("couleur=rouge&need=livrer", "« couleur » : ce paramètre n'existe pas.", ("La même", "?need=livrer")),
    ("territory=Llile&q=x", "Territoire : « Llile » n'est pas connu.", ("Lille", "territory=fr-commune-59350&amp;q=x")),
    ("facets=label", "Filtres à compter : « label » n'est pas connu.", None),
    ("kind=%3Cb%3E%7Bvalue%7D", "« <b>{value} » n'est pas connu", None),
]


@pytest.mark.parametrize(("asked", "said", "instead"), REFUSED)
async def test_refused__in_words_with_what_would_do(
    client: Client, asked: str, said: str, instead: tuple[str, str] | None
) -> None:
    status, html = await read(client, f"/directory?{asked}")
    outline = Outline(html)

    assert status == 400
    assert said in outline.text
    assert not re.search(r"\b(kind|near|claimed|sort|AM\d+)=|organization|offer\b", outline.text)
    if instead is not None:
        # The first: the larger of two that bear one name.
        address = re.findall(rf'<a href="([^"]+)" rel="nofollow">{instead[0]}', html)[0]
        assert instead[1] in address
        assert (await read(client, address.replace("&amp;", "&")))[0] == 200


async def test_record__of_another_cannot_act(client: Client) -> None:
    _, html = await read(client, "/entry?id=https://a.example/objects/livraisonvlo")

    assert "alert(1)" not in html
    assert "<p>Six jours sur sept.</p>" in html
    assert html.count("<strong>Livraison à vélo</strong>") == 0


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="javascript:alert(1)">x</a>',
        "<svg onload=alert(1)>",
        "<img src=x onerror=alert(1)>",
        "<style>*{display:none}</style>",
        "<iframe src=https://evil.example>",
        "<p style='position:fixed'>x</p>",
        "</div></main><script>alert(1)</script>",
        "<a href='data:text/html,x'>x</a>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    ],
)
async def test_record__hostile_markup_is_disarmed(client: Client, world: World, markup: str) -> None:
    # R12: as a page shows it.
    id = world.put("Piège <b>Piège</b>\"'", content=markup)
    for address in (f"/entry?id={id}", "/directory"):
        _, html = await read(client, address)
        outline = Outline(html)
        assert "alert(1)" not in re.sub(r"&lt;.*?&gt;", "", html)
        assert "<b>Piège" not in html
        for tag, attributes in outline.tags:
            assert tag not in ("script", "svg", "img", "style", "iframe", "math")
            assert not any(name.startswith("on") or name == "style" for name in attributes)
            assert not str(attributes.get("href", "")).startswith(("javascript:", "data:"))


async def test_record__a_listing_says_who_why_and_whom_to_ask(client: Client) -> None:
    _, html = await read(client, "/entry?id=https://annuaire.example/objects/laclef")
    text = Outline(html).text

    for words in ("Cette fiche n'est pas écrite par l'organisation", "Annuaire régional", "intérêt légitime du réseau"):
        assert words in text
    assert 'href="mailto:contact@annuaire.example"' in html
    assert 'href="https://clef.example/"' in html
    assert "Publiez votre propre fiche" in text


async def test_record__a_listing_whose_author_says_who_it_is__leads_there(client: Client, world: World) -> None:
    about = {"type": "Organization", "name": "La Serrure"}
    actor = "https://serrure.example/actors/serrure"
    id = world.put("La Serrure", kind="Listing", purpose=None, organization=about, isReplacedBy=actor)

    _, html = await read(client, f"/entry?id={id}")

    assert f'href="{actor}"' in html
    assert "Publiez votre propre fiche" not in html


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x"])
async def test_record__a_listing_whose_author_names_no_address(client: Client, world: World, address: str) -> None:
    about = {"type": "Organization", "name": "La Serrure"}
    id = world.put("La Serrure", kind="Listing", purpose=None, organization=about, isReplacedBy=address)

    _, html = await read(client, f"/entry?id={id}")

    assert address not in html


async def test_organisation__lists_what_it_publishes(client: Client) -> None:
    _, html = await read(client, "/organisation?id=https://a.example/actors/a")
    text = Outline(html).text

    assert "Ce qu'elle propose" in text and "Livraison à vélo" in text
    assert "Ses pratiques" in text and "Portabilité en libre-service" in text and "En place" in text
    assert "Société coopérative d'intérêt collectif" in text
    assert "Ce qu'elle cherche" not in text


async def test_hidden_record__is_as_if_absent(client: Client, world: World) -> None:
    # R17: hidden and absent are one answer.
    id = world.put("Secret", audience="private", policy="private")

    assert (await read(client, f"/entry?id={id}"))[0] == 404
    for address in ("/", "/directory", "/directory?q=secret", "/organisation?id=https://a.example/actors/a"):
        assert "Secret" not in (await read(client, address))[1]


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "Rien à cette adresse"), ("en", "There is nothing at this address")]
)
def test_error__is_said_once(pages: Pages, language: Language, said: str) -> None:
    sentence = Text("Rien à cette adresse.", "There is nothing at this address.")

    html = render_error(pages, 404, [sentence], language, Site("Ici", "https://here.example"))

    assert Outline(html).text.count(said) == 2  # the title of the window and that of the page


async def test_gone__says_so(client: Client) -> None:
    status, html = await read(client, "/gone")

    assert status == 410
    assert "Cette fiche a été retirée" in Outline(html).text


async def test_language__asked_then_remembered(client: Client) -> None:
    first = await client.get("/directory?lang=en", headers=BROWSER)
    second = await client.get("/directory", headers=BROWSER)

    assert first.headers["Content-Language"] == "en"
    assert second.headers["Content-Language"] == "en"
    assert 'lang="en"' in await second.text()


async def test_headers__keep_others_out(client: Client) -> None:
    # R12: the policy of every page.
    response = await client.get("/directory", headers=BROWSER)

    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    ("address", "accept", "status", "kind"),
    [
        ("/directory", "*/*", 200, "application/json"),
        ("/directory", "application/json", 200, "application/json"),
        ("/directory", "application/ld+json", 200, "application/ld+json"),
        ("/directory", "application/geo+json", 200, "application/geo+json"),
        ("/directory", "text/csv", 200, "text/csv"),
        ("/directory", "text/turtle", 200, "text/turtle"),
        ("/directory", "application/n-quads", 200, "application/n-quads"),
        ("/directory", XLSX, 200, XLSX),
        ("/directory", "image/png", 406, "application/problem+json"),
        ("/directory.json", "text/html", 200, "application/json"),
        ("/directory.jsonld", "*/*", 200, "application/ld+json"),
        ("/directory.geojson", "*/*", 200, "application/geo+json"),
        ("/directory.csv", "*/*", 200, "text/csv"),
        ("/directory.ttl", "*/*", 200, "text/turtle"),
        ("/directory.nq", "*/*", 200, "application/n-quads"),
        ("/directory.xlsx", "*/*", 200, XLSX),
        ("/directory.pdf", "*/*", 404, "application/problem+json"),
        ("/directory.json?colour=red", "*/*", 400, "application/problem+json"),
        ("/directory.json?utm_source=x", "*/*", 400, "application/problem+json"),
    ],
)
async def test_form__by_accept_or_suffix(client: Client, address: str, accept: str, status: int, kind: str) -> None:
    response = await client.get(address, headers={"Accept": accept})

    assert (response.status, response.content_type) == (status, kind)


async def test_json__next_and_problem(client: Client) -> None:
    first = await client.get("/directory.json?limit=3&lang=fr")
    found = orjson.loads(await first.read())
    link = re.fullmatch(r'<https://here\.example(/directory\.json\?.*)>; rel="next"', first.headers["Link"])
    assert link is not None
    second = orjson.loads(await (await client.get(link[1])).read())
    problem = orjson.loads(await (await client.get("/directory.json?sector=AM61")).read())

    assert (found["total"], len(found["items"]), len(second["items"]), second["next"]) == (4, 3, 1, None)
    assert second["facets"] == {}
    assert problem["parameter"] == "sector"
    assert problem["status"] == 400


async def test_etag__spares_the_body(client: Client) -> None:
    first = await client.get("/directory.csv")
    again = await client.get("/directory.csv", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status == 304


async def test_static__by_its_content(client: Client, pages: Pages) -> None:
    # R16: names are hashes.
    response = await client.get(pages.static("site.css"))

    assert response.content_type == "text/css"
    assert "immutable" in response.headers["Cache-Control"]
    assert (await client.get("/static/nothing.css")).status == 404
    assert (await client.get("/static/..%2Fpages.py")).status == 404
