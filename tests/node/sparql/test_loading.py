"""Loading: all lines come in, whatever stands beside them, and nothing of them is left lying about."""

from __future__ import annotations

from pathlib import Path

import pytest

from node.sparql import loading
from node.sparql.loading import SUFFIX, Loading, clear
from node.sparql.quadstore import Broken, QuadStore

GRAPH = "<https://a.example/actors/a>"


def line(number: int) -> str:
    return f'<https://a.example/objects/{number}> <https://a.example/name> "À {number}" {GRAPH} .'


def test_loading__in_several_pieces__all_are_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "AT_ONCE", 4)
    store = QuadStore(tmp_path / "store")

    with Loading(store, tmp_path) as work:
        for number in range(5):
            work.put((line(2 * number), line(2 * number + 1)))
        work.put(())

    assert store.lines() == {line(number) for number in range(10)}
    assert work.loads == 3
    assert not list(tmp_path.glob(f"*{SUFFIX}"))


def test_loading__a_line_that_no_store_takes__keeps_no_other_out(tmp_path: Path) -> None:
    store = QuadStore(tmp_path / "store")

    with Loading(store, tmp_path) as work:
        work.put((line(1), "<no iri> <https://a.example/name> <https://a.example/%zz> .", line(2)))

    assert store.lines() == {line(1), line(2)}


def test_loading__what_goes_wrong_there__is_raised_here(tmp_path: Path) -> None:
    store = QuadStore(tmp_path / "store")
    store.close()

    with pytest.raises(Broken), Loading(store, tmp_path) as work:
        work.put((line(1),))

    assert not list(tmp_path.glob(f"*{SUFFIX}"))


def test_clear__what_an_ended_process_left__is_removed_and_nothing_else(tmp_path: Path) -> None:
    for name in (f"tmp1{SUFFIX}", "state.db"):
        (tmp_path / name).write_bytes(b"x")

    clear(tmp_path)

    assert [left.name for left in tmp_path.iterdir()] == ["state.db"]
