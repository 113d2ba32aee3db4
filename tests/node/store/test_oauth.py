"""Programs: whoever asks names one, so those to which nobody agreed are few."""

from __future__ import annotations

import pytest

from node.store import oauth
from node.store.connection import Db
from node.store.oauth import Code, Token
from tests.node.ground import NOW, Ground

CALLBACK = ("https://app.example/cb",)


def named(db: Db, *names: str) -> None:
    for number, name in enumerate(names):
        oauth.keep_program(db, f"https://{name}.example/", name, CALLBACK, NOW + number)


def known(db: Db) -> set[str]:
    return {str(row[0]) for row in db.execute("SELECT name FROM oauth_programs")}


async def test_keep_program__of_those_nobody_agreed_to_the_newest_stay(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    # R14: attacker-chosen names in a table.
    monkeypatch.setattr(oauth, "MAX_UNUSED", 3)
    db = ground.db
    named(db, "asked", "used")
    oauth.keep_code(db, Code("c", "https://asked.example/", CALLBACK[0], ground.me, "p", "read", "x", NOW + 60, "k"))
    oauth.keep_token(db, Token("t", ground.me, "p", "read", "access", "https://used.example/", "k2", None), "2026")

    named(db, *(f"x{number}" for number in range(50)))

    assert known(db) == {"asked", "used", "x47", "x48", "x49"}
