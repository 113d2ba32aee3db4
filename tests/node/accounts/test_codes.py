"""Codes of a second factor, against the numbers of RFC 6238 (appendix B) and what telephones are told."""

from __future__ import annotations

import pytest

from node.accounts.codes import AROUND, STEP_S, address_of, hash_of_recovery, recovery_code, secret_of, step_of

SECRET = b"12345678901234567890"
# The RFC writes eight digits; six are the last of them (RFC 4226, 5.3).
PUBLISHED = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]


@pytest.mark.parametrize(("at", "digits"), PUBLISHED)
def test_step_of__the_published_numbers(at: int, digits: str):
    assert step_of(SECRET, digits[-6:], at, 0) == at // STEP_S


def test_step_of__a_step_before_and_after_and_no_more():
    at, digits = PUBLISHED[3][0], PUBLISHED[3][1][-6:]
    found = [step_of(SECRET, digits, at + each * STEP_S, 0) for each in (-2, -1, 0, 1, 2)]

    assert AROUND == 1 and found == [None, at // 30, at // 30, at // 30, None]


def test_step_of__one_that_was_used_is_good_no_more():
    at, digits = PUBLISHED[3][0], PUBLISHED[3][1][-6:]

    assert step_of(SECRET, digits, at, at // STEP_S - 1) == at // STEP_S
    assert step_of(SECRET, digits, at, at // STEP_S) is None


@pytest.mark.parametrize("typed", ["", "28708", "2870822", "28708２", "-87082", "abcdef", "２８７０８２"])
def test_step_of__what_is_no_code(typed: str):
    assert step_of(SECRET, typed, 59, 0) is None


def test_address_of__what_a_telephone_reads():
    assert address_of(SECRET, "pedales.example", "ada@panier.example") == (
        "otpauth://totp/pedales.example:ada%40panier.example"
        "?digits=6&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&algorithm=SHA1&issuer=pedales.example&period=30"
    )


def test_secrets__are_of_the_length_asked_and_differ():
    assert len(secret_of("a")) == 20 and secret_of("a") != secret_of("b")
    code = recovery_code("a")
    assert len(code) == 19 and code.count("-") == 3 and code != recovery_code("b")
    assert hash_of_recovery(code) == hash_of_recovery(code.upper().replace("-", " ")) != hash_of_recovery("")
