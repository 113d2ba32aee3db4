"""Backups that are not, or that hold more than they should."""

from __future__ import annotations

import io
import stat
import tarfile
from collections.abc import Callable
from pathlib import Path
from sqlite3 import DatabaseError, connect

import orjson
import pytest

from node import archive as archives
from node.archive import read as read_backup
from node.errors import NodeError
from node.founding import found
from node.profiles import NewActor
from node.settings import Settings
from node.store import backup
from node.store.migrate import newest
from node.store.store import Store
from tests.node.ground import NOW, PAIR
from tests.node.store.dump import FOLDER as DUMPS
from tests.node.store.dump import raised
from vocab.vocabulary import Vocabulary


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

    assert not (tmp_path / "data").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"backup.tar.gz"}


async def test_read_backup__cut_short(tmp_path):
    whole = archive(tmp_path / "whole", [(tarfile.TarInfo("bocage.db"), bytes(range(256)) * 4000)]).read_bytes()
    (tmp_path / "backup.tar.gz").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(NodeError):
        await read_backup(tmp_path / "backup.tar.gz", tmp_path / "data", "epoch")

    assert not (tmp_path / "data").exists()


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


# -- what an archive says of itself ----


async def node_folder(data: Path, words: Vocabulary) -> Path:
    """A founded node's folder."""
    settings = Settings(origin="https://pedales.example", title="Les Pédales")
    await found(data, settings, NewActor("pedales", "Les Pédales", "platform"), (PAIR, PAIR), words)
    return data


def again(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """An archive with other contents."""
    with tarfile.open(source) as tar:
        files = {member.name: tar.extractfile(member).read() for member in tar}
    change(files)
    return archive(target, [(tarfile.TarInfo(name), content) for name, content in files.items()])


async def test_write__what_it_says_is_what_is_there(tmp_path, words):
    data = await node_folder(tmp_path / "data", words)

    written = archives.write(data, tmp_path / "b.tar.gz", NOW)

    assert archives.verify(tmp_path / "b.tar.gz") == written
    assert (written.made, written.schema, written.keys) == (NOW, newest(), 4)
    assert written.counts["actors"] == 2
    assert stat.S_IMODE((tmp_path / "b.tar.gz").stat().st_mode) == 0o600
    assert {path.name for path in tmp_path.iterdir()} == {"data", "b.tar.gz"}


async def test_write__of_a_damaged_database__is_refused(tmp_path, words):
    data = await node_folder(tmp_path / "data", words)
    assert not (data / "bocage.db-wal").exists(), "pages that stand beside the file would be read instead of these"
    with (data / "bocage.db").open("r+b") as file:
        file.seek(3 * 4096)
        file.write(b"\xff" * 40_000)

    with pytest.raises((NodeError, DatabaseError)):
        archives.write(data, tmp_path / "b.tar.gz", NOW)

    assert not (tmp_path / "b.tar.gz").exists()


def fewer_rows(files: dict[str, bytes]) -> None:
    said = orjson.loads(files["backup.json"])
    said["counts"]["records"] += 1
    files["backup.json"] = orjson.dumps(said)


def other_settings(files: dict[str, bytes]) -> None:
    files["config.toml"] = b"no_such_setting = 1\n"


def spoilt_key(files: dict[str, bytes]) -> None:
    with connect(":memory:") as db:
        db.deserialize(files["bocage.db"])
        db.execute("UPDATE keys SET private = X'00' WHERE algorithm = 'ed25519'")
        db.commit()
        files["bocage.db"] = db.serialize()


def later_schema(files: dict[str, bytes]) -> None:
    with connect(":memory:") as db:
        db.deserialize(files["bocage.db"])
        db.execute("PRAGMA user_version = 9999")
        files["bocage.db"] = db.serialize()


@pytest.mark.parametrize("change", [fewer_rows, other_settings, spoilt_key, later_schema])
async def test_verify__finds_what_does_not_hold(tmp_path, words, change):
    data = await node_folder(tmp_path / "data", words)
    archives.write(data, tmp_path / "b.tar.gz", NOW)
    spoilt = again(tmp_path / "b.tar.gz", tmp_path / "c.tar.gz", change)

    with pytest.raises(NodeError):
        archives.verify(spoilt)
    with pytest.raises(NodeError):
        await read_backup(spoilt, tmp_path / "restored", "epoch")

    assert {path.name for path in tmp_path.iterdir()} == {"data", "b.tar.gz", "c.tar.gz"}


async def test_read__a_backup_of_an_earlier_release__is_upgraded(tmp_path):
    raised(DUMPS / "0002.sql", tmp_path / "bocage.db")
    old = archive(tmp_path / "old.tar.gz", [(tarfile.TarInfo("bocage.db"), (tmp_path / "bocage.db").read_bytes())])

    contents = await read_backup(old, tmp_path / "data", "another")

    assert contents.schema == 2
    assert backup.schema(tmp_path / "data" / "bocage.db") == newest()
