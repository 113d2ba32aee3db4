"""A node that runs as a process, and the same commands beside it."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import orjson
import pytest

from tests.node.cli_world import REPOSITORY, Desk, free_port, mode, set_up


def test_running__gives_the_same_answers(tmp_path, offer):
    port = free_port()
    desk = set_up(tmp_path / "data", port=port)
    questions = (["actor", "list"], ["search"], ["followers"], ["queue", "list"], ["settings"], ["peers"])

    with desk.running() as address:
        assert address == f"http://127.0.0.1:{port}"
        assert mode(desk.data / "control.sock") == 0o600
        id = desk.did("publish", offer).strip()
        refused = desk.type("publish", "-", input="kind: offer\nname: x\nterritory: [Atlantide]\n")
        desk.did("reindex")
        file = tmp_path / "backup.tar.gz"
        desk.did("backup", str(file))
        health = desk.type("doctor", "--json")
        # What doctor sent to the node's own door is applied before we compare.
        for _ in range(100):
            if not desk.json("queue", "list")["inbox"].get("new"):
                break
            time.sleep(0.1)
        answers = [desk.json(*words) for words in questions]
        second = desk.type("run")
    assert [desk.json(*words) for words in questions] == answers
    assert desk.type("publish", "-", input="kind: offer\nname: x\nterritory: [Atlantide]\n").stderr == refused.stderr
    assert refused.exit_code == 1

    assert desk.json("explain", id)["record"]["verified"] == "own"
    assert second.exit_code == 1
    assert second.stderr.splitlines()[-1] == "Un autre processus travaille sur ce dossier de données."
    checks = {check["name"]: check for check in orjson.loads(health.stdout)}
    assert checks["running"]["state"] == checks["webfinger"]["state"] == checks["actor"]["state"] == "OK", checks
    assert Desk(tmp_path / "again").type("restore", str(file)).exit_code == 0


def test_running__says_loudly_that_it_is_for_development(tmp_path):
    port = free_port()
    desk = set_up(tmp_path / "data", port=port)
    command = [sys.executable, "-m", "node.cli.main", "--data", str(desk.data), "run"]

    # As JSON: one object a line and nothing else, for programs that gather logs.
    env = {**os.environ, "BOCAGE_LOG_FORMAT": "json"}
    process = subprocess.Popen(
        command, cwd=REPOSITORY, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
    finally:
        process.terminate()
        out, err = process.communicate(timeout=30)

    assert line == f"ready http://127.0.0.1:{port}\n"
    assert out == ""
    logged = [orjson.loads(line) for line in err.splitlines()]
    assert all({"event", "level", "timestamp"} <= set(line) for line in logged)
    assert [line["level"] for line in logged if "DEVELOPMENT" in line["event"]] == ["warning"]
    assert process.returncode == 0


def test_running__two_nodes_follow_each_other(tmp_path):
    ports = free_port(), free_port()
    network = set_up(tmp_path / "network", port=ports[0], name="reseau", kind="network")
    member = set_up(tmp_path / "member", port=ports[1])
    handle = f"reseau@127.0.0.1:{ports[0]}"

    with network.running():
        asked = member.json("join", handle)
        assert member.json("lookup", handle)["platformKind"] == "network"
    assert asked == {"id": f"http://127.0.0.1:{ports[0]}/actors/reseau", "state": "asked"}
    assert member.json("following")[0]["state"] == "asked"
    assert {row["origin"] for row in member.json("queue", "list")["deliveries"]} == {f"127.0.0.1:{ports[0]}"}
    assert member.type("join", "pedales").exit_code == 1


@pytest.mark.parametrize("listen", ["8401", "127.0.0.1:99999", "127.0.0.1:"])
def test_run__listen_is_wrong(desk, listen):
    assert desk.type("run", "--listen", listen).exit_code == 2
