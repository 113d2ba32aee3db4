"""The public pages: what people read, in both languages, and what never reaches them."""

from __future__ import annotations

import re

import orjson
import pytest

from node.web.pages import Pages, Site
from node.web.views import render_error
from tests.node.directory_world import World
from tests.node.pages.outline import BROWSER, XLSX, Client, Outline, read
from vocab.language import LANGUAGES, Language, Text


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
