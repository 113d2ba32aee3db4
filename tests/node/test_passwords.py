"""Passwords are kept as strings nobody can read back."""

from __future__ import annotations

import pytest

from node.passwords import MAX_CHARACTERS, hashed, matches, of_nobody, outdated

# Made by an earlier version from « le vélo ».
SCRYPT = "$scrypt$ln=15,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$jz/vIHNCtElXLOUFDVxsa1bxf4BxntKir7uSx0D+6x8"


def test_hashed__says_how_it_was_made():
    assert hashed("le vélo").startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert hashed("le vélo") != hashed("le vélo")
    assert not outdated(hashed("le vélo"))


def test_matches__only_the_same():
    kept = hashed("le vélo")

    assert matches("le vélo", kept)
    assert not matches("la moto", kept)
    assert not matches("le vélo", kept[:-1] + ("A" if kept[-1] != "A" else "B"))


def test_of_nobody__costs_as_much_and_opens_nothing():
    assert of_nobody().rpartition("$")[0].rpartition("$")[0] == hashed("x").rpartition("$")[0].rpartition("$")[0]
    assert not matches("", of_nobody())


def test_matches__what_was_made_by_scrypt_opens_still_and_is_to_be_made_anew():
    kept = SCRYPT

    assert matches("le vélo", kept)
    assert not matches("la moto", kept)
    assert outdated(kept)


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "le vélo",
        "$scrypt$ln=99,r=99,p=9$AAAA$AAAA",
        "$scrypt$ln=30,r=8,p=1$AAAA$AAAA",
        "$argon2id$v=19$m=1,t=1,p=1$a$b",
        "$argon2id$v=19$m=999999,t=99,p=9$MDEyMzQ1Njc4OWFiY2RlZg$MDEyMzQ1Njc4OWFiY2RlZg",
        "$argon2i$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$MDEyMzQ1Njc4OWFiY2RlZg",
    ],
)
def test_matches__not_ours_or_too_dear(kept):
    assert not matches("le vélo", kept)


def test_matches__a_password_without_end():
    assert not matches("a" * (MAX_CHARACTERS + 1), hashed("a" * (MAX_CHARACTERS + 1)))
