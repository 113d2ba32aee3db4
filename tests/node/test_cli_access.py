"""Who has access, from the command line: tokens for programs, passwords for people."""

from __future__ import annotations

import re


def test_token__is_printed_once_and_revoked_once(desk):
    token = desk.did("token", "create", "--actor", "pedales", "--scope", "read,write")

    assert re.fullmatch(r"bocage_[A-Za-z0-9_-]{43}\n", token)
    assert token.strip().encode() not in (desk.data / "bocage.db").read_bytes()
    assert desk.type("token", "revoke", token.strip()).exit_code == 0
    assert desk.type("token", "revoke", token.strip()).exit_code == 1


def test_token__scope_is_unknown(desk):
    assert desk.type("token", "create", "--actor", "pedales", "--scope", "everything").exit_code == 2
    assert desk.type("token", "create", "--actor", "nobody").exit_code == 1


def test_user__comes_changes_and_goes(desk, tmp_path):
    (tmp_path / "password").write_text("court\n", "utf-8")
    file = str(tmp_path / "password")

    assert desk.type("user", "add", "contact@example.org", "--password-file", file).exit_code == 1
    assert desk.type("user", "password", "autre@example.org", "--password-file", file).exit_code == 1
    added = desk.type("user", "add", "autre@example.org", input="secret de longue haleine\n" * 2)
    assert added.exit_code == 0, added.stderr
    assert "secret" not in added.stdout + added.stderr
    assert "court" in desk.type("user", "password", "autre@example.org", "--password-file", file).stderr
    assert desk.type("user", "disable", "autre@example.org").exit_code == 0
    assert desk.type("user", "disable", "inconnu@example.org").exit_code == 1
    assert desk.type("user", "add", "pas une adresse", "--password-file", file).exit_code == 2
