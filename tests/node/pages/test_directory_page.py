"""The page of the directory: its cards, its conditions, what it makes of words and places, what it refuses and how."""

from __future__ import annotations

import re
from html import unescape

import pytest

from node.store import verifications
from tests.node.directory_world import World
from tests.node.pages.outline import AM160, BROWSER, Client, Outline, read


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

    assert "vérifié ici, de qui le dit : Attestée par un réseau reconnu" in Outline(html).text


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


async def test_directory__a_choice_leads_to_as_many_records_as_it_says(client: Client, world: World) -> None:
    world.put("D03 ailleurs", kind="Practice", purpose=None, practice="charter:D03", level=1, sector=[AM160])

    for start in ("min_level=2", "practice=-D03&kind=practice", "territory=-fr-region-32", "sector=-AM160", "q=chez"):
        _, html = await read(client, f"/directory?{start}")
        choices = re.findall(r'<a href="/directory([^"]*)" rel="nofollow"><span>[^<]*</span> <span[^>]*>(\d+)', html)
        for link, count in choices:
            answer = await client.get(f"/directory.json{unescape(link)}")
            assert (answer.status, (await answer.json()).get("total")) == (200, int(count)), f"{start}: {link}"
        assert choices, start


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
    ("min_level=2&kind=offer", "ne disent rien des pratiques", ("Récit", "&amp;kind=story")),
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
