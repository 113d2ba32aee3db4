"""What every conversation with another implementation needs."""

from __future__ import annotations

from typing import Final

import pytest

from tests.vocabulary import VOCABULARY
from vocab.vocabulary import Vocabulary

# What runs elsewhere is no test of ours, whatever it is called.
collect_ignore: Final = ["credentials", "fedify", "opinions"]


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """The shipped vocabulary, loaded once."""
    return VOCABULARY
