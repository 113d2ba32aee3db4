"""How often one source may ask, by each kind of request: R14 and R15."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from node.errors import NodeError
from node.settings import Settings
from node.web.rates import Buckets, kind_of
from node.web.routes import ROUTES
from node.web.sources import Sources
from tests.node.ground import Peer
from tests.node.web.served import Answer, Served, served
from vocab.vocabulary import Vocabulary

FEW = {
    "rate_read": 3,
    "rate_query": 3,
    "rate_discovery": 3,
    "rate_oauth": 3,
    "rate_failures": 3,
    "rate_passwords": 3,
    "rate_follow": 3,
}
TYPE = {"Content-Type": "application/activity+json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
async def strict(words: Vocabulary) -> AsyncIterator[Served]:
    """A node that soon has enough; its proxy is on loopback."""
    async with served(words, **FEW) as node:
        yield node


def of(address: str) -> dict[str, str]:
    return {"X-Forwarded-For": address}


def refused(answer: Answer) -> bool:
    if answer.status != 429:
        return False
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.type == "application/problem+json"
    return True


@pytest.mark.parametrize(("method", "path"), [(method, path) for method, path, *_ in ROUTES])
async def test_every_route__has_a_limit(strict: Served, method: str, path: str) -> None:
    # R15: a limit that hangs on the wrong path limits nothing (CVE-2025-54879).
    path = path.replace("{name:[a-z0-9_]{1,64}}", "pedales").replace("{ulid:[0-9a-z]{26}}", "0" * 26)
    path = path.replace("{ext}", "json").replace("{name}", "x").replace("{version}", "2.1")

    async def ask(address: str) -> Answer:
        if method == "GET":
            return await strict.get(path, of(address))
        return await strict.post(path, b"{}", TYPE | of(address))

    assert not any([refused(await ask("9.9.9.9")) for _ in range(3)])
    assert refused(await ask("9.9.9.9"))
    assert not refused(await ask("9.9.9.8"))
    assert not refused(await strict.get("/livez", {}))


async def test_limit__passes_with_time(strict: Served) -> None:
    for _ in range(3):
        await strict.get("/", of("9.9.9.9"))
    assert refused(await strict.get("/", of("9.9.9.9")))

    strict.ground.clock.at += 20
    assert not refused(await strict.get("/", of("9.9.9.9")))
    assert refused(await strict.get("/", of("9.9.9.9")))


async def test_source__what_a_stranger_writes_before_the_proxy_is_not_believed(strict: Served) -> None:
    for number in range(3):
        await strict.get("/", of(f"1.1.1.{number}, 9.9.9.9"))

    assert refused(await strict.get("/", of("1.1.1.7, 9.9.9.9")))
    assert refused(await strict.get("/", of("8.8.8.8, 9.9.9.9, 127.0.0.1")))


async def test_inbox__what_is_well_signed_is_not_counted(strict: Served) -> None:
    peer = Peer("https://voisin.example/actors/voisin")
    strict.ground.meet(peer)
    good = [
        await strict.push(peer, peer.says("Create", peer.record(str(n)), str(n)), **of("9.9.9.9")) for n in range(6)
    ]
    bad = [await strict.post("/inbox", b"{}", TYPE | of("9.9.9.9")) for _ in range(4)]

    assert [answer.status for answer in good] == [202] * 6
    assert [answer.status for answer in bad] == [401, 401, 401, 429]
    # The address waits, whoever speaks from it.
    assert refused(await strict.push(peer, peer.says("Create", peer.record("z"), "z"), **of("9.9.9.9")))
    assert (await strict.push(peer, peer.says("Create", peer.record("y"), "y"), **of("9.9.9.8"))).status == 202


async def test_inbox__after_the_signature__a_server_has_its_share_of_what_waits(words: Vocabulary) -> None:
    async with served(words, max_backlog=3) as node:
        peer, other = Peer("https://voisin.example/actors/voisin"), Peer("https://autre.example/actors/a", seed=2)
        node.ground.meet(peer, other)
        # A Follow needs a look at who asks: it waits for the worker, which does not run here.
        said = [(await node.push(peer, peer.says("Follow", node.me, str(n)))).status for n in range(4)]

        assert said == [202, 202, 202, 429]
        assert (await node.push(other, other.says("Create", other.record(), "a"))).status == 202


async def test_password__by_address_and_by_person(strict: Served) -> None:
    def form(email: str) -> bytes:
        return f"decision=allow&email={email}&password=x&actor=pedales&client_id=https://a.example/".encode()

    for number in range(3):
        await strict.post("/oauth/authorize", form("ada%40example.org"), FORM | of(f"9.9.9.{number}"))

    assert refused(await strict.post("/oauth/authorize", form("ada%40example.org"), FORM | of("9.9.9.7")))
    assert refused(await strict.post("/oauth/authorize", form("ADA%40example.org"), FORM))
    assert not refused(await strict.post("/oauth/authorize", form("bea%40example.org"), FORM | of("9.9.9.7")))


def test_buckets__state_is_bounded() -> None:
    # R14: names are chosen by whoever asks.
    buckets = Buckets(5, most=100)
    for number in range(10_000):
        buckets.take(str(number), 0.0)

    assert len(buckets) == 100
    assert buckets.take("9999", 0.0) == 0


def test_buckets__clock_that_goes_back__locks_nobody_out() -> None:
    buckets = Buckets(2)
    assert [buckets.take("a", at) for at in (100.0, 50.0)] == [0, 0]
    assert buckets.take("a", 0.0) == 30


def test_buckets__without_limit() -> None:
    buckets = Buckets(0)

    assert not any(buckets.take("a", 0.0) for _ in range(1000))
    assert len(buckets) == 0


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("POST", "/inbox", "inbox"),
        ("POST", "/actors/a/inbox", "inbox"),
        ("POST", "/actors/a/outbox", "oauth"),
        ("GET", "/oauth/authorize", "oauth"),
        ("GET", "/.well-known/webfinger", "discovery"),
        ("GET", "/nodeinfo/2.1", "discovery"),
        ("HEAD", "/directory.csv", "query"),
        ("GET", "/actors/a/outbox", "read"),
    ],
)
def test_kind_of(method: str, path: str, kind: str) -> None:
    assert kind_of(method, path) == kind


@pytest.mark.parametrize("written", ["x", "10.0.0.0/33", "1.1.1.1 everywhere"])
def test_trusted_proxies__what_is_none__is_refused(written: str) -> None:
    with pytest.raises(NodeError):
        Sources.of(written)


def test_settings__bounds_are_on_from_the_start() -> None:
    said = Settings()

    assert min(said.rate_read, said.rate_query, said.rate_oauth, said.rate_failures, said.rate_passwords) > 0
