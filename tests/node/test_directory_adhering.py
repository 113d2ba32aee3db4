"""The directory by adherence: a version, or any; a year after a newer one nobody is found by the older."""

from __future__ import annotations

import pytest

from node.parameters import BadQuery
from tests.node.directory_world import World
from tests.vocabulary import VOCABULARY
from vocab.vocabulary import Vocabulary

DAY = 86_400.0


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return VOCABULARY


@pytest.fixture
async def world(vocabulary: Vocabulary) -> World:
    world = await World.open(vocabulary)
    for name, version in (("Ancienne", "1.0"), ("Nouvelle", "2.0"), ("Autre", "9.9"), ("Sans", None)):
        said = {"charterVersion": f"charter:{version}", "decidedBy": "AG", "date": "2026-11-20"}
        world.profile(name, host=f"{name.lower()}.example", **({"adheresTo": [said]} if version else {}))
    world.put("Une offre", adheresTo=[{"charterVersion": "charter:2.0", "decidedBy": "AG", "date": "2026-11-20"}])
    return world


async def test_charter__a_version_any_and_none_of_them(world: World) -> None:
    assert set(await world.names("charter=1.0")) == {"Ancienne"}
    assert set(await world.names("charter=any")) == {"Ancienne", "Nouvelle"}
    assert set(await world.names("charter=-any&kind=organization")) == {"Autre", "Sans"}
    assert set(await world.names("charter=1.0&charter=2.0&q=nouvelle")) == {"Nouvelle"}
    assert await world.facet("charter") == {"1.0": 1, "2.0": 1}
    assert await world.facet("charter", "q=ancienne") == {"1.0": 1}


async def test_charter__ends_with_the_calendar_and_no_record_changes(vocabulary: Vocabulary, world: World) -> None:
    world.now += 400 * DAY

    assert set(await world.names("charter=1.0")) == set()
    assert set(await world.names("charter=any")) == {"Nouvelle"}
    assert set(await world.names("charter=-1.0&kind=organization")) == {"Ancienne", "Autre", "Nouvelle", "Sans"}
    assert await world.facet("charter") == {"2.0": 1}
    assert await world.facet("charter", "kind=organization&q=-sans") == {"2.0": 1}


@pytest.mark.parametrize("value", ["3", "2.0.", "toutes", "2.0/4"])
async def test_charter__an_unknown_version_is_named_with_those_there_are(world: World, value: str) -> None:
    with pytest.raises(BadQuery) as refused:
        await world.ask(f"charter={value}")

    assert refused.value.parameter == "charter"
    assert "any" in refused.value.text.en and "2.0" in refused.value.text.fr
