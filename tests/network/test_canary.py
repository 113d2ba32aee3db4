"""The canary of DESIGN 6: each record reaches those it should, and no exit it should not.

A record for each audience and policy carries a word of its own. Five readers then ask four nodes for everything that
they serve, in every form, and the words that come back are compared with a table.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from federation.keys import Signer
from node import messaging
from node.commands.table import perform
from node.desk import planning
from node.store import actors, credentials, follows, goals, learning, memberships, messages, tokens
from node.store.connection import Db
from node.web.routes import ROUTES
from tests.deep import DEEP
from tests.network.crawl import CANARY, SORTS, Crawl, Seen, pattern
from tests.network.village import House, house, until
from vocab.vocabulary import Vocabulary

# What a fellow states of the author and it accepted; what waits for its answer is between the two.
STATED: Final = {"canaritemoin"}
WAITING: Final = {"canariattente"}
OPEN: Final = {"canariouvert", "canaripartage"} | STATED
PUBLIC: Final = OPEN | {"canarireciproque"}
NETWORK: Final = {"canarimembres", "canaripourreseau", "canarireponse"}
# A story about data lies nowhere: the account of its theme alone tells whoever follows no platform.
STORY: Final = {"kind": "story", "practice": "D03", "territory": None, "location": None}
RECORDS: Final[dict[str, dict[str, object]]] = {
    "ouvert": {},
    "partage": {**STORY, "policy": "commons-share-alike", "license": "CC-BY-SA-4.0"},
    "reciproque": {"policy": "reciprocal-ess"},
    "pourreseau": {**STORY, "policy": "network-only"},
    "membres": {**STORY, "visibility": "network"},
    "abonnes": {**STORY, "visibility": "followers"},
    "prive": {"visibility": "private"},
    "sanspolitique": {"policy": "private"},
    "retire": {},
}
# The answers of a report: for members, to be counted by the network alone, and for nobody.
ANSWERS: Final[list[dict[str, object]]] = [
    {"practice": "G01", "level": 1},
    {"practice": "G03", "level": 1, "indicator": "canarireponse", "visibility": "network"},
    {"practice": "V01", "level": 1, "indicator": "canaricompte", "visibility": "statistics"},
    {"practice": "D05", "level": 1, "indicator": "canarimuet", "visibility": "private"},
]
COUNTED: Final = "canaricompte"
# What each node holds, and what each reader gets of it: as pages and single records, as streams, to take away.
TABLE: Final[dict[tuple[str, str], tuple[set[str], set[str], set[str]]]] = {
    ("auteur", "nobody"): (PUBLIC, PUBLIC, OPEN),
    ("auteur", "passant"): (PUBLIC, PUBLIC, OPEN),
    ("auteur", "suiveur"): (PUBLIC | {"canariabonnes"}, PUBLIC | {"canariabonnes"}, OPEN),
    # The message addressed to the fellow is its fellow's to read, by its own signature.
    ("auteur", "membre"): (PUBLIC | NETWORK, PUBLIC | NETWORK | {"canarilettre"}, PUBLIC),
    # A network reads its members as a follower and as the network; to take away in bulk is for members.
    # What it may count was addressed to it alone, and is in its copy of the author's stream.
    ("auteur", "reseau"): (PUBLIC | NETWORK | {"canariabonnes"}, PUBLIC | NETWORK | {"canariabonnes", COUNTED}, OPEN),
    # A network announces the public records of its members, whole.
    ("reseau", "nobody"): (PUBLIC, PUBLIC, OPEN),
    ("reseau", "membre"): (PUBLIC | NETWORK, PUBLIC, PUBLIC),
    # The others hold copies: their own streams say what they did, which is not what the author said.
    ("membre", "nobody"): (PUBLIC, set(), OPEN),
    ("membre", "passant"): (PUBLIC, set(), OPEN),
    ("membre", "suiveur"): (PUBLIC, set(), OPEN),
    ("membre", "auteur"): (PUBLIC | NETWORK | WAITING, STATED | WAITING, PUBLIC),
    # A program with a token reads the directory as its organisation, and takes away what members may.
    ("membre", "jeton"): (PUBLIC | NETWORK, set(), PUBLIC),
    ("suiveur", "jeton"): (PUBLIC | {"canariabonnes"}, set(), OPEN),
    ("suiveur", "nobody"): (PUBLIC, set(), OPEN),
    ("suiveur", "passant"): (PUBLIC, set(), OPEN),
    ("suiveur", "membre"): (PUBLIC, set(), OPEN),
    ("suiveur", "auteur"): (PUBLIC | {"canariabonnes"}, set(), OPEN),
    # It follows a town and a theme alone, which pass on what may be.
    ("passant", "nobody"): (PUBLIC - STATED, set(), OPEN - STATED),
    ("passant", "auteur"): (PUBLIC - STATED, set(), OPEN - STATED),
}
# Who walks the whole way: at each place one from outside, and whoever is told more than others.
WHOLE: Final = {
    ("auteur", "nobody"),
    ("auteur", "membre"),
    ("reseau", "membre"),
    ("membre", "nobody"),
    ("membre", "jeton"),
    ("suiveur", "auteur"),
    ("passant", "nobody"),
}
HELD: Final = {
    "reseau": PUBLIC | NETWORK | {"canariabonnes"},  # it follows its members
    "membre": PUBLIC | NETWORK,
    "suiveur": PUBLIC | {"canariabonnes"},
    "passant": PUBLIC - STATED,
}


@dataclass(frozen=True, slots=True, repr=False)
class Village:
    """The houses by name, and what a reader needs to sign."""

    houses: dict[str, House]

    async def seen(self, place: str, reader: str) -> tuple[Seen, Crawl]:
        """What `reader` meets at `place`."""
        signer = None if reader in ("nobody", "jeton") else await self.signer(reader)
        token = await self.token(place) if reader == "jeton" else None
        words = (*RECORDS, "reponse", "compte", "muet", "temoin", "attente")
        crawl = Crawl(self.houses[place].node, signer, words, token, (place, reader) in WHOLE)
        return await crawl.walk(), crawl

    async def token(self, name: str) -> str:
        """A token of a house's organisation, for its own node."""
        house, token = self.houses[name], f"jeton de {name}"
        hash = hashlib.sha256(token.encode()).hexdigest()
        await house.node.store.writing("token", tokens.keep, hash, house.actor, "read", "2026-11-23T10:00:00.000Z")
        return token

    async def signer(self, name: str) -> Signer:
        """An organisation's key for requests."""
        house = self.houses[name]
        home = house.node.home
        signer: Signer = await house.node.store.reading(lambda db: home.keys.current(db, house.actor, "rsa-sha256"))
        return signer


@pytest.fixture
async def village(tmp_path: Path, vocabulary: Vocabulary, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Village]:
    """An author in a network with a fellow member, a follower, one of a town and a theme; everything has arrived."""
    for name in ("bocage", "node", "federation"):
        caplog.set_level(logging.DEBUG, name)
    async with AsyncExitStack() as stack:
        kinds = {"reseau": "network"}
        names = ("reseau", "auteur", "membre", "suiveur", "passant")
        village = Village(
            {
                name: await stack.enter_async_context(
                    house(tmp_path / name, name, vocabulary, kind=kinds.get(name, "platform"), sparql=True)
                )
                for name in names
            }
        )
        at = village.houses
        author, fellow, network = at["auteur"], at["membre"], at["reseau"]
        await author.join(network.actor)
        await fellow.join(network.actor)
        await at["suiveur"].follow(author)

        async def acquainted() -> bool:
            known = [await place.node.store.reading(memberships.members, network.actor) for place in (author, fellow)]
            return fellow.actor in known[0] and author.actor in known[1]

        await until(acquainted, "the members know each other")
        await until(lambda: at["suiveur"].holds(author.actor), "the follower follows")
        town = network.node.home.actor_id("commune_59350")
        await perform(network.node, "territory_serve", {"territory": "fr-commune-59350"}, lambda done: None)
        theme = network.node.home.actor_id("theme_d")
        await perform(network.node, "theme_serve", {"theme": "D"}, lambda done: None)
        for group in (town, theme):
            await at["passant"].follow(group)

        async def let_in() -> bool:
            passant = at["passant"]
            states = [await passant.node.store.reading(follows.state, passant.actor, each) for each in (town, theme)]
            return states == ["accepted"] * 2

        await until(let_in, "the town and the theme let the passer-by in")
        ids = {
            word: await author.publish(
                **{
                    "kind": "offer",
                    "name": f"Merle{word} canari{word}",
                    "content": f"canari{word}",
                    "need": ["livrer"],
                    "territory": ["fr-commune-59350"],
                    "location": {"name": "Lille", "latitude": 50.6318, "longitude": 3.0471},
                    **more,
                }
            )
            for word, more in RECORDS.items()
        }
        await until(lambda: fellow.holds(ids["retire"]), "the last record arrives")
        await author.withdraw(ids["retire"])
        report = {"kind": "report", "name": "Merle bilan", "answers": ANSWERS, "statistics_to": [network.actor]}
        await author.publish(**report)
        await _attest(fellow, author)
        # A message is for the people of the organisation that it was sent to: no reader meets it anywhere.
        await author.node.store.writing("write", _write, author, fellow)
        # Nor what an organisation sets itself, and what it does not want to be shown again.
        await author.node.store.writing("plan", _plan, author)
        author.node.wake()

        async def heard() -> bool:
            return bool(await fellow.node.store.reading(messages.conversations, fellow.actor, 9))

        await until(heard, "the message arrives")
        for name, words in HELD.items():
            await until(lambda place=at[name], words=words: _holds(place, words), f"{name} has what is for it")  # type: ignore[misc]
        for place in at.values():
            assert place.node.sparql is not None
            await place.node.sparql.indexer.ask("sync", level="members")
            await perform(place.node, "dump", {}, lambda done: None)
        yield village


async def _attest(by: House, of: House) -> None:
    """One attestation that is accepted, and one that waits."""
    how = {"matter": "register", "how": "documents", "evidence": ["https://registre.example/"]}
    handle = f"{of.name}@{of.node.home.host}"
    made = []
    for word in ("attente", "temoin"):
        said = {"handle": handle, **how, "reference": f"Merle{word} canari{word}"}
        held: Any = await perform(by.node, "attest", said, lambda done: None)
        made.append(str(held["id"]))

    async def offered() -> bool:
        held = await of.node.store.reading(credentials.received, of.actor)
        return {each.id for each in held} == set(made)

    await until(offered, "the author has what is stated of it before it")
    await perform(of.node, "endorsements_accept", {"id": made[1]}, lambda done: None)


def _write(db: Db, here: House, other: House) -> None:
    actor = actors.find(db, here.actor)
    assert actor is not None
    messaging.write(db, here.node.home, actor, other.actor, "Entre nous : canarilettre")


def _plan(db: Db, here: House) -> None:
    typed = {"practice": "G01", "level": "1", "aim": "3", "due": "2030-01-01", "who": "canaribut", "help": "canaribut"}
    planned = planning.plan(db, here.node.home, here.actor, here.actor, typed, "fr")
    planning.move(db, here.node.home, here.actor, planned, "2030-06-01", "canaribut")
    learning.put_aside(db, here.actor, "G01", "https://canaribut.example/actors/x", here.node.home.now_iso())
    assert [each.help for each in goals.each(db, here.actor)] == ["canaribut"]


async def _holds(place: House, words: set[str]) -> bool:
    return await place.node.store.reading(_shelved) == words


def _shelved(db: Db) -> set[str]:
    sql = "SELECT json_extract(CAST(r.body AS TEXT), '$.content') FROM entries e JOIN records r ON r.id = e.id"
    return {word.decode() for (body,) in db.execute(sql) if body for word in CANARY.findall(str(body).encode())}


def test_crawl__knows_every_route() -> None:
    assert {pattern(path) for method, path, *_ in ROUTES if method == "GET"} == set(SORTS)


@pytest.mark.timeout(1800)
async def test_canary__each_record_where_it_should_be_and_nowhere_else(
    village: Village, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = []
    for (place, reader), (page, stream, bulk) in TABLE.items():
        if DEEP == 1 and (place, reader) not in WHOLE and place != "auteur":
            continue
        seen, crawl = await village.seen(place, reader)
        due = {"page": page, "stream": stream, "bulk": bulk, "sparql": bulk, "dump": bulk, "none": set()}
        # Feeds and embeds are the same for everybody, members too (DESIGN 6, second column).
        due |= {sort: page & PUBLIC for sort in ("feed", "embed")}
        differences = {sort: _difference(seen.get(sort, set()), words) for sort, words in due.items()}
        wrong += [(place, reader, sort, words) for sort, words in differences.items() if words]
        secrets = await village.houses[place].node.store.reading(_secrets)
        assert secrets
        assert not [secret for secret in secrets for body in crawl.bodies if secret in body]
    assert not wrong, wrong

    # Whoever runs a node asks it, by its command line, about all it holds.
    for name, words in HELD.items():
        assert await _administrator_is_told(village.houses[name]) == words, name

    # What never left is nowhere else, not even unseen; and no log says it.
    for name, words in HELD.items():
        everywhere = await village.houses[name].node.store.reading(_anywhere)
        apart = {"reseau": {COUNTED}, "auteur": WAITING, "membre": WAITING}
        assert everywhere - words - {"canariretire"} == apart.get(name, set()), name
    assert not CANARY.findall(caplog.text.encode())


async def _administrator_is_told(place: House) -> set[str]:
    told: list[object] = []
    query = "SELECT ?o { ?s ?p ?o FILTER(CONTAINS(STR(?o), 'canari')) }"
    await perform(place.node, "sparql", {"query": query}, lambda part: told.append(part["text"]))
    return {word.decode() for word in CANARY.findall("".join(map(str, told)).encode())}


def _difference(got: set[str], due: set[str]) -> str:
    return " ".join([f"+{word}" for word in sorted(got - due)] + [f"-{word}" for word in sorted(due - got)])


def _secrets(db: Db) -> list[bytes]:
    """Private keys as they are kept, and the secret of cursors."""
    keys = [bytes(row[0]) if isinstance(row[0], bytes) else str(row[0]).encode() for row in db.execute(KEYS)]
    lines = [line for key in keys for line in key.splitlines() if len(line) >= 32 and b"PRIVATE" not in line]
    return lines + [str(db.execute("SELECT value FROM meta WHERE name = 'secret'").fetchone()[0]).encode()]


KEYS: Final = "SELECT private FROM keys"


def _anywhere(db: Db) -> set[str]:
    bodies = "SELECT body FROM records UNION ALL SELECT body FROM log UNION ALL SELECT body FROM inbox"
    return {word.decode() for (body,) in db.execute(bodies) if body for word in CANARY.findall(bytes(body))}
