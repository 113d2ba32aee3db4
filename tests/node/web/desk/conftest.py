"""What tests of the desk share: a node that lists others, and those who bring lists in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.node.web.desk.browser import Browser, signed_in
from tests.node.web.served import Served, served
from vocab.vocabulary import Vocabulary


@pytest.fixture
async def desk(words: Vocabulary, tmp_path: Path) -> AsyncIterator[Served]:
    """A node with a folder for files, and a network that lists others."""
    async with served(words, import_pause_records=3) as made:
        made.inside.imports.folder = tmp_path / "imports"
        await made.add("reseau", "network")
        yield made


@pytest.fixture
async def mod(desk: Served) -> Browser:
    return await signed_in(desk, "mod@pedales.example", role="moderator", roles={})


@pytest.fixture
async def people(desk: Served, mod: Browser) -> tuple[Browser, Browser]:
    """An editor, and a moderator."""
    return await signed_in(desk, "ada@pedales.example", roles={desk.me: "editor"}), mod
