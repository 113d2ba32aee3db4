"""Why something of others concerns an organisation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vocab.entry import Entry
from vocab.matching import Reasons, concerns, meets
from vocab.territories import Territories

LILLE, MEL, ARRAS = "fr-commune-59350", "fr-epci-200093201", "fr-commune-62041"
NOW, MARCH, PAST = "2026-11-23T10:00:00.000Z", "2027-03-31T23:59:59.999Z", "2026-11-22T23:59:59.999Z"


@pytest.fixture(scope="module")
def territories() -> Territories:
    return Territories.load()


SEEKS = Entry("seeks", "request", "coop", "fr", {}, {}, served=(LILLE,), exchange=("premises",), needs=("livrer",))
OFFERS = Entry("offers", "offer", "mel", "fr", {}, {}, served=(MEL,), exchange=("premises",), expires=MARCH)
PROFILE = Entry(
    "coop", "organization", "coop", "fr", {}, {}, served=(LILLE,), needs=("livrer",), platform_kind="platform"
)
CALL = Entry("call", "request", "mel", "fr", {}, {}, served=(MEL,), exchange=("contract",), needs=("livrer",))


def test_meets__premises_sought_in_a_town_and_offered_around_it(territories: Territories) -> None:
    assert meets(SEEKS, OFFERS, "platform", territories, NOW) == Reasons(LILLE, ("premises",), (), (), "seeks")
    assert meets(OFFERS, SEEKS, "authority", territories, NOW) == Reasons(LILLE, ("premises",), (), (), "offers")


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (SEEKS, replace(OFFERS, exchange=("grant",))),
        (SEEKS, replace(OFFERS, expires=PAST)),
        (replace(SEEKS, expires=PAST), OFFERS),
        (SEEKS, replace(OFFERS, served=(ARRAS,))),
        (SEEKS, replace(OFFERS, served=())),
        (SEEKS, replace(OFFERS, kind="request")),
        (SEEKS, replace(OFFERS, needs=("manger",))),  # premises for another usage
        (SEEKS, replace(OFFERS, audience_kinds=("authority",))),
        (replace(SEEKS, exchange=("sell",)), replace(OFFERS, exchange=("sell",))),  # trade of whatever
        (replace(SEEKS, exchange=()), replace(OFFERS, exchange=())),
    ],
)
def test_meets__not_where_one_thing_is_not_in_common(mine: Entry, theirs: Entry, territories: Territories) -> None:
    assert meets(mine, theirs, "platform", territories, NOW) is None


def test_meets__trade_that_shares_a_usage(territories: Territories) -> None:
    mine, theirs = replace(SEEKS, exchange=("sell",)), replace(OFFERS, exchange=("sell",), needs=("livrer",))

    found = meets(mine, theirs, "platform", territories, NOW)

    assert found == Reasons(LILLE, ("sell",), ("livrer",), (), "seeks")


def test_concerns__whom_it_is_for_that_serves_the_place_and_shares_a_usage_or_a_sector(
    territories: Territories,
) -> None:
    found = concerns(PROFILE, CALL, "authority", territories, NOW)
    by_sector = concerns(
        replace(PROFILE, needs=(), sectors=("AM160",)),
        replace(CALL, needs=("manger",), sectors=("AM160", "AM20"), audience_kinds=("platform",)),
        None,
        territories,
        NOW,
    )

    assert found == Reasons(LILLE, (), ("livrer",), ())
    assert by_sector == Reasons(LILLE, (), (), ("AM160",))


@pytest.mark.parametrize(
    ("profile", "call", "speaker"),
    [
        (PROFILE, CALL, "platform"),
        (PROFILE, replace(CALL, exchange=("sell",)), "authority"),
        (PROFILE, replace(CALL, expires=PAST), "authority"),
        (PROFILE, replace(CALL, needs=("manger",)), "authority"),
        (PROFILE, replace(CALL, needs=()), "authority"),
        (replace(PROFILE, served=(ARRAS,)), CALL, "authority"),
        (replace(PROFILE, platform_kind="supporter"), replace(CALL, audience_kinds=("platform",)), "authority"),
    ],
)
def test_concerns__nobody_else(profile: Entry, call: Entry, speaker: str, territories: Territories) -> None:
    assert concerns(profile, call, speaker, territories, NOW) is None


def test_concerns__a_network_as_its_platforms(territories: Territories) -> None:
    network, call = replace(PROFILE, platform_kind="network"), replace(CALL, audience_kinds=("platform",))

    assert concerns(network, call, "authority", territories, NOW) is not None
