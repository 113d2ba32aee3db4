"""The socket of a running node, and the lock of its folder."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import orjson
import pytest

from node import control
from node.control import ask, locked, served
from node.errors import Invalid, Missing
from node.store.errors import Locked
from vocab.language import Text
from vocab.shapes import Finding


def quiet(progress: dict[str, object]) -> None:
    """Nobody listens to the progress."""


async def echo(name: str, arguments: dict[str, object], report: control.Report) -> object:
    """Three steps, then what was asked."""
    for step in range(3):
        report({"done": step})
    return {"name": name, **arguments}


async def test_ask__nobody_runs(tmp_path):
    assert await ask(tmp_path, "peers", {}, quiet) is None


async def test_ask__a_socket_was_left_by_a_crash(tmp_path):
    server = await asyncio.start_unix_server(lambda reader, writer: None, tmp_path / control.SOCKET)
    server.close()
    await server.wait_closed()
    if not (tmp_path / control.SOCKET).exists():
        Path(tmp_path / control.SOCKET).touch()

    assert await ask(tmp_path, "peers", {}, quiet) is None


async def test_served__answers_and_reports(tmp_path):
    heard: list[dict[str, object]] = []

    async with served(tmp_path, echo):
        answer = await ask(tmp_path, "echo", {"word": "vélo"}, heard.append)

    assert answer == {"result": {"name": "echo", "word": "vélo"}}
    assert heard == [{"done": 0}, {"done": 1}, {"done": 2}]


async def test_served__only_its_own_user_may_ask(tmp_path):
    async with served(tmp_path, echo):
        assert stat.S_IMODE((tmp_path / control.SOCKET).stat().st_mode) == 0o600
    assert not (tmp_path / control.SOCKET).exists()


async def test_served__folder_with_a_long_name(tmp_path):
    deep = tmp_path / ("a" * 90) / ("b" * 90)
    deep.mkdir(parents=True)

    async with served(deep, echo):
        assert await ask(deep, "echo", {}, quiet) == {"result": {"name": "echo"}}


async def test_served__several_at_once(tmp_path):
    async with served(tmp_path, echo):
        answers = await asyncio.gather(*(ask(tmp_path, "echo", {"n": n}, quiet) for n in range(20)))

    assert [answer and answer["result"] for answer in answers] == [{"name": "echo", "n": n} for n in range(20)]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Missing(Text("Rien.", "Nothing.")), {"fr": "Rien.", "en": "Nothing.", "log": "Nothing."}),
        (KeyError("x"), {"fr": "Erreur interne : 'x'", "en": "Internal error: 'x'", "log": "'x'"}),
    ],
)
async def test_served__a_failure_is_an_answer(tmp_path, error, said):
    async def fail(name: str, arguments: dict[str, object], report: control.Report) -> object:
        raise error

    async with served(tmp_path, fail):
        assert await ask(tmp_path, "anything", {}, quiet) == {"error": said}


async def test_served__nonsense_ends_the_connection_and_nothing_else(tmp_path):
    async with served(tmp_path, echo):
        reader, writer = await asyncio.open_unix_connection(tmp_path / control.SOCKET)
        writer.write(b"not JSON\n")
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()

        assert await ask(tmp_path, "echo", {}, quiet) == {"result": {"name": "echo"}}


def test_explain__lists_findings_in_both_languages():
    finding = Finding("level", Text("trop grand", "too large"), Text("0 à 4", "0 to 4"))

    answer = control.explain(Invalid((finding,)))

    assert answer["findings"] == [
        {"field": "level", "fr": "level : trop grand. Correction : 0 à 4", "en": "level: too large. Fix: 0 to 4"}
    ]
    assert orjson.dumps(answer)


async def test_locked__one_at_a_time(tmp_path):
    async with locked(tmp_path):
        with pytest.raises(Locked):
            async with locked(tmp_path):
                raise AssertionError("two processes in one folder")

    async with locked(tmp_path):
        assert stat.S_IMODE((tmp_path / control.LOCK).stat().st_mode) == 0o600
