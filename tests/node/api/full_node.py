"""A running node with something of everything, for whoever asks it all that there is to ask."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from node.home import Home
from node.store import entries, records, tokens
from node.store.connection import Db
from tests.network.village import House, house, until
from tests.vocab.full_drafts import DRAFTS
from vocab.context import PUBLIC, RECORD
from vocab.entry import read_entry
from vocab.vocabulary import Vocabulary

TOKEN: Final = "secret"
MOMENT: Final = "2026-11-23T10:00:00.000Z"
# As other software writes them: fields of its own, and ours in other shapes.
FOREIGN: Final[tuple[dict[str, Any], ...]] = (
    {
        "@context": ["https://www.w3.org/ns/activitystreams", {"mz": "https://joinmobilizon.org/ns#"}],
        "id": "https://agenda.example/events/1",
        "type": ["Event", "mz:Event"],
        "name": "Atelier vélo",
        "attributedTo": ["https://agenda.example/@atelier"],
        "startTime": "2027-01-09T14:00:00+01:00",
        "location": {"type": "Place", "name": "Lille", "latitude": 50.63, "longitude": 3.06},
        "tag": [{"type": "Hashtag", "name": "#vélo"}],
        "mz:category": "MEETING",
        "to": [PUBLIC],
    },
    {
        "@context": RECORD,
        "id": "https://annuaire.example/objects/clef",
        "type": "Note",
        "kind": "Listing",
        "attributedTo": "https://annuaire.example/actors/a",
        "name": "La Clef",
        "organization": {"type": "Organization", "name": "La Clef", "website": "https://clef.example/"},
        "statedSource": "Annuaire régional",
        "updated": MOMENT,
        "to": [PUBLIC],
    },
)


@asynccontextmanager
async def full_node(data: Path, vocabulary: Vocabulary) -> AsyncIterator[House]:
    """A node that has every kind of record, some from elsewhere, one withdrawn, some not for everybody."""
    async with house(data, "pedales", vocabulary, sparql=True) as made:
        for kind, draft in DRAFTS.items():
            await made.publish(**_anew(kind, draft, made.actor))
        await made.withdraw(await made.publish(kind="offer", name="Retirée"))
        for visibility in ("network", "followers", "private"):
            await made.publish(kind="offer", name="Discrète", visibility=visibility)
        await made.node.store.writing("foreign", _elsewhere, made.node.home)
        await made.node.store.writing("token", _token, made.actor)
        await until(lambda: _indexed(made), "the SPARQL stores are there")
        yield made


def _anew(kind: str, draft: dict[str, Any], actor: str) -> dict[str, Any]:
    """A draft as this node can publish it: a first report answers the charter in force and replaces none."""
    if kind == "report":
        return {name: value for name, value in draft.items() if name not in ("charter", "supersedes")}
    return {**draft, "id": actor} if kind == "profile" else draft


def _elsewhere(db: Db, home: Home) -> None:
    for document in FOREIGN:
        entry = read_entry(document, home.vocabulary)
        assert entry is not None
        origin, version = entry.id.split("/")[2], entry.updated or MOMENT
        record = records.Record(
            num=0, id=entry.id, owner=entry.owner, kind=entry.kind, version=version, audience="public",
            policy="commons-open", local=False, deleted=False, origin=origin, received=MOMENT, verified="proof",
            proof='{"method":"m","key":"k","checked":"c"}', via="https://relais.example/actor",
        )  # fmt: skip
        num = records.keep(db, record, document)
        entries.index(
            db, num, entry, home.vocabulary, audience="public", policy="commons-open", origin=origin, version=version
        )


def _token(db: Db, actor: str) -> None:
    tokens.keep(db, hashlib.sha256(TOKEN.encode()).hexdigest(), actor, "read,write", MOMENT)


async def _indexed(made: House) -> bool:
    service = made.node.sparql
    return service is not None and service.indexer.status.ready and not service.indexer.status.behind
