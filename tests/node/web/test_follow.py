"""Following one of ours from anywhere: the form, where it leads, and why it may lead nowhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from federation.client import Client
from federation.guard import Guard
from node.clock import SystemClock
from node.web.appkeys import NODE
from tests.node.ground import ORIGIN
from tests.node.web.served import BROWSER, Answer, Served, served
from vocab.vocabulary import Vocabulary

FORM = BROWSER | {"Accept-Language": "fr", "Content-Type": "application/x-www-form-urlencoded"}
INTENT = "https://w3id.org/fep/3b86/Follow"
SUBSCRIBE = "http://ostatus.org/schema/1.0/subscribe"


@pytest.fixture
async def elsewhere() -> AsyncIterator[TestServer]:
    """Another server, which says of each name where its people follow."""
    templates: dict[str, list[tuple[str, str]]] = {
        "camille": [(SUBSCRIBE, "{origin}/authorize_interaction?uri={{uri}}")],
        "both": [
            (SUBSCRIBE, "{origin}/authorize_interaction?uri={{uri}}"),
            (INTENT, "{origin}/intents/follow?object={{object}}&on-success={{on-success}}"),
        ],
        "nothing": [],
        "script": [(SUBSCRIBE, "javascript:alert('{{uri}}')")],
        "anywhere": [(SUBSCRIBE, "https://{{uri}}/follow")],
        "private": [(SUBSCRIBE, "http://192.168.0.1/follow?uri={{uri}}")],
    }

    async def get_webfinger(request: web.Request) -> web.Response:
        acct = request.query["resource"]
        name = acct.removeprefix("acct:").partition("@")[0]
        if name not in templates:
            raise web.HTTPNotFound
        origin = str(request.url.origin())
        links = [{"rel": rel, "template": each.format(origin=origin)} for rel, each in templates[name]]
        return web.json_response({"subject": acct, "links": links}, content_type="application/jrd+json")

    app = web.Application()
    app.router.add_get("/.well-known/webfinger", get_webfinger)
    async with TestServer(app) as server:
        yield server


@pytest.fixture
async def node(words: Vocabulary) -> AsyncIterator[Served]:
    """A node that really asks other servers, those of this machine included."""
    async with asking(words, allow_private=True) as node:
        yield node


@asynccontextmanager
async def asking(words: Vocabulary, *, allow_private: bool) -> AsyncIterator[Served]:
    async with (
        served(words) as node,
        Client(Guard(allow_private=allow_private), SystemClock(), origin=ORIGIN, version="1.2.3") as client,
    ):
        assert node.client.app is not None
        node.client.app[NODE].client = client
        yield node


async def follow(node: Served, handle: str, **headers: str) -> Answer:
    answer = await node.client.post(
        node.me.partition("://")[2].partition("/")[2].join(("/", "/follow")),
        data={"handle": handle},
        headers={**FORM, **headers},
        allow_redirects=False,
    )
    return Answer(answer.status, answer.headers, await answer.read())


async def test_follow__at_the_server_that_the_handle_names(node: Served, elsewhere: TestServer) -> None:
    at = f"127.0.0.1:{elsewhere.port}"
    id = node.me.replace(":", "%3A").replace("/", "%2F")

    plain, intent = await follow(node, f" @camille@{at} "), await follow(node, f"both@{at}")

    assert (plain.status, intent.status) == (303, 303)
    assert plain.headers["Location"] == f"http://{at}/authorize_interaction?uri={id}"
    assert intent.headers["Location"] == f"http://{at}/intents/follow?object={id}&on-success="


@pytest.mark.parametrize("name", ["nothing", "script", "anywhere", "private", "nobody"])
async def test_follow__nowhere_to_go_says_so_with_the_handle_to_copy(
    node: Served, elsewhere: TestServer, name: str
) -> None:
    answer = await follow(node, f"{name}@127.0.0.1:{elsewhere.port}")

    assert answer.status == 422 and "Location" not in answer.headers
    assert 'role="alert"' in answer.text and 'aria-invalid="true"' in answer.text
    assert f'value="{name}@127.0.0.1:{elsewhere.port}"' in answer.text
    assert '<code class="handle">@' in answer.text


@pytest.mark.parametrize(
    "typed", ["", "camille", "@", "a b@c.example", "https://mastodon.example/@camille", '"><script>alert(1)</script>']
)
async def test_follow__what_is_no_handle_is_asked_again(node: Served, typed: str) -> None:
    answer = await follow(node, typed)

    assert answer.status == 422
    assert "Cette adresse ne se lit pas" in answer.text
    assert "<script>alert" not in answer.text


async def test_follow__private_networks_are_not_asked(words: Vocabulary, elsewhere: TestServer) -> None:
    # R5: a form that makes us fetch goes through the same door as all else.
    async with asking(words, allow_private=False) as node:
        answer = await follow(node, f"camille@127.0.0.1:{elsewhere.port}")

    assert answer.status == 422 and "ne répond pas" in answer.text


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
async def test_follow__only_from_our_own_page(node: Served, elsewhere: TestServer, headers: dict[str, str]) -> None:
    assert (await follow(node, f"camille@127.0.0.1:{elsewhere.port}", **headers)).status == 403


async def test_page__has_the_form_and_may_lead_there(node: Served) -> None:
    answer = await node.get(node.me, BROWSER)

    assert 'method="post"' in answer.text and "/follow" in answer.text
    assert "form-action 'self' https: http:" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers


async def test_unknown_organisation__is_404(node: Served) -> None:
    answer = await node.client.post("/actors/nobody/follow", data={"handle": "a@b.example"}, headers=FORM)

    assert answer.status == 404


async def test_follow__nothing_but_a_form_is_read(node: Served) -> None:
    broken = {"Content-Type": "multipart/form-data", "Accept": "text/html"}

    assert (await node.client.post(node.me.partition("example")[2] + "/follow", data=b"", headers=broken)).status == 415
