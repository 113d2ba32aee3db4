"""The key that seals: made once, readable by the node's own user alone, whoever typed the command that made it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from node.errors import NodeError
from node.mail.sealing import KEY_BYTES, KEY_FILE, Sealer


def chance(count: int) -> bytes:
    return b"k" * count


def test_key__is_made_once_and_opens_what_it_sealed(tmp_path: Path) -> None:
    sealed = Sealer.in_folder(tmp_path, chance).seal("un secret", 0.0)

    assert Sealer.in_folder(tmp_path, os.urandom).open(sealed) == "un secret"
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600
    (tmp_path / KEY_FILE).write_bytes(b"x" * KEY_BYTES)
    assert Sealer.in_folder(tmp_path, chance).open(sealed) is None
    (tmp_path / KEY_FILE).write_bytes(b"short")
    with pytest.raises(NodeError):
        Sealer.in_folder(tmp_path, chance)


def test_key__that_root_makes_is_the_nodes(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make a key for somebody else")
    os.chown(tmp_path, 12_345, 12_346)

    Sealer.in_folder(tmp_path, chance)

    made = (tmp_path / KEY_FILE).stat()
    assert (made.st_uid, made.st_gid) == (12_345, 12_346)


def test_stamp__is_for_one_purpose() -> None:
    sealer = Sealer(bytes(KEY_BYTES))

    assert sealer.stamp("a", b"x") == Sealer(bytes(KEY_BYTES)).stamp("a", b"x")
    assert len({sealer.stamp("a", b"x"), sealer.stamp("b", b"x"), Sealer(b"k" * KEY_BYTES).stamp("a", b"x")}) == 3
