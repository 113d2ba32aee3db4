"""GET of an actor: from memory, and never older than what was written."""

from __future__ import annotations

import pytest

from node.store import actors
from tests.node.ground import ORIGIN
from tests.node.web.served import ACTIVITY, BROWSER, Served

LD = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'


@pytest.mark.parametrize(
    "accept",
    [
        "application/activity+json",
        LD,
        f"application/activity+json, {LD}",
        "application/json",
        "*/*",
        "image/png",
    ],
)
async def test_get_actor__a_program__has_the_document(node: Served, accept: str) -> None:
    answer = await node.get(node.me, {"Accept": accept})

    assert (answer.status, answer.type) == (200, "application/activity+json")
    assert answer.json["id"] == node.me
    assert answer.json["proof"]["type"] == "DataIntegrityProof"
    assert answer.headers["Vary"] == "Accept, Accept-Language, Signature"
    assert answer.headers["Cache-Control"] == "public, max-age=180"
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert answer.headers["Date"].endswith(" GMT")


@pytest.mark.parametrize(("language", "sentence"), [("fr", "Les Pédales"), ("en", "Les Pédales")])
async def test_get_actor__a_browser__has_a_page_in_its_language(node: Served, language: str, sentence: str) -> None:
    answer = await node.get(node.me, BROWSER | {"Accept-Language": language})

    assert (answer.status, answer.type) == (200, "text/html")
    assert f'<html lang="{language}"' in answer.text
    assert sentence in answer.text


async def test_get_actor__who_has_it__gets_304_whichever_way_it_says_so(node: Served) -> None:
    etag = (await node.get(node.me)).headers["ETag"]

    for held in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = await node.get(node.me, ACTIVITY | {"If-None-Match": held})
        assert (answer.status, answer.body, answer.headers["ETag"]) == (304, b"", etag)
        assert "Content-Type" not in answer.headers
    assert (await node.get(node.me, ACTIVITY | {"If-None-Match": '"other"'})).status == 200


async def test_get_actor__head__has_the_same_headers_and_no_body(node: Served) -> None:
    whole, head = await node.get(node.me), await node.get(node.me, method="HEAD")

    assert (head.status, head.body) == (200, b"")
    for name in ("ETag", "Vary", "Cache-Control", "Content-Type", "Access-Control-Allow-Origin", "Content-Length"):
        assert head.headers[name] == whole.headers[name], name


async def test_get_actor__a_connection_that_closes__is_told_the_same(node: Served) -> None:
    kept = await node.get(node.me)
    closed = await node.get(node.me, ACTIVITY | {"Connection": "close"})

    assert closed.body == kept.body
    assert closed.headers["Connection"] == "close"
    assert {name: closed.headers[name] for name in kept.headers if name != "Date"} == {
        name: value for name, value in kept.headers.items() if name != "Date"
    }


async def test_get_actor__after_a_change__is_the_new_version_at_once(node: Served) -> None:
    before = await node.get(node.me)

    await node.say(kind="profile", name="Les Pédales du Nord")
    after = await node.get(node.me, ACTIVITY | {"If-None-Match": before.headers["ETag"]})

    assert after.status == 200
    assert after.json["name"] == "Les Pédales du Nord"
    assert after.headers["ETag"] != before.headers["ETag"]


async def test_get_actor__after_another_record__is_still_kept(node: Served) -> None:
    store = node.ground.store
    await node.get(node.me)
    version = store.actors_version

    await node.say()

    assert store.actors_version == version
    reading, store.reading = store.reading, _refused  # type: ignore[method-assign,assignment]
    try:
        assert (await node.get(node.me)).status == 200
    finally:
        store.reading = reading  # type: ignore[method-assign]


async def test_get_actor__gone_from_the_store__is_gone_here(node: Served) -> None:
    other = await node.add("panier")
    assert (await node.get(other)).status == 200

    await node.write(lambda db: db.execute("UPDATE actors SET name = 'cabas' WHERE id = ?", (other,)).rowcount)

    assert (await node.get(other)).status == 404
    assert (await node.get(f"{ORIGIN}/actors/cabas")).status == 200


async def test_get_actor__nobody__is_a_problem_or_a_page(node: Served) -> None:
    answer = await node.get("/actors/personne", ACTIVITY | {"Accept-Language": "en"})
    page = await node.get("/actors/personne", BROWSER)

    assert (answer.status, answer.type) == (404, "application/problem+json")
    assert answer.json == {"type": "about:blank", "status": 404, "title": "Nobody here has this name."}
    assert (page.status, page.type) == (404, "text/html")


@pytest.mark.parametrize("name", ["Pedales", "a%2Fb", "x" * 65, "péd", "a%00b"])
async def test_get_actor__what_is_no_name__is_absent(node: Served, name: str) -> None:
    assert (await node.get(f"/actors/{name}")).status == 404


async def test_get_actor__in_turtle(node: Served) -> None:
    answer = await node.get(node.me, {"Accept": "text/turtle"})

    assert (answer.status, answer.type) == (200, "text/turtle")
    assert f"<{node.me}>" in answer.text


async def test_get_actor__the_nodes_own_name__leads_to_its_address(node: Served) -> None:
    answer = await node.get("/actors/actor")

    assert (answer.status, answer.headers["Location"]) == (303, "/actor")


async def test_get_application__for_anybody_whatever_they_accept(node: Served) -> None:
    answer = await node.get("/actor", BROWSER)

    assert (answer.status, answer.type) == (200, "application/activity+json")
    assert answer.json["type"] == "Application"
    assert answer.json["publicKey"]["owner"] == f"{ORIGIN}/actor"


async def test_get_actor__other_methods__are_named(node: Served) -> None:
    answer = await node.get(node.me, method="PUT")

    assert answer.status == 405
    assert answer.headers["Allow"] == "GET,HEAD"


async def test_actors_version__grows_with_each_commit_that_wrote_to_actors(node: Served) -> None:
    store = node.ground.store
    version = store.actors_version

    await node.write(actors.find, node.me)
    assert store.actors_version == version
    await node.write(lambda db: db.execute("UPDATE actors SET kind = kind").rowcount)
    assert store.actors_version == version + 1


async def _refused(*_: object) -> None:
    raise AssertionError("the store was read")
