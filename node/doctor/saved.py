"""Backups: is there a recent one, and has anybody tried whether it comes back."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from node import upkeep
from node.checks import OK, WARN, Check
from vocab.language import Text

DAY_S: Final = 86_400.0
BACKUP_DAYS: Final = 8
TEST_DAYS: Final = 100


def checks(data: Path, now: float) -> list[Check]:
    """What the notes of this folder say, at `now` (Unix seconds)."""
    return [backup(data, upkeep.last(data, "backup"), now), restore_test(upkeep.last(data, "restore_test"), now)]


def backup(data: Path, last: float | None, now: float) -> Check:
    """The node was backed up within a week."""
    fix = Text(f"bocage --data {data} backup", f"bocage --data {data} backup")
    if last is None:
        said = Text("Ce nœud n'a jamais été sauvegardé.", "This node was never backed up.")
        return Check("backup", WARN, said, fix)
    days = _days(last, now)
    said = Text(f"Dernière sauvegarde il y a {_fr(days)}.", f"Last backup {_en(days)} ago.")
    return Check("backup", OK, said) if days < BACKUP_DAYS else Check("backup", WARN, said, fix)


def restore_test(last: float | None, now: float) -> Check:
    """Somebody made sure, within three months, that a backup can come back."""
    fix = Text("bocage backup --verify SAUVEGARDE", "bocage backup --verify BACKUP")
    if last is None:
        said = Text("Aucune sauvegarde n'a encore été essayée.", "No backup was tried yet.")
        return Check("restore_test", WARN, said, fix)
    days = _days(last, now)
    said = Text(f"Une sauvegarde a été essayée il y a {_fr(days)}.", f"A backup was tried {_en(days)} ago.")
    return Check("restore_test", OK, said) if days < TEST_DAYS else Check("restore_test", WARN, said, fix)


def _days(last: float, now: float) -> int:
    return max(0, int((now - last) // DAY_S))


def _fr(days: int) -> str:
    return "moins d'un jour" if days == 0 else "un jour" if days == 1 else f"{days} jours"


def _en(days: int) -> str:
    return "less than a day" if days == 0 else "one day" if days == 1 else f"{days} days"
