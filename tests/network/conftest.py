"""What every story needs."""

from __future__ import annotations

import pytest

from tests.vocabulary import VOCABULARY
from vocab.vocabulary import Vocabulary


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """The shipped vocabulary, loaded once."""
    return VOCABULARY
