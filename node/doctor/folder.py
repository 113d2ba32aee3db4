"""The data folder, seen from outside: is it there, is it private, is it sound, is there room.

config.toml    its settings                                   0600
bocage.db      its database, keys too                         0600
upkeep.json    when it was backed up                          0600
backups/       a copy of the database before each upgrade     0700
lock           held by the one process that works here
control.sock   where a running node takes commands
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from node import upkeep
from node.app import DATABASE
from node.checks import FAIL, OK, WARN, Check
from node.settings import CONFIG
from node.store import backup
from node.store.migrate import newest
from vocab.language import Text

LOW_BYTES: Final = 1_000_000_000
NO_ROOM_BYTES: Final = 200_000_000


def checks(data: Path) -> list[Check]:
    """Everything that can be seen without the node."""
    if not (data / DATABASE).exists():
        said = Text(f"Aucun nœud dans {data}.", f"No node in {data}.")
        return [Check("folder", FAIL, said, _command(f"bocage --data {data} setup"))]
    found = [config(data), permissions(data), database(data), disk(data, shutil.disk_usage(data).free)]
    if found[2].state == OK:
        found.append(schema(data, backup.schema(data / DATABASE), newest()))
    return found


def config(data: Path) -> Check:
    """The settings' file is there."""
    if (data / CONFIG).exists():
        return Check("config", OK, Text(f"{CONFIG} est là.", f"{CONFIG} is there."))
    said = Text(f"{CONFIG} manque.", f"{CONFIG} is missing.")
    fix = Text(
        "Remettez-le depuis une sauvegarde : tar -xzf SAUVEGARDE config.toml",
        "Take it back from a backup: tar -xzf BACKUP config.toml",
    )
    return Check("config", FAIL, said, fix)


def permissions(data: Path) -> Check:
    """Nobody but its own user reads the folder."""
    secret = (data, data / CONFIG, data / DATABASE, data / upkeep.NOTES, data / backup.UPGRADES)
    shared = [str(path) for path in secret if path.exists() and path.stat().st_mode & 0o077]
    if not shared:
        return Check("permissions", OK, Text("Le dossier est privé.", "The folder is private."))
    said = Text(f"D'autres utilisateurs peuvent lire : {', '.join(shared)}.", f"Others can read: {', '.join(shared)}.")
    return Check("permissions", FAIL, said, _command(f"chmod go= {' '.join(shared)}"))


def database(data: Path) -> Check:
    """The database is one, and its pages hold together."""
    found = backup.problems(data / DATABASE)
    if not found:
        return Check("database", OK, Text("La base est saine.", "The database is sound."))
    said = Text(f"La base est abîmée : {found[0]}.", f"The database is damaged: {found[0]}.")
    fix = Text(
        "Arrêtez le nœud, puis : bocage --data NOUVEAU restore SAUVEGARDE",
        "Stop the node, then: bocage --data NEW restore BACKUP",
    )
    return Check("database", FAIL, said, fix)


def schema(data: Path, number: int, expected: int) -> Check:
    """The database is of this release."""
    if number == expected:
        said = Text(f"Le schéma est celui de cette version ({number}).", f"The schema is this release's ({number}).")
        return Check("schema", OK, said)
    if number < expected:
        said = Text(
            f"La base est du schéma {number}, cette version attend {expected} : elle sera mise à jour au démarrage.",
            f"The database has schema {number}, this release expects {expected}: it is upgraded at the next start.",
        )
        return Check("schema", WARN, said, _command(f"bocage --data {data} backup"))
    said = Text(
        f"La base vient d'une version plus récente (schéma {number}, {expected} attendu).",
        f"The database comes from a later release (schema {number}, {expected} expected).",
    )
    return Check("schema", FAIL, said, _command("pip install --upgrade bocage"))


def disk(data: Path, free: int) -> Check:
    """There is room on the disk."""
    said = Text(f"{free // 1_000_000} Mo libres sur le disque.", f"{free // 1_000_000} MB free on the disk.")
    if free >= LOW_BYTES:
        return Check("disk", OK, said)
    return Check("disk", FAIL if free < NO_ROOM_BYTES else WARN, said, _command(f"du -h --max-depth=1 {data}"))


def _command(line: str) -> Text:
    return Text(line, line)
