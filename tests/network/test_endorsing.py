"""An organisation saw a practice at another: it says so, the other shows it, a third reads it, it ends everywhere."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from federation.ports import Clock
from node.store import endorsements, status_readers
from tests.network.test_moving import do, read
from tests.network.village import House, house, until
from vocab.vocabulary import Vocabulary

DAY = 86_400.0


@dataclass
class Ahead:
    """A node's clock, some time ahead."""

    clock: Clock
    ahead: float

    def now(self) -> float:
        return self.clock.now() + self.ahead


async def shown(at: House, subject: House) -> list[tuple[str, int | None]]:
    """What a node shows of an organisation."""
    now = at.node.home.now_iso()
    found = await at.node.store.reading(endorsements.of_subject, subject.actor, now, 50)
    return [(each.issuer, each.level) for each in found]


async def shows(at: House, subject: House, *issuers: House) -> None:
    async def does() -> bool:
        return {issuer for issuer, _ in await shown(at, subject)} == {each.actor for each in issuers}

    await until(does, f"{at.name} shows of {subject.name} what {[each.name for each in issuers]} say")


async def waiting(at: House) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await do(at, "endorsements_list"))["waiting"]
    return found


async def test_endorsement__offered_accepted_seen_revoked_and_over(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with (
        house(tmp_path / "a", "clef", vocabulary) as clef,
        house(tmp_path / "b", "panier", vocabulary) as panier,
        house(tmp_path / "c", "voisin", vocabulary) as third,
    ):
        # Given a third node that follows the one endorsed, and knows nothing of the endorser
        await third.follow(panier)
        for each in (clef, panier):
            await each.publish(kind="profile", name=each.name.title(), location={"city": "Lille"})
        await until(lambda: third.holds(panier.actor), "the third node holds Panier")

        # When La Clef says what it saw at Panier
        said = {"practice": "D03", "level": "3", "how": "visit", "evidence": ["https://clef.example/visite"]}
        handle = f"panier@{panier.node.home.host}"
        made = await do(clef, "endorse", handle=handle, **said)

        # Then it waits there, and nobody shows it
        async def offered() -> bool:
            return [row["id"] for row in await waiting(panier)] == [made["id"]]

        await until(offered, "Panier has it before it")
        for each in (clef, panier, third):
            assert await shown(each, panier) == []
        assert (await read(made["id"], "application/vc"))[0] == 404

        # When Panier accepts
        await do(panier, "endorsements_accept", id=made["id"])

        # Then it is shown there and on the third node, with who says it, and the credential is at its issuer's
        await shows(panier, panier, clef)
        await shows(third, panier, clef)

        async def known() -> bool:
            return [row["state"] for row in (await do(clef, "endorsements_list"))["given"]] == ["accepted"]

        await until(known, "La Clef knows")
        status, body = await read(f"{panier.actor}/endorsements", "application/activity+json")
        assert status == 200 and len(orjson.loads(body)["orderedItems"]) == 1
        status, body = await read(made["id"], "application/vc")
        assert status == 200 and orjson.loads(body)["credentialSubject"]["id"] == panier.actor

        # When time passes on the third node, it is over there by itself, and there alone
        clock = third.node.home.clock
        third.node.home.clock = Ahead(clock, 731 * DAY)
        assert await shown(third, panier) == []
        third.node.home.clock = Ahead(clock, 729 * DAY)
        assert await shown(third, panier) == [(clef.actor, 3)]
        third.node.home.clock = clock

        # When La Clef revokes it
        await do(clef, "endorsements_revoke", id=made["id"])

        # Then nobody shows it any more, its address says that it is gone, and the list has its bit
        await shows(panier, panier)
        await shows(third, panier)
        status, body = await read(f"{panier.actor}/endorsements", "application/activity+json")
        assert orjson.loads(body)["totalItems"] == 0
        assert (await read(made["id"], "application/activity+json"))[0] == 410
        status, body = await read(f"{clef.actor}/endorsements/status", "application/vc")
        assert status == 200 and orjson.loads(body)["credentialSubject"]["type"] == "BitstringStatusList"


async def test_revocation__while_the_node_of_the_one_endorsed_is_dead(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with (
        house(tmp_path / "a", "clef", vocabulary) as clef,
        house(tmp_path / "c", "voisin", vocabulary) as third,
        AsyncExitStack() as alive,
    ):
        # Given a third node that follows the one endorsed alone, and shows what the endorser, unknown to it, saw there
        panier = await alive.enter_async_context(house(tmp_path / "b", "panier", vocabulary))
        await third.follow(panier)
        await panier.publish(kind="profile", name="Panier", location={"city": "Lille"})
        await until(lambda: third.holds(panier.actor), "the third node holds Panier")
        said = {"practice": "D03", "level": "3", "how": "visit", "evidence": ["https://clef.example/visite"]}
        made = await do(clef, "endorse", handle=f"panier@{panier.node.home.host}", **said)

        async def offered() -> bool:
            return [row["id"] for row in await waiting(panier)] == [made["id"]]

        await until(offered, "Panier has it before it")
        await do(panier, "endorsements_accept", id=made["id"])
        await shows(third, panier, clef)

        # By itself it asks the endorser for its list, by name, so that the endorser knows who shows it
        async def noted() -> bool:
            return f"{third.origin}/inbox" in await clef.node.store.reading(status_readers.inboxes, clef.actor)

        await until(noted, "La Clef knows that somebody shows it")

        # When the node of the one endorsed is dead, and the endorser revokes
        await alive.aclose()
        await do(clef, "endorsements_revoke", id=made["id"])

        # Then the third node stops showing it with that delivery, though it follows nobody who could tell it
        await shows(third, panier)
