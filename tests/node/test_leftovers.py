"""What killed commands left is swept at the next start, and what is being made is not."""

from __future__ import annotations

import os
from pathlib import Path

from node import leftovers
from tests.node.ground import NOW


def test_clear__old_folders_of_commands_and_nothing_else(tmp_path: Path) -> None:
    for name in (".import-old", ".export-old", ".import-new", "imports", "backups"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("x")
        at = NOW - (60 if name == ".import-new" else 7_200)
        os.utime(tmp_path / name, (at, at))
    (tmp_path / ".import-link").symlink_to(tmp_path / "backups")

    leftovers.clear(tmp_path, NOW)

    assert sorted(each.name for each in tmp_path.iterdir()) == [".import-link", ".import-new", "backups", "imports"]
    assert (tmp_path / "backups" / "file").exists()
