"""`/sparql`: the protocol for programs, a page for people, refusals with a reason and a fix."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import orjson
import pytest
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from node.app import assemble
from node.sparql.service import Sparql
from node.web.server import application
from tests.node.ground import ORIGIN, Ground, Peer
from tests.node.sparql.conftest import Stores
from tests.node.web.served import BROWSER, Answer, Served, _answer
from tests.shipped import STOCK
from vocab.vocabulary import Vocabulary

CLEF = Peer("https://clef.example/actors/clef", seed=2)
RESEAU = Peer("https://reseau.example/actors/reseau", kind="network", seed=4)
NAMES = "SELECT ?name { ?offer a vf:Proposal ; as:name ?name FILTER(LANG(?name) = '') } ORDER BY ?name"
TRIPLES = "CONSTRUCT { ?s as:name ?name } WHERE { ?s a vf:Proposal ; as:name ?name }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
QUERY = {"Content-Type": "application/sparql-query"}
JSON = {"Accept": "application/sparql-results+json"}
HTML = dict(BROWSER)


@asynccontextmanager
async def asking(words: Vocabulary, folder: Path, **settings: object) -> AsyncIterator[tuple[Served, Sparql]]:
    """A node that answers questions; its stores are kept by the test."""
    ground = await Ground.lay(words, **settings)  # type: ignore[arg-type]
    node = await assemble(ground.home, ground.store, ground.preparer.client)
    service = node.sparql = Sparql.of(
        folder, ground.home.settings, ground.clock, asyncio.get_running_loop().create_task
    )
    service.indexer.status.position = 0
    async with TestClient(TestServer(application(node, "1.2.3", stock=STOCK))) as client:
        yield Served(ground, client, node), service
    await service.close()
    await ground.store.close()


@pytest.fixture
async def stores(tmp_path: Path, words: Vocabulary) -> AsyncIterator[Stores]:
    made = Stores(tmp_path, words)
    yield made
    made.close()


@pytest.fixture
async def node(words: Vocabulary, tmp_path: Path, stores: Stores) -> AsyncIterator[Served]:
    """Two offers, one of them for members."""
    async with asking(words, tmp_path) as (served, _):
        keep(served, stores)
        yield served


def keep(served: Served, stores: Stores) -> None:
    served.ground.say(name="Ouverte", need=["livrer"])
    served.ground.say(name="Réciproque", policy="reciprocal-ess")
    keeper = stores.keeper(served.ground.db)
    keeper.reach(1)
    keeper.snapshot()


async def ask(node: Served, query: str, headers: dict[str, str] | None = None, **more: str) -> Answer:
    return await node.get("/sparql?" + urlencode({"query": query, **more}), JSON if headers is None else headers)


def names(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.text
    return [row["name"]["value"] for row in answer.json["results"]["bindings"]]


# -- the protocol


async def test_get__and_both_ways_to_post(node: Served) -> None:
    got = await ask(node, NAMES)
    form = await node.post("/sparql", urlencode({"query": NAMES}).encode(), FORM | JSON)
    direct = await node.post("/sparql", NAMES.encode(), QUERY | JSON)
    with_charset = await node.post(
        "/sparql", NAMES.encode(), {"Content-Type": "application/sparql-query; charset=utf-8"} | JSON
    )

    assert names(got) == names(form) == names(direct) == names(with_charset) == ["Ouverte"]
    assert got.headers["Bocage-Time-Limit"] == "10"
    assert got.headers["Bocage-Row-Limit"] == "10000"
    assert (got.headers["Bocage-Rows"], got.headers["Bocage-Lag"]) == ("1", "0")
    assert got.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("query", "accept", "type"),
    [
        (NAMES, "", "application/sparql-results+json"),
        (NAMES, "*/*", "application/sparql-results+json"),
        (NAMES, "application/json", "application/sparql-results+json"),
        (NAMES, "application/sparql-results+xml", "application/sparql-results+xml"),
        (NAMES, "text/csv", "text/csv"),
        (NAMES, "text/tab-separated-values", "text/tab-separated-values"),
        (NAMES, "text/csv;q=0.5, application/sparql-results+xml", "application/sparql-results+xml"),
        ("ASK {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        (TRIPLES, "*/*", "text/turtle"),
        (TRIPLES, "application/n-triples", "application/n-triples"),
        (TRIPLES, "application/ld+json", "application/ld+json"),
        (TRIPLES, "application/rdf+xml", "application/rdf+xml"),
        (TRIPLES, "application/sparql-results+json, text/turtle;q=0.2", "text/turtle"),
        (f"DESCRIBE <{ORIGIN}/actors/pedales>", "text/turtle", "text/turtle"),
    ],
)
async def test_get__the_form_that_the_reader_likes(node: Served, query: str, accept: str, type: str) -> None:
    answer = await ask(node, query, {"Accept": accept})

    assert (answer.status, answer.type) == (200, type)
    assert answer.body


async def test_get__graphs_of_the_protocol(node: Served) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    mine = await ask(node, count, **{"default-graph-uri": f"{ORIGIN}/actors/pedales"})
    named = await ask(node, count, **{"named-graph-uri": f"{ORIGIN}/actors/pedales"})
    unknown = await ask(node, count, **{"default-graph-uri": "https://elsewhere.example/g"})

    assert int(mine.json["results"]["bindings"][0]["n"]["value"]) > 0
    assert named.json["results"]["bindings"][0]["n"]["value"] == "0"
    assert unknown.status == 400 and "elsewhere.example" in unknown.json["title"]


async def test_get__what_this_service_is(node: Served) -> None:
    answer = await node.get("/sparql", {"Accept": "text/turtle"})

    assert (answer.status, answer.type) == (200, "text/turtle")
    assert "sd:UnionDefaultGraph" in answer.text and f"<{ORIGIN}/sparql>" in answer.text


async def test_options__other_sites_may_ask(node: Served) -> None:
    answer = await node.get(
        "/sparql", {"Origin": "https://x.example", "Access-Control-Request-Method": "POST"}, method="OPTIONS"
    )

    assert answer.status == 204
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]


# -- refusals: a status, a reason, a fix

REFUSED = [
    ("SELECT * { ?s", 400, "not correct SPARQL"),
    ("SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }", 400, "SERVICE is not allowed"),
    ("INSERT DATA { <http://a/> <http://b/> 1 }", 400, "Here one reads"),
    ("LOAD <http://x.example/>", 400, "Here one reads"),
    ("SELECT * FROM <http://x.example/> { ?s ?p ?o }", 400, "fetches nothing from elsewhere"),
    ("SELECT * FROM NAMED <http://x.example/> { GRAPH ?g { ?s ?p ?o } }", 400, "fetches nothing"),
    ("", 400, "no question"),
    ("SELECT * " + "{" * 100, 400, "brackets"),
]


@pytest.mark.parametrize(("query", "status", "said"), REFUSED)
async def test_refused__with_a_reason_and_a_fix(node: Served, query: str, status: int, said: str) -> None:
    for answer in (
        await ask(node, query, JSON | {"Accept-Language": "en"}),
        await node.post("/sparql", query.encode(), QUERY | JSON | {"Accept-Language": "en"}),
    ):
        assert (answer.status, answer.type) == (status, "application/problem+json")
        assert said in answer.json["title"]
        assert answer.json["findings"][0]["fix"]
        assert answer.headers["Bocage-Time-Limit"] == "10"


async def test_refused__syntax_says_where(node: Served) -> None:
    answer = await ask(node, "SELECT *\nWHERE { ?s ?p }")

    assert answer.json["detail"].startswith("error at 2:")
    assert len(answer.json["detail"]) < 200


async def test_refused__what_is_no_question(node: Served) -> None:
    update = await node.post("/sparql", b"CLEAR ALL", {"Content-Type": "application/sparql-update"} | JSON)
    as_form = await node.post("/sparql", urlencode({"update": "CLEAR ALL"}).encode(), FORM | JSON)
    wrong = await node.post("/sparql", b"{}", {"Content-Type": "application/json"} | JSON)
    latin = await node.post("/sparql", b"ASK { ?s ?p '\xe9' }", QUERY | JSON)
    twice = await node.get("/sparql?query=ASK{}&query=ASK{}", JSON)
    many = await node.post(
        "/sparql", urlencode([("default-graph-uri", "http://g/")] * 150 + [("query", NAMES)]).encode(), FORM | JSON
    )
    picture = await ask(node, NAMES, {"Accept": "image/png"})
    nameless = await ask(node, NAMES, format="turtle")

    assert [each.status for each in (update, as_form, wrong, latin, twice, many, picture, nameless)] == [
        400, 400, 415, 400, 400, 400, 406, 406,
    ]  # fmt: skip
    assert all(
        each.json["findings"][0]["fix"] for each in (update, as_form, wrong, latin, twice, many, picture, nameless)
    )


async def test_refused__too_large_whatever_the_way(node: Served) -> None:
    long = "SELECT * { VALUES ?s { " + "<http://a.example/1> " * 6_000 + "} ?s ?p ?o }"
    direct = await node.post("/sparql", long.encode(), QUERY | JSON)
    form = await node.post("/sparql", urlencode({"query": long}).encode(), FORM | JSON)
    huge = await _answer(await node.client.post("/sparql", data=io.BytesIO(b"x" * 50_000_000), headers=QUERY | JSON))

    assert [each.status for each in (direct, form, huge)] == [413, 413, 413]
    assert direct.json["limit_bytes"] == 100_000
    assert all(each.type == "application/problem+json" for each in (direct, form, huge))
    assert names(await ask(node, NAMES)) == ["Ouverte"]


async def test_refused__the_whole_world(words: Vocabulary, tmp_path: Path, stores: Stores) -> None:
    async with asking(words, tmp_path, sparql_rows=50, sparql_answer_mb=1) as (node, _):
        keep(node, stores)

        rows = await ask(node, "SELECT * { ?s ?p ?o }")
        doubled = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(18))
        large = await ask(node, f"SELECT ?x18 {{ BIND('aaaaaaaa' AS ?x0) {doubled} }}")
        some = await ask(node, "SELECT * { ?s ?p ?o } LIMIT 50")

    assert (rows.status, rows.json["limit_rows"]) == (422, 50)
    assert (large.status, large.json["limit_mb"]) == (422, 1)
    assert (some.status, some.headers["Bocage-Rows"], some.headers["Bocage-Row-Limit"]) == (200, "50", "50")


async def test_refused__what_would_run_for_ever_and_others_go_on(
    words: Vocabulary, tmp_path: Path, stores: Stores
) -> None:
    async with asking(words, tmp_path, sparql_time_s=2) as (node, service):
        keep(node, stores)
        running = asyncio.get_running_loop().create_task(ask(node, ENDLESS))
        while not service.pool.running:
            await asyncio.sleep(0.01)

        others = [await node.get("/livez"), await node.get("/directory.json", {})]
        asked = names(await ask(node, NAMES))
        stopped = await running

    assert [each.status for each in others] == [200, 200]
    assert asked == ["Ouverte"]
    assert (stopped.status, stopped.json["limit_s"]) == (422, 2)
    assert stopped.headers["Bocage-Time-Limit"] == "2"


async def test_refused__one_address_has_its_share(words: Vocabulary, tmp_path: Path, stores: Stores) -> None:
    async with asking(words, tmp_path, sparql_time_s=2, sparql_per_address=1) as (node, service):
        keep(node, stores)
        far, other = {"X-Forwarded-For": "203.0.113.9"}, {"X-Forwarded-For": "203.0.113.10"}
        running = asyncio.get_running_loop().create_task(ask(node, ENDLESS, JSON | far))
        while not service.pool.running:
            await asyncio.sleep(0.01)

        again = await ask(node, NAMES, JSON | far)
        neighbour = await ask(node, NAMES, JSON | other)
        await running

        assert (again.status, again.headers["Retry-After"]) == (429, "5")
        assert names(neighbour) == ["Ouverte"]
        assert names(await ask(node, NAMES, JSON | far)) == ["Ouverte"]


async def test_refused__one_reader_s_endless_questions_and_others_are_answered(
    words: Vocabulary, tmp_path: Path, stores: Stores
) -> None:
    async with asking(words, tmp_path, sparql_time_s=300) as (node, service):
        keep(node, stores)
        far, other = {"X-Forwarded-For": "203.0.113.9"}, {"X-Forwarded-For": "203.0.113.10"}
        loop = asyncio.get_running_loop()
        endless = [loop.create_task(ask(node, ENDLESS, JSON | far)) for _ in range(2)]
        while not (service.pool.running and service.pool.waiting):
            await asyncio.sleep(0.01)

        neighbour = await ask(node, NAMES, JSON | other)
        third = await ask(node, NAMES, JSON | far)
        for each in endless:
            each.cancel()
        await asyncio.gather(*endless, return_exceptions=True)

    assert names(neighbour) == ["Ouverte"]
    assert (third.status, third.type, third.headers["Retry-After"]) == (429, "application/problem+json", "5")


async def test_not_now__while_the_store_is_built_or_too_far_behind(
    words: Vocabulary, tmp_path: Path, stores: Stores
) -> None:
    async with asking(words, tmp_path) as (node, service):
        keep(node, stores)
        status = service.indexer.status
        status.building = (12, 40)
        building = await ask(node, NAMES)
        page = await node.get("/sparql", HTML | {"Accept-Language": "fr"})
        status.building = None
        status.behind, status.behind_since = 3, node.ground.clock.at - 3_601
        late = await ask(node, NAMES)
        status.behind_since = node.ground.clock.at - 30
        lagging = await ask(node, NAMES)

    assert (building.status, building.headers["Retry-After"], building.json["done"]) == (503, "5", 12)
    assert "12 fiches sur 40" in page.text
    assert late.status == 503
    assert (lagging.status, lagging.headers["Bocage-Lag"]) == (200, "30")


async def test_without__it_is_not_there(words: Vocabulary, tmp_path: Path) -> None:
    ground = await Ground.lay(words)
    node = await assemble(ground.home, ground.store, ground.preparer.client)
    async with TestClient(TestServer(application(node, "1.2.3", stock=STOCK))) as client:
        served = Served(ground, client, node)
        answer = await ask(served, NAMES)
        page = await served.get("/", HTML)
    await ground.store.close()

    assert answer.status == 404
    assert "/sparql" not in page.text


# -- who reads


async def test_members__are_told_what_is_for_them(node: Served) -> None:
    ground = node.ground
    ground.meet(CLEF)
    ground.belong(RESEAU, CLEF)
    path = str(URL("/sparql").with_query(query=NAMES, format="json"))  # as it is sent, and signed
    token = await node.token("read")

    assert names(await node.get_as(CLEF, path)) == ["Ouverte", "Réciproque"]
    assert names(await node.get(path, JSON | {"Authorization": f"Bearer {token}"})) == ["Ouverte", "Réciproque"]
    assert names(await node.get(path, JSON)) == ["Ouverte"]
    assert (await node.get(path, JSON | {"Authorization": "Bearer wrong"})).status == 401


async def test_strangers__who_sign_are_told_what_anybody_is(node: Served) -> None:
    node.ground.meet(CLEF)

    assert names(await node.get_as(CLEF, str(URL("/sparql").with_query(query=NAMES, format="json")))) == ["Ouverte"]


# -- the page


async def test_page__an_editor_that_works_without_script_and_asks_nobody_else(node: Served) -> None:
    answer = await node.get("/sparql", HTML | {"Accept-Language": "fr"})

    assert (answer.status, answer.type) == (200, "text/html")
    assert '<form class="ask" action="/sparql" method="post">' in answer.text
    assert '<textarea id="query" name="query"' in answer.text and '<label for="query"' in answer.text
    assert "Vingt questions toutes prêtes" in answer.text
    assert answer.text.count('<li><a href="/sparql?query=') == 20
    assert "http" not in "".join(line for line in answer.text.splitlines() if "<script" in line or "<link" in line)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "unsafe" not in policy
    assert "<script>" not in answer.text and " style=" not in answer.text and " onclick" not in answer.text


async def test_page__shows_words_rather_than_codes(node: Served) -> None:
    place = "<https://w3id.org/plateformcoop/territory/fr/commune/59350>"
    query = f"SELECT ?offer ?need ?place {{ ?offer coop:need ?need . BIND({place} AS ?place) }}"
    answer = await ask(node, query, HTML | {"Accept-Language": "fr"})

    assert '<th scope="col">need</th>' in answer.text
    assert ">Livrer et faire livrer</a>" in answer.text and ">Lille</a>" in answer.text
    assert f'<td><a href="{ORIGIN}/objects/' in answer.text
    assert "&amp;format=csv" in answer.text and "&amp;format=xml" in answer.text


async def test_page__escapes_what_people_wrote(node: Served) -> None:
    query = "SELECT ('<script>alert(1)</script>' AS ?x) (IRI('javascript:alert(1)') AS ?y) {}"
    answer = await ask(node, query, HTML)

    assert "<script>alert" not in answer.text
    assert 'href="javascript:' not in answer.text


async def test_page__triples_yes_no_and_nothing(node: Served) -> None:
    language = HTML | {"Accept-Language": "en"}

    assert "2 statements" in (await ask(node, TRIPLES, language)).text
    assert ">Yes</h2>" in (await ask(node, "ASK {}", language)).text
    assert ">No</h2>" in (await ask(node, "ASK { FILTER(false) }", language)).text
    assert "Nothing answers" in (await ask(node, "SELECT * { FILTER(false) }", language)).text


async def test_page__says_what_is_wrong_and_keeps_the_question(node: Served) -> None:
    answer = await ask(node, "SELECT * { ?unfinished", HTML | {"Accept-Language": "fr"})

    assert answer.status == 400
    assert 'role="alert"' in answer.text and "SPARQL correct" in answer.text
    assert "?unfinished</textarea>" in answer.text.replace("\n", "")


async def test_page__a_posted_question_gets_an_address_unless_it_is_long(node: Served) -> None:
    form = urlencode({"query": NAMES}).encode()
    response = await node.client.post("/sparql", data=form, headers=FORM | HTML, allow_redirects=False)
    long = NAMES + "#" + "x" * 7_000
    answer = await node.post("/sparql", urlencode({"query": long}).encode(), FORM | HTML)

    assert response.status == 303
    assert parse_qs(response.headers["Location"].removeprefix("/sparql?")) == {"query": [NAMES]}
    assert answer.status == 200 and ">Ouverte</td>" in answer.text


async def test_metrics__tell_of_questions(node: Served) -> None:
    await ask(node, NAMES)

    text = (await node.get("/metrics")).text

    assert 'bocage_sparql_questions_total{end="answered"} 1.0' in text
    assert "bocage_sparql_behind 0.0" in text and "bocage_sparql_ready 1.0" in text
    assert orjson.dumps(text)
