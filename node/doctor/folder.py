"""The data folder, seen from outside: is it there, is it private, is it sound, is there room.

config.toml    its settings                                   0600
bocage.db      its database, keys too                         0600
upkeep.json    when it was backed up                          0600
backups/       a copy of the database before each upgrade     0700
lock           held by the one process that works here
control.sock   where a running node takes commands
"""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from node import upkeep
from node.checks import FAIL, OK, WARN, Check
from node.errors import NodeError
from node.folder import DATABASE
from node.settings import CONFIG, load
from node.store import backup
from node.store.migrate import newest
from vocab.language import Text

LOW_BYTES: Final = 1_000_000_000
NO_ROOM_BYTES: Final = 200_000_000


def checks(data: Path, environment: Mapping[str, str]) -> list[Check]:
    """Everything that can be seen without the node."""
    if not (data / DATABASE).exists():
        said = Text(f"Aucun nœud dans {data}.", f"No node in {data}.")
        return [Check("folder", FAIL, said, _command("bocage setup"))]
    try:
        address, wrong = load(data, environment).origin, None
    except NodeError as error:
        address, wrong = "", error.public
    kept = upkeep.last_backup(data)
    found = [
        config(data, (data / CONFIG).exists(), wrong, kept),
        permissions(data),
        database(data, kept),
        disk(data, shutil.disk_usage(data).free),
    ]
    if found[2].state == OK:
        found.append(schema(data, backup.schema(data / DATABASE), newest()))
        if found[0].state == OK:
            found.append(origin(data, address, backup.origin(data / DATABASE)))
    return found


def config(data: Path, there: bool, wrong: Text | None, kept: str | None) -> Check:
    """The settings' file is there, and says what can be understood. `kept`: where the last backup is."""
    if not there:
        said = Text(f"{CONFIG} manque.", f"{CONFIG} is missing.")
        archive = _archive(kept)
        fix = Text(
            f"tar -xzf {archive.fr} -C {_quoted(data)} {CONFIG}",
            f"tar -xzf {archive.en} -C {_quoted(data)} {CONFIG}",
        )
        return Check("config", FAIL, said, fix)
    if wrong is not None:
        return Check("config", FAIL, wrong, _command(f"nano {_quoted(data / CONFIG)}"))
    return Check("config", OK, Text(f"{CONFIG} se lit.", f"{CONFIG} can be read."))


def origin(data: Path, written: str, real: str | None) -> Check:
    """The address in the settings is the one this node was founded with."""
    if real is None or written == real:
        return Check("origin", OK, Text(f"L'adresse du nœud est {written}.", f"The node's address is {written}."))
    said = Text(
        f"L'adresse réglée ({written or 'aucune'}) n'est pas celle du nœud ({real}), qui ne change jamais.",
        f"The address that is set ({written or 'none'}) is not the node's ({real}), which never changes.",
    )
    return Check(
        "origin", FAIL, said, _command(f"sed -i 's|^origin = .*|origin = \"{real}\"|' {_quoted(data / CONFIG)}")
    )


def permissions(data: Path) -> Check:
    """Nobody but its own user reads the folder."""
    secret = (data, data / CONFIG, data / DATABASE, data / upkeep.NOTES, data / backup.UPGRADES)
    shared = [str(path) for path in secret if path.exists() and path.stat().st_mode & 0o077]
    if not shared:
        return Check("permissions", OK, Text("Le dossier est privé.", "The folder is private."))
    said = Text(f"D'autres utilisateurs peuvent lire : {', '.join(shared)}.", f"Others can read: {', '.join(shared)}.")
    return Check("permissions", FAIL, said, _command(f"chmod go= {' '.join(map(shlex.quote, shared))}"))


def database(data: Path, kept: str | None = None) -> Check:
    """The database is one, and its pages hold together."""
    found = backup.problems(data / DATABASE)
    if not found:
        return Check("database", OK, Text("La base est saine.", "The database is sound."))
    said = Text(f"La base est abîmée : {found[0]}.", f"The database is damaged: {found[0]}.")
    archive = _archive(kept)
    new = shlex.quote(f"{data}-2")
    return Check(
        "database",
        FAIL,
        said,
        Text(f"bocage --data {new} restore {archive.fr}", f"bocage --data {new} restore {archive.en}"),
    )


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
        return Check("schema", WARN, said, _command("bocage backup"))
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
    return Check("disk", FAIL if free < NO_ROOM_BYTES else WARN, said, _command(f"du -h --max-depth=1 {_quoted(data)}"))


def _archive(kept: str | None) -> Text:
    found = shlex.quote(kept) if kept else None
    return Text(found or "SAUVEGARDE", found or "BACKUP")


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))


def _command(line: str) -> Text:
    return Text(line, line)
