"""What tests of the node share."""

from __future__ import annotations

import pytest

from tests.node.ground import Ground
from vocab.vocabulary import Vocabulary


@pytest.fixture(scope="session")
def words() -> Vocabulary:
    """The shipped vocabulary, loaded once."""
    return Vocabulary.load()


@pytest.fixture
async def ground(words: Vocabulary) -> Ground:
    """A node with one organisation, in memory."""
    return await Ground.lay(words)
