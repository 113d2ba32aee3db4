"""A running node answers as its contract says, whatever it is asked: schemathesis asks, by the thousand.

The same questions every time; `schemathesis.toml` says which of its checks are off, and why.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest
from aiohttp import ClientSession

from node.web.routes import ROUTES
from tests.deep import DEEP
from tests.node.api.full_node import TOKEN, full_node
from tests.node.api.test_document import tries
from vocab.vocabulary import Vocabulary

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[2]


# The limit is there for a machine that hangs.
@pytest.mark.timeout(900)
async def test_node__answers_as_the_contract_says(words: Vocabulary, tmp_path: Path) -> None:
    async with full_node(tmp_path / "node", words) as node:
        # A case for each value of each parameter takes a minute more: for a thorough run.
        status, said = await ask(node.origin, tmp_path, *([] if DEEP > 1 else ["--phases=examples,fuzzing"]))
    assert status == 0, said
    # All but the document itself, which schemathesis has read to know what to ask.
    assert f"Tested: {len(ROUTES) - 1}" in said


async def test_node__answers_what_it_proposes_to_try(words: Vocabulary, tmp_path: Path) -> None:
    async with full_node(tmp_path / "node", words) as node, ClientSession() as session:
        async with session.get(f"{node.origin}/api/openapi.json") as answer:
            proposed = [*tries(await answer.json())]
        for each in proposed:
            headers = {"Accept": each.get("accept", "*/*")}
            async with session.get(f"{node.origin}{each['url']}", headers=headers) as answer:
                assert answer.status == each["status"], each
    assert {"/objects/", "/activities/", "/sparql?", "/dumps/"} <= {
        place
        for place in ("/objects/", "/activities/", "/sparql?", "/dumps/")
        for each in proposed
        if place in each["url"]
    }


@pytest.mark.timeout(900)
async def test_node__answers_a_program_with_a_token_as_the_contract_says(words: Vocabulary, tmp_path: Path) -> None:
    """What a token opens: reading as the organisation, and publishing."""
    async with full_node(tmp_path / "node", words) as node:
        status, said = await ask(
            node.origin,
            tmp_path,
            "--phases=examples,fuzzing",
            "--max-examples=15",
            *(
                f"--include-operation-id={each}"
                for each in ("getDirectoryAs", "getDeliveries", "postOutbox", "getSparql")
            ),
            f"--header=Authorization: Bearer {TOKEN}",
        )
    assert status == 0, said
    assert "Tested: 4" in said


async def ask(origin: str, place: Path, *more: str) -> tuple[int, str]:
    """Run schemathesis on a node: its status, 0 when there was nothing to say, and what it said."""
    config = ["--config-file", str(HERE / "schemathesis.toml")]
    command = [sys.executable, "-m", "schemathesis.cli", *config, "run", f"{origin}/api/openapi.json?lang=en", *more]
    hooks = {"SCHEMATHESIS_HOOKS": "tests.node.api.schemathesis_hooks", "PYTHONPATH": str(REPOSITORY)}
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=place,
        env={**os.environ, **hooks, "NO_COLOR": "1", "COLUMNS": "160"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode(errors="replace")
