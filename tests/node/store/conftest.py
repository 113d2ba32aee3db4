"""What tests of the tables share."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from node.store.connection import Db
from node.store.migrate import migrate
from node.store.records import seed


@pytest.fixture
def db() -> Iterator[Db]:
    """An empty database with every table."""
    opened = sqlite3.connect(":memory:", isolation_level=None)
    opened.execute("PRAGMA foreign_keys = ON")
    migrate(opened)
    seed(opened)
    yield opened
    opened.close()
