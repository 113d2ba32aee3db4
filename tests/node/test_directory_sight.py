"""The canary (DESIGN 6): each record reaches those it should, and no exit it should not."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from node.directory import Directory
from node.exporting import FORMS, Exporter
from node.formats import json
from node.reader import Reader
from node.store import search
from tests.node.directory_world import LILLE, World
from tests.vocabulary import VOCABULARY
from vocab.vocabulary import Vocabulary

AM = "http://purl.org/essglobal/standard/activities-modified/AM60"
NETWORK = "https://net.example/actors/net"
OWNER = "https://a.example/actors/a"
FRIEND = "https://friend.example/actors/f"

PUBLIC = Reader()
STRANGER = Reader("member", actors=("https://x.example/actors/x",))
MEMBER = Reader("member", actors=("https://m.example/actors/m",), networks=(NETWORK,))
FOLLOWER = Reader("member", actors=(FRIEND,))
SIGNED_IN = Reader("member", actors=("https://h.example/actors/h",), signed_in=True)
ITSELF = Reader("member", actors=(OWNER,))
ADMIN = Reader("admin")

# name of the record: (audience, policy, addressed to, who may read it on a page, who may take it in bulk)
RECORDS = {
    "ouvert": ("public", "commons-open", [], "all", "all"),
    "partage": ("public", "commons-share-alike", [], "all", "all"),
    "reciproque": ("public", "reciprocal-ess", [], "all", "belongs"),
    "sanspolitique": ("public", "", [], "all", "none"),
    "membres": ("public", "network-only", [], "belongs itself", "none"),
    "reseau": ("network", "commons-open", [NETWORK + "/members"], "member itself", "none"),
    "reseauprive": ("network", "private", [NETWORK + "/members"], "itself", "none"),
    "abonnes": ("followers", "commons-open", [OWNER + "/followers"], "follower itself", "none"),
    "prive": ("private", "private", [], "itself", "none"),
}
READERS = {
    "public": (PUBLIC, {"all"}),
    "stranger": (STRANGER, {"all"}),
    "member": (MEMBER, {"all", "belongs", "member"}),
    "follower": (FOLLOWER, {"all", "follower"}),
    "signed in": (SIGNED_IN, {"all", "belongs"}),
    "itself": (ITSELF, {"all", "itself"}),
    "admin": (ADMIN, {"all", "belongs", "member", "follower", "itself"}),
}


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return VOCABULARY


@pytest.fixture
async def world(vocabulary: Vocabulary) -> World:
    world = await World.open(vocabulary)
    for name, (audience, policy, to, _, _) in RECORDS.items():
        more = {"to": to} if to else {}
        if not policy:
            more["usagePolicy"] = []
        world.put(f"canari {name}", audience=audience, policy=policy, sector=[AM], location=LILLE, **more)  # type: ignore[arg-type]
    world.db.execute(
        "INSERT INTO follows (follower, followed, activity, state, since) VALUES (?, ?, 'x', 'accepted', 'x')",
        (FRIEND, OWNER),
    )
    return world


def seen_by(groups: set[str], column: int) -> list[str]:
    return sorted(f"canari {name}" for name, row in RECORDS.items() if groups & set(str(row[column]).split()))


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize(
    "asked",
    [
        "",
        "q=canari",
        "sector=AM60",
        "territory=fr-region-32",
        "near=50.6,3.05",
        "origin=a.example&sort=name",
        "kind=offer",
    ],
)
async def test_search__shows_what_it_should(world: World, who: str, asked: str) -> None:
    reader, groups = READERS[who]

    assert sorted(await world.names(asked, reader)) == seen_by(groups, 3)


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("asked", ["", "kind=offer", "q=canari", "sector=AM60"])
async def test_counts__never_tell_of_more(world: World, who: str, asked: str) -> None:
    reader, groups = READERS[who]
    expected = len(seen_by(groups, 3))

    answer = await world.ask(asked, reader)

    assert answer.found.total == expected
    assert dict(answer.found.facets["kind"]) == {"offer": expected}
    assert dict(answer.found.facets["sector"]) == {"AM60": expected}
    assert sum(dict(answer.found.facets["policy"]).values()) == len(
        [name for name in seen_by(groups, 3) if name != "canari sanspolitique"]
    )


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("who", READERS)
async def test_bulk__lets_out_only_what_may_be_taken(world: World, who: str, form: str) -> None:
    reader, groups = READERS[who]
    expected = seen_by(groups, 4)
    exporter = Exporter(world.directory)

    answer = await world.ask("", reader, bulk=True)
    view = await exporter.view(world.query(""), lambda db: reader, form, "fr", most=100)

    assert (answer.found.total, view.about.total) == (len(expected), len(expected))
    for pieces in (exporter.page(answer, form, "fr"), exporter.stream(view, form)):
        text = readable(form, b"".join([piece async for piece in pieces]))
        out = sorted(f"canari {name}" for name in RECORDS if re.search(rf"canari {name}\b", text))
        assert out == expected


def readable(form: str, body: bytes) -> str:
    """A body as text; a workbook is a folder of compressed sheets."""
    if form != "xlsx":
        return body.decode()
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return "\n".join(book.read(name).decode() for name in book.namelist())


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("bulk", [False, True])
async def test_search__is_answered_from_memory_whoever_asks(
    world: World, who: str, bulk: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.keeper.read()
    directory = Directory(
        world.store, world.vocabulary, world.directory.clock, "Test", "https://here.example", "fr", b"s", world.keeper
    )
    monkeypatch.delattr(search, "_from_tables")

    answer = await directory.ask(world.query("q=canari"), READERS[who][0], bulk=bulk)

    assert answer.found.total == len(seen_by(READERS[who][1], 4 if bulk else 3))


async def test_json__of_anybody_holds_no_secret(world: World) -> None:
    text = json.write(await world.ask(), world.vocabulary, "fr").decode()

    assert "canari ouvert" in text
    assert "canari reciproque" in text
    for name in ("membres", "reseau", "abonnes", "prive"):
        assert f"canari {name}" not in text


async def test_one__is_there_or_not_by_the_same_rule(world: World) -> None:
    for name, row in RECORDS.items():
        for reader, groups in READERS.values():
            found = await world.directory.one(f"https://a.example/objects/canari{name}", reader)
            assert (found is not None) == bool(groups & set(str(row[3]).split()))


async def test_practice_of_an_organisation__from_hidden_statements_is_hidden(world: World) -> None:
    world.profile("Pédales")
    world.put(
        "secret", audience="network", kind="Practice", purpose=None, practice="charter:D03", level=4,
        to=[NETWORK + "/members"],
    )  # fmt: skip
    asked = "practice=D03&kind=organization"

    assert await world.names(asked) == []
    assert await world.names(asked, MEMBER) == ["Pédales"]
    assert (await world.facet("practice", "kind=organization")) == {}


async def test_narrowing__takes_it_out_of_the_counts(world: World) -> None:
    world.put("canari ouvert", audience="network", policy="commons-open", sector=[AM], to=[NETWORK + "/members"])

    answer = await world.ask()

    assert answer.found.total == len(seen_by({"all"}, 3)) - 1
    assert dict(answer.found.facets["sector"]) == {"AM60": answer.found.total}
