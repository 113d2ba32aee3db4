"""What other servers run: asked now and again, through the guard, and kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import cast

import pytest

from federation.client import Client, Fetched
from federation.errors import BlockedAddress, FederationError, NotFound
from node.software_worker import A_ROUND, DAY_S, SoftwareWorker
from node.store import peers, servers
from tests.node.ground import NOW, Ground

NODEINFO = "http://nodeinfo.diaspora.software/ns/schema/2.1"


@dataclass
class Answers:
    """A client that reads JSON from what a test says."""

    documents: dict[str, dict[str, object] | FederationError] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def get_json(self, url: str, accept: str) -> Fetched:
        self.asked.append(url)
        found = self.documents.get(url, NotFound(f"nothing at {url}"))
        if isinstance(found, Exception):
            raise found
        return Fetched(url, found)

    def runs(self, host: str, name: object, version: object) -> None:
        link = {"rel": NODEINFO, "href": f"https://{host}/ni"}
        self.documents[f"https://{host}/.well-known/nodeinfo"] = {"links": [link]}
        self.documents[f"https://{host}/ni"] = {"software": {"name": name, "version": version}}


@pytest.fixture
async def worker(ground: Ground) -> AsyncIterator[SoftwareWorker]:
    yield SoftwareWorker(ground.home, ground.store, cast("Client", Answers()))
    await ground.store.close()


def answers(worker: SoftwareWorker) -> Answers:
    return cast("Answers", worker.client)


def known(ground: Ground) -> dict[str, tuple[str | None, str | None]]:
    return {each.origin: (each.software, each.version) for each in servers.every(ground.db)}


async def test_ask__those_that_take_what_we_send(worker: SoftwareWorker, ground: Ground) -> None:
    peers.answered(ground.db, "a.example", NOW)
    peers.seen(ground.db, "stranger.example", NOW)
    peers.failed(ground.db, "dead.example", "no answer", NOW + 60)
    answers(worker).runs("a.example", "mastodon", "4.3.1")

    assert await worker.ask_round() == 1
    assert await worker.ask_round() == 0

    assert known(ground)["a.example"] == ("mastodon", "4.3.1")
    assert {url.split("/")[2] for url in answers(worker).asked} == {"a.example"}


async def test_ask__again_after_a_week_and_a_silence_changes_nothing(worker: SoftwareWorker, ground: Ground) -> None:
    peers.answered(ground.db, "a.example", NOW)
    answers(worker).runs("a.example", "mastodon", "4.3.1")
    await worker.ask_round()

    ground.clock.at += 8 * DAY_S
    answers(worker).documents.clear()
    assert await worker.ask_round() == 1
    assert known(ground)["a.example"] == ("mastodon", "4.3.1")
    assert await worker.ask_round() == 0

    ground.clock.at += 8 * DAY_S
    answers(worker).runs("a.example", "mastodon", "4.4.0")
    await worker.ask_round()
    assert known(ground)["a.example"] == ("mastodon", "4.4.0")


@pytest.mark.parametrize(
    "document",
    [
        {"links": [{"rel": NODEINFO, "href": "data:application/json,{}"}]},
        {"links": "x"},
        {"links": [{"rel": NODEINFO, "href": 7}, 7, None]},
        {},
        BlockedAddress("127.0.0.1 is not a public address"),
    ],
)
async def test_ask__rubbish_is_a_silence(document: object, worker: SoftwareWorker, ground: Ground) -> None:
    peers.answered(ground.db, "a.example", NOW)
    answers(worker).documents["https://a.example/.well-known/nodeinfo"] = cast("dict[str, object]", document)

    await worker.ask_round()

    assert known(ground)["a.example"] == ("", "")
    assert await worker.ask_round() == 0


async def test_ask__what_a_server_says_of_itself_is_cut(worker: SoftwareWorker, ground: Ground) -> None:
    peers.answered(ground.db, "a.example", NOW)
    answers(worker).runs("a.example", "x" * 100_000, ["y" * 100_000])

    await worker.ask_round()

    assert [len(word or "") for word in known(ground)["a.example"]] == [100, 100]


async def test_ask__a_bug_with_one_leaves_the_others(worker: SoftwareWorker, ground: Ground) -> None:
    for host in ("a.example", "b.example"):
        peers.answered(ground.db, host, NOW)
    answers(worker).runs("b.example", "bocage", "1.0")
    answers(worker).documents["https://a.example/.well-known/nodeinfo"] = cast("dict[str, object]", ValueError("bug"))

    await worker.ask_round()

    assert known(ground) == {"a.example": ("", ""), "b.example": ("bocage", "1.0")}


async def test_ask__so_many_a_round(worker: SoftwareWorker, ground: Ground) -> None:
    for number in range(A_ROUND + 5):
        peers.answered(ground.db, f"a{number}.example", NOW)

    assert [await worker.ask_round() for _ in range(3)] == [A_ROUND, 5, 0]


async def test_ask__a_developers_peers_by_http(worker: SoftwareWorker, ground: Ground) -> None:
    ground.home.settings = replace(ground.home.settings, origin="http://127.0.0.1:8401")
    peers.answered(ground.db, "127.0.0.1:8402", NOW)

    await worker.ask_round()

    assert answers(worker).asked == ["http://127.0.0.1:8402/.well-known/nodeinfo"]
