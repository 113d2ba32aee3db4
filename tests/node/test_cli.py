"""The command line, as a person or a program meets it, whatever the command."""

from __future__ import annotations

import fcntl
import os
import threading

import pytest
from click.testing import CliRunner

from node.cli.main import cli
from node.cli.speech import language_of
from tests.node.cli_world import Desk


@pytest.mark.parametrize("words", [["nonsense"], ["publish"], ["publish", "absent.yaml"], ["follow", "a", "b"]])
def test_cli__wrong_use_is_two(desk, words):
    assert desk.type(*words).exit_code == 2


def test_cli__without_a_node(tmp_path):
    done = Desk(tmp_path, "en_US.UTF-8").type("peers")

    assert done.exit_code == 1
    assert done.stderr == f"No node in {tmp_path}. To prepare one: bocage --data {tmp_path} setup\n"


def test_cli__a_bug_is_a_sentence_unless_debugging(desk):
    (desk.data / "bocage.db").write_bytes(b"not a database" * 1000)

    done = desk.type("peers")

    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1
    assert desk.type("--help").exit_code == 0
    assert CliRunner().invoke(cli, ["--debug", "--data", str(desk.data), "peers"]).exception is not None


def test_help__is_in_both_languages(desk):
    assert "Publie les fiches" in desk.did("--help")
    assert "Publish the records" in Desk(desk.data, "en").did("--help")
    assert "l'organisation au nom" in desk.did("publish", "--help")


def test_language__is_decided_by_the_first_that_is_set():
    assert language_of({}) == "en"
    assert language_of({"LANG": "fr"}) == "fr"
    assert language_of({"LC_ALL": "en_US.UTF-8", "LANG": "fr_FR.UTF-8"}) == "en"
    assert language_of({"LC_ALL": "", "LC_MESSAGES": "fr_BE.UTF-8", "LANG": "en"}) == "fr"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (["actor", "list"], list),
        (["followers"], list),
        (["following"], list),
        (["news"], list),
        (["peers"], list),
        (["settings"], list),
        (["queue", "list"], dict),
        (["queue", "retry"], dict),
        (["reindex"], dict),
        (["search"], dict),
        (["keys", "rotate"], dict),
    ],
)
def test_json__is_what_programs_get(desk, words, kind):
    assert isinstance(desk.json(*words), kind)
    assert desk.did(*words) is not None


def test_settings__say_what_is_in_force(desk, monkeypatch):
    monkeypatch.setenv("BOCAGE_PAGE_SIZE", "77")

    found = {row["name"]: row for row in desk.json("settings")}

    assert found["page_size"]["value"] == 77
    assert found["page_size"]["default"] == 50
    assert found["allow_private_networks"]["value"] is True


def test_cli__waits_for_a_node_that_is_starting(desk):
    lock = os.open(desk.data / "lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    opening = threading.Timer(0.6, os.close, [lock])
    opening.start()

    assert desk.json("peers") == []
    opening.join()
