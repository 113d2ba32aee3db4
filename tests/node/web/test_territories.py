"""The page of a territory, and its data."""

from __future__ import annotations

import pytest

from node import publishing
from node.month_worker import MonthWorker
from tests.node.web.served import BROWSER, Served
from vocab.vocabulary import Vocabulary

DAY = 86_400
TOWNS = ("Bordeaux", "Montpellier", "Rennes", "Reims", "Saint-Étienne", "Le Havre", "Toulon", "Grenoble")
FRENCH = BROWSER | {"Accept-Language": "fr"}
NOTHING = dict.fromkeys(("organization", "here", "serving", "wider", "offer", "request"), 0)
LILLE, MEL, REGION = "fr-commune-59350", "fr-epci-200093201", "fr-region-32"


async def test_page__what_it_is_what_it_holds_and_what_is_missing(node: Served) -> None:
    await node.say(name="Livraison à vélo", territory=[LILLE], need=["livrer"])
    await node.say(kind="request", name="Cherche un local", territory=[MEL], need=["travailler"])

    text = (await node.get(f"/territories/{LILLE}", FRENCH)).text

    assert "<h1>Lille</h1>" in text and "Commune" in text and "habitants" in text
    assert f'href="/territories/{MEL}"' in text and f'href="/territories/{REGION}"' in text
    assert "Livraison à vélo" in text and "Cherche un local" in text
    nobody = "<td>rien de connu</td>"
    assert f'<th scope="row">Livrer et faire livrer</th>{nobody * 3}<td>1</td>{nobody}' in text
    assert "kind=offer&amp;territory=fr-commune-59350" in text


async def test_page__what_is_over_is_not_shown(node: Served) -> None:
    await node.say(name="Offre passée", territory=[LILLE], valid_until="2020-01-01")
    await node.say(name="Offre tenue", territory=[LILLE], valid_until="2099-01-01")

    text = (await node.get(f"/territories/{LILLE}", FRENCH)).text

    assert "Offre tenue" in text and "Offre passée" not in text


@pytest.mark.parametrize("how", [{"visibility": "private"}, {"visibility": "followers"}, {"policy": "network-only"}])
async def test_hidden__is_neither_shown_nor_counted(node: Served, how: dict[str, object]) -> None:
    await node.say(name="Secret", territory=[LILLE], need=["livrer"], **how)

    text = (await node.get(f"/territories/{LILLE}", FRENCH)).text
    data = (await node.get(f"/territories/{LILLE}.json")).json

    assert "Secret" not in text and "Rien n&#39;est encore connu" in text
    assert (data["records"], data["kinds"], data["needs"]) == (0, {}, {})


async def test_json__by_suffix_and_by_accept(node: Served) -> None:
    await node.say(name="Livraison", territory=[LILLE], need=["livrer"])

    suffix = await node.get(f"/territories/{MEL}.json", FRENCH)
    accept = await node.get(f"/territories/{MEL}", {"Accept": "application/json"})

    assert suffix.type == accept.type == "application/json"
    assert suffix.body == accept.body
    found = suffix.json
    assert found["id"] == "https://w3id.org/plateformcoop/territory/fr/epci/200093201"
    assert [each["slug"] for each in found["within"]] == ["fr-departement-59", REGION]
    assert {each["slug"]: each["records"] for each in found["contains"]}[LILLE] == 1
    assert found["kinds"] == {"offer": 1}
    assert found["needs"] == {"livrer": NOTHING | {"offer": 1}}
    assert (found["similar"], found["missing"], found["months"]) == ([], None, [])


async def test_counts__are_of_now(node: Served) -> None:
    said = await node.say(name="Livraison", territory=[LILLE])
    before = (await node.get(f"/territories/{LILLE}.json")).json["records"]
    await node.withdraw(said.id)

    after = (await node.get(f"/territories/{LILLE}.json")).json["records"]

    assert (before, after) == (1, 0)


async def test_contains__not_what_serves_all_of_it(node: Served) -> None:
    await node.say(name="Partout", territory=[MEL])

    found = (await node.get(f"/territories/{MEL}.json")).json

    assert {each["records"] for each in found["contains"]} == {0}


async def test_code__that_is_no_more_leads_to_what_stands_for_it(node: Served) -> None:
    answer = await node.get("/territories/fr-commune-59355.json")

    assert (answer.status, answer.headers["Location"]) == (301, "/territories/fr-commune-associee-59355.json")


@pytest.mark.parametrize("slug", ["fr-commune-00000", "fr-planet-59350", "LILLE", "fr-commune-59350.xml", "..%2f"])
async def test_unknown__is_404(node: Served, slug: str) -> None:
    assert (await node.get(f"/territories/{slug}", FRENCH)).status == 404


async def test_organisations__in_three_groups_of_which_two_count(node: Served) -> None:
    await listed(node, "Atelier d'ici", location={"name": "Lille", "territory": LILLE}, need=["reparer"])
    await listed(node, "Atelier d'ailleurs", territory=[LILLE], need=["reparer"])
    await listed(node, "Atelier de la région", territory=[REGION], need=["reparer"])

    text = (await node.get(f"/territories/{LILLE}", FRENCH)).text
    found = (await node.get(f"/territories/{LILLE}.json")).json["needs"]

    assert section(text, "here").count("<li>") == 1 and "Atelier d&#39;ici" in section(text, "here")
    assert section(text, "serving").count("<li>") == 1 and "Atelier d&#39;ailleurs" in section(text, "serving")
    assert section(text, "wider").count("<li>") == 1 and "Atelier de la région" in section(text, "wider")
    assert found == {"reparer": NOTHING | {"organization": 2, "here": 1, "serving": 1, "wider": 1}}


async def test_organisation__that_ended_is_not_there(node: Served) -> None:
    await node.say(kind="profile", name="Finie", territory=[LILLE], need=["reparer"], stage="ended")

    text = (await node.get(f"/territories/{LILLE}", FRENCH)).text

    assert 'id="serving"' not in text
    assert (await node.get(f"/territories/{LILLE}.json")).json["needs"] == {}


async def test_missing__what_half_of_at_least_five_similar_have(node: Served, words: Vocabulary) -> None:
    like = alike(words, LILLE)[:6]
    for place in like[:4]:
        await listed(node, f"Atelier {place}", territory=[place], need=["reparer"])

    before = (await node.get(f"/territories/{LILLE}.json")).json
    for place in like[4:]:
        await listed(node, f"Livreur {place}", territory=[place], need=["livrer"])
    after = (await node.get(f"/territories/{LILLE}.json")).json

    assert (len(before["similar"]), before["missing"]) == (4, None)
    assert sorted(each["slug"] for each in after["similar"]) == sorted(like)
    assert [each["need"] for each in after["missing"]] == ["reparer"]  # two of six deliver
    assert sorted(after["missing"][0]["there"]) == sorted(like[:4])


async def test_page__says_what_is_missing_or_why_it_cannot(node: Served, words: Vocabulary) -> None:
    await node.say(name="Livraison", territory=[LILLE])
    few = (await node.get(f"/territories/{LILLE}", FRENCH)).text
    for place in alike(words, LILLE)[:5]:
        four = (await node.get(f"/territories/{LILLE}", FRENCH)).text
        await listed(node, f"Atelier {place}", territory=[place], need=["reparer"])

    text = (await node.get(f"/territories/{LILLE}", FRENCH)).text

    assert "que dans 4 territoires comparables" in section(four, "missing")
    assert "aucun territoire comparable" in section(few, "missing")
    assert "5 territoires comparables sur 5 ont au moins une organisation" in section(text, "missing")
    assert "Comparé avec" in section(text, "missing")


async def test_missing__where_nothing_is_known_yet_too(node: Served, words: Vocabulary) -> None:
    for place in alike(words, LILLE)[:5]:
        await listed(node, f"Atelier {place}", territory=[place], need=["reparer"])

    text = (await node.get(f"/territories/{LILLE}", FRENCH)).text

    assert "Rien n&#39;est encore connu" in text and 'id="needs"' not in text
    assert "5 territoires comparables sur 5" in section(text, "missing")


async def test_missing__in_a_country_without_populations(node: Served, words: Vocabulary) -> None:
    tournai, province = "be-commune-57081", "be-province-50000"
    for place in [each for each in words.territories.children(province, "commune") if each != tournai][:5]:
        await listed(node, f"Atelier {place}", territory=[place], need=["reparer"])

    text = (await node.get(f"/territories/{tournai}", FRENCH)).text
    english = (await node.get(f"/territories/{tournai}", BROWSER | {"Accept-Language": "en"})).text
    found = (await node.get(f"/territories/{tournai}.json")).json

    assert "La population n&#39;est pas connue ici" in section(text, "missing")
    assert "communes voisines dans le même territoire, Hainaut" in section(text, "missing")
    assert "5 territoires comparables sur 5" in section(text, "missing")
    assert "neighbouring communes in the same territory, Hainaut" in section(english, "missing")
    assert (found["similar_by"], len(found["similar"])) == ("around", 5)
    assert [each["need"] for each in found["missing"]] == ["reparer"]


async def test_coming__with_conditions_and_tools_and_not_when_it_is_here(node: Served) -> None:
    await node.say(
        kind="profile",
        name="Les Pédales",
        territory=["fr-commune-62041"],
        need=["livrer"],
        tools=[{"name": "CoopCycle", "url": "https://coopcycle.example/", "license": "AGPL-3.0-or-later"}],
        replicable={"open_to": "toute coopérative", "conditions": "salarier les livreurs"},
    )

    elsewhere = (await node.get(f"/territories/{LILLE}", FRENCH)).text
    here = (await node.get("/territories/fr-commune-62041", FRENCH)).text

    told = section(elsewhere, "coming")
    assert "toute coopérative" in told and "salarier les livreurs" in told and "CoopCycle" in told
    assert "Livrer et faire livrer" in told  # what nobody answers in Lille
    assert 'id="coming"' not in here


async def test_calls__of_authorities_and_to_platforms_the_next_to_end_first(node: Served) -> None:
    city = await node.add("ville", kind="authority")
    call = {"kind": "offer", "territory": [LILLE], "exchange": ["grant"]}
    for name, end in (("Aide tardive", "2099-06-30"), ("Aide prochaine", "2099-01-31"), ("Aide finie", "2020-01-31")):
        await node.write(publishing.publish, node.ground.home, city, call | {"name": name, "valid_until": end})
    await node.say(name="Local entre voisins", territory=[LILLE], exchange=["premises"])
    await node.say(name="Local pour plateformes", territory=[LILLE], exchange=["premises"], audience=["platform"])

    told = section((await node.get(f"/territories/{LILLE}", FRENCH)).text, "call")

    assert told.index("Aide prochaine") < told.index("Aide tardive") < told.index("Local pour plateformes")
    assert "Aide finie" not in told and "Local entre voisins" not in told


async def test_authorities__of_the_region(node: Served) -> None:
    city = await node.add("ville", kind="authority")
    about = {"kind": "profile", "name": "Ville d'Arras", "territory": ["fr-commune-62041"]}
    await node.write(publishing.publish, node.ground.home, city, about)

    told = section((await node.get(f"/territories/{LILLE}", FRENCH)).text, "authorities")

    assert "Ville d&#39;Arras" in told and "Arras" in told


async def test_evolution__needs_three_months(node: Served) -> None:
    clock = node.ground.clock
    await listed(node, "Atelier", territory=[LILLE])
    worker = MonthWorker(node.ground.home, node.ground.store)
    first = (await node.get(f"/territories/{LILLE}", FRENCH)).text
    await worker.count()
    clock.at += 31 * DAY
    await worker.count()
    two = (await node.get(f"/territories/{LILLE}", FRENCH)).text
    clock.at += 31 * DAY
    await worker.count()
    text = (await node.get(f"/territories/{LILLE}", FRENCH)).text
    table = (await node.get(f"/territories/{LILLE}.csv?figure=months")).text.splitlines()

    assert "Rien n&#39;a encore été compté" in section(first, "months")
    assert "Compté une fois par mois depuis novembre 2026" in section(two, "months")
    assert section(text, "months").count("<svg") == 3 and "De novembre 2026 à janvier 2027" in text
    assert table[0] == "month,organizations_existing,here,serving,offers,requests,events,practices"
    assert table[1:] == [f"{month},1,0,1,0,0,0,0" for month in ("2026-11", "2026-12", "2027-01")]


async def test_csv__by_use_and_beside_similar_territories(node: Served) -> None:
    await listed(node, "Atelier", territory=[LILLE], need=["reparer"])

    answer = await node.get(f"/territories/{LILLE}.csv?lang=fr")
    beside = await node.get(f"/territories/{LILLE}.csv?figure=similar")
    wrong = await node.get(f"/territories/{LILLE}.csv?figure=rank")

    assert answer.type == "text/csv" and "fr-commune-59350-needs.csv" in answer.headers["Content-Disposition"]
    assert [line for line in answer.text.splitlines() if line.startswith("reparer,")] == ["reparer,Réparer,1,0,1,0,0,0"]
    assert beside.text.splitlines()[1].startswith("fr-commune-59350,Lille,")
    assert wrong.status == 400


async def listed(node: Served, name: str, **more: object) -> None:
    """An organisation that ours describes."""
    await node.say(
        **{
            "kind": "listing",
            "name": name,
            "organization": {"name": name},
            "source": "Annuaire",
            "legal_basis": "intérêt légitime",
            "objections": "contact@example.org",
        }
        | more
    )


def alike(words: Vocabulary, slug: str) -> list[str]:
    """Large communes, the nearest to this one by population."""
    of = words.territories.get(slug)
    assert of is not None and of.population
    communes = [words.territories.find(name, 1)[0] for name in TOWNS]
    like = [each.slug for each in communes if each.population and 0.5 <= each.population / of.population <= 2]
    assert len(like) >= 6
    return like


def section(text: str, name: str) -> str:
    """The part of a page under the title with this id."""
    begin = text.index(f'<h2 id="{name}">')
    return text[begin : text.index("</section>", begin)]
