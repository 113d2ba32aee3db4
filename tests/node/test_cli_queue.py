"""queue and peers, as a person or a program meets them; and two real nodes of which one is away."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from node.cli import queue as cli_queue
from tests.node.cli_world import OFFER, Desk, free_port, set_up


@pytest.fixture
def desk(founded: Path, tmp_path: Path) -> Desk:
    """A node with two deliveries stuck before a server that fails, and one set apart, all of one offer."""
    shutil.copytree(founded, tmp_path / "data")
    desk = Desk(tmp_path / "data")
    desk.did("publish", "-", input=OFFER)
    with sqlite3.connect(desk.data / "bocage.db") as db:
        position = db.execute("SELECT max(position) FROM log").fetchone()[0]
        for number, (inbox, state) in enumerate([("a", "due"), ("b", "due"), ("c", "apart")]):
            db.execute(
                "INSERT INTO deliveries (inbox, origin, position, state, attempts, next_attempt, answer) VALUES"
                " (?, 'mort.example', ?, ?, ?, 9e9, ?)",
                (f"https://mort.example/{inbox}", position, state, number, "https://mort.example/a answered 503: ''"),
            )
        db.execute(
            "INSERT INTO origins (origin, failures, not_before, last_ok, last_error) VALUES"
            " ('mort.example', 7, 9e9, 1.0, ?)",
            ("https://mort.example/a: ClientConnectorError: \x1b[31mCannot connect",),
        )
        db.execute("INSERT INTO software VALUES ('mort.example', 'mastodon', '4.3.1', 1.0)")
    db.close()
    return desk


def test_peers__in_words(desk: Desk) -> None:
    head, line = desk.did("peers").splitlines()

    assert head.split()[:3] == ["serveur", "logiciel", "attend"]
    assert line.startswith("mort.example  mastodon 4.3.1  3, depuis ")
    assert "pas de connexion" in line and "\x1b" not in line and " 7 " in line
    assert "no connection" in Desk(desk.data, "en").did("peers")


def test_peers__for_programs(desk: Desk) -> None:
    (row,) = orjson.loads(desk.did("peers", "--json"))

    assert (row["origin"], row["waiting"], row["failures"], row["software"], row["version"]) == (
        "mort.example",
        3,
        7,
        "mastodon",
        "4.3.1",
    )
    assert row["last_error"].startswith("https://mort.example/a: ClientConnectorError")
    assert row["next_try"] == "2255-03-14T16:00:00.000Z"


def test_queue_list__no_bare_code(desk: Desk) -> None:
    shown = desk.did("queue", "list")

    assert shown.startswith("À envoyer 3, refusés 0, abandonnés 0 :\n")
    assert "en attente, à part" in shown and "en panne (503)" in shown
    assert "due" not in shown


def test_queue_drop__nobody_to_ask(desk: Desk) -> None:
    done = desk.type("queue", "drop", "--origin", "mort.example")

    assert done.exit_code == 2
    assert "Ne sera pas envoyé (3)" in done.stderr and "--yes" in done.stderr
    assert len(orjson.loads(desk.did("queue", "drop", "--origin", "mort.example", "--json"))["deliveries"]) == 3


@pytest.mark.parametrize(("answer", "left"), [("o\n", 0), ("oui\n", 0), ("n\n", 3), ("\n", 3)])
def test_queue_drop__asks(answer: str, left: int, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_queue, "_somebody_is_there", lambda: True)

    done = desk.type("queue", "drop", "--origin", "mort.example", input=answer)

    assert done.exit_code == (1 if left else 0)
    assert "Livraison à vélo" in done.stderr
    assert desk.json("peers")[0]["waiting"] == left  # type: ignore[index]


def test_queue_drop__one_and_then_all(desk: Desk) -> None:
    listed = orjson.loads(desk.did("queue", "list", "--json"))["deliveries"]

    assert desk.did("queue", "drop", str(listed[0]["delivery"]), "--yes") == "abandonnés : 1\n"
    assert desk.did("queue", "drop", "--origin", "https://Mort.example", "--yes") == "abandonnés : 2\n"
    again = desk.type("queue", "drop", "--origin", "mort.example", "--yes")

    assert (again.exit_code, again.stderr) == (1, "Rien n'attend : mort.example.\n")
    assert "abandonné ici" in desk.did("queue", "list")


@pytest.mark.parametrize("words", [[], ["7", "--origin", "a.example"], ["x"]])
def test_queue_drop__written_wrongly(words: list[str], desk: Desk) -> None:
    assert desk.type("queue", "drop", *words, "--yes").exit_code == 2


def test_running__what_is_given_up_for_a_server_that_is_away_is_not_sent_and_what_comes_later_is(
    tmp_path: Path,
) -> None:
    ports = free_port(), free_port()
    ours, theirs = set_up(tmp_path / "ours", port=ports[0]), set_up(tmp_path / "theirs", port=ports[1], name="clef")
    host = f"127.0.0.1:{ports[1]}"

    with ours.running():
        with theirs.running():
            theirs.did("follow", f"pedales@127.0.0.1:{ports[0]}")
            until(lambda: ours.json("followers"))
            first = ours.did("publish", "-", input=OFFER).strip()
            until(lambda: theirs.type("explain", first).exit_code == 0)
            until(lambda: ours.json("peers")[0]["software"] == "bocage")  # type: ignore[index]
        given_up = ours.did("publish", "-", input=OFFER.replace("300", "100")).strip()
        until(lambda: ours.json("peers")[0]["failures"])  # type: ignore[index]
        assert ours.did("queue", "drop", "--origin", host, "--yes") == "abandonnés : 1\n"
        with theirs.running():
            sent = ours.did("publish", "-", input=OFFER.replace("300", "200")).strip()
            ours.did("queue", "retry", "--origin", host)
            until(lambda: theirs.type("explain", sent).exit_code == 0)
            states = [each["state"] for each in ours.json("explain", given_up)["sent"]["deliveries"]]  # type: ignore[index,call-overload]

    assert states == ["expired"]


def until(what: Callable[[], object]) -> None:
    """Wait for something to become true, with a bound."""
    deadline = time.monotonic() + 60
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.1)
