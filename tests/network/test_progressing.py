"""A practice travels: reports are counted, one finds who does it better, asks to see it, and says what it saw."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import orjson

from node import messaging, publishing
from node.desk.learning import learning_of
from node.month_worker import MonthWorker
from node.profiles import KeyPair, NewActor, add_actor
from node.reader import Reader
from node.store import actors, messages, observatory
from node.store.connection import Db
from tests.network.test_endorsing import shown, shows, waiting
from tests.network.test_moving import do
from tests.network.village import House, house, until
from vocab.vocabulary import Vocabulary

URL = {"kind": "URL", "url": "https://clef.example/statuts"}
PLACE = {"name": "Lille", "territory": "fr-commune-59350"}


async def test_practice__counted_found_asked_for_seen_and_taken_back(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with AsyncExitStack() as stack:
        names = ("reseau", "clef", "panier", "voisin")
        reseau, clef, panier, voisin = [
            await stack.enter_async_context(
                house(tmp_path / name, name, vocabulary, kind="network" if name == "reseau" else "platform")
            )
            for name in names
        ]
        # Given a network of three platforms, one of which hosts three more; each says how far it is on statutes
        for each in (clef, panier, voisin):
            await each.join(reseau.actor)
        like = {"kind": "profile", "sector": ["AM160"], "location": PLACE}
        await clef.publish(**like, name="La Clef", willing_to_show="Le premier mardi du mois.")
        await panier.publish(**like, name="Le Panier")
        await _report(clef, 3, evidence=[URL])
        for each in (panier, voisin):
            await _report(each, 1)
        hosted = [await _hosted(voisin, f"atelier{number}") for number in range(3)]

        for each in hosted:
            await do(voisin, "join", handle=f"reseau@{reseau.node.home.host}", **{"as": each.rpartition("/")[2]})

        async def answered() -> bool:
            said = await reseau.node.store.reading(observatory.answers, reseau.node.home.now_iso(), vocabulary)
            return len(said) == 6

        await until(answered, "the answers of six have come to the network")

        # Then the network's observatory counts them, and names nobody
        assert await MonthWorker(reseau.node.home, reseau.node.store).observe()
        month = await reseau.node.store.reading(observatory.find)
        assert month is not None and clef.actor not in month.document.decode()
        (whole,) = [row for row in orjson.loads(month.document)["rows"] if row["scope"] == "network"]
        assert (whole["practice"], whole["answered"]) == ("G01", 6)

        # And the desk of one that is not as far leads it to the one that does it, with reasons to check
        practice = vocabulary.charter.get("G01")
        assert practice is not None

        async def suggested() -> list[str]:
            found = await learning_of(panier.node.directory, Reader(), panier.actor, practice)
            return [each.item.entry.id for each in found.showing]

        async def led() -> bool:
            return await suggested() == [clef.actor]

        await until(led, "La Clef is suggested, and nobody else")

        # When it asks to be shown, then the other reads it
        await panier.node.store.writing("ask", _ask, panier, clef.actor)
        panier.node.wake()

        async def heard() -> bool:
            return bool(await clef.node.store.reading(messages.conversations, clef.actor, 9))

        await until(heard, "La Clef is asked")

        # When it has seen it, and says so, and La Clef shows it
        seen = {"practice": "G01", "level": "3", "how": "visit", "evidence": ["https://panier.example/visite"]}
        made = await do(panier, "endorse", handle=f"clef@{clef.node.home.host}", **seen)

        async def offered() -> bool:
            return [row["id"] for row in await waiting(clef)] == [made["id"]]

        await until(offered, "La Clef has it before it")
        await do(clef, "endorsements_accept", id=made["id"])

        # Then the whole network reads who says it, until it is taken back
        for each in (clef, reseau, voisin):
            await shows(each, clef, panier)
        await do(panier, "endorsements_revoke", id=made["id"])
        for each in (clef, reseau, voisin):
            await shows(each, clef)
        assert await shown(panier, clef) == []


async def _report(at: House, level: int, **more: Any) -> None:
    answer = {"practice": "G01", "level": level, "visibility": "public"} | more
    await at.publish(kind="report", name="Bilan", charter="2.0", period="2026", answers=[answer])


async def _hosted(at: House, name: str) -> str:
    """A further organisation of a node that says the same; its id."""
    new = NewActor(name, name.title(), "platform")
    id = await at.node.store.writing("add", add_actor, at.node.home, new, KeyPair.generate())
    answer = {"practice": "G01", "level": 1, "visibility": "public"}
    draft = {"kind": "report", "name": "Bilan", "charter": "2.0", "period": "2026", "answers": [answer]}
    await at.node.store.writing("publish", publishing.publish, at.node.home, id, draft)
    return id


def _ask(db: Db, at: House, other: str) -> None:
    actor = actors.find(db, at.actor)
    assert actor is not None
    messaging.write(db, at.node.home, actor, other, "Pouvons-nous venir voir vos statuts ?")
