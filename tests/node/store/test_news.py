"""News: the newest notes of those we follow, and no more than so many."""

from __future__ import annotations

import pytest

from node.store import news
from node.store.connection import Db

OWNER = "https://a.example/a"


def keep(db: Db, *days: int) -> list[str]:
    for day in days:
        news.keep(db, f"{OWNER}/{day}", OWNER, f"2026-11-{day:02}T10:00:00.000Z", "<p>x</p>", None)
    return sorted(id.rpartition("/")[2] for (id,) in db.execute("SELECT id FROM news"))


def test_keep__no_more_than_the_newest(db: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "MAX_NEWS", 3)

    assert keep(db, 11, 13, 12) == ["11", "12", "13"]
    assert keep(db, 14) == ["12", "13", "14"]
    # Older than all of them: it does not stay.
    assert keep(db, 10) == ["12", "13", "14"]
    assert keep(db, 13) == ["12", "13", "14"]
