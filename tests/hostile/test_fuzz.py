"""Rubbish in every place where a stranger may put some: never a failure of ours, and never half an effect."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import quote

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from federation.errors import FederationError
from node.store.connection import Db
from node.web.routes import ROUTES
from tests.deep import examples
from tests.network.crawl import pattern
from tests.node.ground import ORIGIN, Peer
from tests.node.web.served import Served, served
from vocab.errors import VocabError
from vocab.vocabulary import Vocabulary

FAR = Peer("https://panier.example/actors/panier")
MANY = settings(max_examples=examples(50), deadline=None, suppress_health_check=list(HealthCheck))

# What parsers stumble over, and what they expect, in one bag.
TOKENS = st.sampled_from(
    [
        *"\" ' \\ , ; = ( ) * */* q= q=2 -1 0 1e999 NaN null text/html application/activity+json".split(),
        *"https://pedales.example/ http://[ http://[::1]:99999/ //evil.example /\\evil %2f%2f % %zz %00 .. é".split(),
        *'fr-epci-200093201 50.6,3.0 keyId= headers="(request-target)" sig1= :AAAA: created=1 <script>'.split(),
        *"2026-11-24T10:00:00Z 99999999999999999999 acct: @ a@b@c".split(),
        "",
        " ",
        "\u202e",
        "' OR 1=1 --",
        'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
    ]
)
RUBBISH = st.lists(st.one_of(TOKENS, st.text(max_size=12)), max_size=6).map("".join)
HEADER = RUBBISH.map(lambda text: "".join(c for c in text if 32 <= ord(c) < 127))
HEADERS = st.dictionaries(
    st.sampled_from(
        (
            "Accept Accept-Language Accept-Encoding If-None-Match Signature Signature-Input Authorization "
            "Date Digest Content-Digest Range X-Forwarded-For Forwarded Origin Cookie"
        ).split()
    ),
    HEADER,
    max_size=5,
)
NAMES = st.sampled_from(
    (
        "q kind territory relation sector need practice near radius bbox sort cursor limit facets lang "
        "since page resource rel response_type client_id redirect_uri scope code_challenge state "
        "updated_since"
    ).split()
)
QUERY = st.lists(st.tuples(NAMES, RUBBISH), max_size=5)
PATHS = st.sampled_from([pattern(path) for method, path, *_ in ROUTES if method == "GET"])

IDS = st.sampled_from(
    [
        FAR.id,
        f"{FAR.id}/x",
        "https://panier.example/objects/a",
        ORIGIN,
        "https://other.example/actors/x",
        "",
        "x",
        "data:,",
    ]
)
LEAF = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    RUBBISH,
    IDS,
)
FIELDS = st.sampled_from(
    (
        "@context id type kind actor object target to cc name nameMap content contentMap published "
        "updated attributedTo tag proof publishes location need sector areaServed startTime inbox "
        "publicKey url organization latitude license usagePolicy"
    ).split()
)
TYPES = st.sampled_from(
    (
        "Create Update Delete Announce Follow Accept Reject Undo Join Leave Add Remove Move Flag Block "
        "Note Event Organization Person Tombstone Dance Proposal"
    ).split()
)
VALUE = st.recursive(
    st.one_of(LEAF, TYPES),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(FIELDS, inner, max_size=6)),
    max_leaves=20,
)


@pytest.fixture
async def node() -> AsyncIterator[Served]:
    async with served(Vocabulary.load()) as node:
        node.ground.meet(FAR)
        node.ground.follow(FAR)
        yield node


@MANY
@given(path=PATHS, query=QUERY, headers=HEADERS)
async def test_get__rubbish_in_address_and_headers(
    node: Served, path: str, query: list[tuple[str, str]], headers: dict[str, str]
) -> None:
    path = (
        path.replace("{name}", "pedales")
        .replace("{ulid}", "0" * 26)
        .replace("{ext}", "csv")
        .replace("{version}", "2.1")
    )
    asked = "&".join(f"{name}={quote(value, safe='')}" for name, value in query)
    answer = await node.get(f"{path}?{asked}", headers)
    assert answer.status < 500, (path, asked, headers, answer.body[:300])
    if answer.status in range(300, 400):
        assert not answer.headers.get("Location", "/").startswith(("//", "/\\"))


@MANY
@given(
    body=st.one_of(st.binary(max_size=200), VALUE.map(lambda value: orjson.dumps(value, default=str))), headers=HEADERS
)
async def test_post_inbox__unsigned_rubbish_is_a_refusal(node: Served, body: bytes, headers: dict[str, str]) -> None:
    before = await node.ground.store.reading(_everything)
    answer = await node.post("/inbox", body, {"Content-Type": "application/activity+json"} | headers)
    assert 400 <= answer.status < 500, (body, headers, answer.body[:300])
    assert answer.type == "application/problem+json"
    assert await node.ground.store.reading(_everything) == before


@MANY
@given(body=VALUE)
async def test_post_inbox__signed_rubbish_is_kept_or_refused(node: Served, body: object) -> None:
    answer = await node.push(FAR, orjson.dumps(body))
    assert answer.status in (202, 400, 413, 429), answer.body[:300]


@MANY
@given(type=TYPES, more=st.dictionaries(FIELDS, VALUE, max_size=8), number=st.integers(0, 10**9))
async def test_receive__rubbish_in_an_activity_is_refused_or_applied(
    node: Served, type: str, more: dict[str, object], number: int
) -> None:
    activity = more | {"id": f"{FAR.id}/a{number}", "type": type, "actor": FAR.id}
    try:
        outcome = await node.ground.hear(activity)
    except (FederationError, VocabError):
        return
    assert outcome


@pytest.mark.timeout(600)
@MANY
@given(more=st.dictionaries(FIELDS, VALUE, max_size=8), slug=st.sampled_from("abc"), number=st.integers(0, 10**9))
async def test_receive__rubbish_in_a_record_is_refused_or_kept(
    node: Served, more: dict[str, object], slug: str, number: int
) -> None:
    record = FAR.record(slug, version=float(number % 1000), signed=False) | more
    activity = {"id": f"{FAR.id}/c{number}", "type": "Create", "actor": FAR.id, "object": record}
    try:
        outcome = await node.ground.hear(activity)
    except (FederationError, VocabError):
        return
    assert outcome
    # Whatever was kept can be shown.
    for form in ("", ".csv", ".geojson", ".jsonld"):
        answer = await node.get(f"/directory{form}", {"Accept": "text/html"})
        assert answer.status == 200, (form, record)


def _everything(db: Db) -> list[tuple[str, int]]:
    tables = [str(name) for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    kept = [table for table in tables if not table.startswith(("sqlite_", "fts", "entries_fts"))]
    return [(table, int(db.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])) for table in kept]
