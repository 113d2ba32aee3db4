"""Digits: bytes as base58btc writes them, the way of keys and proofs (draft-msporny-base58).

Every record has two proofs, and the package `base58` takes one digit at a time off a number of 512 bits: that costs
half as much as the signature. Here five digits at a time leave it, as many as Python divides by in one step.
"""

from __future__ import annotations

from typing import Final

_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_FIVE: Final = 58**5
_TWO: Final = 58**2
_PAIRS: Final = tuple(high + low for high in _ALPHABET for low in _ALPHABET)


def digits(raw: bytes) -> str:
    """The digits of `raw`.

    >>> digits(bytes.fromhex("0000287fb4cd"))
    '11233QC4'
    """
    number = int.from_bytes(raw, "big")
    fives = []
    while number:
        number, five = divmod(number, _FIVE)
        rest, last = divmod(five, _TWO)
        first, middle = divmod(rest, _TWO)
        fives.append(_ALPHABET[first] + _PAIRS[middle] + _PAIRS[last])
    zeros = len(raw) - len(raw.lstrip(b"\0"))
    return "1" * zeros + "".join(reversed(fives)).lstrip("1")
