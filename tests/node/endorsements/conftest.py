"""A node with one organisation, in memory, closed at the end."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.node.ground import Ground
from vocab.vocabulary import Vocabulary


@pytest.fixture
async def ground(words: Vocabulary) -> AsyncIterator[Ground]:
    laid = await Ground.lay(words)
    yield laid
    await laid.store.close()
