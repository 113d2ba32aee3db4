"""What a node sees by itself of practices: facts of what everybody may read, with the edges of each."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from node.clock import iso
from node.sighting import Sighting, judged, sightings
from node.store import credentials
from node.store.credentials import Held
from node.store.sighted import Sighted
from tests.node.credentials import DAY, offer, shown_by, stated
from tests.node.ground import NOW, Document, Ground, Peer
from tests.vocabulary import VOCABULARY

CLEF = Peer("https://clef.example/actors/clef", seed=2)
PANIER = Peer("https://panier.example/actors/panier", seed=3)
LISTING = {
    "kind": "listing",
    "name": "La Clef",
    "organization": {"name": "La Clef", "website": "https://clef.example/"},
    "source": "Annuaire régional",
    "legal_basis": "intérêt légitime",
    "objections": "contact@reseau.example",
}


@pytest.fixture
async def ground() -> AsyncIterator[Ground]:
    laid = await Ground.lay(VOCABULARY)
    yield laid
    await laid.store.close()


def seen(ground: Ground, whom: str | None = None) -> dict[str, Sighting]:
    found = sightings(ground.db, whom or ground.me, iso(ground.clock.at))
    return {each.practice: each for each in found}


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ("2026-11-27T10:00:00.000Z", "yes"),
        ("2025-11-27T00:00:00.000Z", "yes"),
        ("2025-11-26T23:59:59.000Z", "no"),
        ("2024-02-29T00:00:00.000Z", "no"),
        (None, "undated"),
    ],
)
def test_profile__within_twelve_months_to_the_day(profile: str | None, said: str) -> None:
    facts = Sighted(profile, 1, 1, 1, 0, None, 0, None)

    assert judged(facts, "2026-11-27T12:00:00.000Z")[0] == Sighting("K01", said, profile)


@pytest.mark.parametrize(("policies", "said"), [(3, "yes"), (2, "no"), (0, "no")])
def test_policy__on_every_record_or_not(policies: int, said: str) -> None:
    facts = Sighted(None, 3, policies, 1, 0, None, 0, None)

    assert judged(facts, "2026-11-27T12:00:00.000Z")[3] == Sighting("D07", said, n=policies, total=3, also=1)


async def test_sightings__of_what_an_organisation_publishes(ground: Ground) -> None:
    ground.say(kind="profile", name="Les Pédales")
    assert seen(ground)["K03"] == Sighting("K03", "no")
    ground.say(name="Une remorque", kind="offer")
    ground.say(name="Un local", kind="request")

    found = seen(ground)

    assert set(found) == {"K01", "K03", "K05", "D07"}
    assert (found["K01"].seen, found["K03"].seen, found["K03"].n, found["K05"].seen) == ("yes", "yes", 2, "no")
    assert (found["D07"].seen, found["D07"].n, found["D07"].total, found["D07"].also) == ("yes", 3, 3, 3)
    ground.clock.at += 400 * DAY
    assert seen(ground)["K01"].seen == "no"


@pytest.mark.parametrize("how", [{"visibility": "private"}, {"visibility": "followers"}, {"policy": "network-only"}])
async def test_sightings__of_nothing_that_is_not_for_everybody(ground: Ground, how: dict[str, Any]) -> None:
    ground.say(kind="profile", name="Les Pédales")
    ground.say(name="Entre nous", kind="offer", **how)

    found = seen(ground)

    assert (found["K03"].n, found["D07"].total) == (0, 1)


async def test_sightings__of_an_offer_that_is_over(ground: Ground) -> None:
    ground.say(kind="profile", name="Les Pédales")
    ground.say(name="Une remorque", kind="offer", valid_until="2026-12-01")
    assert seen(ground)["K03"].n == 1

    ground.clock.at += 30 * DAY

    assert seen(ground)["K03"] == Sighting("K03", "no")


async def test_sightings__of_whom_this_node_does_not_know(ground: Ground) -> None:
    listed = ground.say(**LISTING).id

    assert seen(ground, "https://nobody.example/actors/x") == {}
    assert seen(ground, listed) == {}


async def test_endorsement__given_by_another_and_shown_here__until_its_end(ground: Ground) -> None:
    ground.meet(CLEF, PANIER)
    ground.follow(CLEF, PANIER)
    said = stated(CLEF, PANIER.id)
    await ground.hear(CLEF.says("Update", CLEF.document, "profile"))
    assert seen(ground, CLEF.id)["K05"] == Sighting("K05", "no")
    await ground.hear(PANIER.says("Create", shown_by(PANIER, said), "shown"))

    found = seen(ground, CLEF.id)["K05"]

    assert (found.seen, found.n) == ("yes", 1)
    # The same, where its issuer's own books say it too.
    keep(ground, said, "accepted")
    assert seen(ground, CLEF.id)["K05"].n == 1
    ground.clock.at += 301 * DAY
    assert seen(ground, CLEF.id)["K05"].seen == "no"


@pytest.mark.parametrize(("state", "n"), [("asked", 0), ("accepted", 1), ("refused", 0), ("revoked", 0)])
async def test_endorsement__given_from_here__once_accepted(ground: Ground, state: str, n: int) -> None:
    ground.meet(CLEF)
    ground.follow(CLEF)
    await ground.hear(CLEF.says("Update", CLEF.document, "profile"))

    keep(ground, stated(CLEF, PANIER.id), state)

    assert seen(ground, CLEF.id)["K05"].n == n


def keep(ground: Ground, said: Document, state: str) -> None:
    credentials.keep(ground.db, Held(str(said["id"]), CLEF.id, PANIER.id, state, "offer", 5, None, iso(NOW), said))


async def test_endorsement__only_offered_is_nothing_yet(ground: Ground) -> None:
    ground.meet(CLEF)
    ground.follow(CLEF)
    await ground.hear(CLEF.says("Update", CLEF.document, "profile"))
    await ground.hear(offer(CLEF, stated(CLEF, ground.me), ground.me))

    assert seen(ground, CLEF.id)["K05"].seen == "no"
