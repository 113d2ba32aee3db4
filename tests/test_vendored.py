"""Scripts of others that ship with the program are what their packages hold, and their licence is there."""

from __future__ import annotations

import hashlib

from tests.vendor import FILES, STATIC


def test_vendored__unchanged():
    for name, _, digest in FILES:
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == digest, name


def test_vendored__every_script_of_others_has_its_licence():
    licences = (STATIC / "LICENCES.md").read_text("utf-8")
    versioned = [path.name for path in STATIC.iterdir() if any(letter.isdigit() for letter in path.name)]

    assert {name for name, _, _ in FILES} < set(versioned)
    for name in versioned:
        assert name.endswith(".svg") or name in licences, name
