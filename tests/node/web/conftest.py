"""What tests of the web share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.node.web.served import Served, served
from vocab.vocabulary import Vocabulary


@pytest.fixture
async def node(words: Vocabulary) -> AsyncIterator[Served]:
    """A node with one organisation, answering."""
    async with served(words) as node:
        yield node
