"""What tests of the node share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.node.cli_world import OFFER, PASSWORD, Desk, set_up
from tests.node.ground import Ground
from tests.vocabulary import VOCABULARY
from vocab.vocabulary import Vocabulary


@pytest.fixture(scope="session")
def words() -> Vocabulary:
    """The shipped vocabulary, loaded once."""
    return VOCABULARY


@pytest.fixture
async def ground(words: Vocabulary) -> Ground:
    """A node with one organisation, in memory."""
    return await Ground.lay(words)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a node founded from the command line, with one person; not to be written in."""
    place = tmp_path_factory.mktemp("founded")
    (place / "password").write_text(f"{PASSWORD}\n", "utf-8")
    set_up(place / "data", "--password-file", str(place / "password"))
    return place / "data"


@pytest.fixture
def desk(founded: Path, tmp_path: Path) -> Desk:
    """A copy of it to command."""
    shutil.copytree(founded, tmp_path / "data")
    return Desk(tmp_path / "data")


@pytest.fixture
def offer(tmp_path: Path) -> str:
    """Where a file with one offer lies."""
    path = tmp_path / "offer.yaml"
    path.write_text(OFFER, "utf-8")
    return str(path)
