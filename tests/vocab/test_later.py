"""What is loaded when it is needed."""

from __future__ import annotations

import sys

import pytest

from vocab.later import later

SELDOM = "json.tool"


def test_later__is_loaded_by_the_first_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, SELDOM, raising=False)
    tool = later(SELDOM)
    assert not hasattr(tool, "__wrapped__")
    assert SELDOM not in sys.modules

    main = tool.main

    assert main is sys.modules[SELDOM].main
    assert tool.main is main


def test_later__what_is_not_there_is_refused_as_in_any_module() -> None:
    with pytest.raises(AttributeError, match=r"json\.tool"):
        _ = later(SELDOM).nothing
    with pytest.raises(ModuleNotFoundError, match="nowhere_at_all"):
        _ = later("nowhere_at_all").nothing
