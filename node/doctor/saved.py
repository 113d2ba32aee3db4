"""Backups: is there a recent one, and has anybody tried whether it comes back."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Final

from node import upkeep
from node.checks import OK, WARN, Check
from node.spans import span
from vocab.language import Text

DAY_S: Final = 86_400.0
BACKUP_DAYS: Final = 8
TEST_DAYS: Final = 100


def checks(data: Path, now: float) -> list[Check]:
    """What the notes of this folder say, at `now` (Unix seconds)."""
    kept = upkeep.last_backup(data)
    return [backup(upkeep.last(data, "backup"), now), restore_test(upkeep.last(data, "restore_test"), now, kept)]


def backup(last: float | None, now: float) -> Check:
    """The node was backed up within a week."""
    fix = Text("bocage backup", "bocage backup")
    if last is None:
        said = Text("Ce nœud n'a jamais été sauvegardé.", "This node was never backed up.")
        return Check("backup", WARN, said, fix)
    age = span(now - last)
    said = Text(f"Dernière sauvegarde il y a {age.fr}.", f"Last backup {age.en} ago.")
    return Check("backup", OK, said) if now - last < BACKUP_DAYS * DAY_S else Check("backup", WARN, said, fix)


def restore_test(last: float | None, now: float, kept: str | None = None) -> Check:
    """Somebody made sure, within three months, that a backup can come back. `kept`: where the last one is."""
    file = shlex.quote(kept) if kept else None
    fix = Text(f"bocage backup --verify {file or 'SAUVEGARDE'}", f"bocage backup --verify {file or 'BACKUP'}")
    if last is None:
        said = Text("Aucune sauvegarde n'a encore été essayée.", "No backup was tried yet.")
        return Check("restore_test", WARN, said, fix)
    age = span(now - last)
    said = Text(f"Une sauvegarde a été essayée il y a {age.fr}.", f"A backup was tried {age.en} ago.")
    return Check("restore_test", OK, said) if now - last < TEST_DAYS * DAY_S else Check("restore_test", WARN, said, fix)
