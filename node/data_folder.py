"""The data folder: everything a node owns, in one place that only its own user can read.

    config.toml    its settings            0600
    bocage.db      its database, keys too  0600
    lock           held by the one process that works here
    control.sock   where a running node takes commands

A backup is a compressed archive of the first two.
"""

from __future__ import annotations

import os
import shutil
import tarfile
import tempfile
from pathlib import Path
from typing import Final

from node.app import DATABASE
from node.checks import FAIL, OK, WARN, Check
from node.errors import NodeError
from node.settings import CONFIG
from node.store import backup, meta
from node.store.store import Store
from vocab.language import Text

KEPT: Final = (CONFIG, DATABASE)
MAX_CONFIG: Final = 1_000_000
LOW_BYTES: Final = 1_000_000_000
NO_ROOM_BYTES: Final = 200_000_000


def write_backup(data: Path, target: Path) -> int:
    """Write a backup of the folder to `target` (0600), in place of an older one; return its size in bytes.

    The node may run. What it does meanwhile is not in the backup.
    """
    with tempfile.TemporaryDirectory(prefix=".bocage-", dir=target.parent) as place:
        folder = Path(place)
        backup.copy(data / DATABASE, folder / DATABASE)
        if (data / CONFIG).exists():
            shutil.copyfile(data / CONFIG, folder / CONFIG)
        archive = folder / "archive"
        descriptor = os.open(archive, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out, tarfile.open(fileobj=out, mode="w:gz") as tar:
            for name in KEPT:
                if (folder / name).exists():
                    tar.add(folder / name, arcname=name, recursive=False, filter=_nobody)
        os.replace(archive, target)
    return target.stat().st_size


async def read_backup(source: Path, data: Path, epoch: str) -> None:
    """Make an empty folder what it was at the time of a backup, with another log epoch. Raises `NodeError`.

    What others read from the log since then is no longer what it holds: the epoch tells them to begin again.
    """
    if data.exists() and any(data.iterdir()):
        raise NodeError(
            Text(f"{data} n'est pas vide : rien n'a été changé.", f"{data} is not empty: nothing was changed.")
        )
    data.mkdir(parents=True, exist_ok=True)
    data.chmod(0o700)
    try:
        _extract(source, data)
        found = backup.problems(data / DATABASE)
        if found:
            raise NodeError(_UNSOUND, "; ".join(found))
        store = await Store.open(str(data / DATABASE))
        try:
            await store.writing("restore", meta.put, "epoch", epoch)
        finally:
            await store.close()
    except BaseException:
        for path in data.iterdir():
            path.unlink()
        raise


_UNSOUND: Final = Text(
    "La base de cette sauvegarde est abîmée : prenez-en une autre.",
    "The database of this backup is damaged: take another one.",
)
_NOT_OURS: Final = Text(
    "Ce fichier n'est pas une sauvegarde faite par « bocage backup ».",
    'This file is not a backup made by "bocage backup".',
)


def _extract(source: Path, data: Path) -> None:
    """Only our own two files, by name, as plain files: an archive may hold anything."""
    room = shutil.disk_usage(data).free
    try:
        with tarfile.open(source, mode="r:gz") as tar:
            for member in tar:
                limit = MAX_CONFIG if member.name == CONFIG else room
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


def checks(data: Path) -> list[Check]:
    """What can be seen of the folder from outside: is it there, is it private, is it sound, is there room."""
    if not (data / DATABASE).exists():
        fix = Text(f"bocage --data {data} setup", f"bocage --data {data} setup")
        return [Check("folder", FAIL, Text(f"Aucun nœud dans {data}.", f"No node in {data}."), fix)]
    return [_config(data), _private(data), _sound(data), _room(data)]


def _config(data: Path) -> Check:
    if (data / CONFIG).exists():
        return Check("config", OK, Text(f"{CONFIG} est là.", f"{CONFIG} is there."))
    said = Text(f"{CONFIG} manque.", f"{CONFIG} is missing.")
    return Check("config", WARN, said, Text("Remettez-le depuis une sauvegarde.", "Take it back from a backup."))


def _private(data: Path) -> Check:
    open_to_others = [path for path in (data, data / CONFIG, data / DATABASE) if path.exists() and _shared(path)]
    if not open_to_others:
        return Check("permissions", OK, Text("Le dossier est privé.", "The folder is private."))
    names = ", ".join(str(path) for path in open_to_others)
    said = Text(f"D'autres utilisateurs peuvent lire : {names}.", f"Other users can read: {names}.")
    fix = f"chmod go= {' '.join(str(path) for path in open_to_others)}"
    return Check("permissions", FAIL, said, Text(fix, fix))


def _shared(path: Path) -> bool:
    return path.stat().st_mode & 0o077 != 0


def _sound(data: Path) -> Check:
    found = backup.problems(data / DATABASE)
    if found:
        said = Text(f"La base est abîmée : {found[0]}.", f"The database is damaged: {found[0]}.")
        fix = Text("Arrêtez le nœud et reprenez une sauvegarde.", "Stop the node and restore a backup.")
        return Check("database", FAIL, said, fix)
    number = backup.schema(data / DATABASE)
    return Check(
        "database", OK, Text(f"La base est saine (schéma {number}).", f"The database is sound (schema {number}).")
    )


def _room(data: Path) -> Check:
    free = shutil.disk_usage(data).free
    said = Text(f"{free // 1_000_000} Mo libres sur le disque.", f"{free // 1_000_000} MB free on the disk.")
    if free >= LOW_BYTES:
        return Check("disk", OK, said)
    fix = Text("Faites de la place.", "Make room.")
    return Check("disk", FAIL if free < NO_ROOM_BYTES else WARN, said, fix)
