"""Passwords are kept as strings nobody can read back."""

from __future__ import annotations

import pytest

from node.passwords import hashed, matches

SALT = b"0123456789abcdef"


def test_hashed__says_how_it_was_made():
    assert hashed("le vélo", SALT).startswith("$scrypt$ln=15,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$")
    assert "vélo" not in hashed("le vélo", SALT)


def test_matches__only_the_same():
    kept = hashed("le vélo", SALT)

    assert matches("le vélo", kept)
    assert not matches("la moto", kept)
    assert not matches("le vélo", kept[:-1] + ("A" if kept[-1] != "A" else "B"))


@pytest.mark.parametrize(
    "kept",
    ["", "le vélo", "$scrypt$ln=99,r=99,p=9$AAAA$AAAA", "$scrypt$ln=30,r=8,p=1$AAAA$AAAA", "$argon2id$v=19$m=1$a$b"],
)
def test_matches__not_ours_or_too_dear(kept):
    assert not matches("le vélo", kept)


def test_matches__a_password_without_end():
    assert not matches("a" * 5000, hashed("a" * 5000, SALT))
