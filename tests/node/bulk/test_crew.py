"""Imports prepared by processes of their own: the same result, whoever dies on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from node.app import opened
from node.bulk import crew
from node.commands.importing import import_file
from node.errors import NodeError
from node.settings import Settings, load
from tests.deep import some
from tests.node.bulk.conftest import LINES, counts
from tests.node.cli_world import REPOSITORY, Desk

WHOLE = {"listings": LINES, "names": LINES, "said": LINES, "entries": LINES, "imported": LINES}


def test_import__by_processes_says_what_it_says_alone(desk: Desk, table: Path) -> None:
    config = desk.data / "config.toml"
    several = config.read_text()
    config.write_text(several.replace("import_workers = 2", "import_workers = 0"))
    tried = desk.json("import", str(table), "--dry-run")
    config.write_text(several)

    made = desk.json("import", str(table))

    assert isinstance(tried, dict) and isinstance(made, dict)
    assert made == tried | {"dry_run": False, "run": made["run"]}
    assert (made["accepted"], made["held"], made["refused"], made["unmapped_tags"]) == (LINES, 1, 1, {"zut": LINES + 1})
    assert [row["reason"]["en"] for row in made["rows"] if row["reason"]][:1] == [f"same id as line {LINES + 1}"]
    assert counts(desk) == WHOLE


def test_worker__begins_without_what_only_the_serving_process_needs() -> None:
    code = "import sys, node.bulk.worker; print(sorted({'aiohttp', 'jinja2'}.intersection(sys.modules)))"

    said = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, timeout=120, check=True)

    assert said.stdout.decode().strip() == "[]"


@pytest.mark.parametrize("where", some(["after", "inside"], "inside"))
def test_import__killed_goes_on_without_a_double_and_without_a_gap(desk: Desk, table: Path, where: str) -> None:
    command = [sys.executable, "-m", "tests.node.bulk.killed", str(desk.data), str(table), where, "3"]
    killed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, timeout=120)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    there = 30 if where == "after" else 20
    assert counts(desk) == dict.fromkeys(WHOLE, there)

    made = desk.json("import", str(table))

    assert isinstance(made, dict)
    assert (made["unchanged"], made["accepted"]) == (there, LINES - there)
    assert counts(desk) == WHOLE


async def test_import__a_maker_that_dies_ends_it_and_the_next_goes_on(
    desk: Desk, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = crew._start

    async def doomed(database: Path, settings: Settings, brief: crew.Brief) -> object:
        process = await started(database, settings, brief)
        process.kill()
        return process

    async with opened(desk.data, load(desk.data, os.environ)) as node:
        with monkeypatch.context() as context:
            context.setattr(crew, "_start", doomed)
            with pytest.raises(NodeError) as ended:
                await import_file(node, {"file": str(table)}, lambda _: None)
        assert ended.value.public == crew.ENDED

        await import_file(node, {"file": str(table)}, lambda _: None)

    assert counts(desk) == WHOLE


@pytest.mark.parametrize(("workers", "lines", "expected"), [(3, 10, 3), (99, 10, crew.MOST), (0, 10, 0)])
def test_hands__as_many_as_are_asked_for(workers: int, lines: int, expected: int) -> None:
    assert crew.hands(Settings(origin="https://a.example", import_workers=workers), lines) == expected


def test_hands__a_long_file_gets_all_processors() -> None:
    settings = Settings(origin="https://a.example")

    assert crew.hands(settings, crew.LONG) == min(len(os.sched_getaffinity(0)), crew.MOST)
