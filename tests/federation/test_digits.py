"""Digits of base58, against the package that writes them one by one."""

from __future__ import annotations

import base58
from hypothesis import given
from hypothesis import strategies as st

from federation.digits import digits


@given(st.integers(0, 3), st.binary(max_size=70))
def test_digits__are_those_of_the_package(zeros: int, rest: bytes) -> None:
    raw = bytes(zeros) + rest
    assert digits(raw) == base58.b58encode(raw).decode()


def test_digits__of_nothing_and_of_the_largest() -> None:
    assert digits(b"") == ""
    assert digits(b"\0\0") == "11"
    assert base58.b58decode(digits(b"\xff" * 64)) == b"\xff" * 64
