"""What is free is given back, where the C library knows how."""

from __future__ import annotations

import ctypes
from types import SimpleNamespace

import pytest

from node import memory


def test_memory__asks_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[object, ...]] = []
    library = SimpleNamespace(
        mallopt=lambda *given: asked.append(given), malloc_trim=lambda *given: asked.append(given)
    )
    monkeypatch.setattr(ctypes, "CDLL", lambda name: library)

    memory.share_stores()
    memory.give_back()

    assert asked == [(-8, 2), (0,)]


def test_memory__of_a_library_that_keeps_nothing_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(ctypes, "CDLL", lambda name: (asked.append(name), SimpleNamespace())[1])

    memory.share_stores()
    memory.give_back()

    assert asked == [None, None]
