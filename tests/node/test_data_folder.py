"""Backups that are not, or that hold more than they should."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from node.data_folder import read_backup
from node.errors import NodeError
from node.store import backup
from node.store.store import Store


def archive(path: Path, members: list[tuple[tarfile.TarInfo, bytes]]) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for member, content in members:
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


def link(name: str, target: str) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = tarfile.SYMTYPE, target
    return member


@pytest.mark.parametrize(
    "members",
    [
        [(tarfile.TarInfo("../outside"), b"x")],
        [(tarfile.TarInfo("/etc/bocage"), b"x")],
        [(link("bocage.db", "/etc/passwd"), b"")],
        [(tarfile.TarInfo("bocage.db"), b"not a database" * 100)],
        [(tarfile.TarInfo("bocage.db"), b"a"), (tarfile.TarInfo("bocage.db"), b"b")],
        [(tarfile.TarInfo("config.toml"), b"x" * 1_000_001)],
        [(tarfile.TarInfo("config.toml"), b"title = 'x'\n")],
        [],
    ],
)
async def test_read_backup__refuses(tmp_path, members):
    source = archive(tmp_path / "backup.tar.gz", members)

    with pytest.raises(NodeError):
        await read_backup(source, tmp_path / "data", "epoch")

    assert not any((tmp_path / "data").iterdir())
    assert {path.name for path in tmp_path.iterdir()} == {"backup.tar.gz", "data"}


async def test_read_backup__cut_short(tmp_path):
    whole = archive(tmp_path / "whole", [(tarfile.TarInfo("bocage.db"), bytes(range(256)) * 4000)]).read_bytes()
    (tmp_path / "backup.tar.gz").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(NodeError):
        await read_backup(tmp_path / "backup.tar.gz", tmp_path / "data", "epoch")

    assert not any((tmp_path / "data").iterdir())


async def test_copy__while_somebody_writes(tmp_path):
    store = await Store.open(str(tmp_path / "live.db"))

    def write(db, name):
        db.execute("INSERT INTO meta (name, value) VALUES (?, 'x')", (name,))

    await store.writing("one", write, "one")
    backup.copy(tmp_path / "live.db", tmp_path / "copy.db")
    await store.writing("two", write, "two")
    await store.close()

    assert backup.problems(tmp_path / "copy.db") == []
    assert backup.schema(tmp_path / "copy.db") == backup.schema(tmp_path / "live.db")
    copied = await Store.open(str(tmp_path / "copy.db"))
    names = await copied.reading(lambda db: [row[0] for row in db.execute("SELECT name FROM meta")])
    await copied.close()
    assert "one" in names and "two" not in names


def test_problems__of_a_file_that_is_no_database(tmp_path):
    (tmp_path / "x.db").write_bytes(b"x" * 5000)

    assert backup.problems(tmp_path / "x.db")
