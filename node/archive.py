"""Archives: a whole node in one file, made while it runs, tried without touching anything, and brought back.

    config.toml    its settings
    bocage.db      its database at one moment, private keys included
    backup.json    what is in it: release, schema, number of rows of each table, number of keys

The file is a compressed tar archive that only its owner can read.
"""

from __future__ import annotations

import os
import shutil
import tarfile
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import orjson

from federation.keys import load_ed25519, load_rsa
from node.app import release
from node.errors import NodeError
from node.folder import DATABASE
from node.settings import CONFIG, Settings, load
from node.store import backup, meta
from node.store.migrate import newest
from node.store.store import Store
from vocab.language import Text

CONTENTS: Final = "backup.json"
KEPT: Final = (CONFIG, DATABASE, CONTENTS)
MAX_SMALL: Final = 1_000_000
LEVEL: Final = 6


@dataclass(frozen=True, slots=True)
class Contents:
    """What an archive says it holds. `made` in Unix seconds."""

    release: str
    schema: int
    made: float
    counts: dict[str, int]
    keys: int


def write(data: Path, target: Path, now: float) -> Contents:
    """Write a backup of the folder to `target` (0600), in place of an older one; return what is in it.

    The node may run: what it does meanwhile is not in the backup. Raises `NodeError` when the copy is not sound.
    """
    with tempfile.TemporaryDirectory(prefix=".bocage-", dir=target.parent) as place:
        folder = Path(place)
        backup.copy(data / DATABASE, folder / DATABASE)
        found = backup.problems(folder / DATABASE, whole=True)
        if found:
            raise NodeError(_DAMAGED, "; ".join(found))
        if (data / CONFIG).exists():
            shutil.copyfile(data / CONFIG, folder / CONFIG)
        contents = _contents(folder / DATABASE, now)
        (folder / CONTENTS).write_bytes(orjson.dumps(asdict(contents)))
        archive = folder / "archive"
        descriptor = os.open(archive, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            with tarfile.open(fileobj=out, mode="w:gz", compresslevel=LEVEL) as tar:
                for name in KEPT:
                    if (folder / name).exists():
                        tar.add(folder / name, arcname=name, recursive=False, filter=_nobody)
            out.flush()
            os.fsync(out.fileno())
        os.replace(archive, target)
    return contents


def verify(source: Path) -> Contents:
    """Try a backup without touching anything: bring it back aside, look at it whole, compare it with what it says.

    Raises `NodeError` saying what does not hold.
    """
    with tempfile.TemporaryDirectory(prefix=".bocage-", dir=source.parent) as place:
        return _tried(source, Path(place))


async def read(source: Path, data: Path, epoch: str) -> Contents:
    """Make an empty folder what it was at the time of a backup, with another log epoch. Raises `NodeError`.

    What others read from the log since then is no longer what it holds: the epoch tells them to begin again.
    """
    if data.exists() and any(data.iterdir()):
        raise NodeError(
            Text(f"{data} n'est pas vide : rien n'a été changé.", f"{data} is not empty: nothing was changed.")
        )
    made = not data.exists()
    data.mkdir(parents=True, exist_ok=True)
    data.chmod(0o700)
    try:
        contents = _tried(source, data)
        (data / CONTENTS).unlink(missing_ok=True)
        store = await Store.open(str(data / DATABASE))
        try:
            await store.writing("restore", meta.put, "epoch", epoch)
        finally:
            await store.close()
    except BaseException:
        for path in data.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if made:
            data.rmdir()
        raise
    return contents


_DAMAGED: Final = Text(
    "La base de ce nœud est abîmée : la sauvegarde n'a pas été faite.",
    "The database of this node is damaged: no backup was made.",
)
_UNSOUND: Final = Text(
    "La base de cette sauvegarde est abîmée : prenez-en une autre.",
    "The database of this backup is damaged: take another one.",
)
_NOT_OURS: Final = Text(
    "Ce fichier n'est pas une sauvegarde faite par « bocage backup ».",
    'This file is not a backup made by "bocage backup".',
)
_NEWER: Final = Text(
    "Cette sauvegarde vient d'une version plus récente : installez la dernière version.",
    "This backup comes from a later release: install the latest version.",
)
_KEYS: Final = Text("Des clés de cette sauvegarde sont illisibles.", "Some keys of this backup cannot be read.")
_LESS: Final = Text(
    "Cette sauvegarde ne contient pas tout ce qu'elle annonce.", "This backup does not hold all that it says."
)


def _tried(source: Path, folder: Path) -> Contents:
    """Extract a backup into `folder` and require that it is whole."""
    _extract(source, folder)
    found = backup.problems(folder / DATABASE, whole=True)
    if found:
        raise NodeError(_UNSOUND, "; ".join(found))
    if backup.schema(folder / DATABASE) > newest():
        raise NodeError(_NEWER, f"schema {backup.schema(folder / DATABASE)}")
    _require_keys(folder / DATABASE)
    _settings(folder)
    said = _said(folder / CONTENTS)
    held = _contents(folder / DATABASE, said.made if said else 0.0)
    if said is not None and (said.counts, said.keys, said.schema) != (held.counts, held.keys, held.schema):
        raise NodeError(_LESS, f"{asdict(said)} said, {asdict(held)} held")
    return said or held


def _contents(database: Path, now: float) -> Contents:
    keys = len(backup.private_keys(database))
    return Contents(release(), backup.schema(database), now, backup.counts(database), keys)


def _said(path: Path) -> Contents | None:
    """What the archive says of itself; backups of the first release said nothing."""
    if not path.exists():
        return None
    try:
        return Contents(**orjson.loads(path.read_bytes()))
    except (orjson.JSONDecodeError, TypeError) as error:
        raise NodeError(_NOT_OURS, f"{CONTENTS}: {error}") from error


def _require_keys(database: Path) -> None:
    keys = backup.private_keys(database)
    if not keys:
        raise NodeError(_KEYS, "no key at all")
    for key in keys:
        try:
            load_ed25519(key.private) if key.algorithm == "ed25519" else load_rsa(key.private)
        except (ValueError, TypeError) as error:
            raise NodeError(_KEYS, f"{key.id}: {error}") from error


def _settings(folder: Path) -> Settings:
    return load(folder, {})


def _extract(source: Path, data: Path) -> None:
    """Only our own files, by name, as plain files: an archive may hold anything."""
    room = shutil.disk_usage(data).free
    try:
        with tarfile.open(source, mode="r:gz") as tar:
            for member in tar:
                limit = room if member.name == DATABASE else MAX_SMALL
                if member.name not in KEPT or not member.isreg() or member.size > limit:
                    raise NodeError(_NOT_OURS, f"{source}: {member.name[:100]!r} in the archive")
                inner = tar.extractfile(member)
                descriptor = os.open(data / member.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "wb") as out:
                    assert inner is not None
                    shutil.copyfileobj(inner, out)
    except (tarfile.TarError, EOFError, FileExistsError, OSError) as error:
        if isinstance(error, FileNotFoundError | PermissionError):
            raise
        raise NodeError(_NOT_OURS, f"{source}: {error}") from error
    if not (data / DATABASE).exists():
        raise NodeError(_NOT_OURS, f"{source}: no {DATABASE} in the archive")


def _nobody(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Whose machine it was is nobody's business."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member
