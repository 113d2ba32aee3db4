"""Each night at its hour; a missed night is made up for; by hand at any time, one at a time."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from node.dumps import nightly, shelf
from node.dumps.nightly import REST_S, Nightly, next_hour
from node.errors import NodeError
from node.founding import found
from node.profiles import NewActor
from node.settings import Settings
from tests.node.ground import NOW, PAIR, Clock
from vocab.vocabulary import Vocabulary

SETTINGS = Settings(origin="https://pedales.example", title="Les Pédales", dump_hour=2)
DAY_S = 86_400


def at_home(data: Path, clock: Clock, **more: object) -> Nightly:
    return Nightly(data, Settings(origin="https://pedales.example", dump_hour=2, **more), clock, None)  # type: ignore[arg-type]


def leave(data: Path, made: float) -> None:
    (data / shelf.FOLDER / shelf.stamp_of(made)).mkdir(parents=True)


@pytest.mark.parametrize(("hour", "hours"), [(11, 1), (10, 24), (9, 23), (0, 14), (23, 13)])
def test_next_hour__is_ahead(hour: int, hours: int) -> None:
    assert next_hour(NOW, hour) - NOW == hours * 3600


def test_first__waits_for_the_night(tmp_path: Path) -> None:
    assert at_home(tmp_path, Clock())._first() == next_hour(NOW, 2)
    leave(tmp_path, NOW - 3600)
    assert at_home(tmp_path, Clock())._first() == next_hour(NOW, 2)


def test_first__makes_up_for_a_night_that_was_missed(tmp_path: Path) -> None:
    leave(tmp_path, NOW - 2 * DAY_S)

    assert at_home(tmp_path, Clock())._first() == NOW + REST_S


def test_wanted__not_at_twenty_four(tmp_path: Path) -> None:
    assert at_home(tmp_path, Clock()).wanted
    assert not Nightly(tmp_path, Settings(dump_hour=24), Clock(), None).wanted


async def test_run__each_night_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    made: list[float] = []

    class Making(Nightly):
        async def make(self, report: nightly.Report) -> dict[str, object]:
            made.append(clock.at)
            if len(made) == 1:
                raise NodeError(nightly.Text("raté", "failed"))
            return {"stamp": "x"}

    async def pass_time(time_s: float) -> None:
        clock.at += max(time_s, 1.0)
        await asyncio.sleep(0)

    monkeypatch.setattr(nightly, "_pause", pass_time)
    task = asyncio.get_running_loop().create_task(Making(tmp_path, SETTINGS, clock, None).run())
    while len(made) < 3:
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    night = next_hour(NOW, 2)
    assert [int(each - night) // DAY_S for each in made[:3]] == [0, 1, 2]
    assert all((each - night) % DAY_S < 300 for each in made[:3])


async def test_make__by_a_process_of_its_own(tmp_path: Path, words: Vocabulary) -> None:
    data = tmp_path / "node"
    await found(data, SETTINGS, NewActor("pedales", "Les Pédales", "platform"), (PAIR, PAIR), words)
    at_work = Nightly(data, SETTINGS, Clock(), None)

    one, other = await asyncio.gather(at_work.make(lambda done: None), at_work.make(lambda done: None))

    assert one["records"] == other["records"] == {"commons-open": 1, "commons-share-alike": 0, "reciprocal-ess": 0}
    assert shelf.dumps(data)


async def test_make__without_a_database_says_so(tmp_path: Path) -> None:
    with pytest.raises(NodeError, match="could not be made"):
        await at_home(tmp_path, Clock()).make(lambda done: None)
