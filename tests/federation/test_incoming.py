"""A request as it arrived."""

from __future__ import annotations

from federation.incoming import Incoming


def test_fields__repeats_are_joined_and_values_trimmed() -> None:
    request = Incoming("POST", "/inbox", (("digest", " a "), ("host", "x"), ("digest", "b")))

    assert request.fields() == {"digest": "a, b", "host": "x"}
    assert request.values("digest") == [" a ", "b"]
