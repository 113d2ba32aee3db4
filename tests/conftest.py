"""What every test may ask for."""

from __future__ import annotations

import gc
import os
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import settings

from tests.deep import DEEP, REASON

REPOSITORY = Path(__file__).parents[1]
EXIT = pytest.StashKey[int]()

# Tests start hundreds of processes: where the machine says that nothing compiled is kept, each would compile all anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# The same examples every time, here and in CI; `--hypothesis-profile=elsewhere` tries others.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("elsewhere", deadline=None)
settings.load_profile("same")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real input beside the repository (or `BOCAGE_SHARED`); a visible skip where it is absent."""
    place = Path(os.environ.get("BOCAGE_SHARED", REPOSITORY.parent / "shared"))
    if not (place / "data").is_dir():
        pytest.skip(f"shared data absent: no data folder in {place}; set BOCAGE_SHARED to where it is")
    return place


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if DEEP > 1:
        return
    for item in items:
        if item.get_closest_marker("thorough"):
            item.add_marker(pytest.mark.skip(reason=REASON))


def pytest_collection_finish() -> None:
    """Thousands of tests and all modules stay to the end: nobody need look through them for garbage."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    session.config.stash[EXIT] = int(exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """A test that failed before it closed its store leaves a thread that would keep this process for ever."""
    left = [each.name for each in threading.enumerate() if each is not threading.main_thread() and not each.daemon]
    if left:
        print(f"left running by a test: {', '.join(sorted(left))}", file=sys.stderr, flush=True)
        sys.stdout.flush()
        os._exit(config.stash.get(EXIT, 1) or 1)
