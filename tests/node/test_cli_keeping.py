"""Keeping a node well from the command line: what doctor finds, what a backup brings back."""

from __future__ import annotations

import os
import re

import orjson

from tests.node.cli_world import Desk, mode


def test_doctor__of_a_node_at_rest(desk):
    done = desk.type("doctor", "--json")

    found = {check["name"]: check["state"] for check in orjson.loads(done.stdout)}
    assert found["database"] == found["permissions"] == found["config"] == "OK"
    assert found["running"] == "WARN"
    assert done.exit_code == 1


def test_doctor__says_what_to_repair(desk):
    (desk.data / "config.toml").chmod(0o644)

    done = desk.type("doctor")

    assert done.exit_code == 2
    assert re.search(r"^FAIL  D'autres utilisateurs peuvent lire : .*config\.toml\.$", done.stdout, re.MULTILINE)
    assert f"chmod go= {desk.data / 'config.toml'}" in done.stdout


def test_doctor__finds_a_damaged_database(desk):
    content = bytearray((desk.data / "bocage.db").read_bytes())
    content[8192:40960] = os.urandom(40960 - 8192)
    (desk.data / "bocage.db").write_bytes(content)

    done = desk.type("doctor", "--json")

    assert done.exit_code == 2
    assert {check["name"]: check["state"] for check in orjson.loads(done.stdout)}["database"] == "FAIL"


def test_doctor__without_a_node(tmp_path):
    assert Desk(tmp_path).type("doctor").exit_code == 2


def test_backup__comes_back_under_another_epoch(desk, offer, tmp_path):
    id = desk.did("publish", offer).strip()
    file = tmp_path / "backup.tar.gz"
    desk.did("backup", str(file))
    other = Desk(tmp_path / "other")

    other.did("restore", str(file))

    assert mode(file) == 0o600
    assert mode(other.data) == 0o700
    assert {mode(path) for path in other.data.iterdir()} == {0o600}
    assert other.json("explain", id)["record"]["withdrawn"] is False
    assert other.json("search") == desk.json("search")
    assert desk.type("restore", str(file)).exit_code == 1


def test_restore__of_something_else(tmp_path):
    (tmp_path / "other.tar.gz").write_bytes(b"something else")

    done = Desk(tmp_path / "data").type("restore", str(tmp_path / "other.tar.gz"))

    assert done.exit_code == 1
    assert "n'est pas une sauvegarde" in done.stderr
    assert not (tmp_path / "data").exists()
